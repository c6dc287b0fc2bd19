// Formatting by keys, lists that go on, links that are pasted on a selection, and what the buttons
// beside the box open.

import { isComposing, replace } from "./text.js";

/** Where the lines of the selection begin and end. */
function lines(box) {
  const { value, selectionStart, selectionEnd } = box;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", selectionEnd);
  return { from, to: end < 0 ? value.length : end };
}

/** Puts marks around what is selected, or takes them away. */
export function mark(box, sign) {
  const { value, selectionStart: from, selectionEnd: to } = box;
  const size = sign.length;
  const selected = value.slice(from, to);
  if (value.slice(from - size, from) === sign && value.slice(to, to + size) === sign && from >= size) {
    replace(box, from - size, to + size, selected, [0, selected.length]);
  } else if (selected.length > 2 * size && selected.startsWith(sign) && selected.endsWith(sign)) {
    const inner = selected.slice(size, -size);
    replace(box, from, to, inner, [0, inner.length]);
  } else {
    replace(box, from, to, sign + selected + sign, [size, size + selected.length]);
  }
}

export function code(box) {
  const { value, selectionStart: from, selectionEnd: to } = box;
  const selected = value.slice(from, to);
  if (!selected.includes("\n")) {
    mark(box, "`");
    return;
  }
  const before = from === 0 || value[from - 1] === "\n" ? "" : "\n";
  const after = to === value.length || value[to] === "\n" ? "" : "\n";
  const start = `${before}\`\`\`\n`;
  replace(box, from, to, `${start}${selected}\n\`\`\`${after}`, [start.length, start.length + selected.length]);
}

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;

/** Makes a link of what is selected, and selects what is still to be written of it. */
export function link(box) {
  const { value, selectionStart: from, selectionEnd: to } = box;
  const selected = value.slice(from, to);
  if (ADDRESS.test(selected)) {
    replace(box, from, to, `[](${selected})`, [1, 1]);
  } else {
    const at = selected.length + 3;
    replace(box, from, to, `[${selected}](https://)`, [at, at + "https://".length]);
  }
}

const PREFIX = /^(?:[-*+] (?:\[[ xX]\] )?|\d+[.)] |> ?)/;

/** Makes each line an item of a list or a quote, or plain again. */
export function prefix(box, kind) {
  const { from, to } = lines(box);
  const all = box.value.slice(from, to).split("\n");
  const sign = (at) => ({ number: `${at + 1}. `, bullet: "- ", quote: "> " })[kind];
  const is = { number: /^\d+[.)] /, bullet: /^[-*+] /, quote: /^> ?/ }[kind];
  const isOne = all.every((line) => is.test(line));
  const text = all
    .map((line, at) => (isOne ? line.replace(is, "") : sign(at) + line.replace(PREFIX, "")))
    .join("\n");
  replace(box, from, to, text);
}

const ITEM = /^(\s*)([-*+]|(\d+)([.)])|>)( (?:\[[ xX]\] )?)/;

/** What goes on with a list or a quote on the next line, or ends it at an empty item; nothing elsewhere. */
function nextItem(box) {
  const { value, selectionStart: from, selectionEnd: to } = box;
  const start = value.lastIndexOf("\n", from - 1) + 1;
  const item = ITEM.exec(value.slice(start, from));
  if (!item) {
    return undefined;
  }
  const [whole, indent, sign, number, dot, rest] = item;
  if (from === to && value.slice(start, from) === whole && /^(?:\n|$)/.test(value.slice(to))) {
    return () => replace(box, start, to, "");
  }
  const next = number ? `${Number(number) + 1}${dot}` : sign;
  return () => replace(box, from, to, `\n${indent}${next}${rest.replace(/[xX]/, " ")}`);
}

/** What a key with Ctrl or Cmd does, by its place on the keyboard where Shift changes its letter. */
function shortcut(box, { key, code: place, shiftKey }) {
  const letter = key.toLowerCase();
  if (shiftKey) {
    return {
      Digit7: () => prefix(box, "number"),
      Digit8: () => prefix(box, "bullet"),
      Digit9: () => prefix(box, "quote"),
      KeyX: () => mark(box, "~~"),
      KeyK: () => link(box),
    }[place];
  }
  return {
    b: () => mark(box, "**"),
    i: () => mark(box, "_"),
    e: () => code(box),
    k: () => link(box),
  }[letter];
}

function pasted(event) {
  const box = event.currentTarget;
  const { selectionStart: from, selectionEnd: to, value } = box;
  const plain = event.clipboardData.getData("text/plain");
  const text = plain.trim();
  const selected = value.slice(from, to);
  if (selected && !selected.includes("\n") && ADDRESS.test(text) && !ADDRESS.test(selected.trim())) {
    event.preventDefault();
    replace(box, from, to, `[${selected}](${text})`);
    return;
  }
  const html = event.clipboardData.getData("text/html");
  if (html && /<(?:a|b|strong|i|em|del|s|code|pre|ul|ol|table|blockquote|h[1-6])[\s>]/i.test(html)) {
    event.preventDefault();
    import("./rich_text.js").then(({ markdown }) => {
      replace(box, from, to, markdown(html) || plain);
    });
  }
}

/** What one box has, and the buttons beside it. */
function format(box, row) {
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.target !== box || event.altKey || isComposing(event)) {
        return;
      }
      const isCommand = event.ctrlKey !== event.metaKey;
      const does = isCommand ? shortcut(box, event) : undefined;
      if (does) {
        event.preventDefault();
        event.stopImmediatePropagation();
        does();
      }
    },
    true,
  );
  // By Shift+Enter, or Enter of a keyboard on the screen.
  box.addEventListener("beforeinput", (event) => {
    const item = event.inputType === "insertLineBreak" && !event.isComposing ? nextItem(box) : undefined;
    if (item) {
      event.preventDefault();
      // Browsers take no command while they ask this.
      queueMicrotask(item);
    }
  });
  box.addEventListener("paste", pasted);
  const [formatting, emoji] = ["format", "emoji"].map((what) => box.form.querySelector(`[data-opens=${what}]`));
  row.id = `${box.id}-format`;
  formatting.setAttribute("aria-controls", row.id);
  formatting.addEventListener("click", async () => {
    const { toggle } = await import("./toolbar.js");
    toggle(row, formatting, box);
  });
  emoji.addEventListener("click", async () => {
    const { open } = await import("./picker.js");
    open(box);
  });
}

for (const box of document.querySelectorAll(".composer textarea")) {
  format(box, box.form.querySelector(".format"));
}
