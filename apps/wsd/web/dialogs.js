// What opens above the page: entering a room, searching, settings. The browser's own dialogs, so that focus
// and Escape do what everybody expects.

import {momentOf} from './clock.js';
import {el, icon, Rows} from './dom.js';
import {nameOf, roomOf} from './names.js';
import {isFlag, isTheme, kept} from './prefs.js';
import {cut, tame} from './texts.js';
import {kLanguages, chosenLanguage, say} from './words.js';

const kFoundMax = 500;  // characters of a found message that are shown

let serial = 0;

// A dialog that is gone when it is closed. fill(close) returns what is in it.
function openDialog(place, title, fill) {
  const heading = 'dialog-' + ++serial;
  const dialog = el('dialog', {'aria-labelledby': heading});
  const close = () => dialog.close();
  dialog.append(
      el('div', {class: 'heading'}, el('h2', {id: heading, text: title}),
         el('button', {type: 'button', class: 'quiet round', 'aria-label': say('close'), on: {click: close}}, icon('close'))),
      ...fill(close));
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => event.target === dialog && close());
  place.append(dialog);
  dialog.showModal();
  return dialog;
}

function field(label, control, hint = null) {
  control.id ||= 'field-' + ++serial;
  return el('div', {class: 'field'}, el('label', {for: control.id, text: label}), control, hint ? el('p', {class: 'faint', text: hint}) : null);
}

class JoinDialog {
  #list = el('ul', {class: 'choices'});
  #rows = new Rows(this.#list);
  #actions;
  #close;
  #input;

  constructor(place, actions) {
    this.#actions = actions;
    this.#input = el('input', {type: 'text', maxlength: '65', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', autofocus: true});
    const warning = el('p', {class: 'warning', role: 'alert'});
    const form = el('form', {on: {submit: (event) => {
      event.preventDefault();
      const room = roomOf(this.#input.value);
      if (!room) warning.textContent = say('roomBad');
      else this.#go(room);
    }}}, field(say('roomName'), this.#input), warning, el('button', {type: 'submit', class: 'main', text: say('join')}));
    this.#input.addEventListener('input', () => {
      warning.textContent = '';
      this.show(this.rooms);
    });
    this.dialog = openDialog(place, say('joinRoom'), (close) => {
      this.#close = close;
      return [form, el('h3', {text: say('existing')}), this.#list];
    });
  }

  show(rooms) {
    this.rooms = rooms;
    const wanted = this.#input.value.trim().replace(/^#/, '').toLowerCase();
    const found = (rooms ?? []).filter(({room}) => room.includes(wanted));
    const none = rooms && found.length === 0;
    this.#rows.show(none ? [{key: '', sign: '', make: () => el('li', {class: 'faint', text: say('noRooms')})}] : found.map((one) => this.#row(one)));
  }

  #row({room, members = '', topic = ''}) {
    const make = () => el('li', {}, el('button', {type: 'button', class: 'entry', on: {click: () => this.#go(room)}},
        el('span', {class: 'sigil', text: '#'}), el('span', {class: 'name', text: room}), el('bdi', {class: 'faint topic', text: topic}), el('span', {class: 'size', text: String(members)})));
    return {key: room, sign: members + '|' + topic, make};
  }

  #go(room) {
    this.#close();
    this.#actions.goRoom(room);
  }
}

class SearchDialog {
  #list = el('ul', {class: 'results'});
  #status = el('p', {class: 'faint', role: 'status'});
  #actions;
  #close;
  #shown = null;

  constructor(place, room, words, actions) {
    this.#actions = actions;
    const input = el('input', {type: 'text', enterkeyhint: 'search', autocomplete: 'off', autofocus: true, value: words});
    const form = el('form', {role: 'search', on: {submit: (event) => {
      event.preventDefault();
      if (input.value.trim()) actions.search(room, input.value.trim());
    }}}, field(say('searchIn', {room: '#' + room.name}), input), el('button', {type: 'submit', class: 'main', text: say('search')}));
    this.dialog = openDialog(place, say('search'), (close) => {
      this.#close = close;
      return [form, this.#status, this.#list];
    });
  }

  show(found) {
    if (!found || found === this.#shown) return;
    this.#shown = found;
    const {items, error, more} = found;
    const count = !items ? say('searching') : items.length ? say('results', {n: items.length}) : say('nothingFound');
    this.#status.textContent = error ?? (more ? count + ' ' + say('notAll') : count);
    this.#list.replaceChildren(...(items ?? []).map((item) => el('li', {}, el('button', {type: 'button', class: 'result', on: {click: () => {
      this.#close();
      this.#actions.reveal(found.room, item.seq);
    }}}, el('span', {class: 'top'}, el('b', {}, el('bdi', {text: nameOf(item.from) || say('server')})), el('time', {text: momentOf(item.ts)})), el('span', {class: 'text', dir: 'auto', text: tame(cut(item.text, kFoundMax))})))));
  }
}

function choice(values, chosen, change) {
  const select = el('select', {on: {change: () => change(select.value)}},
                    ...Object.entries(values).map(([value, text]) => el('option', {value, text, selected: value === chosen})));
  return select;
}

function tick(label, checked, change) {
  const box = el('input', {type: 'checkbox', checked, on: {change: () => change(box)}});
  return el('label', {class: 'tick'}, box, el('span', {text: label}));
}

function openSettings(place, world, notices, actions) {
  const name = el('input', {type: 'text', maxlength: '64', autocomplete: 'nickname', spellcheck: 'false', value: world.me.nick ?? '', autofocus: true});
  const warning = el('p', {class: 'warning', role: 'alert'});
  return openDialog(place, say('settings'), (close) => [
    el('form', {class: 'inline', on: {submit: (event) => {
      event.preventDefault();
      if (name.value.trim()) actions.rename(name.value.trim(), (error) => (error ? (warning.textContent = error) : close()));
    }}}, field(say('yourName'), name, say('nameHint')), el('button', {type: 'submit', class: 'main', text: say('save')})),
    warning,
    field(say('language'), choice(kLanguages, chosenLanguage(), (language) => {
      actions.setLanguage(language);
      close();
    })),
    field(say('theme'), choice({auto: say('themeAuto'), light: say('themeLight'), dark: say('themeDark')}, kept.get('theme', isTheme, 'auto'), (theme) => actions.setTheme(theme))),
    tick(say('notify'), notices.wanted, async (box) => {
      const wished = box.checked;
      box.checked = await notices.want(wished);
      warning.textContent = wished && !box.checked ? say('notifyDenied') : '';
    }),
    tick(say('showPresence'), kept.get('presence', isFlag, true), (box) => actions.setPresence(box.checked)),
  ]);
}

// Those that are open are drawn with the rest of the page, and change only when what they show did.
export class Dialogs {
  #place;
  #actions;
  #join = null;
  #search = null;

  constructor(place, actions) {
    this.#place = place;
    this.#actions = actions;
  }

  openJoin(world) {
    this.#join = new JoinDialog(this.#place, this.#actions);
    this.#join.dialog.addEventListener('close', () => (this.#join = null));
    this.#join.show(world.rooms);
  }

  openSearch(room, words) {
    this.#search = new SearchDialog(this.#place, room, words, this.#actions);
    this.#search.dialog.addEventListener('close', () => (this.#search = null));
  }

  openSettings(world, notices) {
    openSettings(this.#place, world, notices, this.#actions);
  }

  show(world) {
    this.#join?.show(world.rooms);
    this.#search?.show(world.found);
  }
}
