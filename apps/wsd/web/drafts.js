// What was typed and not sent, for each conversation; kept when the page goes. Each has a place of its own in the browser's
// storage, so that two tabs write over each other's drafts only in the same conversation.

import {isText, kept} from './prefs.js';

const kDraftsMax = 64;
const kPlace = 'draft.';
const kAge = 'drafted.';  // when it was written

const isMoment = (value) => Number.isFinite(value);

export class Drafts {
  #now;

  constructor(now = Date.now) {
    this.#now = now;
  }

  of(key) {
    return kept.get(kPlace + key, isText, '');
  }

  set(key, text) {
    if (!text) return this.#forget(key);
    const isNew = this.of(key) === '';
    kept.set(kPlace + key, text);
    kept.set(kAge + key, this.#now());
    if (isNew) this.#dropOldest();
  }

  #forget(key) {
    kept.remove(kPlace + key);
    kept.remove(kAge + key);
  }

  #dropOldest() {
    const age = (key) => kept.get(kAge + key, isMoment, 0);
    const keys = kept.names(kPlace).map((name) => name.slice(kPlace.length)).sort((a, b) => age(a) - age(b));
    for (const key of keys.slice(0, -kDraftsMax)) this.#forget(key);
  }
}
