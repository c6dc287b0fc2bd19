// Sessions: seen, ended, and gone at once; and the ways in which others end them.

import { ADA, BOB, OWNER, join } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { RoomPage } from "../pages/room.ts";

test.use({ lobby: "echo" });

test("a phone is lost: its session is ended elsewhere, and its page is signed out at once", async ({
  natter,
  newContext,
  signedIn,
  consoleWatch,
}) => {
  consoleWatch.allowLostConnections();
  const laptop = await newContext();
  await join(natter, laptop.request, ADA);
  const phone = await (await signedIn(ADA)).open();
  const page = await laptop.newPage();
  await page.goto("/settings/sessions");
  await axeFindsNothing(page);
  await expect(page.getByText("This session")).toHaveCount(1);
  await page.getByRole("button", { name: "End session" }).first().click();
  await expect(page.getByText("The session has ended.")).toBeVisible();
  await expect(phone.page).toHaveURL(/\/sign-in/);
  await phone.page.goto("/");
  await expect(phone.page).toHaveURL(/\/sign-in/);
  await new RoomPage(page).open();
});

test("a new password ends the other sessions", async ({ natter, newContext, signedIn, consoleWatch }) => {
  consoleWatch.allowLostConnections();
  consoleWatch.allowRefusal(403);
  const laptop = await newContext();
  await join(natter, laptop.request, ADA);
  const phone = await (await signedIn(ADA)).open();
  const page = await laptop.newPage();
  await page.goto("/settings/password");
  await axeFindsNothing(page);
  await page.getByLabel("Current password").fill("this is not it");
  await page.getByLabel("New password").fill("a whole new sentence");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Current password").fill(ADA.password);
  await page.getByLabel("New password").fill("a whole new sentence");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password was changed.")).toBeVisible();
  await expect(phone.page).toHaveURL(/\/sign-in/);
});

test("signing in on a phone by a code that works once", async ({ natter, newContext, signedIn }) => {
  const olive = await signedIn(OWNER);
  await olive.page.goto("/settings/sessions");
  await olive.page.getByLabel("Your password").fill(OWNER.password);
  await olive.page.getByRole("button", { name: "Show QR code" }).click();
  await expect(olive.page.locator("svg[role=img]")).toBeVisible();
  await axeFindsNothing(olive.page);
  const path = (await olive.page.content()).match(/\/link\/[0-9a-f]{32}/)![0];
  const phone = await (await newContext()).newPage();
  await phone.goto(path);
  await axeFindsNothing(phone);
  await phone.getByRole("button", { name: /Sign in/ }).click();
  await new RoomPage(phone).becomesLive();
  const again = await newContext();
  expect((await again.request.get(path)).status()).toBe(410);
});

test("an admin bans somebody, whose page is signed out, and lets them in again", async ({
  natter,
  newContext,
  signedIn,
  consoleWatch,
}) => {
  consoleWatch.allowLostConnections();
  consoleWatch.allowRefusal(403);
  const bobs = await newContext();
  await join(natter, bobs.request, BOB);
  const bob = await new RoomPage(await bobs.newPage()).open();
  const olive = await signedIn(OWNER);
  await olive.page.goto(`/people/${BOB.handle}`);
  await axeFindsNothing(olive.page);
  await olive.page.getByLabel("Reason").fill("Spam");
  await olive.page.locator("form[action$='/ban']").getByRole("button").click();
  await expect(olive.page.getByText("They are banned.")).toBeVisible();
  await expect(bob.page).toHaveURL(/\/sign-in/);
  await bob.page.getByLabel("Your handle").fill(BOB.handle);
  await bob.page.getByLabel("Password").fill(BOB.password);
  await bob.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(bob.page.getByText(/banned/)).toBeVisible();

  for (const path of ["/workspace/people", "/workspace/bans", "/workspace/audit", "/workspace/settings", "/settings/data"]) {
    await olive.page.goto(path);
    await axeFindsNothing(olive.page);
  }
  await olive.page.goto(`/people/${BOB.handle}`);
  await olive.page.locator("form[action$='/unban']").getByRole("button").click();
  await bob.page.goto("/sign-in");
  await bob.page.getByLabel("Your handle").fill(BOB.handle);
  await bob.page.getByLabel("Password").fill(BOB.password);
  await bob.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await bob.becomesLive();
});

test("a new role is seen without a reload", async ({ natter, newContext, signedIn, consoleWatch }) => {
  consoleWatch.allowLostConnections();
  consoleWatch.allowRefusal(404);
  const bobs = await newContext();
  await join(natter, bobs.request, BOB, "guest");
  const olive = await signedIn(OWNER);
  const bob = new RoomPage(await bobs.newPage());
  // A guest is in no room yet.
  await bob.page.goto("/");
  await expect(bob.page.getByText("You are not in any room yet.")).toBeVisible();
  await olive.page.goto(`/people/${BOB.handle}`);
  await olive.page.getByLabel("Member", { exact: false }).first().check();
  await olive.page.locator("form[action$='/role']").getByRole("button").click();
  await expect(olive.page.getByText("Saved.")).toBeVisible();
  await bob.open();
});
