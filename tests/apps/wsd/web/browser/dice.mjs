// Draws what a hostile person or a broken server might say: texts, names, topics, objects. The same seed draws the same.

const kMe = {id: 'u1', nick: 'me'};

export class Dice {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  // From 0 up to n, without n. (mulberry32)
  below(n) {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * n);
  }

  of(list) {
    return list[this.below(list.length)];
  }

  // Small ones are likelier; sometimes as large as may be.
  size(most) {
    return Math.floor(most ** (this.below(1_000) / 999));
  }
}

const kParts = [
  'https://a.b/', 'http://', 'https://', 'https://\u0440aypal.com', 'https://x\u2044y.z', 'https://goo\u200bgle.com', ')', '(', ']', '}', '.', '…', '"', '\\', '\n', '\t', ' ',
  '\u0301', '\u0e49', '\u20dd', '\u0489', '\u200b', '\u200d', '\u00ad', '\ufeff', '\u202e', '\u202a', '\u2066', '\u2067', '\u200f', '\u061c', '\u2069', '\u202c', '\u2028',
  '😀', '👩‍👩‍👧‍👦', '\ud83d', '\udc00', '﷽', '𒐫', '\ufdfa', 'ﻻ', 'שלום', 'العربية', 'สวัสดี', '漢字', 'a', 'W', 'me', 'User 5', '@me', ' · bob left · ', 'x'.repeat(400),
  '<b>', '&lt;', '<img src=x onerror=alert(1)>', 'javascript:alert(1)', '{name}', '${0}', '$&', '$1', '://', '__proto__', '\u0000', '\u007f', '\u0085',
];

// A text of one part many times, of a few parts in turn, or of all of them.
export function textOf(dice, most = 65_000) {
  const long = dice.size(most);
  const parts = Array.from({length: dice.of([1, 1, 2, 3, 40])}, () => dice.of(kParts));
  let text = '';
  if (parts.length < 4) text = dice.of(['', 'https://a', 'a', 'Z']) + parts.join('').repeat(Math.ceil(long / parts.join('').length));
  else while (text.length < long) text += dice.of(parts);
  return text.slice(0, long);
}

const kWrong = [null, true, -1, 0, 1.5, 2 ** 53 - 1, 2 ** 53, 2 ** 62, 1e308, '', '__proto__', 'x', [], [[]], {}, {id: 5}, [null, {}], 'x'.repeat(70_000), {toString: 1}, [{seq: 1}]];

export function nameOf(dice) {
  return {id: 'u' + (2 + dice.below(50)), nick: textOf(dice, 200)};
}

// One of all the words that a server says, right as far as it is drawn.
export function eventOf(dice, seq) {
  const text = () => textOf(dice);
  const from = nameOf(dice);
  const message = {op: 'msg', room: 'lobby', seq, from, text: text(), ts: dice.of([Date.now(), 0, 86_400_000 * dice.below(20_000)]), ...(dice.below(4) ? {} : {action: true})};
  const topic = {op: 'topic', room: 'lobby', topic: textOf(dice, 2_000), from, ts: 1};
  const presence = {op: 'presence', room: 'lobby', pv: 1_000 + seq, count: 3, add: [from, nameOf(dice)], del: ['u' + dice.below(50)]};
  const others = [
    {op: 'typing', room: 'lobby', from, on: true}, {op: 'error', code: 500, error: 'x', text: text()}, {op: 'nick', nick: textOf(dice, 100)}, {op: 'dropped', count: seq},
    {op: 'dm', conv: 'c', seq: 1 + dice.below(9), from: nameOf(dice), to: kMe, text: text(), ts: seq}, {op: 'presence', room: 'lobby', full: true, pv: seq, members: [from, kMe], count: 2},
    {op: 'history', room: 'lobby', epoch: 'e', items: [{...message, seq: 1 + dice.below(seq)}], first: 1, head: seq, more: true},
    {op: 'gap', room: 'lobby', epoch: 'e', from: seq, to: seq, reason: text().slice(0, 20)}, {op: 'rooms', rooms: [{room: 'x', members: 1, topic: text()}]},
    {op: 'joined', room: 'lobby', epoch: 'e', seq, first: 1, pv: seq, members: 3, topic: textOf(dice, 500)}, {op: 'ack', seq, cid: 'x', ts: seq},
    {op: 'whois', user: from, since: seq, rooms: ['x']}, {op: 'search', items: [message], more: true}, {op: 'left', room: 'elsewhere'}, {op: 'pong', rtt: seq}, {op: 'ok'},
    {op: 'msg', room: 'lobby', seq, from, data: {a: [text()]}, ts: seq}, {op: 'msg', room: 'lobby', seq, from, bin: text(), ts: seq},
  ];
  return dice.of([message, message, message, topic, presence, dice.of(others), dice.of(others)]);
}

// The same with a field of another kind, or without one.
export function broken(dice, event) {
  const names = Object.keys(event).filter((name) => name !== 'op');
  const name = names.length ? dice.of(names) : 'room';
  if (!dice.below(4)) return Object.fromEntries(Object.entries(event).filter(([other]) => other !== name));
  return {...event, [name]: dice.of(kWrong)};
}
