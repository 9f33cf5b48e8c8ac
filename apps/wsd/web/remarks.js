// What is told of those who came, left, changed their name or the topic: one sentence for each, as a key of words.js and its values.

import {nameOf} from './names.js';

const kNamesMax = 4;
const kLinesMax = 12;  // the rest is counted

function joint(what, remarks) {
  const names = [...new Set(remarks.map(({person}) => nameOf(person)))];
  if (names.length <= kNamesMax + 1) return {key: what, values: {names}};
  return {key: what + 'Many', values: {names: names.slice(0, kNamesMax), n: names.length - kNamesMax}};
}

function single({what, person, was, text}) {
  const name = nameOf(person);
  if (what === 'renamed') return {key: 'renamed', values: {was, name}};
  if (what === 'queued') return {key: 'queued', values: {name}};
  if (!person) return {key: 'topicSetBare', values: {text: text || '–'}};
  return text ? {key: 'topicSet', values: {name, text}} : {key: 'topicRemoved', values: {name}};
}

// First who came and who left, then the rest in its order.
export function remarkLines(remarks) {
  const lines = [];
  for (const what of ['joined', 'left']) {
    const some = remarks.filter((remark) => remark.what === what);
    if (some.length) lines.push(joint(what, some));
  }
  const others = remarks.filter(({what}) => what !== 'joined' && what !== 'left');
  const hidden = others.length > kLinesMax ? others.length - kLinesMax + 1 : 0;
  if (hidden) lines.push({key: 'moreRemarks', values: {n: hidden}});
  lines.push(...others.slice(hidden).map(single));
  return lines;
}
