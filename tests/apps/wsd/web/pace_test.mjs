// Keeping within the server's rate.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Pace} from '../../../../apps/wsd/web/pace.js';

function setUp(context) {
  context.mock.timers.enable({apis: ['setTimeout']});
  const sent = [];
  let now = 0;
  const pace = new Pace((object) => sent.push(object), () => now);
  pace.begin();
  const pass = (milliseconds) => {
    for (let step = 0; step < milliseconds; step += 10) {
      now += 10;
      context.mock.timers.tick(10);
    }
  };
  return {pace, sent, pass};
}

test('a burst at once, the rest in order as the rate allows', (context) => {
  const {pace, sent, pass} = setUp(context);
  pace.limit(20, 10);
  for (let n = 0; n < 30; ++n) pace.push(n);
  assert.equal(sent.length, 18);
  pass(500);
  assert.ok(sent.length >= 22 && sent.length <= 24, String(sent.length));
  pass(1500);
  assert.deepEqual(sent, Array.from({length: 30}, (_, n) => n));
});

test('no limit, no waiting', (context) => {
  const {pace, sent} = setUp(context);
  pace.limit(0, 0);
  for (let n = 0; n < 1000; ++n) pace.push(n);
  assert.equal(sent.length, 1000);
});

test('what is only offered never delays what is needed', (context) => {
  const {pace, sent} = setUp(context);
  pace.limit(10, 1);
  for (let n = 0; n < 10; ++n) pace.offer('typing');
  assert.equal(sent.length, 5);
  pace.push('message');
  assert.equal(sent.at(-1), 'message');
});

test('a new connection has forgotten the old one', (context) => {
  const {pace, sent, pass} = setUp(context);
  pace.limit(3, 1);
  for (let n = 0; n < 5; ++n) pace.push(n);
  pace.begin();
  pass(5000);
  assert.deepEqual(sent, [0]);
});
