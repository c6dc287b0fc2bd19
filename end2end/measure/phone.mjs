// How a middling phone on a middling network gets the lobby with 50 messages: Lighthouse's "slow
// 4G" (1.6 Mbit/s down, 750 kbit/s up, 150 ms) and a CPU of a quarter, at 390x844. Prints one JSON
// object: the medians of five runs, each with an empty cache. NATTER_BIN is the binary (a release
// build, or the figures mean nothing), CHROMIUM the browser.

import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chromium, devices } from "@playwright/test";
import { io } from "socket.io-client";
import { Natter } from "../../interop/js/natter.mjs";

const RUNS = 5;
const MESSAGES = 50;
const CPU_SLOWDOWN = 4;
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};
const PATIENCE_MS = 60_000;
const SYSTEM_CHROMIUM = "/usr/bin/chromium";

/**
 * What one run tells; times are from the start of navigation.
 *
 * @typedef {object} Run
 * @property {number} paint_ms first contentful paint
 * @property {number} readable_ms the messages are on the screen
 * @property {number} typing_ms the box takes text, which stays through hydration
 * @property {number} live_ms hydrated, and connected
 * @property {number} transferred_bytes all that came over the network, compressed, with headers
 */

/** Waits for it, but not for ever; says what was waited for. */
async function within(what, awaited) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`waited ${PATIENCE_MS / 1000} s in vain: ${what}`)), PATIENCE_MS);
  });
  return Promise.race([awaited, late]).finally(() => clearTimeout(timer));
}

/** Somebody says something MESSAGES times in the lobby. */
async function fill(natter) {
  const session = await fetch(`${natter.url}/api/visitor-session`, { method: "POST" });
  if (!session.ok) throw new Error(`no session: ${session.status} ${await session.text()}`);
  const { token } = await session.json();
  const socket = io(`${natter.url}/chat`, { auth: { token }, transports: ["websocket"] });
  const welcome = new Promise((welcomed, refused) => {
    socket.once("welcome", welcomed);
    socket.once("connect_error", refused);
  });
  const { rooms } = await within("a welcome", welcome);
  for (let i = 0; i < MESSAGES; i += 1) {
    const message = { room: rooms[0].id, client_id: randomUUID(), body: `Message ${i}: pressure has been steady.` };
    const { error } = await socket.timeout(PATIENCE_MS).emitWithAck("send", message);
    if (error) throw new Error(error.message);
  }
  socket.close();
}

/** @returns {Promise<Run>} */
async function measure(browser, url) {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    userAgent: devices["Pixel 7"].userAgent,
    isMobile: true,
    hasTouch: true,
    deviceScaleFactor: 2,
  });
  // A visitor: without a session the page would be the one to sign in.
  await context.request.post(`${url}/visit`, { headers: { origin: url }, maxRedirects: 0 });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  await cdp.send("Network.emulateNetworkConditions", NETWORK);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  let transferred = 0;
  cdp.on("Network.loadingFinished", (event) => (transferred += event.encodedDataLength));

  // The page's own clock notes each moment, in the frame in which it is true.
  await page.addInitScript(
    ({ wanted }) => {
      const moments = {};
      window.moments = moments;
      const note = (name) => (moments[name] ??= performance.now());
      const look = () => {
        const messages = document.querySelectorAll("article.msg");
        const last = messages[messages.length - 1];
        const box = document.querySelector("#composer-text");
        const isPainted = performance.getEntriesByName("first-contentful-paint").length > 0;
        if (isPainted && messages.length >= wanted && last.getBoundingClientRect().top < innerHeight) note("readable");
        if (isPainted && box && moments.typing === undefined) {
          box.focus();
          if (document.execCommand("insertText", false, "Typed early") && box.value === "Typed early") note("typing");
        }
        const isLive = document.documentElement.dataset.live === "yes";
        if (isLive && document.querySelector("#connection[data-state=online]")) note("live");
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    { wanted: MESSAGES },
  );
  await page.goto(url, { waitUntil: "commit", timeout: PATIENCE_MS });
  const isLive = page.waitForFunction(() => window.moments.live !== undefined, undefined, { timeout: PATIENCE_MS });
  await within("the page is live", isLive).catch(async (error) => {
    const moments = JSON.stringify(await page.evaluate(() => window.moments));
    throw new Error(`${error.message}; so far: ${moments} at ${page.url()}`);
  });
  const { moments, paint, text } = await page.evaluate(() => ({
    moments: window.moments,
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    text: document.querySelector("#composer-text").value,
  }));
  if (text !== "Typed early") throw new Error(`what was typed early is lost: the box holds "${text}"`);
  await context.close();
  return {
    paint_ms: paint,
    readable_ms: moments.readable,
    typing_ms: moments.typing,
    live_ms: moments.live,
    transferred_bytes: transferred,
  };
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)]);
}

const natter = await Natter.start("--rate-limits", "off");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? (existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : undefined),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
try {
  const owner = ["create-owner", "olive", "--name", "Olive", "--workspace", "Harbour", "--lobby", "open"];
  await natter.admin(owner, "a lamp that hums quietly");
  await fill(natter);
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await measure(browser, natter.url));
  const keys = Object.keys(runs[0]);
  const medians = Object.fromEntries(keys.map((key) => [key, median(runs.map((run) => run[key]))]));
  console.log(JSON.stringify({ runs: RUNS, messages: MESSAGES, cpu_slowdown: CPU_SLOWDOWN, ...medians }));
} finally {
  await browser.close();
  await natter.dispose();
}
