// What a screen reader is told: each new message once, and nothing else.

import { expect, test } from "../fixtures/test.ts";
import type { RoomPage } from "../pages/room.ts";

/** Collects what is announced from now on: nodes and texts that come into live regions. */
async function listen(room: RoomPage): Promise<() => Promise<string[]>> {
  await room.page.evaluate(() => {
    const told: string[] = ((window as any).told = []);
    const politeness = (node: Node | null): string => {
      for (let at = node; at; at = at.parentNode) {
        if (!(at instanceof Element)) continue;
        const live = at.getAttribute("aria-live");
        if (live) return live;
        if (/^(log|status|alert)$/.test(at.getAttribute("role") ?? "")) return "polite";
      }
      return "off";
    };
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (politeness(change.target) === "off") continue;
        if (change.type === "characterData") told.push(change.target.textContent ?? "");
        for (const node of change.addedNodes) told.push(node.textContent ?? "");
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => room.page.evaluate(() => (window as any).told.filter((text: string) => text.trim() !== ""));
}

test("one's own message is announced once, and keeps its element from sending to stored", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  const told = await listen(ada);
  await ada.page.evaluate(() => {
    const log = document.getElementById("log")!;
    new MutationObserver(() => {
      const sending = log.querySelector("article.sending");
      if (sending) (window as any).sending ??= sending;
    }).observe(log, { subtree: true, childList: true, attributes: true });
  });
  await ada.say("Hello");
  await ada.shows("Hello");
  expect(await ada.message("Hello").evaluate((message) => message === (window as any).sending)).toBe(true);
  expect((await told()).filter((text) => text.includes("Hello"))).toHaveLength(1);
});

test("others' messages are announced once, and history and names are not", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.sayAll(Array.from({ length: 120 }, (_, i) => `Line ${i + 1}`));
  const ada = await (await newPerson()).open();
  const told = await listen(ada);
  await ada.scrollBy(-1e6);
  await expect(ada.message("Line 30")).toHaveCount(1);
  await grace.rename("Grace Hopper");
  await expect(ada.message("Line 100").locator(".who")).toContainText("Grace Hopper");
  await grace.say("New");
  await expect(ada.jumpToNew).toBeVisible();
  await expect.poll(told).toContain("Grace Hopper: New");
  expect((await told()).filter((text) => /Line|New/.test(text) && !/^1 new$/i.test(text))).toEqual(["Grace Hopper: New"]);
  // It stays in the list alone.
  await expect(ada.page.locator("#announcements")).toBeEmpty();
});

test("a message that is edited keeps its element, and is not announced again @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await (await newPerson()).open();
  const told = await listen(ada);
  const id = await grace.post("Frist");
  await ada.shows("Frist");
  const element = await ada.message("Frist").elementHandle();
  await grace.edit(id, "First");
  await expect(ada.messages.locator(".body")).toHaveText("First (edited)");
  expect(await element!.evaluate((message) => message.isConnected && message.textContent)).toContain("First");
  expect((await told()).filter((text) => /F[ir]{2}st/.test(text))).toEqual(["Grace: Frist"]);
});
