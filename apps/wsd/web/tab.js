// This tab of the browser: its name, by which the server knows who came back, and what it has not sent yet.

import {roomOf} from './names.js';
import {isFlag, isList, isText, session} from './prefs.js';

const kWordMin = 16;    // characters of a session's name
const kAnswerIn = 500;  // milliseconds that another tab has to say that a name is its own
const kWaitMax = 1_000;  // messages that wait, of one conversation

// Never the same one twice: 96 bits of chance in 24 letters.
export function word() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(36).padStart(2, '0')).join('');
}

// Whether the lock was to be had: who holds it is the first. The browser gives it back when the tab goes, however it goes.
function lock(name) {
  return new Promise((tell) => {
    navigator.locks.request('wsd.' + name, {ifAvailable: true}, (held) => {
      tell(held !== null);
      return held ? new Promise(() => {}) : null;  // held until the tab goes
    });
  });
}

// Where the browser has no locks (a page that came over plain http) a tab notes that it is open, and takes the note away when
// it goes. A copy of a tab finds the note, and so does one that comes back after a crash; these ask who else has the name.
function isMine(name) {
  if (!session.get('open', isFlag, false)) return true;
  if (!globalThis.BroadcastChannel) return false;
  const channel = new BroadcastChannel('wsd.' + name);
  return new Promise((tell) => {
    channel.onmessage = ({data}) => data === 'mine' && tell(false);
    channel.postMessage('whose?');
    setTimeout(() => tell(true), kAnswerIn);
  }).finally(() => channel.close());
}

// From now on it is answered for.
function keepMine(name) {
  session.set('open', true);
  globalThis.addEventListener?.('pagehide', () => session.remove('open'));
  globalThis.addEventListener?.('pageshow', () => session.set('open', true));
  if (!globalThis.BroadcastChannel) return;
  const channel = new BroadcastChannel('wsd.' + name);
  channel.onmessage = ({data}) => data === 'whose?' && channel.postMessage('mine');
}

const isName = (value) => isText(value) && value.length >= kWordMin && /^[a-z0-9]+$/.test(value);

// A tab that was duplicated brings the other's name along, and gets one of its own. isNew: this happened.
export async function sessionName() {
  const before = session.get('session', isName, '') || word();
  const hasLocks = globalThis.navigator?.locks !== undefined;
  const isFree = hasLocks ? await lock(before) : await isMine(before);
  const name = isFree ? before : word();
  if (!hasLocks) keepMine(name);
  else if (!isFree) await lock(name);
  session.set('session', name);
  return {name, isNew: !isFree};
}

// What waits outlives a reload of the page; the server knows it again by its cid.
export class Unsent {
  #saved = null;

  save(conversations) {
    const waiting = conversations.filter(({pending}) => pending.length > 0);
    const sign = waiting.flatMap(({key, pending}) => [key, ...pending.map(({cid, state}) => cid + state)]).join();
    if (sign === this.#saved) return;
    this.#saved = sign;
    session.set('unsent', waiting.map(({kind, name, pending}) => ({kind, name, pending: pending.map(
        ({cid, text, ts, action, state, error}) => ({cid, text, ts, action, ...(state === 'failed' ? {failed: error ?? ''} : {})}))})));
  }

  // What failed stays so until somebody tries it again.
  restore(world) {
    for (const {kind, name, pending} of session.get('unsent', isList, []).filter(isConversation)) {
      const conversation = world.conversation(kind, name);
      if (kind === 'private') world.befriend(conversation);
      conversation.pending.push(...pending.filter(isMessage).slice(-kWaitMax).map(({cid, text, ts, action, failed}) => ({
        cid, text, ts, action: action === true, own: true, from: world.me,
        ...(isText(failed) ? {state: 'failed', error: failed} : {state: 'pending'}),
      })));
    }
  }
}

function isConversation(value) {
  const isNamed = isText(value?.name) && (value.kind === 'private' ? value.name !== '' : value.kind === 'room' && roomOf(value.name) === value.name);
  return isNamed && isList(value.pending);
}

function isMessage(value) {
  return isText(value?.cid) && isText(value.text) && Number.isSafeInteger(value.ts) && Math.abs(value.ts) <= 8.64e15;
}
