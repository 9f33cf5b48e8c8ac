// Reading: history on scrolling up, staying where one reads, search, days, drafts.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Person} from './people.mjs';
import {Plain, Server} from './server.mjs';

const kMessages = 230;
let server;
let plain;

before(async () => {
  server = await Server.start(['--rate', '0']);
  plain = await Plain.join(server, '/r/long?nick=writer');
  for (let n = 1; n <= kMessages; ++n) plain.say(`message ${n}${n % 10 ? '' : ' with a word'}`);
  await plain.until(new RegExp(`message ${kMessages} `));
});
after(async () => {
  await plain.leave();
  await server.stop();
});

const isAtBottom = () => {
  const {scrollTop, scrollHeight, clientHeight} = document.querySelector('#scroller');
  return scrollHeight - scrollTop - clientHeight < 4;
};
// Where a message stands on the screen, in pixels.
const place = (person, text) => person.page.evaluate((wanted) => {
  const found = [...document.querySelectorAll('#timeline .message .text')].find((node) => node.textContent === wanted);
  return Math.round(found.getBoundingClientRect().top);
}, text);

test('the newest first, all of it on scrolling up, and nothing moves under the eye', async () => {
  const ana = await Person.at(server.url, {name: 'ana', path: '/r/long'});
  await ana.sees(`message ${kMessages} with`);
  await ana.holds(isAtBottom);
  assert.ok((await ana.texts()).length < kMessages);
  for (let turn = 0; turn < 40 && await ana.is('#timeline .start').count() === 0; ++turn) {
    const before = await ana.page.evaluate(() => {
      document.querySelector('#scroller').scrollTop = 300;
      return document.querySelectorAll('#timeline .message').length;
    });
    await ana.holds((n) => document.querySelectorAll('#timeline .message').length > n || document.querySelector('#timeline .start'), before);
  }
  assert.deepEqual((await ana.texts()).map((text) => Number(/\d+/.exec(text)[0])), Array.from({length: kMessages}, (_, n) => n + 1));
  assert.equal(await ana.is('.hole, .gap').count(), 0);

  await ana.page.evaluate(() => (document.querySelector('#scroller').scrollTop = 1000));
  await ana.is('#to-bottom').waitFor();
  const reading = await ana.page.evaluate(() => {
    const top = document.querySelector('#scroller').getBoundingClientRect().top;
    return [...document.querySelectorAll('#timeline .message .text')].find((node) => node.getBoundingClientRect().top > top + 100).textContent;
  });
  const was = await place(ana, reading);
  plain.say('news below');
  await ana.is('#to-bottom', {hasText: '1 new message'}).waitFor();
  assert.equal(await place(ana, reading), was);
  await ana.page.click('#to-bottom');
  await ana.holds(isAtBottom);
  await ana.is('#to-bottom').waitFor({state: 'hidden'});
  plain.say('and more');
  await ana.sees('and more');
  await ana.holds(isAtBottom);
  await ana.leave();
});

test('what is put in above does not move what is read', async () => {
  const ana = await Person.at(server.url, {name: 'ariel', path: '/r/long'});
  await ana.sees('with a word');
  await ana.holds(isAtBottom);
  const [first] = await ana.texts();
  const before = (await ana.texts()).length;
  const was = await ana.page.evaluate((text) => {
    const scroller = document.querySelector('#scroller');
    scroller.scrollTop = 320;
    return Math.round([...document.querySelectorAll('#timeline .message .text')].find((node) => node.textContent === text).getBoundingClientRect().top);
  }, first);
  await ana.holds((n) => document.querySelectorAll('#timeline .message').length > n, before);
  assert.ok(Math.abs(await place(ana, first) - was) <= 30, 'only its own heading may have gone: it is in a group now');
  await ana.leave();
});

test('search finds, and shows where it stands', async () => {
  const ana = await Person.at(server.url, {name: 'astrid', path: '/r/long'});
  await ana.sees('with a word');
  await ana.type('/search message 20 with');
  const shown = ana.isPointedAt('message 20 with a word');
  await ana.is('dialog .result', {hasText: 'message 20 with a word'}).click();
  await shown;
  await ana.is('#timeline .hole').waitFor({state: 'attached'});
  await ana.page.keyboard.press('Escape');
  await ana.holds(isAtBottom);
  await ana.page.click('[aria-label="Search"]');
  await ana.page.fill('dialog input', 'xyzzy-not-there');
  await ana.page.keyboard.press('Enter');
  await ana.is('dialog [role="status"]', {hasText: 'Nothing found.'}).waitFor();
  await ana.page.keyboard.press('Escape');
  await ana.leave();
});

test('a hole is filled when it is asked for', async () => {
  const ana = await Person.at(server.url, {name: 'agnes', path: '/r/long'});
  await ana.sees('with a word');
  await ana.type('/search message 120 with');
  const shown = ana.isPointedAt('message 120 with a word');
  await ana.is('dialog .result', {hasText: 'message 120 with a word'}).click();
  await shown;
  for (let turn = 0; turn < 20 && await ana.is('#timeline .hole').count() > 0; ++turn) {
    const before = await ana.is('#timeline .hole').first().innerText();
    await ana.is('#timeline .hole button').first().click();
    await ana.holds((text) => document.querySelector('#timeline .hole')?.innerText !== text, before);
  }
  const numbers = (await ana.texts()).map((text) => Number(/^message (\d+)/.exec(text)?.[1])).filter(Boolean);
  assert.deepEqual(numbers, Array.from({length: numbers.length}, (_, n) => numbers[0] + n));
  await ana.leave();
});

test('drafts are kept, each in its room, even when the page goes', async () => {
  const ana = await Person.at(server.url, {name: 'asta', rooms: ['lobby', 'ops'], path: '/r/lobby'});
  await ana.page.fill('#write', 'half a thou');
  await ana.page.keyboard.press('Alt+ArrowDown');
  await ana.holds(() => document.querySelector('h1').textContent === '#ops');
  assert.equal(await ana.page.inputValue('#write'), '');
  await ana.page.fill('#write', 'another');
  await ana.page.reload();
  await ana.holds(() => document.querySelector('#write').value === 'another');
  await ana.page.keyboard.press('Alt+ArrowUp');
  await ana.holds(() => document.querySelector('#write').value === 'half a thou');
  await ana.leave();
});

test('in Thai', async () => {
  const ana = await Person.at(server.url, {name: 'สมชาย', path: '/r/thai', language: 'th-TH'});
  assert.equal(await ana.page.getAttribute('html', 'lang'), 'th');
  assert.equal(await ana.page.getAttribute('#write', 'placeholder'), 'พิมพ์ถึง #thai');
  await ana.type('สวัสดีครับ');
  await ana.sees('สวัสดีครับ');
  await ana.is('#timeline .day', {hasText: 'วันนี้'}).waitFor();
  await ana.page.click('#self .me');
  await ana.page.selectOption('dialog select >> nth=0', 'en');
  await ana.is('#timeline .day', {hasText: 'Today'}).waitFor();
  await ana.leave();
});
