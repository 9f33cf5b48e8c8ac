// What the page makes of what the server says.
import assert from 'node:assert/strict';
import test from 'node:test';
import {hear} from '../../../../apps/wsd/web/hearing.js';
import {World} from '../../../../apps/wsd/web/world.js';

const kAna = {id: 'u1', nick: 'ana'};
const kBob = {id: 'u2', nick: 'bob'};
let words = 0;

function world() {
  const made = new World(() => 'w' + ++words);
  made.go(made.conversation('room', 'lobby'));
  const hello = made.hello({nick: 'ana', session: 's'});
  hear(made, {op: 'welcome', re: hello.id, user: kAna}, 0);
  return made;
}
const joined = (more = {}) => ({op: 'joined', room: 'lobby', epoch: 'e1', seq: 0, first: 1, recovered: true, pv: 5, members: 1, topic: '', ...more});
const msg = (seq, more = {}) => ({op: 'msg', room: 'lobby', seq, from: kBob, text: 'm' + seq, ts: seq, ...more});
const lobbyOf = (one) => one.conversations.get('#lobby');
const texts = (room) => room.items.filter(({kind}) => kind === 'message').map(({text}) => text);

test('hello says where one left off', () => {
  const one = world();
  hear(one, joined({seq: 7}), 0);
  hear(one, msg(8), 0);
  one.lost();
  assert.deepEqual(one.hello({nick: '', session: 's'}).rooms, [{room: 'lobby', since: {epoch: 'e1', seq: 8}}]);
});

test('a room that is looked at is loaded; one that is not waits until it is', () => {
  const one = world();
  one.conversation('room', 'ops');
  assert.deepEqual(hear(one, joined({seq: 7}), 0).send.map(({op}) => op), ['history', 'who']);
  assert.deepEqual(hear(one, joined({room: 'ops', seq: 7}), 0).send, []);
  assert.deepEqual(one.visit(one.conversations.get('#ops')).map(({op}) => op), ['history', 'who']);
  assert.deepEqual(one.visit(one.conversations.get('#ops')), []);
  assert.deepEqual(hear(one, joined({seq: 9}), 0).send.map(({op}) => op), ['who']);
});

test('acknowledged first or heard first, a message is there once', () => {
  for (const ackFirst of [true, false]) {
    const one = world();
    hear(one, joined(), 0);
    const [sent] = one.say(lobbyOf(one), 'hi', 1);
    const ack = {op: 'ack', re: sent.id, room: 'lobby', epoch: 'e1', seq: 1, cid: sent.cid, ts: 2};
    const echo = msg(1, {from: kAna, text: 'hi', cid: sent.cid});
    for (const event of ackFirst ? [ack, echo] : [echo, ack]) hear(one, event, 3);
    assert.deepEqual(texts(lobbyOf(one)), ['hi']);
    assert.equal(lobbyOf(one).pending.length, 0);
    assert.equal(lobbyOf(one).items[0].own, true);
    assert.equal(lobbyOf(one).unread, 0);
  }
});

test('an acknowledgement does not skip what others said before it', () => {
  const one = world();
  hear(one, joined(), 0);
  const [sent] = one.say(lobbyOf(one), 'hi', 1);
  hear(one, {op: 'ack', re: sent.id, room: 'lobby', epoch: 'e1', seq: 2, cid: sent.cid, ts: 2}, 3);
  assert.equal(lobbyOf(one).seen, 0);
  hear(one, msg(1), 3);
  assert.deepEqual(texts(lobbyOf(one)), ['m1', 'hi']);
});

test('what was not acknowledged goes out again under its cid, when the room is there again', () => {
  const one = world();
  hear(one, joined(), 0);
  const [sent] = one.say(lobbyOf(one), 'hi', 1);
  one.lost();
  assert.deepEqual(one.say(lobbyOf(one), 'later', 2), []);
  hear(one, {op: 'welcome', user: kAna}, 0);
  const again = hear(one, joined(), 0).send.filter(({op}) => op === 'msg');
  assert.deepEqual(again.map(({text}) => text), ['hi', 'later']);
  assert.equal(again[0].cid, sent.cid);
  hear(one, {op: 'ack', re: again[0].id, room: 'lobby', epoch: 'e1', seq: 1, cid: sent.cid, dup: true}, 0);
  assert.deepEqual(texts(lobbyOf(one)), ['hi']);
});

test('nobody becomes me by repeating my cid or my number', () => {
  const one = world();
  hear(one, joined(), 0);
  const [sent] = one.say(lobbyOf(one), 'hi', 1);
  hear(one, msg(1, {cid: sent.cid}), 0);
  hear(one, msg(2, {from: {id: 'u1', nick: 'mallory'}}), 0);
  assert.deepEqual(lobbyOf(one).items.map(({own}) => own), [false, false]);
  assert.equal(lobbyOf(one).pending.length, 1);
});

test('an error marks the message; a temporary one is tried again', () => {
  const one = world();
  hear(one, joined(), 0);
  const [first] = one.say(lobbyOf(one), 'a', 1);
  hear(one, {op: 'error', re: first.id, code: 422, error: 'invalid', text: 'No.', temporary: false}, 0);
  const [message] = lobbyOf(one).pending;
  assert.deepEqual([message.state, message.error], ['failed', 'No.']);
  const [second] = one.again(lobbyOf(one), message, 2);
  assert.equal(second.cid, first.cid);
  const {told} = hear(one, {op: 'error', re: second.id, code: 429, error: 'rate_limited', text: 'Slow.', temporary: true}, 0);
  assert.equal(message.state, 'waiting');
  assert.equal(told[0].message, message);
});

test('presence: differences, history, jumps, renames', () => {
  const one = world();
  const {send} = hear(one, joined(), 0);
  const who = send.find(({op}) => op === 'who');
  hear(one, {op: 'presence', re: who.id, room: 'lobby', pv: 5, full: true, members: [kAna], count: 1}, 0);
  hear(one, {op: 'presence', room: 'lobby', pv: 5, add: [kBob], count: 2}, 0);
  assert.equal(lobbyOf(one).members.size, 1);
  hear(one, {op: 'presence', room: 'lobby', pv: 6, add: [kBob], count: 2}, 0);
  hear(one, {op: 'presence', room: 'lobby', pv: 7, add: [{id: 'u2', nick: 'bert'}], was: 'bob', count: 2}, 0);
  hear(one, {op: 'presence', room: 'lobby', pv: 8, del: ['u2'], count: 1}, 0);
  assert.deepEqual(lobbyOf(one).items.map(({what, was}) => [what, was]), [['joined', undefined], ['renamed', 'bob'], ['left', undefined]]);
  assert.deepEqual(hear(one, {op: 'presence', room: 'lobby', pv: 10, add: [kBob], count: 2}, 0).send.map(({op}) => op), ['who']);
  assert.deepEqual(hear(one, {op: 'presence', room: 'lobby', pv: 11, joined: 80, left: 2, count: 80}, 0).send.map(({op}) => op), ['who']);
  assert.equal(lobbyOf(one).count, 80);
});

test('private messages: unread, answered, and numbers that begin anew', () => {
  const one = world();
  const dm = (seq, text, ts) => ({op: 'dm', conv: 'c', seq, from: kBob, to: kAna, text, ts});
  const {fresh} = hear(one, dm(1, 'psst', 10), 0);
  const talk = one.conversations.get('@bob');
  assert.equal(fresh[0].mentioned, true);
  assert.deepEqual([talk.unread, one.lastFrom], [1, 'bob']);
  hear(one, dm(1, 'psst', 10), 0);
  assert.deepEqual(texts(talk), ['psst']);
  hear(one, dm(1, 'after a restart', 99), 0);
  assert.deepEqual(texts(talk), ['psst', 'after a restart']);
  hear(one, {op: 'dm', conv: 'c', seq: 2, from: kAna, to: kBob, own: true, text: 'from elsewhere', ts: 100}, 0);
  assert.equal(talk.unread, 2);
  assert.equal(talk.items.at(-1).own, true);
});

test('a search finds the newest first, or says why not', () => {
  const one = world();
  hear(one, joined(), 0);
  const [asked] = one.search(lobbyOf(one), 'm');
  assert.equal(one.found.items, null);
  hear(one, {op: 'search', re: asked.id, room: 'lobby', epoch: 'e1', items: [msg(1), msg(2)], first: 1, head: 2, more: true}, 0);
  assert.deepEqual(one.found.items.map(({text}) => text), ['m2', 'm1']);
  assert.equal(one.found.more, true);
  assert.deepEqual(texts(lobbyOf(one)), []);
  const [again] = one.search(lobbyOf(one), 'x');
  hear(one, {op: 'error', re: again.id, code: 429, error: 'rate_limited', text: 'Too fast.', temporary: true}, 0);
  assert.equal(one.found.error, 'Too fast.');
});

test('earlier messages, as many as one wants', () => {
  const one = world();
  hear(one, joined({seq: 90, first: 1}), 0);
  const room = lobbyOf(one);
  for (const [count, limit] of [[undefined, 50], [7, 7]]) {
    Object.assign(room, {loading: false, seen: 79, items: []});
    assert.deepEqual(one.older(room, count).map(({op, before, limit}) => [op, before, limit]), [['history', 80, limit]]);
  }
});

test('a number that is not there leads to the next', () => {
  const one = world();
  hear(one, joined({seq: 9}), 0);
  const ask = (seq) => one.around(lobbyOf(one), seq)[0].id;
  const answer = (re, items) => hear(one, {op: 'history', re, room: 'lobby', epoch: 'e1', items, first: 1, head: 9, more: false}, 0).told;
  assert.deepEqual(answer(ask(3), [msg(2), msg(5)]).map(({jump}) => jump), [5]);
  assert.deepEqual(answer(ask(3), [msg(2)]), []);
});

test('the name of last time may be taken: welcome has another, and an error without a question says why', () => {
  const one = new World(() => 'x');
  const hello = one.hello({nick: 'ana', session: 's'});
  hear(one, {op: 'welcome', re: hello.id, user: {id: 'u9', nick: 'User 9'}}, 0);
  const error = {op: 'error', code: 409, error: 'conflict', text: 'The name ana is taken.', temporary: false};
  assert.equal(hear(one, error, 0).told[0].refused.code, 409);
  assert.equal(hear(one, error, 0).told[0].refused, undefined, 'what comes later is about something else');
  const other = world();
  assert.equal(hear(other, error, 0).told[0].refused, undefined, 'the name was to be had');
});

test('a room that lets nobody in fails what waits for it', () => {
  const one = world();
  hear(one, joined(), 0);
  const room = one.conversation('room', 'r129');
  const [join] = one.join('r129');
  assert.equal(join.op, 'join');
  assert.deepEqual(one.say(room, 'hello?', 1), []);
  hear(one, {op: 'error', re: join.id, code: 403, error: 'forbidden', text: 'You are in 128 rooms.', temporary: false}, 2);
  assert.deepEqual(room.pending.map(({state, error}) => [state, error]), [['failed', 'You are in 128 rooms.']]);
  const [again] = one.again(room, room.pending[0], 3);
  assert.equal(again.op, 'join');
  hear(one, {...joined({room: 'r129', re: again.id})}, 4);
  assert.equal(room.pending[0].state, 'pending');
});

test('of more rooms than a server lets one into, the others are not asked for until they are wanted', () => {
  const one = new World(() => 'w' + ++words);
  for (let n = 1; n <= 130; ++n) one.conversation('room', 'r' + n);
  one.go(one.conversations.get('#r130'));
  one.say(one.conversations.get('#r129'), 'waits', 1);
  const hello = one.hello({nick: '', session: 's'});
  assert.equal(hello.rooms.length, 128);
  assert.equal(hello.rooms[0].room, 'r130');
  const {send} = hear(one, {op: 'welcome', re: hello.id, user: kAna, limits: {rooms: 128}}, 2);
  assert.deepEqual(send.map(({op, room}) => [op, room]), [['join', 'r129']]);
});

test('a room that hello was refused is asked for once more, for the reason', () => {
  const one = new World(() => 'w' + ++words);
  one.say(one.conversation('room', 'ops'), 'waits', 1);
  one.conversation('room', 'empty');
  const hello = one.hello({nick: '', session: 's'});
  hear(one, {op: 'welcome', re: hello.id, user: kAna}, 2);
  const {send} = hear(one, {op: 'error', code: 503, error: 'unavailable', text: 'Too many rooms.', temporary: true}, 3);
  assert.deepEqual(send.map(({op, room}) => [op, room]), [['join', 'ops']]);
  hear(one, {op: 'error', re: send[0].id, code: 503, error: 'unavailable', text: 'Too many rooms.', temporary: true}, 4);
  assert.equal(one.conversations.get('#ops').pending[0].state, 'failed');
});

test('a room that was asked for twice is entered once, without a word', () => {
  const one = new World(() => 'w' + ++words);
  one.go(one.conversation('room', 'lobby'));
  one.say(one.here, 'waits', 1);
  hear(one, {op: 'welcome', re: one.hello({nick: '', session: 's'}).id, user: kAna}, 2);
  const [again] = hear(one, {op: 'error', code: 400, error: 'bad_request', text: 'This is not JSON.', temporary: false}, 3).send;
  hear(one, joined(), 4);
  assert.deepEqual(hear(one, {op: 'error', re: again.id, code: 409, error: 'conflict', text: 'You are here.', temporary: false}, 5), {send: [], fresh: [], told: []});
  assert.equal(one.here.pending[0].state, 'pending');
});

test('the largest message is the one that was too large', () => {
  const one = world();
  hear(one, joined(), 0);
  for (const text of ['small', '"'.repeat(100), 'x'.repeat(150)]) one.say(lobbyOf(one), text, 1);
  assert.equal(one.failLargest('too large'), true);
  one.lost();
  assert.deepEqual(lobbyOf(one).pending.map(({state}) => state), ['pending', 'failed', 'pending']);
  hear(one, {op: 'welcome', user: kAna}, 2);
  const again = hear(one, joined(), 3).send.filter(({op}) => op === 'msg');
  assert.deepEqual(again.map(({text}) => text.length), [5, 150]);
  assert.equal(new World(() => 'x').failLargest('too large'), false);
});

test('strangers: some are shown, some folded, and there is an end', () => {
  const one = world();
  const from = (n) => ({op: 'dm', conv: 'c' + n, seq: 1, from: {id: 'u' + n, nick: 'p' + n}, to: kAna, text: 'psst', ts: n});
  hear(one, {op: 'dm', conv: 'c', seq: 1, from: kAna, to: kBob, own: true, text: 'hello', ts: 1}, 0);
  for (let n = 10; n < 3_010; ++n) hear(one, from(n), n);
  assert.equal(one.list('private').length, 51);
  assert.equal(one.strangersGone, 2_950);
  const {shown, folded} = one.strangers;
  assert.deepEqual(shown.map(({name}) => name), ['p10', 'p11', 'p12']);
  assert.equal(folded.at(-1).name, 'p3009');
  one.say(folded[0], 'yes?', 4_000);
  assert.ok(!one.strangers.folded.includes(folded[0]));
  one.say(one.conversations.get('@bob'), 'still here', 4_000);
});

test('what nobody knows changes nothing', () => {
  const one = world();
  for (const event of [{op: 'new'}, {}, {op: 'constructor'}, {op: '__proto__'}, msg(1, {room: 'elsewhere'}), {op: 'gap', room: 'elsewhere'}]) {
    assert.deepEqual(hear(one, event, 0), {send: [], fresh: [], told: []});
  }
});
