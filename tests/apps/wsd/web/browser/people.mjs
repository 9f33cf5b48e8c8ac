// People with a browser: what they do and what they see, in the page's own terms.
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {after} from 'node:test';
import {chromium} from 'playwright-core';

const kPlaces = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium', '/usr/bin/google-chrome'];
const kPatience = 180_000;  // only what never happens takes so long

let browser = null;

async function theBrowser() {
  if (browser) return browser;
  const executablePath = kPlaces.find((place) => place && existsSync(place));
  assert.ok(executablePath, 'There is no Chromium here, so the web page cannot be tested: apt-get install chromium, or say CHROMIUM=/path/to/it.');
  browser = await chromium.launch({executablePath, args: ['--disable-gpu', '--host-resolver-rules=MAP chat.example 127.0.0.1'], timeout: kPatience});
  return browser;
}

after(() => browser?.close());

export class Person {
  // how: {name, path, width, height, theme, language, touch, rooms, script}. script: run before the page's own.
  static async at(url, {name, path = '/', width = 1280, height = 800, theme = 'light', language = 'en-GB', touch = false, rooms, script, bypassCSP = false} = {}) {
    const context = await (await theBrowser()).newContext({viewport: {width, height}, colorScheme: theme, locale: language, hasTouch: touch, isMobile: touch, reducedMotion: 'reduce', bypassCSP});
    context.setDefaultTimeout(kPatience);
    const page = await context.newPage();
    const person = new Person(context, page);
    page.on('pageerror', (error) => person.wrong.push(error.stack));
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && person.wrong.push(message.text()));
    if (script) await page.addInitScript(script);
    await page.addInitScript(([nick, list]) => {
      if (!location.protocol.startsWith('http')) return;  // a blank page has no storage
      if (nick && localStorage.getItem('wsd.nick') === null) localStorage.setItem('wsd.nick', JSON.stringify(nick));
      if (list && localStorage.getItem('wsd.rooms') === null) localStorage.setItem('wsd.rooms', JSON.stringify(list));
    }, [name ?? null, rooms ?? null]);
    await page.goto(url + path);
    await person.until('[data-phase="open"]');
    return person;
  }

  constructor(context, page) {
    this.context = context;
    this.page = page;
    this.wrong = [];  // what the browser complained about
  }

  // expected: what the browser may complain about besides, until it is closed.
  async leave(expected = /^$/) {
    await this.context.close();
    const usual = /WebSocket connection to|net::ERR_CONNECTION|Cross-Origin-Opener-Policy header has been ignored/;
    const complaints = this.wrong.filter((text) => !usual.test(text) && !expected.test(text));
    assert.deepEqual(complaints, [], 'the browser complained');
  }

  until(selector) {
    return this.page.waitForSelector(selector, {state: 'attached'});
  }

  async type(text) {
    await this.page.fill('#write', text);
    await this.page.press('#write', 'Enter');
  }

  // Presses 'Connect now', unless the page was faster.
  hurry() {
    return this.page.evaluate(() => document.querySelector('#banner button')?.click());
  }

  // Until that text stands in the timeline.
  sees(text) {
    return this.page.locator('#timeline .text', {hasText: text}).first().waitFor();
  }

  seesLine(text) {
    return this.page.locator('#timeline li', {hasText: text}).first().waitFor();
  }

  // Until a message is pointed at, in sight. Ask before what brings it there: the pointing is over soon.
  isPointedAt(text) {
    return this.holds((wanted) => {
      const found = document.querySelector('.message.found');
      if (!found?.innerText.includes(wanted)) return false;
      const {top, bottom} = found.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }, text);
  }

  // All that stands in the timeline as messages, top to bottom.
  texts() {
    return this.page.locator('#timeline .message .text').allInnerTexts();
  }

  is(selector, which) {
    return this.page.locator(selector, which);
  }

  holds(read, argument) {
    return this.page.waitForFunction(read, argument);
  }
}

export function counted(list) {
  return Object.fromEntries([...new Set(list)].map((one) => [one, list.filter((other) => other === one).length]));
}
