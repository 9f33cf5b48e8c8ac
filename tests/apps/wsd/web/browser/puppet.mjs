// A server that says what a test wants: the real page, and behind its WebSocket nobody but the test.
import {once} from 'node:events';
import http from 'node:http';
import {after} from 'node:test';
import {WebSocketServer} from 'ws';

const kEndings = [];
after(() => kEndings.forEach((end) => end()));

export const kMe = {id: 'u1', nick: 'me'};

// Answers the page's questions as a server with empty rooms would, unless the test has another answer.
const kAnswers = {
  hello: ({id, rooms}, puppet) => [
    {op: 'welcome', re: id, user: kMe, limits: puppet.limits, ts: 1},
    ...rooms.map(({room}) => ({op: 'joined', room, epoch: 'e', seq: puppet.head, first: puppet.head + 1, pv: 1, members: 2, topic: ''})),
  ],
  history: ({id, room}, puppet) => [{op: 'history', re: id, room, epoch: 'e', items: [], first: 1, head: puppet.head, more: false}],
  who: ({id, room}) => [{op: 'presence', re: id, room, pv: 1, full: true, members: [kMe], count: 1}],
  join: ({id, room}) => [{op: 'joined', re: id, room, epoch: 'e', seq: 0, first: 0, pv: 1, members: 1, topic: ''}],
};

export class Puppet {
  heard = [];    // what pages said, in order
  sockets = [];  // of the pages that are connected
  head = 0;      // the last number of each room when a page comes
  limits = {message: 65_536, rooms: 128, burst: 0, rate: 0};
  answers = {...kAnswers};
  #waiting = [];

  // server: the one whose page it is.
  static async before(server) {
    const puppet = new Puppet();
    puppet.http = http.createServer((request, response) => {
      const {method, url, headers} = request;
      const from = http.request(server.url + url, {method, headers: {...headers, host: 'localhost:' + server.port}}, (given) => {
        response.writeHead(given.statusCode, given.headers);
        given.pipe(response);
      });
      request.pipe(from);
    });
    new WebSocketServer({server: puppet.http}).on('connection', (socket) => puppet.#connected(socket));
    puppet.http.listen(0, '127.0.0.1');
    await once(puppet.http, 'listening');
    puppet.port = puppet.http.address().port;
    puppet.url = 'http://localhost:' + puppet.port;
    kEndings.push(() => puppet.stop());
    return puppet;
  }

  #connected(socket) {
    this.sockets.push(socket);
    socket.on('error', () => {});
    socket.on('close', () => (this.sockets = this.sockets.filter((other) => other !== socket)));
    socket.on('message', (bytes) => {
      const object = JSON.parse(bytes);
      this.heard.push({...object, socket, bytes: bytes.length});
      for (const answer of this.answers[object.op]?.(object, this, socket) ?? []) socket.send(JSON.stringify(answer));
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  // To every page.
  tell(object) {
    for (const socket of this.sockets) socket.send(typeof object === 'string' ? object : JSON.stringify(object));
  }

  // Until the page has said something like that: matches(object).
  async hears(matches) {
    for (;;) {
      const found = this.heard.find(matches);
      if (found) return found;
      await new Promise((done) => this.#waiting.push(done));
    }
  }

  stop() {
    for (const socket of this.sockets) socket.terminate();
    this.http.closeAllConnections();
    this.http.close();
  }
}
