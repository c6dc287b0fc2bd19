// Replies and threads: a quoted line that leads to its message, and a thread beside the room or in its
// place; live for both sides, and without scripts.

import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { press } from "../pages/message.ts";
import type { RoomPage } from "../pages/room.ts";

const panel = (room: RoomPage) => room.page.getByRole("region", { name: /^Thread/ });
const threadBox = (room: RoomPage) => room.page.getByRole("textbox", { name: "Reply in thread" });

async function sayInThread(room: RoomPage, text: string): Promise<void> {
  await threadBox(room).fill(text);
  if (await room.isTouch()) await panel(room).getByRole("button", { name: "Send" }).tap();
  else await threadBox(room).press("Enter");
  await expect(threadBox(room)).toHaveValue("");
}

test("a reply quotes its message, and shows what becomes of it", async ({ newPerson, newSpeaker }) => {
  const [ada, bob, grace] = [await newPerson(), await newPerson(), await newSpeaker("Grace")];
  const id = await grace.post("Shall we ship?");
  await ada.open();
  await bob.open();
  await press(ada, ada.message("Shall we ship?"), "Reply");
  await expect(ada.page.locator(".replying")).toContainText("Grace");
  await ada.say("Yes");
  const quote = (who: RoomPage) => who.message("Yes").locator(".quote");
  for (const who of [ada, bob]) await expect(quote(who)).toHaveText("Grace Shall we ship?");
  await axeFindsNothing(ada.page);
  await grace.edit(id, "Shall we ship today?");
  for (const who of [ada, bob]) await expect(quote(who)).toHaveText("Grace Shall we ship today?");
  await bob.page.reload();
  await bob.becomesLive();
  await expect(quote(bob)).toHaveText("Grace Shall we ship today?");
});

test("a thread is live on both sides and stays out of the room", async ({ newPerson, newSpeaker }) => {
  const [ada, bob, grace] = [await newPerson(), await newPerson(), await newSpeaker("Grace")];
  const root = await grace.post("The plan");
  await ada.open();
  await press(ada, ada.message("The plan"), "Reply in thread");
  await expect(ada.page).toHaveURL(new RegExp(`/m/${root}/thread$`));
  await ada.becomesLive();
  await bob.page.goto(`/m/${root}/thread`);
  await bob.becomesLive();
  await sayInThread(ada, "I have a question");
  await expect(panel(bob).locator(".body").filter({ hasText: "I have a question" })).toHaveCount(1);
  await sayInThread(bob, "Go on");
  await expect(panel(ada).locator(".body").filter({ hasText: "Go on" })).toHaveCount(1);
  await axeFindsNothing(ada.page);
  await ada.page.goto("/");
  await ada.becomesLive();
  await expect(ada.message("The plan").locator("a.thread")).toContainText("2 replies");
  await expect(ada.message("I have a question")).toHaveCount(0);
});

test("what is written in a thread may go to the room too", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  const root = await grace.post("The plan");
  await ada.page.goto(`/m/${root}/thread`);
  await ada.becomesLive();
  await panel(ada).getByRole("checkbox", { name: /Also send to/ }).check();
  await sayInThread(ada, "It is decided");
  await ada.page.goto("/");
  await ada.becomesLive();
  await ada.shows("It is decided");
});

test("without scripts: replies, and writes in a thread", async ({ newPerson, newSpeaker, consoleWatch }) => {
  consoleWatch.allowUnusedPreload();
  const grace = await newSpeaker("Grace");
  const root = await grace.post("The plan");
  const ada = await newPerson({ javaScriptEnabled: false });
  await ada.page.goto(`/m/${root}/reply`);
  await ada.composer.fill("Seen");
  await ada.sendButton.first().click();
  await expect(ada.message("Seen").locator(".quote")).toHaveText("Grace The plan");
  await ada.page.goto(`/m/${root}/thread`);
  await threadBox(ada).fill("In the thread");
  await panel(ada).getByRole("button", { name: "Send" }).click();
  await expect(panel(ada).locator(".body").filter({ hasText: "In the thread" })).toHaveCount(1);
  await ada.page.goto("/");
  await expect(ada.message("The plan").locator("a.thread")).toContainText("1 reply");
});
