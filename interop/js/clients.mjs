// How the tests speak to a server: a guest of /chat, a client of the tutorial's namespace, and
// waiting for what is awaited.

import { randomUUID } from "node:crypto";
import { io } from "socket.io-client";

/** The transports that a client may choose between, by name. */
export const TRANSPORTS = {
  "polling only": ["polling"],
  "websocket only": ["websocket"],
  "polling, then upgrade": ["polling", "websocket"],
};

const PATIENCE_MS = 15_000;

/** A new guest: `{ token, member }`. */
export async function newGuest(natter) {
  const response = await fetch(`${natter.url}/api/visitor-session`, { method: "POST" });
  if (!response.ok) throw new Error(`guest session: ${response.status} ${await response.text()}`);
  return response.json();
}

/** A new account, whose name is its handle: `{ token, password }`. An owner sets the workspace up. */
export async function newAccount(natter, handle, role = "member") {
  const password = `${handle} hums quietly at night`;
  const headers = { "content-type": "application/json", origin: natter.url };
  if (role === "owner") {
    await natter.admin(["create-owner", handle, "--name", handle, "--workspace", "Harbour"], password);
  } else {
    const link = new URL((await natter.admin(["invite", "--role", role])).trim());
    const body = new URLSearchParams({ name: handle, handle, password });
    const joined = await fetch(`${natter.url}${link.pathname}`, {
      method: "POST",
      headers: { origin: natter.url },
      body,
      redirect: "manual",
    });
    if (joined.status !== 303) throw new Error(`join: ${joined.status} ${await joined.text()}`);
  }
  const body = JSON.stringify({ handle, password });
  const session = await fetch(`${natter.url}/api/session`, { method: "POST", headers, body });
  if (!session.ok) throw new Error(`session: ${session.status} ${await session.text()}`);
  return { ...(await session.json()), password };
}

/** Sets the workspace up, its lobby closed unless `fields` say otherwise; the owner's session cookie. */
export async function ownerCookie(natter, fields = {}) {
  const owner = { workspace: "Harbour", name: "Olive", handle: "olive", password: "a lamp that hums quietly" };
  const response = await fetch(`${natter.url}/setup`, {
    method: "POST",
    body: new URLSearchParams({ ...owner, ...fields }),
    redirect: "manual",
  });
  if (response.status !== 303) throw new Error(`setup: ${response.status} ${await response.text()}`);
  return response.headers.get("set-cookie").split(";")[0];
}

/** A socket on `namespace` that is not connected yet, closed when test `t` ends. */
export function socketOn(t, natter, namespace, options = {}) {
  const socket = io(`${natter.url}${namespace}`, {
    forceNew: true,
    autoConnect: false,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    ...options,
  });
  t.after(() => socket.close());
  return socket;
}

/** Resolves with the arguments of the next `name` event for which `matches` holds. */
export function nextEvent(socket, name, matches = () => true) {
  return new Promise((resolve, reject) => {
    const heard = [];
    const listener = (...args) => {
      heard.push(args);
      if (matches(...args)) finish(() => resolve(args));
    };
    const timer = setTimeout(
      () => finish(() => reject(new Error(`no matching "${name}"; heard ${JSON.stringify(heard)}`))),
      PATIENCE_MS,
    );
    const finish = (settle) => {
      clearTimeout(timer);
      socket.off(name, listener);
      settle();
    };
    socket.on(name, listener);
  });
}

/** A client of the tutorial's namespace. `heard` holds every text it got. */
export async function tutorialClient(t, natter, options = {}) {
  const socket = socketOn(t, natter, "/", options);
  const heard = [];
  socket.on("message", (text) => heard.push(text));
  const connected = nextEvent(socket, "connect");
  socket.connect();
  await connected;
  return { socket, heard };
}

/**
 * A guest on /chat. `messages` holds every message event; `ask` emits and resolves with the ack;
 * `post` sends a text to the lobby and resolves with what the ack holds.
 */
export async function chatClient(t, natter, options = {}, guest = undefined) {
  const { token, member } = guest ?? (await newGuest(natter));
  return chatOn(t, natter, { auth: { token }, ...options }, { token, member });
}

/** The same for a socket that brings the cookie `cookie` as a page of Natter's own would. */
export function chatPage(t, natter, cookie) {
  return chatOn(t, natter, { extraHeaders: { cookie, origin: natter.url } });
}

async function chatOn(t, natter, options, guest = {}) {
  const socket = socketOn(t, natter, "/chat", options);
  const messages = [];
  socket.on("message", (message) => messages.push(message));
  const welcomed = nextEvent(socket, "welcome");
  socket.connect();
  const [welcome] = await welcomed;
  const lobby = welcome.rooms.find((room) => room.slug === "lobby").id;
  const ask = (event, ...payload) => socket.timeout(PATIENCE_MS).emitWithAck(event, ...payload);
  const post = async (body, client_id = randomUUID()) => {
    const ack = await ask("send", { room: lobby, client_id, body });
    if (ack.error) throw new Error(`${ack.error.code}: ${ack.error.message}`);
    return ack.ok;
  };
  return { ...guest, socket, welcome, lobby, messages, ask, post };
}

/** The lobby's messages, oldest first, read page by page. */
export async function wholeHistory({ ask, lobby }) {
  const all = [];
  for (;;) {
    const at = all.length ? { before: all[0].seq } : "latest";
    const { ok } = await ask("history", { room: lobby, at, limit: 100 });
    all.unshift(...ok.messages);
    if (!ok.has_older) return all;
  }
}
