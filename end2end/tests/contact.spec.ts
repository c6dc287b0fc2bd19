// Who may put somebody into rooms, and how one gets out of a conversation.

import { ADA, BOB, join } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { RoomPage } from "../pages/room.ts";

test.use({ lobby: "echo" });

for (const javaScriptEnabled of [true, false]) {
  test(`somebody declines new direct messages ${javaScriptEnabled ? "" : "without JavaScript"}`, async ({
    natter,
    newContext,
    consoleWatch,
  }) => {
    consoleWatch.allowRefusal(403);
    const [adas, bobs] = [await newContext({ javaScriptEnabled }), await newContext({ javaScriptEnabled })];
    await join(natter, adas.request, ADA);
    await join(natter, bobs.request, BOB);
    const bob = await bobs.newPage();
    await bob.goto("/settings");
    await bob.getByRole("radio", { name: "No one" }).check();
    await bob.getByRole("button", { name: "Change who can add you" }).click();
    await expect(bob.getByText("Saved.")).toBeVisible();
    await expect(bob.getByRole("radio", { name: "No one" })).toBeChecked();
    if (javaScriptEnabled) await axeFindsNothing(bob);

    const ada = await adas.newPage();
    await ada.goto(`/people/${BOB.handle}`);
    await ada.getByRole("button", { name: "Message" }).click();
    await expect(ada.getByText(`${BOB.name} does not accept new direct messages`)).toBeVisible();

    await bob.goto("/settings");
    await bob.getByRole("radio", { name: "Everyone" }).check();
    await bob.getByRole("button", { name: "Change who can add you" }).click();
    await expect(bob.getByText("Saved.")).toBeVisible();
    await ada.goto(`/people/${BOB.handle}`);
    await ada.getByRole("button", { name: "Message" }).click();
    await expect(ada).toHaveURL(/\/r\/talk-/);
  });
}

test("a conversation that was left is gone until it is opened again", async ({ natter, newContext }) => {
  const [adas, bobs] = [await newContext(), await newContext()];
  await join(natter, adas.request, ADA);
  await join(natter, bobs.request, BOB);
  const ada = new RoomPage(await adas.newPage());
  await ada.page.goto(`/people/${BOB.handle}`);
  await ada.page.getByRole("button", { name: "Message" }).click();
  await ada.becomesLive();
  await ada.say("Good morning");
  await ada.shows("Good morning");
  const talk = ada.page.url();

  const bob = await new RoomPage(await bobs.newPage()).open();
  // On a phone the list of rooms is out of sight.
  const entry = bob.page.locator("a.room", { hasText: ADA.name });
  await expect(entry).toHaveCount(1);
  await bob.page.goto(`${talk}/settings`);
  await axeFindsNothing(bob.page);
  await bob.page.getByRole("button", { name: "Leave conversation" }).click();
  await bob.open();
  await ada.say("Are you there?");
  await ada.shows("Are you there?");
  await expect(ada.page.getByRole("heading", { level: 1, name: BOB.name })).toBeVisible();
  await bob.page.reload();
  await bob.becomesLive();
  await expect(entry).toHaveCount(0);

  await bob.page.goto(`/people/${ADA.handle}`);
  await bob.page.getByRole("button", { name: "Message" }).click();
  await bob.becomesLive();
  await bob.shows("Are you there?");
  expect(bob.page.url()).toBe(talk);
});
