// People talk: two browsers, a terminal and a plain client in one room, other rooms, privately, and about each other.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Person} from './people.mjs';
import {Plain, Server, Wsc} from './server.mjs';

let server;
before(async () => (server = await Server.start()));
after(() => server.stop());

test('two browsers, a terminal and a plain client hear each other, in one order', async () => {
  const ana = await Person.at(server.url, {name: 'ana', path: '/r/talk'});
  const bob = await Person.at(server.url, {name: 'bob', path: '/r/talk'});
  const plain = await Plain.join(server, '/r/talk');
  const wanda = await Wsc.join(server, 'talk', 'wanda');
  await ana.type('hello from ana');
  await bob.sees('hello from ana');
  await bob.type('hello from bob\twith a tab');
  plain.say('/nick plato');
  plain.say('hello from plato');
  wanda.say('hello from wanda');
  const names = ['ana', 'bob', 'plato', 'wanda'];
  for (const person of [ana, bob]) {
    for (const name of names) await person.sees('hello from ' + name);
  }
  for (const name of names) await plain.until(new RegExp(`^${name}: hello from ${name}`));
  for (const name of names.slice(0, 3)) await wanda.until(new RegExp(`^${name}: hello from ${name}`));
  const order = (heard) => heard.map((line) => /^(?!wanda)\w+: hello/.exec(line)?.[0]).filter(Boolean);
  assert.deepEqual(order(wanda.heard), order(plain.heard));
  // One's own message is seen before it is sent; its place is known when it is.
  for (const person of [ana, bob]) await person.holds(() => document.querySelector('.message.own.sent') && !document.querySelector('.message.pending'));
  assert.deepEqual(await ana.texts(), await bob.texts());
  await ana.is('#people li', {hasText: 'plato'}).first().waitFor();
  await plain.leave();
  await ana.seesLine('plato left');
  await wanda.leave();
  await bob.seesLine('wanda left');
  await ana.leave();
  await bob.leave();
});

test('what looks like markup is text', async () => {
  const ana = await Person.at(server.url, {name: 'ann', path: '/r/markup'});
  const bob = await Person.at(server.url, {name: 'bert', path: '/r/markup'});
  const evil = ['<script>document.title = "pwned"</script>', '<img src=x onerror="document.title=1">', '&lt;b&gt; <b>bold</b>', '[x](javascript:alert(1))'];
  for (const text of evil) await ana.type(text);
  await bob.sees('[x](javascript');
  assert.deepEqual(await bob.texts(), evil);
  assert.equal(await bob.is('#timeline script, #timeline img, #timeline b, #timeline .text a').count(), 0);
  assert.match(await bob.page.title(), /#markup/);
  await ana.type('see https://example.org/a?b=c, and (http://example.org/d).');
  const links = bob.is('#timeline .text a');
  await links.nth(1).waitFor();
  assert.deepEqual(await links.evaluateAll((all) => all.map((one) => [one.href, one.rel, one.target])), [
    ['https://example.org/a?b=c', 'noopener noreferrer nofollow', '_blank'], ['http://example.org/d', 'noopener noreferrer nofollow', '_blank']]);
  await ana.leave();
  await bob.leave();
});

test('rooms: entered, counted, left, linked', async () => {
  const ana = await Person.at(server.url, {name: 'amy', path: '/'});
  const bob = await Person.at(server.url, {name: 'ben', path: '/r/ops'});
  await ana.is('#header h1', {hasText: '#lobby'}).waitFor();
  await ana.type('/join ops');
  await ana.is('#header h1', {hasText: '#ops'}).waitFor();
  await ana.holds(() => location.pathname === '/r/ops');
  await bob.seesLine('amy joined');
  await ana.page.goBack();
  await ana.holds(() => document.querySelector('h1').textContent === '#lobby');
  await bob.type('one');
  await bob.type('two, amy');
  await ana.is('#lists .count.loud', {hasText: '2'}).waitFor();
  await ana.holds(() => document.title.startsWith('(2)'));
  await ana.is('#lists a', {hasText: 'ops'}).click();
  await ana.sees('two, amy');
  await ana.is('#timeline .new').waitFor();
  await ana.is('.message.mention').waitFor();
  await ana.holds(() => document.querySelectorAll('#lists .count').length === 0);
  await ana.type('/topic Deployments, mostly');
  await bob.is('#header .topic', {hasText: 'Deployments, mostly'}).waitFor();
  await ana.type('/topic -');
  await bob.seesLine('amy removed the topic');
  await bob.holds(() => document.querySelector('#header .topic').textContent === '');
  await ana.type('/leave');
  await ana.holds(() => document.querySelector('h1').textContent === '#lobby');
  await ana.type('/leave');
  await ana.is('#composer .warning', {hasText: 'lobby is the only room'}).waitFor();
  await bob.seesLine('amy left');
  await ana.page.click('[aria-label="Join a room"]');
  await ana.is('dialog .choices .entry', {hasText: 'ops'}).click();
  await ana.sees('two, amy');
  await ana.leave();
  await bob.leave();
});

test('private messages, to those who are here and those who come later', async () => {
  const ana = await Person.at(server.url, {name: 'ada'});
  const bob = await Person.at(server.url, {name: 'bill'});
  await ana.type('/msg bill psst');
  await ana.sees('psst');
  await bob.is('#lists .count.loud', {hasText: '1'}).waitFor();
  await bob.type('/r what is it?');
  await bob.sees('psst');
  await ana.sees('what is it?');
  await ana.is('.message.own.sent').waitFor();
  const url = new URL(ana.page.url());
  assert.equal(url.pathname, '/');
  await bob.leave();
  await server.misses('bill');
  await ana.type('are you there?');
  await ana.seesLine('bill is away');
  const again = await Person.at(server.url, {name: 'bill'});
  await again.is('#lists .count.loud', {hasText: '1'}).waitFor();
  await again.is('#lists a', {hasText: 'ada'}).click();
  await again.sees('are you there?');
  await ana.leave();
  await again.leave();
});

test('names: chosen, refused, kept', async () => {
  const ana = await Person.at(server.url, {path: '/r/names'});
  const bob = await Person.at(server.url, {name: 'bruno', path: '/r/names'});
  await ana.is('#self .name', {hasText: /^User \d+$/}).waitFor();
  await ana.type('/nick bruno');
  await ana.seesLine('The name bruno is taken.');
  await ana.page.click('#self .me');
  await ana.page.fill('dialog input[autocomplete="nickname"]', 'anna');
  await ana.page.keyboard.press('Enter');
  await ana.is('#self .name', {hasText: 'anna'}).waitFor();
  await bob.seesLine('is now anna');
  await ana.page.reload();
  await ana.is('#self .name', {hasText: 'anna'}).waitFor();
  const twin = await Person.at(server.url, {name: 'anna', path: '/r/names'});
  await twin.seesLine('Your name could not be taken over: The name anna is taken.');
  await twin.page.reload();
  await twin.is('#self .name', {hasText: /^User \d+$/}).waitFor();
  await twin.leave();
  await ana.leave();
  await bob.leave();
});

test('typing is seen, and over when it is said', async () => {
  const ana = await Person.at(server.url, {name: 'alma', path: '/r/typing'});
  const bob = await Person.at(server.url, {name: 'boris', path: '/r/typing'});
  await bob.is('#people li', {hasText: 'alma'}).waitFor();
  const seen = bob.is('#typing', {hasText: 'alma is typing'}).waitFor();  // it goes away by itself
  await ana.page.type('#write', 'hm');
  await seen;
  await ana.page.press('#write', 'Enter');
  await bob.sees('hm');
  await bob.holds(() => document.querySelector('#typing').textContent === '');
  await ana.leave();
  await bob.leave();
});

test('a mention is told to somebody who looks elsewhere', async () => {
  const script = () => {
    window.told = [];
    window.Notification = class {
      static permission = 'granted';
      static requestPermission = async () => 'granted';
      constructor(title, {body}) {
        window.told.push(title + ': ' + body);
      }
      close() {}
    };
  };
  const ana = await Person.at(server.url, {name: 'anke', rooms: ['lobby', 'news'], path: '/r/lobby', script});
  await ana.page.click('#self .me');
  await ana.page.getByLabel('Notifications when I am mentioned').check();
  await ana.page.keyboard.press('Escape');
  const bob = await Person.at(server.url, {name: 'bodo', path: '/r/news'});
  await bob.type('nothing of interest');
  await bob.type('anke, look');
  await ana.holds(() => window.told.length > 0);
  assert.deepEqual(await ana.page.evaluate(() => window.told), ['bodo · #news: anke, look']);
  await ana.leave();
  await bob.leave();
});

test('the server says no: the text stays, and may be sent again or discarded', async () => {
  const ana = await Person.at(server.url, {name: 'anton', path: '/r/no'});
  await ana.type('/foo');
  await ana.is('#composer .warning', {hasText: 'Unknown command /foo'}).waitFor();
  assert.equal(await ana.page.inputValue('#write'), '/foo');
  await ana.type('\u0001\u0002');
  await ana.is('.message.failed').waitFor();
  await ana.page.click('.failure >> text=Discard');
  await ana.holds(() => document.querySelectorAll('.message').length === 0);
  await ana.type('//not a command');
  await ana.sees('/not a command');
  await ana.leave();
});
