// The box to write in: what its keys do, how high it is, and what each tab keeps of it.

import { expect, test } from "../fixtures/test.ts";
import { RoomPage } from "../pages/room.ts";

test("Ctrl+Enter and Cmd+Enter send everywhere", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  for (const key of ["Control", "Meta"]) {
    await ada.composer.fill(`By ${key}`);
    await ada.composer.press(`${key}+Enter`);
    await ada.shows(`By ${key}`);
    await expect(ada.composer).toHaveValue("");
  }
});

test("Enter of a keyboard sends, also on a tablet; that of a touch screen does what it says", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  await ada.composer.fill("By keyboard");
  await ada.composer.press("Enter");
  await ada.shows("By keyboard");

  const isTouch = await ada.isTouch();
  await expect(ada.composer).toHaveAttribute("enterkeyhint", isTouch ? "enter" : "send");
  if (!isTouch) return;
  await ada.composer.fill("Two");
  await ada.pressScreenEnter();
  await ada.composer.pressSequentially("lines");
  await expect(ada.composer).toHaveValue("Two\nlines");
  await expect(ada.messages).toHaveCount(1);
});

/** A browser whose style sheets cannot do it, as Firefox: it grows by script. */
for (const sizing of ["by the style sheet", "by script"]) {
  test(`the box grows with its text to a limit, then scrolls, ${sizing}`, async ({ newPerson }) => {
    const ada = await newPerson();
    if (sizing === "by script") {
      await ada.page.addInitScript(() => {
        const supports = CSS.supports.bind(CSS);
        CSS.supports = (property: string, value?: string) =>
          property !== "field-sizing" && (value === undefined ? supports(property) : supports(property, value));
        document.addEventListener("DOMContentLoaded", () => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync("textarea { field-sizing: fixed !important; }");
          document.adoptedStyleSheets = [sheet];
        });
      });
    }
    await ada.open();
    const height = async () => (await ada.composer.boundingBox())!.height;
    const one = await height();
    for (let i = 0; i < 6; i++) await ada.composer.press("Shift+Enter");
    const seven = await height();
    expect(seven).toBeGreaterThan(4 * one);
    for (let i = 0; i < 30; i++) await ada.composer.press("Shift+Enter");
    const limit = 0.4 * ada.page.viewportSize()!.height;
    expect(Math.abs((await height()) - limit)).toBeLessThan(2);
    expect(await ada.composer.evaluate((box) => box.scrollHeight > box.clientHeight)).toBe(true);
    await ada.composer.fill("Short again");
    await expect.poll(height).toBe(one);
  });
}

test("each tab has its draft, and what was sent comes back in none @desktop", async ({ newPerson }) => {
  const a = await (await newPerson()).open();
  const newTab = async () => new RoomPage(await a.page.context().newPage()).open();
  const reload = async (tab: RoomPage) => {
    await tab.page.reload();
    await tab.becomesLive();
  };
  const b = await newTab();
  await a.composer.fill("one");
  await b.composer.fill("two");
  // A new tab goes on with what was written last.
  const c = await newTab();
  await expect(c.composer).toHaveValue("two");
  await b.say("two");
  await b.shows("two");
  await expect(c.composer).toHaveValue("");
  for (const [tab, draft] of [[a, "one"], [b, ""], [c, ""]] as const) {
    await reload(tab);
    await expect(tab.composer).toHaveValue(draft);
  }
  // What is not sent yet is the latest now.
  const d = await newTab();
  await expect(d.composer).toHaveValue("one");
  await a.say("one");
  await a.shows("one");
  await expect(d.composer).toHaveValue("");
});
