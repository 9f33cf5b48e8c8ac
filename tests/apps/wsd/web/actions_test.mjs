// What a line typed into the box does.
import assert from 'node:assert/strict';
import test from 'node:test';
import {perform} from '../../../../apps/wsd/web/actions.js';
import {World} from '../../../../apps/wsd/web/world.js';

// A page that notes what it is asked to do.
function page(...rooms) {
  const world = new World(() => 'w');
  for (const name of rooms) Object.assign(world.conversation('room', name), {joined: true, seen: 9});
  world.go(world.conversation('room', rooms[0]));
  const done = [];
  const noted = (what) => (...given) => void done.push([what, ...given]);
  return {
    world, done,
    say: noted('say'), note: noted('note'), request: noted('request'), leave: noted('leave'),
    goRoom: noted('goRoom'), older: (room, count) => done.push(['older', room.name, count]), reveal: noted('reveal'), setPresence: noted('setPresence'),
  };
}

test('a topic is set, removed, told', () => {
  const one = page('lobby');
  perform(one, '/topic cats');
  perform(one, '/topic -');
  assert.deepEqual(one.done.map(([, what]) => what.topic), ['cats', '']);
  assert.equal(perform(one, '/topic'), undefined);
  assert.deepEqual(one.done[2], ['note', ['The topic is now: –']]);
});

test('the only room cannot be left, and it is said', () => {
  const one = page('lobby');
  assert.match(perform(one, '/leave'), /^lobby is the only room/);
  assert.match(perform(one, '/leave lobby'), /^lobby is the only room/);
  assert.equal(perform(one, '/leave ops'), 'You are not in ops.');
  assert.match(perform(one, '/leave no room'), /^A room name/);
  assert.deepEqual(one.done, []);
  const two = page('lobby', 'ops');
  perform(two, '/leave');
  perform(two, '/leave ops');
  assert.deepEqual(two.done.map(([what, {name}]) => [what, name]), [['leave', 'lobby'], ['leave', 'ops']]);
  const talk = page('lobby');
  talk.world.go(talk.world.conversation('private', 'bob'));
  perform(talk, '/leave');
  assert.equal(talk.done[0][1].name, 'bob');
});

test('one switches to rooms one is in', () => {
  const one = page('lobby', 'ops');
  assert.equal(perform(one, '/switch newroom'), 'You are not in newroom. /join newroom takes you there.');
  assert.deepEqual(one.done, []);
  perform(one, '/switch OPS');
  perform(one, '/join newroom');
  assert.deepEqual(one.done, [['goRoom', 'ops'], ['goRoom', 'newroom']]);
});

test('numbers, settings, what is written nearly right', () => {
  const one = page('lobby');
  perform(one, '/since 4');
  assert.deepEqual(one.done.pop(), ['reveal', 'lobby', 5]);
  for (const wrong of ['9', '10', 'x', '-1']) assert.equal(perform(one, '/since ' + wrong), `There is no message after number ${wrong}.`);
  perform(one, '/set presence off');
  assert.deepEqual(one.done, [['setPresence', false], ['note', ['Show who joins and leaves: off']]]);
  assert.equal(perform(one, '/set echo on'), 'Please write it like this: /set presence on|off');
  assert.equal(perform(one, '/jion ops'), 'Unknown command /jion. Did you mean /join?');
  assert.equal(perform(one, '/foo'), 'Unknown command /foo. Try /help.');
});

test('earlier messages, as many as one says', () => {
  const one = page('lobby');
  perform(one, '/history');
  perform(one, '/history 7');
  assert.deepEqual(one.done, [['older', 'lobby', undefined], ['older', 'lobby', 7]]);
  for (const wrong of ['0', 'x', '-1', '1.5', '7 8']) assert.equal(perform(one, '/history ' + wrong), 'Please write it like this: /history [N]');
  one.world.go(one.world.conversation('private', 'bob'));
  assert.match(perform(one, '/history'), /^A room name/);
  assert.equal(one.done.length, 2);
});

test('a message is measured as it is sent', () => {
  const one = page('lobby');
  one.world.limits = {message: 65_536};
  const log = 'said "x"\n'.repeat(6_700);  // 60,300 bytes; quotes and line breaks have two each
  for (const line of [log, '/me ' + log, '/msg bob ' + log]) {
    assert.match(perform(one, line) ?? '', /^Not sent: the message is 14\d\d\d bytes too long, as it is sent \(the limit is 65536\)/);
  }
  assert.deepEqual(one.done, []);
  perform(one, 'x'.repeat(60_000));
  assert.equal(one.done.length, 1);
  one.world.limits = {message: 0};
  perform(one, log);
  assert.equal(one.done.length, 2);
});

test('the list has every command, and how a line begins with a slash', () => {
  const one = page('lobby');
  perform(one, '/help');
  const [, lines] = one.done[0];
  assert.ok(lines.some(([name]) => name === '/set presence on|off'));
  assert.deepEqual(lines.at(-1), ['//x', 'say /x; what begins with no / is said']);
  for (const [, what] of lines.slice(1)) assert.doesNotMatch(what, /^h_/);
});
