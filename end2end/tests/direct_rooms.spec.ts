// Direct rooms: found again however often they are begun, called after those in them, ordered by use.

import { ADA, BOB, EVE, join } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { startTalk } from "../pages/direct.ts";
import { RoomPage } from "../pages/room.ts";

test.use({ lobby: "echo" });

test("three talk among themselves, in one room however often it is begun, without scripts too", async ({
  natter,
  newContext,
  consoleWatch,
}) => {
  consoleWatch.allowUnusedPreload();
  const [ada, bob, eve] = await Promise.all([newContext({ javaScriptEnabled: false }), newContext(), newContext()]);
  await join(natter, ada.request, ADA);
  await join(natter, bob.request, BOB);
  await join(natter, eve.request, EVE);
  const here = await new RoomPage(await bob.newPage()).open();

  const page = await ada.newPage();
  const addresses = new Set<string>();
  for (let i = 0; i < 2; i++) addresses.add(await startTalk(page, [BOB, EVE]));
  expect(addresses.size).toBe(1);
  await page.getByRole("textbox", { name: /^Message / }).fill("The three of us");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(page.getByText("The three of us")).toBeVisible();

  await here.openSidebar();
  await here.page.getByRole("navigation").getByRole("link", { name: new RegExp(ADA.name) }).click();
  await here.shows("The three of us");
});

test("a talk is called after those in it, as they are now", async ({ natter, newContext }) => {
  const [ada, bob, eve] = await Promise.all([newContext(), newContext(), newContext()]);
  await join(natter, ada.request, ADA);
  await join(natter, bob.request, BOB);
  await join(natter, eve.request, EVE);
  const page = await ada.newPage();
  const talk = await startTalk(page, [BOB, EVE]);
  const here = new RoomPage(await bob.newPage());
  await here.page.goto(talk);
  await here.becomesLive();
  const isCalled = async (name: string) => {
    await here.closeSidebar();
    await expect(here.page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
    await expect(here.composer).toHaveAccessibleName(`Message ${name}`);
    await expect(here.page).toHaveTitle(`${name} · Harbour`);
    await here.openSidebar();
    const links = here.page.getByRole("navigation", { name: "Rooms" }).getByRole("link");
    await expect(links.filter({ hasText: name })).toBeVisible();
  };
  await isCalled(`${ADA.name}, ${EVE.name}`);

  // In the order of their names, which another name can change.
  await page.goto("/settings");
  await page.getByLabel("Name", { exact: true }).fill("Zoe Lovelace");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await isCalled(`${EVE.name}, Zoe Lovelace`);

  const leaves = await eve.newPage();
  await leaves.goto(`${talk}/settings`);
  await leaves.getByRole("button", { name: "Leave conversation" }).click();
  await expect(leaves).not.toHaveURL(/talk-/);
  await isCalled("Zoe Lovelace");
  await here.page.reload();
  await here.becomesLive();
  await isCalled("Zoe Lovelace");
});

test("of many talks those that were used last are shown, also when one of them makes room @desktop", async ({
  natter,
  newContext,
}) => {
  const COUNT = 23;
  const ada = await newContext();
  await join(natter, ada.request, ADA);
  for (let number = 0; number < COUNT; number++) {
    const name = `Talker ${number}`;
    await join(natter, (await newContext()).request, { name, handle: `talker${number}`, password: BOB.password });
  }
  const page = await ada.newPage();
  await page.goto("/direct/new");
  const people = await page.locator("label").filter({ hasText: "Talker" }).all();
  const talks = await Promise.all(
    people.map(async (label) => ({
      name: (await label.innerText()).match(/Talker \d+/)![0],
      id: await label.locator("input").getAttribute("value"),
    })),
  );
  expect(talks.length).toBe(COUNT);
  const headers = { origin: natter.url };
  const send = async (path: string, form: Record<string, string>) => {
    const sent = await ada.request.post(path, { form, headers, maxRedirects: 0 });
    expect(sent.status(), await sent.text()).toBe(303);
    return sent.headers()["location"]!;
  };
  const paths: string[] = [];
  for (const talk of talks) paths.push(await send("/direct", { person: talk.id! }));
  // They are used in another order than that in which they were opened.
  const order = talks.map((_, at) => (at * 7) % COUNT);
  for (const at of order) {
    await send(`${paths[at]!}/messages`, { client_id: crypto.randomUUID(), body: "Hello" });
  }
  // Their initials stand before them.
  const names = order.map((at) => new RegExp(`${talks[at]!.name}$`)).reverse();

  const here = await new RoomPage(page).open();
  const links = here.page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: /Talker/ });
  await expect(links).toHaveText(names.slice(0, 20));
  await send(`${paths[order.at(-1)!]!}/preferences`, { muted: "on", level: "everything" });
  await expect(links).toHaveText(names.slice(1, 21));
  await here.page.reload();
  await expect(links).toHaveText(names.slice(1, 21));
});
