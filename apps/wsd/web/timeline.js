// The messages of the conversation that is shown. Stays at the bottom unless somebody reads above; then it
// stays where they read.

import {momentOf, dayOf, timeOf} from './clock.js';
import {el, icon, Rows} from './dom.js';
import {pieces} from './links.js';
import {hueOf, mentions, nameOf} from './names.js';
import {badgeOf} from './roomlist.js';
import {rowsOf} from './rows.js';
import {say} from './words.js';

const kNearBottom = 48;
const kNearTop = 400;
const kNamesMax = 4;

export class Timeline {
  atBottom = true;

  #scroller;
  #list;
  #button;
  #rows;
  #actions;
  #shown = '';
  #places = new Map();  // where one was reading, by conversation
  #flash = 0;
  #jumpTo = 0;

  constructor(scroller, list, button, actions) {
    this.#scroller = scroller;
    this.#list = list;
    this.#button = button;
    this.#actions = actions;
    this.#rows = new Rows(list);
    scroller.addEventListener('scroll', () => this.#scrolled(), {passive: true});
    button.addEventListener('click', () => this.toBottom());
    new ResizeObserver(() => this.atBottom && this.#down()).observe(scroller);
  }

  show(world, options) {
    const here = world.here;
    if (!here) return;
    const moved = this.#shown !== here.key;
    if (moved) this.#leaveFor(here.key);
    const anchor = this.atBottom || moved ? null : this.#anchor();
    this.#scroller.setAttribute('aria-label', say('messages') + ' · ' + here.name);
    const rows = rowsOf(here, options).map((row) => ({...row, key: here.key + row.key, sign: row.sign + say('sent'), make: () => this.#make(row, here, world)}));
    if (here.kind === 'private') rows.unshift({key: here.key + 'begin', sign: say('sent'), make: () => line('start', say('privateBegin', {name: here.name}))});
    this.#rows.show(rows);
    if (this.#jumpTo) this.#jump(here);
    else if (this.atBottom) this.#down();
    else if (anchor) this.#scroller.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
    else if (moved) this.#scroller.scrollTop = this.#places.get(here.key) ?? 0;
    this.#button.hidden = this.atBottom;
    if (!this.atBottom) this.#label(here.unread);
    if (this.#scroller.scrollTop < kNearTop) this.#actions.older(here);
  }

  toBottom() {
    this.atBottom = true;
    this.#down();
    this.#actions.read();
  }

  page(direction) {
    this.#scroller.scrollBy({top: direction * this.#scroller.clientHeight * 0.9});
  }

  // Shows that message as soon as it is there, and lights it up.
  reveal(seq) {
    this.#jumpTo = seq;
    this.atBottom = false;
  }

  #jump(here) {
    const item = here.items.find(({kind, at}) => kind === 'message' && at === this.#jumpTo);
    if (!item) return;
    const key = item.own && item.cid ? 'c' + item.cid : 'm' + here.epoch + ':' + item.seq;
    const node = this.#rows.node(here.key + key);
    this.#jumpTo = 0;
    node?.scrollIntoView({block: 'center'});
    node?.classList.add('found');
    clearTimeout(this.#flash);
    this.#flash = setTimeout(() => node?.classList.remove('found'), 3000);
  }

  #leaveFor(key) {
    if (this.#shown) this.#places.set(this.#shown, this.atBottom ? null : this.#scroller.scrollTop);
    this.#shown = key;
    this.atBottom = (this.#places.get(key) ?? null) === null && !this.#jumpTo;
  }

  // The first row that is in sight, and where.
  #anchor() {
    const top = this.#scroller.getBoundingClientRect().top;
    for (const node of this.#list.children) {
      const box = node.getBoundingClientRect();
      if (box.bottom > top && node.dataset.fleeting === undefined) return {node, top: box.top};
    }
    return null;
  }

  #down() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled() {
    const {scrollTop, scrollHeight, clientHeight} = this.#scroller;
    const atBottom = scrollHeight - scrollTop - clientHeight < kNearBottom;
    if (atBottom !== this.atBottom) {
      this.atBottom = atBottom;
      this.#button.hidden = atBottom;
      this.#label(0);
      if (atBottom) this.#actions.read();
    }
    if (scrollTop < kNearTop) this.#actions.olderHere();
  }

  #label(n) {
    const text = n ? say('toBottomNew', {n}) : say('toBottom');
    if (this.#button.dataset.text === text) return;
    this.#button.dataset.text = text;
    this.#button.replaceChildren(icon('down'), el('span', {text}));
  }

  // ---- rows ----

  #make(row, here, world) {
    switch (row.kind) {
      case 'message': return this.#message(row, here, world);
      case 'day': return el('li', {class: 'day'}, el('span', {text: dayOf(row.ts)}));
      case 'new': return el('li', {class: 'new'}, el('span', {text: say('newMessages')}));
      case 'start': return line('start', say('beginning', {room: '#' + here.name}));
      case 'older': return el('li', {class: 'older', 'data-fleeting': ''}, el('span', {text: say('older')}));
      case 'hole': return this.#hole(row, here);
      case 'gap': return this.#gap(row.item, here);
      case 'remark': return line('remark', remarkText(row.remarks), momentOf(row.remarks[0].ts));
      default: return note(row.item);
    }
  }

  #message({item, head, state}, here, world) {
    const name = nameOf(item.from) || say('server');
    const time = el('time', {datetime: new Date(item.ts).toISOString(), title: momentOf(item.ts), text: timeOf(item.ts)});
    const who = el('span', {class: item.own ? 'who own' : 'who', text: name});
    who.style.setProperty('--hue', hueOf(name));
    const body = el('div', {class: 'text', dir: 'auto'}, ...textNodes(item.text));
    if (item.action) body.prepend(who, ' ');
    const classes = ['message', head ? 'head' : '', item.own ? 'own' : '', state, item.action ? 'action' : '',
                     !item.own && mentions(item.text, nameOf(world.me)) ? 'mention' : ''];
    const side = head && !item.action ? badgeOf(name) : null;
    const top = head && !item.action ? el('div', {class: 'top'}, who, time) : null;
    return el('li', {class: classes.filter(Boolean).join(' ')},
              el('div', {class: 'margin'}, side, top ? null : time),
              el('div', {class: 'body'}, top ?? (item.action ? null : el('span', {class: 'unseen', text: name + ': '})), body, this.#state(item, state, here)));
  }

  #state(item, state, here) {
    if (!state) return null;
    if (state !== 'failed') return el('span', {class: 'state', role: 'img', 'aria-label': say(state), title: say(state) + (item.error ? ': ' + item.error : '')});
    return el('div', {class: 'failure'}, el('span', {text: say('failed') + (item.error ? ': ' + item.error : '.')}),
              el('button', {type: 'button', class: 'link', text: say('retry'), on: {click: () => this.#actions.again(here, item)}}),
              el('button', {type: 'button', class: 'link', text: say('discard'), on: {click: () => this.#actions.discard(here, item)}}));
  }

  #hole({low, high}, here) {
    return el('li', {class: 'hole'}, el('span', {text: say('hole', {n: high - low + 1})}), this.#load(here, low, high));
  }

  // What was missed by being slow is still kept, perhaps.
  #gap(item, here) {
    return el('li', {class: 'gap'}, el('span', {text: gapText(item)}), item.reason === 'slow' && item.low ? this.#load(here, item.low, item.high) : null);
  }

  #load(here, low, high) {
    return el('button', {type: 'button', class: 'link', text: say('load'), on: {click: () => this.#actions.fill(here, low, high)}});
  }
}

function line(kind, text, title = null) {
  return el('li', {class: kind, title}, el('span', {text}));
}

function note({lines, error, ts}) {
  return el('li', {class: error ? 'note error' : 'note', title: momentOf(ts)},
            ...lines.map((one) => (Array.isArray(one) ? el('div', {class: 'pair'}, el('b', {text: one[0]}), el('span', {text: one[1]})) : el('p', {text: one}))));
}

function textNodes(text) {
  return pieces(text).map((piece) => (piece.href
      ? el('a', {href: piece.href, target: '_blank', rel: 'noopener noreferrer nofollow', text: piece.text})
      : document.createTextNode(piece.text)));
}

function gapText({low, high, reason}) {
  const n = high - low + 1;
  const range = low > 0 ? say('range', {n, a: low, b: high}) : say('someMessages');
  const key = {slow: 'gapSlow', epoch: 'gapEpoch', restart: 'gapRestart'}[reason] ?? 'gapRetention';
  return say(key, {range});
}

function namesOf(remarks) {
  const names = [...new Set(remarks.map(({person}) => nameOf(person)))];
  const shown = names.length > kNamesMax + 1 ? names.slice(0, kNamesMax) : names;
  const rest = names.length - shown.length;
  return shown.join(', ') + (rest ? ' ' + say('andOthers', {n: rest}) : '');
}

function topicText(person, name, text) {
  if (!person) return say('topicSetBare', {text: text || '–'});
  return text ? say('topicSet', {name, text}) : say('topicRemoved', {name});
}

function remarkText(remarks) {
  const parts = [];
  for (const what of ['joined', 'left']) {
    const some = remarks.filter((remark) => remark.what === what);
    if (some.length) parts.push(say(what, {names: namesOf(some)}));
  }
  for (const {what, person, was, text} of remarks) {
    const name = nameOf(person);
    if (what === 'renamed') parts.push(say('renamed', {was, name}));
    if (what === 'topic') parts.push(topicText(person, name, text));
    if (what === 'queued') parts.push(say('queued', {name}));
  }
  return parts.join(' · ');
}
