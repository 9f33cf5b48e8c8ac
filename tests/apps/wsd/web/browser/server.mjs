// The server as a process, a relay in front of it that can be cut, and people without a browser.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import net from 'node:net';
import {createInterface} from 'node:readline';
import {after} from 'node:test';
import {fileURLToPath} from 'node:url';

const kProgram = process.env.WSD_PROGRAM;
const kWsc = process.env.WSC_PROGRAM;
const kPython = process.env.WSD_PYTHON ?? '/usr/bin/python3';

// What a failed test leaves behind would keep node from ending.
const kEndings = [];
after(() => kEndings.forEach((end) => end()));

async function firstLine(child, what) {
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const lines = createInterface({input: child.stdout});
  const line = await Promise.race([once(lines, 'line').then(([text]) => text), once(child, 'exit').then(() => null)]);
  assert.ok(line !== null, `${what} ended at once: ${said}`);
  return line;
}

export class Server {
  // options: the server's own, such as ['--rate', '0'].
  static async start(options = [], port = 0) {
    const server = new Server();
    server.options = options;
    await server.#start(port);
    return server;
  }

  async #start(port) {
    assert.ok(kProgram, 'WSD_PROGRAM does not say where the server is');
    this.child = spawn(kProgram, ['--listen', '127.0.0.1:' + port, '--admin', '127.0.0.1:0', '--per-address', '0', ...this.options], {stdio: ['ignore', 'pipe', 'pipe']});
    kEndings.push(() => this.child.kill('SIGKILL'));
    let log = '';
    this.child.stderr.on('data', (text) => (log += text));
    const line = await firstLine(this.child, 'wsd');
    this.port = Number(/:(\d+)$/.exec(line)[1]);
    while (!/"admin":"http:\/\/[^"]*:(\d+)"/.test(log)) await once(this.child.stderr, 'data');
    this.admin = 'http://localhost:' + /"admin":"http:\/\/[^"]*:(\d+)"/.exec(log)[1];
    this.url = 'http://localhost:' + this.port;
  }

  // Without a word to anybody.
  async kill() {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  async startAgain() {
    await this.#start(this.port);
  }

  // Until nobody of that name is connected any more.
  async misses(nick) {
    let there = true;
    while (there) {
      const {connections} = await (await fetch(this.admin + '/api/v1/connections')).json();
      there = connections.some(({user}) => user?.nick === nick);
    }
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.kill();
  }
}

// Hands bytes on between whoever connects and the server. cut() ends all connections and refuses new ones
// until mend().
export class Relay {
  static async before(port) {
    const relay = new Relay();
    kEndings.push(() => relay.stop());
    relay.sockets = new Set();
    relay.isCut = false;
    relay.listener = net.createServer((near) => {
      if (relay.isCut) return near.resetAndDestroy();
      const far = net.connect(port, '127.0.0.1');
      for (const socket of [near, far]) {
        relay.sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          relay.sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far);
      far.pipe(near);
    });
    relay.listener.listen(0, '127.0.0.1');
    await once(relay.listener, 'listening');
    relay.url = 'http://localhost:' + relay.listener.address().port;
    return relay;
  }

  cut() {
    this.isCut = true;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  mend() {
    this.isCut = false;
  }

  stop() {
    this.cut();
    this.listener.close();
  }
}

// Somebody with a few lines of python: plain text, line by line.
export class Plain {
  heard = [];
  waiting = [];

  static async join(server, path = '/') {
    const plain = new Plain();
    plain.child = spawn(kPython, ['-u', fileURLToPath(new URL('plain.py', import.meta.url)), `ws://localhost:${server.port}${path}`], {stdio: ['pipe', 'pipe', 'pipe']});
    kEndings.push(() => plain.child.kill());
    plain.gone = once(plain.child, 'exit');
    plain.child.stderr.setEncoding('utf8').on('data', (text) => plain.hear(text));
    createInterface({input: plain.child.stdout}).on('line', (text) => plain.hear(JSON.parse(text)));
    await plain.until(/ has connected\.$/);  // in the room: who is welcomed may be on the way there
    return plain;
  }

  hear(text) {
    this.heard.push(text);
    for (const wake of this.waiting.splice(0)) wake();
  }

  say(text) {
    this.child.stdin.write(JSON.stringify(text) + '\n');
  }

  // Until a line like that was heard.
  async until(pattern) {
    while (!this.heard.some((line) => pattern.test(line))) {
      await Promise.race([new Promise((done) => this.waiting.push(done)), this.gone.then(() => assert.fail('the client ended; it heard: ' + this.heard.join(' | ')))]);
    }
  }

  async leave() {
    if (this.child.exitCode !== null) return;
    this.child.stdin.end();
    await this.gone;
  }
}

// Somebody with the terminal's client, in a pipe: what they say goes in, what others say comes out.
export class Wsc extends Plain {
  static async join(server, room, nick) {
    const wsc = new Wsc();
    wsc.child = spawn(kWsc, [`ws://localhost:${server.port}`, '-r', room, '-n', nick, '-v'], {stdio: ['pipe', 'pipe', 'pipe']});
    kEndings.push(() => wsc.child.kill());
    wsc.gone = once(wsc.child, 'exit');
    for (const stream of [wsc.child.stdout, wsc.child.stderr]) {
      createInterface({input: stream}).on('line', (line) => wsc.hear(line));
    }
    await wsc.until(/You are in/);
    return wsc;
  }

  say(text) {
    this.child.stdin.write(text + '\n');
  }
}
