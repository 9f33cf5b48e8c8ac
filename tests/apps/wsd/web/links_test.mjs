// Links in what people write: found where people see them, and nothing else becomes one.
import assert from 'node:assert/strict';
import test from 'node:test';
import {pieces} from '../../../../apps/wsd/web/links.js';
import {hostileTexts, workOf} from './work.mjs';

const linksIn = (text) => pieces(text).filter(({href}) => href).map((piece) => piece.text);

test('nothing is lost', () => {
  for (const text of ['', 'a', 'https://a.b', 'see https://a.b/c, and http://d.e.', ' x https://a.b ']) {
    assert.equal(pieces(text).map((piece) => piece.text).join(''), text);
  }
});

test('punctuation behind a link is not a part of it', () => {
  assert.deepEqual(linksIn('see https://a.b/c.'), ['https://a.b/c']);
  assert.deepEqual(linksIn('(https://a.b/c)'), ['https://a.b/c']);
  assert.deepEqual(linksIn('https://a.b/c_(d)'), ['https://a.b/c_(d)']);
  assert.deepEqual(linksIn('<https://a.b/c>'), ['https://a.b/c']);
  assert.deepEqual(linksIn('https://a.b/c?d=e&f#g!'), ['https://a.b/c?d=e&f#g']);
  assert.deepEqual(linksIn('https://a.b, https://c.d'), ['https://a.b', 'https://c.d']);
});

test('only http and https, without passwords or what hides where they lead', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'ftp://a.b', 'https://', 'xhttps://a.b', 'https://user:pw@a.b', 'https://a@b.c/', 'www.a.b', 'file:///etc/passwd', 'vbscript:x']) {
    assert.deepEqual(linksIn(text), [], text);
  }
  assert.deepEqual(linksIn('https://a.b/\u202Egpj.exe'), ['https://a.b/']);
});

test('each character is looked at a few times, whatever is written', () => {
  for (const text of ['https://a.b/' + '('.repeat(50_000) + ')'.repeat(5), ...hostileTexts(65_000)]) {
    workOf(() => pieces(text), 12 * text.length + 10_000);
    assert.equal(pieces(text).map((piece) => piece.text).join(''), text);
  }
});

test('a link has an end, and so have links', () => {
  assert.deepEqual(linksIn('https://a.b/' + 'c'.repeat(2_036)).map(({length}) => length), [2_048]);
  assert.deepEqual(linksIn('https://a.b/' + 'c'.repeat(2_037)), []);
  assert.deepEqual(linksIn('https://a' + ')'.repeat(65_000)), ['https://a']);
  assert.equal(linksIn('https://a.b '.repeat(1_000)).length, 50);
});

test('where a link leads is said when it is not what is written', () => {
  const hostOf = (text) => pieces(text).find(({href}) => href)?.host;
  for (const text of ['https://a.b', 'https://A.B/c', 'https://a.b:8080/x', 'https://a.b?q', 'https://a.b#f', 'https://a.b\\c', 'http://[::1]:80/']) {
    assert.equal(hostOf(text), undefined, text);
  }
  assert.equal(hostOf('https://\u0440aypal.com/x'), 'xn--aypal-uye.com');  // a Cyrillic letter
  assert.match(hostOf('https://google.com\u2044login.evil.example/'), /xn--.*\.evil\.example$/);
  assert.equal(hostOf('https://goo\u200bgle.com/'), 'google.com');
  assert.equal(hostOf('https://\uff41.example/'), 'a.example');
  assert.equal(hostOf('https://0x7f.1/'), '127.0.0.1');
  assert.equal(hostOf('https://ไทย.com/'), 'xn--o3cw4h.com');
});
