// Who came, left, changed their name or the topic.
import assert from 'node:assert/strict';
import test from 'node:test';
import {remarkLines} from '../../../../apps/wsd/web/remarks.js';

const some = (what, n, more = {}) => Array.from({length: n}, (_, at) => ({what, person: {id: 'u' + at, nick: 'p' + at}, ...more}));

test('each is a sentence of its own', () => {
  const lines = remarkLines([...some('topic', 1, {text: 'x · bob left · '}), ...some('left', 2), ...some('renamed', 1, {was: 'old'})]);
  assert.deepEqual(lines, [
    {key: 'left', values: {names: ['p0', 'p1']}},
    {key: 'topicSet', values: {name: 'p0', text: 'x · bob left · '}},
    {key: 'renamed', values: {was: 'old', name: 'p0'}},
  ]);
});

test('many are counted', () => {
  assert.deepEqual(remarkLines(some('joined', 5))[0].key, 'joined');
  assert.deepEqual(remarkLines(some('joined', 9))[0], {key: 'joinedMany', values: {names: ['p0', 'p1', 'p2', 'p3'], n: 5}});
  const topics = remarkLines(some('topic', 500, {text: 't'}));
  assert.equal(topics.length, 12);
  assert.deepEqual(topics[0], {key: 'moreRemarks', values: {n: 489}});
});
