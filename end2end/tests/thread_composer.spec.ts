// The message box of a thread has all that the room's has.

import { ADA, BOB, EVE, addToRoom, join, makeRoom } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { RoomPage } from "../pages/room.ts";
import { ThreadPanel } from "../pages/thread.ts";

test.use({ lobby: "echo" });

const people = test.extend<{ ada: RoomPage; thread: ThreadPanel }>({
  ada: async ({ natter, newContext }, use) => {
    const [ada, bob] = await Promise.all([newContext(), newContext()]);
    await join(natter, ada.request, ADA);
    await join(natter, bob.request, BOB);
    await use(new RoomPage(await ada.newPage()));
  },
  thread: async ({ ada, newSpeaker }, use) => {
    const root = await (await newSpeaker(BOB)).post("The plan");
    await use(await new ThreadPanel(ada).open(root));
  },
});

people("names, emoji and commands are completed", async ({ thread, consoleWatch }) => {
  consoleWatch.allowRefusal(422);
  const list = thread.panel.getByRole("listbox", { name: "Suggestions" });
  await thread.composer.focus();
  await thread.composer.pressSequentially("hi @bob");
  await expect(list.getByRole("option")).toContainText([BOB.name]);
  await axeFindsNothing(thread.room.page);
  await thread.composer.press("Enter");
  await expect(thread.composer).toHaveValue("hi @bobby ");
  await thread.composer.pressSequentially(":tad");
  await expect(list.getByRole("option").first()).toContainText(":tada:");
  await thread.composer.press("Tab");
  await expect(thread.composer).toHaveValue("hi @bobby 🎉");
  await thread.composer.fill("");
  await thread.composer.pressSequentially("/shr");
  await expect(list.getByRole("option")).toContainText(["/shrug"]);
  await thread.composer.press("Enter");
  await thread.composer.pressSequentially("who knows");
  await thread.composer.press("Enter");
  await expect(thread.message("who knows ¯\\_(ツ)_/¯")).toHaveCount(1);
  await expect(thread.composer).toHaveValue("");
  await thread.composer.fill("/nonsense");
  await thread.composer.press("Enter");
  await expect(thread.panel.locator(".command-note")).toContainText("/nonsense");
  await expect(thread.composer).toHaveValue("/nonsense");
});

people("text is formatted by keys, by buttons and by pasting, and emoji are picked", async ({ thread }) => {
  const { page } = thread.room;
  const selectAll = () => thread.composer.press("ControlOrMeta+a");
  await thread.composer.fill("word");
  await selectAll();
  await thread.composer.press("Control+b");
  await expect(thread.composer).toHaveValue("**word**");
  await thread.panel.getByRole("button", { name: "Formatting" }).click();
  const row = thread.panel.getByRole("toolbar", { name: "Formatting" });
  await axeFindsNothing(page);
  await thread.composer.fill("one\ntwo");
  await selectAll();
  await row.getByRole("button", { name: "List", exact: true }).click();
  await expect(thread.composer).toHaveValue("- one\n- two");
  await thread.composer.fill("");
  await thread.composer.evaluate((box) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", "<p>A <b>bold</b> word</p>");
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(thread.composer).toHaveValue("A **bold** word");
  await thread.panel.getByRole("button", { name: "Emoji", exact: true }).click();
  const picker = page.getByRole("dialog", { name: "Emoji" });
  await picker.getByRole("searchbox").fill("tada");
  await picker.getByRole("searchbox").press("Enter");
  await expect(thread.composer).toHaveValue("A **bold** word🎉");
  await expect(page.locator("#composer-text")).toHaveValue("");
});

for (const scripts of [true, false]) {
  test(`a thread says whom a message does not reach ${scripts ? "" : "without JavaScript "}`.trim(), async ({
    natter,
    newContext,
    consoleWatch,
  }) => {
    if (!scripts) consoleWatch.allowUnusedPreload();
    const [ada, bob, eve] = await Promise.all([newContext({ javaScriptEnabled: scripts }), newContext(), newContext()]);
    for (const [context, person] of [[ada, ADA], [bob, BOB], [eve, EVE]] as const) await join(natter, context.request, person);
    const crew = await makeRoom(natter, ada.request, "Crew", "private");
    await addToRoom(natter, ada.request, crew, BOB);
    const room = new RoomPage(await ada.newPage());
    await room.page.goto(crew);
    if (scripts) await room.becomesLive();
    await room.composer.fill("The plan");
    await room.sendButton.click();
    await expect(room.message("The plan")).toHaveAttribute("id", /^m-\d+$/);
    const path = await room.message("The plan").locator('.tools a[href$="/thread"]').getAttribute("href");
    await room.page.goto(path!);
    if (scripts) await room.becomesLive();
    const thread = new ThreadPanel(room);
    await thread.composer.fill("ask @evelyn");
    await thread.sendButton.click();
    await expect(thread.panel.locator(".not-told")).toContainText("@evelyn is not in this room");
    // Not beside the room's own box.
    await expect(room.page.locator(".main > .foot .not-told")).toBeEmpty();
  });
}
