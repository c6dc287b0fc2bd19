// Two people talk.

import { expect, test } from "../fixtures/test.ts";

test("what one person says, the other reads at once, and both in one order", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  const bob = await (await newPerson()).open();
  for (const [speaker, text] of [
    [ada, "Good morning"],
    [bob, "Morning! Slept well?"],
    [ada, "Like a log"],
  ] as const) {
    await speaker.say(text);
    await ada.shows(text);
    await bob.shows(text);
  }
  const said = ["Good morning", "Morning! Slept well?", "Like a log"];
  expect(await ada.texts()).toEqual(said);
  expect(await bob.texts()).toEqual(said);
});

test("my message stands in the log before the server knows of it", async ({ newPerson, consoleWatch }) => {
  const ada = await (await newPerson()).open();
  consoleWatch.allowLostConnections();
  await ada.page.context().setOffline(true);
  await ada.say("Echo");
  await expect(ada.message("Echo")).toBeVisible();
  await expect(ada.message("Echo")).toHaveClass(/\bsending\b/);
  await ada.page.context().setOffline(false);
  await ada.shows("Echo");
});

test("messages of one author within five minutes stand as one group @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const alan = await newSpeaker("Alan");
  await grace.say("One");
  await grace.say("Two");
  await alan.say("Three");
  await grace.say("Four");
  const ada = await (await newPerson()).open();
  const shown = await Promise.all(["One", "Two", "Three", "Four"].map((text) => ada.showsAuthor(text)));
  expect(shown).toEqual([true, false, true, true]);

  await ada.say("Five");
  await ada.shows("Five");
  await ada.say("Six");
  await ada.shows("Six");
  expect(await ada.showsAuthor("Five")).toBe(true);
  expect(await ada.showsAuthor("Six")).toBe(false);
});

test("times are the reader's own @desktop", async ({ newPerson, newSpeaker }) => {
  await (await newSpeaker()).say("What time is it?");
  for (const timezoneId of ["Asia/Tokyo", "America/New_York"]) {
    const reader = await (await newPerson({ timezoneId })).open();
    const time = reader.message("What time is it?").locator("time").first();
    const instant = new Date((await time.getAttribute("datetime"))!);
    const clock = instant.toLocaleTimeString("en-GB", { timeZone: timezoneId, hour: "2-digit", minute: "2-digit" });
    await expect(time).toHaveText(clock);
  }
});

test("http and https addresses are links, and all else is text @desktop", async ({ newPerson, newSpeaker }) => {
  await (await newSpeaker()).say(
    "See https://natter.example/a?b=c&d. And <b>http://x.example/(y)</b> but javascript:alert(1) or ftp://z",
  );
  const ada = await (await newPerson()).open();
  const body = ada.messages.locator(".body");
  await expect(body.getByRole("link")).toHaveCount(2);
  await expect(body.getByRole("link").first()).toHaveAttribute("href", "https://natter.example/a?b=c&d");
  await expect(body.getByRole("link").last()).toHaveAttribute("href", /^http:\/\/x\.example\/\(y/);
  await expect(body.getByRole("link").first()).toHaveAttribute("rel", /noopener|noreferrer/);
  await expect(body).toContainText("<b>");
  await expect(body.locator("b")).toHaveCount(0);
});

test("a new name shows everywhere in both browsers, on old messages too", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  const bob = await (await newPerson()).open();
  await ada.say("Who am I?");
  await bob.shows("Who am I?");
  await ada.rename("Ada Lovelace");
  for (const room of [ada, bob]) {
    await expect(room.message("Who am I?").locator(".who")).toHaveText("Ada Lovelace");
  }
  await ada.page.reload();
  await ada.becomesLive();
  await expect(ada.message("Who am I?").locator(".who")).toHaveText("Ada Lovelace");
  await ada.openSidebar();
  await expect(ada.nameField).toHaveValue("Ada Lovelace");
});

test("a name that cannot be is refused beside its field, and the old one stays", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  await ada.say("It's me");
  await ada.shows("It's me");
  const name = await ada.message("It's me").locator(".who").innerText();
  await ada.askForName("\u200b");
  await expect(ada.page.getByText(/visible character/)).toBeVisible();
  await expect(ada.message("It's me").locator(".who")).toHaveText(name);
});

test("Enter sends and Shift+Enter breaks the line; on a touch screen the button sends", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  await ada.composer.pressSequentially("First");
  if (await ada.isTouch()) await ada.pressScreenEnter();
  else await ada.composer.press("Shift+Enter");
  await ada.composer.pressSequentially("Second");
  await expect(ada.composer).toHaveValue("First\nSecond");
  await expect(ada.messages).toHaveCount(0);
  if (await ada.isTouch()) await ada.sendButton.tap();
  else await ada.composer.press("Enter");
  await expect(ada.messages.locator(".body")).toHaveText(/First\s+Second/);
  expect((await ada.texts())[0]).toBe("First\nSecond");
  await expect(ada.composer).toHaveValue("");
  await expect(ada.composer).toBeFocused();
});

test("Enter that ends a composition does not send @desktop", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  const cdp = await ada.page.context().newCDPSession(ada.page);
  await ada.composer.focus();
  await cdp.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
  // What the browser tells of a key that the input method takes for itself.
  await cdp.send("Input.dispatchKeyEvent", {
    type: "rawKeyDown",
    key: "Enter",
    code: "Enter",
    windowsVirtualKeyCode: 229,
  });
  await cdp.send("Input.insertText", { text: "日本" });
  await expect(ada.composer).toHaveValue("日本");
  await expect(ada.messages).toHaveCount(0);
  await ada.composer.press("Enter");
  await ada.shows("日本");
});

test("nothing but white space is not sent @desktop", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  await ada.composer.fill("  ");
  await ada.composer.press("Enter");
  await ada.composer.fill("Something");
  if (await ada.isTouch()) await ada.sendButton.tap();
  else await ada.composer.press("Enter");
  await ada.shows("Something");
  await expect(ada.messages).toHaveCount(1);
});

test("a draft survives a reload, and is gone once sent", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  await ada.composer.fill("Half a thou");
  await ada.page.reload();
  await ada.becomesLive();
  await expect(ada.composer).toHaveValue("Half a thou");
  await ada.say("Half a thought");
  await ada.shows("Half a thought");
  await ada.page.reload();
  await ada.becomesLive();
  await expect(ada.composer).toHaveValue("");
});
