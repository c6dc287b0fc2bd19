// What holds when connections or the server end in the middle: nothing that was acked is lost,
// nothing is there twice, and a client that was away gets what it missed.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, test } from "node:test";

import { chatClient, nextEvent, wholeHistory } from "../clients.mjs";
import { Natter } from "../natter.mjs";

async function started(t, ...args) {
  const natter = await Natter.start("--lobby", "open", "--rate-limits", "off", ...args);
  t.after(() => natter.dispose());
  return natter;
}

describe("resume", () => {
  test("after a gap a client gets exactly what it missed", async (t) => {
    const natter = await started(t);
    const ada = await chatClient(t, natter);
    const bob = await chatClient(t, natter);
    const { seq } = await ada.post("seen by both");
    await nextEventOrHad(bob, seq);
    bob.socket.disconnect();
    for (const body of ["one", "two", "three"]) await ada.post(body);

    const welcomed = nextEvent(bob.socket, "welcome");
    bob.socket.connect();
    const [{ heads }] = await welcomed;
    assert.deepEqual(heads, [{ room: bob.lobby, seq: seq + 3, rev: seq + 3 }]);
    const { ok } = await bob.ask("resume", { rooms: [{ room: bob.lobby, seq, rev: seq }] });
    assert.equal(ok.rooms[0].head, seq + 3);
    assert.deepEqual(ok.rooms[0].missed.messages.map((m) => m.content.text), ["one", "two", "three"]);

    const nothing = await bob.ask("resume", { rooms: [{ room: bob.lobby, seq: seq + 3, rev: seq + 3 }] });
    assert.deepEqual(nothing.ok.rooms, [{ room: bob.lobby, head: seq + 3, rev: seq + 3, missed: { messages: [] } }]);
  });

  test("too far behind or ahead of the server: reset", async (t) => {
    const natter = await started(t);
    const ada = await chatClient(t, natter, { transports: ["websocket"] });
    await Promise.all(Array.from({ length: 502 }, (_, i) => ada.post(`line ${i}`)));
    const missedAfter = async (seq) => {
      const { ok } = await ada.ask("resume", { rooms: [{ room: ada.lobby, seq, rev: seq }] });
      return ok.rooms[0].missed;
    };
    assert.equal(await missedAfter(1), "reset");
    assert.equal(await missedAfter(503), "reset");
    assert.equal((await missedAfter(2)).messages.length, 500);
  });

  test("rooms that are unknown are left out, and heads tells of the rest", async (t) => {
    const natter = await started(t);
    const ada = await chatClient(t, natter);
    await ada.post("one");
    const unknown = "0190b1c2-0000-7000-8000-000000000000";
    const { ok } = await ada.ask("resume", { rooms: [{ room: unknown, seq: 0, rev: 0 }, { room: ada.lobby, seq: 0, rev: 0 }] });
    assert.deepEqual(ok.rooms.map((room) => room.room), [ada.lobby]);
    assert.deepEqual((await ada.ask("heads", {})).ok, { heads: [{ room: ada.lobby, seq: 1, rev: 1 }] });
  });
});

/** Waits until `client` has the message with this seq. */
async function nextEventOrHad(client, seq) {
  if (client.messages.some((message) => message.seq === seq)) return;
  await nextEvent(client.socket, "message", (message) => message.seq === seq);
}

describe("the server ends", () => {
  test("killed in the middle of a stream: what was acked is there, and a retry posts once", async (t) => {
    const natter = await started(t);
    const ada = await chatClient(t, natter, { transports: ["websocket"] });
    const ids = Array.from({ length: 200 }, () => randomUUID());
    const acked = new Map();
    let killed;
    const sends = ids.map(async (client_id, i) => {
      const ack = await ada.socket
        .timeout(30_000)
        .emitWithAck("send", { room: ada.lobby, client_id, body: `line ${i}` })
        .catch(() => undefined);
      if (!ack) return;
      assert.equal(ack.error, undefined);
      acked.set(client_id, ack.ok.seq);
      if (acked.size === 50) killed = natter.kill();
    });
    const reconnected = nextEvent(ada.socket, "welcome");
    await nextEvent(ada.socket, "disconnect");
    await killed;
    assert.ok(acked.size >= 50);
    const before = new Map(acked);
    await natter.startAgain();
    await reconnected;
    const stored = new Map((await wholeHistory(ada)).map((m) => [m.client_id, m.seq]));
    for (const [client_id, seq] of before) assert.equal(stored.get(client_id), seq);

    for (const [i, client_id] of ids.entries()) {
      const sent = await ada.post(`line ${i}`, client_id);
      if (before.has(client_id)) assert.equal(sent.seq, before.get(client_id));
    }
    const history = await wholeHistory(ada);
    assert.equal(history.length, ids.length);
    assert.deepEqual(history.map((m) => m.seq), ids.map((_, i) => i + 1));
    assert.deepEqual(new Set(history.map((m) => m.client_id)), new Set(ids));
    ada.socket.disconnect();
    await Promise.all(sends);
  });

  test("asked to stop: clients are told, it exits well, and they come back by themselves", async (t) => {
    const natter = await started(t);
    const ada = await chatClient(t, natter);
    await ada.post("before");
    const told = nextEvent(ada.socket, "going_away");
    const gone = nextEvent(ada.socket, "disconnect");
    const exit = natter.stop();
    const [{ reconnect_after_ms }] = await told;
    assert.ok(reconnect_after_ms >= 0 && reconnect_after_ms <= 60_000);
    // The transport is closed, not the namespace: client libraries come back by themselves.
    assert.equal((await gone)[0], "transport close");
    assert.equal(await exit, 0);

    const welcomed = nextEvent(ada.socket, "welcome");
    await natter.startAgain();
    const [{ me, heads }] = await welcomed;
    assert.deepEqual(me, ada.member);
    assert.equal(heads[0].seq, 1);
    assert.equal((await ada.post("after")).seq, 2);
  });
});
