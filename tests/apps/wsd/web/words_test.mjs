// The page's own words: both languages have all of them, and all are used.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import test from 'node:test';
import {chooseLanguage, kWords, preferredLanguage, say, sayParts} from '../../../../apps/wsd/web/words.js';

const kHolders = /\{(\w+)\}/g;
const holders = (text) => [...new Set([text].flat().flatMap((form) => [...form.matchAll(kHolders)].map(([, name]) => name)))].sort();

test('Thai says what English says', () => {
  assert.deepEqual(Object.keys(kWords.th).sort(), Object.keys(kWords.en).sort());
  for (const [key, text] of Object.entries(kWords.en)) {
    assert.deepEqual(holders(kWords.th[key]), holders(text), key);
  }
});

test('every word is used, and every word that is used is there', () => {
  const folder = new URL('../../../../apps/wsd/web/', import.meta.url);
  const source = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'words.js').map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  const made = /^(h_|typing|gap|pending$|sent$|waiting$|failed$|joined(Many)?$|left(Many)?$)/;  // put together by the code
  for (const key of Object.keys(kWords.en)) assert.ok(made.test(key) || source.includes(`'${key}'`), key + ' is not used');
  for (const [, key] of source.matchAll(/(?<![#\w])say\('(\w+)'[,)]/g)) assert.ok(key in kWords.en, key + ' is not there');
});

test('forms and values', () => {
  chooseLanguage('en');
  assert.equal(say('unread', {n: 1}), '1 unread message');
  assert.equal(say('unread', {n: 3}), '3 unread messages');
  assert.equal(say('renamed', {was: '{name}', name: 'b'}), '{name} is now b');
  chooseLanguage('th');
  assert.equal(say('unread', {n: 3}), 'ยังไม่ได้อ่าน 3 ข้อความ');
  chooseLanguage('xx');
  assert.equal(say('send'), 'Send');
});

test('a sentence in parts: its own words, and what others wrote', () => {
  chooseLanguage('en');
  assert.deepEqual(sayParts('renamed', {was: '{name} is', name: 'b'}), [{name: '{name} is'}, {text: ' is now '}, {name: 'b'}]);
  assert.deepEqual(sayParts('joined', {names: ['a', 'b']}), [{name: 'a'}, {text: ', '}, {name: 'b'}, {text: ' joined'}]);
});

test('only a language that there is', () => {
  for (const wrong of ['__proto__', 'constructor', '']) {
    chooseLanguage(wrong);
    assert.equal(say('send'), 'Send');
  }
});

test('the reader\'s own language, if it is here', () => {
  assert.equal(preferredLanguage(['de-DE', 'th-TH', 'en']), 'th');
  assert.equal(preferredLanguage(['de', 'fr']), 'en');
  assert.equal(preferredLanguage(['en-GB']), 'en');
});
