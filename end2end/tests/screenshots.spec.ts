// The pictures of the README: a real conversation in the real product. With SCREENSHOTS=1 they go
// to docs/images, else they are only made to see that they can be.

import { fileURLToPath } from "node:url";
import { join, makeRoom, submit, type Person } from "../fixtures/people.ts";
import { test } from "../fixtures/test.ts";
import { startTalk } from "../pages/direct.ts";
import { RoomPage } from "../pages/room.ts";

const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));

/** Who says what; to which of these it is a reply, who reacts with what, and what is said in its thread. */
type Said = {
  by: string;
  text: string;
  to?: number;
  reactions?: [emoji: string, by: string[]][];
  thread?: [by: string, text: string][];
};

const CONVERSATION: Said[] = [
  { by: "Grace Hopper", text: "Good morning! The new pump controller went live at **07:30**." },
  {
    by: "Grace Hopper",
    text: "Pressure has been steady since, see the [graphs](https://harbour.example/graphs/pump-2).",
    reactions: [["🎉", ["Alan Turing", "Mary Jackson", "Ada Lovelace"]], ["👀", ["Katherine Johnson"]]],
  },
  {
    by: "Katherine Johnson",
    text: "I checked the numbers against last week's by hand. They agree to the third place 🙂",
    thread: [
      ["Mary Jackson", "And the fourth?"],
      ["Katherine Johnson", "Rounding."],
      ["Grace Hopper", "I'll take three."],
    ],
  },
  { by: "Alan Turing", text: "Did anybody try pulling the plug on it, @margaret?" },
  {
    by: "Margaret Hamilton",
    text: "Twice. It came back with **everything** it had promised to keep:\n```rust\nassert_eq!(lost, 0); // of 812,204\n```",
    to: 3,
    reactions: [["💯", ["Alan Turing", "Grace Hopper"]]],
  },
  { by: "Mary Jackson", text: "The list for today:\n- [x] test the pump at _full_ load\n- [ ] a new lens for the east gate camera" },
  { by: "Katherine Johnson", text: "@ada could you bring printer paper, and the good tea 🍵" },
];

const NAMES = [
  "Ada Lovelace",
  "Grace Hopper",
  "Katherine Johnson",
  "Alan Turing",
  "Margaret Hamilton",
  "Mary Jackson",
];

const CREW: Person[] = NAMES.map((name) => ({
  name,
  handle: name.split(" ")[0]!.toLowerCase(),
  password: `${name} keeps the lamp lit`,
}));

for (const colorScheme of ["light", "dark"] as const) {
  test(`the room in ${colorScheme}`, async ({ natter, newContext, newSpeaker }, testInfo) => {
    const [me, grace, katherine] = CREW as [Person, Person, Person];
    const context = await newContext({ colorScheme });
    await join(natter, context.request, me);
    for (const other of CREW.slice(1)) await join(natter, (await newContext()).request, other);
    await makeRoom(natter, context.request, "Pumps", "public");
    await makeRoom(natter, context.request, "Tide tables", "public");
    const watch = await makeRoom(natter, context.request, "Night watch", "private");
    await submit(natter, context.request, `${watch}/preferences`, { favourite: "on", level: "everything" });
    const ada = new RoomPage(await context.newPage());
    await startTalk(ada.page, [grace, katherine]);
    await startTalk(ada.page, [grace]);

    const speakers = new Map<string, Awaited<ReturnType<typeof newSpeaker>>>();
    const speaker = async (name: string) => {
      if (!speakers.has(name)) speakers.set(name, await newSpeaker(CREW.find((one) => one.name === name)!));
      return speakers.get(name)!;
    };
    const ids: string[] = [];
    for (const { by, text, to, reactions = [], thread = [] } of CONVERSATION) {
      const id = await (await speaker(by)).post(text, to === undefined ? {} : { reply_to: ids[to] });
      ids.push(id);
      for (const [emoji, names] of reactions) {
        for (const name of names) await (await speaker(name)).react(id, emoji);
      }
      for (const [name, words] of thread) await (await speaker(name)).post(words, { thread: id });
    }
    await ada.page.goto("/r/lobby");
    await ada.becomesLive();
    await ada.say("Lens, paper, tea. I'm passing the chandler's at noon, so I'll bring all three.");
    await ada.shows("Lens, paper, tea. I'm passing the chandler's at noon, so I'll bring all three.");
    const file = `room-${testInfo.project.name}-${colorScheme}.png`;
    const path = process.env.SCREENSHOTS === "1" ? `${images}${file}` : testInfo.outputPath(file);
    await ada.page.screenshot({ path, animations: "disabled", caret: "hide" });
  });
}
