import { io } from "socket.io-client"; // npm install socket.io-client
const [url, handle] = process.argv.slice(2);
const account = JSON.stringify({ handle, password: process.env.BOT_PASSWORD });
const session = await fetch(`${url}/api/session`, { method: "POST", headers: { "content-type": "application/json" }, body: account });
const chat = io(`${url}/chat`, { auth: { token: (await session.json()).token } });
const ask = (event, payload, tries = 5) => chat.timeout(5000).emitWithAck(event, payload).catch((error) => tries ? ask(event, payload, tries - 1) : { error });
const rooms = new Map(); // room id -> { room, seq, rev }: where it stands as far as it was read
let me, turn = Promise.resolve(); // one after the other
async function answer({ id, room, thread, author, content, mentions = [] }) {
  if (author.id === me.id || !mentions.some(({ member }) => member === me.id)) return;
  await ask("react", { message: id, emoji: "👀", on: true });
  const reply = { room, client_id: `answer-${id}`, body: "One moment…", reply_to: id, thread: thread?.root }; // the same client_id: answered once
  const { ok } = await ask("send", reply);
  if (ok) await ask("edit", { message: ok.id, body: `That is **${content.text.split(/\s+/).length} words**, ${author.name}.` });
}
async function take(message) {
  const at = rooms.get(message.room) ?? { room: message.room, seq: message.seq - 1, rev: message.rev - 1 }; // a room that the bot was added to
  rooms.set(at.room, at);
  if (message.rev > at.rev + 1) return catchUp(); // a gap: some changes are missing
  if (message.rev === at.rev + 1) await answer(message).then(() => Object.assign(at, { seq: message.seq, rev: message.rev }));
}
async function catchUp() {
  const { ok = { rooms: [] } } = await ask("resume", { rooms: [...rooms.values()] }); // at most 200 rooms at once
  for (const { room, missed, head, rev, more } of ok.rooms) {
    for (const message of missed.messages ?? []) if (message.seq > rooms.get(room).seq) await answer(message);
    Object.assign(rooms.get(room), more ? { rev } : { rev, seq: head });
  }
  if (ok.rooms.some(({ more }) => more)) await catchUp();
}
chat.on("message", (message) => (turn = turn.then(() => take(message))));
chat.on("welcome", (welcome) => {
  me = welcome.me;
  for (const head of welcome.heads) if (!rooms.has(head.room)) rooms.set(head.room, head);
  turn = turn.then(catchUp).then(() => console.log(`${me.name} is listening`));
});
