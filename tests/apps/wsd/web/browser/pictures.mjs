// Draws the pictures of the documentation anew: scripts/pictures runs it. Look at them before they are committed. Those that
// no page shows are for looking at the page as a whole.
import path from 'node:path';
import {test} from 'node:test';
import {Person} from './people.mjs';
import {Plain, Server} from './server.mjs';

const kPlace = process.env.WSD_PICTURES;
const kTopic = 'Deployments, mostly';

async function take(person, name) {
  await person.page.mouse.move(700, 300);
  await person.page.screenshot({path: path.join(kPlace, name + '.png')});
}

// People who have talked for a while.
async function talk(server) {
  const people = {};
  for (const name of ['bob', 'carol', 'สมชาย', 'dave']) people[name] = await Plain.join(server, '/r/ops?nick=' + encodeURIComponent(name));
  const say = async (name, text) => {
    people[name].say(text);
    await people[name].until(new RegExp(text.slice(-12).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  };
  await say('bob', '/topic ' + kTopic);
  await say('bob', 'Good morning. I would like to put 2.4 out at ten.');
  await say('carol', 'Fine with me. The migration ran on staging last night:\nthree minutes, no locks.');
  await say('carol', 'Figures are at https://grafana.example/d/migrations');
  await say('สมชาย', 'รับทราบครับ เดี๋ยวผมดู log ให้');
  return {people, say};
}

async function rooms(server) {
  const others = [];
  for (const [room, names] of [['lobby', ['ed', 'fay', 'gus']], ['design', ['hana', 'ivo']], ['random', ['jun']]]) {
    for (const name of names) others.push(await Plain.join(server, `/r/${room}?nick=${name}`));
  }
  return others;
}

test('pictures', async () => {
  const server = await Server.start(['--rate', '0']);
  const {people, say} = await talk(server);
  const others = await rooms(server);
  const how = {name: 'ana', rooms: ['lobby', 'ops', 'design'], path: '/r/ops'};
  const ana = await Person.at(server.url, {...how, theme: 'light'});
  await ana.sees('รับทราบครับ');
  await ana.type('Thank you! I will watch the dashboards.');
  await ana.is('.message.sent').waitFor();
  await say('bob', 'ana, could you press the button at ten?');
  await ana.sees('press the button');
  others[0].say('anybody for lunch?');
  others[3].say('ana, the new icons are up');
  await ana.is('#lists .count').nth(1).waitFor();
  await ana.page.fill('#write', 'With pleas');
  await take(ana, 'chat-light');
  await ana.page.emulateMedia({colorScheme: 'dark'});
  await take(ana, 'chat-dark');
  await ana.page.fill('#write', '/');
  await take(ana, 'commands-light');
  await ana.page.fill('#write', '');
  await ana.page.emulateMedia({colorScheme: 'light'});
  await ana.page.click('[aria-label="Join a room"]');
  await ana.is('dialog .choices li').first().waitFor();
  await take(ana, 'join-light');
  await ana.page.keyboard.press('Escape');
  await ana.page.click('#self .me');
  await take(ana, 'settings-light');
  await ana.page.keyboard.press('Escape');
  await ana.type('/help');
  await ana.is('.note').waitFor();
  await take(ana, 'help-light');

  const phone = await Person.at(server.url, {name: 'นิดา', rooms: ['lobby', 'ops', 'design'], path: '/r/ops', width: 390, height: 780, touch: true, language: 'th-TH'});
  await phone.sees('press the button');
  await take(phone, 'phone-light');
  await phone.page.emulateMedia({colorScheme: 'dark'});
  await phone.page.click('#header button >> nth=0');
  await phone.holds(() => document.body.classList.contains('show-side'));
  await phone.is('#side').waitFor();
  await take(phone, 'phone-dark');

  const figures = await ana.context.newPage();
  await figures.setViewportSize({width: 1280, height: 860});
  await figures.goto(server.admin + '/stats');
  for (let n = 0; n < 400; ++n) {
    for (const one of Object.values(people)) if (n % 3 === 0) one.say('figure ' + n);
    await figures.waitForTimeout(100 + 60 * Math.sin(n / 20));
  }
  for (const theme of ['light', 'dark']) {
    await figures.emulateMedia({colorScheme: theme});
    await figures.screenshot({path: path.join(kPlace, `stats-${theme}.png`)});
  }
  await server.kill();
  await ana.is('#banner').waitFor();
  await ana.type('Pressed!');
  await take(ana, 'lost-light');
  for (const one of [...Object.values(people), ...others]) await one.leave();
});
