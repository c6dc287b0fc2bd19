// The room holds whatever is put into it, at any width, on any medium.

import { expect, test } from "../fixtures/test.ts";
import type { RoomPage } from "../pages/room.ts";

const AWKWARD = [
  "x".repeat(500),
  `A line of 4,000: ${"words and ".repeat(400)}`,
  "🎉👩‍💻🇳🇱".repeat(67),
  "مرحبا بالعالم، كيف حالكم اليوم؟",
  `https://natter.example/${"path/".repeat(80)}`,
  "    indented\n\tby a tab\n\n\nand far below",
];

/** Nothing sticks out sideways: not of the page, not of the log, not of a message. */
async function nothingSticksOut(room: RoomPage): Promise<void> {
  const wide = await room.page.evaluate(() => {
    const root = document.documentElement;
    const log = document.querySelector("#log")!;
    const out = [];
    if (root.scrollWidth > root.clientWidth) out.push(`page: ${root.scrollWidth} > ${root.clientWidth}`);
    if (log.scrollWidth > log.clientWidth) out.push(`log: ${log.scrollWidth} > ${log.clientWidth}`);
    const right = log.getBoundingClientRect().right;
    for (const body of log.querySelectorAll(".body")) {
      const range = document.createRange();
      range.selectNodeContents(body);
      const end = range.getBoundingClientRect().right;
      if (end > right + 0.5) out.push(`message: ${body.textContent!.slice(0, 20)} ends at ${end} of ${right}`);
    }
    return out;
  });
  expect(wide).toEqual([]);
}

test("long words, long lines, emoji, right-to-left and long names fit", async ({ newPerson, newSpeaker }) => {
  for (const [i, text] of AWKWARD.entries()) {
    const speaker = await newSpeaker(["W".repeat(32), "i", "李小龍", "محمد عبد الله", "Ada Lovelace", "👩‍💻"][i]);
    await speaker.say(text);
  }
  const ada = await (await newPerson()).open();
  await expect(ada.messages).toHaveCount(AWKWARD.length);
  await nothingSticksOut(ada);
});

test("320 px wide, as at 400 % zoom, nothing scrolls sideways", async ({ newPerson, newSpeaker }) => {
  for (const text of AWKWARD) await (await newSpeaker("W".repeat(32))).say(text);
  const ada = await (await newPerson({ viewport: { width: 320, height: 256 } })).open();
  await nothingSticksOut(ada);
  await expect(ada.composer).toBeInViewport();
  await ada.say("Still usable");
  await ada.shows("Still usable");
});

test("a right-to-left message stands at the right, in its own direction", async ({ newPerson, newSpeaker }) => {
  const speaker = await newSpeaker("Mo");
  const arabic = "مرحبا بالعالم!";
  await speaker.say(arabic);
  await speaker.say("Hello world!");
  const ada = await (await newPerson()).open();
  const direction = (text: string) =>
    ada.message(text).locator(".body").evaluate((body) => getComputedStyle(body.querySelector("[dir]") ?? body).direction);
  expect(await direction(arabic)).toBe("rtl");
  expect(await direction("Hello world!")).toBe("ltr");
});

test("line breaks and indentation stay", async ({ newPerson, newSpeaker }) => {
  await (await newSpeaker()).say("    indented\nsecond\n\nfourth");
  const ada = await (await newPerson()).open();
  const body = ada.messages.locator(".body");
  expect((await body.innerText()).trimEnd()).toBe("    indented\nsecond\n\nfourth");
});

test("the composer grows with its text up to 40 % of the height, then scrolls", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  const height = async () => (await ada.composer.boundingBox())!.height;
  const one = await height();
  await ada.composer.fill("1\n2\n3\n4");
  await expect.poll(height).toBeGreaterThan(one * 1.8);
  await ada.composer.fill("line\n".repeat(100));
  const viewport = ada.page.viewportSize()!.height;
  await expect.poll(height).toBeLessThanOrEqual(viewport * 0.42);
  await expect(ada.sendButton).toBeInViewport();
  await ada.composer.fill("");
  await expect.poll(height).toBe(one);
});

test("growing the composer keeps the end of the log in view", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.sayAll(Array.from({ length: 60 }, (_, i) => `Line ${i}`));
  const ada = await (await newPerson()).open();
  await ada.composer.fill("1\n2\n3\n4\n5");
  await expect.poll(() => ada.distanceToEnd()).toBeLessThanOrEqual(2);
  await expect(ada.message("Line 59")).toBeInViewport({ ratio: 1 });
});

test("the window fits the screen: the page itself does not scroll", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.sayAll(Array.from({ length: 60 }, (_, i) => `Line ${i}`));
  const ada = await (await newPerson()).open();
  const [scroll, client] = await ada.page.evaluate(() => [
    document.documentElement.scrollHeight,
    document.documentElement.clientHeight,
  ]);
  expect(scroll).toBeLessThanOrEqual(client);
  await expect(ada.composer).toBeInViewport({ ratio: 1 });
});

test("the empty room says that this is its start", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await (await newPerson()).open();
  const start = ada.page.getByText(/This is the start of #lobby/);
  await expect(start).toBeVisible();
  await grace.say("First!");
  await ada.shows("First!");
});

test("a room can be printed @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.sayAll(Array.from({ length: 60 }, (_, i) => `Line ${i}`));
  const ada = await (await newPerson({ colorScheme: "dark" })).open();
  await ada.page.emulateMedia({ media: "print" });
  await expect(ada.composer).toBeHidden();
  await expect(ada.page.getByRole("navigation")).toBeHidden();
  const { clipped, luminance } = await ada.log.evaluate((log) => {
    const rgb = getComputedStyle(log.querySelector(".body")!).color.match(/[\d.]+/g)!.map(Number);
    return { clipped: log.scrollHeight > log.clientHeight + 1, luminance: (rgb[0] + rgb[1] + rgb[2]) / 3 };
  });
  expect(clipped, "the whole log is on paper").toBe(false);
  expect(luminance, "dark text for white paper").toBeLessThan(100);
  // One page holds some 40 lines: all of them are there, on more than one.
  const pdf = (await ada.page.pdf({ format: "A4" })).toString("latin1");
  expect(pdf.match(/\/Type \/Page\b/g)!.length).toBeGreaterThan(1);
});
