// One conversation's order: by number, whatever order things come in.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Conversation, kKeptAside, kKeptHere, kKeptOfStrangers} from '../../../../apps/wsd/web/conversation.js';

const message = (seq, text = 'm' + seq) => ({seq, ts: seq * 1000, from: {id: 'u1', nick: 'ana'}, text});
const numbers = (room) => room.items.map((item) => (item.kind === 'message' ? item.at : item.kind));

function room(...seqs) {
  const made = new Conversation('room', 'lobby');
  made.joined = true;
  made.begin('e1');
  for (const seq of seqs) made.add(message(seq));
  made.seen = Math.max(0, ...seqs);
  return made;
}

test('any order of arrival gives one order, and nothing twice', () => {
  const orders = [[1, 2, 3, 4], [4, 3, 2, 1], [2, 4, 1, 3], [1, 1, 2, 3, 2, 4, 4]];
  for (const order of orders) assert.deepEqual(numbers(room(...order)), [1, 2, 3, 4], order.join());
  assert.equal(room(1).add(message(1)), false);
  assert.equal(room(1).add(message(2)), true);
});

test('remarks stay behind what they came after', () => {
  const lobby = room(1, 2);
  lobby.addRemark('joined', {id: 'u2'}, 0);
  lobby.add(message(3));
  lobby.addPage([message(1)]);
  assert.deepEqual(numbers(lobby), [1, 2, 'remark', 3]);
});

test('a gap is there until what was missing comes', () => {
  const lobby = room(1, 2);
  lobby.addGap(3, 5, 'slow', 0);
  lobby.add(message(6));
  assert.deepEqual(numbers(lobby), [1, 2, 'gap', 6]);
  assert.equal(lobby.seen, 5);
  lobby.addPage([message(3), message(4), message(5)], 2);
  assert.deepEqual(numbers(lobby), [1, 2, 3, 4, 5, 6]);
});

test('a gap of nobody knows what stays', () => {
  const lobby = room(1, 2);
  lobby.addGap(0, 0, 'retention', 0);
  lobby.add(message(3));
  assert.deepEqual(numbers(lobby), [1, 2, 'gap', 3]);
});

test('a page is dense: what lies between its items does not exist', () => {
  const lobby = room(10);
  lobby.addPage([message(3), message(6), message(7)]);
  assert.equal(lobby.missing(4, 5), null);
  assert.deepEqual(lobby.missing(8, 9), [8, 9]);
  assert.deepEqual(lobby.missing(4, 9), [6, 9]);
  lobby.nothingBetween(8, 8);
  assert.deepEqual(lobby.missing(8, 9), [9, 9]);
});

test('another epoch begins below what is there', () => {
  const lobby = room(1, 2, 3);
  lobby.begin('e2');
  lobby.add(message(1, 'anew'));
  assert.deepEqual(lobby.items.map(({text}) => text), ['m1', 'm2', 'm3', 'anew']);
  lobby.begin('e2');
  assert.equal(lobby.add(message(1, 'anew')), false);
});

test('old ones are let go of, and may be asked for again', () => {
  const lobby = room();
  lobby.keep(kKeptHere);
  lobby.exhausted = true;
  for (let seq = 1; seq <= 2500; ++seq) {
    lobby.add(message(seq));
    lobby.seen = seq;
  }
  assert.equal(lobby.items.length, 2000);
  assert.equal(lobby.lowest, 501);
  assert.equal(lobby.mayGoBack, true);
  assert.equal(lobby.isFull, true);  // what is older would be let go of at once
  for (let n = 0; n < 2500; ++n) lobby.addRemark('joined', {id: 'u' + n}, 0);
  assert.equal(lobby.items.length, 2000);
});

test('large ones are let go of sooner, and most of all where nobody looks', () => {
  const large = 'x'.repeat(60_000);
  for (const [keep, most] of [[kKeptHere, 34], [kKeptAside, 4], [kKeptOfStrangers, 1]]) {
    const lobby = room();
    lobby.keep(keep);
    for (let seq = 1; seq <= 200; ++seq) lobby.add(message(seq, large));
    assert.equal(lobby.items.length, most);
    assert.equal(lobby.items.at(-1).at, 200);
    assert.ok(lobby.weight <= keep.weight);
    assert.equal(lobby.isFull, true, 'a page of older ones would go at once, and be asked for again');
  }
  const links = room();
  links.keep(kKeptHere);
  for (let seq = 1; seq <= 2000; ++seq) links.add(message(seq, 'https://a.b '.repeat(100)));
  assert.ok(links.items.length < 200, 'a link is more than its letters');
});

test('what somebody reads above stays, and the newest are asked for again', () => {
  const lobby = room();
  lobby.keep(kKeptHere);
  for (let seq = 1; seq <= 2000; ++seq) lobby.add(message(seq));
  lobby.read(true);
  for (let seq = 2001; seq <= 4100; ++seq) {
    lobby.add(message(seq));
    lobby.seen = seq;
  }
  assert.deepEqual([lobby.items.length, lobby.items[0].at, lobby.items.at(-1).at, lobby.behind], [4000, 1, 4000, true]);
  assert.deepEqual(lobby.missing(4001, 4100), [4001, 4100]);
  lobby.read(false);
  assert.deepEqual([lobby.items.length, lobby.items.at(-1).at], [2000, 4000]);
});

test('who types is forgotten after a while, or when they have said it', () => {
  const lobby = room();
  lobby.setTyping({id: 'u1', nick: 'ana'}, true, 0);
  lobby.setTyping({id: 'u2', nick: 'bob'}, true, 3000);
  assert.deepEqual(lobby.whoTypes(5000), ['ana', 'bob']);
  assert.deepEqual(lobby.whoTypes(7000), ['bob']);
  lobby.setTyping({id: 'u1', nick: 'ana'}, true, 7000);
  lobby.add(message(1));
  assert.deepEqual(lobby.whoTypes(7000), ['bob']);
});
