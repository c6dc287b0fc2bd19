// The emoji picker beside the message box.

import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";

test("an emoji is found by its name and put into the message, and comes first the next time", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  const picker = ada.page.getByRole("dialog", { name: "Emoji" });
  const open = () => ada.page.getByRole("button", { name: "Emoji", exact: true }).click();
  await ada.composer.fill("Hooray ");
  await open();
  const search = picker.getByRole("searchbox", { name: "Search emoji" });
  await expect(search).toBeFocused();
  await search.fill("tada");
  // Among all emoji it would look for minutes.
  await axeFindsNothing(ada.page);
  await search.press("Enter");
  await expect(picker).toBeHidden();
  await expect(ada.composer).toBeFocused();
  await expect(ada.composer).toHaveValue("Hooray 🎉");

  await open();
  await expect(picker.locator("section").first().getByRole("button")).toHaveText(["🎉"]);
  await search.fill("no such emoji");
  await expect(picker.getByText("No emoji is called that.")).toBeVisible();
  await search.fill("wave");
  await picker.getByRole("combobox", { name: "Skin tone" }).selectOption({ index: 5 });
  await search.press("ArrowDown");
  await expect(picker.getByRole("button", { name: "waving hand" })).toBeFocused();
  await ada.page.keyboard.press("Enter");
  await expect(ada.composer).toHaveValue("Hooray 🎉👋🏿");
  // It is remembered.
  await ada.page.reload();
  await ada.becomesLive();
  await open();
  await expect(picker.getByRole("button", { name: "waving hand" })).toHaveText("👋🏿");
  await ada.page.keyboard.press("Escape");
  await expect(picker).toBeHidden();
});
