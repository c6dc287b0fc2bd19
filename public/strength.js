// Tells how good a password is while it is chosen. The server judges it, as it does when the form is
// sent; where it cannot be asked, nothing is said, and the form works on.
//
// A place for it is `data-strength-of`, with the name of the password's field. What is known of the
// person stands in `data-about`, a text on each line, and in the fields of the form in `ABOUT`.

/** Fields that say something of the person or the workspace. */
const ABOUT = ["workspace", "name", "handle", "username"];

/** What the server takes. */
const MOST_TEXTS = 8;
const LONGEST_TEXT = 254;

/** A pause in typing, in milliseconds. */
const PAUSE = 300;

const WORDS = {
  refused: "Not good enough.",
  weak: "Weak.",
  fair: "Fair.",
  strong: "Strong.",
};

/** What the server says of it, or nothing where it cannot be asked. */
async function judge(password, about, signal) {
  try {
    const response = await fetch("/password-strength", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ password, about }),
      signal,
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function watch(place) {
  const form = place.closest("form");
  const field = form.elements.namedItem(place.dataset.strengthOf);
  const words = place.querySelector("[role=status]");
  const known = place.dataset.about.split("\n");
  let asked = new AbortController();
  let timer;

  const about = () => {
    const typed = ABOUT.map((name) => form.elements.namedItem(name)?.value ?? "");
    const texts = [...known, ...typed].map((text) => Array.from(text).slice(0, LONGEST_TEXT).join(""));
    return texts.filter((text) => text.trim() !== "").slice(0, MOST_TEXTS);
  };

  const say = (hint) => {
    if (hint === null) {
      delete place.dataset.strength;
      words.textContent = "";
      return;
    }
    place.dataset.strength = hint.strength;
    words.textContent = [WORDS[hint.strength], hint.advice].filter(Boolean).join(" ");
  };

  const ask = async () => {
    asked = new AbortController();
    const { signal } = asked;
    const hint = await judge(field.value, about(), signal);
    // What was typed since then is asked for already.
    if (!signal.aborted) {
      say(hint);
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target !== field && !ABOUT.includes(event.target.name)) {
      return;
    }
    clearTimeout(timer);
    asked.abort();
    if (field.value === "") {
      say(null);
    } else {
      timer = setTimeout(ask, PAUSE);
    }
  });
}

for (const place of document.querySelectorAll("[data-strength-of]")) {
  watch(place);
}
