// What the browser keeps for a member: drafts, and messages that are not sent yet. It goes with their
// session. Whoever signs out is asked first if something is unsent; the page to sign in, to which one
// is led when a session has ended, clears what is left.

const DRAFT = "natter.draft.";
const OUTBOX = "natter.outbox.";
const DISCARDED = "natter.discarded.";
const DATABASE = "natter";
const TABLE = "outbox";

/** The keys of localStorage that begin so; none where it is forbidden. */
function keys(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch {
    return [];
  }
}

function forgetKeys(start) {
  for (const key of keys(start)) {
    localStorage.removeItem(key);
  }
}

/** Each tab has its own, and the latest is in localStorage; other tabs notice when that goes. */
function forgetDrafts() {
  forgetKeys(DRAFT);
  try {
    for (const key of Object.keys(sessionStorage).filter((key) => key.startsWith(DRAFT))) {
      sessionStorage.removeItem(key);
    }
  } catch {
    // Forbidden, so there are none.
  }
}

/** Uses the table of unsent messages, if there is one; `use` gives a request. */
function withTable(mode, use) {
  return new Promise((done) => {
    try {
      const opening = indexedDB.open(DATABASE);
      // Not there: it is not made for this.
      opening.onupgradeneeded = () => opening.transaction.abort();
      opening.onerror = () => done(undefined);
      opening.onsuccess = () => {
        const database = opening.result;
        try {
          const change = database.transaction(TABLE, mode);
          const request = use(change.objectStore(TABLE));
          change.oncomplete = () => done(request.result);
          change.onabort = () => done(undefined);
        } catch {
          done(undefined);
        }
        database.close();
      };
    } catch {
      done(undefined);
    }
  });
}

/** How many messages are not sent yet: each once, also while it moves from one store to the other. */
async function unsent() {
  const ids = new Set(keys(OUTBOX).map((key) => key.slice(OUTBOX.length)));
  for (const value of (await withTable("readonly", (table) => table.getAll())) ?? []) {
    ids.add(JSON.parse(value).client_id);
  }
  return ids.size;
}

async function forgetAll() {
  forgetDrafts();
  forgetKeys(OUTBOX);
  forgetKeys(DISCARDED);
  await withTable("readwrite", (table) => table.clear());
}

const messages = (count) => (count === 1 ? "1 message is" : `${count} messages are`);
const them = (count) => (count === 1 ? "it" : "them");

/** Asks in the page's dialog; whether the answer is yes. */
function isConfirmed(dialog, words) {
  dialog.querySelector("p").textContent = words;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answered) => {
    dialog.addEventListener("close", () => answered(dialog.returnValue === "discard"), { once: true });
  });
}

// Counted ahead, so that signing out waits for no database.
const dialog = document.querySelector("dialog[data-unsent]");
if (dialog) {
  let count = keys(OUTBOX).length;
  const look = async () => (count = await unsent());
  look();
  addEventListener("focus", look);
  new BroadcastChannel("natter.outbox").onmessage = look;
  for (const form of document.querySelectorAll('form[action="/sign-out"]')) {
    form.addEventListener("submit", async (event) => {
      if (count === 0) {
        return;
      }
      event.preventDefault();
      const words = `${messages(count)} not sent yet. Sign out and discard ${them(count)}?`;
      // All goes on the page to which this leads, when the session has ended.
      if (await isConfirmed(dialog, words)) {
        form.submit();
      }
    });
  }
}

const ended = document.querySelector("[data-ended]");
if (ended?.dataset.ended === "signed-out") {
  await forgetAll();
} else if (ended) {
  forgetDrafts();
  const count = await unsent();
  if (count > 0) {
    ended.querySelector("p").textContent =
      `${messages(count)} not sent yet. Sign in again to send ${them(count)}; if someone else does, ` +
      `${count === 1 ? "it is" : "they are"} discarded.`;
    ended.querySelector("button").addEventListener("click", async () => {
      await forgetAll();
      ended.hidden = true;
    });
    ended.hidden = false;
  }
}
