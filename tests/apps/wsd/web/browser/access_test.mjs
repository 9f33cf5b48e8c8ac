// For everybody: with the keyboard alone, on a phone, with a screen reader, in both themes.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {after, before, test} from 'node:test';
import {Person} from './people.mjs';
import {Server} from './server.mjs';

const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let server;
before(async () => (server = await Server.start()));
after(() => server.stop());

// No violation of any of axe's rules, best practices included.
async function isAccessible(person, where) {
  await person.page.evaluate(kAxe);
  const violations = await person.page.evaluate(async () => (await window.axe.run(document, {resultTypes: ['violations']})).violations
      .map(({id, help, nodes}) => `${id}: ${help}: ${nodes.map(({html, failureSummary}) => html.slice(0, 160) + ' ' + failureSummary).join(' | ')}`));
  assert.deepEqual(violations, [], where);
}

async function furnish(person) {
  await person.type('hello');
  await person.type('/me waves');
  await person.type('see https://example.org');
  await person.type('/help');
  await person.is('.note').waitFor();
  await person.is('.message.sent').nth(2).waitFor();
}

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing, ${theme}`, async () => {
    const ana = await Person.at(server.url, {name: 'ana' + theme, rooms: ['lobby', 'ops'], path: '/r/lobby', theme, bypassCSP: true});
    const bob = await Person.at(server.url, {name: 'bob' + theme, path: '/r/lobby'});
    await bob.type(`ana${theme}, hello`);
    await ana.sees('hello');
    await furnish(ana);
    await isAccessible(ana, 'the page');
    await ana.page.fill('#write', '/');
    await ana.is('#offers li').first().waitFor();
    await isAccessible(ana, 'completion');
    await ana.page.fill('#write', '');
    await ana.page.click('[aria-label="Join a room"]');
    await ana.is('dialog .choices li').first().waitFor();
    await isAccessible(ana, 'entering a room');
    await ana.page.keyboard.press('Escape');
    await ana.page.click('[aria-label="Search"]');
    await ana.page.fill('dialog input', 'hello');
    await ana.page.keyboard.press('Enter');
    await ana.is('dialog .result').first().waitFor();
    await isAccessible(ana, 'search');
    await ana.page.keyboard.press('Escape');
    await ana.page.click('#self .me');
    await isAccessible(ana, 'settings');
    await ana.page.keyboard.press('Escape');
    await ana.type(`/msg bob${theme} psst`);
    await ana.is('.message.sent', {hasText: 'psst'}).waitFor();
    await isAccessible(ana, 'a private conversation');
    await bob.leave();
    await ana.leave();
  });

  test(`axe finds nothing on a phone and without a connection, ${theme}`, async () => {
    const other = await Server.start();
    const ana = await Person.at(other.url, {name: 'ana', path: '/r/lobby', width: 390, height: 780, touch: true, theme, bypassCSP: true});
    await furnish(ana);
    await isAccessible(ana, 'the page');
    await ana.page.click('#header button >> nth=0');
    await ana.holds(() => document.body.classList.contains('show-side'));
    await isAccessible(ana, 'the drawer');
    await ana.page.keyboard.press('Escape');
    await other.kill();
    await ana.is('#banner').waitFor();
    await ana.type('waits');
    await isAccessible(ana, 'without a connection');
    await ana.leave();
  });

  test(`axe finds nothing on the page of figures, ${theme}`, async () => {
    const ana = await Person.at(server.url, {name: 'figure' + theme});
    const page = await ana.context.newPage();
    await page.emulateMedia({colorScheme: theme});
    await page.goto(server.admin + '/stats');
    await page.waitForSelector('#slowest tr');
    await page.waitForFunction(() => document.querySelector('.tile .number').textContent !== '–');
    await isAccessible({page}, 'the figures');
    assert.ok(Number(await page.locator('.tile .number').first().innerText()) >= 1);
    await page.waitForFunction(() => document.querySelector('.plot .line').getAttribute('d').includes('L'));
    await ana.leave();
  });
}

test('with the keyboard alone', async () => {
  const ana = await Person.at(server.url, {name: 'keyboard', rooms: ['lobby', 'ops', 'design'], path: '/r/lobby'});
  const {keyboard} = ana.page;
  const focus = () => ana.page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute('aria-label') || document.activeElement.querySelector('.name')?.textContent || document.activeElement.tagName);
  assert.equal(await focus(), 'write');
  await keyboard.type('/jo');
  await ana.is('#offers li[aria-selected="true"]', {hasText: '/join'}).waitFor();
  await keyboard.press('Enter');
  assert.equal(await ana.page.inputValue('#write'), '/join ');
  await keyboard.type('des');
  await keyboard.press('Tab');
  assert.equal(await ana.page.inputValue('#write'), '/join design ');
  await keyboard.press('Enter');
  await ana.holds(() => document.querySelector('h1').textContent === '#design');
  await keyboard.type('first line');
  await keyboard.press('Shift+Enter');
  await keyboard.type('second line');
  await keyboard.press('Enter');
  await ana.sees('first line\nsecond line');
  await keyboard.press('ArrowUp');
  assert.equal(await ana.page.inputValue('#write'), 'first line\nsecond line');
  await keyboard.press('Control+A');
  await keyboard.press('Delete');
  await keyboard.press('Alt+ArrowUp');
  await ana.holds(() => document.querySelector('h1').textContent === '#ops');

  // Once around with Tab: everything can be reached, and one comes back.
  const seen = [];
  for (let n = 0; n < 40; ++n) {
    await keyboard.press('Tab');
    seen.push(await focus());
  }
  for (const wanted of ['write', 'scroller', 'skip', 'Join a room', 'Settings', 'Search', 'ops', 'Leave ops']) assert.ok(seen.includes(wanted), `${wanted} is not reached: ${seen.join(', ')}`);

  await ana.is('#skip').focus();
  await keyboard.press('Enter');
  assert.equal(await focus(), 'write');
  await ana.is('[aria-label="Join a room"]').focus();
  await keyboard.press('Enter');
  await ana.is('dialog[open]').waitFor();
  await keyboard.type('new-one');
  await keyboard.press('Enter');
  await ana.holds(() => document.querySelector('h1').textContent === '#new-one');
  await keyboard.press('PageUp');
  await keyboard.press('Escape');
  assert.equal(await focus(), 'write');
  await ana.leave();
});

test('what others say is told to a screen reader, what is loaded is not', async () => {
  const ana = await Person.at(server.url, {name: 'listener', path: '/r/aloud'});
  const bob = await Person.at(server.url, {name: 'speaker', path: '/r/aloud'});
  await bob.type('hear me');
  await ana.is('#announcer p', {hasText: 'speaker: hear me'}).waitFor({state: 'attached'});
  assert.equal(await ana.page.getAttribute('#announcer', 'aria-live'), 'polite');
  const late = await Person.at(server.url, {name: 'late', path: '/r/aloud'});
  await late.sees('hear me');
  assert.equal(await late.is('#announcer p').count(), 0);
  for (const person of [ana, bob, late]) await person.leave();
});

test('on a phone', async () => {
  const ana = await Person.at(server.url, {name: 'phone', rooms: ['lobby', 'ops'], path: '/r/lobby', width: 360, height: 640, touch: true});
  await ana.type('a'.repeat(400) + ' https://example.org/' + 'b'.repeat(300));
  await ana.is('.message.sent').waitFor();
  const sizes = await ana.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth, document.querySelector('#scroller').scrollWidth]);
  assert.deepEqual(sizes, [360, 360, 360], 'nothing is wider than the screen');
  assert.equal(await ana.is('#side').isVisible(), false);
  await ana.page.tap('#header button >> nth=0');
  await ana.is('#lists a', {hasText: 'ops'}).tap();
  await ana.holds(() => document.querySelector('h1').textContent === '#ops');
  await ana.is('#side').waitFor({state: 'hidden'});
  await ana.page.tap('.people-button');
  await ana.is('#people li', {hasText: 'phone'}).waitFor();
  await ana.page.touchscreen.tap(20, 300);
  await ana.is('#people').waitFor({state: 'hidden'});
  const small = await ana.page.evaluate(() => [...document.querySelectorAll('button, a.entry')].filter((node) => node.checkVisibility({visibilityProperty: true}) && node.getBoundingClientRect().height < 36).map((node) => node.outerHTML));
  assert.deepEqual(small, [], 'a finger needs some room');
  await ana.leave();
});

test('light and fast', async () => {
  const bob = await Person.at(server.url, {name: 'first', path: '/r/fast'});
  await bob.type('are you there yet?');
  await bob.is('.message.sent').waitFor();
  const ana = await Person.at(server.url, {name: 'second', path: '/r/fast', script: () => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('#timeline .message')) return;
      window.shownAt = performance.now();
      observer.disconnect();
    }).observe(document, {childList: true, subtree: true});
  }});
  await ana.sees('are you there yet?');
  const {shown, bytes, asked, outside} = await ana.page.evaluate(() => {
    const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return {shown: window.shownAt, bytes: all.reduce((sum, one) => sum + one.transferSize, 0), asked: all.length, outside: all.filter(({name}) => new URL(name).origin !== location.origin).length};
  });
  console.log(`first message after ${Math.round(shown)} ms, ${bytes} bytes in ${asked} requests`);
  assert.equal(outside, 0, 'nothing is asked for elsewhere');
  assert.ok(bytes < 60 * 1024, `${bytes} bytes`);
  await bob.leave();
  await ana.leave();
});
