// The server goes away, or the network does: nothing is lost, nothing is sent twice, and everybody
// comes back by themselves.

import type { WebSocketRoute } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

test.beforeEach(({ consoleWatch }) => consoleWatch.allowLostConnections());

for (const how of ["killed", "asked to stop"] as const) {
  test(`the server is ${how} and started again between two messages${how === "killed" ? "" : " @desktop"}`, async ({ natter, newPerson }) => {
    const ada = await (await newPerson()).open();
    const bob = await (await newPerson()).open();
    await ada.say("Before");
    await bob.shows("Before");

    if (how === "killed") await natter.kill();
    else expect(await natter.stop()).toBe(0);
    await expect(ada.connection).not.toHaveAttribute("data-state", "online");
    await ada.say("Meanwhile, one");
    await ada.say("Meanwhile, two");
    await ada.composer.fill("Still typing");

    await natter.startAgain();
    await ada.isOnline();
    await bob.isOnline();
    await ada.shows("Meanwhile, two");
    await bob.shows("Meanwhile, two");
    await expect(ada.composer).toHaveValue("Still typing");
    await bob.say("After");
    for (const room of [ada, bob]) {
      await room.shows("After");
      expect(await room.texts()).toEqual(["Before", "Meanwhile, one", "Meanwhile, two", "After"]);
    }
    await bob.page.reload();
    expect(await bob.texts()).toEqual(["Before", "Meanwhile, one", "Meanwhile, two", "After"]);
  });
}

test("what is written offline goes out once and in order, and what was missed comes in", async ({
  newPerson,
  newSpeaker,
}) => {
  const grace = await newSpeaker("Grace");
  const ada = await (await newPerson()).open();
  await ada.say("Into the tunnel");
  await ada.shows("Into the tunnel");

  await ada.page.context().setOffline(true);
  await expect(ada.connection).toHaveAttribute("data-state", "offline");
  await expect(ada.connection).toContainText("Offline");
  const written = Array.from({ length: 5 }, (_, i) => `From the tunnel ${i}`);
  for (const text of written) await ada.say(text);
  await grace.say("Are you there?");
  await expect(ada.message("From the tunnel 4")).toHaveClass(/\bsending\b/);

  await ada.page.context().setOffline(false);
  for (const text of ["Are you there?", ...written]) await ada.shows(text);
  const all = ["Into the tunnel", "Are you there?", ...written];
  expect(await ada.texts()).toEqual(all);
  expect(await grace.read()).toEqual(all);
});

test("what is not sent yet survives a reload, and goes out once @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  let severed = false;
  const open = new Set<WebSocketRoute>();
  // Without a WebSocket the page would go on by long-polling.
  await ada.page.route(/socket\.io/, (route) => (severed ? route.abort() : route.fallback()));
  await ada.page.routeWebSocket(/socket\.io/, (socket) => {
    if (severed) return void socket.close();
    socket.connectToServer();
    open.add(socket);
  });
  await ada.open();
  severed = true;
  for (const socket of open) await socket.close();
  await expect(ada.connection).not.toHaveAttribute("data-state", "online");
  await ada.say("Unsent one");
  await ada.say("Unsent two");

  await ada.page.reload();
  await expect(ada.page.locator("html")).toHaveAttribute("data-live", "yes");
  await expect(ada.message("Unsent two")).toHaveClass(/\bsending\b/);
  expect(await ada.texts()).toEqual(["Unsent one", "Unsent two"]);

  severed = false;
  await ada.shows("Unsent one");
  await ada.shows("Unsent two");
  expect(await grace.read()).toEqual(["Unsent one", "Unsent two"]);
  await ada.page.reload();
  await ada.becomesLive();
  expect(await ada.texts()).toEqual(["Unsent one", "Unsent two"]);
});

test("the ack is lost on its way: the message is there once @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  let swallow = false;
  await ada.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((packet) => {
      if (!swallow) return socket.send(packet);
      // The server has the message; its answer and its broadcast never arrive.
      if (typeof packet === "string" && packet.startsWith("43")) {
        swallow = false;
        void socket.close();
      }
    });
  });
  await ada.open();
  swallow = true;
  await ada.say("Only once");
  await ada.shows("Only once");
  expect(await grace.read()).toEqual(["Only once"]);
});

test("the last message is lost on its way: looking at the page again brings it @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  let lost = 0;
  await ada.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((packet) => {
      if (typeof packet === "string" && packet.startsWith('42/chat,["message"') && packet.includes("Lost")) lost += 1;
      else socket.send(packet);
    });
  });
  await ada.open();
  await grace.say("Heard");
  await ada.shows("Heard");
  await grace.say("Lost");
  await expect.poll(() => lost).toBe(1);
  expect(await ada.texts()).toEqual(["Heard"]);
  await ada.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await ada.shows("Lost");
  expect(await ada.texts()).toEqual(["Heard", "Lost"]);
});

test("more than 500 missed: the page shows the latest, and keeps what was typed @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  let away = false;
  const open = new Set<WebSocketRoute>();
  await ada.page.routeWebSocket(/socket\.io/, (socket) => {
    if (away) return void socket.close();
    socket.connectToServer();
    open.add(socket);
  });
  await grace.say("Before");
  await ada.open();
  away = true;
  for (const socket of open) await socket.close();
  await expect(ada.connection).not.toHaveAttribute("data-state", "online");
  await ada.composer.fill("Half a thought");
  await grace.sayAll(Array.from({ length: 510 }, (_, i) => `Missed ${i}`));
  away = false;
  await ada.shows("Missed 509");
  await expect(ada.message("Before")).toHaveCount(0);
  await expect(ada.composer).toHaveValue("Half a thought");
});

test("a proxy that lets no WebSocket through: two people talk by long-polling", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  let refused = 0;
  await ada.page.routeWebSocket(/socket\.io/, async (socket) => {
    refused += 1;
    await socket.close();
  });
  await ada.open();
  await grace.say("Can you hear me?");
  await ada.shows("Can you hear me?");
  for (const text of ["Yes", "Loud", "And clear"]) await ada.say(text);
  for (const text of ["Yes", "Loud", "And clear"]) await ada.shows(text);
  expect(await grace.read()).toEqual(["Can you hear me?", "Yes", "Loud", "And clear"]);
  expect(refused).toBeGreaterThan(0);
});

test("a name that was changed while one was away stands on old messages too @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.say("Who am I?");
  const ada = await (await newPerson()).open();
  await ada.page.context().setOffline(true);
  await expect(ada.connection).toHaveAttribute("data-state", "offline");
  await grace.rename("Grace Hopper");
  await ada.page.context().setOffline(false);
  await expect(ada.message("Who am I?").locator(".who")).toHaveText("Grace Hopper");
});
