// One room or private conversation: what was said there, who is there, what was not read yet.

import {fold, nameOf} from './names.js';

const kItemsMax = 2000;   // older ones are let go of and can be asked for again
const kTypingFor = 6_000;

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
        this.items.splice(place - 1, 1);
      }
      --place;
    }
    this.items.splice(place, 0, {...message, kind: 'message', at: seq, low: seq, high: seq});
    this.typing.delete(message.from?.id);
    return true;
  }

  // A page of history is dense: the numbers between its items do not exist.
  addPage(items, after = 0) {
    let last = after;
    for (const item of items) {
      if (last && item.seq > last + 1) this.#voids.push([last + 1, item.seq - 1]);
      last = item.seq;
      this.add(item);
    }
  }

  nothingBetween(low, high) {
    this.#voids.push([low, high]);
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
    this.items.push({at: Math.max(this.items.at(-1)?.at ?? 0, this.seen), low: 0, high: 0, serial: ++this.#serial, ...item});
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
    this.#voids = [];
  }

  trim() {
    if (this.items.length <= kItemsMax) return;
    this.items.splice(0, this.items.length - kItemsMax);
    this.exhausted = false;
  }

  // ---- who is here ----

  setMembers(members, count) {
    this.members = new Map(members.map((member) => [member.id, member]));
    this.count = count ?? members.length;
  }

  memberNamed(name) {
    const wanted = fold(name);
    return [...this.members.values()].find((member) => fold(nameOf(member)) === wanted);
  }

  setTyping(person, on, now) {
    if (on) this.typing.set(person.id, {name: nameOf(person), until: now + kTypingFor});
    else this.typing.delete(person.id);
  }

  whoTypes(now) {
    for (const [id, {until}] of this.typing) if (until <= now) this.typing.delete(id);
    return [...this.typing.values()].map(({name}) => name);
  }
}
