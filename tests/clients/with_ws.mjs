// A client with npm's ws: with_ws.mjs URL [SUBPROTOCOL]. Each line of input, a JSON string, is sent; its end is a
// goodbye. What happens is told in lines of JSON: open, text, binary (in hex), closed, refused.
import {createInterface} from 'node:readline';
import WebSocket from 'ws';

const [url, subprotocol] = process.argv.slice(2);
const tell = (...what) => console.log(JSON.stringify(what));
const socket = new WebSocket(url, subprotocol ? [subprotocol] : []);
const lines = createInterface({input: process.stdin});
socket.on('open', () => {
  tell('open', socket.protocol);
  lines.on('line', (line) => socket.send(JSON.parse(line)));
  lines.on('close', () => socket.close(1000));
});
socket.on('message', (data, isBinary) => (isBinary ? tell('binary', data.toString('hex')) : tell('text', data.toString())));
socket.on('close', (code, reason) => {
  tell('closed', code, reason.toString());
  lines.close();
  process.stdin.destroy();
});
socket.on('unexpected-response', (request, response) => {
  tell('refused', response.statusCode);
  process.exit();
});
socket.on('error', (error) => tell('error', error.message));
