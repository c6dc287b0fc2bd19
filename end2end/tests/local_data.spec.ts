// What the browser keeps belongs to a member, and goes with their session.

import { ADA, BOB, join } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { signOut } from "../pages/account.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { RoomPage } from "../pages/room.ts";
import type { BrowserContext, Page } from "@playwright/test";

test.use({ lobby: "echo" });
test.beforeEach(({ consoleWatch }) => consoleWatch.allowLostConnections());

async function signIn(page: Page, { handle, password }: { handle: string; password: string }): Promise<void> {
  await page.getByLabel("Your handle").fill(handle);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** All that is kept here: keys of localStorage, and texts of the outbox. */
const kept = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const values = await new Promise<string[]>((found) => {
      const opening = indexedDB.open("natter");
      opening.onupgradeneeded = () => opening.transaction!.abort();
      opening.onerror = () => found([]);
      opening.onsuccess = () => {
        const all = opening.result.transaction("outbox").objectStore("outbox").getAll();
        all.onsuccess = () => found(all.result);
        opening.result.close();
      };
    });
    // A draft that was sent leaves an empty one. What the server knows of one is not counted beside it.
    const holds = (key: string) =>
      key.startsWith("natter.") && !key.endsWith(".rev") && localStorage.getItem(key) !== "";
    return [...Object.keys(localStorage).filter(holds), ...values];
  });

/** Pages go on to load, and nothing is sent. */
async function holdBack(context: BrowserContext): Promise<void> {
  await context.route(/socket\.io/, (route) => route.abort());
  await context.routeWebSocket(/socket\.io/, (socket) => void socket.close());
}

/** Opens the lobby and waits until its script runs, connected or not. */
async function open(room: RoomPage): Promise<void> {
  await room.page.goto("/r/lobby");
  await expect(room.page.locator("html")).toHaveAttribute("data-live", "yes");
}

test("a draft goes when its author signs out, from a second tab too, and nobody else finds it", async ({
  natter,
  newContext,
}) => {
  const context = await newContext();
  await join(natter, (await newContext()).request, BOB);
  await join(natter, context.request, ADA);
  const ada = await new RoomPage(await context.newPage()).open();
  await ada.composer.fill("For nobody's eyes yet");
  await expect.poll(() => kept(ada.page)).toHaveLength(1);
  const second = await context.newPage();
  await second.goto("/settings");
  await signOut(second);
  await expect(second).toHaveURL(/\/sign-in\?out=1/);
  await expect(ada.page).toHaveURL(/\/sign-in/);
  await expect.poll(() => kept(second)).toEqual([]);
  expect(await kept(ada.page)).toEqual([]);
  await signIn(second, BOB);
  const bob = await new RoomPage(second).open();
  await expect(bob.composer).toHaveValue("");
});

test("who signs out is asked before what is unsent is discarded", async ({ natter, newContext }) => {
  const context = await newContext();
  await join(natter, context.request, ADA);
  await holdBack(context);
  const ada = new RoomPage(await context.newPage());
  await open(ada);
  await ada.say("One");
  await ada.say("Two");
  await expect(ada.message("Two")).toHaveClass(/\bsending\b/);
  await expect.poll(() => kept(ada.page)).toHaveLength(2);
  await ada.page.goto("/settings");
  await signOut(ada.page);
  const dialog = ada.page.getByRole("dialog");
  await expect(dialog).toContainText("2 messages are not sent yet. Sign out and discard them?");
  await axeFindsNothing(ada.page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await kept(ada.page)).toHaveLength(2);
  await ada.page.getByRole("button", { name: "Sign out" }).click();
  await dialog.getByRole("button", { name: "Sign out and discard" }).click();
  await expect(ada.page).toHaveURL(/\/sign-in\?out=1/);
  await expect.poll(() => kept(ada.page)).toEqual([]);
});

test("a session that is ended elsewhere takes the draft along, and asks about what is unsent", async ({
  natter,
  newContext,
  signedIn,
}) => {
  const context = await newContext();
  await join(natter, (await newContext()).request, BOB);
  await join(natter, context.request, ADA);
  const phone = new RoomPage(await context.newPage());
  await holdBack(context);
  await open(phone);
  await phone.say("On its way");
  await phone.composer.fill("A draft");
  await expect.poll(() => kept(phone.page)).toHaveLength(2);

  const laptop = await signedIn(ADA);
  await laptop.page.goto("/settings/sessions");
  await laptop.page.getByRole("button", { name: "End session" }).first().click();
  await expect(laptop.page.getByText("The session has ended.")).toBeVisible();

  await phone.page.goto("/r/lobby");
  await expect(phone.page).toHaveURL(/\/sign-in/);
  await expect(phone.page.getByText("1 message is not sent yet.")).toBeVisible();
  await axeFindsNothing(phone.page);
  await expect.poll(() => kept(phone.page)).toHaveLength(1);

  // Whoever comes next sees nothing of it, and it is gone then.
  await signIn(phone.page, BOB);
  await open(phone);
  await expect(phone.composer).toHaveValue("");
  await expect.poll(() => kept(phone.page)).toEqual([]);
  expect(await phone.texts()).toEqual([]);
});

test("who signs in again after their session was ended sends what was unsent @desktop", async ({
  natter,
  newContext,
  signedIn,
}) => {
  const context = await newContext();
  await join(natter, context.request, ADA);
  const phone = new RoomPage(await context.newPage());
  await holdBack(context);
  await open(phone);
  await phone.say("On its way");
  await expect.poll(() => kept(phone.page)).toHaveLength(1);
  const laptop = await signedIn(ADA);
  await laptop.page.goto("/settings/sessions");
  await laptop.page.getByRole("button", { name: "End session" }).first().click();
  await expect(laptop.page.getByText("The session has ended.")).toBeVisible();
  await phone.page.goto("/r/lobby");
  await expect(phone.page.getByText("1 message is not sent yet.")).toBeVisible();
  await context.unrouteAll();
  await signIn(phone.page, ADA);
  await laptop.open();
  const again = new RoomPage(await context.newPage());
  await again.page.goto("/settings");
  await laptop.shows("On its way");
});
