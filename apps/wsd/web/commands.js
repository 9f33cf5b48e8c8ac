// Lines that begin with a slash: which there are, what they mean, how they are completed.

import {fold} from './names.js';

// takes: what the first argument is, for completion.
export const kCommands = [
  {name: 'help', args: ''},
  {name: 'nick', args: 'NAME', needs: true},
  {name: 'me', args: 'TEXT', needs: true},
  {name: 'join', args: 'ROOM', takes: 'any room', needs: true},
  {name: 'leave', args: '[ROOM]', takes: 'room'},
  {name: 'switch', args: 'ROOM', takes: 'room', needs: true},
  {name: 'rooms', args: '[PREFIX]'},
  {name: 'msg', args: 'NAME TEXT', takes: 'person', needs: true},
  {name: 'r', args: 'TEXT', needs: true},
  {name: 'who', args: '[ROOM]', takes: 'room'},
  {name: 'whois', args: 'NAME', takes: 'person', needs: true},
  {name: 'topic', args: '[TEXT]|-'},
  {name: 'search', args: 'WORDS', needs: true},
  {name: 'history', args: '[N]'},
  {name: 'since', args: 'SEQ', needs: true},
  {name: 'away', args: '[TEXT]'},
  {name: 'set', args: 'presence on|off', needs: true},
  {name: 'ping', args: ''},
  {name: 'stats', args: ''},
  {name: 'quit', args: '[REASON]'},
];

// {say: text} | {name, rest} | {unknown: name} | {lacks: command}
export function readLine(text) {
  if (!text.startsWith('/')) return {say: text};
  if (text.startsWith('//')) return {say: text.slice(1)};
  const [, name, rest] = /^\/(\S*)\s*([\s\S]*)$/.exec(text);
  const command = kCommands.find((one) => one.name === name.toLowerCase());
  if (!command) return {unknown: name};
  if (command.needs && !rest.trim()) return {lacks: command};
  return {name: command.name, rest: rest.trim()};
}

// How many letters must be added, taken, changed or swapped with their neighbour to make one word of the other.
function lettersApart(a, b) {
  let [before, above, row] = [[], [], [...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; ++i) {
    [before, above, row] = [above, row, [i]];
    for (let j = 1; j <= b.length; ++j) {
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.length];
}

// The command that was meant: the only one that begins so, or that is nearly written so. Undefined: there is none.
export function nearest(name) {
  const meant = name.toLowerCase().slice(0, kNameMax);
  const longer = kCommands.filter((one) => meant.length > 1 && one.name.startsWith(meant));
  if (longer.length === 1) return longer[0].name;
  const most = meant.length < 3 ? 0 : meant.length < 5 ? 1 : 2;  // in a short word two wrong letters leave nothing of it
  const near = kCommands.map((one) => ({name: one.name, apart: lettersApart(meant, one.name)})).filter(({apart}) => apart <= most);
  return near.sort((a, b) => a.apart - b.apart)[0]?.name;
}

// "bob hello" → ["bob", "hello"]; names with a space in them ("User 7") are known by being known.
export function splitName(rest, names) {
  const said = fold(rest);
  const known = names.filter((name) => said.startsWith(fold(name) + ' ') || said === fold(name))
      .sort((a, b) => b.length - a.length)[0];
  if (known) return [known, rest.slice(known.length).trim()];
  const [, name, text] = /^(\S+)\s*([\s\S]*)$/.exec(rest) ?? [null, rest, ''];
  return [name, text];
}

const kOffersMax = 8;
const kNameMax = 32;  // of a word that is looked at

// What could stand at the caret: {from, to, eager, options: [{text, label, hint}]}, or null. known: {rooms,
// allRooms, people}, lists of names. eager: Enter takes it; else Enter sends what is there, for a room
// that does not exist yet may begin like one that does.
export function completions(text, caret, known, explicit = false) {
  const before = text.slice(0, caret);
  const offer = (from, found, eager = true) => (found.length ? {from, to: caret, eager, options: found.slice(0, kOffersMax)} : null);
  const starting = (list, part) => {
    const wanted = fold(part);
    return list.filter((name) => fold(name).startsWith(wanted));
  };
  const begun = /^\/(\S*)$/.exec(before);
  if (begun) {
    const wanted = begun[1].toLowerCase();
    const found = kCommands.filter(({name}) => name.startsWith(wanted));
    return offer(0, found.map(({name, args}) => ({text: '/' + name + (args ? ' ' : ''), label: '/' + name, hint: args, command: name})));
  }
  const argument = /^\/(\S+) +(\S*)$/.exec(before);
  const takes = argument && kCommands.find(({name}) => name === argument[1])?.takes;
  if (takes) {
    const list = takes === 'person' ? known.people : takes === 'room' ? known.rooms : known.allRooms;
    return offer(caret - argument[2].length, starting(list, argument[2]).map((name) => ({text: name + ' ', label: name, hint: ''})), false);
  }
  const word = /(^|[\s(])(@?)([^\s@(]*)$/u.exec(before);
  if (!word || (!word[2] && !(explicit && word[3]))) return null;
  const from = caret - word[3].length - word[2].length;
  const ending = from === 0 ? ': ' : ' ';
  return offer(from, starting(known.people, word[3]).map((name) => ({text: word[2] + name + ending, label: name, hint: ''})));
}
