import { io } from "socket.io-client"; // npm install socket.io-client
import { createInterface } from "node:readline";
const url = process.argv[2] ?? "http://127.0.0.1:3000";
const session = await fetch(`${url}/api/visitor-session`, { method: "POST" });
const chat = io(`${url}/chat`, { auth: { token: (await session.json()).token } });
let lobby; // { room: its id, seq and rev: where it stands as far as it is shown }
const show = (one) => (one.rev > lobby.rev + 1 ? catchUp() : take(one)); // a gap: some changes are missing
const take = ({ rev, seq, author, content }) => (
  author && rev > lobby.rev && console.log(`${author.name}${seq > lobby.seq ? "" : " (changed)"}: ${content.text ?? content}`),
  Object.assign(lobby, { rev: Math.max(rev, lobby.rev), seq: Math.max(seq, lobby.seq) }));
const catchUp = () => chat.emit("resume", { rooms: [lobby] }, ({ ok: { rooms: [{ missed, head, rev, more }] } }) =>
  [...(missed.messages ?? []), { rev, seq: more ? 0 : head }].forEach(take) ?? (more && catchUp()));
chat.on("message", show).on("message_changed", show).on("lagging", catchUp).on("welcome", ({ heads }) => catchUp((lobby ??= heads[0])));
await new Promise((welcomed) => chat.once("welcome", welcomed));
for await (const body of createInterface({ input: process.stdin })) {
  const message = { room: lobby.room, client_id: crypto.randomUUID(), body };
  const send = (tries = 5) => chat.timeout(5000).emitWithAck("send", message).catch((error) => tries ? send(tries - 1) : { error }); // same id: posted once
  console.error((await send()).error?.message ?? "sent"); // after an error, nothing was posted
}
chat.close();
