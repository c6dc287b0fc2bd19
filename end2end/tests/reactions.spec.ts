// Reactions: in the log, on a message's page, live, and without scripts.

import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { press, sheet } from "../pages/message.ts";

test("a reaction is seen by everyone at once, and taken back by a press", async ({ newPerson, newSpeaker }) => {
  const [ada, bob, grace] = [await newPerson(), await newPerson(), await newSpeaker("Grace")];
  await grace.say("Released");
  await ada.open();
  await bob.open();
  await press(ada, ada.message("Released"), "React with 🎉");
  const of = (who: typeof ada) => who.message("Released").locator(".extras button");
  await expect(of(bob)).toHaveText("🎉 1");
  await expect(of(bob)).toHaveAttribute("aria-pressed", "false");
  await expect(of(ada)).toHaveAttribute("aria-pressed", "true");
  await of(bob).click();
  await expect(of(ada)).toHaveText("🎉 2");
  await axeFindsNothing(ada.page);
  await of(ada).click();
  await expect(of(bob)).toHaveText("🎉 1");
  await expect(of(ada)).toHaveAttribute("aria-pressed", "false");
  // A fresh page shows the same.
  await bob.page.reload();
  await bob.becomesLive();
  await expect(of(bob)).toHaveText("🎉 1");
  await expect(of(bob)).toHaveAttribute("aria-pressed", "true");
});

test("any emoji is added on the message's page, which says who reacted", async ({ newPerson, newSpeaker, consoleWatch }) => {
  consoleWatch.allowRefusal(422);
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  const id = await grace.post("Released");
  await grace.react(id, "👀");
  await ada.open();
  await press(ada, ada.message("Released"), "More actions");
  await expect(sheet(ada.page).locator(".reactors")).toContainText("Grace");
  const field = sheet(ada.page).getByLabel("Another emoji");
  await field.fill("not one");
  await field.press("Enter");
  await expect(sheet(ada.page).getByRole("alert")).toContainText("That is not one emoji");
  await expect(field).toHaveValue("not one");
  await axeFindsNothing(ada.page);
  await field.fill("🦔");
  await field.press("Enter");
  await expect(sheet(ada.page).locator(".reactors li")).toHaveCount(2);
  await ada.page.keyboard.press("Escape");
  await expect(ada.message("Released").locator(".extras button")).toHaveText(["👀 1", "🦔 1"]);
});

test("without scripts: reacts by the buttons below and on the page", async ({ newPerson, newSpeaker, consoleWatch }) => {
  consoleWatch.allowUnusedPreload();
  const grace = await newSpeaker("Grace");
  const id = await grace.post("Released");
  await grace.react(id, "👀");
  const ada = await newPerson({ javaScriptEnabled: false });
  await ada.page.goto("/");
  await ada.message("Released").locator(".extras button").click();
  const button = ada.message("Released").locator(".extras button");
  await expect(button).toHaveText("👀 2");
  await button.click();
  await expect(button).toHaveText("👀 1");
  await ada.page.goto(`/m/${id}`);
  await ada.page.getByRole("button", { name: "React with 👍" }).click();
  await expect(ada.page.locator(".reactors li")).toHaveCount(2);
});

test("who reacted is said on hover and focus @desktop", async ({ newPerson, newSpeaker }) => {
  const [ada, grace, linus] = [await newPerson(), await newSpeaker("Grace"), await newSpeaker("Linus")];
  const id = await grace.post("Released");
  await grace.react(id, "👀");
  await ada.open();
  const button = ada.message("Released").locator(".extras button");
  const tip = ada.page.getByRole("tooltip");
  await button.hover();
  await expect(tip).toHaveText("Grace reacted with 👀");
  await expect(button).toHaveAccessibleDescription("Grace reacted with 👀");
  await axeFindsNothing(ada.page);
  await ada.page.keyboard.press("Escape");
  await expect(tip).toHaveCount(0);
  await ada.composer.hover();
  await linus.react(id, "👀");
  await expect(button).toHaveText("👀 2");
  await ada.log.focus();
  await ada.page.keyboard.press("ArrowUp");
  await expect(async () => {
    await ada.page.keyboard.press("Tab");
    await expect(button).toBeFocused({ timeout: 100 });
  }).toPass();
  await expect(tip).toHaveText("Grace, Linus reacted with 👀");
  await ada.composer.click();
  await expect(tip).toHaveCount(0);
});

test("a long press says who reacted, and reacts to nothing", async ({ newPerson, newSpeaker }) => {
  const [ada, grace] = [await newPerson(), await newSpeaker("Grace")];
  const id = await grace.post("Released");
  await grace.react(id, "👀");
  await ada.open();
  test.skip(!(await ada.isTouch()), "by a finger");
  const button = ada.message("Released").locator(".extras button");
  const { x, y } = (await button.boundingBox())!;
  const cdp = await ada.page.context().newCDPSession(ada.page);
  const touch = (type: "touchStart" | "touchEnd", touchPoints: { x: number; y: number }[]) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", [{ x: x + 8, y: y + 8 }]);
  await expect(ada.page.getByRole("tooltip")).toHaveText("Grace reacted with 👀");
  await touch("touchEnd", []);
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await button.tap();
  await expect(button).toHaveAttribute("aria-pressed", "true");
});
