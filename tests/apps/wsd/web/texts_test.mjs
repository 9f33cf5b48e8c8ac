// What is shown of a text that somebody else wrote.
import assert from 'node:assert/strict';
import test from 'node:test';
import {cut, folded, oneLine, tame} from '../../../../apps/wsd/web/texts.js';
import {hostileTexts, workOf} from './work.mjs';

test('letters have a few marks, as languages need them', () => {
  assert.equal(tame('a' + '\u0301'.repeat(32_000) + 'b'), 'a' + '\u0301'.repeat(8) + 'b');
  assert.equal(tame('x' + '\u0301\u200b'.repeat(1_000)).length, 9);
  for (const text of ['สวัสดีครับ เก้าอี้ น้ำ', 'שָׁל֔וֹם', 'क्ष्म्य', 'བསྒྲུབས', 'é̂', '👩🏽‍❤️‍💋‍👨🏽', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'می‌خواهم']) assert.equal(tame(text), text);
});

test('a name or a topic is one line in one direction', () => {
  assert.equal(oneLine('a\u202eb\u2066c\u200fd\ne\u2028f\u0000g'), 'abcd e f g');
  assert.equal(oneLine('x'.repeat(1_000)).length, 257);
  assert.equal(oneLine('שלום עולם'), 'שלום עולם');
});

test('a cut is between characters', () => {
  assert.equal(cut('abc', 3), 'abc');
  assert.equal(cut('abcd', 3), 'abc…');
  assert.equal(cut('ab😀', 3), 'ab…');
});

test('long texts are folded, by letters or by lines', () => {
  assert.equal(folded('x'.repeat(2_400)), null);
  assert.equal(folded('x'.repeat(2_401)).length, 2_001);
  assert.equal(folded('a\n'.repeat(24) + 'a'), null);
  assert.equal(folded('a\n'.repeat(850)), 'a\n'.repeat(19) + 'a…');
  assert.equal(folded('\n'.repeat(60_000)), '\n'.repeat(19) + '…');
});

test('each character is looked at a few times', () => {
  for (const text of hostileTexts(65_000)) {
    for (const work of [tame, oneLine, folded]) workOf(() => work(text), 12 * text.length + 1_000);
  }
});
