// A message that the server does not take keeps its text, says why, and can be sent again.

import { expect, test } from "../fixtures/test.ts";
import type { RoomPage } from "../pages/room.ts";

/** Answers each `send` of this page with an error, until the returned function is called. */
async function refuseSends(room: RoomPage, error: object): Promise<() => void> {
  let refuse = true;
  await room.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((packet) => {
      const send = typeof packet === "string" && /^42\/chat,(\d+)\["send"/.exec(packet);
      if (refuse && send) socket.send(`43/chat,${send[1]}${JSON.stringify([{ error }])}`);
      else server.send(packet);
    });
  });
  return () => (refuse = false);
}

const FORBIDDEN = { code: "forbidden", message: "The room is archived." };

test("a refused message keeps its text and says why; Retry sends it", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  const accept = await refuseSends(ada, FORBIDDEN);
  await ada.open();
  await ada.say("Please take this");
  const failed = ada.message("Please take this");
  await expect(failed).toHaveClass(/\bfailed\b/);
  await expect(failed).toContainText("The room is archived.");
  await failed.getByRole("button", { name: "Retry" }).click();
  await expect(failed).toHaveClass(/\bfailed\b/);

  accept();
  await failed.getByRole("button", { name: "Retry" }).click();
  await ada.shows("Please take this");
  await expect(failed).not.toContainText("archived");
  expect(await grace.read()).toEqual(["Please take this"]);
});

test("Discard removes a refused message, for good @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  await refuseSends(ada, FORBIDDEN);
  await ada.open();
  await ada.say("Never mind");
  await ada.message("Never mind").getByRole("button", { name: "Discard" }).click();
  await expect(ada.message("Never mind")).toHaveCount(0);
  await ada.page.reload();
  await ada.becomesLive();
  await expect(ada.message("Never mind")).toHaveCount(0);
  expect(await grace.read()).toEqual([]);
});

test("a refused message survives a reload, and does not hold up the next @desktop", async ({ newPerson, newSpeaker }) => {
  const grace = await newSpeaker("Grace");
  const ada = await newPerson();
  const accept = await refuseSends(ada, FORBIDDEN);
  await ada.open();
  await ada.say("Refused");
  await expect(ada.message("Refused")).toHaveClass(/\bfailed\b/);
  accept();
  await ada.say("Taken");
  await ada.shows("Taken");
  await ada.page.reload();
  await ada.becomesLive();
  await expect(ada.message("Refused")).toHaveClass(/\bfailed\b/);
  await expect(ada.message("Refused")).toContainText("The room is archived.");
  await expect(ada.message("Refused").getByRole("button", { name: "Discard" })).toBeVisible();
  expect(await grace.read()).toEqual(["Taken"]);
  await ada.message("Refused").getByRole("button", { name: "Retry" }).click();
  await ada.shows("Refused");
  expect(await grace.read()).toEqual(["Taken", "Refused"]);
});

test("a message that is too long stays in the composer, with the reason", async ({ newPerson }) => {
  const ada = await (await newPerson()).open();
  const long = "x".repeat(10_001);
  await ada.composer.fill(long);
  await ada.sendButton.click();
  await expect(ada.page.getByText(/too long/)).toBeVisible();
  await expect(ada.composer).toHaveValue(long);
  await expect(ada.messages).toHaveCount(0);
});

test.describe("with rate limits", () => {
  test.use({ natterArgs: [] });

  test("who writes too fast loses nothing and need do nothing @desktop", async ({ newPerson }) => {
    const ada = await (await newPerson()).open();
    const lines = Array.from({ length: 40 }, (_, i) => `Quick ${i}`);
    for (const text of lines) await ada.say(text);
    await ada.shows("Quick 39");
    expect(await ada.texts()).toEqual(lines);
  });
});
