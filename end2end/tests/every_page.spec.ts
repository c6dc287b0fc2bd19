// axe on the pages that no other test opens, as they are and as they come back refused.

import type { Page } from "@playwright/test";
import { ADA, BOB, OWNER, join, makeRoom } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";

const CODE = "0".repeat(32);

/** Opens a page and has it looked at. */
async function look(page: Page, path: string, heading: RegExp): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  await axeFindsNothing(page);
}

test.describe("a place that waits for its owner behind a proxy", () => {
  test.use({ lobby: "not set up", natterArgs: ["--trusted-proxy", "127.0.0.1"] });

  test("its set-up asks for the code", async ({ newContext }) => {
    const page = await (await newContext()).newPage();
    await look(page, "/setup", /set up/i);
    await look(page, `/setup?code=${CODE}`, /set up/i);
    await expect(page.getByText("That is not the code.").first()).toBeVisible();
  });
});

test.describe("a place that is set up", () => {
  test.use({ lobby: "echo" });

  test("links and set-ups that are over say so", async ({ newContext, consoleWatch }) => {
    consoleWatch.allowRefusal(404);
    consoleWatch.allowRefusal(410);
    const page = await (await newContext()).newPage();
    await look(page, `/join/${CODE}`, /invite|link/i);
    await look(page, `/reset/${CODE}`, /link/i);
    await look(page, `/link/${CODE}`, /link/i);
    await look(page, "/setup", /set up already/i);
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
    await axeFindsNothing(page);
    await page.getByLabel("Time zone").fill("Europe/Oslo");
    await page.getByLabel("E-mail").fill("ada@example.org");
    await page.getByLabel("Pronouns").fill("she/her");
    await page.getByRole("radio").nth(3).check({ force: true });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByLabel("Pronouns")).toHaveValue("she/her");
    await expect(page.getByRole("radio").nth(3)).toBeChecked();

    await look(page, "/rooms/new", /room/i);
    await look(page, "/direct/new", /message/i);
    await look(page, "/rooms/mine", /rooms/i);
    const room = await makeRoom(natter, context.request, "Gardening", "public");
    await look(page, `${room}/settings`, /Gardening/);
    await look(page, `/people/${BOB.handle}`, new RegExp(BOB.name));
  });

  test("signing up, and a link for a new password", async ({ natter, newContext, signedIn }) => {
    const olive = await signedIn(OWNER);
    const form = { place: "Harbour", joining: "open" };
    const headers = { origin: natter.url };
    const opened = await olive.page.request.post("/admin/instance", { form, headers, maxRedirects: 0 });
    expect(opened.status()).toBe(303);
    const context = await newContext({ timezoneId: "Asia/Tokyo" });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await axeFindsNothing(page);
    await page.getByRole("link", { name: "Make one" }).click();
    await axeFindsNothing(page);
    await page.getByLabel("Your name").fill(ADA.name);
    await page.getByLabel("Your handle").fill(ADA.handle);
    await page.getByLabel("Password").fill(ADA.password);
    await page.getByRole("button", { name: /account|sign up/i }).click();
    await expect(page).toHaveURL(`${natter.url}/`);
    // Her browser has said where she is.
    await page.goto("/settings");
    await expect(page.getByLabel("Time zone")).toHaveValue("Asia/Tokyo");

    await olive.page.goto(`/people/${ADA.handle}`);
    await olive.page.getByRole("button", { name: "Make a link for a new password" }).click();
    await expect(olive.page.locator("svg[role=img]")).toBeVisible();
    await axeFindsNothing(olive.page);
    const path = (await olive.page.content()).match(/\/reset\/[0-9a-f]{32}/)![0];
    const other = await (await newContext()).newPage();
    await other.goto(path);
    await axeFindsNothing(other);
    await other.getByLabel("New password").fill("a whole new sentence");
    await other.getByRole("button", { name: /password/i }).click();
    await expect(other).toHaveURL(`${natter.url}/`);
  });
});
