// Makes elements. Text is always set as text: nothing here reads markup.

import {sayParts} from './words.js';

const kSvg = 'http://www.w3.org/2000/svg';

function dress(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'text') node.textContent = value;
    else if (name === 'on') for (const [event, action] of Object.entries(value)) node.addEventListener(event, action);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// el('button', {class: 'quiet', text: 'Send', on: {click: send}})
export function el(tag, props = {}, ...children) {
  return dress(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return dress(document.createElementNS(kSvg, tag), props, children);
}

// Sets a text where it is another one.
export function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Sets an attribute where it is another one.
export function attribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

// Shows it or hides it, where that is another state.
export function show(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}

// A sentence of the page's own with what others wrote in it: each value in an element of its own, so that it turns nothing
// around it and no part of it looks like the sentence.
export function phrase(key, values = {}) {
  return sayParts(key, values).map(({text, name}) => (name === undefined ? text : el('bdi', {text: name})));
}

const kIcons = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.6a3.5 3.5 0 0 1 0 5.8M18 14.6c2.1.8 3.5 2.7 3.5 5.4',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20',
  send: 'M12 19V5M6 11l6-6 6 6',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M12 5v14M6 13l6 6 6-6',
  gear: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
};

export function icon(name) {
  return svg('svg', {class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true'}, svg('path', {d: kIcons[name]}));
}

// key, or key with a number that it has not had.
function unique(key, taken) {
  let wanted = key;
  for (let n = 2; taken.has(wanted); ++n) wanted = key + '\u0000' + n;
  return wanted;
}

// Makes a list's children those of rows, each {key, sign, make()}. What has the same key and sign stays
// the node that it was: nothing flickers, and what a screen reader or a selection stands on stays. With another sign it is
// made anew, or refresh(node) changes it where it stands. Rows may have one key by mistake: then they are told apart by place.
export class Rows {
  #list;
  #known = new Map();
  #keys = new WeakMap();

  constructor(list) {
    this.#list = list;
  }

  show(rows) {
    const wanted = new Map();
    for (const row of rows) wanted.set(unique(row.key, wanted), row);
    // First what goes: else all that stays would be moved before it, one by one.
    for (const [key, {node}] of this.#known) {
      if (wanted.has(key)) continue;
      node.remove();
      this.#known.delete(key);
    }
    let place = this.#list.firstChild;
    for (const [key, row] of wanted) {
      let known = this.#known.get(key);
      if (known && known.sign !== row.sign && row.refresh) {
        row.refresh(known.node);
        known.sign = row.sign;
      } else if (!known || known.sign !== row.sign) {
        const node = row.make();
        if (known) {
          if (known.node === place) place = place.nextSibling;
          known.node.remove();
        }
        known = {node, sign: row.sign};
        this.#known.set(key, known);
        this.#keys.set(node, key);
      }
      if (known.node === place) place = place.nextSibling;
      else this.#list.insertBefore(known.node, place);
    }
  }

  node(key) {
    return this.#known.get(key)?.node;
  }

  keyOf(node) {
    return this.#keys.get(node);
  }
}
