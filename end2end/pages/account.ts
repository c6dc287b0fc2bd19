// What people do with their account, wherever they are.

import type { Page } from "@playwright/test";

/** Signs out by the button; on a phone the way is in the menu. */
export async function signOut(page: Page): Promise<void> {
  const menu = page.getByRole("link", { name: "Menu" });
  if (await menu.isVisible()) await menu.click();
  await page.getByRole("button", { name: "Sign out" }).click();
}
