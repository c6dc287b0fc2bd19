// The tutorial's contract on the namespace "/", for its unmodified client.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { TRANSPORTS, chatClient, chatPage, nextEvent, ownerCookie, tutorialClient, wholeHistory } from "../clients.mjs";
import { Natter } from "../natter.mjs";

/** What JavaScript's template literal makes of each payload. */
const SAID = [
  [["hello"], "hello"],
  [[""], ""],
  [[5], "5"],
  [[-0.5], "-0.5"],
  [[1e21], "1e+21"],
  [[1e-7], "1e-7"],
  [[true], "true"],
  [[null], "null"],
  [[], "undefined"],
  [[[1, 2]], "1,2"],
  [[[]], ""],
  [[[1, [2, [null, 3]], null]], "1,2,,3,"],
  [[{}], "[object Object]"],
  [[{ a: 1 }], "[object Object]"],
  [[[{}]], "[object Object]"],
  [["first", "second"], "first"],
  [[new TextEncoder().encode("bytes")], "bytes"],
  [["ünï 👩‍💻 \" \\ \n </script>"], "ünï 👩‍💻 \" \\ \n </script>"],
];

const describePayload = (payload) => (payload[0] instanceof Uint8Array ? "bytes" : JSON.stringify(payload));

for (const lobby of ["echo", "open"]) {
  describe(`--lobby ${lobby}`, () => {
    let natter;
    before(async () => (natter = await Natter.start("--lobby", lobby)));
    after(() => natter.dispose());

    for (const [name, transports] of Object.entries(TRANSPORTS)) {
      test(`${name}: what I say comes back to me once, under my socket's id`, async (t) => {
        const { socket, heard } = await tutorialClient(t, natter, { transports });
        if (name === "polling, then upgrade") {
          if (socket.io.engine.transport.name !== "websocket") {
            await nextEvent(socket.io.engine, "upgrade");
          }
        }
        assert.equal(socket.io.engine.transport.name, transports.at(-1));
        const mine = `${socket.id.substring(0, 3)} said `;
        for (const text of [`one by ${name}`, `two by ${name}`]) {
          const answer = nextEvent(socket, "message", (said) => said === mine + text);
          socket.emit("message", text);
          await answer;
        }
        const own = heard.filter((said) => said.endsWith(`by ${name}`));
        assert.deepEqual(own, [`${mine}one by ${name}`, `${mine}two by ${name}`]);
      });
    }

    test("a message sent in the middle of the upgrade comes back once", async (t) => {
      const { socket, heard } = await tutorialClient(t, natter, { transports: ["polling", "websocket"] });
      const upgraded =
        socket.io.engine.transport.name === "websocket" || nextEvent(socket.io.engine, "upgrade");
      const mine = `${socket.id.substring(0, 3)} said `;
      const last = nextEvent(socket, "message", (said) => said === `${mine}up 9`);
      for (let i = 0; i < 10; i++) socket.emit("message", `up ${i}`);
      await Promise.all([upgraded, last]);
      const own = heard.filter((said) => said.startsWith(`${mine}up `));
      assert.deepEqual(own, Array.from({ length: 10 }, (_, i) => `${mine}up ${i}`));
    });
  });
}

describe("payloads other than texts", () => {
  let natter;
  before(async () => (natter = await Natter.start("--lobby", "echo", "--rate-limits", "off")));
  after(() => natter.dispose());

  for (const [payload, text] of SAID) {
    test(`${describePayload(payload)} is said as ${JSON.stringify(text)}`, async (t) => {
      const { socket, heard } = await tutorialClient(t, natter);
      const answer = nextEvent(socket, "message");
      socket.emit("message", ...payload);
      await answer;
      assert.deepEqual(heard, [`${socket.id.substring(0, 3)} said ${text}`]);
    });
  }

  test("bytes, unknown events and huge numbers leave the connection standing", async (t) => {
    const { socket } = await tutorialClient(t, natter);
    socket.emit("message", new Uint8Array([1, 2, 3]));
    socket.emit("no such event", { any: "thing" });
    socket.emit("message", Number.MAX_VALUE);
    const id = socket.id;
    const answer = nextEvent(socket, "message", (said) => said.endsWith("still here"));
    socket.emit("message", "still here");
    await answer;
    assert.equal(socket.id, id);
  });
});

describe("the lobby", () => {
  test("open: what a guest says is stored, and everybody hears it", async (t) => {
    const natter = await Natter.start("--lobby", "open");
    t.after(() => natter.dispose());
    const reader = await chatClient(t, natter);
    const speaker = await tutorialClient(t, natter);
    const listener = await tutorialClient(t, natter);

    const [posted, overheard] = [
      nextEvent(reader.socket, "message", (message) => message.content.text === "ahoy"),
      nextEvent(listener.socket, "message", (said) => said.endsWith("said ahoy")),
    ];
    speaker.socket.emit("message", "ahoy");
    const [message] = await posted;
    const [said] = await overheard;
    assert.equal(said, `${message.author.name} said ahoy`);

    const history = await wholeHistory(reader);
    assert.deepEqual(history.map((stored) => [stored.seq, stored.content.text]), [[1, "ahoy"]]);
  });

  test("open: a tutorial client hears what is written in Natter", async (t) => {
    const natter = await Natter.start("--lobby", "open");
    t.after(() => natter.dispose());
    const listener = await tutorialClient(t, natter);
    const writer = await chatClient(t, natter);
    const overheard = nextEvent(listener.socket, "message");
    await writer.post("from the page");
    assert.deepEqual(await overheard, [`${writer.member.name} said from the page`]);
  });

  test("echo: nothing is stored, and nobody else hears it", async (t) => {
    const natter = await Natter.start();
    t.after(() => natter.dispose());
    const reader = await chatPage(t, natter, await ownerCookie(natter));
    const speaker = await tutorialClient(t, natter);
    const listener = await tutorialClient(t, natter);
    for (const { socket } of [speaker, listener]) {
      const answer = nextEvent(socket, "message");
      socket.emit("message", "only to myself");
      await answer;
    }
    assert.equal(listener.heard.length, 1);
    assert.deepEqual(await wholeHistory(reader), []);
  });
});

test("a page of any origin may connect, and without a cookie", async (t) => {
  const natter = await Natter.start();
  t.after(() => natter.dispose());
  const origin = "https://elsewhere.example";
  const opening = await fetch(`${natter.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
  assert.equal(opening.status, 200);
  assert.ok(["*", origin].includes(opening.headers.get("access-control-allow-origin")));
  assert.equal(opening.headers.get("set-cookie"), null);
  for (const transports of [["polling"], ["websocket"]]) {
    const { socket } = await tutorialClient(t, natter, { transports, extraHeaders: { origin } });
    const answer = nextEvent(socket, "message", (said) => said.endsWith("said from afar"));
    socket.emit("message", "from afar");
    await answer;
  }
});
