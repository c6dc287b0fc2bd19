// Who reacted, in a tip at a reaction: while it is pointed at or has the focus, and on a long press. The
// message's page says it; it is asked for when a tip is wanted, and again once the reactions differ.

const HOVER_MS = 250;
const PRESS_MS = 500;

const COULD_NOT = "Who reacted could not be loaded.";

/** By the address of a message: its reactions as they were, and who reacted so. */
const known = new Map();

const tip = document.createElement("p");
Object.assign(tip, { id: "reactors", className: "tip", popover: "manual" });
tip.setAttribute("role", "tooltip");
document.querySelector("main").append(tip);

/** The reaction that the tip is about, or is waited for. */
let current = null;
let timer;

const reaction = (target) => target?.closest?.("article .reactions button") ?? null;

/** Names by emoji. */
async function ask(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const all = [...page.querySelectorAll(".reactors li")];
  return new Map(all.map((one) => [one.dataset.emoji, one.querySelector("span").textContent]));
}

async function names(button) {
  const address = button.form.action.replace(/\/react$/, "");
  const state = button.form.textContent;
  if (known.get(address)?.state !== state) {
    const asked = ask(address);
    known.set(address, { state, asked });
    asked.catch(() => known.delete(address));
  }
  const found = (await known.get(address).asked).get(button.value);
  return found ? `${found} reacted with ${button.value}` : COULD_NOT;
}

function hide() {
  clearTimeout(timer);
  current?.removeAttribute("aria-describedby");
  current = null;
  if (tip.matches(":popover-open")) tip.hidePopover();
}

function place(button) {
  const at = button.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const above = at.top - height;
  tip.style.setProperty("inset", `${above < 8 ? at.bottom : above}px auto auto ${left}px`);
}

async function show(button) {
  const words = await names(button).catch(() => COULD_NOT);
  if (current !== button || !button.isConnected) return;
  tip.textContent = words;
  button.setAttribute("aria-describedby", tip.id);
  tip.showPopover();
  place(button);
}

function soon(button, wait) {
  if (button === current) return;
  hide();
  current = button;
  timer = setTimeout(show, wait, button);
}

/** The reaction under the finger, unless its tip was there before. */
let pressed = null;

/** What the script is asked for first, and then hears by itself. */
export function heard(event) {
  const button = reaction(event.target);
  const isTouch = event.pointerType === "touch";
  if (event.type === "pointerdown") {
    const hasTip = button === current && tip.matches(":popover-open");
    pressed = isTouch && !hasTip ? button : null;
    if (pressed) soon(pressed, PRESS_MS);
    else hide();
  } else if (event.type === "focusin") {
    if (button?.matches(":focus-visible")) soon(button, 0);
  } else if (!isTouch) {
    if (button) soon(button, HOVER_MS);
    else if (current !== document.activeElement && !tip.contains(event.target)) hide();
  }
}

for (const type of ["pointerover", "pointerdown", "focusin"]) document.addEventListener(type, heard);
document.addEventListener("focusout", (event) => event.target === current && hide());
document.addEventListener("scroll", () => tip.matches(":popover-open") && place(current), true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && tip.matches(":popover-open")) {
    event.stopPropagation();
    hide();
  }
}, true);
// The finger scrolls.
document.addEventListener("pointercancel", () => {
  pressed = null;
  hide();
});
// The finger that brought the tip does not press the reaction, too.
document.addEventListener("click", (event) => {
  const button = reaction(event.target);
  const wasLong = button !== null && button === pressed && tip.matches(":popover-open");
  pressed = null;
  if (wasLong) {
    event.preventDefault();
    event.stopPropagation();
  } else {
    hide();
  }
}, true);
document.addEventListener("contextmenu", (event) => pressed && event.preventDefault());
