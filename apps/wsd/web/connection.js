// The WebSocket: opened, watched, opened again. Knows nothing of what is said over it.

import {backoff, mayReturn} from './backoff.js';

const kStableAfter = 60_000;
const kQuietMax = 25_000;   // then the other side is asked whether it is there
const kAnswerMax = 15_000;  // and has so long to answer
const kProtocol = 'wsd.1.json';
const kReasonMax = 120;  // bytes; WebSocket takes 123

// As much of it as a close frame holds, cut at a character.
function reasonOf(text) {
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, kReasonMax), {stream: true});
}

// Tells its owner by calls: opened(), received(object), changed(), and closed({code, reason}) once for each opened(), which
// returns whether what ended the connection will not be said again. phase: 'connecting', 'open', 'waiting' (until retryAt) or 'ended' (why: a close code).
export class Connection {
  phase = 'connecting';
  retryAt = 0;
  why = {code: 0, reason: ''};

  #url;
  #owner;
  #socket = null;
  #attempt = 0;
  #timer = 0;
  #openedAt = 0;
  #heardAt = 0;
  #asked = false;

  constructor(url, owner) {
    this.#url = url;
    this.#owner = owner;
    setInterval(() => this.#watch(), 5_000);
    addEventListener('online', () => this.retry());
    addEventListener('offline', () => this.#socket?.close());
    addEventListener('pageshow', (event) => event.persisted && this.retry());
    addEventListener('pagehide', () => this.#socket?.close(1000));
    document.addEventListener('visibilitychange', () => document.hidden || this.retry());
  }

  start() {
    clearTimeout(this.#timer);
    this.#become('connecting');
    const socket = new WebSocket(this.#url, kProtocol);
    this.#socket = socket;
    let opened = false;
    socket.addEventListener('open', () => {
      opened = true;
      this.#openedAt = this.#heardAt = Date.now();
      this.#asked = false;
      this.#become('open');
      this.#owner.opened();
    });
    socket.addEventListener('message', (event) => {
      if (socket !== this.#socket) return;
      this.#heardAt = Date.now();
      this.#asked = false;
      let object = null;
      try {
        object = JSON.parse(event.data);
      } catch {
        return;  // not of this protocol
      }
      this.#owner.received(object);
    });
    socket.addEventListener('close', (event) => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      const mended = opened && this.#owner.closed(event);
      this.#after(event, mended);
    });
  }

  // Now, without waiting. Does nothing while one is open or under way.
  retry() {
    if (this.phase === 'waiting' || this.phase === 'ended') this.start();
  }

  stop(reason = '') {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000, reasonOf(reason));
    clearTimeout(this.#timer);
    this.why = {code: 1000, reason};
    if (socket && this.phase === 'open') this.#owner.closed(this.why);
    this.#become('ended');
  }

  // false: it went nowhere.
  send(object) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(object));
    return true;
  }

  #after({code, reason}, mended = false) {
    this.why = {code, reason};
    if (!mayReturn(code, mended)) return this.#become('ended');
    if (this.#openedAt && Date.now() - this.#openedAt > kStableAfter) this.#attempt = 0;
    this.#openedAt = 0;
    const wait = backoff(code, this.#attempt++, Math.random());
    this.retryAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.start(), wait);
    this.#become('waiting');
  }

  // A browser does not tell of a line that went dead: whoever says nothing is asked.
  #watch() {
    if (this.phase !== 'open') return;
    const quiet = Date.now() - this.#heardAt;
    if (quiet < kQuietMax) return;
    if (!this.#asked) {
      this.#asked = true;
      this.send({op: 'ping'});
    } else if (quiet > kQuietMax + kAnswerMax) {
      const socket = this.#socket;
      this.#socket = null;
      socket.close();
      this.#owner.closed({code: 4112, reason: ''});
      this.#after({code: 4112, reason: ''});
    }
  }

  #become(phase) {
    this.phase = phase;
    this.#owner.changed();
  }
}
