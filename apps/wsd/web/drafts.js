// What was typed and not sent, for each conversation; kept when the page goes.

import {kept} from './prefs.js';

const kDraftsMax = 64;

export class Drafts {
  #texts = new Map(Object.entries(kept.get('drafts', {})));

  of(key) {
    return this.#texts.get(key) ?? '';
  }

  set(key, text) {
    this.#texts.delete(key);
    if (text) this.#texts.set(key, text);
    while (this.#texts.size > kDraftsMax) this.#texts.delete(this.#texts.keys().next().value);
    kept.set('drafts', Object.fromEntries(this.#texts));
  }
}
