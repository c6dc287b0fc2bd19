// Votes in the polls of the log: a choice is sent as soon as it is made, without leaving the page, and the
// server's event shows what has come of it. Without this script the form's button sends it.

const COULD_NOT = "Your vote was not saved: the server cannot be reached. Try again.";

/** How often open polls are compared with the clock, in ms. */
const LOOK_EVERY = 5000;

const isInLog = (form) => form?.matches("form.poll") && form.closest(".log");

/** One after the other, so that the last choice is the last that arrives. */
let sending = Promise.resolve();

/** Why it was not saved, if it was not. */
async function send(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", headers: { accept: "application/json" }, body });
    return (await answer.json()).error?.message;
  } catch {
    return COULD_NOT;
  }
}

function vote(form, button) {
  const address = form.getAttribute("action");
  const choice = new URLSearchParams(new FormData(form, button));
  sending = sending.then(async () => {
    const problem = await send(address, choice);
    // It may have been drawn anew meanwhile, and a room and a thread may both show it.
    for (const now of document.querySelectorAll(`.log form.poll[action="${address}"]`)) {
      if (problem) now.reset();
      now.querySelector(".problem").textContent = problem ?? "";
    }
  });
}

/** What the page draws of a poll whose time has come. */
function close(form) {
  form.removeAttribute("data-closes");
  form.querySelector("fieldset").disabled = true;
  form.querySelector(".until").textContent = " · closed";
  for (const button of form.querySelectorAll("button")) button.remove();
}

document.addEventListener("change", ({ target }) => {
  if (isInLog(target.form)) vote(target.form);
});
document.addEventListener("submit", (event) => {
  if (!isInLog(event.target)) return;
  event.preventDefault();
  vote(event.target, event.submitter);
});
setInterval(() => {
  for (const form of document.querySelectorAll("form.poll[data-closes]")) {
    if (Date.now() >= Number(form.dataset.closes)) close(form);
  }
}, LOOK_EVERY);
