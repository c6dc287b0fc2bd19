// Forwarding a message, and copying its link.

import { ADA, BOB, addToRoom, join, makeRoom } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { press, sheet } from "../pages/message.ts";

test("a message of a private room is forwarded once that was confirmed", async ({ natter, newContext, signedIn, consoleWatch }) => {
  consoleWatch.allowRefusal(409);
  for (const person of [ADA, BOB]) await join(natter, (await newContext()).request, person);
  const ada = await signedIn(ADA);
  const room = await makeRoom(natter, ada.page.request, "Plans", "private");
  await addToRoom(natter, ada.page.request, room, BOB);
  await ada.page.goto(room);
  await ada.becomesLive();
  await ada.say("Under the third stone");
  await ada.shows("Under the third stone");
  await press(ada, ada.message("Under the third stone"), "More actions");
  await sheet(ada.page).getByRole("link", { name: "Forward" }).click();
  await expect(sheet(ada.page).getByRole("heading", { name: "Forward message" })).toBeVisible();
  await axeFindsNothing(ada.page);
  await sheet(ada.page).getByLabel("Room or person").selectOption({ label: "#lobby" });
  await sheet(ada.page).getByLabel("Comment").fill("Have a look");
  await sheet(ada.page).getByRole("button", { name: "Forward" }).click();
  await expect(sheet(ada.page).getByText("Confirm that you want to share").first()).toBeVisible();
  await expect(sheet(ada.page).getByLabel("Comment")).toHaveValue("Have a look");
  await sheet(ada.page).getByRole("checkbox", { name: /Share it outside/ }).check();
  await sheet(ada.page).getByRole("button", { name: "Forward" }).click();
  await expect(ada.page).toHaveURL(/\/r\/lobby/);
  const quote = ada.messages.filter({ hasText: "Have a look" }).locator("blockquote");
  await expect(quote).toContainText("Adaline Lovelace");
  await expect(quote).toContainText("Under the third stone");
  const opened = ada.page.waitForEvent("popup");
  await quote.getByRole("link", { name: "Show message" }).click();
  await expect((await opened).getByRole("heading", { level: 1, name: "Message" })).toBeVisible();
});

test("without scripts: forwards by the message's page", async ({ natter, newContext, signedIn, newSpeaker, consoleWatch }) => {
  consoleWatch.allowUnusedPreload();
  for (const person of [ADA, BOB]) await join(natter, (await newContext()).request, person);
  const id = await (await newSpeaker(BOB)).post("The style guide");
  const ada = await signedIn(ADA, { javaScriptEnabled: false });
  await ada.page.goto(`/m/${id}`);
  await ada.page.getByRole("link", { name: "Forward" }).click();
  await ada.page.getByLabel("Room or person").selectOption({ label: "#lobby" });
  await ada.page.getByRole("button", { name: "Forward" }).click();
  await expect(ada.messages.locator("blockquote")).toContainText("The style guide");
});

test("a link is copied, or is there to be copied by hand", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  const id = await grace.post("The style guide");
  await ada.page.addInitScript(() => {
    Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error("no")) } });
  });
  await ada.open();
  await press(ada, ada.message("The style guide"), "More actions");
  await sheet(ada.page).getByRole("button", { name: "Copy link" }).click();
  const field = sheet(ada.page).getByLabel("Link to this message");
  await expect(field).toHaveValue(new RegExp(`/m/${id}$`));
  await expect(field).toBeFocused();
});
