// Passkeys: made, used to sign in and to confirm, and removed.

import { ADA, OWNER, join } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { signOut } from "../pages/account.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { addPasskey, named, plugInDevice } from "../pages/passkeys.ts";
import { RoomPage } from "../pages/room.ts";

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
  await expect(page.getByText("You have no passkeys yet.")).toBeVisible();
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

test("a passkey shows the code that signs a phone in", async ({ natter, newContext, signedIn }) => {
  const { page } = await signedIn(OWNER, named(natter));
  await plugInDevice(page);
  await page.goto("/settings/sessions");
  await expect(page.getByRole("button", { name: "Use a passkey" })).toHaveCount(0);
  await addPasskey(page, "Olive's laptop");
  await page.goto("/settings/sessions");
  await axeFindsNothing(page);
  await page.getByRole("button", { name: "Use a passkey" }).press("Enter");
  await expect(page.locator("svg[role=img]")).toBeVisible();
  await axeFindsNothing(page);
  const path = (await page.content()).match(/\/link\/[0-9a-f]{32}/)![0];
  const phone = await (await newContext()).newPage();
  await phone.goto(path);
  await phone.getByRole("button", { name: /Sign in/ }).click();
  await new RoomPage(phone).becomesLive();
});

test("somebody else's passkey does not show the code", async ({ natter, newContext, signedIn, consoleWatch }) => {
  consoleWatch.allowRefusal(403);
  const { page } = await signedIn(OWNER, named(natter));
  await plugInDevice(page);
  await addPasskey(page, "Olive's laptop");

  await join(natter, (await newContext()).request, ADA);
  const { page: borrowed } = await signedIn(ADA, named(natter));
  await plugInDevice(borrowed);
  await addPasskey(borrowed, "Ada's own");
  await signOut(borrowed);
  await borrowed.goto("/sign-in");
  await borrowed.getByLabel("Your handle").fill(OWNER.handle);
  await borrowed.getByLabel("Password").fill(OWNER.password);
  await borrowed.getByRole("button", { name: "Sign in", exact: true }).click();
  await new RoomPage(borrowed).becomesLive();

  // Her device has no passkey of Olive's.
  await borrowed.goto("/settings/sessions");
  await borrowed.getByRole("button", { name: "Use a passkey" }).click();
  await expect(borrowed.locator("#passkey-result")).toHaveText(/That was cancelled/);
  await expect(borrowed.locator("svg[role=img]")).toHaveCount(0);

  // Nor does the server take hers, when the browser is told to use any.
  await borrowed.route("**/passkeys/phone/start", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), allowCredentials: [] } });
  });
  await borrowed.getByRole("button", { name: "Use a passkey" }).click();
  await expect(borrowed.getByRole("alert").first()).toContainText("This passkey does not match");
  await expect(borrowed.locator("svg[role=img]")).toHaveCount(0);
  await axeFindsNothing(borrowed);
});

test("without JavaScript the password alone shows the code @desktop", async ({ natter, signedIn }) => {
  const { page } = await signedIn(OWNER, named(natter));
  await plugInDevice(page);
  await addPasskey(page, "Olive's laptop");
  const plain = await signedIn(OWNER, { ...named(natter), javaScriptEnabled: false });
  await plain.page.goto("/settings/sessions");
  await expect(plain.page.getByRole("button", { name: "Use a passkey" })).toBeHidden();
  await plain.page.getByLabel("Your password").fill(OWNER.password);
  await plain.page.getByRole("button", { name: "Show QR code" }).click();
  await expect(plain.page.locator("svg[role=img]")).toBeVisible();
});
