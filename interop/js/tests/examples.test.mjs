// docs/protocol.md shows the examples as they are in docs/examples, and the JavaScript one works.
// The Python one is run by interop/python.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { chatClient, nextEvent } from "../clients.mjs";
import { Natter } from "../natter.mjs";

const docs = new URL("../../../docs/", import.meta.url);

for (const [language, file] of [
  ["js", "examples/chat.mjs"],
  ["python", "examples/chat.py"],
  ["html", "examples/tutorial.html"],
]) {
  test(`docs/protocol.md shows ${file} as it is`, async () => {
    const page = await readFile(new URL("protocol.md", docs), "utf8");
    const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
    const shown = blocks.filter((block) => block[1] === language).map((block) => block[2]);
    const code = await readFile(new URL(file, docs), "utf8");
    assert.ok(shown.includes(code), `no \`\`\`${language} block equals docs/${file}`);
    if (language !== "html") assert.ok(code.trimEnd().split("\n").length <= 20, "longer than 20 lines");
  });
}

test("docs/examples/chat.mjs talks, shows what others say, and catches up after a restart", async (t) => {
  const natter = await Natter.start("--lobby", "open");
  t.after(() => natter.dispose());
  const bob = await chatClient(t, natter);
  const example = await runExample(t, natter.url);
  const has = (text) => (message) => message.content.text === text;

  const hello = nextEvent(bob.socket, "message", has("hello from a script"));
  example.say("hello from a script");
  const [{ author }] = await hello;
  assert.equal(await example.line(), `${author.name}: hello from a script`);
  await bob.post("hello script");
  assert.equal(await example.line(), `${bob.member.name}: hello script`);

  const welcomed = nextEvent(bob.socket, "welcome");
  await natter.kill();
  await natter.startAgain();
  await welcomed;
  await bob.post("are you back?");
  assert.equal(await example.line(), `${bob.member.name}: are you back?`);
  const back = nextEvent(bob.socket, "message", has("I am"));
  example.say("I am");
  await back;
  assert.equal(await example.line(), `${author.name}: I am`);

  assert.equal(await example.end(), 0);
});

/** Runs the example beside this package's node_modules. */
async function runExample(t, url) {
  const folder = await mkdtemp(join(tmpdir(), "natter-example-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await copyFile(new URL("examples/chat.mjs", docs), `${folder}/chat.mjs`);
  await symlink(fileURLToPath(new URL("../node_modules", import.meta.url)), `${folder}/node_modules`);
  const child = spawn(process.execPath, ["chat.mjs", url], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const exit = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    say: (text) => child.stdin.write(`${text}\n`),
    line: async () => (await lines.next()).value,
    end: async () => {
      child.stdin.end();
      return (await exit)[0];
    },
  };
}
