// The first run, invitations, and the ways to sign in.

import { OWNER, ADA, BOB, join } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { signOut } from "../pages/account.ts";
import { RoomPage } from "../pages/room.ts";
import { axeFindsNothing } from "../pages/axe.ts";

test.describe("a workspace without an owner", () => {
  test.use({ lobby: "not set up" });

  for (const javaScriptEnabled of [true, false]) {
    test(`every page leads to its set-up, which makes an owner, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({
      newContext,
      consoleWatch,
    }) => {
      consoleWatch.allowRefusal(422);
      consoleWatch.allowRefusal(410);
      consoleWatch.allowUnusedPreload();
      const page = await (await newContext({ javaScriptEnabled })).newPage();
      for (const path of ["/", "/r/lobby", "/rooms", "/sign-in", "/workspace/people"]) {
        await page.goto(path);
        expect(new URL(page.url()).pathname).toBe("/setup");
      }
      if (javaScriptEnabled) await axeFindsNothing(page);
      await page.getByLabel("Workspace name").fill("Harbour");
      await page.getByLabel("Your name").fill(ADA.name);
      await page.getByLabel("Your handle").fill("everyone");
      await page.getByLabel("Password").fill("password1");
      await page.getByRole("button", { name: "Create workspace" }).click();
      await expect(page.getByLabel("Your handle")).toHaveAttribute("aria-invalid", "true");
      await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
      await expect(page.getByLabel("Your name")).toHaveValue(ADA.name);
      if (javaScriptEnabled) await axeFindsNothing(page);

      await page.getByLabel("Your handle").fill(ADA.handle);
      await page.getByLabel("Password").fill(ADA.password);
      await page.getByRole("button", { name: "Create workspace" }).click();
      const room = new RoomPage(page);
      await expect(room.log).toBeVisible();
      await expect(page.locator(".workspace-name")).toHaveText("Harbour");

      await page.goto("/setup");
      await expect(page.getByRole("heading", { name: "already set up" })).toBeVisible();
    });
  }

  test("nothing of it is shown to strangers, and the tutorial's echo goes on @desktop", async ({ natter }) => {
    const guest = await fetch(`${natter.url}/api/visitor-session`, { method: "POST" });
    expect(guest.status).toBe(403);
  });
});

test.describe("a workspace for its people alone", () => {
  test.use({ lobby: "echo" });

  test("somebody who is invited joins on their phone or desktop, and talks with the owner", async ({
    natter,
    newContext,
    signedIn,
    consoleWatch,
  }) => {
    consoleWatch.allowRefusal(410);
    const olive = await signedIn(OWNER);
    await olive.open();
    await olive.openSidebar();
    await olive.page.getByRole("link", { name: "Invite people" }).click();
    await axeFindsNothing(olive.page);
    await olive.page.getByLabel("Uses").fill("1");
    await olive.page.getByRole("button", { name: "Create invite link" }).click();
    await expect(olive.page.getByText("Your invite link is ready")).toBeVisible();
    await expect(olive.page.locator("svg[role=img]")).toBeVisible();
    await axeFindsNothing(olive.page);
    const link = (await olive.page.locator("body").innerText()).match(/http:\S+\/join\/[0-9a-f]{32}/)?.[0];
    expect(link ?? (await olive.page.content()).match(/\/join\/[0-9a-f]{32}/)?.[0]).toBeDefined();
    const path = (await olive.page.content()).match(/\/join\/[0-9a-f]{32}/)![0];

    const page = await (await newContext()).newPage();
    await page.goto(path);
    await expect(page.getByText(OWNER.name)).toBeVisible();
    await axeFindsNothing(page);
    await page.getByLabel("Your name").fill(BOB.name);
    await page.getByLabel("Your handle").fill(BOB.handle);
    await page.getByLabel("Password").fill(BOB.password);
    await page.getByRole("button", { name: "Join" }).click();
    const bob = new RoomPage(page);
    await bob.becomesLive();
    await olive.open();
    await bob.say("Hello Olive");
    await olive.shows("Hello Olive");
    await bob.openSidebar();
    await expect(bob.page.getByRole("link", { name: "Browse rooms" })).toBeVisible();
    await expect(bob.page.getByRole("link", { name: "Invite people" })).toHaveCount(0);

    // It was good for one.
    const late = await (await newContext()).newPage();
    const response = await late.goto(path);
    expect(response!.status()).toBe(410);
    expect(await late.content()).not.toContain("Harbour");
  });

  test("a wrong password and an unknown handle get one answer; the right one leads back", async ({
    natter,
    newContext,
    consoleWatch,
  }) => {
    consoleWatch.allowRefusal(401);
    const context = await newContext();
    await join(natter, context.request, ADA);
    await context.clearCookies();
    const page = await context.newPage();
    await page.goto("/rooms");
    await axeFindsNothing(page);
    const answers = [];
    for (const [handle, password] of [
      ["nobody", ADA.password],
      [ADA.handle, "not her password"],
    ]) {
      await page.getByLabel("Your handle").fill(handle!);
      await page.getByLabel("Password").fill(password!);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      answers.push(await page.getByRole("alert").first().innerText());
    }
    expect(answers[0]).toBe(answers[1]);
    await page.getByLabel("Your handle").fill(`@${ADA.handle.toUpperCase()}`);
    await page.getByLabel("Password").fill(ADA.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(/\/rooms$/);
    await axeFindsNothing(page);

    await page.goto("/settings");
    await signOut(page);
    await expect(page.getByText("You are signed out.")).toBeVisible();
    await page.goto("/");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});
