// Editing and deleting messages, their page, and links to them.

import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { press, sheet } from "../pages/message.ts";

test("a message is edited in place, and everyone sees it", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  await ada.open();
  await ada.say("helo wrld");
  await ada.shows("helo wrld");
  await press(ada, ada.message("helo wrld"), "Edit");
  const box = ada.page.getByRole("textbox", { name: "Edit message" });
  await expect(box).toBeFocused();
  await expect(box).toHaveValue("helo wrld");
  // What others do meanwhile does not disturb it.
  await box.fill("hello world");
  await grace.say("Good morning");
  await ada.shows("Good morning");
  await expect(box).toHaveValue("hello world");
  await axeFindsNothing(ada.page);
  await ada.log.getByRole("button", { name: "Save", exact: true }).click();
  await expect(ada.messages.filter({ hasText: "hello world" })).toContainText("(edited)");
  await expect(box).toHaveCount(0);
  await expect(ada.composer).toBeFocused();
  expect(await grace.read()).toEqual(["hello world", "Good morning"]);
});

test("by keys: up in an empty box edits, Enter saves, Escape leaves it @desktop", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  await ada.open();
  await ada.say("one");
  await ada.say("two");
  await ada.shows("two");
  const box = ada.page.getByRole("textbox", { name: "Edit message" });
  await ada.composer.press("ArrowUp");
  await box.fill("two, or three");
  await box.press("Enter");
  await expect(box).toHaveCount(0);
  await expect(ada.composer).toBeFocused();
  expect(await grace.read()).toEqual(["one", "two, or three"]);
  await ada.composer.press("ArrowUp");
  await box.fill("never said");
  await box.press("Escape");
  await expect(ada.composer).toBeFocused();
  expect(await grace.read()).toEqual(["one", "two, or three"]);
  // Up in a box with a text only moves the caret.
  await ada.composer.fill("a draft");
  await ada.composer.press("ArrowUp");
  await expect(box).toHaveCount(0);

  // From message to message, and what can be done with one.
  await ada.log.focus();
  await ada.page.keyboard.press("ArrowUp");
  await expect(ada.messages.last()).toBeFocused();
  await ada.page.keyboard.press("ArrowUp");
  await expect(ada.message("one")).toBeFocused();
  await ada.page.keyboard.press("e");
  await expect(box).toHaveValue("one");
  await box.press("Escape");
  await ada.message("one").focus();
  await ada.page.keyboard.press("Enter");
  await expect(ada.message("one").locator(".tools").getByLabel("React with 👍")).toBeFocused();
});

test("an edit that is refused stays in the box with the reason", async ({ newPerson }) => {
  const ada = await newPerson();
  await ada.open();
  await ada.say("short");
  await ada.shows("short");
  await press(ada, ada.message("short"), "Edit");
  const box = ada.page.getByRole("textbox", { name: "Edit message" });
  await box.fill("x".repeat(10_001));
  await ada.log.getByRole("button", { name: "Save", exact: true }).click();
  await expect(ada.page.getByRole("alert").filter({ hasText: "too long" })).toBeVisible();
  await expect(box).toHaveValue("x".repeat(10_001));
});

test("a message is deleted once the sheet was asked", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  await ada.open();
  await ada.say("a slip of the tongue");
  await ada.shows("a slip of the tongue");
  await press(ada, ada.message("a slip of the tongue"), "Delete");
  await expect(sheet(ada.page).getByRole("heading", { name: "Delete this message?" })).toBeVisible();
  await axeFindsNothing(ada.page);
  await sheet(ada.page).getByRole("link", { name: "Cancel" }).click();
  await expect(sheet(ada.page)).toHaveCount(0);
  expect(await grace.read()).toEqual(["a slip of the tongue"]);

  await press(ada, ada.message("a slip of the tongue"), "Delete");
  await sheet(ada.page).getByRole("button", { name: "Delete" }).click();
  await expect(sheet(ada.page)).toHaveCount(0);
  const line = ada.messages.filter({ hasText: "Message deleted" });
  await expect(line.getByRole("button", { name: "Undo" })).toBeVisible();
  await expect(ada.log.getByText("a slip of the tongue")).toHaveCount(0);
  // The focus is on the message, whose toolbar is gone, and screen readers are told.
  await expect(line).toBeFocused();
  await expect(ada.page.locator("#announcements")).toContainText("Message deleted. Undo is in its place for a minute.");
  await axeFindsNothing(ada.page);

  // By the keyboard.
  await ada.page.keyboard.press("Enter");
  await expect(line.getByRole("button", { name: "Undo" })).toBeFocused();
  await ada.page.keyboard.press("Enter");
  await ada.shows("a slip of the tongue");
  await expect(ada.log.getByText("Message deleted")).toHaveCount(0);
  await expect(ada.message("a slip of the tongue")).toBeFocused();
  await expect(ada.page.locator("#announcements")).toContainText("Message restored");
  expect(await grace.read()).toEqual(["a slip of the tongue"]);
});

test("a deleted message leaves a line only while something needs it", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  const asked = await grace.post("Who is in?");
  await grace.post("Nobody asked");
  await ada.open();
  await press(ada, ada.message("Who is in?"), "Reply");
  await ada.say("I am");
  await ada.shows("I am");
  await grace.remove(asked);
  await expect(ada.messages.first()).toContainText("Message deleted");
  await expect(ada.log.getByRole("button", { name: "Undo" })).toHaveCount(0);
  await ada.page.reload();
  await ada.becomesLive();
  await expect(ada.messages.first()).toContainText("Message deleted");
  await press(ada, ada.message("I am"), "Delete");
  await sheet(ada.page).getByRole("button", { name: "Delete" }).click();
  await expect(ada.messages.first()).toContainText("Nobody asked");
});

test("what is typed into an edit survives a reload and what others do, until it is saved or given up", async ({
  newPerson,
  newSpeaker,
}) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  await ada.open();
  await ada.say("It is four");
  await ada.shows("It is four");
  const [id] = [...(await grace.ids()).values()];
  const box = ada.page.getByRole("textbox", { name: "Edit message" });
  const kept = () => ada.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(".edit.")));
  await press(ada, ada.message("It is four"), "Edit");
  await box.fill("It is five");
  await grace.react(id!, "👀");
  await expect(ada.messages.last().locator(".extras")).toContainText("👀");
  await expect(box).toHaveValue("It is five");
  await ada.page.reload();
  await ada.becomesLive();
  await expect(box).toHaveValue("It is five");
  await box.press("Escape");
  await expect(box).toHaveCount(0);
  expect(await kept()).toEqual([]);
  await ada.page.reload();
  await ada.becomesLive();
  await expect(box).toHaveCount(0);

  await press(ada, ada.message("It is four"), "Edit");
  await expect(box).toHaveValue("It is four");
  await box.fill("It is six");
  await ada.log.getByRole("button", { name: "Save", exact: true }).click();
  await expect(ada.messages.last()).toContainText("It is six (edited)");
  await expect.poll(kept).toEqual([]);
});

test("the toolbar covers no other message on a phone", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  await grace.sayAll(["One", "Two", "Three"]);
  await ada.open();
  test.skip(!(await ada.isTouch()), "a pointer has it over the edge");
  await ada.message("Three").locator(".body").tap();
  const tools = ada.message("Three").locator(".tools");
  await expect(tools).toBeVisible();
  const bar = (await tools.boundingBox())!;
  const log = (await ada.log.boundingBox())!;
  expect(bar.y + bar.height).toBeLessThanOrEqual(log.y + 1);
  await axeFindsNothing(ada.page);
  await ada.composer.tap();
  await expect(tools).toBeHidden();
});

test("a message's page shows what it said before, in the sheet and by itself", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  const id = await grace.post("It is **four** o'clock");
  await grace.edit(id, "It is five o'clock");
  await ada.open();
  const message = ada.messages.filter({ hasText: "five o'clock" });
  await press(ada, message, "More actions");
  await expect(sheet(ada.page).getByRole("heading", { name: "Earlier versions" })).toBeVisible();
  await expect(sheet(ada.page)).toContainText("It is **four** o'clock");
  await expect(sheet(ada.page).getByRole("link", { name: "Edit" })).toHaveCount(0);
  await ada.page.keyboard.press("Escape");
  await expect(sheet(ada.page)).toHaveCount(0);

  await ada.page.goto(`/m/${id}`);
  await expect(ada.page.getByRole("heading", { level: 1, name: "Message" })).toBeVisible();
  await axeFindsNothing(ada.page);
  await ada.page.getByRole("link", { name: "Show in #lobby" }).click();
  await expect(ada.message("It is five o'clock (edited)").or(message)).toBeFocused();
});

test("a link leads to an old message among its neighbours", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  await grace.sayAll(Array.from({ length: 120 }, (_, i) => `Line ${i + 1}`));
  const ids = await grace.ids();
  await ada.open();
  await ada.page.goto(`/m/${ids.get("Line 40")}`);
  await ada.page.getByRole("link", { name: "Show in #lobby" }).click();
  await ada.becomesLive();
  await expect(ada.message("Line 40")).toBeInViewport();
  await expect(ada.message("Line 40")).toBeFocused();
  // From there on down to the end, as far as that is loaded.
  await expect(async () => {
    await ada.scrollBy(Infinity);
    await expect(ada.message("Line 120")).toBeInViewport({ timeout: 500 });
  }).toPass();
});

test("without scripts: edits and deletes by the links of the log", async ({ newPerson, newSpeaker, consoleWatch }) => {
  consoleWatch.allowUnusedPreload();
  const grace = await newSpeaker("Grace");
  const ada = await newPerson({ javaScriptEnabled: false });
  await ada.page.goto("/");
  for (const text of ["helo", "and goodbye"]) {
    await ada.composer.fill(text);
    await ada.sendButton.click();
  }
  await press(ada, ada.message("helo"), "Edit");
  await ada.page.getByLabel("Message").fill("hello");
  await ada.page.getByRole("button", { name: "Save" }).click();
  await expect(ada.messages.filter({ hasText: "hello" })).toContainText("(edited)");
  await press(ada, ada.message("and goodbye"), "Delete");
  await ada.page.getByRole("button", { name: "Delete" }).click();
  await ada.log.getByRole("button", { name: "Undo" }).click();
  await expect(ada.message("and goodbye")).toBeVisible();
  expect(await grace.read()).toEqual(["hello", "and goodbye"]);
});
