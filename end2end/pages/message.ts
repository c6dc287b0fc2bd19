// What can be done with one message: its toolbar in the log, and its page in the sheet.

import { expect, type Locator, type Page } from "@playwright/test";
import type { RoomPage } from "./room.ts";

/** The sheet over the room. */
export const sheet = (page: Page): Locator => page.locator("dialog.sheet[open]");

/** Presses a control of a message's toolbar, which comes with the pointer or by a tap. */
export async function press(room: RoomPage, message: Locator, name: string): Promise<void> {
  // A tap may be taken for one on a link that is near.
  if (await room.isTouch()) await message.focus();
  else await message.hover();
  const control = message.locator(".tools").getByLabel(name, { exact: true });
  await expect(control).toBeVisible();
  if (await room.isTouch()) await control.tap();
  else await control.click();
}
