// A server of the npm package socket.io, for Natter's own client (interop/tests/own_client.rs): what
// works against it works against any Socket.IO server. Prints its address; ends with its stdin.

import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { pingInterval: 300, pingTimeout: 300 });

io.on("connection", (socket) => {
  socket.on("message", (text) => socket.emit("message", `${socket.id.substring(0, 3)} said ${text}`));
});

const strict = io.of("/strict");
strict.use((socket, next) => {
  if (socket.handshake.auth.token === "open sesame") return next();
  next(Object.assign(new Error("no token"), { data: { code: "unauthenticated" } }));
});
strict.on("connection", (socket) => {
  socket.emit("welcome", { id: socket.id, auth: socket.handshake.auth });
  // Answers with all of its arguments, after the event's own.
  socket.on("echo", (...args) => {
    const answer = args.pop();
    answer(...args);
  });
  socket.on("silence", () => {});
  socket.on("ask me", async (question, answer) => answer(await socket.emitWithAck("question", question)));
  socket.on("burst", (count) => {
    for (let i = 0; i < count; i++) socket.emit("number", i);
  });
  let beats = 0;
  socket.conn.on("heartbeat", () => ++beats === 4 && socket.emit("four heartbeats"));
  socket.on("put me out", () => socket.disconnect());
  socket.on("cut the line", () => socket.conn.close());
});

http.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${http.address().port}`));
process.stdin.resume().on("end", () => process.exit());
