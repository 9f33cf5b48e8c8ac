// The list of rooms and private conversations, with what was not read in each.

import {attribute, el, icon, put, Rows, show} from './dom.js';
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
  #unfolded = false;  // whether strangers are

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
    put(this.#headings.room, say('rooms'));
    put(this.#headings.private, say('private'));
    attribute(this.joinButton, 'aria-label', say('joinRoom'));
    attribute(this.joinButton, 'title', say('joinRoom'));
    const rooms = world.list('room');
    this.#lists.room.rows.show(rooms.map((one) => this.#row(one, one.key === world.current, rooms.length > 1)));
    const talks = this.#talks(world);
    show(this.#lists.private.list.closest('.section'), talks.length > 0);
    this.#lists.private.rows.show(talks);
    this.#showSelf(world);
  }

  // Those that others began are folded when there are many: anybody may begin one.
  #talks(world) {
    const {folded} = world.strangers;
    const hidden = new Set(this.#unfolded ? [] : folded.filter(({key}) => key !== world.current));
    const rows = world.list('private').filter((one) => !hidden.has(one)).map((one) => this.#row(one, one.key === world.current, true));
    return folded.length ? [...rows, this.#strangers(world, folded)] : rows;
  }

  #strangers(world, folded) {
    const unread = folded.reduce((sum, one) => sum + one.unread, 0);
    const text = this.#unfolded ? say('fewerStrangers') : say('strangers', {n: folded.length});
    const gone = world.strangersGone ? say('strangersGone', {n: world.strangersGone}) : '';
    const close = say('closeStrangers');
    const toggle = () => {
      this.#unfolded = !this.#unfolded;
      this.#actions.draw();
    };
    const fill = (node) => {
      const [entry, drop] = node.children;
      entry.setAttribute('aria-expanded', String(this.#unfolded));
      put(entry.children[0], text);
      put(entry.children[1], unread && !this.#unfolded ? String(Math.min(unread, kMuchUnread)) : '');
      entry.title = gone;
      drop.title = close;
      drop.setAttribute('aria-label', close);
    };
    const make = () => {
      const node = el('li', {class: 'strangers'},
                      el('button', {type: 'button', class: 'entry', on: {click: toggle}}, el('span', {class: 'name'}), el('span', {class: 'size', 'aria-hidden': 'true'})),
                      el('button', {type: 'button', class: 'quiet round drop', on: {click: () => this.#actions.leaveStrangers()}}, icon('close')));
      fill(node);
      return node;
    };
    return {key: 'strangers', sign: [text, unread, gone, this.#unfolded].join('|'), make, refresh: fill};
  }

  // What changes in an entry changes where it stands: a press of the button or the focus does not lose its element.
  #row(one, isCurrent, mayLeave) {
    const unread = one.unread > kMuchUnread ? kMuchUnread + '+' : String(one.unread);
    const count = one.kind === 'room' && one.count ? String(one.count) : '';
    const sign = [isCurrent, mayLeave, unread, count, one.mentioned, one.name, say('rooms')].join('|');
    const fill = (node) => {
      const [link, drop] = node.children;
      const [, name, tally, more] = link.children;
      const leave = say('leaveRoom', {room: one.name});
      node.className = [one.unread ? 'unread' : '', isCurrent ? 'current' : ''].join(' ');
      if (isCurrent) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
      put(name, one.name);
      tally.className = !one.unread ? 'size' : one.mentioned ? 'count loud' : 'count';
      put(tally, one.unread ? unread : count);
      const told = [one.unread ? say('unread', {n: one.unread}) : '', one.mentioned ? say('mentioned') : ''].filter(Boolean).join(', ');
      put(more, told && ', ' + told);
      drop.hidden = !mayLeave;
      drop.title = leave;
      drop.setAttribute('aria-label', leave);
    };
    const make = () => {
      const link = el('a', {class: 'entry', href: one.kind === 'room' ? '/r/' + one.name : '#', on: {click: (event) => this.#follow(event, one)}},
                      one.kind === 'room' ? el('span', {class: 'sigil', text: '#', 'aria-hidden': 'true'}) : badgeOf(one.name),
                      el('bdi', {class: 'name'}), el('span', {'aria-hidden': 'true'}), el('span', {class: 'unseen'}));
      const drop = el('button', {type: 'button', class: 'quiet round drop', on: {click: () => this.#actions.leave(one)}}, icon('close'));
      const node = el('li', {}, link, drop);
      fill(node);
      return node;
    };
    return {key: one.key, sign, make, refresh: fill};
  }

  #follow(event, one) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#actions.go(one);
  }

  #showSelf(world) {
    const name = nameOf(world.me);
    const sign = name + say('settings');
    if (this.#self.dataset.sign === sign) return;
    this.#self.dataset.sign = sign;
    this.#self.replaceChildren(
        el('button', {type: 'button', class: 'me', title: say('changeName'), on: {click: () => this.#actions.openSettings()}},
           badgeOf(name || '?'), el('bdi', {class: 'name', text: name}), el('span', {class: 'unseen', text: ', ' + say('changeName')})),
        el('button', {type: 'button', class: 'quiet round', 'aria-label': say('settings'), title: say('settings'), on: {click: () => this.#actions.openSettings()}}, icon('gear')));
  }
}
