// Messages that try to be more than text, in the real page: nothing runs, nothing is loaded from elsewhere,
// and nothing is outside of its message; as the server renders them, live, edited, in threads, quoted
// and on their pages.
//
// XSS_STRINGS is how many are posted (72), XSS_SEED picks others.

import type { Page } from "@playwright/test";
import { hostileStrings } from "../fixtures/corpus.ts";
import { BOB, join, makeRoom, type Person } from "../fixtures/people.ts";
import type { Speaker } from "../fixtures/speaker.ts";
import { expect, test } from "../fixtures/test.ts";
import { messageFaults, outline } from "../pages/structure.ts";
import { RoomPage } from "../pages/room.ts";

const COUNT = Number(process.env.XSS_STRINGS ?? 72);
const SEED = Number(process.env.XSS_SEED ?? 1);

/** How many are on a page at once: each with a reply, below the root of a thread, 50 at most. */
const PORTION = 24;

const NAMED_SO: Person = { name: '"><img src=x onerror=alert(1)>', handle: "ada", password: "ada walks a crooked mile" };

/** What a page did that a text must not do. */
async function watched(page: Page): Promise<string[]> {
  const deeds: string[] = [];
  await page.exposeFunction("violated", (what: string) => void deeds.push(what));
  await page.addInitScript(() => {
    const { violated } = window as unknown as { violated: (what: string) => void };
    addEventListener("securitypolicyviolation", (event) => {
      violated(`violates ${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  page.on("dialog", (dialog) => {
    deeds.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const own = (url: string) => url.startsWith("data:") || new URL(url).hostname === "127.0.0.1";
  page.context().on("request", (request) => own(request.url()) || deeds.push(`asks for ${request.url()}`));
  page.on("popup", () => deeds.push("opens a window"));
  return deeds;
}

/** Posts the strings that are messages, each with a reply, and again in a thread of their own. */
async function post(speaker: Speaker, strings: string[], title: string) {
  const root = await speaker.post(title);
  const posted: { id: string; string: string }[] = [];
  for (const string of strings) {
    try {
      posted.push({ id: await speaker.post(string), string });
    } catch (error) {
      // Nothing visible is in some.
      expect(String(error)).toContain("invalid_body");
      continue;
    }
    const { id } = posted.at(-1)!;
    await speaker.post(`to ${title}.${posted.length}`, { reply_to: id });
    await speaker.post(string, { thread: root });
  }
  return { root, posted, last: `to ${title}.${posted.length}` };
}

test("what people write stays text, whatever they write @desktop", async ({
  natter,
  newContext,
  newSpeaker,
  signedIn,
  consoleWatch,
}) => {
  test.setTimeout(60_000 + COUNT * 2_000);
  consoleWatch.allowUnusedPreload();
  const ada = (await newContext()).request;
  await join(natter, ada, NAMED_SO);
  await makeRoom(natter, ada, "<svg onload=alert(1)>", "public");
  await join(natter, (await newContext()).request, BOB);
  const speaker = await newSpeaker(NAMED_SO);
  const reader = await signedIn(BOB);
  const { page } = reader;
  const deeds = await watched(page);
  await reader.open();

  // The page around harmless messages, in each of its states.
  const outlines = new Map<string, string>();
  const isUnharmed = async (state: string, strings: string[]) => {
    expect(await messageFaults(page), `${state}, of ${JSON.stringify(strings)}`).toEqual([]);
    const now = await outline(page);
    if (!outlines.has(state)) outlines.set(state, now);
    expect(now, `what is around the messages, ${state}`).toBe(outlines.get(state));
    expect(deeds, `${state}, of ${JSON.stringify(strings)}`).toEqual([]);
  };

  const all = hostileStrings(COUNT, SEED);
  const harmless = Array.from({ length: PORTION }, (_, at) => `**harmless** ${at}`);
  let refused = 0;
  for (let from = -PORTION; from < all.length; from += PORTION) {
    const strings = from < 0 ? harmless : all.slice(from, from + PORTION);
    const { root, posted, last } = await post(speaker, strings, `portion ${from}`);
    refused += strings.length - posted.length;
    await reader.shows(last);
    await isUnharmed("live", strings);

    const release = await reader.holdBackWasm();
    await page.goto("/");
    await reader.shows(last);
    await isUnharmed("as the server renders it", strings);
    release();
    await reader.becomesLive();
    await page.unroute("**/*.wasm");
    await isUnharmed("hydrated", strings);

    // Each becomes what the next one is.
    for (const [at, { id }] of posted.entries()) {
      await speaker.edit(id, posted[(at + 1) % posted.length]!.string);
    }
    await speaker.post(`end of ${last}`);
    await reader.shows(`end of ${last}`);
    await isUnharmed("edited", strings);

    await page.goto(`/m/${root}/thread`);
    await reader.becomesLive();
    await expect(page.locator("#thread-log article")).toHaveCount(posted.length + 1);
    await isUnharmed("in a thread", strings);

    for (const { id } of posted) {
      await page.goto(`/m/${id}`);
      await isUnharmed("a message's page", strings);
      if (from < 0) break;
    }
    await page.goto(`/m/${posted[0]!.id}/reply`);
    await reader.becomesLive();
    await isUnharmed("replied to", strings);
    // It would stay with the draft.
    await page.getByRole("link", { name: "Cancel reply" }).click();
    await page.goto("/");
    await reader.becomesLive();
  }
  test.info().annotations.push({ type: "strings", description: `${all.length} posted, ${refused} of them refused` });
});

test("what would run, load or be elsewhere is found @desktop", async ({ newPerson, newSpeaker, consoleWatch }) => {
  consoleWatch.allowPolicyViolations();
  consoleWatch.allowLostConnections();
  await (await newSpeaker("Grace")).say("Nothing more");
  const ada: RoomPage = await newPerson();
  const deeds = await watched(ada.page);
  await ada.open();
  const before = await outline(ada.page);
  expect(await messageFaults(ada.page)).toEqual([]);
  await ada.messages.locator(".body").evaluate((body) => {
    body.innerHTML = '<img src="https://evil.example/x" onerror="alert(1)"><a href="javascript:alert(1)">x</a>';
    document.querySelector("main")!.insertAdjacentHTML("beforeend", '<h1 style="color: red">out</h1>');
  });
  await expect.poll(() => deeds.join()).toContain("violates img-src");
  expect(deeds.join()).toContain("violates style-src");
  expect((await messageFaults(ada.page)).join()).toMatch(/src leads to https:.*<img onerror>.*href leads to javascript:/);
  expect(await outline(ada.page)).not.toBe(before);
});
