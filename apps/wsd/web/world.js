// All that the page knows: who one is, the conversations, what was asked and is not answered yet. Has no
// socket, no clock and no element: each function says what somebody wants and returns what to send for
// it. What the server says comes in by hearing.js.

import {Conversation} from './conversation.js';

const kPage = 50;

export class World {
  me = {id: '', nick: ''};
  server = '';
  limits = {};
  welcomed = false;
  conversations = new Map();
  current = '';
  lastFrom = '';  // who wrote privately last: /r
  found = null;   // what the last search found: {room, q, items or error}
  rooms = null;   // the list of rooms, when it was asked for: [{room, members, topic}]

  #random;
  asked = new Map();  // what an answer is about, by the question's number
  #number = 0;
  cids = new Set();   // of what this tab said
  selves = new Set();  // who one was: a number and a name, since numbers begin anew with the server
  pinged = null;

  // random(): a short word, never the same one twice.
  constructor(random) {
    this.#random = random;
  }

  get here() {
    return this.conversations.get(this.current);
  }

  list(kind) {
    return [...this.conversations.values()].filter((one) => one.kind === kind);
  }

  conversation(kind, name) {
    const made = new Conversation(kind, name);
    const known = this.conversations.get(made.key);
    if (known) return known;
    this.conversations.set(made.key, made);
    return made;
  }

  // ---- what somebody wants ----

  hello({nick, session}) {
    const rooms = this.list('room').map((room) => ({
      room: room.name,
      since: room.epoch ? {epoch: room.epoch, seq: room.seen} : 'latest',
    }));
    return this.ask({op: 'hello', client: 'wsd-web', ...(nick ? {nick} : {}), session, rooms}, {hello: true});
  }

  join(name) {
    const room = this.conversation('room', name);
    return room.joined || !this.welcomed ? [] : [this.ask({op: 'join', room: name, since: 'latest'}, {room})];
  }

  leave(conversation) {
    this.conversations.delete(conversation.key);
    return conversation.joined ? [{op: 'leave', room: conversation.name}] : [];
  }

  go(conversation) {
    const before = this.here;
    if (before && before !== conversation) before.mark = null;
    this.current = conversation.key;
    if (conversation.unread > 0) {
      const messages = conversation.items.filter((item) => item.kind === 'message' && !item.own);
      conversation.mark = messages.at(-conversation.unread - 1)?.at ?? 0;
    }
    this.read();
  }

  // What is shown has been seen.
  read() {
    if (!this.here) return;
    this.here.unread = 0;
    this.here.mentioned = false;
  }

  say(conversation, text, now, action = false) {
    const message = {cid: this.#random(), text, ts: now, state: 'pending', own: true, action, from: this.me};
    conversation.pending.push(message);
    return this.#utter(conversation, message);
  }

  again(conversation, message, now) {
    Object.assign(message, {state: 'pending', error: '', ts: now});
    return this.#utter(conversation, message);
  }

  discard(conversation, message) {
    conversation.pending = conversation.pending.filter((other) => other !== message);
  }

  #utter(conversation, {cid, text, action}) {
    this.cids.add(cid);
    const ready = this.welcomed && (conversation.kind === 'private' || conversation.joined);
    if (!ready) return [];  // goes out when it is
    const what = conversation.kind === 'private' ? {op: 'dm', to: conversation.name, text, cid}
        : {op: action ? 'me' : 'msg', room: conversation.name, text, cid};
    return [this.ask(what, {conversation, cid})];
  }

  unsent(conversation) {
    return conversation.pending.filter(({state}) => state === 'pending')
        .flatMap((message) => this.#utter(conversation, message));
  }

  // count: at most so many; the server has a limit of its own.
  older(room, count = kPage) {
    if (!room.mayGoBack || room.loading || !this.welcomed) return [];
    room.loading = true;
    return [this.ask({op: 'history', room: room.name, before: room.lowest, limit: count}, {room, back: true})];
  }

  fill(room, low, high) {
    if (!this.welcomed) return [];
    return [this.ask({op: 'history', room: room.name, after: low - 1, limit: kPage}, {room, low, high})];
  }

  around(room, seq) {
    return [this.ask({op: 'history', room: room.name, around: seq, limit: kPage}, {room, around: seq})];
  }

  search(room, q) {
    this.found = {room: room.name, q, items: null};
    return [this.ask({op: 'search', room: room.name, q, limit: kPage}, {search: true})];
  }

  who(room) {
    return [this.ask({op: 'who', room: room.name}, {room})];
  }

  // Anything else: its answer comes back as a note in that conversation, or an error does.
  request(what, conversation, about = {}) {
    return [this.ask(what, {note: conversation, ...about})];
  }

  ask(what, about) {
    const id = ++this.#number;
    this.asked.set(id, about);
    return {...what, id};
  }

  // What is needed to show a room, once it is shown: its last messages, and who is there.
  visit(room) {
    if (room.kind !== 'room' || !room.joined) return [];
    const send = [];
    if (!room.loaded) {
      room.loading = true;
      send.push(this.ask({op: 'history', room: room.name, latest: true, limit: kPage}, {room, back: true}));
    }
    room.loaded = true;
    if (!room.known) send.push(...this.who(room));
    room.known = true;
    return send;
  }

  ping(conversation) {
    this.pinged = conversation;
    return [this.ask({op: 'ping'}, {})];
  }

  // The connection is gone, and with it every question.
  lost() {
    this.welcomed = false;
    this.asked.clear();
    for (const one of this.conversations.values()) {
      one.joined = one.kind === 'private';
      one.loading = false;
      one.typing.clear();
    }
  }
}
