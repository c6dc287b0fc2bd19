// Natter's own protocol on /chat, as docs/protocol.md tells it.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { TRANSPORTS, chatClient, newGuest, nextEvent, ownerCookie, socketOn, wholeHistory } from "../clients.mjs";
import { Natter } from "../natter.mjs";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let natter;
before(async () => (natter = await Natter.start("--lobby", "open", "--rate-limits", "off")));
after(() => natter.dispose());

/** Connects with `options` and returns the error with which it is refused. */
async function refusal(t, options) {
  const socket = socketOn(t, natter, "/chat", { reconnection: false, ...options });
  const refused = nextEvent(socket, "connect_error");
  socket.connect();
  return (await refused)[0];
}

describe("coming in", () => {
  test("a guest session has a token of 128 bits and a name to read", async () => {
    const { token, member } = await newGuest(natter);
    assert.match(token, /^[0-9a-f]{32}$/);
    assert.match(member.id, UUID);
    assert.ok(member.name.length >= 1 && member.name.length <= 32);
    assert.notEqual((await newGuest(natter)).token, token);
  });

  for (const [name, transports] of Object.entries(TRANSPORTS)) {
    test(`${name}: a guest is welcomed, posts, and everybody gets the message once`, async (t) => {
      const ada = await chatClient(t, natter, { transports });
      const bob = await chatClient(t, natter, { transports });
      if (name === "polling, then upgrade" && ada.socket.io.engine.transport.name !== "websocket") {
        await nextEvent(ada.socket.io.engine, "upgrade");
      }
      assert.equal(ada.socket.io.engine.transport.name, transports.at(-1));
      assert.equal(ada.welcome.protocol, 2);
      assert.deepEqual(ada.welcome.me, ada.member);
      assert.deepEqual(ada.welcome.heads.map((head) => head.room), ada.welcome.rooms.map((room) => room.id));

      const client_id = randomUUID();
      const arrived = [ada, bob].map(({ socket }) => nextEvent(socket, "message", (m) => m.client_id === client_id));
      const sent = await ada.post("hello", client_id);
      assert.match(sent.id, UUID);
      assert.ok(Math.abs(sent.sent_at - Date.now()) < 60_000);
      const expected = { ...sent, room: ada.lobby, author: ada.member, client_id, content: { text: "hello" } };
      for (const [message] of await Promise.all(arrived)) assert.deepEqual(message, expected);

      const next = await ada.post("and again");
      assert.equal(next.seq, sent.seq + 1);
      await bob.ask("heads", {});
      assert.equal(bob.messages.filter((message) => message.client_id === client_id).length, 1);
    });
  }

  for (const [what, auth] of [
    ["no token", {}],
    ["an unknown token", { token: "0".repeat(32) }],
    ["a token that is none", { token: "'; drop table sessions" }],
    ["a token of the wrong type", { token: 5 }],
  ]) {
    test(`${what}: refused as unauthenticated`, async (t) => {
      const error = await refusal(t, { auth });
      assert.equal(codeOf(error), "unauthenticated");
    });
  }

  test("the session cookie is taken with the own origin, and with no other", async (t) => {
    const cookie = await ownerCookie(natter, { open_lobby: "on" });
    const socket = socketOn(t, natter, "/chat", { extraHeaders: { cookie, origin: natter.url } });
    const welcomed = nextEvent(socket, "welcome");
    socket.connect();
    await welcomed;
    for (const transports of [["polling"], ["websocket"]]) {
      const extraHeaders = { cookie, origin: "https://elsewhere.example" };
      const error = await refusal(t, { transports, extraHeaders });
      assert.equal(codeOf(error), "foreign_origin");
    }
  });

  test("an unknown namespace is refused, and /chat beside it works", async (t) => {
    const socket = socketOn(t, natter, "/nowhere", { reconnection: false });
    const refused = nextEvent(socket, "connect_error");
    socket.connect();
    assert.match((await refused)[0].message, /namespace/i);
    await (await chatClient(t, natter)).post("unharmed");
  });
});

/** The code in a CONNECT_ERROR, whose text is an error as JSON. */
function codeOf(error) {
  return JSON.parse(error.message).code;
}

describe("send", () => {
  test("the same client_id again is posted once and answered alike", async (t) => {
    const ada = await chatClient(t, natter);
    const client_id = randomUUID();
    const first = await ada.post("once", client_id);
    assert.deepEqual(await ada.post("once", client_id), { ...first, repeated: true });
    const both = await Promise.all([ada.post("race", `r-${client_id}`), ada.post("race", `r-${client_id}`)]);
    assert.equal(both[0].id, both[1].id);
    const history = await wholeHistory(ada);
    assert.equal(history.filter((message) => message.client_id === client_id).length, 1);
    assert.equal(history.filter((message) => message.client_id === `r-${client_id}`).length, 1);
  });

  test("two authors may use the same client_id", async (t) => {
    const ada = await chatClient(t, natter);
    const bob = await chatClient(t, natter);
    const client_id = randomUUID();
    const [one, two] = [await ada.post("mine", client_id), await bob.post("mine too", client_id)];
    assert.notEqual(one.id, two.id);
  });

  test("line breaks become \\n, and the ends are trimmed", async (t) => {
    const ada = await chatClient(t, natter);
    const { seq } = await ada.post("\r\n  one\r\ntwo\rthree  \n\n");
    const { ok } = await ada.ask("history", { room: ada.lobby, at: { after: seq - 1 }, limit: 1 });
    assert.equal(ok.messages[0].content.text, "  one\ntwo\nthree");
  });

  test("10,000 characters of four bytes fit, and one more does not", async (t) => {
    const ada = await chatClient(t, natter);
    const longest = "𝕏".repeat(10_000);
    const { seq } = await ada.post(longest);
    const { ok } = await ada.ask("history", { room: ada.lobby, at: { after: seq - 1 } });
    assert.equal(ok.messages[0].content.text, longest);
    const ack = await ada.ask("send", { room: ada.lobby, client_id: randomUUID(), body: `${longest}x` });
    assert.equal(ack.error.code, "invalid_body");
  });

  const valid = () => ({ client_id: randomUUID(), body: "x" });
  for (const [what, code, payload] of [
    ["an empty body", "invalid_body", { ...valid(), body: " \n " }],
    ["a body in which nothing is seen", "invalid_body", { ...valid(), body: "\u0007\u3164\u200b" }],
    ["no body", "invalid_payload", { client_id: randomUUID() }],
    ["a body of the wrong type", "invalid_payload", { ...valid(), body: 5 }],
    ["a short client_id", "invalid_payload", { ...valid(), client_id: "short" }],
    ["a client_id of other letters", "invalid_payload", { ...valid(), client_id: "ümlaut-ümlaut" }],
    ["a room that is no id", "invalid_payload", { ...valid(), room: "lobby" }],
    ["an unknown room", "not_found", { ...valid(), room: "0190b1c2-0000-7000-8000-000000000000" }],
  ]) {
    test(`${what}: ${code}, and nothing is posted`, async (t) => {
      const ada = await chatClient(t, natter);
      const { seq } = await ada.post("before");
      const { error, ok } = await ada.ask("send", { room: ada.lobby, ...payload });
      assert.equal(ok, undefined);
      assert.equal(error.code, code);
      assert.ok(error.message.length > 10);
      assert.equal((await ada.post("after")).seq, seq + 1);
    });
  }
});

describe("bad input", () => {
  for (const payload of [[], [null], ["text"], [5], [[]], [{}], [{}, {}], [new Uint8Array([1])]]) {
    test(`send with ${JSON.stringify(payload)} is an invalid_payload`, async (t) => {
      const ada = await chatClient(t, natter);
      const { error } = await ada.ask("send", ...payload);
      assert.equal(error.code, "invalid_payload");
    });
  }

  test("an unknown event is answered, and one without an ack does no harm", async (t) => {
    const ada = await chatClient(t, natter);
    assert.equal((await ada.ask("sned", {})).error.code, "unknown_event");
    ada.socket.emit("sned", {});
    ada.socket.emit("send", { room: ada.lobby, client_id: randomUUID(), body: "needs no ack" });
    await nextEvent(ada.socket, "message", (message) => message.content.text === "needs no ack");
  });

  test("a packet above 128 KiB ends its connection and no other", async (t) => {
    const ada = await chatClient(t, natter, { transports: ["websocket"], reconnection: false });
    const bob = await chatClient(t, natter, { transports: ["websocket"] });
    const bobs = bob.socket.id;
    const dropped = nextEvent(ada.socket, "disconnect");
    ada.socket.emit("send", { room: ada.lobby, client_id: randomUUID(), body: "x".repeat(140_000) });
    await dropped;
    await bob.post("still here");
    assert.equal(bob.socket.id, bobs);
  });
});

describe("history", () => {
  test("pages before and after a `seq`, ascending and without gaps", async (t) => {
    const ada = await chatClient(t, natter);
    for (let i = 0; i < 7; i++) await ada.post(`line ${i}`);
    const { ok: latest } = await ada.ask("history", { room: ada.lobby, limit: 3 });
    assert.deepEqual(latest.messages.map((m) => m.content.text), ["line 4", "line 5", "line 6"]);
    assert.equal(latest.head, latest.messages.at(-1).seq);
    assert.equal(latest.has_older, true);
    const at = latest.messages[0].seq;
    const before = await ada.ask("history", { room: ada.lobby, at: { before: at }, limit: 2 });
    assert.deepEqual(before.ok.messages.map((m) => m.seq), [at - 2, at - 1]);
    const after = await ada.ask("history", { room: ada.lobby, at: { after: at }, limit: 2 });
    assert.deepEqual(after.ok.messages.map((m) => m.seq), [at + 1, at + 2]);
    const first = await ada.ask("history", { room: ada.lobby, at: { before: 2 } });
    assert.equal(first.ok.has_older, false);
    assert.equal(first.ok.messages.length, 1);
  });

  test("a limit of too much is cut to 100", async (t) => {
    const ada = await chatClient(t, natter);
    await Promise.all(Array.from({ length: 120 }, (_, i) => ada.post(`many ${i}`)));
    const { ok } = await ada.ask("history", { room: ada.lobby, limit: 5_000 });
    assert.equal(ok.messages.length, 100);
  });
});

describe("names", () => {
  test("a new name is told to all, shown on what was said before, and kept", async (t) => {
    const ada = await chatClient(t, natter);
    const bob = await chatClient(t, natter);
    const { seq } = await ada.post("by my old name");
    const told = nextEvent(bob.socket, "member_changed", (member) => member.id === ada.member.id);
    const { ok } = await ada.ask("set_name", { name: "  Ada   Lovelace " });
    const renamed = { id: ada.member.id, name: "Ada Lovelace", visitor: true };
    assert.deepEqual(ok, renamed);
    assert.deepEqual((await told)[0], renamed);
    const history = await bob.ask("history", { room: bob.lobby, at: { after: seq - 1 } });
    assert.deepEqual(history.ok.messages[0].author, renamed);
    const again = await chatClient(t, natter, {}, ada);
    assert.deepEqual(again.welcome.me, renamed);
  });

  for (const name of ["", " \u200b ", "\u3164\u2800\u202e", "x".repeat(33)]) {
    test(`${JSON.stringify(name)} is an invalid_name`, async (t) => {
      const ada = await chatClient(t, natter);
      assert.equal((await ada.ask("set_name", { name })).error.code, "invalid_name");
    });
  }
});

test("rate limits answer rate_limited, say when to try again, and leave others alone", async (t) => {
  const limited = await Natter.start("--lobby", "open");
  t.after(() => limited.dispose());
  const ada = await chatClient(t, limited, { transports: ["websocket"] });
  const flood = Array.from({ length: 300 }, (_, i) =>
    ada.ask("send", { room: ada.lobby, client_id: randomUUID(), body: `flood ${i}` }),
  );
  const acks = await Promise.all(flood);
  const refused = acks.filter((ack) => ack.error);
  assert.ok(refused.length > 0, "300 messages at once were all taken");
  assert.ok(refused.length < 300, "not even the first was taken");
  for (const { error } of refused) {
    assert.equal(error.code, "rate_limited");
    assert.ok(error.retry_after_ms >= 0);
  }
  assert.equal((await wholeHistory(ada)).length, 300 - refused.length);
  assert.equal(ada.socket.connected, true);
});
