// Keys that format, lists that go on, and what is pasted.

import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import type { RoomPage } from "../pages/room.ts";

/** Puts `|` where the selection begins and ends. */
async function shown(room: RoomPage): Promise<string> {
  return room.composer.evaluate((box: HTMLTextAreaElement) => {
    const { value, selectionStart: from, selectionEnd: to } = box;
    return from === to ? value : `${value.slice(0, from)}|${value.slice(from, to)}|${value.slice(to)}`;
  });
}

/** Writes a text and selects a word of it, or all. */
async function select(room: RoomPage, text: string, word = text): Promise<void> {
  await room.composer.fill(text);
  await room.composer.evaluate((box: HTMLTextAreaElement, word) => {
    const at = box.value.indexOf(word);
    box.setSelectionRange(at, at + word.length);
  }, word);
}

async function paste(room: RoomPage, data: Record<string, string>): Promise<void> {
  await room.composer.evaluate((box, data) => {
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(data)) clipboardData.setData(type, text);
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, data);
}

test("keys put marks around a word, and take them away @desktop", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  for (const [keys, marked] of [
    ["Control+b", "a **|word|** here"],
    ["Control+i", "a _|word|_ here"],
    ["Control+e", "a `|word|` here"],
    ["Control+Shift+X", "a ~~|word|~~ here"],
  ] as const) {
    await select(ada, "a word here", "word");
    await ada.composer.press(keys);
    expect(await shown(ada), keys).toBe(marked);
    await ada.composer.press(keys);
    expect(await shown(ada), keys).toBe("a |word| here");
  }
  await select(ada, "a word here", "word");
  await ada.composer.press("Control+k");
  expect(await shown(ada)).toBe("a [word](|https://|) here");
  await ada.composer.press("Control+z");
  await expect(ada.composer).toHaveValue("a word here");
  await select(ada, "one\ntwo");
  await ada.composer.press("Control+e");
  await expect(ada.composer).toHaveValue("```\none\ntwo\n```");
});

test("keys make lists and quotes of lines, and lines again @desktop", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  await select(ada, "one\ntwo");
  for (const [keys, text] of [
    ["Control+Shift+Digit7", "1. one\n2. two"],
    ["Control+Shift+Digit8", "- one\n- two"],
    ["Control+Shift+Digit9", "> one\n> two"],
    ["Control+Shift+Digit9", "one\ntwo"],
  ] as const) {
    await ada.composer.press("ControlOrMeta+a");
    await ada.composer.press(keys);
    await expect(ada.composer).toHaveValue(text);
  }
});

test("a list goes on at the next line and ends at an empty item", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  const isTouch = await ada.isTouch();
  const breakLine = () => (isTouch ? ada.pressScreenEnter() : ada.composer.press("Shift+Enter"));
  for (const [first, second] of [
    ["- one", "- "],
    ["9. nine", "10. "],
    ["  * deep", "  * "],
    ["- [x] done", "- [ ] "],
    ["> said", "> "],
  ] as const) {
    await ada.composer.fill(first);
    await ada.composer.press("End");
    await breakLine();
    await expect(ada.composer).toHaveValue(`${first}\n${second}`);
    await breakLine();
    await expect(ada.composer).toHaveValue(`${first}\n`);
    await breakLine();
    await expect(ada.composer).toHaveValue(`${first}\n\n`);
  }
});

test("an address pasted on a word makes a link of it", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  await select(ada, "read this now", "this");
  await paste(ada, { "text/plain": "https://example.org/a?b=c" });
  await expect(ada.composer).toHaveValue("read [this](https://example.org/a?b=c) now");
});

test("rich text and tables are pasted as Markdown @desktop", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  for (const [html, text] of [
    ["<p>A <b>bold</b> and <i>fine</i> <a href='https://example.org'>link</a></p>", "A **bold** and _fine_ [link](https://example.org)"],
    ["<ul><li>one</li><li>two <code>x</code></li></ul>", "- one\n- two `x`"],
    ["<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"],
    ["<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2 | 3</td></tr></table>", "| a | b |\n| --- | --- |\n| 1 | 2 \\| 3 |"],
    ["<blockquote><p>said</p></blockquote><p>so</p>", "> said\n\nso"],
    ["<pre>let a = 1;\nlet b;</pre>", "```\nlet a = 1;\nlet b;\n```"],
    ["<b style='font-weight:normal'><p>not bold</p></b>", "not bold"],
    ["<b>x</b><img src='/never' onerror='fail()'><script>fail()</script>", "**x**"],
  ] as const) {
    await ada.composer.fill("");
    await paste(ada, { "text/html": html, "text/plain": "plain" });
    await expect(ada.composer).toHaveValue(text);
  }
});

test("a row of buttons formats too, by mouse and by arrows", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  const row = ada.page.getByRole("toolbar", { name: "Formatting" });
  await expect(row).toBeHidden();
  await select(ada, "a word here", "word");
  const opener = ada.page.getByRole("button", { name: "Formatting" });
  await opener.click();
  await expect(opener).toHaveAttribute("aria-expanded", "true");
  await axeFindsNothing(ada.page);
  await row.getByRole("button", { name: "Bold" }).click();
  expect(await shown(ada)).toBe("a **|word|** here");
  await row.getByRole("button", { name: "Bold" }).focus();
  await ada.page.keyboard.press("ArrowRight");
  await expect(row.getByRole("button", { name: "Italic" })).toBeFocused();
  await ada.page.keyboard.press("Enter");
  expect(await shown(ada)).toBe("a **_|word|_** here");
  await opener.click();
  await expect(row).toBeHidden();
});
