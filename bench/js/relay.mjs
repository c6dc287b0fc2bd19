// A peer for the benchmarks: relays each `send` to all, as a message of the same form and size as
// Natter's, and acknowledges it. Nothing is checked or stored. Prints its address.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const chat = new Server(http, { transports: ["websocket"] }).of("/chat");
let seq = 0;

chat.on("connection", (socket) => {
  const author = { id: randomUUID(), name: "Merry Otter 42" };
  socket.join("room");
  socket.on("send", ({ room, client_id, body }, ack) => {
    const posted = { id: randomUUID(), seq: ++seq, sent_at: Date.now() };
    chat.to("room").emit("message", { ...posted, room, author, client_id, body });
    ack({ ok: posted });
  });
});

http.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${http.address().port}`));
