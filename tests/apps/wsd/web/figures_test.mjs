// The page of figures: reading them, reckoning with them, drawing them.
import assert from 'node:assert/strict';
import test from 'node:test';
import {quantile, rate, read} from '../../../../apps/wsd/web/exposition.js';
import {figure, places, roundUp} from '../../../../apps/wsd/web/plot.js';

const kText = `# HELP wsd_connections WebSocket connections that are open.
# TYPE wsd_connections gauge
wsd_connections 12
wsd_x_total{shard="0",room="a,b\\"}"} 3
wsd_x_total{shard="1"} 4 1700000000
wsd_t_seconds_bucket{le="0.001"} 10
wsd_t_seconds_bucket{le="0.002"} 30
wsd_t_seconds_bucket{le="+Inf"} 40
wsd_t_seconds_sum 0.5
wsd_t_seconds_count 40
`;

test('the text form', () => {
  const {values, buckets} = read(kText);
  assert.equal(values.get('wsd_connections'), 12);
  assert.equal(values.get('wsd_x_total'), 7);
  assert.deepEqual(buckets.get('wsd_t_seconds'), [[0.001, 10], [0.002, 30], [Infinity, 40]]);
});

test('rates, and counters that began anew', () => {
  const at = (value) => ({values: new Map([['a', value]]), buckets: new Map()});
  assert.equal(rate(at(10), at(30), 'a', 2), 10);
  assert.equal(rate(at(30), at(10), 'a', 2), null);
  assert.equal(rate(null, at(10), 'a', 2), null);
  assert.equal(rate(at(1), at(2), 'b', 2), null);
});

test('quantiles of all, and of what came between', () => {
  const all = read(kText);
  assert.equal(quantile(null, all, 'wsd_t_seconds', 0.25), 0.001);
  assert.equal(quantile(null, all, 'wsd_t_seconds', 0.5), 0.0015);
  assert.equal(quantile(null, all, 'wsd_t_seconds', 0.99), 0.002);
  assert.equal(quantile(all, all, 'wsd_t_seconds', 0.5), null);
  assert.equal(quantile(null, all, 'nothing', 0.5), null);
});

test('figures as people read them', () => {
  assert.deepEqual([0, 7, 999, 1000, 12_345, 2.5e6].map((number) => figure(number)), ['0', '7', '999', '1 k', '12.3 k', '2.5 M']);
  assert.deepEqual([0, 2e-6, 0.0123, 1.5].map((number) => figure(number, 's')), ['0', '2 µs', '12.3 ms', '1.5 s']);
  assert.equal(figure(2048, 'B'), '2.05 kB');
  assert.equal(figure(null), '–');
});

test('scales end in round numbers', () => {
  assert.deepEqual([0, 0.7, 1, 1.1, 3, 7, 10, 4200].map(roundUp), [1, 1, 1, 2, 5, 10, 10, 5000]);
});

test('the newest is at the right edge, and the largest within the frame', () => {
  const points = places([0, null, 10], 3, 10);
  assert.equal(points[1], null);
  assert.equal(points[2][0], 400);
  assert.ok(points[2][1] < points[0][1]);
});
