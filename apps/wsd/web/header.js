// The line above the messages: where one is, what it is about, who is here.

import {attribute, el, icon, put, show} from './dom.js';
import {say} from './words.js';

export class Header {
  #title = el('h1', {dir: 'auto'});
  #topic = el('p', {class: 'topic', dir: 'auto'});
  #menu;
  #search;
  #people;
  #peopleCount = el('span', {class: 'tally'});
  #menuDot = el('span', {class: 'dot', hidden: true});

  constructor(place, actions) {
    const button = (name, action, extra = '') => el('button', {type: 'button', class: 'quiet round ' + extra, on: {click: action}}, icon(name));
    this.#menu = button('menu', () => actions.openDrawer('side'), 'narrow-only');
    this.#menu.append(this.#menuDot);
    this.#search = button('search', () => actions.openSearch());
    this.#people = button('people', () => actions.openDrawer('people'), 'people-button');
    this.#people.append(this.#peopleCount);
    place.append(this.#menu, el('div', {class: 'titles'}, this.#title, this.#topic), this.#search, this.#people);
  }

  show(world) {
    const here = world.here;
    const room = here?.kind === 'room';
    const name = here?.name ?? '';
    put(this.#title, room ? '#' + name : name);
    put(this.#topic, here?.topic ?? '');
    attribute(this.#topic, 'title', here?.topic ?? '');
    this.#label(this.#menu, say('menu'));
    this.#label(this.#search, say('search'));
    this.#label(this.#people, say('members', {n: here?.count ?? 0}));
    put(this.#peopleCount, here?.count ? String(here.count) : '');
    show(this.#search, room);
    show(this.#people, room);
    show(this.#menuDot, [...world.conversations.values()].some((one) => one !== here && one.unread > 0));
  }

  #label(button, text) {
    attribute(button, 'aria-label', text);
    attribute(button, 'title', text);
  }
}
