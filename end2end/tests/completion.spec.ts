// Names, rooms and emoji are completed while one types.

import { ADA, BOB, EVE, join, makeRoom } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { RoomPage } from "../pages/room.ts";

test.use({ lobby: "echo" });

const people = test.extend<{ ada: RoomPage }>({
  ada: async ({ natter, newContext }, use) => {
    const [ada, bob] = await Promise.all([newContext(), newContext()]);
    await join(natter, ada.request, ADA);
    await join(natter, bob.request, BOB);
    await makeRoom(natter, ada.request, "Design", "public");
    await use(await new RoomPage(await ada.newPage()).open());
  },
});

const list = (room: RoomPage) => room.page.getByRole("listbox", { name: "Suggestions" });
const options = (room: RoomPage) => list(room).getByRole("option");

people("a person, a room and an emoji are put in by the keyboard alone", async ({ ada }) => {
  await ada.composer.focus();
  await ada.composer.pressSequentially("hi @bob");
  await expect(options(ada)).toHaveCount(1);
  await expect(options(ada).first()).toContainText(BOB.name);
  await expect(ada.composer).toHaveAttribute("aria-activedescendant", "completion-0");
  await axeFindsNothing(ada.page);
  await ada.composer.press("Enter");
  await expect(list(ada)).toBeHidden();
  await expect(ada.composer).toHaveValue("hi @bobby ");

  await ada.composer.pressSequentially("see #desi");
  await expect(options(ada).first()).toContainText("#Design");
  await ada.composer.press("Tab");
  await ada.composer.pressSequentially(":tad");
  await expect(options(ada).first()).toContainText(":tada:");
  await ada.composer.press("Enter");
  await expect(ada.composer).toHaveValue("hi @bobby see #design 🎉");
  // What was put in is undone as what was typed.
  await ada.composer.press("ControlOrMeta+z");
  await expect(ada.composer).toHaveValue("hi @bobby see #design :tad");
  await ada.composer.press("Escape");
  await ada.sendButton.click();
  await expect(ada.messages.last().locator(".body")).toHaveText(`hi @${BOB.name} see #design :tad`);
});

people("arrows go through the list, and Escape leaves what was typed", async ({ ada }) => {
  await ada.composer.focus();
  await ada.composer.pressSequentially(":heart");
  await expect(options(ada)).toHaveCount(8);
  const selected = list(ada).getByRole("option", { selected: true });
  const first = await selected.textContent();
  await ada.composer.press("ArrowUp");
  await expect(options(ada).last()).toHaveAttribute("aria-selected", "true");
  await ada.composer.press("ArrowDown");
  await expect(selected).toHaveText(first!);
  await ada.composer.press("Escape");
  await expect(list(ada)).toBeHidden();
  await expect(ada.composer).toHaveValue(":heart");
  await ada.composer.pressSequentially("s");
  await expect(list(ada)).toBeHidden();
  await ada.composer.pressSequentially(" @bo");
  await expect(options(ada)).toHaveCount(1);
  await options(ada).first().click();
  await expect(ada.composer).toHaveValue(":hearts @bobby ");
  await expect(ada.composer).toBeFocused();
});

people("nothing is completed in code, addresses and times, or while a character is composed", async ({ ada }) => {
  await ada.composer.focus();
  for (const text of ["`@bo", "ada@bo", "10:30", "https://a.example/#de", "```\n@bo", ":"]) {
    await ada.composer.fill(text);
    // What the server says of the next one comes later than it would have come of this one.
    await ada.composer.fill("@bo");
    await expect(options(ada)).toHaveCount(1);
    await ada.composer.fill(text);
    await expect(list(ada)).toBeHidden();
  }
  await ada.composer.fill("@bo");
  await expect(options(ada)).toHaveCount(1);
  await ada.composer.dispatchEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true, bubbles: true });
  await expect(options(ada)).toHaveCount(1);
  await expect(ada.composer).toHaveValue("@bo");
});

people("who is not in the room is said to be elsewhere, and everyone can be meant", async ({ ada, natter, newContext }) => {
  const eve = await newContext();
  await join(natter, eve.request, EVE);
  const room = await makeRoom(natter, ada.page.request, "Crew", "private");
  await ada.page.goto(room);
  await ada.becomesLive();
  await ada.composer.focus();
  await ada.composer.pressSequentially("@eve");
  await expect(options(ada)).toHaveCount(1);
  await expect(options(ada).first()).toContainText("not in this room");
  await ada.composer.fill("@a");
  await expect(options(ada)).toContainText([ADA.name, "@all"]);
});
