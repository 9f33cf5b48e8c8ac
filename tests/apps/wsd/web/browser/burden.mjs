// How long the page takes to draw what hostile people say, how many frames a second it keeps while they talk, and whether its
// memory grows: bench/page runs it. TEST_SEED has a run again.
import {test} from 'node:test';
import {Dice, nameOf, textOf} from './dice.mjs';
import {Person} from './people.mjs';
import {Puppet} from './puppet.mjs';
import {Server} from './server.mjs';

const kTexts = 500;
const kPerSecond = 10;
const kSeconds = 12;
const kMessages = 10_000;
const kSeed = Number(process.env.TEST_SEED ?? 1);
const kWorst = [  // what was seen to stop a page
  'https://a' + ')'.repeat(65_000), 'User 5'.repeat(10_900), 'https://a.b '.repeat(5_400), 'a' + '\u0301'.repeat(32_000), 'x\n'.repeat(32_000), '\ufdfa'.repeat(21_000),
];

// Runs before the page's own scripts. Each drawing of the page is timed, with the layout and style that it causes.
function watch() {
  const frame = window.requestAnimationFrame.bind(window);
  window.drawn = [];
  window.requestAnimationFrame = (action) => frame((now) => {
    const begun = performance.now();
    action(now);
    void document.body?.offsetHeight;
    window.drawn.push(performance.now() - begun);
  });
  window.framesIn = (milliseconds) => new Promise((done) => {
    const times = [];
    const next = (now) => {
      times.push(now);
      if (now - times[0] < milliseconds) frame(next);
      else done(times.slice(1).map((time, n) => time - times[n]));
    };
    frame(next);
  });
}

const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * share)].toFixed(1);

async function heap(person) {
  const session = await person.context.newCDPSession(person.page);
  await session.send('HeapProfiler.collectGarbage');
  const {usedSize} = await session.send('Runtime.getHeapUsage');
  const {nodes} = await session.send('Memory.getDOMCounters');
  await session.detach();
  return `${(usedSize / 2 ** 20).toFixed(1)} MiB and ${nodes} nodes`;
}

test('what it takes', async () => {
  const server = await Server.start();
  const puppet = await Puppet.before(server);
  const dice = new Dice(kSeed);
  const ana = await Person.at(puppet.url, {name: 'me', path: '/r/lobby', script: watch});
  let seq = 0;
  const says = (text) => puppet.tell({op: 'msg', room: 'lobby', seq: ++seq, from: nameOf(dice), text, ts: Date.now()});
  const arrives = async () => {
    const text = 'so far ' + seq;
    says(text);
    await ana.holds((wanted) => [...document.querySelectorAll('#timeline .text')].slice(-3).some((node) => node.textContent === wanted), text);
  };

  await arrives();
  await ana.page.evaluate(() => (window.drawn = []));
  for (const text of [...kWorst, ...Array.from({length: kTexts}, () => textOf(dice))]) {
    says(text);
    await arrives();
  }
  const drawn = await ana.page.evaluate(() => window.drawn);
  console.log(`burden: ${kTexts + kWorst.length} hostile texts, seed ${kSeed}: a drawing takes ${at(drawn, 0.5)} ms (median), ${at(drawn, 0.99)} ms (99 %), ${at(drawn, 1)} ms (most)`);

  const still = await ana.page.evaluate(() => window.framesIn(3_000));
  const frames = ana.page.evaluate((time) => window.framesIn(time), kSeconds * 1_000);
  for (let n = 0; n < kSeconds * kPerSecond; ++n) {
    says(n % 2 ? textOf(dice) : dice.of(kWorst));
    await new Promise((done) => setTimeout(done, 1_000 / kPerSecond));
  }
  const gaps = await frames;
  console.log(`burden: ${kPerSecond} hostile texts a second: ${(gaps.length / kSeconds).toFixed(1)} frames a second (${(still.length / 3).toFixed(1)} when nobody talks), ${at(gaps, 0.99)} ms between two (99 %), ${at(gaps, 1)} ms (most)`);

  for (let n = 1; n <= kMessages; ++n) {
    says(n % 5 ? textOf(dice, 2_000) : textOf(dice));
    if (n % 50 === 0) await arrives();
    if (n === kMessages / 5 || n === kMessages) console.log(`burden: after ${n} messages ${await heap(ana)}`);
  }
  await ana.leave();
  puppet.stop();
  await server.stop();
});
