// Times and days as the reader's language writes them.

import {chosenLanguage, say} from './words.js';

const kFormats = new Map();

function format(name, options) {
  const key = chosenLanguage() + name;
  if (!kFormats.has(key)) kFormats.set(key, new Intl.DateTimeFormat(chosenLanguage() === 'en' ? undefined : chosenLanguage(), options));
  return kFormats.get(key);
}

export function timeOf(ts) {
  return format('time', {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'}).format(ts);
}

export function momentOf(ts) {
  return format('moment', {dateStyle: 'medium', timeStyle: 'medium'}).format(ts);
}

export function dayOf(ts, now = Date.now()) {
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(ts).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return say('today');
  if (days === 1) return say('yesterday');
  const year = new Date(ts).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return format('day' + year, {weekday: 'long', day: 'numeric', month: 'long', year}).format(ts);
}
