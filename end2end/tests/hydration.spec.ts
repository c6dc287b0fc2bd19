// From the first byte to the live page: nothing flashes, nothing jumps, nothing that was typed is
// lost. The console fixture fails each of these for a hydration warning.

import { layoutShift, recordLayoutShift } from "../fixtures/console.ts";
import { expect, test } from "../fixtures/test.ts";

test("what is typed before hydration is there after, with focus and selection", async ({ newPerson }) => {
  const ada = await newPerson();
  const release = await ada.holdBackWasm();
  await ada.page.goto("/");
  await ada.composer.pressSequentially("Typed early");
  await ada.composer.evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(2, 5, "backward"));
  release();
  await ada.becomesLive();
  await expect(ada.composer).toHaveValue("Typed early");
  await expect(ada.composer).toBeFocused();
  const selection = await ada.composer.evaluate((box: HTMLTextAreaElement) => [box.selectionStart, box.selectionEnd]);
  expect(selection).toEqual([2, 5]);
  await ada.say("Typed early, sent late");
  await ada.shows("Typed early, sent late");
});

test("a message sent before hydration goes by the form, once @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  const release = await ada.holdBackWasm();
  await ada.page.goto("/");
  await ada.composer.fill("Impatient");
  await ada.sendButton.click();
  await ada.shows("Impatient");
  release();
  await ada.becomesLive();
  expect(await ada.texts()).toEqual(["Impatient"]);
  expect(await grace.read()).toEqual(["Impatient"]);
});

test("a workspace scrolled to before hydration stays", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.sayAll(Array.from({ length: 80 }, (_, i) => `Line ${i}`));
  const ada = await newPerson();
  const release = await ada.holdBackWasm();
  await ada.page.goto("/");
  await ada.message("Line 50").evaluate((message) => message.scrollIntoView({ block: "center" }));
  const { id, top } = await ada.eyeLine();
  release();
  await ada.becomesLive();
  expect(Math.abs((await ada.topOf(id)) - top)).toBeLessThanOrEqual(1);
});

test("a message that arrives while the page loads is there once it is live @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.say("Before");
  const ada = await newPerson();
  const release = await ada.holdBackWasm();
  await ada.page.goto("/");
  await grace.say("Meanwhile");
  release();
  await ada.becomesLive();
  await ada.shows("Meanwhile");
  expect(await ada.texts()).toEqual(["Before", "Meanwhile"]);
});

test("the layout does not shift, on load, at hydration, or as messages come", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.sayAll(Array.from({ length: 60 }, (_, i) => `Line ${i} ${"and more ".repeat(i % 20)}`));
  const ada = await newPerson();
  await recordLayoutShift(ada.page);
  await ada.open();
  await grace.say("One more");
  await ada.shows("One more");
  expect(await layoutShift(ada.page)).toBeLessThanOrEqual(0.02);
});

test("the empty room does not shift either", async ({ newPerson }) => {
  const ada = await newPerson();
  await recordLayoutShift(ada.page);
  await ada.open();
  expect(await layoutShift(ada.page)).toBeLessThanOrEqual(0.02);
});

for (const [colorScheme, canvas] of [
  ["light", "rgb(255, 255, 255)"],
  ["dark", "rgb(23, 22, 20)"],
] as const) {
  test(`${colorScheme} from the first paint on`, async ({ newPerson }) => {
    const ada = await newPerson({ colorScheme });
    const release = await ada.holdBackWasm();
    const background = () => ada.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await ada.page.goto("/");
    expect(await background()).toBe(canvas);
    // What the browser paints before it has the style sheet follows this.
    const scheme = await ada.page.evaluate(() => [
      document.querySelector<HTMLMetaElement>("meta[name=color-scheme]")?.content ?? "",
      getComputedStyle(document.documentElement).colorScheme,
    ]);
    expect(scheme.join(" ")).toMatch(colorScheme);
    release();
    await ada.becomesLive();
    expect(await background()).toBe(canvas);
  });
}
