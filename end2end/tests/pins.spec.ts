// Pinned messages: from the sheet and the list, live, and without scripts.

import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { press, sheet } from "../pages/message.ts";

test("a message is pinned for everyone, and unpinned in the list", async ({ newPerson, newSpeaker }) => {
  const [ada, bob, grace] = [await newPerson(), await newPerson(), await newSpeaker("Grace")];
  await grace.say("The style guide");
  await ada.open();
  await bob.open();
  const pins = (who: typeof ada) => who.page.getByRole("link", { name: /pinned/ });
  await expect(pins(ada)).toHaveCount(0);
  await press(ada, ada.message("The style guide"), "More actions");
  await sheet(ada.page).getByRole("button", { name: "Pin", exact: true }).click();
  await expect(sheet(ada.page).getByRole("button", { name: "Unpin" })).toBeVisible();
  await ada.page.keyboard.press("Escape");
  for (const who of [ada, bob]) {
    await expect(who.message("The style guide").locator(".mark")).toHaveText("Pinned");
    await expect(pins(who)).toHaveAccessibleName("1 pinned message");
  }
  await axeFindsNothing(ada.page);
  await pins(bob).click();
  await expect(sheet(bob.page).getByRole("heading", { name: "Pinned messages" })).toBeVisible();
  await expect(sheet(bob.page)).toContainText("The style guide");
  await axeFindsNothing(bob.page);
  await sheet(bob.page).getByRole("button", { name: "Unpin" }).click();
  await expect(sheet(bob.page)).toContainText("Nothing is pinned here");
  await expect(ada.message("The style guide").locator(".mark")).toHaveCount(0);
  await expect(pins(ada)).toHaveCount(0);
});

test("without scripts: a pin by the message's page, and the list of the room's", async ({ newPerson, newSpeaker, consoleWatch }) => {
  consoleWatch.allowUnusedPreload();
  const id = await (await newSpeaker("Grace")).post("The style guide");
  const ada = await newPerson({ javaScriptEnabled: false });
  await ada.page.goto(`/m/${id}`);
  await ada.page.getByRole("button", { name: "Pin", exact: true }).click();
  await ada.page.goto("/");
  await expect(ada.message("The style guide").locator(".mark")).toHaveText("Pinned");
  await ada.page.getByRole("link", { name: "1 pinned message" }).click();
  await expect(ada.page.getByRole("heading", { level: 1, name: "Pinned messages" })).toBeVisible();
  await ada.page.getByRole("link", { name: "Show in room" }).click();
  await expect(ada.message("The style guide")).toBeInViewport();
});
