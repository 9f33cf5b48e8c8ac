// Who is in the room.

import {el, icon, put, Rows} from './dom.js';
import {nameOf} from './names.js';
import {badgeOf} from './roomlist.js';
import {say} from './words.js';

const kShownMax = 500;

export class People {
  #place;
  #actions;
  #heading = el('h2', {id: 'h-people'});
  #list = el('ul', {'aria-labelledby': 'h-people'});
  #more = el('p', {class: 'faint'});
  #rows = new Rows(this.#list);
  #close;
  #shown = '';

  constructor(place, actions) {
    this.#place = place;
    this.#actions = actions;
    this.#close = el('button', {type: 'button', class: 'quiet round narrow-only', on: {click: () => actions.closeDrawers()}}, icon('close'));
    place.append(el('div', {class: 'heading'}, this.#heading, this.#close), this.#list, this.#more);
  }

  show(world) {
    const room = world.here;
    const isRoom = room?.kind === 'room';
    if (this.#place.classList.contains('none') === isRoom) this.#place.classList.toggle('none', !isRoom);
    if (!isRoom) return;
    // Sorting a crowd takes its time: only when it is another one.
    const sign = [room.key, room.crowd, room.count, world.me.id, say('you')].join('|');
    if (sign === this.#shown) return;
    this.#shown = sign;
    this.#place.setAttribute('aria-label', say('people'));
    this.#heading.textContent = say('members', {n: room.count});
    this.#close.setAttribute('aria-label', say('close'));
    const collator = new Intl.Collator(undefined, {numeric: true});
    const members = [...room.members.values()].sort((a, b) => collator.compare(nameOf(a), nameOf(b)));
    this.#rows.show(members.slice(0, kShownMax).map((member) => this.#row(member, member.id === world.me.id)));
    const others = Math.max(room.count, members.length) - Math.min(members.length, kShownMax);
    put(this.#more, others > 0 && members.length ? say('andOthers', {n: others}) : '');
  }

  #row(member, isSelf) {
    const name = nameOf(member);
    const away = member.away !== undefined && member.away !== null && member.away !== false;
    const make = () => {
      const parts = [badgeOf(name), el('bdi', {class: 'name', text: name}),
                     isSelf ? el('span', {class: 'faint', text: say('you')}) : away ? el('span', {class: 'faint', text: say('away')}) : null];
      const entry = isSelf ? el('span', {class: 'entry'}, ...parts)
          : el('button', {type: 'button', class: 'entry', title: say('messageTo', {name}), on: {click: () => this.#actions.goPrivate(name)}}, ...parts);
      return el('li', {class: away ? 'away' : null, title: typeof member.away === 'string' && member.away ? member.away : null}, entry);
    };
    return {key: member.id, sign: [name, away, member.away, isSelf, say('you')].join('|'), make};
  }
}
