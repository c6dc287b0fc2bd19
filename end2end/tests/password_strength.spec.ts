// How good a password is, told while it is chosen.

import { ADA, OWNER } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";

test.describe("while a password is chosen", () => {
  test.use({ lobby: "not set up" });

  test("it is judged at each pause, with what is known of the person, and nothing moves", async ({
    newContext,
    consoleWatch,
  }) => {
    consoleWatch.allowUnusedPreload();
    const page = await (await newContext()).newPage();
    await page.goto("/setup");
    const password = page.getByLabel("Password");
    const words = page.locator(".strength").getByRole("status");
    const button = page.getByRole("button", { name: "Create workspace" });
    const before = await button.boundingBox();
    const nothingMoved = async () => expect(await button.boundingBox()).toEqual(before);
    await expect(words).toBeEmpty();

    await password.pressSequentially("sunsh");
    await expect(words).toHaveText("Not good enough. Use at least 8 characters; a few words are easy to remember.");
    await nothingMoved();
    await axeFindsNothing(page);
    await password.pressSequentially("ine");
    await expect(words).toHaveText("Not good enough. This password is too easy to guess; choose one that no one else has.");
    await nothingMoved();
    await password.fill("marmalade7x");
    await expect(words).toHaveText(/^Fair\. \S/);
    await axeFindsNothing(page);
    await password.fill("kitchen window marmalade");
    await expect(words).toHaveText("Strong.");
    await axeFindsNothing(page);

    // The name is typed after the password.
    await password.fill("lovelace-17");
    await expect(words).toHaveText(/^Fair\./);
    await page.getByLabel("Your name").fill("Ada Lovelace");
    await expect(words).toHaveText(/too close to your name/);
    await nothingMoved();
    await password.fill("");
    await expect(words).toBeEmpty();
  });

  test("an answer that comes late says nothing, and neither does one that does not come @desktop", async ({
    newContext,
    consoleWatch,
  }) => {
    consoleWatch.allowUnusedPreload();
    consoleWatch.allowRefusal(503);
    const page = await (await newContext()).newPage();
    await page.goto("/setup");
    const password = page.getByLabel("Password");
    const words = page.locator(".strength").getByRole("status");
    const held: (() => Promise<void>)[] = [];
    await page.route("/password-strength", async (route) => {
      const { password } = route.request().postDataJSON();
      if (password === "sunshine") held.push(() => route.continue());
      else if (password === "sunshine 12") await route.fulfill({ status: 503, body: "no" });
      else await route.continue();
    });
    await password.fill("sunshine");
    await expect.poll(() => held.length).toBe(1);
    await password.fill("kitchen window marmalade");
    await expect(words).toHaveText("Strong.");
    await held[0]?.().catch(() => undefined);
    await expect(words).toHaveText("Strong.");
    await password.fill("sunshine 12");
    await expect(words).toBeEmpty();

    // The form works on.
    await page.getByLabel("Workspace name").fill("Harbour");
    await page.getByLabel("Your name").fill(ADA.name);
    await page.getByLabel("Your handle").fill(ADA.handle);
    await password.fill(ADA.password);
    await page.getByRole("button", { name: "Create workspace" }).click();
    await expect(page.locator(".workspace-name")).toHaveText("Harbour");
  });
});

test("it is judged wherever one is chosen", async ({ natter, newContext, signedIn }) => {
  const olive = await signedIn(OWNER);
  await olive.page.goto("/settings/password");
  await olive.page.getByLabel("New password").fill("olive-harbour-1");
  await expect(olive.page.locator(".strength").getByRole("status")).toHaveText(/too close to your name/);
  await axeFindsNothing(olive.page);

  const stranger = await (await newContext()).newPage();
  const invite = await natter.admin(["invite"]);
  await stranger.goto(new URL(invite.trim()).pathname);
  await stranger.getByLabel("Password").fill("harbour-12");
  await expect(stranger.locator(".strength").getByRole("status")).toHaveText(/or the workspace's/);
});
