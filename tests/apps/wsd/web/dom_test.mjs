// Rows: what stays the node that it was, and what is put where.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Rows} from '../../../../apps/wsd/web/dom.js';

// As much of a list of elements as Rows needs.
class List {
  nodes = [];
  changes = 0;

  get firstChild() {
    return this.nodes[0] ?? null;
  }

  node(name) {
    const list = this;
    return {
      name,
      get nextSibling() {
        return list.nodes[list.nodes.indexOf(this) + 1] ?? null;
      },
      remove() {
        ++list.changes;
        list.nodes = list.nodes.filter((other) => other !== this);
      },
    };
  }

  insertBefore(node, place) {
    ++this.changes;
    this.nodes = this.nodes.filter((other) => other !== node);
    this.nodes.splice(place ? this.nodes.indexOf(place) : this.nodes.length, 0, node);
  }
}

function draw(list, rows, keys) {
  rows.show(keys.map((key, n) => ({key, sign: '', make: () => list.node(key + n)})));
  return list.nodes.map(({name}) => name[0]).join('');
}

test('any order becomes any other', () => {
  const list = new List();
  const rows = new Rows(list);
  for (const keys of ['abc', 'cab', '', 'xaybz', 'zbyax', 'a', 'abcdef', 'bdf']) assert.equal(draw(list, rows, [...keys]), keys);
});

test('rows of one key are as many rows, none stays behind, and nothing moves when nothing changed', () => {
  const list = new List();
  const rows = new Rows(list);
  for (const keys of ['dadbd', 'dadbd', 'ddd', 'add', 'd', '']) {
    assert.equal(draw(list, rows, [...keys]), keys);
    const before = list.changes;
    assert.equal(draw(list, rows, [...keys]), keys);
    assert.equal(list.changes, before);
  }
});

test('what goes at the front moves nothing of what stays', () => {
  const list = new List();
  const rows = new Rows(list);
  draw(list, rows, [...'abcdefgh']);
  list.changes = 0;
  assert.equal(draw(list, rows, [...'cdefghi']), 'cdefghi');
  assert.equal(list.changes, 3, 'two go and one comes');
});

test('what can be changed where it stands stays the node', () => {
  const list = new List();
  const rows = new Rows(list);
  const row = (sign) => ({key: 'a', sign, make: () => list.node('made'), refresh: (node) => (node.name = sign)});
  rows.show([row('1')]);
  const [node] = list.nodes;
  rows.show([row('2')]);
  assert.equal(list.nodes[0], node);
  assert.equal(node.name, '2');
});
