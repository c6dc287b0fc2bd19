// The row of buttons for formatting, which a button beside the message box opens and closes.

import { code, link, mark, prefix } from "./formatting.js";

/** Label, key, sign, and what it does to the text of a box. */
const BUTTONS = [
  ["Bold", "Ctrl+B", "B", (box) => mark(box, "**")],
  ["Italic", "Ctrl+I", "I", (box) => mark(box, "_")],
  ["Strikethrough", "Ctrl+Shift+X", "S", (box) => mark(box, "~~")],
  ["Link", "Ctrl+K", "🔗\uFE0E", link],
  ["Code", "Ctrl+E", "</>", code],
  ["Numbered list", "Ctrl+Shift+7", "①", (box) => prefix(box, "number")],
  ["List", "Ctrl+Shift+8", "•", (box) => prefix(box, "bullet")],
  ["Quote", "Ctrl+Shift+9", "❝", (box) => prefix(box, "quote")],
  ["Create a poll", "/poll", "☑\uFE0E", (box) => box.form.querySelector(".poll-link").click()],
];

function button([label, keys, sign, does], at, box) {
  const one = document.createElement("button");
  const title = `${label} (${navigator.platform.startsWith("Mac") ? keys.replace("Ctrl", "⌘") : keys})`;
  Object.assign(one, { type: "button", textContent: sign, title, tabIndex: at === 0 ? 0 : -1 });
  one.setAttribute("aria-label", label);
  // The box keeps its selection.
  one.addEventListener("mousedown", (event) => event.preventDefault());
  one.addEventListener("click", () => does(box));
  return one;
}

function moved(row, event) {
  const all = [...row.children];
  const at = all.indexOf(event.target);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (at < 0 || to === undefined) {
    return;
  }
  event.preventDefault();
  const next = all[(to + all.length) % all.length];
  all[at].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

/** Opens or closes the row of a box. */
export function toggle(row, opener, box) {
  if (row.childElementCount === 0) {
    row.setAttribute("aria-controls", box.id);
    row.append(...BUTTONS.map((one, at) => button(one, at, box)));
    row.addEventListener("keydown", (event) => moved(row, event));
  }
  row.hidden = !row.hidden;
  opener.setAttribute("aria-expanded", String(!row.hidden));
}
