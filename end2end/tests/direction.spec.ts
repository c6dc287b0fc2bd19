// Text in scripts that run from right to left, beside others.

import { expect, test } from "../fixtures/test.ts";

/** Where the characters of a text are, from the left; line breaks left out. */
function positions(text: Element): { char: string; left: number }[] {
  const found = [];
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (let at = 0; at < node.textContent!.length; at++) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      found.push({ char: node.textContent![at]!, left: range.getBoundingClientRect().left });
    }
  return found.filter(({ char }) => char !== "\n");
}

test("each line of a message has its own direction @desktop", async ({ newPerson, newSpeaker }) => {
  await (await newSpeaker()).say("status: final\nזו שורה בעברית (v2).\nok \u202Eright\nto left");
  const ada = await (await newPerson()).open();
  const body = ada.messages.locator(".body").last();
  const chars = await body.evaluate(positions);
  const text = chars.map(({ char }) => char).join("");
  const left = (part: string) => chars[text.indexOf(part)]!.left;
  expect(left("s")).toBeLessThan(left("f"));
  expect(left("ז")).toBeGreaterThan(left("ב"));
  // The full stop ends the Hebrew line, so it is on its left; the line begins at the right edge.
  expect(left(".")).toBeLessThan(left("("));
  const box = (await body.boundingBox())!;
  expect(left("ז")).toBeGreaterThan(box.x + box.width - 30);
  expect(left("s")).toBeLessThan(box.x + 30);
  // What turns the end of one line does not turn the next.
  expect(left("r")).toBeGreaterThan(left("h"));
  expect(chars.at(-1)!.left).toBeGreaterThan(left("to left"));
});

test("an address is shown as it is followed @desktop", async ({ newPerson, newSpeaker }) => {
  await (await newSpeaker()).say("\u202Ehttps://example.com/files\u202E4pm.asia");
  const ada = await (await newPerson()).open();
  const link = ada.messages.locator(".body a").last();
  await expect(link).toHaveAttribute("href", "https://example.com/files");
  const lefts = (await link.evaluate(positions)).map(({ left }) => left);
  expect(lefts).toEqual([...lefts].sort((one, other) => one - other));
});

test("the message box turns with what is written @desktop", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  const direction = () => ada.composer.evaluate((box) => getComputedStyle(box).direction);
  await ada.composer.fill("hello");
  expect(await direction()).toBe("ltr");
  await ada.composer.fill("שלום");
  expect(await direction()).toBe("rtl");
});
