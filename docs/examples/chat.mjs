import { io } from "socket.io-client"; // npm install socket.io-client
import { createInterface } from "node:readline";
const url = process.argv[2] ?? "http://127.0.0.1:3000";
const session = await fetch(`${url}/api/visitor-session`, { method: "POST" });
const chat = io(`${url}/chat`, { auth: { token: (await session.json()).token } });
let lobby; // { room: its id, seq: that of the last message shown }
const show = ({ seq, author, body }) => {
  if (seq > lobby.seq + 1) catchUp(); // some in between are missing
  else if (seq > lobby.seq && ++lobby.seq) console.log(`${author.name}: ${body}`);
};
const catchUp = () => chat.emit("resume", { rooms: [lobby] }, ({ ok: { rooms: [{ missed, head, more }] } }) =>
  missed === "reset" ? (lobby.seq = head) : (missed.messages.forEach(show), more && catchUp()));
chat.on("message", show).on("lagging", catchUp).on("welcome", ({ heads }) => catchUp((lobby ??= heads[0])));
await new Promise((welcomed) => chat.once("welcome", welcomed));
for await (const body of createInterface({ input: process.stdin })) {
  const message = { room: lobby.room, client_id: crypto.randomUUID(), body };
  const send = () => chat.timeout(5000).emitWithAck("send", message).catch(send); // same id: posted once
  console.error((await send()).error?.message ?? "sent"); // after an error, nothing was posted
}
chat.close();
