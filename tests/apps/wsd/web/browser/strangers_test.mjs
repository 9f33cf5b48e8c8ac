// What one person can do to everybody's page: long, piled and turned texts, names and topics; floods; objects of a server
// that are none; a browser's storage that somebody else wrote to.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Person} from './people.mjs';
import {Puppet} from './puppet.mjs';
import {Server} from './server.mjs';

let server;
let puppet;
let seq = 0;
before(async () => {
  server = await Server.start();
  puppet = await Puppet.before(server);
});
after(() => {
  puppet.stop();
  return server.stop();
});

const kBob = {id: 'u2', nick: 'bob'};
const says = (text, more = {}) => puppet.tell({op: 'msg', room: 'lobby', seq: ++seq, from: kBob, text, ts: Date.now(), ...more});

async function arrive(how = {}) {
  puppet.head = seq;
  const ana = await Person.at(puppet.url, {name: 'me', path: '/r/lobby', ...how});
  await ana.is('#people li').first().waitFor();  // the answer to its last question: nothing is on its way
  return ana;
}

// Until the page has drawn all that it was told.
async function settled(person) {
  const text = 'so far ' + seq;
  says(text);
  await person.sees(text);
}

test('a message has an end on the screen: letters, lines, links, marks', async () => {
  const ana = await arrive();
  says('https://a' + ')'.repeat(65_000));
  says('https://a.b '.repeat(5_000));
  says('a' + '\u0301'.repeat(32_000));
  says('line\n'.repeat(850));
  await settled(ana);
  const shown = await ana.page.evaluate(() => [...document.querySelectorAll('.message')].map((row) => {
    const text = row.querySelector('.text').textContent;
    return {length: text.length, lines: text.split('\n').length, links: row.querySelectorAll('a').length, marks: text.match(/\u0301/g)?.length ?? 0, fold: row.querySelector('.fold')?.textContent ?? ''};
  }));
  assert.deepEqual(shown.slice(0, 4), [
    {length: 2_001, lines: 1, links: 1, marks: 0, fold: 'Show all 65,009 characters'},
    {length: 2_001, lines: 1, links: 50, marks: 0, fold: 'Show all 60,000 characters'},
    {length: 10, lines: 1, links: 0, marks: 8, fold: 'Show all 32,001 characters'},
    {length: 100, lines: 20, links: 0, marks: 0, fold: 'Show all 4,250 characters'},
  ]);
  await ana.is('.fold').nth(3).click();
  await ana.holds(() => document.querySelectorAll('.message .text')[3].textContent.length === 4_250);
  assert.equal(await ana.page.evaluate(() => document.activeElement.textContent), 'Show less');
  await ana.page.keyboard.press('Enter');
  await ana.holds(() => document.querySelectorAll('.message .text')[3].textContent.length === 100);
  await ana.leave();
});

test('letters are not painted beyond their row', async () => {
  const ana = await arrive();
  says('above');
  says('Z' + '\u030d'.repeat(8) + '\u0329'.repeat(100));
  says('below');
  await ana.sees('below');
  const contained = await ana.page.evaluate(() => [...document.querySelectorAll('#timeline > li, .entry, .topic, h1, .badge')].every((node) => getComputedStyle(node).contain.includes('paint')));
  assert.ok(contained);
  await ana.leave();
});

test('topics and names turn nothing and look like nothing else', async () => {
  const ana = await arrive();
  puppet.tell({op: 'topic', room: 'lobby', topic: 'x · bob left\n\u202ecarol left', from: kBob, ts: 1});
  puppet.tell({op: 'presence', room: 'lobby', pv: 2, add: [{id: 'u7', nick: 'שלום'}, {id: 'u8', nick: 'dave'}], count: 3});
  says('waves', {from: {id: 'u7', nick: 'שלום'}, action: true});
  await ana.is('.message.action').waitFor();
  const told = await ana.is('.remark p').allInnerTexts();
  assert.deepEqual(told, ['bob set the topic: x · bob left carol left', 'שלום, dave joined']);
  assert.equal(await ana.is('#header .topic').textContent(), 'x · bob left carol left');
  // What is ours stands where we put it: the name to the left of what it does, "joined" to the right of the names.
  const places = await ana.page.evaluate(() => {
    const left = (node) => node.getBoundingClientRect().left;
    const action = document.querySelector('.message.action .text');
    const range = document.createRange();
    range.selectNode(action.lastChild);
    const [first, second] = document.querySelectorAll('.remark bdi');
    return {name: left(action.querySelector('bdi')), verb: range.getBoundingClientRect().right, first: left(first), second: left(second)};
  });
  assert.ok(places.name < places.verb && places.first < places.second, JSON.stringify(places));
  await ana.leave();
});

test('a link that leads elsewhere says where', async () => {
  const ana = await arrive();
  says('see https://\u0440aypal.com/login and \u202ehttps://moc.elgoog/');
  await ana.is('.text .host', {hasText: '(xn--aypal-uye.com)'}).waitFor();
  assert.deepEqual(await ana.is('.text a').evaluateAll((all) => all.map((one) => [getComputedStyle(one).unicodeBidi, getComputedStyle(one).direction])), [['isolate', 'ltr'], ['isolate', 'ltr']]);
  await ana.leave();
});

test('days that alternate leave nothing behind, and an idle page changes nothing', async () => {
  const ana = await arrive();
  for (let n = 0; n < 20; ++n) says('day ' + n, {ts: 86_400_000 * (100 + n % 2)});
  await ana.sees('day 19');
  const changes = await ana.page.evaluate(async () => {
    const seen = [];
    new MutationObserver((all) => seen.push(...all.map(({type, target}) => type + ' ' + (target.id || target.className || target.nodeName)))).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    for (let n = 0; n < 5; ++n) {
      document.dispatchEvent(new Event('visibilitychange'));  // whoever comes back sees the page drawn
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
    }
    return seen;
  });
  assert.deepEqual(changes, []);
  assert.equal(await ana.is('#timeline .day').count(), 20);
  await ana.leave();
});

test('an open dialog keeps the focus and the press of a button while others talk', async () => {
  puppet.answers.rooms = ({id}) => [{op: 'rooms', re: id, rooms: [{room: 'ops', members: 2, topic: 'x'}, {room: 'design', members: 1}], more: false}];
  const ana = await arrive();
  await ana.page.click('[aria-label="Join a room"]');
  const entry = ana.is('dialog .choices .entry', {hasText: 'design'});
  await entry.focus();
  for (let n = 0; n < 10; ++n) await settled(ana);
  assert.equal(await ana.page.evaluate(() => document.activeElement.textContent), '#design1');
  const box = await entry.boundingBox();
  await ana.page.mouse.move(box.x + 40, box.y + 10);
  await ana.page.mouse.down();
  await settled(ana);
  await ana.page.mouse.up();
  await ana.holds(() => document.querySelector('h1').textContent === '#design');
  // An entry of the list as well, while what is not read in it grows.
  const room = await ana.is('#lists a', {hasText: 'lobby'}).boundingBox();
  await ana.page.mouse.move(room.x + 40, room.y + 10);
  await ana.page.mouse.down();
  says('unread');
  await ana.is('#lists .count').waitFor();
  await ana.page.mouse.up();
  await ana.holds(() => document.querySelector('h1').textContent === '#lobby');
  await ana.leave();
});

test('strangers are folded and have an end', async () => {
  const ana = await arrive();
  for (let n = 0; n < 300; ++n) puppet.tell({op: 'dm', conv: 'c' + n, seq: 1, from: {id: 'u' + (100 + n), nick: 'stranger' + n}, to: {id: 'u1', nick: 'me'}, text: 'psst', ts: n});
  await ana.is('.strangers', {hasText: '47 more conversations that others began'}).waitFor();
  const entries = () => ana.is('#lists .rooms').nth(1).locator('a').count();
  assert.equal(await entries(), 3);
  await ana.is('.strangers .entry').click();
  await ana.is('.strangers', {hasText: 'Show fewer'}).waitFor();
  assert.equal(await entries(), 50);
  await ana.is('.strangers .drop').click();
  await ana.is('.strangers').waitFor({state: 'detached'});
  assert.equal(await entries(), 3);
  await ana.leave();
});

test('what is too large is said before it is sent; a server that says so later ends it once', async () => {
  puppet.answers.msg = ({text}, _, socket) => (text.length < 40_000 ? [] : socket.close(1009, 'The limit is 40000 bytes.'));
  const ana = await arrive();
  const paste = 'said "x"\n'.repeat(6_700);
  await ana.page.evaluate((text) => {
    const box = document.querySelector('#write');
    box.value = text;  // as a paste; the typing of so many lines takes a browser long
    box.dispatchEvent(new Event('input', {bubbles: true}));
  }, paste);
  await ana.page.press('#write', 'Enter');
  await ana.is('#composer .warning', {hasText: /^Not sent: the message is [\d,]+ bytes too long/}).waitFor();
  assert.equal(await ana.page.inputValue('#write'), paste);
  await ana.type('y'.repeat(50_000));
  await ana.is('.message.failed .failure', {hasText: 'The limit is 40000 bytes.'}).waitFor();
  await ana.until('[data-phase="open"]');
  await ana.type('goes out');
  await puppet.hears(({op, text}) => op === 'msg' && text === 'goes out');
  await ana.page.reload();
  await ana.is('.message.failed').waitFor();
  await ana.until('[data-phase="open"]');
  assert.equal(puppet.heard.filter(({op, text}) => op === 'msg' && text.startsWith('yyy')).length, 1);
  delete puppet.answers.msg;
  await ana.leave();
});

test('a storage that somebody else wrote to is no reason for a blank page', async () => {
  const poison = {language: '__proto__', theme: {}, nick: {}, drafts: 5, presence: 'x', 'draft.#lobby': {}, notify: []};
  for (const rooms of [null, [5, '__proto__', 'no room']]) {
    const script = `try {
      for (const [name, value] of Object.entries(${JSON.stringify({...poison, rooms})})) localStorage.setItem('wsd.' + name, JSON.stringify(value));
      sessionStorage.setItem('wsd.unsent', '[null,{"kind":"__proto__"}]');
      sessionStorage.setItem('wsd.session', '"1"');
    } catch {}`;
    const ana = await arrive({script});
    await settled(ana);
    assert.match(puppet.heard.findLast(({op}) => op === 'hello').session, /^\w{16,}$/);
    assert.equal(await ana.page.inputValue('#write'), '');
    await ana.leave();
  }
});

test('a tab and its copy are two, with and without https', async () => {
  for (const host of ['localhost', 'chat.example']) {
    const ana = await Person.at(`http://${host}:${puppet.port}`, {name: 'me', path: '/r/lobby'});
    assert.equal(await ana.page.evaluate(() => isSecureContext), host === 'localhost');
    const [copy] = await Promise.all([ana.context.waitForEvent('page'), ana.page.evaluate(() => void open(location.href))]);
    await copy.waitForSelector('[data-phase="open"]');
    const words = () => puppet.heard.filter(({op}) => op === 'hello').map(({session}) => session);
    const [one, other] = words().slice(-2);
    assert.notEqual(one, other);
    await copy.close();
    await ana.page.reload();
    await ana.until('[data-phase="open"]');
    assert.equal(words().at(-1), one, 'a reload is the same tab');
    await ana.leave();
  }
});
