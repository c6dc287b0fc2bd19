// Keeps what is in the message boxes on the server too, for the member's other devices. The browser's
// own copy comes first: it is there offline, and nothing that is being typed is ever replaced. The
// latest text stays; what another device had typed is offered beside it.

const PAUSE = 1000;
const AGAIN = 10_000;

const page = JSON.parse(document.getElementById("page-data").textContent);

/** What this tab knows of a draft on the server; a new tab takes what the others know. */
function read(key) {
  try {
    const known = JSON.parse(sessionStorage.getItem(key) ?? localStorage.getItem(key));
    // Another history of the workspace has other drafts.
    return known?.timeline === page.timeline ? known : null;
  } catch {
    return null;
  }
}

function write(key, known) {
  try {
    const text = JSON.stringify({ ...known, timeline: page.timeline });
    sessionStorage.setItem(key, text);
    localStorage.setItem(key, text);
  } catch {
    // Full or forbidden: it is asked for again.
  }
}

class Draft {
  constructor(form, { draft_rev, text, other_draft, error }) {
    this.box = form.elements.body;
    this.thread = form.elements.thread.value;
    this.address = form.action.replace(/messages$/, "draft");
    this.room = page.room.id;
    const place = this.thread ? `${this.room}.${this.thread}` : this.room;
    this.key = `natter.draft.${page.me.id}.${place}.rev`;
    this.known = read(this.key) ?? { rev: 0, body: "" };
    /** The last revision that was heard of. */
    this.heard = this.known.rev;
    this.note = form.querySelector(".composer-note");
    this.box.addEventListener("input", () => this.later(PAUSE));
    // The page's module empties the box without telling, when it has sent the text.
    for (const name of ["keydown", "submit"]) form.addEventListener(name, () => setTimeout(() => this.look()));
    addEventListener("focus", () => this.look());
    addEventListener("online", () => this.look());
    addEventListener("pagehide", () => this.isClean() || this.save({ keepalive: true }));
    const on_server = draft_rev > 0 ? { rev: draft_rev, body: text } : null;
    if (on_server && on_server.rev > this.known.rev) this.news(on_server);
    // Sent or emptied by another device, unless the page brings a refused text back.
    else if (!on_server && !error && this.known.body !== "") this.news({ rev: this.known.rev + 1, body: "" });
    if (other_draft) this.offer(other_draft);
    this.look();
  }

  /** Whether the server has what is in the box. */
  isClean() {
    return this.box.value === this.known.body;
  }

  learn({ rev, body }) {
    this.known = { rev, body };
    this.heard = rev;
    write(this.key, this.known);
  }

  /** Stores the text if the server has another one. */
  look() {
    if (!this.isClean()) this.later(PAUSE);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  put(text) {
    this.box.value = text;
    this.box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  /** The draft is another one on the server, by another device or tab. */
  news({ rev, body, other }) {
    if (this.isSaving) {
      // It may be what is being saved.
      this.held = { rev, body, other };
      return;
    }
    if (rev <= this.heard) return;
    const isBusy = document.activeElement === this.box && this.box.value !== "";
    // What is in the box is what became this.
    const isBefore = this.isClean() && this.heard === this.known.rev;
    if (this.box.value === body) {
      this.learn({ rev, body });
    } else if (isBefore && (!isBusy || body === "")) {
      this.learn({ rev, body });
      this.put(body);
    } else if (body === "") {
      // What is in the box is stored anew.
      this.learn({ rev, body });
      this.look();
    } else {
      // Without learning of it: when the text here is stored, the server keeps both.
      this.heard = rev;
      this.offer(body);
      return;
    }
    if (other) this.offer(other);
  }

  async save({ keepalive = false, other } = {}) {
    clearTimeout(this.timer);
    if (this.isSaving && !keepalive) return this.later(PAUSE);
    if (this.isClean() && other === undefined) return;
    const body = this.box.value;
    const fields = new URLSearchParams({ thread: this.thread, body, rev: this.known.rev });
    if (other !== undefined) {
      fields.set("chosen", "yes");
      fields.set("other", other);
    }
    this.isSaving = true;
    try {
      const response = await fetch(this.address, { method: "POST", body: fields, keepalive });
      const answer = await response.json();
      if (answer.ok?.body === body) {
        this.learn(answer.ok);
        this.offer(answer.ok.other ?? "");
        this.look();
      } else if (answer.ok) {
        // An empty box does not delete what another device has typed.
        this.news(answer.ok);
      } else if (response.status === 429 || response.status >= 500) {
        this.later(AGAIN);
      }
    } catch {
      this.later(AGAIN);
    } finally {
      this.isSaving = false;
      const held = this.held;
      this.held = null;
      if (held) this.news(held);
    }
  }

  /** Offers what another device had typed; nothing if it is empty. */
  offer(text) {
    this.line?.remove();
    this.line = null;
    if (text === "" || text === this.box.value) return;
    const button = (words, does) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: words });
      made.className = "link";
      made.addEventListener("click", does);
      return made;
    };
    this.line = Object.assign(document.createElement("p"), { className: "other-draft" });
    this.line.setAttribute("role", "status");
    const show = button("Show", () => {
      const mine = this.box.value;
      this.put(text);
      this.box.focus();
      this.save({ other: mine });
      this.offer(mine);
    });
    const dismiss = button("Dismiss", () => {
      this.offer("");
      this.save({ other: "" });
      this.box.focus();
    });
    this.note.after(this.line);
    this.line.append("Another draft, from another device or tab. ", show, dismiss);
  }
}

const drafts = [];

function start() {
  const boxes = [
    ["composer", page.composer],
    ["thread-composer", page.thread?.composer],
  ];
  for (const [id, given] of boxes) {
    const form = document.getElementById(id);
    if (form && given) drafts.push(new Draft(form, given));
  }
  document.addEventListener("natter:draft_changed", (event) => {
    const { room, thread = "", ...changed } = JSON.parse(event.detail);
    drafts.find((draft) => draft.room === room && draft.thread === thread)?.news(changed);
  });
}

/** When the page's module has put its own copy into the boxes. */
function whenLive(begin) {
  const root = document.documentElement;
  if (root.dataset.live) {
    setTimeout(begin);
    return;
  }
  const observer = new MutationObserver(() => {
    if (root.dataset.live) {
      observer.disconnect();
      setTimeout(begin);
    }
  });
  observer.observe(root, { attributeFilter: ["data-live"] });
}

// Visitors have one device.
if (page.role !== "visitor") whenLive(start);
