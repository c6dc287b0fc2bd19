// Reading in a long room.

import { expect, test } from "../fixtures/test.ts";
import type { RoomPage } from "../pages/room.ts";

/** Most messages that the page may hold at a time, however long one scrolls. */
const MOST_IN_DOM = 300;

const line = (i: number) => `Line ${i} ${"with some more words ".repeat(i % 4)}`.trim();

test.describe("350 messages", () => {
  test.beforeEach(async ({ newSpeaker }) => {
    const grace = await newSpeaker("Grace");
    await grace.sayAll(Array.from({ length: 350 }, (_, i) => line(i + 1)));
  });

  test("the page opens at the end", async ({ newPerson }) => {
    const ada = await (await newPerson()).open();
    await expect(ada.message(line(350))).toBeInViewport();
    expect(await ada.distanceToEnd()).toBeLessThanOrEqual(2);
  });

  test("older pages load as one scrolls up, and the line under the eye stays", async ({ newPerson }) => {
    const ada = await (await newPerson()).open();
    let pages = 0;
    while (!(await hasFirst(ada))) {
      const oldest = await oldestSeq(ada);
      await scrollToTop(ada);
      const { id, top } = await ada.eyeLine();
      await expect.poll(() => oldestSeq(ada)).toBeLessThan(oldest);
      expect(Math.abs((await ada.topOf(id)) - top), `after page ${++pages}`).toBeLessThanOrEqual(1);
      expect(await ada.messages.count()).toBeLessThanOrEqual(MOST_IN_DOM);
    }
    expect(pages).toBeGreaterThan(2);
    await scrollToTop(ada);
    await expect(ada.message(line(1))).toBeInViewport();
  });

  test("and down again to the end, without a gap @desktop", async ({ newPerson }) => {
    const ada = await (await newPerson()).open();
    while (!(await hasFirst(ada))) {
      const oldest = await oldestSeq(ada);
      await scrollToTop(ada);
      await expect.poll(() => oldestSeq(ada)).toBeLessThan(oldest);
    }
    const seen = new Set<number>();
    for (;;) {
      for (const seq of await allSeqs(ada)) seen.add(seq);
      if (seen.has(350) && (await ada.distanceToEnd()) <= 2) break;
      const newest = Math.max(...(await allSeqs(ada)));
      await ada.scrollBy(Infinity);
      await expect.poll(async () => newest === 350 || Math.max(...(await allSeqs(ada))) > newest).toBe(true);
    }
    expect(seen.size).toBe(350);
    const seqs = await allSeqs(ada);
    expect(seqs).toEqual(seqs.map((_, i) => seqs[0] + i));
  });

  test("new messages do not move what one reads above, and a button leads to them", async ({
    newPerson,
    newSpeaker,
  }) => {
    const bob = await newSpeaker("Bob");
    const ada = await (await newPerson()).open();
    await ada.scrollBy(-600);
    await expect.poll(() => ada.distanceToEnd()).toBeGreaterThan(500);
    const { id, top } = await ada.eyeLine();
    for (const text of ["New one", "New two", "New three"]) await bob.say(text);
    await expect(ada.jumpToNew).toBeVisible();
    await expect(ada.jumpToNew).toContainText("3 new");
    expect(Math.abs((await ada.topOf(id)) - top)).toBeLessThanOrEqual(1);

    await ada.jumpToNew.click();
    await expect(ada.message("New one")).toBeInViewport();
    await expect(ada.jumpToNew).toBeHidden();
  });

  test("who leaves the end in the moment in which messages come stays above, and is told of them", async ({
    newPerson,
    newSpeaker,
  }) => {
    const bob = await newSpeaker("Bob");
    const ada = await newPerson();
    await ada.scrollWhenHears("News", -600);
    await ada.open();
    await bob.say("News");
    await expect(ada.jumpToNew).toContainText("1 new");
    expect(await ada.distanceToEnd()).toBeGreaterThan(500);
  });

  test("at the end, new messages scroll into view", async ({ newPerson, newSpeaker }) => {
    const bob = await newSpeaker("Bob");
    const ada = await (await newPerson()).open();
    for (const text of ["Coming", "and coming", "and coming in"]) {
      await bob.say(text);
      await expect(ada.message(text)).toBeInViewport();
    }
    await expect(ada.jumpToNew).toBeHidden();
    expect(await ada.distanceToEnd()).toBeLessThanOrEqual(2);
  });

  test("sending while reading above leads to one's own message @desktop", async ({ newPerson }) => {
    const ada = await (await newPerson()).open();
    await ada.scrollBy(-1_000);
    await ada.say("Back at the end");
    await ada.shows("Back at the end");
    await expect(ada.message("Back at the end")).toBeInViewport();
  });

  test("the address of an older page opens there, and live @desktop", async ({ newPerson, newSpeaker }) => {
    const bob = await newSpeaker("Bob");
    const ada = await newPerson();
    await ada.page.goto("/?before=101");
    await ada.becomesLive();
    await expect(ada.message(line(100))).toHaveCount(1);
    await bob.say("News from the end");
    await expect(ada.jumpToNew).toBeVisible();
    const seqs = await allSeqs(ada);
    expect(seqs, "no hole in what is shown").toEqual(seqs.map((_, i) => seqs[0] + i));
    await ada.jumpToNew.click();
    await expect(ada.message("News from the end")).toBeInViewport();
  });
});

test("a long stream of messages leaves the page bounded, and at its end @desktop", async ({ newPerson, newSpeaker }) => {
  const bob = await newSpeaker("Bob");
  const ada = await (await newPerson()).open();
  for (let batch = 0; batch < 8; batch++) {
    await bob.sayAll(Array.from({ length: 50 }, (_, i) => `Stream ${batch * 50 + i}`));
    await ada.shows(`Stream ${batch * 50 + 49}`);
  }
  await expect(ada.message("Stream 399")).toBeInViewport();
  expect(await ada.messages.count()).toBeLessThanOrEqual(MOST_IN_DOM);
  const seqs = await allSeqs(ada);
  expect(seqs).toEqual(seqs.map((_, i) => seqs[0] + i));
});

async function allSeqs(room: RoomPage): Promise<number[]> {
  return room.messages.evaluateAll((messages) =>
    messages.map((message) => Number((message as HTMLElement).dataset.seq)),
  );
}

async function oldestSeq(room: RoomPage): Promise<number> {
  return Number(await room.messages.first().getAttribute("data-seq"));
}

async function hasFirst(room: RoomPage): Promise<boolean> {
  return (await room.page.locator("#m-1").count()) === 1;
}

async function scrollToTop(room: RoomPage): Promise<void> {
  await room.scrollBy(-Infinity);
}
