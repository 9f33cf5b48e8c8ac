// The form of what the server says.
import assert from 'node:assert/strict';
import test from 'node:test';
import {formed} from '../../../../apps/wsd/web/forms.js';
import {hear} from '../../../../apps/wsd/web/hearing.js';
import {remarkLines} from '../../../../apps/wsd/web/remarks.js';
import {rowsOf} from '../../../../apps/wsd/web/rows.js';
import {World} from '../../../../apps/wsd/web/world.js';

const kAna = {id: 'u1', nick: 'ana'};
const kMessage = {op: 'msg', room: 'lobby', seq: 5, from: {id: 'u2', nick: 'bob'}, text: 'hello', ts: 5};
// One of each word, as a server says it.
const kEvents = [
  {op: 'welcome', re: 1, server: 'x', user: kAna, ts: 1, limits: {message: 65536, rooms: 128, burst: 20, rate: 10}, text: 'hi'},
  {op: 'joined', room: 'lobby', epoch: 'e', seq: 4, first: 1, recovered: true, pv: 1, members: 2, topic: 'cats'},
  {op: 'left', room: 'ops'}, kMessage, {op: 'dm', conv: 'c', seq: 1, from: {id: 'u2', nick: 'bob'}, to: kAna, text: 'psst', ts: 5},
  {op: 'ack', re: 2, room: 'lobby', epoch: 'e', seq: 6, cid: 'c', ts: 6},
  {op: 'history', re: 3, room: 'lobby', epoch: 'e', items: [{...kMessage, seq: 2}, {...kMessage, seq: 3}], first: 1, head: 5, more: false},
  {op: 'search', re: 4, room: 'lobby', epoch: 'e', items: [kMessage], first: 1, head: 5, more: true},
  {op: 'gap', room: 'lobby', epoch: 'e', from: 6, to: 8, reason: 'retention'},
  {op: 'presence', re: 5, room: 'lobby', pv: 1, full: true, members: [kAna], count: 1, more: false},
  {op: 'presence', room: 'lobby', pv: 2, add: [{id: 'u2', nick: 'bob', away: 'lunch'}], count: 2}, {op: 'presence', room: 'lobby', pv: 3, del: ['u2'], count: 1},
  {op: 'nick', re: 6, nick: 'anna'}, {op: 'topic', room: 'lobby', topic: 'dogs', from: kAna, ts: 7}, {op: 'typing', room: 'lobby', from: {id: 'u2', nick: 'bob'}, on: true},
  {op: 'rooms', re: 7, rooms: [{room: 'lobby', members: 1, seq: 1, topic: 'x'}], more: false}, {op: 'error', re: 8, code: 404, error: 'not_found', text: 'No.', temporary: false},
  {op: 'pong', re: 9, ts: 1, rtt: 300}, {op: 'dropped', count: 2}, {op: 'whois', re: 10, user: kAna, since: 1, rooms: ['lobby']},
  {op: 'stats', re: 11, messages_in: 1, bytes_in: 2, bytes_out: 3, seconds: 4, rooms: 1, people: 2}, {op: 'ok', re: 12},
];
const kWrong = [undefined, null, true, 5, -1, 0.5, 2 ** 62, 1e300, '', 'x', '\u202e\n', [], [null], [[]], {}, {id: {}}, {length: 9}, 'x'.repeat(100_000), JSON.parse('{"__proto__":{"id":"u"}}')];

function world() {
  const made = new World(() => 'w');
  made.go(made.conversation('room', 'lobby'));
  made.search(made.here, 'x');
  hear(made, kEvents[0], 0);
  hear(made, kEvents[1], 0);
  return made;
}

// All that drawing looks at, without elements.
function draw(made) {
  for (const one of made.conversations.values()) {
    for (const row of rowsOf(one)) {
      if (row.ts !== undefined) new Date(row.ts).toISOString();
      if (row.kind === 'message') assert.deepEqual([typeof row.item.text, typeof row.item.ts, new Date(row.item.ts).toISOString() !== ''], ['string', 'number', true]);
      if (row.kind === 'remark') for (const {key, values} of remarkLines(row.remarks)) assert.ok(key && Object.values(values).flat().every((value) => ['string', 'number'].includes(typeof value)), key);
    }
    assert.equal(typeof one.topic, 'string');
    for (const {id, nick = ''} of one.members.values()) assert.deepEqual([typeof id, typeof nick], ['string', 'string']);
    one.whoTypes(0);
  }
}

test('what a server says has its form', () => {
  for (const event of kEvents) {
    const read = formed(event);
    assert.ok(read, event.op);
    for (const [name, value] of Object.entries(read)) assert.deepEqual(value, event[name]?.map && name === 'items' ? value : name === 'rooms' && event.op === 'rooms' ? value : event[name]);
  }
});

test('a field of another kind, or none, changes nothing that is drawn', () => {
  for (const event of kEvents) {
    for (const name of Object.keys(event)) {
      for (const wrong of kWrong) {
        const made = world();
        const given = {...event, [name]: wrong};
        if (wrong === undefined) delete given[name];
        hear(made, given, 1_000);
        draw(made);
        hear(made, {...kMessage, seq: 9}, 1_000);
        assert.ok(made.here.has(9), 'the next is heard');
        draw(made);
      }
    }
  }
  for (const wrong of kWrong) assert.deepEqual(hear(world(), wrong, 0).send, []);
});

test('a message that cannot be read is one that cannot be shown, and its number counts', () => {
  const made = world();
  hear(made, {...kMessage, text: {a: 1}}, 0);
  hear(made, {...kMessage, seq: 6, ts: 2 ** 62}, 1_234);
  assert.deepEqual(made.here.items.map(({at, unreadable = false, ts}) => [at, unreadable, ts]), [[5, true, 5], [6, false, 1_234]]);
});

test('what is nested without end is a message', () => {
  const made = world();
  hear(made, {...kMessage, text: undefined, data: JSON.parse('['.repeat(5_000) + ']'.repeat(5_000))}, 0);
  assert.equal(made.here.items.length, 1);
});

test('names and topics are harmless when they are heard', () => {
  const made = world();
  hear(made, {op: 'topic', room: 'lobby', topic: 'x\n\u202ebob left', from: {id: 'u3', nick: 'e\u202evil\n' + 'x'.repeat(999)}, ts: 1}, 0);
  assert.equal(made.here.topic, 'x bob left');
  const {person} = made.here.items.at(-1);
  assert.match(person.nick, /^evil x+…$/);
});

test('a page of history that cannot be read does not keep others from being asked for', () => {
  const made = world();
  made.here.loading = false;
  const [asked] = made.older(made.here);
  assert.equal(made.here.loading, true);
  hear(made, {op: 'history', re: asked.id, room: 'lobby', items: 'none'}, 0);
  assert.equal(made.here.loading, false);
});
