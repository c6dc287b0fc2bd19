// Reading, paging, posting and renaming by links and forms alone.

import { ADA, OWNER } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { signOut } from "../pages/account.ts";

const withoutScripts = { javaScriptEnabled: false };

test.beforeEach(({ consoleWatch }) => consoleWatch.allowUnusedPreload());

test("reads what was said, and posts", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.say("Welcome");
  const ada = await newPerson(withoutScripts);
  await ada.page.goto("/");
  await expect(ada.message("Welcome")).toBeVisible();

  await ada.composer.fill("Look, no scripts");
  await ada.sendButton.click();
  await expect(ada.message("Look, no scripts")).toBeVisible();
  await expect(ada.composer).toHaveValue("");
  expect(await grace.read()).toEqual(["Welcome", "Look, no scripts"]);

  // The form redirects, so a reload does not post again.
  await ada.page.reload();
  expect(await grace.read()).toEqual(["Welcome", "Look, no scripts"]);
});

test("going back and sending the same form again posts once @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson(withoutScripts);
  await ada.page.goto("/");
  const form = ada.page.locator("#composer");
  const client_id = (await form.locator("[name=client_id]").getAttribute("value"))!;
  const action = (await form.getAttribute("action"))!;
  expect(await form.getAttribute("method")).toBe("post");
  const headers = { origin: new URL(ada.page.url()).origin };
  for (let i = 0; i < 2; i++) {
    const options = { form: { client_id, body: "Twice pressed" }, headers, maxRedirects: 0 };
    const response = await ada.page.request.post(action, options);
    expect(response.status()).toBe(303);
  }
  expect(await grace.read()).toEqual(["Twice pressed"]);
});

test("going back and sending another text loses nothing", async ({ newPerson, newSpeaker, consoleWatch }) => {
  consoleWatch.allowRefusal(409);
  const grace = await newSpeaker("Grace");
  const ada = await newPerson(withoutScripts);
  await ada.page.goto("/");
  const form = ada.page.locator("#composer");
  const client_id = (await form.locator("[name=client_id]").getAttribute("value"))!;
  const action = (await form.getAttribute("action"))!;
  const headers = { origin: new URL(ada.page.url()).origin };
  const options = { form: { client_id, body: "one" }, headers, maxRedirects: 0 };
  await ada.page.request.post(action, options);
  // The page still has the form that was sent.
  await ada.composer.fill("two");
  await ada.sendButton.click();
  await expect(ada.page.getByText(/Not sent/)).toBeVisible();
  await expect(ada.composer).toHaveValue("two");
  await ada.sendButton.click();
  await expect(ada.message("two")).toBeVisible();
  expect(await grace.read()).toEqual(["one", "two"]);
});

test("a form of another site posts nothing @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson(withoutScripts);
  await ada.page.goto("/");
  const foreign: Record<string, string>[] = [
    { origin: "https://elsewhere.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
  ];
  for (const headers of foreign) {
    const form = { client_id: "0123456789", body: "Forged" };
    const response = await ada.page.request.post("/r/lobby/messages", { form, headers, maxRedirects: 0 });
    expect(response.status()).toBe(403);
  }
  expect(await grace.read()).toEqual([]);
});

test("older messages are a link away, page by page, and so is the way back", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  await grace.sayAll(Array.from({ length: 120 }, (_, i) => `Line ${i + 1}`));
  const ada = await newPerson(withoutScripts);
  await ada.page.goto("/");
  await expect(ada.messages).toHaveCount(50);
  await expect(ada.message("Line 120")).toBeVisible();
  await ada.older.click();
  await expect(ada.message("Line 70")).toBeVisible();
  await expect(ada.message("Line 21")).toBeVisible();
  await expect(ada.message("Line 71")).toHaveCount(0);
  await ada.older.click();
  await expect(ada.message("Line 1")).toBeVisible();
  await expect(ada.messages).toHaveCount(20);
  await expect(ada.older).toHaveCount(0);
  await ada.page.getByRole("link", { name: "Newest messages" }).click();
  await expect(ada.message("Line 120")).toBeVisible();
});

test("changes one's name", async ({ newPerson }) => {
  const ada = await newPerson(withoutScripts);
  await ada.page.goto("/");
  await ada.composer.fill("Who am I?");
  await ada.sendButton.click();
  await ada.askForName("Ada Lovelace");
  await expect(ada.message("Who am I?").locator(".who")).toHaveText("Ada Lovelace");
});

test("a refused message brings the page back with the text and the reason", async ({ newPerson, consoleWatch }) => {
  consoleWatch.allowRefusal(422);
  const ada = await newPerson(withoutScripts);
  await ada.page.goto("/");
  const long = "x".repeat(10_001);
  await ada.composer.fill(long);
  const [response] = await Promise.all([ada.page.waitForResponse(/messages$/), ada.sendButton.click()]);
  expect(response.status()).toBe(422);
  await expect(ada.page.getByText(/too long/)).toBeVisible();
  await expect(ada.composer).toHaveValue(long);
});

test("the longest message goes through the form @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson(withoutScripts);
  await ada.page.goto("/");
  const longest = "🎉".repeat(10_000);
  await ada.composer.fill(longest);
  await ada.sendButton.click();
  await expect(ada.message(longest)).toBeVisible();
  expect(await grace.read()).toEqual([longest]);
});

test("an address that is none says so, with a way home", async ({ newPerson, consoleWatch }) => {
  consoleWatch.allowRefusal(404);
  const ada = await newPerson(withoutScripts);
  const response = await ada.page.goto("/no/such/page");
  expect(response!.status()).toBe(404);
  await expect(ada.page.getByRole("heading", { level: 1 })).toBeVisible();
  await ada.page.getByRole("link", { name: "Go to the conversation" }).click();
  await expect(ada.log).toBeVisible();
});

test("invites, joins, makes a room, and ends the session of a phone", async ({ newContext, consoleWatch }) => {
  consoleWatch.allowRefusal(401);
  const olive = await (await newContext(withoutScripts)).newPage();
  await olive.goto("/sign-in");
  for (const password of ["not hers", OWNER.password]) {
    await olive.getByLabel("Your handle").fill(OWNER.handle);
    await olive.getByLabel("Password").fill(password);
    await olive.getByRole("button", { name: "Sign in", exact: true }).click();
  }
  await olive.goto("/workspace/invites");
  await olive.getByLabel("Uses").fill("1");
  await olive.getByRole("button", { name: "Create invite link" }).click();
  await expect(olive.getByText("Your invite link is ready")).toBeVisible();
  const path = (await olive.content()).match(/\/join\/[0-9a-f]{32}/)![0];

  const ada = await (await newContext(withoutScripts)).newPage();
  await ada.goto(path);
  await ada.getByLabel("Your name").fill(ADA.name);
  await ada.getByLabel("Your handle").fill(ADA.handle);
  await ada.getByLabel("Password").fill(ADA.password);
  await ada.getByRole("button", { name: "Join" }).click();
  await ada.goto("/rooms/new");
  await ada.getByLabel("Name").fill("Night shift");
  await ada.getByRole("radio", { name: /Private/ }).check();
  await ada.getByRole("button", { name: /Create/ }).click();
  await expect(ada.getByRole("heading", { name: /Night shift/ })).toBeVisible();

  const phone = await (await newContext(withoutScripts)).newPage();
  await phone.goto("/sign-in");
  await phone.getByLabel("Your handle").fill(ADA.handle);
  await phone.getByLabel("Password").fill(ADA.password);
  await phone.getByRole("button", { name: "Sign in", exact: true }).click();
  await phone.goto("/settings");
  await expect(phone).toHaveURL(/\/settings$/);
  await ada.goto("/settings/sessions");
  await ada.getByRole("button", { name: "End session" }).click();
  await expect(ada.getByText("The session has ended.")).toBeVisible();
  await phone.goto("/settings");
  await expect(phone).toHaveURL(/\/sign-in/);
  await ada.goto("/settings");
  await signOut(ada);
  await expect(ada.getByText("You are signed out.")).toBeVisible();
});
