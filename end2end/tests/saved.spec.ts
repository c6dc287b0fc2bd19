// Messages that one saves for oneself: from the sheet, in the list, and without scripts.

import { ADA, BOB, join } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { press, sheet } from "../pages/message.ts";

test("a message is saved for oneself, and removed from the list", async ({ natter, newContext, signedIn, newSpeaker }) => {
  for (const person of [ADA, BOB]) await join(natter, (await newContext()).request, person);
  await (await newSpeaker(BOB)).say("The style guide");
  const ada = await signedIn(ADA);
  await ada.open();
  await press(ada, ada.message("The style guide"), "More actions");
  await sheet(ada.page).getByRole("button", { name: "Save for later" }).click();
  await expect(sheet(ada.page).getByRole("button", { name: "Remove from saved" })).toBeVisible();
  await axeFindsNothing(ada.page);
  await ada.page.keyboard.press("Escape");
  // On a phone the focused message's toolbar stands in the place of the top bar.
  await ada.log.focus();
  await ada.openSidebar();
  await ada.page.getByRole("link", { name: "Saved messages" }).click();
  await expect(ada.page.getByText("The style guide")).toBeVisible();
  await axeFindsNothing(ada.page);
  await ada.page.getByRole("link", { name: "Show in #lobby" }).click();
  await ada.becomesLive();
  await expect(ada.message("The style guide")).toBeFocused();
  const bob = await signedIn(BOB);
  await bob.page.goto("/saved");
  await expect(bob.page.getByText("Nothing is saved here.")).toBeVisible();
});

test("without scripts: saves on the message's page, and removes in the list", async ({ natter, newContext, signedIn, newSpeaker }) => {
  for (const person of [ADA, BOB]) await join(natter, (await newContext()).request, person);
  const id = await (await newSpeaker(BOB)).post("The style guide");
  const ada = await signedIn(ADA, { javaScriptEnabled: false });
  await ada.page.goto(`/m/${id}`);
  await ada.page.getByRole("button", { name: "Save for later" }).click();
  await ada.page.goto("/saved");
  await expect(ada.page.getByText("The style guide")).toBeVisible();
  await ada.page.getByRole("button", { name: "Remove from saved" }).click();
  await expect(ada.page.getByText("Nothing is saved here.")).toBeVisible();
});
