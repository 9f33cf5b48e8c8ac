// Whatever is said, the page goes on: 500 hostile texts, names, topics and objects, each drawn. TEST_SEED has a run again.
// How long it takes is bench/page's.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {broken, Dice, eventOf} from './dice.mjs';
import {Person} from './people.mjs';
import {Puppet} from './puppet.mjs';
import {Server} from './server.mjs';

const kEvents = 500;
const kBatch = 25;
const kNodesMax = 60_000;  // of the whole page
const kRowsMax = 2_200;
const kLinksMax = 50;      // of one message
const kMarksMax = 8;       // behind one letter
const kSeed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 32));

let server;
let puppet;
before(async () => {
  console.log(`TEST_SEED=${kSeed} has this run again`);
  server = await Server.start();
  puppet = await Puppet.before(server);
});
after(() => {
  puppet.stop();
  return server.stop();
});

// What is wrong with what is seen, as sentences. wanted: a message that has to be there, right as it is.
function faultsOf({wanted, most}) {
  const faults = [];
  const all = document.getElementsByTagName('*').length;
  if (all > most.nodes) faults.push(`${all} nodes`);
  const rows = [...document.querySelectorAll('#timeline > li')];
  if (rows.length > most.rows) faults.push(`${rows.length} rows`);
  const scroller = document.querySelector('#scroller');
  if (scroller.scrollWidth > scroller.clientWidth) faults.push('wider than its place');
  const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
  const breaks = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
  const piled = new RegExp(`[\\p{M}\\p{Cf}]{${most.marks + 1}}`, 'u');
  for (const row of rows) {
    if (!getComputedStyle(row).contain.includes('paint')) faults.push('a row paints beyond itself');
    if (row.querySelectorAll('.text a').length > most.links) faults.push('too many links');
    const said = row.querySelector('.text')?.textContent ?? '';
    const pile = piled.exec(said);
    if (pile) faults.push(`piled marks in ${row.className}: ` + JSON.stringify(said.slice(Math.max(0, pile.index - 20), pile.index + 20)));
    for (const link of row.querySelectorAll('a')) if (!/^https?:$/.test(link.protocol) || getComputedStyle(link).unicodeBidi !== 'isolate') faults.push('a link that is none: ' + link.href.slice(0, 80));
  }
  for (const name of document.querySelectorAll('bdi, .topic, h1')) {
    if (turning.test(name.textContent) || breaks.test(name.textContent) || piled.test(name.textContent)) faults.push('a name that is not one line: ' + JSON.stringify(name.textContent.slice(0, 80)));
    const {unicodeBidi, display} = getComputedStyle(name);
    if (!/isolate|plaintext/.test(unicodeBidi) && display === 'inline') faults.push('a name that turns what is beside it');
  }
  for (const tag of ['img', 'b', 'iframe', 'script']) if (document.querySelector('#timeline .text ' + tag)) faults.push('an element <' + tag + '>');
  const found = rows.find((row) => row.querySelector('.text')?.textContent === wanted);
  const text = found?.querySelector('.text');
  if (!text) faults.push('the honest message is not there');
  else if (getComputedStyle(text).direction !== 'ltr' || getComputedStyle(text).unicodeBidi === 'bidi-override') faults.push('the honest message is turned');
  return [...new Set(faults)];
}

test(`${kEvents} of them, seed ${kSeed}`, async () => {
  const dice = new Dice(kSeed);
  const ana = await Person.at(puppet.url, {name: 'me', path: '/r/lobby'});
  let seq = 0;
  for (let sent = 0; sent < kEvents; sent += kBatch) {
    for (let n = 0; n < kBatch; ++n) {
      const event = eventOf(dice, ++seq);
      puppet.tell(dice.below(4) ? event : broken(dice, event));
    }
    const wanted = `so far ${sent}, all is well`;
    puppet.tell({op: 'msg', room: 'lobby', seq: ++seq, from: {id: 'u2', nick: 'bob'}, text: wanted, ts: Date.now()});
    await ana.holds((text) => [...document.querySelectorAll('#timeline .text')].some((node) => node.textContent === text), wanted);
    const faults = await ana.page.evaluate(faultsOf, {wanted, most: {nodes: kNodesMax, rows: kRowsMax, links: kLinksMax, marks: kMarksMax}});
    assert.deepEqual(faults, [], `after ${sent + kBatch} events of seed ${kSeed}`);
    assert.deepEqual(ana.wrong, [], `after ${sent + kBatch} events of seed ${kSeed}`);
  }
  await ana.page.fill('#write', 'one answer');
  await ana.page.press('#write', 'Enter');
  await ana.is('.message.own', {hasText: 'one answer'}).waitFor();
  await ana.leave();
});
