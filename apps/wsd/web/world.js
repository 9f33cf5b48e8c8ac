// All that the page knows: who one is, the conversations, what was asked and is not answered yet. Has no
// socket, no clock and no element: take() is told what the server said and returns what to send and what
// is new; the other functions say what somebody wants and return what to send.

import {Conversation} from './conversation.js';
import {mentions, nameOf} from './names.js';

const kPage = 50;
const kRetryAfter = 2_000;

export class World {
  me = {id: '', nick: ''};
  server = '';
  limits = {};
  welcomed = false;
  conversations = new Map();
  current = '';
  lastFrom = '';  // who wrote privately last: /r
  found = null;   // what the last search found: {room, q, items, more}
  rooms = null;   // the list of rooms, when it was asked for: [{room, members, topic}]

  #random;
  #asked = new Map();
  #number = 0;
  #own = new Set();    // cids of this tab
  #selves = new Set();  // who one was: a number and a name, since numbers begin anew with the server
  #pinged = null;

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
    return this.#ask({op: 'hello', client: 'wsd-web', ...(nick ? {nick} : {}), session, rooms}, {hello: true});
  }

  join(name) {
    const room = this.conversation('room', name);
    return room.joined || !this.welcomed ? [] : [this.#ask({op: 'join', room: name, since: 'latest'}, {room})];
  }

  leave(conversation) {
    this.conversations.delete(conversation.key);
    return conversation.joined ? [{op: 'leave', room: conversation.name}] : [];
  }

  go(conversation) {
    const before = this.here;
    if (before && before !== conversation) before.mark = 0;
    this.current = conversation.key;
    if (conversation.unread > 0) {
      const messages = conversation.items.filter((item) => item.kind === 'message' && !item.own);
      conversation.mark = messages.at(-conversation.unread - 1)?.at || (messages[0]?.at ?? 1) - 1 || 0;
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
    this.#own.add(cid);
    const ready = this.welcomed && (conversation.kind === 'private' || conversation.joined);
    if (!ready) return [];  // goes out when it is
    const what = conversation.kind === 'private' ? {op: 'dm', to: conversation.name, text, cid}
        : {op: action ? 'me' : 'msg', room: conversation.name, text, cid};
    return [this.#ask(what, {conversation, cid})];
  }

  #unsent(conversation) {
    return conversation.pending.filter(({state}) => state === 'pending')
        .flatMap((message) => this.#utter(conversation, message));
  }

  older(room) {
    if (!room.mayGoBack || room.loading || !this.welcomed) return [];
    room.loading = true;
    return [this.#ask({op: 'history', room: room.name, before: room.lowest, limit: kPage}, {room, back: true})];
  }

  fill(room, low, high) {
    if (!this.welcomed) return [];
    return [this.#ask({op: 'history', room: room.name, after: low - 1, limit: kPage}, {room, low, high})];
  }

  around(room, seq) {
    return [this.#ask({op: 'history', room: room.name, around: seq, limit: kPage}, {room, around: seq})];
  }

  search(room, q) {
    this.found = {room: room.name, q, items: null, more: false};
    return [this.#ask({op: 'search', room: room.name, q, limit: kPage}, {search: true})];
  }

  who(room) {
    return [this.#ask({op: 'who', room: room.name}, {room})];
  }

  // Anything else: its answer comes back as a note in that conversation, or an error does.
  request(what, conversation, about = {}) {
    return [this.#ask(what, {note: conversation, ...about})];
  }

  #ask(what, about) {
    const id = ++this.#number;
    this.#asked.set(id, about);
    return {...what, id};
  }

  // ---- what the server says ----

  // The connection is gone, and with it every question.
  lost() {
    this.welcomed = false;
    this.#asked.clear();
    for (const one of this.conversations.values()) {
      one.joined = one.kind === 'private';
      one.loading = false;
      one.typing.clear();
    }
  }

  // {send: objects, fresh: [{conversation, message, mentioned}], told: [{…}]}; see #told.
  take(event, now) {
    const about = this.#asked.get(event.re) ?? {};
    if (event.re !== undefined && !about.hello) this.#asked.delete(event.re);
    const done = {send: [], fresh: [], told: []};
    const hear = kHear[event.op];
    if (hear) hear.call(this, event, about, done, now);
    return done;
  }

  welcome(event, about, done) {
    Object.assign(this, {me: event.user, server: event.server ?? '', limits: event.limits ?? {}, welcomed: true});
    this.#selves.add(self(this.me));
    done.told.push({welcome: event.text ?? ''});
    for (const one of this.list('private')) done.send.push(...this.#unsent(one));
  }

  joined(event, about, done) {
    const room = this.conversation('room', event.room);
    const anew = room.epoch !== event.epoch;
    if (anew && room.epoch) room.loaded = false;
    room.begin(event.epoch);
    room.joined = true;
    room.first = event.first || 1;
    room.presence = event.pv ?? 0;
    room.count = event.members ?? 0;
    room.topic = event.topic ?? '';
    if (anew) {
      room.seen = event.seq;
      room.exhausted = event.seq === 0;
    }
    room.known = false;
    if (room === this.here) done.send.push(...this.visit(room));
    done.send.push(...this.#unsent(room));
  }

  // What is needed to show a room, once it is shown: its last messages, and who is there.
  visit(room) {
    if (room.kind !== 'room' || !room.joined) return [];
    const send = [];
    if (!room.loaded && !room.exhausted) {
      room.loading = true;
      send.push(this.#ask({op: 'history', room: room.name, latest: true, limit: kPage}, {room, back: true}));
    }
    room.loaded = true;
    if (!room.known) send.push(...this.who(room));
    room.known = true;
    return send;
  }

  left(event) {
    const room = this.conversations.get('#' + event.room);
    if (room) room.joined = false;
  }

  message(event, about, done, now) {
    const room = this.conversations.get('#' + event.room);
    if (!room) return;
    const message = this.#message(event);
    const isNew = room.add(message);
    room.seen = Math.max(room.seen, event.seq);
    if (message.own && this.#own.has(message.cid)) this.#settle(room, message.cid);
    if (isNew && !message.own) this.#fresh(room, message, done);
  }

  dm(event, about, done) {
    const peer = event.own ? event.to : event.from;
    const talk = this.conversation('private', nameOf(peer));
    talk.joined = true;
    const message = this.#message(event);
    message.own ||= Boolean(event.own);
    if (message.cid && message.own) this.#settle(talk, message.cid);
    const isNew = talk.add(message);
    talk.seen = Math.max(talk.seen, event.seq);
    if (message.own) return;
    this.lastFrom = nameOf(event.from);
    if (isNew) this.#fresh(talk, message, done);
  }

  ack(event, about) {
    const {conversation} = about;
    const message = conversation?.pending.find(({cid}) => cid === (event.cid ?? about.cid));
    if (!message) return;
    this.discard(conversation, message);
    conversation.add({seq: event.seq, ts: event.ts ?? message.ts, text: message.text, from: {...this.me},
                      cid: message.cid, own: true, action: message.action});
    if (event.queued) conversation.addRemark('queued', {nick: conversation.name}, message.ts);
  }

  history(event, about, done) {
    const items = event.items ?? [];
    if (event.op === 'search') {
      if (this.found) Object.assign(this.found, {items: items.map((item) => this.#message(item)), more: Boolean(event.more)});
      return;
    }
    const room = this.conversations.get('#' + event.room);
    if (!room || (event.epoch && event.epoch !== room.epoch)) return;
    room.loading = false;
    room.first = event.first || room.first;
    room.addPage(items.map((item) => this.#message(item)), about.low ? about.low - 1 : 0);
    if (about.back && !event.more) room.exhausted = true;
    if (about.low && !event.more) room.nothingBetween((items.at(-1)?.seq ?? about.low - 1) + 1, about.high);
    if (about.low && items.length === 0) room.nothingBetween(about.low, about.high);
    if (about.around) done.told.push({jump: about.around, room});
  }

  gap(event) {
    this.conversations.get('#' + event.room)?.addGap(event.from, event.to, event.reason);
  }

  presenceOf(event, about, done, now) {
    const room = this.conversations.get('#' + event.room);
    if (!room) return;
    if (event.full) {
      room.setMembers(event.members ?? [], event.count);
      room.presence = Math.max(room.presence, event.pv ?? 0);
      if (about.note) done.told.push({people: event.members ?? [], conversation: about.note});
      return;
    }
    if (event.pv !== undefined && event.pv <= room.presence) return;  // history
    const jumped = event.pv > room.presence + 1 || event.joined || event.left;  // or people who are not named
    room.presence = event.pv ?? room.presence;
    for (const person of event.add ?? []) {
      const was = room.members.get(person.id);
      room.members.set(person.id, person);
      if (!was) room.addRemark('joined', person, now);
      else if (event.was ?? nameOf(was) !== nameOf(person)) room.addRemark('renamed', person, now, {was: event.was ?? nameOf(was)});
    }
    for (const id of event.del ?? []) {
      const person = room.members.get(id);
      room.members.delete(id);
      room.typing.delete(id);
      if (person) room.addRemark('left', person, now);
    }
    room.count = event.count ?? room.members.size;
    if (jumped && room === this.here) done.send.push(...this.who(room));
    else if (jumped) room.known = false;
  }

  // To oneself; others see it as a presence.
  nick(event, about, done) {
    this.me = {...this.me, nick: event.nick};
    this.#selves.add(self(this.me));
    done.told.push({renamed: event.nick});
  }

  topic(event, about, done, now) {
    const room = this.conversations.get('#' + event.room);
    if (!room) return;
    if (event.re === undefined) room.addRemark('topic', event.from, event.ts ?? now, {text: event.topic});
    room.topic = event.topic;
  }

  isTyping(event, about, done, now) {
    if (event.from.id !== this.me.id) this.conversations.get('#' + event.room)?.setTyping(event.from, event.on, now);
  }

  roomList(event) {
    this.rooms = event.rooms ?? [];
  }

  error(event, about, done) {
    const message = about.conversation?.pending.find(({cid}) => cid === about.cid);
    if (message) {
      message.state = event.temporary ? 'waiting' : 'failed';
      message.error = event.text || event.error;
      if (event.temporary) done.told.push({later: about.conversation, message, after: kRetryAfter});
    } else if (about.hello) {
      done.told.push({refused: event});
    } else {
      if (about.room) about.room.loading = false;
      if (about.search && this.found) Object.assign(this.found, {items: [], error: event.text || event.error});
      else done.told.push({error: event, conversation: about.note ?? about.room});
    }
  }

  // A pong comes when the browser has answered the server's ping, without saying which question it was.
  pong(event, about, done) {
    if (event.rtt === undefined || !this.#pinged) return;
    done.told.push({answer: event, about, conversation: this.#pinged});
    this.#pinged = null;
  }

  ping(conversation) {
    this.#pinged = conversation;
    return [this.#ask({op: 'ping'}, {})];
  }

  dropped(event, about, done) {
    done.told.push({dropped: event.count});
  }

  answer(event, about, done) {
    if (about.note) done.told.push({answer: event, about, conversation: about.note});
  }

  #message(event) {
    const {seq, ts, from, text, data, bin, cid} = event;
    const own = Boolean(from) && this.#selves.has(self(from));
    const said = text ?? (data !== undefined ? JSON.stringify(data) : bin !== undefined ? `[${bin.length * 3 >> 2} B]` : '');
    return {seq, ts, from, text: said, cid, own, action: Boolean(event.action)};
  }

  // It came back by itself, before its ack or after a new beginning.
  #settle(conversation, cid) {
    conversation.pending = conversation.pending.filter((message) => message.cid !== cid);
  }

  #fresh(conversation, message, done) {
    const mentioned = conversation.kind === 'private' || mentions(message.text, nameOf(this.me));
    conversation.unread += 1;
    conversation.mentioned ||= mentioned;
    done.fresh.push({conversation, message, mentioned});
  }
}

function self({id, nick}) {
  return id + '|' + nick;
}

const kHear = {
  welcome: World.prototype.welcome,
  joined: World.prototype.joined,
  msg: World.prototype.message,
  dm: World.prototype.dm,
  ack: World.prototype.ack,
  history: World.prototype.history,
  search: World.prototype.history,
  left: World.prototype.left,
  dropped: World.prototype.dropped,
  gap: World.prototype.gap,
  presence: World.prototype.presenceOf,
  nick: World.prototype.nick,
  topic: World.prototype.topic,
  typing: World.prototype.isTyping,
  rooms: World.prototype.roomList,
  error: World.prototype.error,
  whois: World.prototype.answer,
  stats: World.prototype.answer,
  pong: World.prototype.pong,
  ok: World.prototype.answer,
};
