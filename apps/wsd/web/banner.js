// Says that the connection is gone, when it is tried again, and what waits meanwhile.

import {el, put, show} from './dom.js';
import {say} from './words.js';

const kShortLoss = 400;  // milliseconds: shorter ones are not worth a word

export class Banner {
  #place;
  #text = el('span');
  #button;
  #lostAt = 0;

  constructor(place, connection, actions) {
    this.#place = place;
    this.#button = el('button', {type: 'button', class: 'link', on: {click: () => actions.connectNow()}});
    place.append(this.#text, this.#button);
    setInterval(() => this.show(connection, this.waiting ?? 0), 250);
  }

  // waiting: how many messages are not sent yet.
  show(connection, waiting) {
    this.waiting = waiting;
    const {phase} = connection;
    if (phase === 'open') this.#lostAt = 0;
    else this.#lostAt ||= Date.now();
    const hidden = phase === 'open' || (phase !== 'ended' && Date.now() - this.#lostAt < kShortLoss);
    show(this.#place, !hidden);
    if (hidden) return;
    const [text, tone] = this.#sentence(connection);
    const kept = waiting ? ' ' + say('unsentKept', {n: waiting}) : '';
    put(this.#text, text + kept);
    if (this.#place.className !== tone) this.#place.className = tone;
    show(this.#button, phase !== 'connecting');
    put(this.#button, say('now'));
  }

  #sentence({phase, retryAt, why}) {
    if (phase === 'ended') return [say('ended', {why: why.code === 1000 ? say('endedQuit') : why.reason || String(why.code)}), 'ended'];
    if (!navigator.onLine) return [say('offline'), 'lost'];
    const seconds = Math.ceil((retryAt - Date.now()) / 1000);
    return phase === 'waiting' && seconds > 0 ? [say('lostIn', {n: seconds}), 'lost'] : [say(retryAt ? 'lostNow' : 'connecting'), 'lost'];
  }
}
