// The tutorial's client, unmodified, in a page of another origin.

import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "../fixtures/test.ts";

const page = fileURLToPath(new URL("../../docs/examples/tutorial.html", import.meta.url));
const library = fileURLToPath(new URL("../node_modules/socket.io-client/dist/socket.io.min.js", import.meta.url));

/** Serves docs/examples/tutorial.html with only the two addresses in it changed. */
async function serveTutorial(natter: string): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    if (request.url === "/socket.io.min.js") {
      response.setHeader("content-type", "text/javascript");
      return response.end(await readFile(library));
    }
    if (request.url !== "/") return response.writeHead(204).end();
    const html = (await readFile(page, "utf8"))
      .replace("http://localhost:3000", natter)
      .replace(/https:\/\/cdn\.socket\.io\/[^"]+/, "/socket.io.min.js");
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(html);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, server };
}

test("talks and hears, and what it says stands in the lobby @desktop", async ({ natter, newPerson, newSpeaker }) => {
  const { url, server } = await serveTutorial(natter.url);
  const stranger = await newPerson();
  const ada = await (await newPerson()).open();
  await ada.rename("Ada");
  await stranger.page.goto(url);

  await stranger.page.getByRole("textbox").fill("Hello from the tutorial");
  await stranger.page.getByRole("button", { name: "Send" }).click();
  const heard = stranger.page.getByRole("listitem");
  await expect(heard).toHaveText([/^.{3} said Hello from the tutorial$/]);
  await ada.shows("Hello from the tutorial");

  await ada.say("Hello from the page");
  await expect(heard).toHaveText([/said Hello from the tutorial$/, "Ada said Hello from the page"]);

  const again = await newSpeaker("Grace");
  await again.say("And from a program");
  await expect(heard.last()).toHaveText("Grace said And from a program");
  await expect(heard).toHaveCount(3);
  server.close();
});

test("comes back by itself after the server was restarted @desktop", async ({ natter, newPerson, consoleWatch }) => {
  consoleWatch.allowLostConnections();
  const { url, server } = await serveTutorial(natter.url);
  const stranger = await newPerson();
  await stranger.page.goto(url);
  const heard = stranger.page.getByRole("listitem");
  const say = async (text: string) => {
    await stranger.page.getByRole("textbox").fill(text);
    await stranger.page.getByRole("button", { name: "Send" }).click();
  };
  await say("Before");
  await expect(heard).toHaveText([/said Before$/]);
  await natter.stop();
  await natter.startAgain();
  // The client buffers what is said meanwhile.
  await say("After");
  await expect(heard).toHaveText([/said Before$/, /said After$/]);
  server.close();
});
