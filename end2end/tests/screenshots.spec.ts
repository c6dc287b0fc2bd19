// The pictures of the README: a real conversation in the real product. With SCREENSHOTS=1 they go
// to docs/images, else they are only made to see that they can be.

import { fileURLToPath } from "node:url";
import { join, makeRoom, submit, type Person } from "../fixtures/people.ts";
import { test } from "../fixtures/test.ts";
import { startTalk } from "../pages/direct.ts";
import { RoomPage } from "../pages/room.ts";

const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));

const CONVERSATION: [string, string][] = [
  ["Grace Hopper", "Good morning! The new pump controller went live at 07:30."],
  ["Grace Hopper", "Pressure has been steady since. Graphs: https://harbour.example/graphs/pump-2"],
  ["Katherine Johnson", "I checked the numbers against last week's by hand. They agree to the third place 🙂"],
  ["Alan Turing", "Did anybody try pulling the plug on it?"],
  [
    "Margaret Hamilton",
    "Twice. It came back with **everything** it had promised to keep:\n```\nrounds   500\nacked    812,204\nlost     0\n```",
  ],
  ["Alan Turing", "Then I have no further questions."],
  ["Mary Jackson", "The list for today:\n- [x] test the pump at _full_ load\n- [ ] a new lens for the east gate camera, and one to keep"],
  ["Katherine Johnson", "Printer paper, please, and the good tea 🍵"],
  ["Grace Hopper", "Second the tea."],
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
    for (const [name, text] of CONVERSATION) {
      if (!speakers.has(name)) speakers.set(name, await newSpeaker(CREW.find((one) => one.name === name)!));
      await speakers.get(name)!.say(text);
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
