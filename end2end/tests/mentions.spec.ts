// Mentions: who is named in a message, how it looks to them, and who is not told.

import { ADA, BOB, EVE, addToRoom, join, makeRoom } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { RoomPage } from "../pages/room.ts";

test.use({ lobby: "echo" });

test("a mention is marked for the one it names, and follows them through a new name", async ({ natter, newContext }) => {
  const [ada, bob] = await Promise.all([newContext(), newContext()]);
  await join(natter, ada.request, ADA);
  await join(natter, bob.request, BOB);
  const [writer, reader] = [new RoomPage(await ada.newPage()), new RoomPage(await bob.newPage())];
  await Promise.all([writer.open(), reader.open()]);
  await writer.say("hello @bobby, how are you?");
  const text = (name: string) => `hello @${name}, how are you?`;
  for (const page of [writer, reader]) {
    await expect(page.messages.last().locator(".body")).toHaveText(text(BOB.name));
  }
  await expect(reader.messages.last().locator(".mention.me")).toHaveCount(1);
  await expect(writer.messages.last().locator(".mention.me")).toHaveCount(0);
  const background = (page: RoomPage) => page.messages.last().evaluate((row) => getComputedStyle(row).backgroundColor);
  expect(await background(reader)).not.toBe(await background(writer));
  await axeFindsNothing(reader.page);

  const profile = await bob.newPage();
  await profile.goto("/settings");
  const form = profile.locator("form[action='/settings/profile']");
  await form.getByLabel("Name", { exact: true }).fill("Robert Tables");
  await form.getByRole("button", { name: "Save" }).click();
  for (const page of [writer, reader]) {
    await expect(page.messages.last().locator(".body")).toHaveText(text("Robert Tables"));
  }
  // The same after a reload, as the server draws it.
  await writer.page.reload();
  await writer.becomesLive();
  await expect(writer.messages.last().locator(".body")).toHaveText(text("Robert Tables"));
  await writer.messages.last().getByRole("link", { name: "@Robert Tables" }).click();
  await expect(writer.page.getByRole("heading", { name: "Robert Tables" })).toBeVisible();
});

for (const scripts of [true, false]) {
  test(`whoever is not in the room is not told, and can be added ${scripts ? "" : "without JavaScript "}`.trim(), async ({
    natter,
    newContext,
    consoleWatch,
  }) => {
    if (!scripts) consoleWatch.allowUnusedPreload();
    const [ada, eve] = await Promise.all([newContext({ javaScriptEnabled: scripts }), newContext()]);
    await join(natter, ada.request, ADA);
    await join(natter, eve.request, EVE);
    const room = await makeRoom(natter, ada.request, "Crew", "private");
    const view = new RoomPage(await ada.newPage());
    await view.page.goto(room);
    if (scripts) await view.becomesLive();
    const send = async (text: string) => {
      await view.composer.fill(text);
      await view.sendButton.click();
      await expect(view.messages.last().locator(".body")).toContainText(text.split(" ")[0]!);
    };
    await send("Ask @evelyn about it");
    const note = view.page.locator(".not-told");
    await expect(note).toContainText("@evelyn is not in this room, and was not notified.");
    await expect(view.messages.last().locator(".mention")).toHaveCount(0);
    if (scripts) await axeFindsNothing(view.page);
    await note.getByRole("button", { name: "Add @evelyn" }).click();
    await view.page.waitForURL((url) => url.pathname === room);
    if (scripts) await view.becomesLive();
    await send("Welcome @evelyn aboard");
    await expect(view.messages.last().locator(".mention")).toHaveText(`@${EVE.name}`);
    await expect(note).toBeEmpty();
  });
}

test("a public room is a link and a private one only its name", async ({ natter, newContext }) => {
  const [ada, bob] = await Promise.all([newContext(), newContext()]);
  await join(natter, ada.request, ADA);
  await join(natter, bob.request, BOB);
  await makeRoom(natter, ada.request, "Design", "public");
  const secret = (await makeRoom(natter, ada.request, "Secret", "private")).split("/").pop()!;
  const [writer, reader] = [new RoomPage(await ada.newPage()), new RoomPage(await bob.newPage())];
  await Promise.all([writer.open(), reader.open()]);
  await writer.say(`see #design, not #${secret}.`);
  const body = reader.messages.last().locator(".body");
  await expect(body).toHaveText(`see #design, not #${secret}.`);
  await expect(body.locator("a")).toHaveCount(1);
  await body.getByRole("link", { name: "#design" }).click();
  await expect(reader.page.getByRole("heading", { name: "Design" })).toBeVisible();
});

test("many are notified only by pressing again @desktop", async ({ natter, newContext }) => {
  test.slow();
  const [ada, other] = await Promise.all([newContext(), newContext()]);
  await join(natter, ada.request, ADA);
  const link = await natter.admin(["invite"]);
  for (let i = 0; i < 50; i++) {
    const form = { name: `Crew ${i}`, handle: `crew${i}`, password: `crew ${i} walks a crooked mile` };
    const headers = { origin: natter.url };
    const joined = await other.request.post(new URL(link.trim()).pathname, { form, headers, maxRedirects: 0 });
    expect(joined.status()).toBe(303);
    await other.clearCookies();
  }
  const view = await new RoomPage(await ada.newPage()).open();
  await view.say("@all lunch is ready");
  const failed = view.messages.last();
  await expect(failed).toContainText("This notifies 51 people.");
  await failed.getByRole("button", { name: "Retry" }).click();
  await expect(failed).toHaveAttribute("id", /^m-\d+$/);
  await expect(failed.locator(".mention")).toHaveText("@all");
});

test("a guest who writes @all notifies no one, and is told so", async ({ natter, newContext }) => {
  const [ada, eve] = await Promise.all([newContext(), newContext()]);
  await join(natter, ada.request, ADA);
  await join(natter, eve.request, EVE, "guest");
  const room = await makeRoom(natter, ada.request, "Crew", "public");
  await addToRoom(natter, ada.request, room, EVE);
  const view = new RoomPage(await eve.newPage());
  await view.page.goto(room);
  await view.becomesLive();
  await view.say("@all hands on deck");
  await expect(view.page.locator(".not-told")).toHaveText("@all notified no one: you cannot mention everyone here.");
  await expect(view.messages.last().locator(".mention")).toHaveCount(0);
});
