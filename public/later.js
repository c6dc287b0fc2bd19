// Reminders that are due: a notice over the room, and their number in the sidebar; and scheduled
// messages that were not sent. The page's module passes these events of the server on. Without this
// script the lists are there all the same.

const MOST = 3;

/** The notices, made when there is a first one; screen readers tell of what comes into it. */
let notices;

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Shows how many reminders are due. */
function setDue(due) {
  const badge = document.getElementById("reminders-due");
  if (badge) {
    badge.textContent = String(due);
    badge.hidden = due === 0;
  }
  if (due === 0) {
    for (const done of notices?.querySelectorAll(".of-reminder") ?? []) done.remove();
  }
}

function notify(line) {
  if (!notices) {
    notices = element("div", { className: "notices" });
    notices.setAttribute("role", "status");
    document.body.append(notices);
  }
  const shut = element("button", { type: "button", className: "shut", textContent: "×" });
  shut.setAttribute("aria-label", "Close");
  shut.addEventListener("click", () => line.remove());
  line.append(shut);
  // After the next frame it is news to those who know the container.
  requestAnimationFrame(() => {
    notices.append(line);
    while (notices.childElementCount > MOST) notices.firstElementChild.remove();
  });
}

function link(href, words) {
  const made = element("a", { href, textContent: words });
  made.dataset.sheet = "";
  return made;
}

function remind({ quote, due }) {
  setDue(due);
  const words = `${quote.author.name}: ${quote.excerpt ?? "a deleted message"}`;
  const text = element("p", { dir: "auto" }, "Reminder: ", link(`/m/${quote.message}`, words));
  const done = element("button", { type: "button", className: "link", textContent: "Done" });
  const line = element("div", { className: "of-reminder" }, text, done);
  done.addEventListener("click", async () => {
    done.disabled = true;
    try {
      const answer = await fetch("/reminders/done", {
        method: "POST",
        body: new URLSearchParams({ message: quote.message }),
      });
      if (answer.ok) line.remove();
    } finally {
      // It can be tried again, here and in the list.
      done.disabled = false;
    }
  });
  notify(line);
}

const on = (name, show) =>
  document.addEventListener(`natter:${name}`, (event) => show(JSON.parse(event.detail)));

on("reminder", remind);
on("reminders_changed", ({ due }) => setDue(due));
on("scheduled_changed", ({ message }) => {
  if (message?.not_sent) {
    const text = element("p", {}, link("/scheduled", "A scheduled message was not sent. See why."));
    notify(element("div", {}, text));
  }
});
