// axe on the pages that no other test opens, as they are and as they come back refused.

import type { Page } from "@playwright/test";
import { ADA, BOB, OWNER, join, makeRoom, submit } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";

const CODE = "0".repeat(32);

/** Has a page looked at: in light and dark, and 320 px wide, where nothing scrolls sideways. */
async function looksRight(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await axeFindsNothing(page);
  }
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: size.height });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), page.url()).toBeLessThanOrEqual(320);
  await page.setViewportSize(size);
}

/** Opens a page and has it looked at. */
async function look(page: Page, path: string, heading: RegExp): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  await looksRight(page);
}

test.describe("a workspace that waits for its owner behind a proxy", () => {
  test.use({ lobby: "not set up", natterArgs: ["--trusted-proxy", "127.0.0.1"] });

  test("its set-up asks for the code", async ({ newContext }) => {
    const page = await (await newContext()).newPage();
    await look(page, "/setup", /set up/i);
    await look(page, `/setup?code=${CODE}`, /set up/i);
    await expect(page.getByText("That code is not correct.").first()).toBeVisible();
  });
});

test.describe("a workspace that is set up", () => {
  test.use({ lobby: "echo" });

  test("links and set-ups that are over say so", async ({ newContext, consoleWatch }) => {
    consoleWatch.allowRefusal(404);
    consoleWatch.allowRefusal(410);
    const page = await (await newContext()).newPage();
    await look(page, `/join/${CODE}`, /invite|link/i);
    await look(page, `/reset/${CODE}`, /link/i);
    await look(page, `/link/${CODE}`, /link/i);
    await look(page, "/setup", /already set up/i);
  });

  test("pages of one's own and forms for rooms", async ({ natter, newContext, consoleWatch }) => {
    consoleWatch.allowRefusal(422);
    const context = await newContext();
    await join(natter, context.request, ADA);
    await join(natter, (await newContext()).request, BOB);
    const page = await context.newPage();
    await look(page, "/settings", /profile/i);
    await page.getByLabel("Time zone").fill("nowhere at all");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByLabel("Time zone")).toHaveAttribute("aria-invalid", "true");
    await looksRight(page);
    await page.getByLabel("Time zone").fill("Europe/Oslo");
    await page.getByLabel("Email").fill("ada@example.org");
    await page.getByLabel("Pronouns").fill("she/her");
    await page.getByRole("radio").nth(3).check({ force: true });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByLabel("Pronouns")).toHaveValue("she/her");
    await expect(page.getByRole("radio").nth(3)).toBeChecked();

    await look(page, "/rooms/new", /room/i);
    await look(page, "/direct/new", /message/i);
    await look(page, "/rooms/mine", /rooms/i);
    await look(page, "/r/lobby/schedule", /schedule/i);
    await page.getByRole("textbox", { name: "Message" }).fill("In the evening");
    await page.getByLabel("Date").fill("2020-01-01");
    await page.getByRole("button", { name: "Schedule", exact: true }).click();
    await expect(page.getByText("That time has passed.").first()).toBeVisible();
    await looksRight(page);
    await page.getByRole("button", { name: "Tomorrow at 9:00" }).click();
    await expect(page.getByText("The message is scheduled.")).toBeVisible();
    await looksRight(page);
    await page.getByRole("link", { name: "Edit" }).click();
    await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("In the evening");
    await looksRight(page);
    await look(page, "/reminders", /reminders/i);
    const room = await makeRoom(natter, context.request, "Gardening", "public");
    await look(page, `${room}/settings`, /Gardening/);
    await look(page, `/people/${BOB.handle}`, new RegExp(BOB.name));
  });

  test("signing up, and a link for a new password", async ({ natter, newContext, signedIn }) => {
    const olive = await signedIn(OWNER);
    await submit(natter, olive.page.request, "/workspace/settings", { workspace: "Harbour", joining: "open" });
    const context = await newContext({ timezoneId: "Asia/Tokyo" });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await looksRight(page);
    await page.getByRole("link", { name: "Create one" }).click();
    await looksRight(page);
    await page.getByLabel("Your name").fill(ADA.name);
    await page.getByLabel("Your handle").fill(ADA.handle);
    await page.getByLabel("Password").fill(ADA.password);
    await page.getByRole("button", { name: /account|sign up/i }).click();
    await expect(page).toHaveURL(`${natter.url}/`);
    // Her browser has said where she is.
    await page.goto("/settings");
    await expect(page.getByLabel("Time zone")).toHaveValue("Asia/Tokyo");

    await olive.page.goto(`/people/${ADA.handle}`);
    await olive.page.getByRole("button", { name: "Create password reset link" }).click();
    await expect(olive.page.locator("svg[role=img]")).toBeVisible();
    await looksRight(olive.page);
    const path = (await olive.page.content()).match(/\/reset\/[0-9a-f]{32}/)![0];
    const other = await (await newContext()).newPage();
    await other.goto(path);
    await looksRight(other);
    await other.getByLabel("New password").fill("a whole new sentence");
    await other.getByRole("button", { name: /password/i }).click();
    await expect(other).toHaveURL(`${natter.url}/`);
  });

  test("pages of admins, and forms that come back refused", async ({ natter, newContext, signedIn, consoleWatch }) => {
    consoleWatch.allowRefusal(422);
    await join(natter, (await newContext()).request, BOB);
    const { page } = await signedIn(OWNER);
    for (const path of ["/workspace/people", "/workspace/invites", "/workspace/settings", "/workspace/audit", "/workspace/bans"]) {
      await page.goto(path);
      await looksRight(page);
    }
    for (const path of ["/settings/password", "/settings/passkeys?done=first", "/settings/passkeys", "/settings/data"]) {
      await page.goto(path);
      await looksRight(page);
    }
    await look(page, "/settings/sessions", /sessions/i);
    await look(page, "/rooms/mine?done=gone", /rooms/i);

    const refused = async (path: string, press: string): Promise<void> => {
      await page.goto(path);
      // As a browser sends it that checks nothing itself.
      await page.evaluate(() => document.querySelectorAll("form").forEach((form) => (form.noValidate = true)));
      const [response] = await Promise.all([
        page.waitForResponse((response) => response.request().method() === "POST"),
        page.getByRole("button", { name: press, exact: true }).click(),
      ]);
      expect(response.status(), path).toBe(422);
      await expect(page.getByRole("alert").first()).toBeVisible();
      await looksRight(page);
    };
    await refused("/rooms/new", "Create room");
    await refused("/direct/new", "Start conversation");
    await refused(`/people/${BOB.handle}`, "Ban");
  });

  test("an invitation for somebody who is signed in leads to its room", async ({ natter, newContext, signedIn }) => {
    const olive = await signedIn(OWNER);
    const room = await makeRoom(natter, olive.page.request, "Night shift", "private");
    await olive.page.goto("/workspace/invites");
    await olive.page.getByLabel("#Night shift").check();
    await olive.page.getByRole("button", { name: "Create invite link" }).click();
    const path = (await olive.page.content()).match(/\/join\/[0-9a-f]{32}/)![0];
    const context = await newContext();
    await join(natter, context.request, BOB);
    const page = await context.newPage();
    await page.goto(path);
    await looksRight(page);
    await page.getByRole("button", { name: /Join|Accept/ }).click();
    await expect(page).toHaveURL(new RegExp(`${room}$`));
  });
});

test.describe("a workspace whose lobby is open", () => {
  test("a visitor's card, by their name above what they said", async ({ newSpeaker, signedIn }) => {
    const grace = await newSpeaker("Grace");
    await grace.say("Hello from outside");
    const olive = await signedIn(OWNER);
    await olive.open();
    await olive.page.getByRole("link", { name: "Grace" }).click();
    await expect(olive.page.getByRole("heading", { level: 1 })).toHaveText("Grace");
    await expect(olive.page.getByText("Visitor", { exact: true })).toBeVisible();
    await looksRight(olive.page);
  });
});
