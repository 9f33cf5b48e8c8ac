// The messages of the conversation that is shown. Stays at the bottom unless somebody reads above; then it
// stays where they read.

import {momentOf, dayOf, timeOf} from './clock.js';
import {attribute, el, icon, phrase, Rows, show} from './dom.js';
import {pieces} from './links.js';
import {hueOf, nameOf} from './names.js';
import {remarkLines} from './remarks.js';
import {badgeOf} from './roomlist.js';
import {rowsOf} from './rows.js';
import {folded, tame} from './texts.js';
import {say} from './words.js';

const kNearBottom = 48;
const kNearTop = 400;

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
  #folded = '';  // the row that is folded or unfolded now

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
    attribute(this.#scroller, 'aria-label', say('messages') + ' · ' + here.name);
    const rows = rowsOf(here, options).map((row) => ({...row, key: here.key + row.key, sign: row.sign + say('sent'), make: () => this.#tried(row, here)}));
    if (here.kind === 'private') rows.unshift({key: here.key + 'begin', sign: say('sent'), make: () => line('start', phrase('privateBegin', {name: here.name}))});
    this.#rows.show(rows);
    if (this.#jumpTo) this.#jump(here);
    else if (this.atBottom) this.#down();
    else if (anchor) this.#keepInPlace(anchor);
    else if (moved) this.#scroller.scrollTop = this.#places.get(here.key) ?? 0;
    if (this.#folded) this.#showFolded();
    show(this.#button, !this.atBottom);
    if (!this.atBottom) this.#label(here.unread);
    if (this.#scroller.scrollTop < kNearTop) this.#actions.older(here);
  }

  toBottom() {
    this.atBottom = true;
    this.#down();
    this.#actions.read();
    this.#actions.newest();
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
      if (box.bottom > top && node.dataset.fleeting === undefined) return {key: this.#rows.keyOf(node), top: box.top};
    }
    return null;
  }

  #keepInPlace({key, top}) {
    const node = this.#rows.node(key);
    if (node) this.#scroller.scrollTop += node.getBoundingClientRect().top - top;
  }

  // It was made anew: it stays in sight, and so does the focus.
  #showFolded() {
    const node = this.#rows.node(this.#folded);
    this.#folded = '';
    node?.querySelector('.fold')?.focus({preventScroll: true});
    if (node && node.getBoundingClientRect().bottom < this.#scroller.getBoundingClientRect().top) node.scrollIntoView({block: 'start'});
    this.#scrolled();
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
      this.#actions.readsAbove(!atBottom);
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

  // A row that cannot be made is a row, and the rest of the page goes on.
  #tried(row, here) {
    try {
      return this.#make(row, here);
    } catch (error) {
      console.error(error);
      return line('remark', say('unreadable'));
    }
  }

  #make(row, here) {
    switch (row.kind) {
      case 'message': return this.#message(row, here);
      case 'day': return el('li', {class: 'day', 'data-fleeting': ''}, el('span', {text: dayOf(row.ts)}));
      case 'new': return el('li', {class: 'new', 'data-fleeting': ''}, el('span', {text: say('newMessages')}));
      case 'start': return line('start', say('beginning', {room: '#' + here.name}));
      case 'older': return el('li', {class: 'older', 'data-fleeting': ''}, el('span', {text: say('older')}));
      case 'hole': return this.#hole(row, here);
      case 'gap': return this.#gap(row.item, here);
      case 'remark': return remarks(row.remarks);
      default: return note(row.item);
    }
  }

  #message({key, item, head, state}, here) {
    const name = nameOf(item.from) || say('server');
    const time = el('time', {datetime: new Date(item.ts).toISOString(), title: momentOf(item.ts), text: timeOf(item.ts)});
    const who = el('bdi', {class: item.own ? 'who own' : 'who', text: name});
    who.style.setProperty('--hue', hueOf(name));
    const short = item.unfolded ? null : folded(item.text);
    const body = el('div', {class: 'text', dir: 'auto'}, ...(item.unreadable ? [el('i', {text: say('unreadable')})] : textNodes(short ?? item.text)));
    if (item.action) body.prepend(who, ' ');
    const classes = ['message', head ? 'head' : '', item.own ? 'own' : '', state, item.action ? 'action' : '',
                     item.mentioned ? 'mention' : ''];
    const side = head && !item.action ? badgeOf(name) : null;
    const top = head && !item.action ? el('div', {class: 'top'}, who, time) : null;
    return el('li', {class: classes.filter(Boolean).join(' ')},
              el('div', {class: 'margin'}, side, top ? null : time),
              el('div', {class: 'body'}, top ?? (item.action ? null : el('span', {class: 'unseen'}, el('bdi', {text: name}), ': ')), body,
                 short || item.unfolded ? this.#fold(item, here.key + key) : null, this.#state(item, state, here)));
  }

  #fold(item, key) {
    const text = item.unfolded ? say('fold') : say('unfold', {n: item.text.length.toLocaleString()});
    return el('button', {type: 'button', class: 'link fold', 'aria-expanded': String(Boolean(item.unfolded)), text, on: {click: () => {
      item.unfolded = !item.unfolded;
      this.#folded = key;
      this.atBottom = false;  // what is read stays where it is
      this.#actions.draw();
    }}});
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

// what: a sentence, or its parts.
function line(kind, what) {
  return el('li', {class: kind}, el('span', {}, ...[what].flat()));
}

// Each remark is a line of its own: no topic can look like several.
function remarks(all) {
  return el('li', {class: 'remark', title: momentOf(all[0].ts)}, ...remarkLines(all).map(({key, values}) => el('p', {}, ...phrase(key, values))));
}

function note({lines, error, ts}) {
  const one = (what) => {
    if (Array.isArray(what)) return el('div', {class: 'pair'}, el('b', {text: what[0]}), el('span', {text: what[1]}));
    return typeof what === 'string' ? el('p', {text: tame(what)}) : el('p', {}, ...phrase(what.key, what.values));
  };
  return el('li', {class: error ? 'note error' : 'note', title: momentOf(ts)}, ...lines.map(one));
}

// A link leads where it says: it stands in its own direction, and another host than the one that is written is named.
function textNodes(text) {
  return pieces(tame(text)).flatMap((piece) => {
    if (!piece.href) return [piece.text];
    const link = el('a', {href: piece.href, dir: 'ltr', target: '_blank', rel: 'noopener noreferrer nofollow', text: piece.text});
    return piece.host ? [link, el('bdi', {class: 'host', dir: 'ltr', text: ` (${piece.host})`})] : [link];
  });
}

function gapText({low, high, reason}) {
  const n = high - low + 1;
  const range = low > 0 ? say('range', {n, a: low, b: high}) : say('someMessages');
  const key = {slow: 'gapSlow', epoch: 'gapEpoch', restart: 'gapRestart'}[reason] ?? 'gapRetention';
  return say(key, {range});
}
