// Slash commands: sent as the form is, without leaving the page. Without this script the form itself does
// it.

import { replace } from "./text.js";

/** A fault of the connection, in words. */
const OFFLINE = { error: { message: "Not done: the server cannot be reached. Try again." } };

async function send(form) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    return await answer.json();
  } catch {
    return OFFLINE;
  }
}

/** Shows a page as a link to it would: in the sheet. */
function openSheet(box, path) {
  const link = document.createElement("a");
  link.href = path;
  link.dataset.sheet = "";
  box.before(link);
  link.click();
  link.remove();
}

/** Sends what begins with one slash, and says below what became of it. */
function command(box, note) {
  let isBusy = false;
  /** What was sent last and may have arrived although no answer came: sent again, it is the same message. */
  let unanswered = null;

  box.form.addEventListener(
    "submit",
    async (event) => {
      if (!/^\/(?!\/)/.test(box.value)) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      if (isBusy) {
        return;
      }
      isBusy = true;
      const typed = box.value;
      const id =
        unanswered?.typed === typed
          ? unanswered.id
          : (crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`);
      box.form.elements.client_id.value = id;
      const answer = await send(box.form);
      unanswered = answer === OFFLINE ? { typed, id } : null;
      const { ok, error } = answer;
      isBusy = false;
      note.textContent = error ? error.message : (ok.done ?? "");
      note.classList.toggle("problem", Boolean(error));
      if (!error && box.value === typed) {
        replace(box, 0, box.value.length, "");
      }
      if (ok?.open) {
        openSheet(box, ok.open);
      }
    },
    true,
  );
  box.addEventListener("input", () => {
    if (box.value !== "") {
      note.textContent = "";
    }
  });
}

for (const foot of document.querySelectorAll(".foot")) {
  command(foot.querySelector("textarea"), foot.querySelector(".command-note"));
}
