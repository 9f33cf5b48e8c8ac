// Slash commands: read and completed.
import assert from 'node:assert/strict';
import test from 'node:test';
import {completions, nearest, readLine, splitName} from '../../../../apps/wsd/web/commands.js';
import {hostileTexts, workOf} from './work.mjs';

const kKnown = {rooms: ['lobby', 'ops'], allRooms: ['lobby', 'ops', 'opera'], people: ['ana', 'Anders', 'bob', 'User 7']};
const labels = (text, explicit = false, caret = text.length) => completions(text, caret, kKnown, explicit)?.options.map(({label}) => label) ?? null;

test('what a line means', () => {
  assert.deepEqual(readLine('hello'), {say: 'hello'});
  assert.deepEqual(readLine('//etc'), {say: '/etc'});
  assert.deepEqual(readLine('/join  ops '), {name: 'join', rest: 'ops'});
  assert.deepEqual(readLine('/HELP'), {name: 'help', rest: ''});
  assert.deepEqual(readLine('/me waves\ntwice'), {name: 'me', rest: 'waves\ntwice'});
  assert.equal(readLine('/foo bar').unknown, 'foo');
  assert.equal(readLine('/').unknown, '');
  assert.equal(readLine('/nick').lacks.name, 'nick');
});

test('what was meant', () => {
  for (const [name, meant] of [['jion', 'join'], ['SERACH', 'search'], ['sw', 'switch'], ['hel', 'help'], ['topci', 'topic']]) {
    assert.equal(nearest(name), meant);
  }
  for (const name of ['foo', 's', '', 'nix', 'x'.repeat(70_000)]) assert.equal(nearest(name), undefined);
});

test('names with a space are known by being known', () => {
  assert.deepEqual(splitName('bob hi there', kKnown.people), ['bob', 'hi there']);
  assert.deepEqual(splitName('user 7 hi', kKnown.people), ['User 7', 'hi']);
  assert.deepEqual(splitName('eve hi', kKnown.people), ['eve', 'hi']);
  assert.deepEqual(splitName('bob', kKnown.people), ['bob', '']);
});

test('a long line is looked at once, however many people there are', () => {
  const people = Array.from({length: 1_000}, (_, n) => 'person' + n);
  const line = 'person7 ' + 'x'.repeat(60_000);
  workOf(() => splitName(line, people), 10 * line.length);
  for (const text of hostileTexts(60_000)) workOf(() => completions(text, text.length, {...kKnown, people: []}, true), 40 * text.length + 10_000);
});

test('commands, their arguments, names', () => {
  assert.deepEqual(labels('/jo'), ['/join']);
  assert.equal(labels('/').length, 8);
  assert.deepEqual(labels('/join op'), ['ops', 'opera']);
  assert.deepEqual(labels('/switch op'), ['ops']);
  assert.deepEqual(labels('/msg an'), ['ana', 'Anders']);
  assert.deepEqual(labels('hi @b'), ['bob']);
  assert.deepEqual(labels('bo', true), ['bob']);
  assert.equal(labels('bo'), null);
  assert.equal(labels('/nothing'), null);
  assert.equal(labels('plain text'), null);
  assert.equal(labels('me@b'), null);
});

test('what is put in, and where', () => {
  const first = completions('hi @b there', 5, kKnown);
  assert.deepEqual([first.from, first.to, first.options[0].text], [3, 5, '@bob ']);
  const start = completions('an', 2, kKnown, true);
  assert.deepEqual(start.options.map(({text}) => text), ['ana: ', 'Anders: ']);
  assert.equal(completions('/join op', 8, kKnown).eager, false);
  assert.equal(completions('/jo', 3, kKnown).eager, true);
});
