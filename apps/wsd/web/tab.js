// This tab of the browser: its name, by which the server knows who came back, and what it has not sent yet.

import {session} from './prefs.js';

// Never the same one twice.
export function word() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(36).padStart(2, '0')).join('');
}

// A tab that was duplicated brings the other's name along: who holds the lock is the first.
export async function sessionName() {
  let name = session.get('session') ?? word();
  const free = !navigator.locks || await new Promise((tell) => {
    navigator.locks.request('wsd.' + name, {ifAvailable: true}, (lock) => {
      tell(lock !== null);
      return lock ? new Promise(() => {}) : null;  // held until the tab goes
    });
  });
  if (!free) name = word();
  session.set('session', name);
  return {name, isNew: !free};
}

// What waits outlives a reload of the page; the server knows it again by its cid.
export class Unsent {
  #some = true;

  save(conversations) {
    const waiting = conversations.filter(({pending}) => pending.length > 0);
    if (waiting.length === 0 && !this.#some) return;
    this.#some = waiting.length > 0;
    session.set('unsent', waiting.map(({kind, name, pending}) => ({kind, name, pending: pending.map(({cid, text, ts, action}) => ({cid, text, ts, action}))})));
  }

  restore(world) {
    for (const {kind, name, pending} of session.get('unsent', [])) {
      const conversation = world.conversation(kind, name);
      conversation.pending.push(...pending.map((message) => ({...message, state: 'pending', own: true, from: world.me})));
    }
  }
}
