// A server of the npm package socket.io, for Natter's own client (interop/tests/own_client.rs): what
// works against it works against any Socket.IO server. interop/python/socketio_server.py is the
// same in Python. Prints its address; ends with its stdin.
//
// Arguments: the port (0 for a free one), and for TLS the files of a key and a certificate.

import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { Server } from "socket.io";

const [port = "0", key, cert] = process.argv.slice(2);
const server = key
  ? https.createServer({ key: readFileSync(key), cert: readFileSync(cert) })
  : http.createServer();
const io = new Server(server, { pingInterval: 300, pingTimeout: 1500 });

io.on("connection", (socket) => {
  socket.on("message", (text) => socket.emit("message", `${socket.id.substring(0, 3)} said ${text}`));
});

const strict = io.of("/strict");
strict.use((socket, next) => {
  if (socket.handshake.auth.token === "open sesame") return next();
  next(Object.assign(new Error("no token"), { data: { code: "unauthenticated" } }));
});
strict.on("connection", (socket) => {
  socket.on("who am I", (answer) => answer({ id: socket.id, auth: socket.handshake.auth }));
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
  socket.on("mirror", (number) => socket.emit("number", number));
  let beats = 0;
  socket.conn.on("heartbeat", () => ++beats === 4 && socket.emit("four heartbeats"));
  socket.on("put me out", () => socket.disconnect());
  socket.on("cut the line", () => socket.conn.close());
});

server.listen(Number(port), "127.0.0.1", () =>
  console.log(`${key ? "https" : "http"}://localhost:${server.address().port}`),
);
process.stdin.resume().on("end", () => process.exit());
