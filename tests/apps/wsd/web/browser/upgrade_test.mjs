// Several servers are upgraded one by one: a page of one of them, and the next is asked for its script.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {Person} from './people.mjs';
import {Server} from './server.mjs';

const kOther = 'assets/0123456789abcdef/';  // of a version that this server does not have
const servers = [];
after(() => Promise.all(servers.map((one) => one.stop())));

// Somebody whose page is of another version the first `pages` times that it is asked for.
async function somebody(server, pages) {
  const person = await Person.at(server.url, {name: 'ana', path: '/r/new'});
  let asked = 0;
  await person.page.route('**/r/old', async (route) => {
    if (++asked > pages) return route.continue();
    const answer = await route.fetch();
    const body = await answer.text();
    const other = body.replaceAll(/assets\/[0-9a-f]{16}\//g, kOther);
    assert.notEqual(other, body);
    return route.fulfill({response: answer, body: other});
  });
  return {person, asked: () => asked};
}

const kOfOldPage = /404|Refused to apply style/;  // its sheet and its picture

test('a page of another version is loaded again, and is whole', async () => {
  const server = await Server.start();
  servers.push(server);
  const {person, asked} = await somebody(server, 1);
  await person.page.goto(server.url + '/r/old');
  await person.until('[data-phase="open"]');
  assert.equal(asked(), 2);
  await person.type('here I am');
  await person.sees('here I am');
  await person.leave(kOfOldPage);
});

test('it is loaded again once, and then says so', async () => {
  const server = await Server.start();
  servers.push(server);
  const {person, asked} = await somebody(server, 99);
  await person.page.goto(server.url + '/r/old');
  await person.page.locator('body', {hasText: 'The server is being upgraded. Please reload this page in a moment.'}).waitFor();
  assert.equal(asked(), 2);
  await person.leave(kOfOldPage);
});
