// Polls: made in the sheet and by a command, voted in live, and all of it without scripts.

import type { Locator } from "@playwright/test";
import { ADA, join, makeRoom, OWNER, submit } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { press, sheet } from "../pages/message.ts";
import { RoomPage } from "../pages/room.ts";

const poll = (room: RoomPage, question: string): Locator =>
  room.messages.filter({ has: room.page.locator("legend").getByText(question, { exact: true }) });
const answer = (room: RoomPage, question: string, text: string): Locator =>
  poll(room, question).getByLabel(new RegExp(`^${text}`));
const percents = (room: RoomPage, question: string): Promise<string[]> =>
  poll(room, question).locator(".answer small").allInnerTexts();

/** Looks at the page in both colour schemes, and 320 px wide. */
async function looksRight({ page }: RoomPage): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await axeFindsNothing(page);
  }
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: size.height });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize(size);
}

test("a vote is counted on every screen at once, changed and taken back", async ({ newPerson, newSpeaker }) => {
  const [ada, bob, grace] = [await newPerson(), await newPerson(), await newSpeaker("Grace")];
  const id = await grace.poll("When?", ["Wednesday", "Thursday", "A day on which everybody can come, however late"]);
  await ada.open();
  await bob.open();
  await expect(poll(bob, "When?").getByRole("group", { name: "When?" })).toBeVisible();
  await answer(ada, "When?", "Thursday").check();
  await expect.poll(() => percents(bob, "When?")).toEqual(["0 %", "100 %", "0 %"]);
  await expect(answer(bob, "When?", "Thursday")).not.toBeChecked();
  await grace.vote(id, 0);
  await expect.poll(() => percents(ada, "When?")).toEqual(["50 %", "50 %", "0 %"]);
  await expect(answer(ada, "When?", "Thursday")).toBeChecked();
  await looksRight(ada);
  await answer(ada, "When?", "Wednesday").check();
  await expect.poll(() => percents(bob, "When?")).toEqual(["100 %", "0 %", "0 %"]);
  // A fresh page shows the same, and so does another device.
  await ada.page.reload();
  await ada.becomesLive();
  await expect(answer(ada, "When?", "Wednesday")).toBeChecked();
  await poll(ada, "When?").getByRole("button", { name: "Remove vote" }).click();
  await expect(poll(bob, "When?").locator(".stands")).toContainText("1 vote");
  await expect(answer(ada, "When?", "Wednesday")).not.toBeChecked();
  await expect(poll(ada, "When?").getByRole("button", { name: "Remove vote" })).toHaveCount(0);
});

test("the keyboard votes, and keeps its place while others do @desktop", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  const id = await grace.poll("Which?", ["Red", "Green", "Blue"], { multiple: true });
  await ada.open();
  await answer(ada, "Which?", "Red").focus();
  await ada.page.keyboard.press("Space");
  await expect.poll(() => percents(ada, "Which?")).toEqual(["100 %", "0 %", "0 %"]);
  await expect(answer(ada, "Which?", "Red")).toBeFocused();
  await ada.page.keyboard.press("Tab");
  await grace.vote(id, 2);
  await expect.poll(() => percents(ada, "Which?")).toEqual(["50 %", "0 %", "50 %"]);
  await expect(answer(ada, "Which?", "Green")).toBeFocused();
  await ada.page.keyboard.press("Space");
  await expect.poll(() => percents(ada, "Which?")).toEqual(["50 %", "50 %", "50 %"]);
  await expect(answer(ada, "Which?", "Red")).toBeChecked();
  await expect(poll(ada, "Which?").locator(".stands")).toContainText("2 people voted");
});

test("a poll whose time has come takes no more votes", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  await grace.poll("Which?", ["Red", "Green"], { closes_at: Date.now() + 2000 });
  await ada.open();
  const red = answer(ada, "Which?", "Red");
  await expect(poll(ada, "Which?").locator(".stands")).toContainText("closes at");
  // Its time comes while it is on the screen.
  await expect(red).toBeDisabled({ timeout: 15_000 });
  await expect(poll(ada, "Which?").locator(".stands")).toContainText("closed");
  await looksRight(ada);
});

test("a poll is made in the sheet, closed on its page, and says who voted", async ({ natter, newContext, signedIn, consoleWatch }) => {
  consoleWatch.allowRefusal(422);
  const context = await newContext();
  await join(natter, context.request, ADA);
  const room = await makeRoom(natter, context.request, "Crew", "public");
  const ada = new RoomPage(await context.newPage());
  await ada.page.goto(room);
  await ada.becomesLive();
  const olive = await signedIn(OWNER);
  await submit(natter, olive.page.request, `${room}/join`);
  await olive.page.goto(room);
  await olive.becomesLive();
  const link = ada.page.getByRole("link", { name: "Create a poll" });
  if (await link.isVisible()) {
    await link.click();
  } else {
    await ada.page.getByRole("button", { name: "Formatting" }).tap();
    await ada.page.getByRole("button", { name: "Create a poll" }).tap();
  }
  const form = sheet(ada.page);
  await form.getByLabel("Question").fill("Lunch?");
  await form.getByLabel("Answer 1", { exact: true }).fill("Soup");
  await looksRight(ada);
  await form.getByRole("button", { name: "Create poll" }).click();
  await expect(form.getByText("A poll needs at least 2 answers.").first()).toBeVisible();
  await form.getByLabel("Answer 2", { exact: true }).fill("Fish");
  await form.getByLabel("In a day").check();
  await form.getByRole("button", { name: "Create poll" }).click();
  await expect(sheet(ada.page)).toHaveCount(0);
  await expect(poll(ada, "Lunch?").locator(".stands")).toContainText("0 votes · closes");
  await answer(olive, "Lunch?", "Fish").check();
  await expect.poll(() => percents(ada, "Lunch?")).toEqual(["0 %", "100 %"]);
  await press(ada, poll(ada, "Lunch?"), "More actions");
  await expect(form.locator(".voters")).toContainText(OWNER.name);
  await axeFindsNothing(ada.page);
  await form.getByLabel(/^Soup/).check();
  await form.getByRole("button", { name: "Vote", exact: true }).click();
  await expect(form.locator(".voters")).toContainText(ADA.name);
  await form.getByRole("button", { name: "Close poll" }).click();
  await expect(form.locator(".stands")).toContainText("closed");
  await ada.page.keyboard.press("Escape");
  await expect(answer(olive, "Lunch?", "Soup")).toBeDisabled();
  await expect(poll(olive, "Lunch?").locator(".stands")).toContainText("2 votes · closed");
});

test("a command posts a poll, and alone opens the form", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  await ada.composer.fill('/poll "Tea?" "Yes" "No"');
  await ada.sendButton.click();
  await expect(poll(ada, "Tea?")).toBeVisible();
  await expect(ada.composer).toHaveValue("");
  await ada.composer.fill("/poll");
  await ada.sendButton.click();
  await expect(sheet(ada.page).getByRole("heading", { name: "Create a poll" })).toBeVisible();
  await ada.page.keyboard.press("Escape");
  await expect(ada.composer).toHaveValue("");
});

test("without scripts: makes a poll, votes, changes the vote and takes it back", async ({ newPerson, consoleWatch }) => {
  consoleWatch.allowUnusedPreload();
  const ada = await newPerson({ javaScriptEnabled: false });
  await ada.page.goto("/");
  await ada.page.getByRole("link", { name: "Create a poll" }).click();
  await ada.page.getByLabel("Question").fill("Colours?");
  await ada.page.getByLabel("Answer 1", { exact: true }).fill("Red");
  await ada.page.getByLabel("Answer 2", { exact: true }).fill("Green");
  await ada.page.getByLabel("Several answers can be chosen").check();
  await ada.page.getByRole("button", { name: "Create poll" }).click();
  const vote = poll(ada, "Colours?").getByRole("button", { name: "Vote", exact: true });
  await answer(ada, "Colours?", "Red").check();
  await answer(ada, "Colours?", "Green").check();
  await vote.click();
  expect(await percents(ada, "Colours?")).toEqual(["100 %", "100 %"]);
  await answer(ada, "Colours?", "Red").uncheck();
  await vote.click();
  expect(await percents(ada, "Colours?")).toEqual(["0 %", "100 %"]);
  await poll(ada, "Colours?").getByRole("button", { name: "Remove vote" }).click();
  expect(await percents(ada, "Colours?")).toEqual(["0 %", "0 %"]);
});
