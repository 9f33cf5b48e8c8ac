// All that the page knows: who one is, the conversations, what was asked and is not answered yet. Has no
// socket, no clock and no element: each function says what somebody wants and returns what to send for
// it. What the server says comes in by hearing.js.

import {Conversation, kKeptAside, kKeptHere, kKeptOfStrangers} from './conversation.js';
import {kRoomsMax} from './names.js';

const kPage = 50;
const kStrangersShown = 3;  // the others are folded
const kStrangersMax = 50;   // then the oldest of those that are folded go
const kIdMax = Number.MAX_SAFE_INTEGER;

function bytesOf(object) {
  return new TextEncoder().encode(JSON.stringify(object)).length;
}

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
  wished = '';         // the name that one asked for at the beginning
  refusal = false;     // one got another: an error follows that says why
  strangersGone = 0;   // conversations that strangers began, and that were let go of

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
    if (kind === 'private') {
      made.keep(kKeptOfStrangers);
      this.#dropStrangers();
    }
    return made;
  }

  // Those to whom one has never written: some are shown, the others folded.
  get strangers() {
    const all = this.list('private').filter(({mine}) => !mine);
    return {shown: all.slice(0, kStrangersShown), folded: all.slice(kStrangersShown)};
  }

  #dropStrangers() {
    const {shown, folded} = this.strangers;
    const surplus = shown.length + folded.length - kStrangersMax;
    for (const one of folded.filter((other) => other !== this.here).slice(0, Math.max(0, surplus))) {
      this.conversations.delete(one.key);
      ++this.strangersGone;
    }
  }

  // Whoever one writes to is no stranger.
  befriend(talk) {
    talk.mine = true;
    if (talk !== this.here) talk.keep(kKeptAside);
  }

  // ---- what somebody wants ----

  hello({nick, session}) {
    const all = this.list('room');
    const first = all.filter((room) => room === this.here);  // a server lets one into so many and no more
    const asked = [...first, ...all.filter((room) => room !== this.here)].slice(0, this.limits.rooms || kRoomsMax);
    for (const room of asked) room.entering = true;
    const rooms = asked.map((room) => ({
      room: room.name,
      since: room.epoch ? {epoch: room.epoch, seq: room.seen} : 'latest',
    }));
    this.wished = nick ?? '';
    this.refusal = false;
    return this.ask({op: 'hello', client: 'wsd-web', ...(nick ? {nick} : {}), session, rooms}, {hello: true});
  }

  join(name) {
    const room = this.conversation('room', name);
    if (room.joined || room.entering || !this.welcomed) return [];
    Object.assign(room, {entering: true});
    const since = room.epoch ? {epoch: room.epoch, seq: room.seen} : 'latest';
    return [this.ask({op: 'join', room: name, since}, {room, join: true})];
  }

  // What the server did not let one into, and what waits to be said there: once more, for an answer that says why not.
  knock() {
    const rooms = this.list('room').filter((room) => !room.joined);
    for (const room of rooms) room.entering = false;
    return rooms.filter((room) => room.pending.some(({state}) => state === 'pending')).flatMap((room) => this.join(room.name));
  }

  leave(conversation) {
    this.conversations.delete(conversation.key);
    return conversation.kind === 'room' && conversation.joined ? [{op: 'leave', room: conversation.name}] : [];
  }

  go(conversation) {
    const before = this.here;
    if (before && before !== conversation) {
      before.mark = null;
      before.read(false);
      before.keep(before.kind === 'private' && !before.mine ? kKeptOfStrangers : kKeptAside);
    }
    this.current = conversation.key;
    conversation.keep(kKeptHere);
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
    if (conversation.kind === 'private') this.befriend(conversation);
    return this.#utter(conversation, message);
  }

  // By how many bytes a message is too long, as it is sent; 0: it is not.
  excess(conversation, text, action = false) {
    const {cid, ...rest} = this.#wording(conversation, {cid: this.#random(), text, action});
    return this.excessOf({...rest, cid, id: kIdMax});
  }

  excessOf(object) {
    return this.limits.message ? Math.max(0, bytesOf(object) - this.limits.message) : 0;
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
    if (!ready) return conversation.kind === 'room' ? this.join(conversation.name) : [];  // goes out when it is
    return [this.ask(this.#wording(conversation, {cid, text, action}), {conversation, cid})];
  }

  #wording(conversation, {cid, text, action}) {
    return conversation.kind === 'private' ? {op: 'dm', to: conversation.name, text, cid}
        : {op: action ? 'me' : 'msg', room: conversation.name, text, cid};
  }

  unsent(conversation) {
    return conversation.pending.filter(({state}) => state === 'pending')
        .flatMap((message) => this.#utter(conversation, message));
  }

  // count: at most so many; the server has a limit of its own.
  older(room, count = kPage) {
    if (!room.mayGoBack || room.loading || room.isFull || !this.welcomed) return [];
    room.loading = true;
    return [this.ask({op: 'history', room: room.name, before: room.lowest, limit: count}, {room, back: true})];
  }

  fill(room, low, high) {
    if (!this.welcomed) return [];
    return [this.ask({op: 'history', room: room.name, after: low - 1, limit: kPage}, {room, low, high})];
  }

  // Its newest again, when they were let go of.
  newest(room) {
    if (!room.behind || room.loading || !this.welcomed) return [];
    room.behind = false;
    return [this.#latest(room)];
  }

  #latest(room) {
    room.loading = true;
    return this.ask({op: 'history', room: room.name, latest: true, limit: kPage}, {room, back: !room.loaded});
  }

  around(room, seq) {
    room.seeking = true;
    room.read(true);
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
    if (!room.loaded) send.push(this.#latest(room));
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
      one.loading = one.entering = one.seeking = false;
      one.typing.clear();
    }
  }

  // A message was too large for the server, which ended the connection (1009): it was the largest of those without an answer.
  // Whether there is one; it would end the next connection as well.
  failLargest(why) {
    const sent = [...this.asked.values()].flatMap(({conversation, cid}) => conversation?.pending.filter((one) => one.cid === cid) ?? []);
    const size = ({text}) => bytesOf(text);
    const largest = sent.reduce((most, one) => (most && size(most) >= size(one) ? most : one), null);
    if (largest) Object.assign(largest, {state: 'failed', error: why});
    return Boolean(largest);
  }
}
