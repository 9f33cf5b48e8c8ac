// The form of what the server says: which fields each word has, and of what kind they are. What has another form is not heard;
// what hears the rest need not ask again. Texts are made harmless and get an end here.

import {roomOf} from './names.js';
import {cut, oneLine} from './texts.js';

const kTextMax = 1 << 20;   // characters of one message
const kWordMax = 128;       // of an id, a cid, an epoch
const kListMax = 10_000;    // of members, rooms, messages
const kMomentMax = 8.64e15;  // a Date knows no later one

// Each kind reads a value and returns what it is, or undefined: it is of another kind.
const flag = (value) => (typeof value === 'boolean' ? value : undefined);
const count = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : undefined);
const moment = (value) => (Number.isSafeInteger(value) && value >= 0 && value <= kMomentMax ? value : undefined);
const text = (value) => (typeof value === 'string' ? cut(value, kTextMax) : undefined);
const line = (value) => (typeof value === 'string' ? oneLine(value) : undefined);
const word = (value) => (typeof value === 'string' && value.length <= kWordMax ? value : undefined);
const room = (value) => (typeof value === 'string' && roomOf(value) === value ? value : undefined);
const question = (value) => (typeof value === 'string' || Number.isSafeInteger(value) ? value : undefined);
const any = (value) => value;
const away = (value) => (typeof value === 'boolean' ? value : line(value));
const number = (value) => (Number.isFinite(value) && value >= 0 ? value : undefined);

function listOf(kind) {
  return (value) => (Array.isArray(value) ? value.slice(0, kListMax).map(kind).filter((one) => one !== undefined) : undefined);
}

// must: the fields without which it is nothing.
function shape(must, may = {}) {
  const fields = Object.entries({...must, ...may});
  return (value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    const read = {};
    for (const [name, kind] of fields) {
      const given = Object.hasOwn(value, name) && value[name] !== null ? kind(value[name]) : undefined;
      if (given !== undefined) read[name] = given;
      else if (Object.hasOwn(must, name)) return undefined;
    }
    return read;
  };
}

const person = shape({id: word}, {nick: line, away});
const peer = shape({}, {id: word, nick: line, away});
const kMessage = {ts: moment, from: person, text, data: any, bin: text, cid: word, action: flag};
const message = shape({seq: count}, kMessage);
const limits = shape({}, {message: count, rooms: count, burst: number, rate: number});

const kForms = {
  welcome: shape({user: person}, {server: line, text, limits}),
  joined: shape({room, epoch: word, seq: count}, {first: count, pv: count, members: count, topic: line}),
  left: shape({room}),
  msg: shape({room, seq: count}, kMessage),
  dm: shape({seq: count, from: peer, to: peer}, {...kMessage, own: flag}),
  ack: shape({seq: count}, {epoch: word, cid: word, ts: moment, queued: flag}),
  history: shape({room, items: listOf(message)}, {epoch: word, first: count, more: flag}),
  search: shape({items: listOf(message)}, {more: flag}),
  gap: shape({room, from: count, to: count}, {reason: word}),
  presence: shape({room}, {pv: count, count, full: flag, members: listOf(person), add: listOf(person), del: listOf(word),
                           was: line, joined: count, left: count}),
  nick: shape({nick: line}),
  topic: shape({room, topic: line}, {from: person, ts: moment}),
  typing: shape({room, from: person}, {on: flag}),
  rooms: shape({rooms: listOf(shape({room}, {members: count, topic: line}))}),
  error: shape({}, {code: count, error: line, text: line, temporary: flag}),
  pong: shape({}, {rtt: count}),
  dropped: shape({count}),
  whois: shape({user: person}, {since: moment, rooms: listOf(room)}),
  stats: shape({}, {messages_in: count, bytes_in: count, bytes_out: count, seconds: count, people: count}),
  ok: shape({}),
};

// The event with the fields that it may have, or null.
export function formed(event) {
  const op = event?.op;
  if (typeof op !== 'string' || !Object.hasOwn(kForms, op)) return null;
  const read = kForms[op](event);
  if (!read) return null;
  const re = question(event.re);
  return re === undefined ? {op, ...read} : {op, re, ...read};
}
