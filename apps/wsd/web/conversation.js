// One room or private conversation: what was said there, who is there, what was not read yet.

import {kLinksMax} from './links.js';
import {fold, nameOf} from './names.js';

// How much of a conversation is kept: items, and their weight (see weightOf). What goes can be asked for again, in a room.
export const kKeptHere = {items: 2_000, weight: 2 << 20};     // in the one that is shown
export const kKeptAside = {items: 2_000, weight: 1 << 18};
export const kKeptOfStrangers = {items: 100, weight: 1 << 16};
const kReading = 2;          // times so much while somebody reads above
const kWeightOfItem = 256;   // characters
const kWeightOfLink = 256;
const kVoidsMax = 256;
const kTypingFor = 6_000;
const kTypingMax = 64;

let crowds = 0;  // no two have the same number, in whatever room

// What an item costs: its text and, when it is shown, its elements.
function weightOf({text = ''}) {
  let links = 0;
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 1)) ++links;
  return kWeightOfItem + text.length + Math.min(links, kLinksMax) * kWeightOfLink;
}

// An item has a place: `at`, its number, or for remarks the number that they came after; and covers
// the numbers low…high. kind: 'message', 'gap', 'remark' (who came and went) or 'note' (for this page).
export class Conversation {
  joined = false;
  epoch = '';
  seen = 0;      // the last number that the room's own stream brought: from here it goes on
  first = 1;     // the oldest that is kept
  items = [];
  pending = [];  // own messages without a number yet: {cid, text, ts, state, error}
  members = new Map();
  count = 0;
  presence = 0;  // the version of who is here
  topic = '';
  unread = 0;
  mentioned = false;
  mark = null;   // beyond this number it was not read when one came here last
  loading = false;
  exhausted = false;  // nothing older is to be had
  loaded = false;     // its last messages were asked for
  known = false;      // and its members
  typing = new Map();
  entering = false;   // asked to let one in, and not answered yet
  mine = false;       // private: whether one has written there, or opened it oneself
  behind = false;     // the newest were let go of, while somebody read above
  seeking = false;    // what is around a number was asked for
  crowd = 0;          // another number whenever the members are others
  weight = 0;         // of all items
  #kept = kKeptAside;
  #reading = false;
  #letGo = false;  // of the oldest
  #voids = [];   // numbers known not to exist: [low, high]
  #serial = 0;

  constructor(kind, name) {
    this.kind = kind;  // 'room' or 'private'
    this.name = name;
  }

  get key() {
    return (this.kind === 'room' ? '#' : '@') + fold(this.name);
  }

  get lowest() {
    return this.items.find((item) => item.low > 0)?.low ?? this.seen + 1;
  }

  // Whether older ones would be let go of at once, as others were.
  get isFull() {
    return !this.#reading && this.#letGo;
  }

  get mayGoBack() {
    return this.kind === 'room' && this.joined && !this.exhausted && this.lowest > this.first;
  }

  has(seq) {
    return this.items.some((item) => item.kind === 'message' && item.at === seq);
  }

  // Puts a message where its number belongs; false if it was there already.
  add(message) {
    const seq = message.seq;
    let place = this.items.length;
    while (place > 0) {
      const before = this.items[place - 1];
      if (before.at < seq) break;
      if (before.at === seq && before.kind === 'message') return false;
      if (before.kind === 'gap' && before.low <= seq) {  // it was missing, and is not any more
        this.weight -= before.weight;
        this.items.splice(place - 1, 1);
      }
      --place;
    }
    const weight = weightOf(message);
    this.items.splice(place, 0, {...message, kind: 'message', at: seq, low: seq, high: seq, weight});
    this.weight += weight;
    this.typing.delete(message.from?.id);
    this.#trim();
    return true;
  }

  // A page of history is dense: the numbers between its items do not exist.
  addPage(items, after = 0) {
    let last = after;
    for (const item of items) {
      if (last && item.seq > last + 1) this.nothingBetween(last + 1, item.seq - 1);
      last = item.seq;
      this.add(item);
    }
  }

  nothingBetween(low, high) {
    this.#voids.push([low, high]);
    if (this.#voids.length > kVoidsMax) this.#voids.shift();
  }

  // What of low…high may exist and is not here, as [low, high], or null.
  missing(low, high) {
    for (let again = true; again; ) {
      again = false;
      for (const [from, to] of this.#voids) {
        if (from <= low && to >= low) [low, again] = [to + 1, true];
        if (from <= high && to >= high) [high, again] = [from - 1, true];
        if (low > high) return null;
      }
    }
    return low <= high ? [low, high] : null;
  }

  // from 0: nobody knows which are missing.
  addGap(from, to, reason, now) {
    const known = from > 0 && to >= from;
    this.#push(known ? {kind: 'gap', at: to, low: from, high: to, reason, ts: now}
        : {kind: 'gap', at: this.seen, reason, ts: now});
    if (known) this.seen = Math.max(this.seen, to);
  }

  addRemark(what, person, ts, more = {}) {
    this.#push({kind: 'remark', what, person, ts, ...more});
  }

  addNote(lines, ts, error = false) {
    this.#push({kind: 'note', lines, ts, error});
  }

  #push(item) {
    const weight = weightOf(item);
    this.items.push({at: Math.max(this.items.at(-1)?.at ?? 0, this.seen), low: 0, high: 0, serial: ++this.#serial, ...item, weight});
    this.weight += weight;
    this.#trim();
  }

  // The log's epoch. Of another one: numbers start anew, what is shown stays.
  begin(epoch) {
    if (this.epoch && this.epoch !== epoch) this.renumber();
    this.epoch = epoch;
  }

  renumber() {
    for (const item of this.items) Object.assign(item, {at: 0, low: 0, high: 0, era: item.era ?? this.epoch + this.#serial});
    ++this.#serial;
    this.seen = 0;
    this.mark = null;
    this.behind = false;
    this.#voids = [];
  }

  // How much of it is to be kept: one of kKept….
  keep(most) {
    this.#kept = most;
    this.#letGo = false;
    this.#trim();
  }

  // Whether somebody reads above. Then what they read stays, and the newest are let go of when there is too much.
  read(above) {
    this.#reading = above;
    this.#trim();
  }

  #trim() {
    const {items} = this;
    const times = this.#reading ? kReading : 1;
    const most = {items: this.#kept.items * times, weight: this.#kept.weight * times};
    let surplus = 0;
    while (items.length - surplus > most.items || (this.weight > most.weight && items.length - surplus > 1)) {
      this.weight -= items.at(this.#reading ? -1 - surplus : surplus).weight;
      ++surplus;
    }
    if (surplus === 0) return;
    items.splice(this.#reading ? items.length - surplus : 0, surplus);
    if (this.#reading) {
      this.behind = true;
    } else {
      this.#letGo = true;
      this.exhausted = false;
    }
  }

  // ---- who is here ----

  setMembers(members, count) {
    this.members = new Map(members.map((member) => [member.id, member]));
    this.count = count ?? members.length;
    this.othersAreHere();
  }

  // The members are others than before.
  othersAreHere() {
    this.crowd = ++crowds;
  }

  setTyping(person, on, now) {
    this.typing.delete(person.id);
    if (on) this.typing.set(person.id, {name: nameOf(person), until: now + kTypingFor});
    if (this.typing.size > kTypingMax) this.typing.delete(this.typing.keys().next().value);
  }

  // Nothing that waits here will be sent.
  fail(why) {
    for (const message of this.pending) if (message.state !== 'failed') Object.assign(message, {state: 'failed', error: why});
  }

  whoTypes(now) {
    for (const [id, {until}] of this.typing) if (until <= now) this.typing.delete(id);
    return [...this.typing.values()].map(({name}) => name);
  }
}
