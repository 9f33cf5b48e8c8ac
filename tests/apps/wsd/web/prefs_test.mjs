// What outlives a reload: read with care, since anybody may have written there; and drafts, one by one.
import assert from 'node:assert/strict';
import test from 'node:test';
import {isRoomList} from '../../../../apps/wsd/web/actions.js';
import {Drafts} from '../../../../apps/wsd/web/drafts.js';
import {isFlag, isText, isTheme, kept, session} from '../../../../apps/wsd/web/prefs.js';
import {sessionName, Unsent} from '../../../../apps/wsd/web/tab.js';
import {World} from '../../../../apps/wsd/web/world.js';

const kPoison = [null, 5, 'x', [], {}, [null], [5], [{}], {a: null}, '__proto__', [{kind: '__proto__', name: null, pending: [null]}]];

test('what is not what it should be is as if it were not there', () => {
  for (const poison of kPoison) {
    kept.set('p', poison);
    assert.equal(typeof kept.get('p', isText, ''), 'string');
    assert.equal(typeof kept.get('p', isFlag, true), 'boolean');
    assert.ok(['auto', 'light', 'dark'].includes(kept.get('p', isTheme, 'auto')));
    assert.ok(kept.get('p', isRoomList, []).every((name) => typeof name === 'string'));
  }
  kept.set('p', ['lobby', 'no room']);
  assert.deepEqual(kept.get('p', isRoomList, []), []);
});

test('what is not sent comes back, whatever else stands there', () => {
  for (const poison of kPoison) {
    session.set('unsent', poison);
    new Unsent().restore(new World(() => 'w'));
  }
  const before = new World(() => 'w');
  before.say(before.conversation('room', 'lobby'), 'waits', 1);
  before.say(before.conversation('private', 'bob'), 'too large', 2);
  before.conversations.get('@bob').fail('It is too large.');
  new Unsent().save([...before.conversations.values()]);
  const after = new World(() => 'w');
  new Unsent().restore(after);
  const told = [...after.conversations.values()].flatMap(({pending}) => pending.map(({text, state, error}) => [text, state, error]));
  assert.deepEqual(told, [['waits', 'pending', undefined], ['too large', 'failed', 'It is too large.']]);
  new Unsent().save([]);
  assert.deepEqual(session.get('unsent', Array.isArray), []);
});

test('two tabs do not lose each other\'s drafts', () => {
  const [one, other] = [new Drafts(), new Drafts()];
  one.set('#lobby', 'half a');
  other.set('#ops', 'another');
  one.set('#lobby', 'half a thought');
  const later = new Drafts();
  assert.deepEqual([later.of('#lobby'), later.of('#ops')], ['half a thought', 'another']);
  other.set('#ops', '');
  assert.equal(later.of('#ops'), '');
});

test('the oldest drafts go', () => {
  for (const name of kept.names('draft')) kept.remove(name);
  let now = 0;
  const drafts = new Drafts(() => ++now);
  for (let n = 0; n < 100; ++n) drafts.set('#r' + n, 'x');
  assert.equal(drafts.of('#r35'), '');
  assert.equal(drafts.of('#r36'), 'x');
});

// What a browser has and node may not, or in a way that keeps it from ending.
Object.assign(globalThis, {BroadcastChannel: undefined});

test('a session has a name of chance, of the length that servers want', async () => {
  const names = new Set();
  for (const stored of ['1', 'f3b9a2', null, 5, 'x y'.repeat(9)]) {
    session.set('session', stored);
    const {name, isNew} = await sessionName();
    assert.match(name, /^[a-z0-9]{24}$/);
    assert.equal(isNew, false);
    names.add(name);
    session.remove('open');
  }
  assert.equal(names.size, 5);
});
