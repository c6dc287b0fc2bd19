// What is written while the server cannot be reached outlives the tab, and goes out once and in
// order, whichever tab sends it.

import type { BrowserContext } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";
import { RoomPage } from "../pages/room.ts";

test.beforeEach(({ consoleWatch }) => consoleWatch.allowLostConnections());

/** A tunnel: pages load, but nothing else reaches the server, from all tabs of the browser. */
class Tunnel {
  #isClosed = false;
  #open = new Set<{ close: () => Promise<void> }>();

  static async dig(context: BrowserContext): Promise<Tunnel> {
    const tunnel = new Tunnel();
    // Without a WebSocket the page would go on by long-polling.
    await context.route(/socket\.io/, (route) => (tunnel.#isClosed ? route.abort() : route.fallback()));
    await context.routeWebSocket(/socket\.io/, (socket) => {
      if (tunnel.#isClosed) return void socket.close();
      socket.connectToServer();
      tunnel.#open.add(socket);
    });
    return tunnel;
  }

  async enter(): Promise<void> {
    this.#isClosed = true;
    for (const socket of this.#open) await socket.close().catch(() => {});
    this.#open.clear();
  }

  leave(): void {
    this.#isClosed = false;
  }
}

/** Another tab of the same browser. */
async function newTab(room: RoomPage): Promise<RoomPage> {
  return new RoomPage(await room.page.context().newPage());
}

const isKept = (room: RoomPage, count: number) =>
  expect
    .poll(() =>
      room.page.evaluate(
        () =>
          new Promise<number>((counted, failed) => {
            const opening = indexedDB.open("natter", 1);
            opening.onerror = failed;
            opening.onsuccess = () => {
              const count = opening.result.transaction("outbox").objectStore("outbox").count();
              count.onsuccess = () => {
                counted(count.result);
                opening.result.close();
              };
            };
          }),
      ),
    )
    .toBe(count);

test("written in a tab that was closed, sent by the next one, once and in order", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  const tunnel = await Tunnel.dig(ada.page.context());
  await ada.open();
  await tunnel.enter();
  await expect(ada.connection).not.toHaveAttribute("data-state", "online");
  for (const text of ["One", "Two", "Three"]) await ada.say(text);
  await ada.page.close();

  tunnel.leave();
  const next = await (await newTab(ada)).open();
  for (const text of ["One", "Two", "Three"]) await next.shows(text);
  expect(await next.texts()).toEqual(["One", "Two", "Three"]);
  expect(await grace.read()).toEqual(["One", "Two", "Three"]);
  await isKept(next, 0);
});

test("reloaded again and again without a connection, all is still there @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  const tunnel = await Tunnel.dig(ada.page.context());
  await ada.open();
  await tunnel.enter();
  const written: string[] = [];
  for (const text of ["First", "Second", "Third"]) {
    await ada.say(text);
    written.push(text);
    await ada.page.reload();
    await expect(ada.message(text)).toHaveClass(/\bsending\b/);
    expect(await ada.texts()).toEqual(written);
  }
  tunnel.leave();
  await ada.shows("Third");
  expect(await ada.texts()).toEqual(written);
  expect(await grace.read()).toEqual(written);
});

test("the server is killed, and the tab closed before it is back @desktop", async ({ natter, newPerson, newSpeaker }) => {
  const ada = await (await newPerson()).open();
  await natter.kill();
  await expect(ada.connection).not.toHaveAttribute("data-state", "online");
  await ada.say("Into the dark");
  await ada.say("And on");
  await isKept(ada, 2);
  await ada.page.close();
  await natter.startAgain();
  const next = await (await newTab(ada)).open();
  await next.shows("Into the dark");
  await next.shows("And on");
  expect(await (await newSpeaker("Grace")).read()).toEqual(["Into the dark", "And on"]);
});

test("two tabs show what is on its way in either, and send it once, in the order of writing @desktop", async ({
  newPerson,
  newSpeaker,
}) => {
  const grace = await newSpeaker("Grace");
  const one = await newPerson();
  const tunnel = await Tunnel.dig(one.page.context());
  await one.open();
  const two = await (await newTab(one)).open();
  await tunnel.enter();
  const written = ["a one", "b two", "c one", "d two", "e one", "f two"];
  for (const [at, text] of written.entries()) {
    await (at % 2 === 0 ? one : two).say(text);
    await expect((at % 2 === 0 ? two : one).message(text)).toBeVisible();
  }
  tunnel.leave();
  for (const room of [one, two]) {
    await room.shows("f two");
    await expect.poll(() => room.texts()).toEqual(written);
  }
  expect(await grace.read()).toEqual(written);
});

test("a tab sends what another one wrote that was closed @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const one = await newPerson();
  const tunnel = await Tunnel.dig(one.page.context());
  await one.open();
  const two = await (await newTab(one)).open();
  await tunnel.enter();
  await two.say("Left behind");
  await two.page.close();
  tunnel.leave();
  await one.shows("Left behind");
  expect(await grace.read()).toEqual(["Left behind"]);
});

test("what another guest of this browser wrote is not sent in my name @desktop", async ({ natter, newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  const tunnel = await Tunnel.dig(ada.page.context());
  await ada.open();
  await tunnel.enter();
  await ada.say("Only from me");
  await isKept(ada, 1);
  // Left open, the page would load itself anew once it hears that its session is gone.
  await ada.page.goto("about:blank");
  await ada.page.context().clearCookies();
  tunnel.leave();
  await ada.page.context().request.post("/visit", { headers: { origin: natter.url } });
  await ada.open();
  await ada.say("I am somebody else");
  await ada.shows("I am somebody else");
  expect(await ada.texts()).toEqual(["I am somebody else"]);
  expect(await grace.read()).toEqual(["I am somebody else"]);
});

test("what nobody is named as the author of is neither sent nor kept @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await (await newPerson()).open();
  await ada.page.evaluate(() => {
    const data = JSON.parse(document.getElementById("page-data")!.textContent!);
    const entry = { room: data.room.id, body: "Long ago", written_at: 1_700_000_000_000 };
    localStorage.setItem("natter.outbox.0190b1c2-old", JSON.stringify(entry));
  });
  await ada.page.reload();
  await ada.say("Now");
  await ada.shows("Now");
  expect(await grace.read()).toEqual(["Now"]);
  expect(await ada.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("outbox")))).toEqual([]);
});

for (const [what, breakIt] of [
  [
    "IndexedDB",
    () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("no", "SecurityError");
      };
    },
  ],
  [
    "an answer of IndexedDB",
    () => {
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (this: IDBFactory, ...args) {
        const opening = open.apply(this, args);
        for (const type of ["success", "error", "upgradeneeded"]) {
          opening.addEventListener(type, (event) => event.stopImmediatePropagation());
        }
        return opening;
      };
    },
  ],
  [
    "IndexedDB and locks",
    () => {
      Object.defineProperty(window, "indexedDB", { value: undefined });
      Object.defineProperty(navigator, "locks", { value: undefined });
    },
  ],
] as const) {
  test(`without ${what} a message still survives a reload and goes out once @desktop`, async ({ newPerson, newSpeaker }) => {
    const grace = await newSpeaker("Grace");
    const ada = await newPerson();
    await ada.page.addInitScript(breakIt);
    const tunnel = await Tunnel.dig(ada.page.context());
    await ada.open();
    await tunnel.enter();
    await ada.say("One");
    await ada.say("Two");
    await ada.page.reload();
    await expect(ada.message("Two")).toHaveClass(/\bsending\b/);
    expect(await ada.texts()).toEqual(["One", "Two"]);
    tunnel.leave();
    await ada.shows("Two");
    expect(await grace.read()).toEqual(["One", "Two"]);
  });
}

test("without any storage one can still talk @desktop", async ({ newPerson }) => {
  const ada = await newPerson();
  await ada.page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException("no", "SecurityError");
    };
    IDBFactory.prototype.open = refuse;
    Storage.prototype.setItem = refuse;
    Storage.prototype.getItem = refuse;
  });
  await ada.open();
  await ada.say("Hello");
  await ada.shows("Hello");
});
