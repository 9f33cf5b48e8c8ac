// The chat page begins here: what there is, and who tells whom. Events change the world, then all that is
// seen is drawn from it, once a frame.

import {knownNames, kRememberedRooms, linesOf, perform, rememberRooms} from './actions.js';
import {Banner} from './banner.js';
import {Composer} from './composer.js';
import {Connection} from './connection.js';
import {Dialogs} from './dialogs.js';
import {Drafts} from './drafts.js';
import {Drawers} from './drawers.js';
import {Header} from './header.js';
import {hear} from './hearing.js';
import {roomOf} from './names.js';
import {Notices} from './notices.js';
import {Pace} from './pace.js';
import {People} from './people.js';
import {kept} from './prefs.js';
import {RoomList} from './roomlist.js';
import {sessionName, Unsent, word} from './tab.js';
import {Timeline} from './timeline.js';
import {chooseLanguage, preferredLanguage, say} from './words.js';
import {World} from './world.js';

const kFirstRoom = 'lobby';
const kTypingShown = 1_000;
const at = (id) => document.getElementById(id);

class Page {
  world = new World(word);

  #pace = new Pace((object) => this.connection.send(object));
  #drawing = false;
  #session = '';
  #renaming = null;
  #dialogs = new Dialogs(at('dialogs'), this);
  #drawers = new Drawers();
  #unsent = new Unsent();

  constructor() {
    const drafts = new Drafts();
    this.connection = new Connection(location.origin.replace(/^http/, 'ws') + '/', {
      opened: () => this.#opened(),
      closed: () => this.#closed(),
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
    addEventListener('keydown', (event) => this.#pressed(event));
    document.addEventListener('visibilitychange', () => this.read());
    setInterval(() => this.world.here?.typing.size && this.draw(), kTypingShown);
  }

  async start() {
    const {name, isNew} = await sessionName();
    this.#session = name;
    for (const room of kept.get(kRememberedRooms, [])) this.world.conversation('room', room);
    if (!isNew) this.#unsent.restore(this.world);
    this.#route();
    this.#translate();
    this.draw();
    this.connection.start();
    if (matchMedia('(hover: hover)').matches) this.composer.focus();
  }

  // ---- connection ----

  #opened() {
    this.#pace.begin();
    this.#send([this.world.hello({nick: kept.get('nick'), session: this.#session})]);
  }

  #closed() {
    this.world.lost();
    this.draw();
  }

  #received(event) {
    const {send, fresh, told} = hear(this.world, event, Date.now());
    this.#send(send);
    for (const one of fresh) this.notices.fresh(one, this.#isShown(one.conversation));
    for (const one of told) this.#tell(one);
    if (this.world.here && this.#isRead()) this.world.read();
    this.#dialogs.show(this.world);
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

  #send(objects) {
    for (const object of objects) this.#pace.push(object);
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

  #neighbour(step, onlyUnread) {
    const all = [...this.world.list('room'), ...this.world.list('private')];
    const here = all.indexOf(this.world.here);
    for (let n = 1; n <= all.length; ++n) {
      const next = all[(here + step * n + all.length * n) % all.length];
      if (!onlyUnread || next.unread > 0) return next && this.go(next);
    }
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

  fill(room, low, high) {
    this.#send(this.world.fill(room, low, high));
  }

  search(room, words) {
    this.#send(this.world.search(room, words));
    this.#dialogs.show(this.world);
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

  #draw() {
    const {world} = this;
    const waiting = [...world.conversations.values()].reduce((sum, {pending}) => sum + pending.length, 0);
    this.roomList.show(world);
    this.header.show(world);
    this.banner.show(this.connection, waiting);
    this.people.show(world);
    this.composer.show(world);
    this.timeline.show(world, {showPresence: kept.get('presence', true)});
    if (this.timeline.atBottom) world.here?.trim();
    this.notices.title(world);
    this.#showTyping();
    this.#unsent.save([...this.world.conversations.values()]);
    at('lamp').className = 'lamp ' + this.connection.phase;
    document.body.dataset.phase = this.connection.phase;
  }

  #showTyping() {
    const names = this.world.here?.whoTypes(Date.now()) ?? [];
    const key = names.length > 2 ? 'typingMany' : 'typing' + names.length;
    const text = names.length ? say(key, {a: names[0], b: names[1]}) : '';
    if (at('typing').textContent !== text) at('typing').textContent = text;
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
    kept.set('language', language);
    this.#translate();
    this.draw();
  }

  setTheme(theme) {
    kept.set('theme', theme);
    this.#dress();
  }

  setPresence(on) {
    kept.set('presence', on);
    this.draw();
  }

  #translate() {
    const language = kept.get('language') ?? preferredLanguage(navigator.languages);
    chooseLanguage(language);
    document.documentElement.lang = language;
    at('skip').textContent = say('skip');
    at('side').setAttribute('aria-label', say('menu'));
    this.#dress();
  }

  #dress() {
    document.documentElement.dataset.theme = kept.get('theme', 'auto');
  }

  #pressed(event) {
    if (event.altKey && !event.ctrlKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      return this.#neighbour(event.key === 'ArrowUp' ? -1 : 1, event.shiftKey);
    }
    if (event.key === 'Escape' && !document.querySelector('dialog[open]')) {
      if (this.#drawers.isOpen) this.closeDrawers();
      else this.timeline.toBottom();
      return this.composer.focus();
    }
    const typed = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== ' ';
    if (typed && document.activeElement?.matches('body, #scroller, .message a') && !document.querySelector('dialog[open]')) this.composer.focus();
  }
}

new Page().start();
