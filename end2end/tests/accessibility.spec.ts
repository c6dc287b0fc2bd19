// For everyone: axe finds nothing, the keyboard does everything, and the screen reader's view of
// the room is stable.

import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test("axe finds nothing in a room with messages, some failed and unsent", async ({
      newPerson,
      newSpeaker,
      consoleWatch,
    }) => {
      consoleWatch.allowLostConnections();
      const grace = await newSpeaker("Grace");
      await grace.say("See https://natter.example");
      await grace.say("A second of the same");
      const ada = await newPerson({ colorScheme });
      await ada.page.routeWebSocket(/socket\.io/, (socket) => {
        const server = socket.connectToServer();
        socket.onMessage((packet) => {
          const send = typeof packet === "string" && /^42\/chat,(\d+)\["send"/.exec(packet);
          if (send) socket.send(`43/chat,${send[1]}[{"error":{"code":"forbidden","message":"Not here."}}]`);
          else server.send(packet);
        });
      });
      await ada.open();
      await ada.say("This will be refused");
      await expect(ada.message("This will be refused")).toHaveClass(/\bfailed\b/);
      await axeFindsNothing(ada.page);
      await ada.page.context().setOffline(true);
      await expect(ada.connection).toHaveAttribute("data-state", "offline");
      await ada.say("And this waits");
      await axeFindsNothing(ada.page);
    });

    test("axe finds nothing in a long room read above, with new messages below", async ({ newPerson, newSpeaker }) => {
      const grace = await newSpeaker("Grace");
      await grace.sayAll(Array.from({ length: 70 }, (_, i) => `Line ${i}`));
      const ada = await (await newPerson({ colorScheme })).open();
      await ada.scrollBy(-800);
      await expect.poll(() => ada.distanceToEnd()).toBeGreaterThan(500);
      await grace.say("News");
      await expect(ada.jumpToNew).toBeVisible();
      await axeFindsNothing(ada.page);
    });

    test("axe finds nothing in the empty room", async ({ newPerson }) => {
      const ada = await (await newPerson({ colorScheme })).open();
      await axeFindsNothing(ada.page);
    });

    test("axe finds nothing where there is no page", async ({ newPerson, consoleWatch }) => {
      consoleWatch.allowRefusal(404);
      const ada = await newPerson({ colorScheme });
      await ada.page.goto("/no/such/page");
      await axeFindsNothing(ada.page);
    });

    test("axe finds nothing in a refused form", async ({ newPerson, consoleWatch }) => {
      consoleWatch.allowRefusal(422);
      const ada = await newPerson({ colorScheme });
      // Before the page is live its form is a plain one.
      consoleWatch.allowUnusedPreload();
      await ada.holdBackWasm();
      await ada.page.goto("/");
      await ada.composer.fill("x".repeat(10_001));
      await ada.sendButton.click();
      await expect(ada.page.getByText(/too long/)).toBeVisible();
      await axeFindsNothing(ada.page);
    });
  });
}

test("the screen reader's view of the room is stable", async ({ newPerson, newSpeaker }, testInfo) => {
  const grace = await newSpeaker("Grace Hopper");
  await grace.say("Good morning");
  await grace.say("Anyone here?");
  const ada = await (await newPerson()).open();
  await ada.rename("Ada");
  await ada.say("I am");
  await ada.shows("I am");
  await expect(ada.page.getByRole("main")).toMatchAriaSnapshot({ name: `room-${testInfo.project.name}.aria.yml` });
});

test("the live regions are what they should be", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  await expect(ada.log).toHaveAttribute("role", "log");
  // New messages are announced beside it: see screen_reader.spec.ts.
  await expect(ada.log).toHaveAttribute("aria-live", "off");
  await expect(ada.page.locator("#announcements")).toHaveAttribute("aria-live", "polite");
  await expect(ada.connection).toHaveAttribute("role", "status");
});

test("by keyboard alone: skip to the message box, write, send, and see where one is @desktop", async ({
  newPerson,
  newSpeaker,
}) => {
  const grace = await newSpeaker("Grace");
  await grace.say("See https://natter.example");
  const ada = await (await newPerson()).open();
  await ada.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await ada.page.keyboard.press("Tab");
  await expect(ada.page.getByRole("link", { name: /skip/i })).toBeFocused();
  await ada.page.keyboard.press("Enter");
  await expect(ada.composer).toBeFocused();
  await ada.page.keyboard.type("No mouse");
  await ada.page.keyboard.press("Enter");
  await ada.shows("No mouse");

  // Every stop of the Tab key shows that it is one.
  const stops = new Set<string>();
  for (let i = 0; i < 25; i++) {
    await ada.page.keyboard.press("Tab");
    const stop = await ada.page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const visible = (style: CSSStyleDeclaration) =>
        (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
      // A field may let its frame show the focus.
      const shown = [at, at.parentElement!, at.closest("form")].some((el) => el && visible(getComputedStyle(el)));
      return { name: at.id || at.getAttribute("href") || at.textContent || at.tagName, shown };
    });
    if (!stop) continue;
    expect(stop.shown, `focus on "${stop.name}" can be seen`).toBe(true);
    stops.add(stop.name);
  }
  expect(stops).toContain("composer-text");
  expect(stops).toContain("log");
  expect(stops).toContain("https://natter.example");
});

test("nothing moves for who asked for less motion", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.sayAll(Array.from({ length: 70 }, (_, i) => `Line ${i}`));
  const ada = await (await newPerson({ reducedMotion: "reduce" })).open();
  await ada.scrollBy(-800);
  await grace.say("News");
  await expect(ada.jumpToNew).toBeVisible();
  const moving = await ada.page.evaluate(() =>
    [...document.querySelectorAll("*")].flatMap((element) => {
      const style = getComputedStyle(element);
      const long = (times: string) => times.split(",").some((time) => parseFloat(time) > 0.001);
      const moves =
        long(style.transitionDuration) ||
        (style.animationName !== "none" && long(style.animationDuration)) ||
        style.scrollBehavior === "smooth";
      return moves ? [`${element.tagName}.${element.className}`] : [];
    }),
  );
  expect(moving).toEqual([]);
});

test("targets are large enough for their pointer", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.say("Hello");
  const ada = await (await newPerson()).open();
  const least = (await ada.isTouch()) ? 44 : 24;
  const small = await ada.page.evaluate((least) => {
    const controls = document.querySelectorAll<HTMLElement>("button, input:not([type=hidden]), textarea, nav a, header a");
    return [...controls].flatMap((control) => {
      const { width, height } = control.getBoundingClientRect();
      const hidden = width <= 1 || height <= 1 || !control.checkVisibility({ visibilityProperty: true });
      const fits = width >= least - 0.5 && height >= least - 0.5;
      return hidden || fits ? [] : [`${control.outerHTML.slice(0, 80)}: ${width} x ${height}`];
    });
  }, least);
  expect(small).toEqual([]);
});
