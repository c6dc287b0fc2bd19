// Passkeys: made, used to sign in and to confirm, and removed.

import { OWNER } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { signOut } from "../pages/account.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { addPasskey, named, plugInDevice } from "../pages/passkeys.ts";

test("a passkey is added, signs in, and is removed @desktop", async ({ natter, signedIn }) => {
  const olive = await signedIn(OWNER, named(natter));
  const { page } = olive;
  await plugInDevice(page);
  await page.goto("/settings/passkeys");
  await axeFindsNothing(page);
  await addPasskey(page, "Olive's laptop");
  await expect(page.getByText("Olive's laptop")).toBeVisible();

  await page.goto("/settings");
  await signOut(page);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await olive.becomesLive();
  await expect(page.getByText(OWNER.name).first()).toBeVisible();

  await page.goto("/settings/passkeys");
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("You have none yet.")).toBeVisible();
});

test("a passkey leads to the page that one wanted to open", async ({ natter, signedIn }) => {
  const { page } = await signedIn(OWNER, named(natter));
  await plugInDevice(page);
  await addPasskey(page, "Olive's laptop");
  await signOut(page);
  await page.goto("/settings/password?done=");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(/\/settings\/password\?done=$/);

  await signOut(page);
  await page.goto("/sign-in?next=https://evil.test/");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page).toHaveURL(`${named(natter).baseURL}/`);
});
