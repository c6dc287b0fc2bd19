// Bad input on the wire itself: the sender gets a typed error or loses its connection, and a
// well-behaved client beside it notices nothing.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { WebSocket } from "ws";

import { chatClient, newGuest, nextEvent } from "../clients.mjs";
import { Natter } from "../natter.mjs";

const FRAME_LIMIT = 128 * 1024;

/** A bare Engine.IO connection over WebSocket; `packets` holds what the server sent. */
async function rawSocket(t, natter) {
  const socket = new WebSocket(`${natter.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
  t.after(() => socket.terminate());
  const packets = [];
  const waiting = new Set();
  const tell = () => waiting.forEach((check) => check());
  let closed = false;
  socket.on("message", (data) => (packets.push(data.toString()), tell()));
  socket.on("close", () => ((closed = true), tell()));
  socket.on("error", () => {});
  /** Waits until `holds()`; what it returns is the result. */
  const until = (holds) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`heard only ${packets.length} packets, at last ${packets.at(-1)}`)), 30_000);
      const check = () => {
        const result = holds();
        if (!result) return;
        waiting.delete(check);
        clearTimeout(timer);
        resolve(result);
      };
      waiting.add(check);
      check();
    });
  const packet = (start) => until(() => packets.find((one) => one.startsWith(start)));
  await packet("0");
  return {
    send: (data) => socket.send(data),
    packet,
    closes: () => until(() => closed),
    answersOrCloses: () => until(() => closed || packets.some((one) => one.startsWith("43/chat,77"))),
  };
}

/** A bare connection that has joined /chat as a guest. */
async function rawGuest(t, natter) {
  const raw = await rawSocket(t, natter);
  const { token } = await newGuest(natter);
  raw.send(`40/chat,${JSON.stringify({ token })}`);
  const welcome = JSON.parse((await raw.packet('42/chat,["welcome"')).slice("42/chat,".length))[1];
  return { ...raw, room: welcome.heads[0].room };
}

describe("hostile frames", () => {
  let natter;
  before(async () => (natter = await Natter.start("--lobby", "open", "--rate-limits", "off")));
  after(() => natter.dispose());

  /** Runs `attack`, and checks that a client beside it keeps its connection, and its messages their order. */
  async function unharmed(t, attack) {
    const bob = await chatClient(t, natter, { transports: ["websocket"], reconnection: false });
    const id = bob.socket.id;
    const first = await bob.post("before");
    await attack();
    const second = await bob.post("after");
    assert.equal(second.seq, first.seq + 1);
    assert.equal(bob.socket.id, id);
  }

  for (const frame of [
    "",
    "9",
    "garbage",
    "4",
    "49",
    "4999999999999999999999",
    "42",
    "42[",
    "42/chat",
    "42/chat,",
    "42/chat,[]",
    "42/chat,{}",
    '42/chat,["send"',
    "42/chat,[5]",
    "42/chat,[null]",
    '42/chat,99999999999999999999["send",{}]',
    '42/chat,-1["send",{}]',
    '43/chat,5[{"ok":1}]',
    '44/chat,{"message":"no"}',
    '4599999999-/chat,["send",{"_placeholder":true,"num":0}]',
    '451-/chat,["send",{"_placeholder":true,"num":99}]',
    '450-/chat,1["send",{"_placeholder":true,"num":0}]',
    '461-/chat,5[{"_placeholder":true,"num":0}]',
    "40/chat,{",
    "40/chat,[]",
    "40/chat,null",
    `40/${"x".repeat(2_000)},`,
    "40/chat?token=1,",
    "1",
    "2probe",
    "3",
    "5",
    "6",
    `42/chat,77${JSON.stringify(["send", JSON.parse(`${"[".repeat(100)}${"]".repeat(100)}`)])}`,
    `42/chat,77["send",${"[".repeat(20_000)}${"]".repeat(20_000)}]`,
    "\u0000\u0001\ufffd",
    Buffer.from([0, 1, 2, 3, 255]),
    Buffer.alloc(1_000),
  ]) {
    const name = JSON.stringify(frame.toString("latin1")).slice(0, 60);
    test(`${name} harms its sender at most`, async (t) => {
      await unharmed(t, async () => {
        const raw = await rawGuest(t, natter);
        raw.send(frame);
        // What follows is answered in its turn, unless the connection was closed.
        raw.send('42/chat,77["no such event",{}]');
        await raw.answersOrCloses();
      });
    });
  }

  test("a request before CONNECT is not answered, and posts nothing", async (t) => {
    await unharmed(t, async () => {
      const raw = await rawSocket(t, natter);
      const message = { room: "0190b1c2-0000-7000-8000-000000000000", client_id: randomUUID(), body: "too early" };
      raw.send(`42/chat,77${JSON.stringify(["send", message])}`);
      await raw.closes();
    });
  });

  test("CONNECT twice is one member, once", async (t) => {
    await unharmed(t, async () => {
      const raw = await rawGuest(t, natter);
      const { token } = await newGuest(natter);
      raw.send(`40/chat,${JSON.stringify({ token })}`);
      raw.send('42/chat,77["heads",{}]');
      await raw.answersOrCloses();
    });
  });

  /** An event of exactly so many bytes on the wire. */
  function eventOf(bytes) {
    const [head, tail] = ['42/chat,77["send","', '"]'];
    return head + "x".repeat(bytes - head.length - tail.length) + tail;
  }

  test("128 KiB are taken, one byte more closes the connection", async (t) => {
    for (const bytes of [FRAME_LIMIT - 1, FRAME_LIMIT]) {
      const raw = await rawGuest(t, natter);
      raw.send(eventOf(bytes));
      assert.match(await raw.packet("43/chat,77"), /invalid_payload/);
    }
    await unharmed(t, async () => {
      const raw = await rawGuest(t, natter);
      raw.send(eventOf(FRAME_LIMIT + 1));
      await raw.closes();
    });
  });

  test("polling: unknown session ids and bodies that are no packets are refused", async (t) => {
    await unharmed(t, async () => {
      const polling = `${natter.url}/socket.io/?EIO=4&transport=polling`;
      const open = await (await fetch(polling)).text();
      const { sid } = JSON.parse(open.slice(1));
      for (const [address, body] of [
        [`${polling}&sid=AAAAAAAAAAAAAAAA`, "40"],
        [`${polling}&sid=%00`, "40"],
        [`${polling}&sid=${sid}`, "garbage"],
        [`${natter.url}/socket.io/?EIO=3&transport=polling`, undefined],
        [`${natter.url}/socket.io/?EIO=4&transport=pigeon`, undefined],
        [`${natter.url}/socket.io/`, undefined],
      ]) {
        const response = await fetch(address, body === undefined ? {} : { method: "POST", body });
        assert.ok(response.status >= 400 && response.status < 500, `${address}: ${response.status}`);
      }
    });
  });
});

test("a flood gets rate_limited or is cut off, and the others are served", async (t) => {
  const natter = await Natter.start("--lobby", "open");
  t.after(() => natter.dispose());
  const bob = await chatClient(t, natter, { transports: ["websocket"] });
  const raw = await rawGuest(t, natter);
  for (let i = 0; i < 5_000; i++) {
    const message = { room: raw.room, client_id: randomUUID(), body: `flood ${i}` };
    raw.send(`42/chat,${i}${JSON.stringify(["send", message])}`);
  }
  const sent = await bob.post("in between");
  assert.ok(sent.seq >= 1);
  assert.match(await raw.packet("43/chat,100["), /rate_limited/);
  assert.equal(bob.socket.connected, true);
});

test("one address may have so many connections and no more", async (t) => {
  const natter = await Natter.start("--lobby", "open", "--max-connections-per-address", "3");
  t.after(() => natter.dispose());
  const open = [];
  for (let i = 0; i < 3; i++) open.push(await chatClient(t, natter, { transports: ["websocket"] }));
  const handshake = () => fetch(`${natter.url}/socket.io/?EIO=4&transport=polling`);
  const refused = await handshake();
  assert.equal(refused.status, 503);
  assert.equal((await refused.json()).error.code, "too_many_connections");
  await open[0].post("those inside are served");
  const left = nextEvent(open[0].socket, "disconnect");
  open[0].socket.disconnect();
  await left;
  // The server learns of it a moment later.
  for (;;) {
    const response = await handshake();
    await response.text();
    if (response.status === 200) break;
  }
});
