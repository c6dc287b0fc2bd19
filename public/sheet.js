// Pages about one message in a sheet over the room. A link with `data-sheet` shows the `<main>` of the
// page that it leads to; forms in it are sent from there. Where a form leads back to the room the sheet
// closes, else it shows what the server answered. Forms in the room with `data-sheet` are sent in the same
// way. What `data-announce` says is read out when a form is done. Without this script the links and forms
// work as they are.

import { fillTimeZones } from "./time_zone.js";

const COULD_NOT = "This could not be loaded. Check your connection and try again.";

/** Where in the room one is sent back to; nothing is loaded for it. */
const isRoom = (url) => /^\/(?:r\/[^/]+)?$/.test(url.pathname);

/** Pages that show a room under another address: the first page, and a thread beside its room. */
const isBesideRoom = (url) => url.pathname === "/" || /^\/m\/[^/]+\/(thread|reply)$/.test(url.pathname);

let sheet;
/** What was open before: the message whose page is shown, or the link or button to another page. */
let opener;
/** The message box whose text is in the sheet. */
let box;

/** The dialog, made when it is first needed. */
function dialog() {
  if (sheet) return sheet;
  sheet = document.createElement("dialog");
  sheet.className = "sheet";
  sheet.setAttribute("aria-label", "Message");
  sheet.innerHTML =
    '<form method="dialog"><button class="shut" aria-label="Close"><svg class="line-icon" viewBox="0 0 20 20" ' +
    'aria-hidden="true"><path d="M5 5l10 10M15 5 5 15"/></svg></button></form><div class="sheet-page"></div>';
  document.body.append(sheet);
  // A click beside it closes it.
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet) sheet.close();
    const element = event.target.closest("[data-close], [data-copy]");
    if (element?.dataset.close !== undefined) {
      event.preventDefault();
      sheet.close();
    } else if (element) {
      copy(element);
    }
  });
  sheet.addEventListener("submit", send);
  sheet.addEventListener("close", () => {
    sheet.lastElementChild.replaceChildren();
    box = null;
    // The link that opened it may be gone; its message is not.
    opener?.focus({ preventScroll: true });
  });
  return sheet;
}

/** Puts a page into the sheet. */
function show(html) {
  const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  const page = dialog().lastElementChild;
  page.replaceChildren(...main.childNodes);
  for (const hidden of page.querySelectorAll("[data-copy]")) hidden.hidden = false;
  fillTimeZones(page);
  if (page.querySelector("[data-took]")) letGo();
  sheet.setAttribute("aria-label", page.querySelector("h1")?.textContent ?? "Message");
  if (!sheet.open) sheet.showModal();
  sheet.scrollTop = 0;
  // Not a field that is one of many things: it would bring up the keyboard of a phone.
  page.querySelector("[autofocus], textarea")?.focus();
}

/** The text of the message box is stored: it is not to be sent again. */
function letGo() {
  if (!box) return;
  box.form.querySelector(".replying:not([hidden]) a")?.click();
  box.value = "";
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  box = null;
}

function fail() {
  const words = document.createElement("p");
  words.className = "problem";
  words.setAttribute("role", "alert");
  words.textContent = COULD_NOT;
  dialog().lastElementChild.prepend(words);
  if (!sheet.open) sheet.showModal();
}

/** Tells screen readers what was done, as the room tells of new messages. */
function announce(words) {
  const line = document.createElement("p");
  line.textContent = words;
  document.getElementById("announcements")?.append(line);
  setTimeout(() => line.remove(), 5000);
}

/** Asks for a page or sends a form, and goes where the answer leads. */
async function load(address, options, done) {
  try {
    const response = await fetch(address, options);
    const url = new URL(response.url);
    if (response.redirected && isRoom(url)) {
      response.body?.cancel();
      if (dialog().open) sheet.close();
      else opener?.focus({ preventScroll: true });
      if (done) announce(done);
      // Another room than the one on show, or beside the thread on show.
      if (url.pathname !== location.pathname && !isBesideRoom(location)) location.assign(url);
    } else if (response.redirected && url.pathname === "/sign-in") {
      location.assign(url);
    } else {
      show(await response.text());
    }
  } catch {
    fail();
  }
}

async function send(event) {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  const button = event.submitter;
  const fields = new URLSearchParams(new FormData(form, button));
  const done = form.closest("[data-announce]")?.dataset.announce;
  if (button) button.disabled = true;
  if (form.method === "get") await load(`${form.action}?${fields}`);
  else await load(form.action, { method: "POST", body: fields }, done);
  if (button) button.disabled = false;
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
    button.textContent = "Copied";
  } catch {
    // Forbidden, or not over https: the link is there to be copied by hand.
    const field = document.createElement("input");
    field.readOnly = true;
    field.value = new URL(button.dataset.copy, location.href).href;
    field.setAttribute("aria-label", "Link to this message");
    button.replaceWith(field);
    field.select();
  }
}

// Who reacted is told by a script of its own, which is loaded when somebody first asks. It hears of the
// latest that was done meanwhile: a finger first comes over a reaction and then presses it.
const ASKS = ["pointerover", "pointerdown", "focusin"];
let latest;
let reactors;
function asks(event) {
  if (!event.target.closest?.("article .reactions button")) return;
  latest = event;
  reactors ??= import("./reactors.js").then(({ heard }) => {
    for (const type of ASKS) document.removeEventListener(type, asks);
    if (latest) heard(latest);
  });
}
for (const type of ASKS) document.addEventListener(type, asks);
document.addEventListener("pointerup", () => (latest = null));

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-sheet], button[data-sheet]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented) return;
  event.preventDefault();
  if (!sheet?.open) opener = link.closest("article") ?? document.activeElement;
  if (link.form) {
    // With what is in the message box.
    box = link.form.elements.body;
    load(link.formAction, { method: "POST", body: new URLSearchParams(new FormData(link.form)) });
  } else {
    load(link.href);
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sheet === undefined || event.defaultPrevented) return;
  opener = form.closest("article");
  send(event);
});
