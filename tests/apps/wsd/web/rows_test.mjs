// What a conversation looks like from top to bottom.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Conversation} from '../../../../apps/wsd/web/conversation.js';
import {rowsOf} from '../../../../apps/wsd/web/rows.js';

const kDay = 86_400_000;
const kNoon = new Date(2026, 0, 15, 12).getTime();
const said = (seq, {by = 1, at = kNoon + seq * 1000, ...more} = {}) => ({seq, ts: at, from: {id: 'u' + by, nick: 'p' + by}, text: 'm' + seq, ...more});

function room(...messages) {
  const made = new Conversation('room', 'lobby');
  made.joined = true;
  made.begin('e1');
  made.exhausted = true;
  for (const message of messages) made.add(message);
  made.seen = Math.max(0, ...messages.map(({seq}) => seq));
  return made;
}
const kinds = (rows) => rows.map(({kind, item, head}) => (kind === 'message' ? (head ? 'M' : 'm') + item.text.slice(1) : kind)).join(' ');

test('messages of one person close together are a group', () => {
  assert.equal(kinds(rowsOf(room(said(1), said(2), said(3, {by: 2}), said(4, {by: 2})))), 'start day M1 m2 M3 m4');
  assert.equal(kinds(rowsOf(room(said(1), said(2, {at: kNoon + 400_000})))), 'start day M1 M2');
});

test('each day has a line', () => {
  assert.equal(kinds(rowsOf(room(said(1), said(2, {at: kNoon + kDay}), said(3, {at: kNoon + kDay + 1})))), 'start day M1 day M2 m3');
});

test('days that alternate are told apart', () => {
  const lobby = room(...[0, 1, 0, 1, 0].map((day, n) => said(n + 1, {at: kNoon + day * kDay})));
  const rows = rowsOf(lobby);
  assert.equal(kinds(rows), 'start day M1 day M2 day M3 day M4 day M5');
  assert.equal(new Set(rows.map(({key}) => key)).size, rows.length);
  assert.deepEqual(rowsOf(lobby).map(({key, sign}) => key + sign), rows.map(({key, sign}) => key + sign));
});

test('numbers that are missing are a hole, unless they do not exist or are still on their way', () => {
  assert.equal(kinds(rowsOf(room(said(1), said(5)))), 'start day M1 hole M5');
  const known = room(said(1), said(5));
  known.nothingBetween(2, 4);
  assert.equal(kinds(rowsOf(known)), 'start day M1 m5');
  const ahead = room(said(1));
  ahead.add(said(3, {own: true}));
  assert.equal(kinds(rowsOf(ahead)), 'start day M1 m3');
  const told = room(said(1));
  told.addGap(2, 4, 'retention', kNoon);
  told.add(said(5));
  told.seen = 5;
  assert.equal(kinds(rowsOf(told)), 'start day M1 gap M5');
});

test('the newest that were let go of are a hole', () => {
  const lobby = room(said(1), said(2));
  lobby.seen = 9;
  assert.equal(kinds(rowsOf(lobby)), 'start day M1 m2');
  lobby.behind = true;
  const last = rowsOf(lobby).at(-1);
  assert.deepEqual([last.kind, last.low, last.high], ['hole', 3, 9]);
});

test('thousands who come and go are gathered in one go', () => {
  const lobby = room(said(1));
  let asked = 0;
  for (let n = 0; n < 1900; ++n) lobby.addRemark(n < 950 ? 'joined' : 'left', {get id() { ++asked; return 'u' + (n < 950 ? n : 10_000 + n); }}, kNoon);
  rowsOf(lobby);
  assert.ok(asked < 20_000, `${asked} looks at who it was`);
});

test('what was not read begins with a line', () => {
  const lobby = room(said(1), said(2), said(3));
  lobby.mark = 1;
  assert.equal(kinds(rowsOf(lobby)), 'start day M1 new M2 m3');
});

test('those who come and go are one line; who did both is not told of', () => {
  const lobby = room(said(1));
  lobby.addRemark('joined', {id: 'u8'}, kNoon);
  lobby.addRemark('joined', {id: 'u9'}, kNoon);
  lobby.addRemark('left', {id: 'u8'}, kNoon);
  const rows = rowsOf(lobby);
  assert.equal(kinds(rows), 'start day M1 remark');
  assert.deepEqual(rows.at(-1).remarks.map(({person}) => person.id), ['u9']);
  lobby.addRemark('left', {id: 'u9'}, kNoon);
  assert.equal(kinds(rowsOf(lobby)), 'start day M1');
  assert.equal(kinds(rowsOf(lobby, {showPresence: false})), 'start day M1');
});

test('a message of one\'s own is one row from pending to sent', () => {
  const lobby = room(said(1));
  lobby.pending.push({cid: 'c1', text: 'm2', ts: kNoon + 3000, state: 'pending', own: true, from: {id: 'u1'}});
  const before = rowsOf(lobby).at(-1);
  assert.deepEqual([before.key, before.state], ['cc1', 'pending']);
  lobby.pending = [];
  lobby.add(said(2, {own: true, cid: 'c1'}));
  const after = rowsOf(lobby).at(-1);
  assert.deepEqual([after.key, after.state], ['cc1', 'sent']);
});

test('every row has a key of its own', () => {
  const lobby = room(said(1), said(2), said(9));
  lobby.addNote(['a'], kNoon);
  lobby.addNote(['b'], kNoon);
  lobby.addRemark('joined', {id: 'u8'}, kNoon);
  lobby.begin('e2');
  lobby.add(said(1));
  lobby.pending.push({cid: 'c1', text: 'm2', ts: kNoon, state: 'failed', own: true});
  const keys = rowsOf(lobby).map(({key}) => key);
  assert.equal(new Set(keys).size, keys.length, keys.join());
});
