// docs/protocol.md shows the examples as they are in docs/examples, and the JavaScript ones work.
// Those in Python are run by interop/python.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { chatClient, nextEvent, newAccount } from "../clients.mjs";
import { Natter } from "../natter.mjs";

const docs = new URL("../../../docs/", import.meta.url);

for (const [language, file, most] of [
  ["js", "examples/chat.mjs", 20],
  ["python", "examples/chat.py", 20],
  ["js", "examples/bot.mjs", 40],
  ["python", "examples/bot.py", 40],
  ["html", "examples/tutorial.html", Infinity],
]) {
  test(`docs/protocol.md shows ${file} as it is`, async () => {
    const page = await readFile(new URL("protocol.md", docs), "utf8");
    const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
    const shown = blocks.filter((block) => block[1] === language).map((block) => block[2]);
    const code = await readFile(new URL(file, docs), "utf8");
    assert.ok(shown.includes(code), `no \`\`\`${language} block equals docs/${file}`);
    assert.ok(code.trimEnd().split("\n").length <= most, `longer than ${most} lines`);
  });
}

test("docs/examples/chat.mjs talks, shows what others say, and catches up after a restart", async (t) => {
  const natter = await Natter.start("--lobby", "open");
  t.after(() => natter.dispose());
  const bob = await chatClient(t, natter);
  const example = await runExample(t, "chat.mjs", [natter.url]);
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

test("docs/examples/bot.mjs reacts, answers and edits its answer, and answers what it missed", async (t) => {
  const natter = await Natter.start();
  t.after(() => natter.dispose());
  const olive = await chatClient(t, natter, {}, await newAccount(natter, "olive", "owner"));
  const bot = await newAccount(natter, "robo");
  const example = await runExample(t, "bot.mjs", [natter.url, "robo"], { BOT_PASSWORD: bot.password });
  assert.equal(await example.line(), "robo is listening");
  const isAnswerTo = (id) => (message) => message.reply?.message === id;

  const [reacted, replied, changed] = [
    nextEvent(olive.socket, "reacted", ({ on }) => on),
    nextEvent(olive.socket, "message", ({ author }) => author.name === "robo"),
    nextEvent(olive.socket, "message_changed", ({ author }) => author.name === "robo"),
  ];
  const { id } = await olive.post("@robo how many words is this?");
  assert.deepEqual([(await reacted)[0].message, (await reacted)[0].emoji], [id, "👀"]);
  assert.ok(isAnswerTo(id)((await replied)[0]));
  assert.equal((await changed)[0].content.text, "That is **6 words**, olive.");
  await olive.post("nobody is mentioned");

  const inThread = nextEvent(olive.socket, "message_changed", ({ thread }) => thread?.root === id);
  const asked = { room: olive.lobby, client_id: "asked-in-thread", thread: id, body: "and @robo this?" };
  const { ok } = await olive.ask("send", asked);
  assert.ok(isAnswerTo(ok.id)((await inThread)[0]));

  const [welcomed, again] = [nextEvent(olive.socket, "welcome"), example.line()];
  await natter.kill();
  await natter.startAgain();
  await welcomed;
  // Perhaps before the bot is back.
  const late = nextEvent(olive.socket, "message_changed", ({ author }) => author.name === "robo");
  const missed = await olive.post("@robo still there?");
  assert.ok(isAnswerTo(missed.id)((await late)[0]));
  assert.equal(await again, "robo is listening");
  const { ok: page } = await olive.ask("history", { room: olive.lobby });
  assert.equal(page.messages.filter(({ author }) => author.name === "robo").length, 3);
});

/** Runs an example beside this package's node_modules. */
async function runExample(t, name, args, env = {}) {
  const folder = await mkdtemp(join(tmpdir(), "natter-example-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await copyFile(new URL(`examples/${name}`, docs), `${folder}/${name}`);
  await symlink(fileURLToPath(new URL("../node_modules", import.meta.url)), `${folder}/node_modules`);
  const child = spawn(process.execPath, [name, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
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
