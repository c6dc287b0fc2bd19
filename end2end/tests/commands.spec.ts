// Slash commands of the message box.

import { ADA, BOB, join, makeRoom } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";
import { axeFindsNothing } from "../pages/axe.ts";
import { RoomPage } from "../pages/room.ts";

test.use({ lobby: "echo" });

for (const scripts of [true, false]) {
  test(`commands are done ${scripts ? "on the page" : "without JavaScript"}`, async ({ natter, newContext, consoleWatch }) => {
    if (!scripts) consoleWatch.allowUnusedPreload();
    consoleWatch.allowRefusal(422);
    const [ada, bob] = await Promise.all([newContext({ javaScriptEnabled: scripts }), newContext()]);
    await join(natter, ada.request, ADA);
    await join(natter, bob.request, BOB);
    const view = new RoomPage(await ada.newPage());
    await view.page.goto(await makeRoom(natter, ada.request, "Crew", "private"));
    if (scripts) await view.becomesLive();
    const enter = async (text: string) => {
      await view.composer.fill(text);
      await view.sendButton.click();
    };
    await enter("/me waves at everyone");
    await expect(view.messages.last().locator(".body em")).toHaveText("waves at everyone");
    await expect(view.composer).toHaveValue("");
    await enter("/topic Blue paint");
    // Phones have no space for it.
    await expect(view.page.locator(".topic")).toHaveText("Blue paint");
    await enter("//not/a/command");
    await expect(view.messages.last().locator(".body")).toHaveText("/not/a/command");
    await enter("/tpoic Red");
    await expect(view.page.getByText("there is no command /tpoic")).toBeVisible();
    await expect(view.composer).toHaveValue("/tpoic Red");
    await expect(view.messages).toHaveCount(2);
    if (scripts) await axeFindsNothing(view.page);
    await enter("/invite @bobby");
    await expect(view.composer).toHaveValue("");
  });
}

test("the list of commands comes with a slash, and Enter does one @desktop", async ({ natter, newContext }) => {
  const ada = await newContext();
  await join(natter, ada.request, ADA);
  const view = new RoomPage(await ada.newPage());
  await view.page.goto(await makeRoom(natter, ada.request, "Crew", "private"));
  await view.becomesLive();
  await view.composer.focus();
  await view.composer.pressSequentially("/");
  const options = view.page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");
  await expect(options).toHaveCount(7);
  await expect(options.first()).toContainText("/invite @name");
  await view.composer.pressSequentially("to");
  await expect(options).toHaveCount(1);
  await view.composer.press("Enter");
  await expect(view.composer).toHaveValue("/topic ");
  await view.composer.pressSequentially("Blue paint");
  await view.composer.press("Enter");
  await expect(view.composer).toHaveValue("");
  await expect(view.page.locator(".command-note")).toHaveText("The topic was changed.");
  await expect(view.page.getByText("Blue paint")).toBeVisible();
});
