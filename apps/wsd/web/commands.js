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
  {name: 'topic', args: '[TEXT]'},
  {name: 'search', args: 'WORDS', needs: true},
  {name: 'history', args: ''},
  {name: 'away', args: '[TEXT]'},
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

// "bob hello" → ["bob", "hello"]; names with a space in them ("User 7") are known by being known.
export function splitName(rest, names) {
  const known = names.filter((name) => fold(rest).startsWith(fold(name) + ' ') || fold(rest) === fold(name))
      .sort((a, b) => b.length - a.length)[0];
  if (known) return [known, rest.slice(known.length).trim()];
  const [, name, text] = /^(\S+)\s*([\s\S]*)$/.exec(rest) ?? [null, rest, ''];
  return [name, text];
}

const kOffersMax = 8;

// What could stand at the caret: {from, to, eager, options: [{text, label, hint}]}, or null. known: {rooms,
// allRooms, people}, lists of names. eager: Enter takes it; else Enter sends what is there, for a room
// that does not exist yet may begin like one that does.
export function completions(text, caret, known, explicit = false) {
  const before = text.slice(0, caret);
  const offer = (from, found, eager = true) => (found.length ? {from, to: caret, eager, options: found.slice(0, kOffersMax)} : null);
  const starting = (list, part) => list.filter((name) => fold(name).startsWith(fold(part)));
  const begun = /^\/(\S*)$/.exec(before);
  if (begun) {
    const found = kCommands.filter(({name}) => name.startsWith(begun[1].toLowerCase()));
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
