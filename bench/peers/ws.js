// The peer `ws`: npm's ws on node, as its README teaches to broadcast. ws.js PORT [--deflate] [--tls CERT KEY]
"use strict";

const { readFileSync } = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const { WebSocket, WebSocketServer } = require("ws");

const [port, ...words] = process.argv.slice(2);
const tls = words.indexOf("--tls");
const http_server = tls < 0
  ? http.createServer()
  : https.createServer({ cert: readFileSync(words[tls + 1]), key: readFileSync(words[tls + 2]) });
const deflate = words.includes("--deflate") && {
  // The README's example of cheap compression; the threshold would leave small messages alone.
  zlibDeflateOptions: { chunkSize: 1024, memLevel: 7, level: 3 },
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  threshold: 0,
};
const server = new WebSocketServer({ server: http_server, perMessageDeflate: deflate, maxPayload: 1 << 20 });

const rooms = new Map(); // path -> Set of WebSocket

function room_of(path) {
  if (!rooms.has(path)) rooms.set(path, new Set());
  return rooms.get(path);
}

server.on("connection", (socket, request) => {
  socket.on("error", () => {}); // a close follows
  if (request.url === "/echo") {
    socket.on("message", (data, binary) => socket.send(data, { binary }));
    return;
  }
  const room = room_of(request.url);
  room.add(socket);
  socket.on("close", () => room.delete(socket));
  socket.on("message", (data, binary) => {
    for (const member of room) {
      if (member.readyState === WebSocket.OPEN) member.send(data, { binary });
    }
  });
});

http_server.listen({ port: Number(port), host: "127.0.0.1", backlog: 4096 });
