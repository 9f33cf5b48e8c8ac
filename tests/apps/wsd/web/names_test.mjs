// People's names: same, coloured, mentioned.
import assert from 'node:assert/strict';
import test from 'node:test';
import {fold, hueOf, initialOf, mentions, nameOf, roomOf} from '../../../../apps/wsd/web/names.js';
import {hostileTexts, workOf} from './work.mjs';

test('a person without a name is a number, the server is the server', () => {
  assert.equal(nameOf({id: 'u7', nick: 'ana'}), 'ana');
  assert.equal(nameOf({id: 'u7'}), 'User 7');
  assert.equal(nameOf(undefined), '');
  assert.equal(nameOf({}), 'Server');
});

test('colours do not depend on case or width', () => {
  assert.equal(hueOf('Ana'), hueOf('ana'));
  assert.equal(hueOf('ａｎａ'), hueOf('ana'));
  assert.equal(fold('ＡＢ'), 'ab');
  const hues = new Set(Array.from({length: 200}, (_, n) => hueOf('person' + n)));
  assert.ok(hues.size > 15 && [...hues].every((hue) => hue >= 0 && hue < 360));
});

test('initials are letters as people see them', () => {
  assert.equal(initialOf('ana'), 'A');
  assert.equal(initialOf('👩‍💻 dev'), '👩‍💻');
  assert.equal(initialOf('User 1234'), '34');
  assert.equal(initialOf(''), '?');
});

test('mentions are whole words', () => {
  for (const text of ['ana', '@ana', 'hi Ana!', 'ana: look', '(ana)', 'banana ana', 'x ana']) assert.ok(mentions(text, 'ana'), text);
  for (const text of ['banana', 'anana', 'ana1', 'ana_b', 'añana', '', 'an']) assert.ok(!mentions(text, 'ana'), text);
  assert.ok(mentions('hello User 7, all well?', 'User 7'));
  assert.ok(!mentions('hello User 71', 'User 7'));
  assert.ok(!mentions('anything', ''));
});

test('who is mentioned is found in one go', () => {
  for (const text of ['User 5'.repeat(11_000), 'aUser 5'.repeat(9_000), ...hostileTexts(65_000)]) {
    for (const name of ['User 5', 'ana', 'a']) workOf(() => mentions(text, name), 40 * text.length + 1_000);
  }
  assert.ok(!mentions('User 5'.repeat(11_000), 'User 5'));
  assert.ok(mentions('User 5'.repeat(11_000) + ' User 5', 'User 5'));
  assert.ok(!mentions('𝒜ana', 'ana') && mentions('😀ana😀', 'ana'));
});

test('rooms are folded and checked', () => {
  assert.equal(roomOf(' #Ops '), 'ops');
  assert.equal(roomOf('a.b_c-1'), 'a.b_c-1');
  for (const text of ['', '#', '-a', 'a b', 'é', 'a/b', 'a'.repeat(65)]) assert.equal(roomOf(text), null, text);
});
