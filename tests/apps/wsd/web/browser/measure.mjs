// How heavy the page is, and how soon its first message is seen: bench/page runs it.
import {test} from 'node:test';
import {Person} from './people.mjs';
import {Server} from './server.mjs';

const kRuns = Number(process.env.WSD_RUNS ?? 20);
// Runs before the page's own scripts.
const watch = () => new MutationObserver((_, observer) => {
  if (!document.querySelector('#timeline .message')) return;
  requestAnimationFrame(() => setTimeout(() => (window.shownAt = performance.now())));  // it has been painted then
  observer.disconnect();
}).observe(document, {childList: true, subtree: true});

function read() {
  const [page] = performance.getEntriesByType('navigation');
  const all = [page, ...performance.getEntriesByType('resource')];
  return {shown: window.shownAt, afterLoad: Math.max(0, window.shownAt - page.loadEventEnd), bytes: all.reduce((sum, one) => sum + one.transferSize, 0), requests: all.length};
}

function tell(name, figures) {
  const sorted = (key) => figures.map((one) => one[key]).sort((a, b) => a - b);
  const [shown, afterLoad] = [sorted('shown'), sorted('afterLoad')];
  const at = (list, share) => Math.round(list[Math.floor((list.length - 1) * share)]);
  console.log(`${name}: first message after ${at(shown, 0.5)} ms (median; ${at(shown, 0)} to ${at(shown, 1)}), ${at(afterLoad, 0.5)} ms after the load event; ${sorted('bytes')[0]} bytes in ${figures[0].requests} requests; ${figures.length} runs`);
}

test('the page', async () => {
  const server = await Server.start();
  const bob = await Person.at(server.url, {name: 'bob', path: '/r/fast'});
  await bob.type('are you there yet?');
  await bob.is('.message.sent').waitFor();
  const [cold, warm] = [[], []];
  for (let n = 0; n < kRuns; ++n) {
    const ana = await Person.at(server.url, {name: 'ana' + n, path: '/r/fast', script: watch});
    await ana.holds(() => window.shownAt);
    cold.push(await ana.page.evaluate(read));
    await ana.page.reload();
    await ana.holds(() => window.shownAt);
    warm.push(await ana.page.evaluate(read));
    await ana.leave();
  }
  tell('cold', cold);
  tell('from the cache', warm);
  await bob.leave();
});
