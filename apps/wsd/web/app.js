// The chat page begins here: what there is, and who tells whom. Events change the world, then all that is
// seen is drawn from it, once a frame.

import {isRoomList, knownNames, kRememberedRooms, linesOf, perform, rememberRooms} from './actions.js';
import {Banner} from './banner.js';
import {Composer} from './composer.js';
import {Connection} from './connection.js';
import {Dialogs} from './dialogs.js';
import {attribute, phrase} from './dom.js';
import {Dress} from './dress.js';
import {Drafts} from './drafts.js';
import {Drawers} from './drawers.js';
import {Header} from './header.js';
import {hear} from './hearing.js';
import {pressed} from './keys.js';
import {kRoomsMax, roomOf} from './names.js';
import {Notices} from './notices.js';
import {Pace} from './pace.js';
import {People} from './people.js';
import {isFlag, isText, kept} from './prefs.js';
import {RoomList} from './roomlist.js';
import {sessionName, Unsent, word} from './tab.js';
import {Timeline} from './timeline.js';
import {say} from './words.js';
import {World} from './world.js';

const kFirstRoom = 'lobby';
const kTypingShown = 1_000;
const kTooLarge = 1009;       // a close code
const kTooLargeError = 413;  // an error's
const at = (id) => document.getElementById(id);

class Page {
  world = new World(word);

  #pace = new Pace((object) => this.connection.send(object));
  #drawing = false;
  #session = '';
  #renaming = null;
  #dialogs = new Dialogs(at('dialogs'), this);
  #dress = new Dress();
  #drawers = new Drawers();
  #unsent = new Unsent();

  constructor() {
    const drafts = new Drafts();
    this.connection = new Connection(location.origin.replace(/^http/, 'ws') + '/', {
      opened: () => this.#opened(),
      closed: (why) => this.#closed(why),
      received: (event) => this.#received(event),
      changed: () => this.draw(),
    });
    this.roomList = new RoomList(at('lists'), at('self'), this);
    this.header = new Header(at('header'), this);
    this.banner = new Banner(at('banner'), this.connection, this);
    this.timeline = new Timeline(at('scroller'), at('timeline'), at('to-bottom'), this);
    this.people = new People(at('people'), this);
    this.composer = new Composer(at('composer'), drafts, () => knownNames(this.world), this);
    this.notices = new Notices(at('announcer'), this);
    at('shade').addEventListener('click', () => this.closeDrawers());
    addEventListener('popstate', () => this.#route());
    addEventListener('keydown', (event) => pressed(this, event));
    document.addEventListener('visibilitychange', () => this.read());
    setInterval(() => this.world.here?.typing.size && this.draw(), kTypingShown);
  }

  async start() {
    const {name, isNew} = await sessionName();
    this.#session = name;
    for (const room of kept.get(kRememberedRooms, isRoomList, []).slice(0, kRoomsMax)) this.world.conversation('room', room);
    if (!isNew) this.#unsent.restore(this.world);
    this.#route();
    this.#dress.apply();
    this.draw();
    this.connection.start();
    if (matchMedia('(hover: hover)').matches) this.composer.focus();
  }

  // ---- connection ----

  #opened() {
    this.#pace.begin();
    this.#send([this.world.hello({nick: kept.get('nick', isText, ''), session: this.#session})]);
  }

  // Whether what ended the connection has failed and will not be said again.
  #closed({code, reason}) {
    const failed = code === kTooLarge && this.world.failLargest(reason || say('tooLarge'));
    this.world.lost();
    this.draw();
    return failed;
  }

  #received(event) {
    const {send, fresh, told} = hear(this.world, event, Date.now());
    this.#send(send);
    const {folded} = fresh.length ? this.world.strangers : {};
    for (const one of fresh) this.notices.fresh(one, this.#isShown(one.conversation), folded.includes(one.conversation));
    for (const one of told) this.#tell(one);
    if (this.world.here && this.#isRead()) this.world.read();
    this.draw();
  }

  #tell(one) {
    const place = one.conversation ?? this.world.here;
    if (one.welcome !== undefined) this.#pace.limit(this.world.limits.burst, this.world.limits.rate);
    if (one.dropped) place?.addNote([say('dropped', {n: one.dropped})], Date.now());
    if (one.jump) this.timeline.reveal(one.jump);
    if (one.renamed) {
      kept.set('nick', one.renamed);
      this.#renaming?.('');
      this.#renaming = null;
    }
    if (one.answer || one.people) {
      const lines = linesOf(one);
      if (lines) place?.addNote(lines, Date.now());
    }
    if (one.later) setTimeout(() => one.message.state === 'waiting' && this.again(one.later, one.message), one.after);
    if (one.refused) this.#refused(one.refused, place);
    if (one.error) {
      if (this.#renaming) this.#renaming(one.error.text || one.error.error);
      else place?.addNote([one.error.text || one.error.error], Date.now(), true);
      this.#renaming = null;
    }
  }

  // The name of last time belongs to somebody else by now: one goes on without it.
  #refused(error, place) {
    place?.addNote([say('nickTaken', {why: error.text || error.error})], Date.now(), true);
    kept.remove('nick');
  }

  // What is larger than the server takes would end the connection: it is answered here.
  #send(objects) {
    for (const object of objects) {
      const n = this.world.excessOf(object);
      const text = n && say('tooLong', {n, most: this.world.limits.message});
      if (n) this.#received({op: 'error', re: object.id, code: kTooLargeError, error: 'too_large', text});
      else this.#pace.push(object);
    }
  }

  connectNow() {
    this.connection.retry();
  }

  quit(reason) {
    this.connection.stop(reason);
  }

  // ---- where one is ----

  #route() {
    const path = /^\/r\/([^/]+)$/.exec(location.pathname);
    const room = path && roomOf(path[1]);
    const talk = history.state?.talk;
    if (talk && this.world.conversations.has('@' + talk)) return this.go(this.world.conversations.get('@' + talk), 'stay');
    this.goRoom(room || this.world.list('room')[0]?.name || kFirstRoom, 'stay');
  }

  go(conversation, way = 'push') {
    this.world.go(conversation);
    this.#send(this.world.visit(conversation));
    const path = conversation.kind === 'room' ? '/r/' + conversation.name : '/';
    const state = {talk: conversation.kind === 'private' ? conversation.key.slice(1) : null};
    if (way === 'push' && (location.pathname !== path || history.state?.talk !== state.talk)) history.pushState(state, '', path);
    else if (way === 'replace') history.replaceState(state, '', path);
    this.closeDrawers();
    this.draw();
    if (matchMedia('(hover: hover)').matches) this.composer.focus();
  }

  goRoom(name, way = 'push') {
    const send = this.world.join(name);
    this.go(this.world.conversation('room', name), way);
    rememberRooms(this.world);
    this.#send(send);
  }

  goPrivate(name) {
    const talk = this.world.conversation('private', name);
    talk.joined = true;
    this.world.befriend(talk);
    this.go(talk);
  }

  leave(conversation) {
    const wasHere = conversation === this.world.here;
    if (conversation.kind === 'room' && this.world.list('room').length === 1) return;
    this.#send(this.world.leave(conversation));
    rememberRooms(this.world);
    if (wasHere) this.go(this.world.list('room')[0], 'replace');
    this.draw();
  }

  leaveStrangers() {
    for (const one of this.world.strangers.folded) this.leave(one);
    this.world.strangersGone = 0;
  }

  // ---- what is said ----

  submit(text) {
    return perform(this, text);
  }

  say(text, action = false) {
    this.#send(this.world.say(this.world.here, text, Date.now(), action));
    this.#unsent.save([...this.world.conversations.values()]);
    this.timeline.toBottom();
    this.draw();
  }

  again(conversation, message) {
    this.#send(this.world.again(conversation, message, Date.now()));
    this.draw();
  }

  discard(conversation, message) {
    this.world.discard(conversation, message);
    this.draw();
  }

  typing(on) {
    const {here} = this.world;
    if (here?.kind === 'room' && here.joined) this.#pace.offer({op: 'typing', room: here.name, on});
  }

  note(lines, error = false) {
    this.world.here.addNote(lines, Date.now(), error);
    this.draw();
  }

  request(what, about) {
    this.#send(this.world.request(what, this.world.here, about));
  }

  ping() {
    this.#send(this.world.ping(this.world.here));
  }

  rename(nick, done) {
    this.#renaming = done;
    this.#send(this.world.request({op: 'nick', nick}, this.world.here));
  }

  older(room, count) {
    this.#send(this.world.older(room, count));
  }

  olderHere() {
    if (this.world.here) this.older(this.world.here);
  }

  // Somebody reads above, or has come back to the newest.
  readsAbove(above) {
    this.world.here?.read(above);
    if (!above) this.newest();
  }

  newest() {
    const {here} = this.world;
    if (!here) return;
    here.read(false);
    this.#send(this.world.newest(here));
  }

  fill(room, low, high) {
    this.#send(this.world.fill(room, low, high));
  }

  search(room, words) {
    this.#send(this.world.search(room, words));
    this.draw();
  }

  reveal(name, seq) {
    this.goRoom(name);
    if (this.world.here.has(seq)) this.timeline.reveal(seq);
    else this.#send(this.world.around(this.world.here, seq));
    this.draw();
  }

  read() {
    if (this.#isRead()) this.world.read();
    this.draw();
  }

  page(direction) {
    this.timeline.page(direction);
  }

  #isShown(conversation) {
    return conversation === this.world.here && !document.hidden;
  }

  #isRead() {
    return !document.hidden && this.timeline.atBottom;
  }

  // ---- what is seen ----

  draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    const frame = document.hidden ? (action) => setTimeout(action, 100) : requestAnimationFrame;
    frame(() => {
      this.#drawing = false;
      this.#draw();
    });
  }

  // A part that fails leaves the others as they are.
  #draw() {
    const {world} = this;
    const all = [...world.conversations.values()];
    const waiting = all.reduce((sum, {pending}) => sum + pending.length, 0);
    const parts = [
      () => this.roomList.show(world),
      () => this.header.show(world),
      () => this.banner.show(this.connection, waiting),
      () => this.people.show(world),
      () => this.composer.show(world),
      () => this.timeline.show(world, {showPresence: kept.get('presence', isFlag, true)}),
      () => world.here?.read(!this.timeline.atBottom || world.here.seeking),
      () => this.#dialogs.show(world),
      () => this.notices.title(world),
      () => this.#showTyping(),
      () => this.#unsent.save(all),
    ];
    for (const part of parts) {
      try {
        part();
      } catch (error) {
        console.error(error);
      }
    }
    attribute(at('lamp'), 'class', 'lamp ' + this.connection.phase);
    attribute(document.body, 'data-phase', this.connection.phase);
  }

  #showTyping() {
    const names = this.world.here?.whoTypes(Date.now()) ?? [];
    const key = names.length > 2 ? 'typingMany' : 'typing' + names.length;
    const sign = names.length ? say(key, {a: names[0], b: names[1]}) : '';
    if (at('typing').textContent !== sign) at('typing').replaceChildren(...(sign ? phrase(key, {a: names[0], b: names[1]}) : []));
  }

  get drawerIsOpen() {
    return this.#drawers.isOpen;
  }

  openDrawer(which) {
    this.#drawers.open(which);
  }

  closeDrawers() {
    this.#drawers.close();
  }

  openJoin() {
    this.closeDrawers();
    this.#dialogs.openJoin(this.world);
    this.#send(this.world.request({op: 'rooms'}, null));
  }

  openSearch(words = '') {
    const {here} = this.world;
    if (here?.kind !== 'room') return;
    this.world.found = null;
    this.#dialogs.openSearch(here, words);
    if (words) this.search(here, words);
  }

  openSettings() {
    this.closeDrawers();
    this.#dialogs.openSettings(this.world, this.notices);
  }

  setLanguage(language) {
    this.#dress.setLanguage(language);
    this.draw();
  }

  setTheme(theme) {
    this.#dress.setTheme(theme);
  }

  setPresence(on) {
    kept.set('presence', on);
    this.draw();
  }
}

new Page().start();
