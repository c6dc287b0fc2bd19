// A page over plain http, at a name that is not the browser's own machine: no secure context, so no
// locks and no Fetch Metadata; and a proxy on the way that lets no WebSocket through.

import { expect, test } from "../fixtures/test.ts";
import { RoomPage } from "../pages/room.ts";

for (const webSocket of ["with", "without"] as const) {
  test(`over plain http ${webSocket} WebSocket messages come and go @desktop`, async ({
    natter,
    playwright,
    consoleWatch,
    newSpeaker,
  }, testInfo) => {
    consoleWatch.allowLostConnections();
    consoleWatch.allowUntrustworthyOrigin();
    const url = `http://chat.test:${natter.port}`;
    natter.args.push("--public-url", url);
    await natter.stop();
    await natter.startAgain();

    const launch = testInfo.project.use.launchOptions;
    const args = [...(launch?.args ?? []), "--host-resolver-rules=MAP chat.test 127.0.0.1"];
    const browser = await playwright.chromium.launch({ ...launch, args });
    const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
    consoleWatch.watch(context);
    if (webSocket === "without") {
      await context.routeWebSocket(/socket\.io/, (socket) => void socket.close());
    }
    const ada = new RoomPage(await context.newPage());
    await ada.page.goto("/sign-in");
    expect(await ada.page.evaluate(() => isSecureContext)).toBe(false);
    await ada.page.getByRole("button", { name: /Visit #lobby/ }).click();
    await ada.becomesLive();
    await ada.say("Hello");
    await ada.shows("Hello");
    const grace = await newSpeaker("Grace");
    await grace.say("Hello yourself");
    await ada.shows("Hello yourself");

    // A second tab, a reload and a draft: what is kept needs no secure context either.
    await ada.composer.fill("A draft");
    await ada.page.reload();
    await ada.becomesLive();
    await expect(ada.composer).toHaveValue("A draft");
    const second = new RoomPage(await context.newPage());
    await second.open();
    await second.say("From another tab");
    await ada.shows("From another tab");
    await browser.close();
  });
}
