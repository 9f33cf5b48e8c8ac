// When one comes back.
import assert from 'node:assert/strict';
import test from 'node:test';
import {backoff, mayReturn} from '../../../../apps/wsd/web/backoff.js';

test('4000 to 4099 mean: not unchanged', () => {
  for (const code of [4000, 4006, 4099]) assert.equal(mayReturn(code), false, code);
  for (const code of [1000, 1001, 1006, 1012, 3999, 4100, 4202]) assert.equal(mayReturn(code), true, code);
});

test('1009 means: not the same again', () => {
  assert.equal(mayReturn(1009), false);
  assert.equal(mayReturn(1009, true), true);
  assert.equal(mayReturn(4006, true), false);
});

test('the range doubles up to thirty seconds', () => {
  const most = (n) => backoff(1006, n, 1);
  assert.deepEqual([0, 1, 2, 5, 6, 7, 1000].map(most), [500, 1000, 2000, 16_000, 30_000, 30_000, 30_000]);
  assert.equal(backoff(1006, 3, 0), 0);
  assert.equal(backoff(1006, 3, 0.5), 2000);
});

test('4200 to 4299 mean: at once, the first time', () => {
  assert.equal(backoff(4202, 0, 1), 0);
  assert.equal(backoff(4202, 1, 1), 1000);
});
