// What is typed into a message that is edited in place is kept until it is stored or given up: a reload
// opens the box again with it. As drafts are, it is stored under its member, and goes with their session.

import { isComposing } from "./text.js";

const PREFIX = `natter.draft.${JSON.parse(document.getElementById("page-data").textContent).me.id}.edit.`;

const keyOf = (box) => PREFIX + box.dataset.message;
const boxOf = ({ target }) => target.closest?.(".edit-box");
const text = (box) => box.querySelector("textarea");

/** The tab's own, and the latest of all tabs; nothing where that is forbidden. */
function stores() {
  try {
    return [sessionStorage, localStorage];
  } catch {
    return [];
  }
}

function keep(box) {
  for (const store of stores()) {
    try {
      store.setItem(keyOf(box), text(box).value);
    } catch {
      // It is full: the text is on the screen.
    }
  }
}

function forget(key) {
  for (const store of stores()) {
    store.removeItem(key);
  }
}

function kept(key) {
  const found = stores().map((store) => store.getItem(key));
  return found.find((one) => one !== null);
}

/** Puts what is kept into a box that was just opened. */
function restore(box) {
  const typed = kept(keyOf(box));
  if (box.isConnected && typed !== undefined && text(box).value !== typed) {
    text(box).value = typed;
    text(box).setSelectionRange(typed.length, typed.length);
  }
}

const restored = new WeakSet();
document.addEventListener("focusin", (event) => {
  const box = boxOf(event);
  if (box && !restored.has(box)) {
    restored.add(box);
    // After the page has put the caret where it belongs.
    queueMicrotask(() => restore(box));
  }
});

document.addEventListener("input", (event) => {
  const box = boxOf(event);
  if (box) {
    keep(box);
  }
});

/** A box that is gone after it was sent has been stored; a message that changes has a new one at once. */
function forgetWhenGone(box) {
  const key = keyOf(box);
  const isOpen = () => document.querySelector(`.edit-box[data-message="${box.dataset.message}"]`);
  const watch = new MutationObserver(() => {
    if (!isOpen()) {
      watch.disconnect();
      forget(key);
    }
  });
  watch.observe(document.body, { childList: true, subtree: true });
}

const sent = new WeakSet();
document.addEventListener(
  "submit",
  (event) => {
    const box = boxOf(event);
    if (box && !sent.has(box)) {
      sent.add(box);
      forgetWhenGone(box);
    }
  },
  true,
);

/** Given up: by Escape or the button. */
document.addEventListener(
  "keydown",
  (event) => {
    const box = boxOf(event);
    if (box && event.key === "Escape" && !isComposing(event)) {
      forget(keyOf(box));
    }
  },
  true,
);
document.addEventListener(
  "click",
  (event) => {
    const box = boxOf(event);
    if (box && event.target.closest("button[type=button]")) {
      forget(keyOf(box));
    }
  },
  true,
);

/** What this tab was editing is opened again, once there is somebody to open it. */
function reopen() {
  const [own] = stores();
  for (const key of own ? Object.keys(own) : []) {
    if (key.startsWith(PREFIX)) {
      document.querySelector(`[data-act=edit][href="/m/${key.slice(PREFIX.length)}/edit"]`)?.click();
    }
  }
}

const root = document.documentElement;
if (root.dataset.live) {
  reopen();
} else {
  const watch = new MutationObserver(() => {
    watch.disconnect();
    reopen();
  });
  watch.observe(root, { attributeFilter: ["data-live"] });
}
