// The row of buttons for formatting, which a button beside the message box opens and closes.

import { code, link, mark, prefix } from "./formatting.js";

/** Label, key, sign, and what it does. */
const BUTTONS = [
  ["Bold", "Ctrl+B", "B", () => mark("**")],
  ["Italic", "Ctrl+I", "I", () => mark("_")],
  ["Strikethrough", "Ctrl+Shift+X", "S", () => mark("~~")],
  ["Link", "Ctrl+K", "🔗\uFE0E", link],
  ["Code", "Ctrl+E", "</>", code],
  ["Numbered list", "Ctrl+Shift+7", "①", () => prefix("number")],
  ["List", "Ctrl+Shift+8", "•", () => prefix("bullet")],
  ["Quote", "Ctrl+Shift+9", "❝", () => prefix("quote")],
];

function button([label, keys, sign, does], at) {
  const one = document.createElement("button");
  const title = `${label} (${navigator.platform.startsWith("Mac") ? keys.replace("Ctrl", "⌘") : keys})`;
  Object.assign(one, { type: "button", textContent: sign, title, tabIndex: at === 0 ? 0 : -1 });
  one.setAttribute("aria-label", label);
  // The box keeps its selection.
  one.addEventListener("mousedown", (event) => event.preventDefault());
  one.addEventListener("click", does);
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

/** Opens or closes the row. */
export function toggle(row, opener) {
  if (row.childElementCount === 0) {
    row.append(...BUTTONS.map(button));
    row.addEventListener("keydown", (event) => moved(row, event));
  }
  row.hidden = !row.hidden;
  opener.setAttribute("aria-expanded", String(!row.hidden));
}
