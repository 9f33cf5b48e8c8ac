// The line goes dead, or the server does: nothing is lost, nothing comes twice, and what is missing is said.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {counted, Person} from './people.mjs';
import {Plain, Relay, Server} from './server.mjs';

const servers = [];
after(() => Promise.all(servers.map((one) => one.stop())));

async function start(options) {
  const server = await Server.start(options);
  servers.push(server);
  return server;
}

test('a cut line: what was said meanwhile comes, what was typed meanwhile goes, each once', async () => {
  const server = await start(['--rate', '0']);
  const relay = await Relay.before(server.port);
  const ana = await Person.at(relay.url, {name: 'ana', path: '/r/line'});
  const plain = await Plain.join(server, '/r/line');
  await ana.type('before');
  await plain.until(/: before$/);
  await ana.holds(() => document.querySelectorAll('.message.sent').length === 1);  // what is not acknowledged would wait, too
  relay.cut();
  await ana.is('#banner', {hasText: 'Connection lost'}).waitFor();
  await ana.is('#banner', {hasText: /Next attempt in \d+ second/}).waitFor();
  for (let n = 1; n <= 30; ++n) plain.say('meanwhile ' + n);
  await plain.until(/meanwhile 30$/);
  await ana.type('typed while away 1');
  await ana.type('typed while away 2');
  await ana.holds(() => document.querySelectorAll('.message.pending').length === 2);
  await ana.is('#banner', {hasText: '2 messages wait'}).waitFor();
  relay.mend();
  await ana.hurry();
  await ana.holds(() => document.querySelectorAll('.message.pending').length === 0 && document.querySelector('#banner').hidden);
  await ana.sees('meanwhile 30');
  await plain.until(/typed while away 2$/);
  const expected = ['before', ...Array.from({length: 30}, (_, n) => 'meanwhile ' + (n + 1)), 'typed while away 1', 'typed while away 2'];
  await ana.holds((n) => document.querySelectorAll('#timeline .message').length === n, expected.length);
  assert.deepEqual(await ana.texts(), expected);
  const heard = counted(plain.heard.filter((line) => /typed while/.test(line)).map((line) => line.replace(/^.*: /, '')));
  assert.deepEqual(heard, {'typed while away 1': 1, 'typed while away 2': 1});
  assert.equal(await ana.is('.gap, .hole').count(), 0);
  await plain.leave();
  relay.stop();
  await ana.leave();
});

test('the server is killed and started again: all that was said is there, once', async () => {
  const server = await start(['--rate', '0']);
  const ana = await Person.at(server.url, {name: 'ana', path: '/r/line'});
  const bob = await Person.at(server.url, {name: 'bob', path: '/r/line'});
  for (let n = 1; n <= 5; ++n) await ana.type('early ' + n);
  await bob.sees('early 5');
  await ana.holds(() => document.querySelectorAll('.message.sent').length === 5);
  await server.kill();
  await ana.is('#banner', {hasText: 'Connection lost'}).waitFor();
  await ana.type('into the void');
  await bob.type('mine too');
  await server.startAgain();
  for (const person of [ana, bob]) {
    await person.until('[data-phase="open"]');
    await person.sees('into the void');
    await person.sees('mine too');
    await person.holds(() => document.querySelectorAll('.message.pending').length === 0);
  }
  await ana.type('after');
  await bob.sees('after');
  for (const person of [ana, bob]) {
    const texts = await person.texts();
    assert.deepEqual(texts.filter((text) => /early/.test(text)), ['early 1', 'early 2', 'early 3', 'early 4', 'early 5']);
    assert.deepEqual(counted(texts.filter((text) => !/early/.test(text))), {'into the void': 1, 'mine too': 1, after: 1});
  }
  await ana.is('#self .name', {hasText: 'ana'}).waitFor();
  const late = await Person.at(server.url, {name: 'late', path: '/r/line'});
  await late.sees('after');
  assert.deepEqual(counted((await late.texts()).filter((text) => !/early/.test(text))), {'into the void': 1, 'mine too': 1, after: 1});
  for (const person of [ana, bob, late]) await person.leave();
});

test('what is no longer kept is said', async () => {
  const server = await start(['--rate', '0', '--history', '5,0,0', '--room-log', '1KiB']);
  const relay = await Relay.before(server.port);
  const ana = await Person.at(relay.url, {name: 'ana', path: '/r/short'});
  const plain = await Plain.join(server, '/r/short');
  await ana.type('before');
  await plain.until(/: before$/);
  plain.say('and this');  // what is resumed from moves with what others say too, not with acknowledgements
  await ana.sees('and this');
  relay.cut();
  await ana.is('#banner', {hasText: 'Connection lost'}).waitFor();
  for (let n = 1; n <= 60; ++n) plain.say(`number ${n} ${'.'.repeat(5000)}`);
  await plain.until(/number 60 /);
  relay.mend();
  await ana.hurry();
  await ana.sees('number 60 ');
  await ana.seesLine(/You missed messages 3–\d+; they are no longer kept/);
  const told = /3–(\d+)/.exec(await ana.is('#timeline .gap').innerText());
  const texts = await ana.texts();
  assert.equal(texts.length, 2 + 62 - Number(told[1]), 'what is there and what is said to be missing is all');
  await plain.leave();
  relay.stop();
  await ana.leave();
});

test('what waits to be sent is there when the page comes back', async () => {
  const server = await start();
  const relay = await Relay.before(server.port);
  const ana = await Person.at(server.url, {name: 'ana', path: '/r/reload'});
  const away = await Person.at(relay.url, {name: 'away', path: '/r/reload'});
  relay.cut();
  await away.is('#banner').waitFor();
  await away.type('will it arrive?');
  await away.is('.message.pending').waitFor();
  await away.page.goto('about:blank');  // else it could go out before the page is left
  relay.mend();
  await away.page.goto(relay.url + '/r/reload');
  await ana.sees('will it arrive?');
  await away.is('.message.own.sent').waitFor();
  assert.deepEqual(counted(await ana.texts()), {'will it arrive?': 1});
  relay.stop();
  await ana.leave();
  await away.leave();
});

test('a program that came back elsewhere is not fought for the name', async () => {
  const server = await start();
  const ana = await Person.at(server.url, {name: 'ana'});
  const answer = await fetch(server.admin + '/api/v1/connections');
  const [{id}] = (await answer.json()).connections;
  await fetch(`${server.admin}/api/v1/connections/${id}`, {method: 'DELETE'});
  await ana.is('#banner.ended', {hasText: 'closed by the operator'}).waitFor();
  await ana.page.click('#banner button');
  await ana.until('[data-phase="open"]');
  await ana.leave();
});
