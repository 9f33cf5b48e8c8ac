// The peer `Bun`: its server and its publish, whose engine is uWebSockets. bun.js PORT [--deflate] [--tls CERT KEY]
const [port, ...words] = process.argv.slice(2);
const at = words.indexOf("--tls");
const deflate = words.includes("--deflate");

const server = Bun.serve({
  port: Number(port),
  hostname: "127.0.0.1",
  tls: at < 0 ? undefined : { cert: Bun.file(words[at + 1]), key: Bun.file(words[at + 2]) },
  fetch(request, server) {
    const path = new URL(request.url).pathname;
    if (server.upgrade(request, { data: path })) return undefined;
    return new Response("WebSocket only\n", { status: 426 });
  },
  websocket: {
    open(socket) {
      if (socket.data !== "/echo") socket.subscribe(socket.data);
    },
    message(socket, message) {
      if (socket.data === "/echo") socket.send(message, deflate);
      else server.publish(socket.data, message, deflate);
    },
    // One compressor for all connections: without context takeover, the cheapest Bun has.
    perMessageDeflate: deflate ? { compress: "shared", decompress: "shared" } : false,
    maxPayloadLength: 1 << 20,
    backpressureLimit: 0, // none: nothing is dropped
    idleTimeout: 0,
  },
});
