// What a line typed into the edit box does. Each command is a function of the page and what follows it; it
// may return a sentence saying why not.

import {momentOf} from './clock.js';
import {kCommands, nearest, readLine, splitName} from './commands.js';
import {nameOf, roomOf} from './names.js';
import {kept} from './prefs.js';
import {say} from './words.js';

const kNamedMax = 200;  // of a room, in one answer

function peopleOf(world) {
  const people = [...world.conversations.values()].flatMap((one) => (one.kind === 'private' ? [one.name] : [...one.members.values()].map(nameOf)));
  return [...new Set(people)];
}

export function knownNames(world) {
  const own = nameOf(world.me);
  const rooms = world.list('room').map(({name}) => name);
  const here = [...(world.here?.members.values() ?? [])].map(nameOf);
  return {
    rooms,
    allRooms: [...new Set([...rooms, ...(world.rooms ?? []).map(({room}) => room)])],
    people: [...new Set([...here, ...peopleOf(world)])].filter((name) => name !== own),
  };
}

// A sentence if the message is larger than what the server takes: as it is sent, not as it is typed.
function tooLong(page, conversation, text, action = false) {
  const {world} = page;
  const n = world.excess(conversation, text, action);
  return n > 0 ? say('tooLong', {n, most: world.limits.message}) : undefined;
}

function writeTo(page, name, text) {
  const complaint = tooLong(page, {kind: 'private', name}, text);
  if (complaint) return complaint;
  page.goPrivate(name);
  return text ? page.say(text) : undefined;
}

const kDo = {
  help(page) {
    page.note([say('helpTitle'), ...kCommands.map(({name, args}) => [`/${name} ${args}`.trim(), say('h_' + name)]), ['//x', say('h_escape')]]);
  },
  nick(page, rest) {
    page.rename(rest, (error) => error && page.note([error], true));
  },
  me(page, rest) {
    return tooLong(page, page.world.here, rest, true) ?? page.say(rest, true);
  },
  join(page, rest) {
    const room = roomOf(rest);
    if (!room) return say('roomBad');
    page.goRoom(room);
  },
  switch(page, rest) {
    const room = roomOf(rest);
    if (!room) return say('roomBad');
    if (!page.world.conversations.has('#' + room)) return say('notIn', {room}) + ' ' + say('joinIt', {room});
    page.goRoom(room);
  },
  leave(page, rest) {
    const room = rest ? roomOf(rest) : '';
    if (rest && !room) return say('roomBad');
    const one = rest ? page.world.conversations.get('#' + room) : page.world.here;
    if (!one) return say('notIn', {room});
    if (one.kind === 'room' && page.world.list('room').length === 1) return say('onlyRoom', {room: one.name});
    page.leave(one);
  },
  rooms(page) {
    page.openJoin();
  },
  msg(page, rest) {
    const [name, text] = splitName(rest, peopleOf(page.world));
    return writeTo(page, name, text);
  },
  r(page, rest) {
    if (!page.world.lastFrom) return say('nobodyYet');
    return writeTo(page, page.world.lastFrom, rest);
  },
  who(page, rest) {
    const room = rest ? roomOf(rest) : page.world.here.kind === 'room' ? page.world.here.name : null;
    if (!room) return say('roomBad');
    page.request({op: 'who', room});
  },
  whois(page, rest) {
    page.request({op: 'whois', user: rest});
  },
  topic(page, rest) {
    const {here} = page.world;
    if (here.kind !== 'room') return say('roomBad');
    if (rest) page.request({op: 'topic', room: here.name, topic: rest === '-' ? '' : rest});
    else page.note([say('topicSetBare', {text: here.topic || '–'})]);
  },
  search(page, rest) {
    page.openSearch(rest);
  },
  history(page, rest) {
    const {here} = page.world;
    if (here.kind !== 'room') return say('roomBad');
    if (rest && !/^[1-9]\d{0,8}$/.test(rest)) return say('lacks', kCommands.find(({name}) => name === 'history'));
    page.older(here, rest ? Number(rest) : undefined);
  },
  since(page, rest) {
    const {here} = page.world;
    const seq = Number(rest);
    if (here.kind !== 'room') return say('roomBad');
    if (!/^\d{1,15}$/.test(rest) || seq >= here.seen) return say('noSuchNumber', {n: rest});
    page.reveal(here.name, seq + 1);
  },
  set(page, rest) {
    const [what, how] = rest.toLowerCase().split(/\s+/);
    if (what !== 'presence' || (how !== 'on' && how !== 'off')) return say('lacks', kCommands.find(({name}) => name === 'set'));
    page.setPresence(how === 'on');
    page.note([say('showPresence') + ': ' + how]);
  },
  away(page, rest) {
    page.request({op: 'away', text: rest, on: Boolean(rest)});
  },
  ping(page) {
    page.ping();
  },
  stats(page) {
    page.request({op: 'stats'});
  },
  quit(page, rest) {
    page.quit(rest);
  },
};

// Does what the line says. A sentence if it cannot be done.
export function perform(page, text) {
  const line = readLine(text);
  if (line.unknown !== undefined) {
    const meant = nearest(line.unknown);
    return meant ? say('meantCommand', {name: line.unknown, meant}) : say('unknownCommand', {name: line.unknown});
  }
  if (line.lacks) return say('lacks', line.lacks);
  if (line.say === undefined) return kDo[line.name](page, line.rest);
  return tooLong(page, page.world.here, line.say) ?? page.say(line.say);
}

// A server's answer in lines for people, each a sentence or the parts of one; null: it goes without saying.
export function linesOf({answer, people}) {
  if (people) return [{key: 'whoHere', values: {names: people.slice(0, kNamedMax).map(nameOf).concat(people.length > kNamedMax ? ['…'] : [])}}];
  if (answer.op === 'ok') return null;
  if (answer.op === 'pong') return [say('pong', {ms: (answer.rtt / 1000).toFixed(1)})];
  if (answer.op === 'stats') {
    const {messages_in, bytes_in, bytes_out, seconds, people: all} = answer;
    return [say('ownStats', {messages: messages_in, in: bytes_in, out: bytes_out, seconds}), say('people') + ': ' + all];
  }
  const {user, since, rooms = []} = answer;
  const name = nameOf(user);
  const lines = [{key: 'profile', values: {name, id: user.id, since: since === undefined ? '–' : momentOf(since), rooms: rooms.map((room) => '#' + room).join(', ') || '–'}}];
  if (user.away !== undefined) lines.push({key: 'isAwayWith', values: {name, text: user.away === true ? '' : user.away}});
  return lines;
}

export const isRoomList = (value) => Array.isArray(value) && value.every((name) => typeof name === 'string' && roomOf(name) === name);
export const kRememberedRooms = 'rooms';

export function rememberRooms(world) {
  kept.set(kRememberedRooms, world.list('room').map(({name}) => name));
}
