// A morning of three people, who use all of the conversation, each in a browser of their own: what one
// does the others see at once, and at the end all see the same, also after they load it anew.

import { ADA, BOB, EVE, join } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { press, sheet } from "../pages/message.ts";
import type { RoomPage } from "../pages/room.ts";
import { ThreadPanel } from "../pages/thread.ts";

test.use({ lobby: "echo" });

test("three people spend a morning in one room", async ({ natter, newContext, signedIn }, testInfo) => {
  test.setTimeout(180_000);
  for (const person of [ADA, BOB, EVE]) await join(natter, (await newContext()).request, person);
  const all: RoomPage[] = [];
  for (const person of [ADA, BOB, EVE]) all.push(await (await signedIn(person)).open());
  const [ada, bob, eve] = all as [RoomPage, RoomPage, RoomPage];
  const each = async (check: (who: RoomPage) => Promise<void>) => {
    for (const who of all) await check(who);
  };
  /** What somebody sees of each message: its quote, its text, and what is below it. */
  const seen = (who: RoomPage) =>
    who.messages.evaluateAll((all) =>
      all.map((one) => [...one.querySelectorAll(".quote, .body, .extras")].map((part) => part.textContent)),
    );
  const saying = (who: RoomPage, words: string) =>
    who.messages.filter({ has: who.page.locator(".body", { hasText: words }) });

  // Written, with markup, completed names and emoji.
  await ada.say("Good morning! **Release day**: the list is in `CHANGELOG.md` :coffee:");
  await each(async (who) => {
    await expect(saying(who, "Good morning").locator("strong")).toHaveText("Release day");
    await expect(saying(who, "Good morning").locator("code")).toHaveText("CHANGELOG.md");
    await expect(saying(who, "Good morning")).toContainText("☕");
  });
  await bob.composer.pressSequentially("Build green, @adal");
  await expect(bob.page.getByRole("option")).toContainText([ADA.name]);
  await bob.composer.press("Tab");
  await expect(bob.composer).toHaveValue("Build green, @adaline ");
  await bob.say("Build green, @adaline?");
  await expect(saying(ada, "Build green").locator(".mention.me")).toHaveText(`@${ADA.name}`);
  await expect(saying(eve, "Build green").locator(".mention")).not.toHaveClass(/\bme\b/);

  // Answered with a quoted line.
  await press(ada, saying(ada, "Build green"), "Reply");
  await ada.say("Since eight");
  await each((who) =>
    expect(who.message("Since eight").locator(".quote")).toContainText(`${BOB.name} Build green`),
  );

  // Reacted to.
  await press(eve, eve.message("Since eight"), "React with 🎉");
  await expect(bob.message("Since eight").locator(".extras button")).toHaveText("🎉 1");
  await bob.message("Since eight").locator(".extras button").click();
  await each((who) => expect(who.message("Since eight").locator(".extras button")).toHaveText("🎉 2"));
  await expect(eve.message("Since eight").locator(".extras button")).toHaveAttribute("aria-pressed", "true");
  await expect(ada.message("Since eight").locator(".extras button")).toHaveAttribute("aria-pressed", "false");

  // Lists and code; a slip that is mended, which its reply shows too.
  await eve.say("- [x] tests\n- [ ] nots for the release\n\n```rust\nlet version = 1;\n```");
  await each((who) => expect(saying(who, "nots for the release").locator("input[type=checkbox]")).toHaveCount(2));
  await press(bob, saying(bob, "nots for the release"), "Reply");
  await bob.say("I write those");
  await press(eve, saying(eve, "let version"), "Edit");
  const box = eve.page.getByRole("textbox", { name: "Edit message" });
  await box.fill((await box.inputValue()).replace("nots", "notes"));
  await eve.log.getByRole("button", { name: "Save", exact: true }).click();
  await each(async (who) => {
    await expect(saying(who, "let version")).toContainText("notes for the release");
    await expect(saying(who, "let version")).toContainText("(edited)");
    await expect(who.message("I write those").locator(".quote")).toContainText("notes for the release");
  });
  await press(ada, saying(ada, "let version"), "More actions");
  await expect(sheet(ada.page).getByRole("heading", { name: "Earlier versions" })).toBeVisible();
  await expect(sheet(ada.page)).toContainText("nots for the release");
  await ada.page.keyboard.press("Escape");

  // Talked about in a thread.
  await press(eve, eve.message("I write those"), "Reply in thread");
  await expect(eve.page).toHaveURL(/\/thread$/);
  await eve.becomesLive();
  const [eves, bobs] = [new ThreadPanel(eve), new ThreadPanel(bob)];
  await eves.say("Mention the new threads, @bobby");
  await press(bob, bob.message("I write those"), "Reply in thread");
  await expect(bob.page).toHaveURL(/\/thread$/);
  await bob.becomesLive();
  await expect(bobs.messages.filter({ hasText: "Mention the new threads" }).locator(".mention.me")).toHaveCount(1);
  await expect(bob.page.getByRole("button", { name: "Following" })).toBeVisible();
  await bobs.say("/me writes ||something nice|| about them");
  await expect(eves.messages.filter({ hasText: "about them" }).locator("em .spoiler, .spoiler")).toHaveCount(1);
  await expect(ada.message("I write those").locator("a.thread")).toContainText("2 replies");
  await expect(saying(ada, "Mention the new threads")).toHaveCount(0);
  for (const who of [bob, eve]) {
    await who.page.goto("/");
    await who.becomesLive();
  }

  // Taken back.
  await bob.say("The password is swordfish");
  await ada.shows("The password is swordfish");
  await press(bob, bob.message("The password is swordfish"), "Delete");
  await sheet(bob.page).getByRole("button", { name: "Delete" }).click();
  await expect(sheet(bob.page)).toHaveCount(0);
  await each((who) => expect(saying(who, "swordfish")).toHaveCount(0));

  // In the end.
  await ada.say("Shipped 🚀");
  await each((who) => who.shows("Shipped 🚀"));
  await each((who) => expect(who.message("I write those").locator("a.thread")).toContainText("2 replies"));
  for (const [at, who] of all.entries()) {
    const live = await seen(who);
    await testInfo.attach(`${at}`, { body: await who.page.screenshot(), contentType: "image/png" });
    await who.page.reload();
    await who.becomesLive();
    await who.shows("Shipped 🚀");
    await expect.poll(() => seen(who)).toEqual(live);
  }
});
