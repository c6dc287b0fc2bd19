// The emoji picker: a search, those used last, and all by their groups. It comes from the server as HTML
// when it is opened first.

import { replace } from "./text.js";

const RECENT = "natter.emoji";
const MOST_RECENT = 24;
const TONE = "natter.emoji_tone";

/** What the browser keeps under a name; nothing where that is forbidden. */
const kept = {
  get: (name) => {
    try {
      return localStorage.getItem(name) ?? "";
    } catch {
      return "";
    }
  },
  set: (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      // It is not remembered then.
    }
  },
};

let picker = null;
/** Where what is picked goes. */
let target = null;

const visible = () => [...picker.querySelectorAll("button[data-emoji]")].filter((one) => one.offsetParent !== null);

/** One of them can be reached by Tab, and from it the others by arrows. */
function focusable(button) {
  picker.querySelector("button[data-emoji][tabindex='0']")?.setAttribute("tabindex", "-1");
  button?.setAttribute("tabindex", "0");
}

function toned(button) {
  const tone = Number(kept.get(TONE));
  return tone > 0 && button.dataset.toned ? button.dataset.toned.split(" ")[tone - 1] : button.dataset.emoji;
}

function drawTones() {
  for (const button of picker.querySelectorAll("button[data-toned]")) {
    button.textContent = toned(button);
  }
}

function drawRecent() {
  const group = picker.querySelector("[data-recent]");
  const all = kept.get(RECENT).split(" ").filter(Boolean);
  group.hidden = all.length === 0;
  group.lastElementChild.replaceChildren(
    ...all.map((emoji) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: emoji, tabIndex: -1 });
      button.dataset.emoji = emoji;
      return button;
    }),
  );
}

function filter(words) {
  const letters = words.trim().toLowerCase().replaceAll(/\s+/g, "_");
  for (const group of picker.querySelectorAll("section")) {
    let count = 0;
    for (const button of group.querySelectorAll("button[data-emoji]")) {
      button.hidden = letters !== "" && !button.dataset.names?.includes(letters);
      count += button.hidden ? 0 : 1;
    }
    group.classList.toggle("empty", count === 0);
  }
  const found = visible();
  picker.querySelector("[role=status]").textContent = found.length === 0 ? "No emoji is called that." : "";
  focusable(found[0]);
}

/** The button above or below, by where they are on the screen. */
function beside(button, isDown) {
  const { left, top } = button.getBoundingClientRect();
  const others = visible().map((one) => ({ one, place: one.getBoundingClientRect() }));
  const on = others.filter(({ place }) => (isDown ? place.top > top + 4 : place.top < top - 4));
  const row = isDown ? Math.min(...on.map(({ place }) => place.top)) : Math.max(...on.map(({ place }) => place.top));
  const line = on.filter(({ place }) => Math.abs(place.top - row) < 4);
  line.sort((a, b) => Math.abs(a.place.left - left) - Math.abs(b.place.left - left));
  return line[0]?.one;
}

function key(event) {
  const from = event.target.closest("button[data-emoji]");
  if (!from) {
    if (event.target.type === "search" && ["Enter", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      const [first] = visible();
      if (event.key === "Enter") {
        first?.click();
      } else {
        first?.focus();
      }
    }
    return;
  }
  const all = visible();
  const at = all.indexOf(from);
  const to = {
    ArrowRight: () => all[at + 1],
    ArrowLeft: () => all[at - 1],
    ArrowDown: () => beside(from, true),
    ArrowUp: () => beside(from, false) ?? picker.querySelector("input"),
    Home: () => all[0],
    End: () => all.at(-1),
  }[event.key]?.();
  if (to) {
    event.preventDefault();
    if (to.dataset.emoji) {
      focusable(to);
    }
    to.focus();
  }
}

async function build() {
  const answer = await fetch("/emoji");
  if (!answer.ok) {
    return;
  }
  picker = document.createElement("div");
  Object.assign(picker, { id: "emoji-picker", className: "picker", popover: "auto" });
  picker.setAttribute("role", "dialog");
  picker.setAttribute("aria-label", "Emoji");
  picker.innerHTML = await answer.text();
  document.body.append(picker);
  const tone = picker.querySelector("select");
  tone.value = kept.get(TONE) || "0";
  tone.addEventListener("change", () => {
    kept.set(TONE, tone.value);
    drawTones();
  });
  drawTones();
  const search = picker.querySelector("input");
  search.addEventListener("input", () => filter(search.value));
  picker.addEventListener("keydown", key);
  picker.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-emoji]");
    if (!button) {
      return;
    }
    const emoji = toned(button);
    const recent = [emoji, ...kept.get(RECENT).split(" ").filter((one) => one && one !== emoji)];
    kept.set(RECENT, recent.slice(0, MOST_RECENT).join(" "));
    picker.hidePopover();
    replace(target, target.selectionStart, target.selectionEnd, emoji);
  });
  picker.addEventListener("toggle", (event) => {
    if (event.newState === "open") {
      search.value = "";
      drawRecent();
      filter("");
      search.focus();
    }
  });
}

export async function open(box) {
  target = box;
  if (!picker) {
    await build();
  }
  picker?.showPopover();
}
