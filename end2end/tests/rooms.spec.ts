// Rooms: private ones are seen by those in them and by nobody else, and what changes is seen at once.

import { ADA, BOB, EVE, OWNER, addToRoom, join, makeRoom, submit } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { RoomPage } from "../pages/room.ts";

test.use({ lobby: "echo" });

test("a private room is there for two, and hidden from a third in every place", async ({
  natter,
  newContext,
  consoleWatch,
}) => {
  consoleWatch.allowRefusal(404);
  const [ada, bob, eve] = await Promise.all([newContext(), newContext(), newContext()]);
  await join(natter, ada.request, ADA);
  await join(natter, bob.request, BOB);
  await join(natter, eve.request, EVE);
  const here = await new RoomPage(await bob.newPage()).open();
  const stranger = await new RoomPage(await eve.newPage()).open();

  const room = await makeRoom(natter, ada.request, "Night shift", "private");
  await addToRoom(natter, ada.request, room, BOB);
  // It comes into the sidebar of a page that is open.
  await here.openSidebar();
  const entry = here.page.getByRole("navigation").getByRole("link", { name: /Night shift/ });
  await expect(entry).toBeVisible();
  await entry.click();
  await here.becomesLive();

  const mine = new RoomPage(await ada.newPage());
  await mine.page.goto(room);
  await mine.becomesLive();
  await mine.say("Between us");
  await here.shows("Between us");
  await axeFindsNothing(mine.page);

  const unknown = await stranger.page.request.get("/r/no-such-room");
  const hidden = await stranger.page.request.get(room);
  expect(hidden.status()).toBe(404);
  const plain = (text: string) => text.replaceAll(/nonce="[^"]*"/g, "");
  expect(plain(await hidden.text())).toBe(plain(await unknown.text()));
  for (const path of ["/", "/rooms", "/rooms?q=night", "/direct/new", `/people/${BOB.handle}`, "/settings"]) {
    const page = await stranger.page.request.get(path);
    expect(await page.text(), path).not.toMatch(/night.shift|between us/i);
  }
  await stranger.openSidebar();
  await expect(stranger.page.getByRole("navigation").getByText("lobby")).toBeVisible();
  await expect(stranger.page.getByText(/Night shift/)).toHaveCount(0);
});

test("who is removed while looking sees the room go, and others go on", async ({ natter, newContext }) => {
  const [ada, bob, eve] = await Promise.all([newContext(), newContext(), newContext()]);
  await join(natter, ada.request, ADA);
  await join(natter, bob.request, BOB);
  await join(natter, eve.request, EVE, "guest");
  const room = await makeRoom(natter, ada.request, "Crew", "private");
  const [here, guest] = [new RoomPage(await bob.newPage()), new RoomPage(await eve.newPage())];
  for (const [who, view] of [[BOB, here], [EVE, guest]] as const) {
    await addToRoom(natter, ada.request, room, who);
    await view.page.goto(room);
    await view.becomesLive();
    await expect(view.page.getByRole("heading", { name: "Crew" })).toBeVisible();
  }

  const settings = await ada.newPage();
  await settings.goto(`${room}/settings`);
  await axeFindsNothing(settings);
  // A guest has no directory to be led to.
  await guest.openSidebar();
  await expect(guest.page.getByRole("link", { name: "Browse rooms" })).toHaveCount(0);
  for (const [who, view] of [[BOB, here], [EVE, guest]] as const) {
    const row = settings.locator("li").filter({ hasText: who.name }).filter({ has: settings.getByRole("button") });
    await row.getByRole("button", { name: "Remove from room" }).click();
    await expect(settings.getByText("They were removed from the room.")).toBeVisible();

    await expect(view.page.getByText("You are no longer in that room, or it was deleted.")).toBeVisible();
    await expect(view.page.getByText("Crew")).toHaveCount(0);
  }
  await here.open();
  await here.openSidebar();
  await expect(here.page.getByText("Crew")).toHaveCount(0);
});

test("a public room is found, joined and left; its new name is seen at once, and old links lead on", async ({
  natter,
  newContext,
  signedIn,
}) => {
  const olive = await signedIn(OWNER);
  const room = await makeRoom(natter, olive.page.request, "Gardening", "public");
  const context = await newContext();
  await join(natter, context.request, ADA);
  const page = await context.newPage();
  await page.goto("/rooms?q=garden");
  await axeFindsNothing(page);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page).toHaveURL(new RegExp(`${room}$`));
  const ada = new RoomPage(page);
  await ada.becomesLive();

  await olive.page.goto(`${room}/settings`);
  const about = olive.page.locator("form[action$='/edit']");
  await about.getByLabel("Name", { exact: true }).fill("Allotments");
  await about.getByLabel("Topic").fill("Leeks, mostly");
  await about.getByRole("button", { name: "Save" }).click();
  await expect(olive.page).toHaveURL(/\/r\/allotments\/settings/);
  await expect(page.getByRole("heading", { name: "Allotments" })).toBeVisible();
  const header = page.getByRole("banner").or(page.locator("header.bar")).first();
  await expect(header.getByRole("link", { name: "Room settings and people" })).toHaveAttribute(
    "href",
    "/r/allotments/settings",
  );
  await expect(header.getByText("Private room")).toBeHidden();
  await submit(natter, olive.page.request, "/r/allotments/kind", { kind: "private" });
  await expect(page.getByRole("heading", { name: "Private room Allotments" })).toBeVisible();

  await page.goto(room);
  await expect(page).toHaveURL(/\/r\/allotments-[0-9a-f]{8}$/);
  await page.goto("/r/allotments/settings");
  await page.getByRole("button", { name: "Leave room" }).click();
  await expect(page.getByText("You have left the room.")).toBeVisible();
});

test("whoever looks at a public room sees what happens in it, until it is private", async ({
  natter,
  newContext,
  signedIn,
}) => {
  const olive = await signedIn(OWNER);
  const room = await makeRoom(natter, olive.page.request, "Gardening", "public");
  await olive.page.goto(room);
  await olive.becomesLive();
  const context = await newContext();
  await join(natter, context.request, ADA);
  const ada = new RoomPage(await context.newPage());
  await ada.page.goto(room);
  await ada.isOnline();
  await expect(ada.page.getByText("You are not a member of this room. Join it to post.")).toBeVisible();
  await olive.say("Leeks, anybody?");
  await ada.shows("Leeks, anybody?");
  await ada.openSidebar();
  await expect(ada.page.getByRole("navigation").getByText("Gardening")).toHaveCount(0);
  await ada.closeSidebar();

  const post = (path: string, form: Record<string, string>) => submit(natter, olive.page.request, path, form);
  await post(`${room}/edit`, { name: "Allotments", topic: "Leeks, mostly", description: "" });
  await expect(ada.page.getByRole("heading", { name: "Allotments" })).toBeVisible();
  await post("/r/allotments/archive", {});
  await expect(ada.page.getByRole("button", { name: "Join" })).toHaveCount(0);
  await post("/r/allotments/unarchive", {});
  await expect(ada.page.getByRole("button", { name: "Join" })).toBeVisible();
  // What was said while she was away comes too.
  await context.setOffline(true);
  await olive.say("Carrots?");
  await context.setOffline(false);
  await ada.shows("Carrots?");

  await post("/r/allotments/kind", { kind: "private" });
  await expect(ada.page.getByText("You are no longer in that room, or it was deleted.")).toBeVisible();
});

test("in a room of announcements its maker posts, and whom they name does at once", async ({ natter, newContext }) => {
  const contexts = [await newContext(), await newContext()];
  await join(natter, contexts[0]!.request, ADA);
  await join(natter, contexts[1]!.request, BOB);
  const room = await makeRoom(natter, contexts[0]!.request, "News", "public");
  await submit(natter, contexts[1]!.request, `${room}/join`);
  const [ada, bob] = [new RoomPage(await contexts[0]!.newPage()), new RoomPage(await contexts[1]!.newPage())];
  for (const view of [ada, bob]) {
    await view.page.goto(room);
    await view.becomesLive();
  }
  let loads = 0;
  for (const view of [ada, bob]) view.page.on("framenavigated", () => loads++);
  await submit(natter, contexts[0]!.request, `${room}/posting`, { posting: "admins" });
  await expect(bob.page.getByText("Only admins can post here.")).toBeVisible();
  await expect(bob.composer).toHaveCount(0);
  await ada.say("The harbour is open");
  await bob.shows("The harbour is open");

  const settings = await contexts[0]!.newPage();
  await settings.goto(`${room}/settings`);
  const row = settings.locator("li").filter({ hasText: BOB.name });
  await row.getByRole("button", { name: "Make room admin" }).click();
  await expect(bob.composer).toBeVisible();
  await bob.isOnline();
  await bob.say("And so is the bar");
  await ada.shows("And so is the bar");
  await row.getByRole("button", { name: "Make room member" }).click();
  await expect(bob.page.getByText("Only admins can post here.")).toBeVisible();
  expect(loads).toBe(0);
});

test("an archived room can be read, and says so in place of the message box", async ({ natter, signedIn }) => {
  const olive = await signedIn(OWNER);
  const room = await makeRoom(natter, olive.page.request, "Old plans", "public");
  await olive.page.goto(room);
  await olive.becomesLive();
  const other = await olive.page.context().newPage();
  await other.goto(`${room}/settings`);
  await other.getByRole("button", { name: "Archive room" }).click();
  await expect(other.getByText("The room is archived.", { exact: true })).toBeVisible();
  await expect(olive.composer).toHaveCount(0);
  await expect(olive.page.getByText(/archived/i).first()).toBeVisible();
  await axeFindsNothing(olive.page);
});

test("all of the main ways work without scripts", async ({ natter, newContext, consoleWatch }) => {
  consoleWatch.allowUnusedPreload();
  const context = await newContext({ javaScriptEnabled: false });
  await join(natter, context.request, ADA, "admin");
  const page = await context.newPage();
  await page.goto("/rooms");
  await page.getByRole("main").getByRole("link", { name: "Create room" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Design talk");
  await page.getByLabel(/^Private/).check();
  await page.getByRole("button", { name: "Create room" }).click();
  await expect(page).toHaveURL(/\/r\/design-talk-[0-9a-f]{8}$/);
  const room = page.url();
  await page.getByRole("textbox", { name: /^Message / }).fill("First");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("First", { exact: true })).toBeVisible();

  await page.goto(`${room}/settings`);
  await page.getByLabel("Favourite").check();
  await page.locator("form[action$='/preferences']").getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.getByRole("button", { name: "Archive room" }).click();
  await expect(page.getByText("The room is archived.", { exact: true })).toBeVisible();

  await page.goto("/settings");
  await page.getByLabel("Pronouns").fill("she/her");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.goto(`/people/${ADA.handle}`);
  await expect(page.getByText("she/her")).toBeVisible();
});

test("who is ignored is folded, for one reader alone", async ({ natter, newContext, signedIn }) => {
  const bobs = await newContext();
  await join(natter, bobs.request, BOB);
  const bob = await new RoomPage(await bobs.newPage()).open();
  await bob.say("Buy my book");
  await bob.shows("Buy my book");
  const olive = await signedIn(OWNER);
  await olive.open();
  await olive.shows("Buy my book");
  const folded = olive.page.getByText("Message from someone you ignore");
  const card = await olive.page.context().newPage();
  await card.goto(`/people/${BOB.handle}`);
  for (const [way, said, count] of [
    ["ignore", "Their messages are now collapsed for you.", 1],
    ["unignore", "Their messages are shown again.", 0],
    ["ignore", "Their messages are now collapsed for you.", 1],
  ] as const) {
    await card.locator(`form[action$='/${way}']`).getByRole("button").click();
    await expect(card.getByText(said)).toBeVisible();
    // A page that is open follows.
    await expect(folded).toHaveCount(count);
  }
  await bob.say("And my other book");
  await expect(folded).toHaveCount(2);
  await expect(olive.messages.getByText("Buy my book")).toBeHidden();
  await axeFindsNothing(olive.page);
  await folded.first().click();
  await expect(olive.messages.getByText("Buy my book")).toBeVisible();
  await expect(bob.messages.getByText("Buy my book")).toBeVisible();
});

test("who is in many rooms sees the first, the one on show, and finds all others", async ({
  natter,
  newContext,
  consoleWatch,
}) => {
  consoleWatch.allowLostConnections();
  const ada = await newContext();
  await join(natter, ada.request, ADA);
  const names = [...Array(45).keys()].map((number) => `Room ${String(number).padStart(2, "0")}`);
  const rooms: string[] = [];
  for (const name of names) rooms.push(await makeRoom(natter, ada.request, name, "private"));

  const here = new RoomPage(await ada.newPage());
  await here.page.goto(rooms.at(-1)!);
  await here.becomesLive();
  await expect(here.page.getByRole("heading", { name: names.at(-1)! })).toBeVisible();
  await here.openSidebar();
  const list = here.page.getByRole("navigation", { name: "Rooms" });
  const links = list.getByRole("link", { name: /^#?(Room|lobby)/ });
  // Those that come first, and the one on show at the end.
  await expect(links).toHaveCount(41);
  await expect(links.last()).toHaveAttribute("aria-current", "page");
  await expect(links.last()).toContainText(names.at(-1)!);

  // What happened while the page was away is seen when it is back, also in a list that comes in portions.
  await ada.setOffline(true);
  await expect(here.connection).toHaveAttribute("data-state", "offline");
  await submit(natter, ada.request, `${rooms[3]}/leave`);
  await ada.setOffline(false);
  await expect(list.getByRole("link", { name: "Room 39" })).toBeVisible();
  await expect(list.getByRole("link", { name: "Room 03" })).toHaveCount(0);
  await expect(links).toHaveCount(41);

  await list.getByRole("link", { name: "More rooms…" }).click();
  await expect(here.page.getByRole("heading", { name: "Your rooms" })).toBeVisible();
  await axeFindsNothing(here.page);
  await here.page.getByRole("searchbox").fill("room 42");
  await here.page.getByRole("searchbox").press("Enter");
  const found = here.page.getByRole("main").getByRole("link", { name: /^Room/ });
  await expect(found).toHaveText(["Room 42"]);
  await found.click();
  await expect(here.page.getByRole("heading", { name: "Room 42" })).toBeVisible();
});

test("in a room of many one finds a person, without scripts too", async ({
  natter,
  newContext,
  signedIn,
  consoleWatch,
}) => {
  consoleWatch.allowUnusedPreload();
  const context = await newContext({ javaScriptEnabled: false });
  // With the owner one more than stand on the page without a search.
  for (let number = 1; number <= 20; number++) {
    const handle = `crew-${number}`;
    await context.clearCookies();
    await join(natter, context.request, { name: `Crew ${number}`, handle, password: `${handle} mends a torn sail` });
  }
  const page = await context.newPage();
  await page.goto("/r/lobby/settings");
  const people = page.getByRole("region", { name: "21 people" });
  await expect(people.getByRole("listitem")).toHaveCount(21);
  await people.getByLabel("Search people").fill("crew-17");
  await people.getByRole("button", { name: "Search" }).click();
  await expect(people.getByRole("listitem")).toHaveCount(1);
  await expect(people.getByText("Crew 17")).toBeVisible();
  await expect(page).toHaveURL(/#people$/);

  const olive = await signedIn(OWNER);
  await olive.page.goto("/r/lobby/settings?q=crew-17");
  await expect(olive.page.getByLabel("Search people")).toHaveValue("crew-17");
  await axeFindsNothing(olive.page);
});

test("an open room that is deleted goes from every page that shows it; the lobby offers no such thing", async ({
  natter,
  newContext,
  signedIn,
}) => {
  const olive = await signedIn(OWNER);
  const room = await makeRoom(natter, olive.page.request, "All hands", "open");
  const context = await newContext();
  await join(natter, context.request, ADA);
  const ada = new RoomPage(await context.newPage());
  await ada.page.goto(room);
  await ada.becomesLive();

  await olive.page.goto(`${room}/settings`);
  await axeFindsNothing(olive.page);
  await olive.page.getByLabel(/^Type the room's name/).fill("All hands");
  await olive.page.getByRole("button", { name: "Delete room" }).click();
  await expect(olive.page.getByText("The room is deleted.")).toBeVisible();
  await expect(olive.page.getByText("All hands")).toHaveCount(0);

  await expect(ada.page.getByText("You are no longer in that room, or it was deleted.")).toBeVisible();
  await expect(ada.page.getByText("All hands")).toHaveCount(0);
  await ada.open();
  await ada.openSidebar();
  await expect(ada.page.getByText("All hands")).toHaveCount(0);

  await olive.page.goto("/r/lobby/settings");
  await expect(olive.page.getByRole("button", { name: "Archive room" })).toBeVisible();
  await expect(olive.page.getByRole("button", { name: "Delete room" })).toHaveCount(0);
});
