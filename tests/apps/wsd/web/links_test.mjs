// Links in what people write: found where people see them, and nothing else becomes one.
import assert from 'node:assert/strict';
import test from 'node:test';
import {pieces} from '../../../../apps/wsd/web/links.js';

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

test('long lines take no time', () => {
  const text = 'https://a.b/' + '('.repeat(50_000) + ')'.repeat(5);
  assert.equal(pieces(text).map((piece) => piece.text).join(''), text);
});
