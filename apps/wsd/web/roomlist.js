// The list of rooms and private conversations, with what was not read in each.

import {el, icon, Rows} from './dom.js';
import {hueOf, initialOf, nameOf} from './names.js';
import {say} from './words.js';

const kMuchUnread = 99;

// A round mark with somebody's first letter, in the colour of the name.
export function badgeOf(name) {
  const badge = el('span', {class: 'badge', 'aria-hidden': 'true', text: initialOf(name)});
  badge.style.setProperty('--hue', hueOf(name));
  return badge;
}

export class RoomList {
  #actions;
  #lists = {};
  #self;
  #headings;

  constructor(place, self, actions) {
    this.#actions = actions;
    this.#self = self;
    this.#headings = {room: el('h2', {id: 'h-rooms'}), private: el('h2', {id: 'h-private'})};
    const more = el('button', {type: 'button', class: 'quiet round', on: {click: () => actions.openJoin()}}, icon('plus'));
    this.joinButton = more;
    for (const kind of ['room', 'private']) {
      const list = el('ul', {class: 'rooms', 'aria-labelledby': this.#headings[kind].id});
      this.#lists[kind] = {list, rows: new Rows(list)};
      place.append(el('div', {class: 'section'}, el('div', {class: 'heading'}, this.#headings[kind], kind === 'room' ? more : null), list));
    }
  }

  show(world) {
    this.#headings.room.textContent = say('rooms');
    this.#headings.private.textContent = say('private');
    this.joinButton.setAttribute('aria-label', say('joinRoom'));
    this.joinButton.title = say('joinRoom');
    for (const kind of ['room', 'private']) {
      const all = world.list(kind);
      this.#lists[kind].list.closest('.section').hidden = kind === 'private' && all.length === 0;
      this.#lists[kind].rows.show(all.map((one) => this.#row(one, one.key === world.current, kind === 'private' || all.length > 1)));
    }
    this.#showSelf(world);
  }

  #row(one, isCurrent, mayLeave) {
    const unread = one.unread > kMuchUnread ? kMuchUnread + '+' : String(one.unread);
    const count = one.kind === 'room' && one.count ? String(one.count) : '';
    const sign = [isCurrent, mayLeave, unread, count, one.mentioned, one.name, one.pending.length, say('rooms')].join('|');
    const make = () => {
      const more = [one.unread ? say('unread', {n: one.unread}) : '', one.mentioned ? say('mentioned') : ''].filter(Boolean).join(', ');
      const link = el('a', {
        class: 'entry', href: one.kind === 'room' ? '/r/' + one.name : '#',
        'aria-current': isCurrent ? 'page' : null,
        on: {click: (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          this.#actions.go(one);
        }},
      }, one.kind === 'room' ? el('span', {class: 'sigil', text: '#', 'aria-hidden': 'true'}) : badgeOf(one.name),
      el('span', {class: 'name', text: one.name}),
      one.unread ? el('span', {class: one.mentioned ? 'count loud' : 'count', text: unread, 'aria-hidden': 'true'}) : el('span', {class: 'size', text: count, 'aria-hidden': 'true'}),
      el('span', {class: 'unseen', text: more && ', ' + more}));
      const leave = say('leaveRoom', {room: one.name});
      const drop = mayLeave ? el('button', {type: 'button', class: 'quiet round drop', 'aria-label': leave, title: leave, on: {click: () => this.#actions.leave(one)}}, icon('close')) : null;
      return el('li', {class: [one.unread ? 'unread' : '', isCurrent ? 'current' : ''].join(' ')}, link, drop);
    };
    return {key: one.key, sign, make};
  }

  #showSelf(world) {
    const name = nameOf(world.me);
    const sign = name + say('settings');
    if (this.#self.dataset.sign === sign) return;
    this.#self.dataset.sign = sign;
    this.#self.replaceChildren(
        el('button', {type: 'button', class: 'me', title: say('changeName'), on: {click: () => this.#actions.openSettings()}},
           badgeOf(name || '?'), el('span', {class: 'name', text: name}), el('span', {class: 'unseen', text: ', ' + say('changeName')})),
        el('button', {type: 'button', class: 'quiet round', 'aria-label': say('settings'), title: say('settings'), on: {click: () => this.#actions.openSettings()}}, icon('gear')));
  }
}
