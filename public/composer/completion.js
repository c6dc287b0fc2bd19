// Completes names of people and rooms, emoji and commands while they are typed. What there is to choose
// from comes from the server, as HTML. The box stays a text box (APG): the list is controlled by it, and
// what is chosen in it is the box's active descendant.

import { isComposing, isInCode, replace } from "./text.js";

/** What is completed: a sign, where it may stand, and how much has to be typed behind it. */
const WORD = /(?:^|[\s([{"'*_~|>])([@#][\p{L}\p{N}\p{M}._-]*|:[\p{L}\p{N}+][\p{L}\p{N}_+-]+)$/u;
const COMMAND = /^(\/[a-z]*)$/;

const status = document.getElementById("announcements");

/** Says something to screen readers, and takes it away again. */
function announce(words) {
  const line = document.createElement("p");
  line.textContent = words;
  status.append(line);
  setTimeout(() => line.remove(), 5000);
}

/** What stands before the caret of a box that can be completed. */
function wordAtCaret(box) {
  if (box.selectionStart !== box.selectionEnd) {
    return null;
  }
  const before = box.value.slice(0, box.selectionStart);
  const found = COMMAND.exec(before) ?? (isInCode(before) ? null : WORD.exec(before));
  return found && { text: found[1], from: before.length - found[1].length };
}

/** Completes in one box, by the list above it. */
function complete(box, list) {
  /** What is being completed, where it begins, and what was closed and stays so. */
  let word = null;
  let closed = null;
  let asked = new AbortController();

  const options = () => [...list.querySelectorAll("[role=option]")];
  const current = () => list.querySelector("[aria-selected=true]");

  function close() {
    asked.abort();
    word = null;
    list.hidden = true;
    list.replaceChildren();
    box.removeAttribute("aria-activedescendant");
  }

  function select(option) {
    current()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  function show(html, found) {
    const wasHidden = list.hidden;
    list.innerHTML = html;
    const [first] = options();
    if (!first) {
      close();
      return;
    }
    word = found;
    list.hidden = false;
    select(first);
    if (wasHidden) {
      const count = options().length;
      announce(`${count === 1 ? "1 suggestion" : `${count} suggestions`}. Up and down to choose, Enter to insert.`);
    }
  }

  async function ask(found) {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    const path = box.form.getAttribute("action").replace(/messages$/, "complete");
    try {
      const answer = await fetch(`${path}?q=${encodeURIComponent(found.text)}`, { signal });
      const html = answer.ok ? await answer.text() : "";
      if (!signal.aborted) {
        show(html, found);
      }
    } catch {
      // Asked again, or the server cannot be reached: it can be typed all the same.
    }
  }

  function follow() {
    const found = wordAtCaret(box);
    if (!found) {
      closed = null;
      close();
    } else if (closed !== found.from && (found.text !== word?.text || found.from !== word.from)) {
      closed = null;
      ask(found);
    }
  }

  function insert(option) {
    const { from } = word;
    const to = box.selectionStart;
    const text = option.dataset.insert;
    close();
    closed = from;
    replace(box, from, to, text);
  }

  /** Whether the key was for the list. */
  function key({ key, shiftKey, altKey, ctrlKey, metaKey }) {
    if (altKey || ctrlKey || metaKey) {
      return false;
    }
    const all = options();
    const at = all.indexOf(current());
    switch (key) {
      case "ArrowDown":
        select(all[(at + 1) % all.length]);
        return true;
      case "ArrowUp":
        select(all[(at + all.length - 1) % all.length]);
        return true;
      case "Enter":
      case "Tab":
        // What was typed whole has nothing to be completed: the key does what it does elsewhere.
        if (shiftKey || all[at].dataset.insert.trim() === word.text) {
          close();
          return false;
        }
        insert(all[at]);
        return true;
      case "Escape":
        closed = word.from;
        close();
        return true;
      default:
        return false;
    }
  }

  list.id = `${box.id}-suggestions`;
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.addEventListener("input", (event) => event.isComposing || follow());
  box.addEventListener("compositionend", follow);
  box.addEventListener("blur", close);
  document.addEventListener("selectionchange", () => {
    if (document.activeElement === box && word && !wordAtCaret(box)) {
      close();
    }
  });
  // Before the page's own keys, which would send the message.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.target === box && !list.hidden && !isComposing(event) && key(event)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
  // The box keeps the focus.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      insert(option);
    }
  });
}

for (const foot of document.querySelectorAll(".foot")) {
  complete(foot.querySelector("textarea"), foot.querySelector(".complete"));
}
