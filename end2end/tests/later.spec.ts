// What is put off: scheduled messages, reminders, and drafts that follow their author.

import { ADA, BOB, join } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { press, sheet } from "../pages/message.ts";
import { RoomPage } from "../pages/room.ts";
import type { BrowserContext } from "@playwright/test";

test.use({ lobby: "echo" });

/** A page of the lobby in a new tab. */
async function lobby(context: BrowserContext): Promise<RoomPage> {
  return new RoomPage(await context.newPage()).open();
}

test("what is in the message box is scheduled in a sheet, and sent from the list", async ({ natter, newContext }) => {
  const context = await newContext({ timezoneId: "Asia/Tokyo" });
  await join(natter, context.request, ADA);
  const ada = await lobby(context);
  const { page } = ada;
  await ada.composer.fill("Good morning");
  await page.getByRole("button", { name: "Schedule message" }).click();
  await expect(sheet(page).getByLabel("Message")).toHaveValue("Good morning");
  await expect(sheet(page).getByLabel("Time zone")).toHaveValue("Asia/Tokyo");
  await axeFindsNothing(page);
  // Closed, it changes nothing.
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toHaveCount(0);
  await expect(ada.composer).toHaveValue("Good morning");
  await page.getByRole("button", { name: "Schedule message" }).click();
  await sheet(page).getByRole("button", { name: "Tomorrow at 9:00" }).click();
  await expect(sheet(page).getByText("The message is scheduled.")).toBeVisible();
  // Nine in Tokyo is midnight in UTC.
  await expect(sheet(page)).toContainText(", 00:00");
  await expect(page.locator("#composer-text")).toHaveValue("");
  await axeFindsNothing(page);
  await sheet(page).getByRole("link", { name: "Edit" }).click();
  await sheet(page).getByLabel("Message").fill("Good evening");
  await sheet(page).getByRole("button", { name: "Save" }).click();
  await expect(sheet(page)).toContainText("Good evening");
  await sheet(page).getByRole("button", { name: "Send now" }).click();
  await expect(sheet(page)).toContainText("The message was sent.");
  await page.keyboard.press("Escape");
  await ada.shows("Good evening");
});

test("a reminder comes as a notice, and its number stays until it is dealt with", async ({ natter, newContext }) => {
  const context = await newContext();
  await join(natter, context.request, ADA);
  const [ada, second] = [await lobby(context), await lobby(context)];
  await ada.say("Water the plants");
  await ada.shows("Water the plants");
  await press(ada, ada.message("Water the plants"), "More actions");
  await sheet(ada.page).getByRole("link", { name: "Remind me" }).click();
  await sheet(ada.page).getByRole("button", { name: "In an hour" }).click();
  await expect(sheet(ada.page)).toContainText("You will be reminded");
  await axeFindsNothing(ada.page);
  const id = await messageId(ada);
  await sheet(ada.page).getByRole("link", { name: "Done" }).click();
  await expect(sheet(ada.page)).toHaveCount(0);
  await remindSoon(ada, id);
  for (const tab of [ada, second]) {
    await expect(tab.page.getByRole("link", { name: /Water the plants/ })).toBeVisible();
    await expect(tab.page.locator("#reminders-due")).toHaveText("1");
  }
  await axeFindsNothing(ada.page);
  await ada.page.locator(".notices").getByRole("button", { name: "Done" }).click();
  for (const tab of [ada, second]) {
    await expect(tab.page.locator("#reminders-due")).toBeHidden();
    await expect(tab.page.locator(".notices > div")).toHaveCount(0);
  }
});

/** The id of the only message, as its toolbar's links have it. */
async function messageId(room: RoomPage): Promise<string> {
  const link = room.messages.last().locator('a[href^="/m/"]').first();
  return (await link.getAttribute("href"))!.split("/")[2]!;
}

/** Sets a reminder for in a moment, which the form's minutes are too long for. */
async function remindSoon(room: RoomPage, message: string): Promise<void> {
  await room.page.evaluate(async (id) => {
    const soon = new Date(Date.now() + 1500).toISOString();
    const fields = { when: "time", date: soon.slice(0, 10), time: soon.slice(11, 23), time_zone: "UTC" };
    await fetch(`/m/${id}/remind`, { method: "POST", body: new URLSearchParams(fields) });
  }, message);
}

test("a draft follows its author to the phone and back, and what is typed there is not replaced @desktop", async ({
  natter,
  newContext,
  signedIn,
}) => {
  const context = await newContext();
  await join(natter, context.request, ADA);
  await join(natter, (await newContext()).request, BOB);
  const desk = await lobby(context);
  await desk.composer.fill("Half a thought");
  const phone = await signedIn(ADA);
  await expect
    .poll(async () => {
      await phone.page.goto("/r/lobby");
      return phone.composer.inputValue();
    })
    .toBe("Half a thought");
  await phone.becomesLive();
  // Both go on, the desk while its box has the focus.
  await phone.composer.fill("Half a thought, from the phone");
  await expect(desk.page.getByText("Another draft")).toBeVisible();
  await expect(desk.composer).toHaveValue("Half a thought");
  await axeFindsNothing(desk.page);
  await desk.page.getByRole("button", { name: "Show" }).click();
  await expect(desk.composer).toHaveValue("Half a thought, from the phone");
  await expect(desk.page.getByText("Another draft")).toBeVisible();
  await desk.page.getByRole("button", { name: "Dismiss" }).click();
  await expect(desk.page.getByText("Another draft")).toHaveCount(0);
  // Sent, it is gone everywhere.
  await phone.composer.blur();
  await desk.say("A whole thought");
  await desk.shows("A whole thought");
  await expect(phone.composer).toHaveValue("");
  await phone.page.reload();
  await expect(phone.composer).toHaveValue("");
});

test("a draft of the server does not take the place of a later one that is here @desktop", async ({
  natter,
  newContext,
}) => {
  const context = await newContext();
  await join(natter, context.request, ADA);
  const ada = await lobby(context);
  await ada.composer.fill("Stored");
  await expect.poll(async () => (await (await context.request.get("/r/lobby")).text()).includes(">Stored<")).toBe(true);
  // The server hears nothing of what follows.
  await context.route(/\/draft$/, (route) => route.abort());
  await ada.composer.fill("Typed later");
  await ada.page.reload();
  await ada.becomesLive();
  await expect(ada.composer).toHaveValue("Typed later");
  await context.unrouteAll();
  await ada.page.evaluate(() => dispatchEvent(new Event("online")));
  await expect
    .poll(async () => (await (await context.request.get("/r/lobby")).text()).includes(">Typed later<"))
    .toBe(true);
});
