// What the server says, one function for each of its words: each changes the world and may add to what is
// done about it.

import {formed} from './forms.js';
import {fold, kRoomsMax, mentions, nameOf} from './names.js';

const kRetryAfter = 2_000;

// An event of the server's. {send: objects, fresh: [{conversation, message, mentioned}], told: [{…}]}: what
// to send, what is new to the reader, and what else the page may want to know.
// What has another form than it should have changes nothing.
export function hear(world, given, now) {
  const done = {send: [], fresh: [], told: []};
  const about = world.asked.get(given?.re) ?? {};
  world.asked.delete(given?.re);
  if (about.room) about.room.loading = about.room.seeking = false;
  const event = formed(given);
  if (event) kHear[event.op](world, event, about, done, now);
  return done;
}

const kHear = {
  welcome(world, event, about, done) {
    Object.assign(world, {me: event.user, server: event.server ?? '', limits: event.limits ?? {}, welcomed: true});
    world.selves.add(self(world.me));
    world.refusal = Boolean(world.wished) && fold(nameOf(world.me)) !== fold(world.wished);
    done.told.push({welcome: event.text ?? ''});
    for (const one of world.conversations.values()) if (!one.entering) done.send.push(...world.unsent(one));
  },

  joined(world, event, about, done) {
    if (!world.conversations.has('#' + event.room) && world.list('room').length >= kRoomsMax) return;
    const room = world.conversation('room', event.room);
    const anew = room.epoch !== event.epoch;
    room.begin(event.epoch);
    room.joined = true;
    room.entering = false;
    room.first = event.first || 1;
    room.presence = event.pv ?? 0;
    room.count = event.members ?? 0;
    room.topic = event.topic ?? '';
    if (anew) {
      room.seen = event.seq;
      room.loaded = room.exhausted = event.seq === 0;
    }
    room.known = false;
    if (room === world.here) done.send.push(...world.visit(room));
    done.send.push(...world.unsent(room));
  },

  left(world, event) {
    const room = world.conversations.get('#' + event.room);
    if (room) room.joined = room.entering = false;
  },

  msg(world, event, about, done, now) {
    const room = world.conversations.get('#' + event.room);
    if (!room) return;
    const message = messageOf(world, event, now);
    const isNew = room.add(message);
    room.seen = Math.max(room.seen, event.seq);
    if (message.own && world.cids.has(message.cid)) settle(room, message.cid);
    if (isNew && !message.own) fresh(world, room, message, done);
  },

  dm(world, event, about, done, now) {
    const peer = event.own ? event.to : event.from;
    const talk = world.conversation('private', nameOf(peer));
    talk.joined = true;
    const message = messageOf(world, event, now);
    message.own ||= Boolean(event.own);
    if (message.own) world.befriend(talk);
    if (message.cid && message.own) settle(talk, message.cid);
    // Numbers that go back belong to a server that began anew.
    const again = talk.items.some((item) => item.kind === 'message' && item.at === event.seq && item.ts === event.ts);
    if (event.seq <= talk.seen && !again) talk.renumber();
    const isNew = talk.add(message);
    talk.seen = Math.max(talk.seen, event.seq);
    if (message.own) return;
    world.lastFrom = nameOf(event.from);
    if (isNew) fresh(world, talk, message, done);
  },

  ack(world, event, about, done, now) {
    const {conversation} = about;
    const message = conversation?.pending.find(({cid}) => cid === (event.cid ?? about.cid));
    if (!message) return;
    world.discard(conversation, message);
    conversation.begin(event.epoch ?? conversation.epoch);
    conversation.add({seq: event.seq, ts: event.ts ?? message.ts, text: message.text, from: {...world.me},
                      cid: message.cid, own: true, action: message.action});
    if (event.queued) conversation.addRemark('queued', {nick: conversation.name}, message.ts);
  },

  history(world, event, about, done, now) {
    const {items} = event;
    const room = world.conversations.get('#' + event.room);
    if (!room || (event.epoch && event.epoch !== room.epoch)) return;
    room.first = event.first || room.first;
    room.addPage(items.map((item) => messageOf(world, item, now)), about.low ? about.low - 1 : 0);
    if (about.back && !event.more) room.exhausted = true;
    if (about.low && !event.more) room.nothingBetween((items.at(-1)?.seq ?? about.low - 1) + 1, about.high);
    if (about.low && items.length === 0) room.nothingBetween(about.low, about.high);
    const found = items.find(({seq}) => seq >= about.around);
    if (found) done.told.push({jump: found.seq, room});
  },

  search(world, event, about, done, now) {
    if (about.search && world.found) world.found = {...world.found, items: event.items.map((item) => messageOf(world, item, now)).reverse(), more: event.more};
  },

  gap(world, event, about, done, now) {
    world.conversations.get('#' + event.room)?.addGap(event.from, event.to, event.reason, now);
  },

  presence(world, event, about, done, now) {
    const room = world.conversations.get('#' + event.room);
    if (!room) return;
    if (event.full) {
      room.setMembers(event.members ?? [], event.count);
      room.presence = Math.max(room.presence, event.pv ?? 0);
      if (about.note) done.told.push({people: event.members ?? [], conversation: about.note});
      return;
    }
    if (event.pv !== undefined && event.pv <= room.presence) return;  // history
    const jumped = event.pv > room.presence + 1 || event.joined || event.left;  // or people who are not named
    room.presence = event.pv ?? room.presence;
    room.othersAreHere();
    for (const person of event.add ?? []) {
      const was = room.members.get(person.id);
      room.members.set(person.id, person);
      if (!was && person.id !== world.me.id) room.addRemark('joined', person, now);
      else if (was && (event.was ?? nameOf(was) !== nameOf(person))) room.addRemark('renamed', person, now, {was: event.was ?? nameOf(was)});
    }
    for (const id of event.del ?? []) {
      const person = room.members.get(id);
      room.members.delete(id);
      room.typing.delete(id);
      if (person) room.addRemark('left', person, now);
    }
    room.count = event.count ?? room.members.size;
    if (jumped && room === world.here) done.send.push(...world.who(room));
    else if (jumped) room.known = false;
  },

  // To oneself; others see it as a presence.
  nick(world, event, about, done) {
    world.me = {...world.me, nick: event.nick};
    world.selves.add(self(world.me));
    done.told.push({renamed: event.nick});
  },

  topic(world, event, about, done, now) {
    const room = world.conversations.get('#' + event.room);
    if (!room) return;
    if (event.re === undefined) room.addRemark('topic', event.from, event.ts ?? now, {text: event.topic});
    room.topic = event.topic;
  },

  typing(world, event, about, done, now) {
    if (event.from.id !== world.me.id) world.conversations.get('#' + event.room)?.setTyping(event.from, event.on, now);
  },

  rooms(world, event) {
    world.rooms = event.rooms;
  },

  error(world, event, about, done) {
    if (about.join && about.room.joined) return;  // asked twice
    const why = event.text || event.error || '';
    const message = about.conversation?.pending.find(({cid}) => cid === about.cid);
    if (message) {
      message.state = event.temporary ? 'waiting' : 'failed';
      message.error = why;
      if (event.temporary) done.told.push({later: about.conversation, message, after: kRetryAfter});
    } else if (event.re === undefined && world.refusal) {  // the name of last time; hello itself has its answer
      world.refusal = false;
      done.told.push({refused: event});
    } else {
      if (about.join) Object.assign(about.room, {entering: false}).fail(why);
      else if (event.re === undefined) done.send.push(...world.knock());
      if (about.search && world.found) world.found = {...world.found, items: [], error: why};
      else done.told.push({error: event, conversation: about.note ?? about.room});
    }
  },

  // A pong comes when the browser has answered the server's ping, without saying which question it was.
  pong(world, event, about, done) {
    if (event.rtt === undefined || !world.pinged) return;
    done.told.push({answer: event, about, conversation: world.pinged});
    world.pinged = null;
  },

  dropped(world, event, about, done) {
    done.told.push({dropped: event.count});
  },

  whois: answer,
  stats: answer,
  ok: answer,
};

// unreadable: it has nothing that can be shown. Its number counts all the same.
function messageOf(world, event, now) {
  const {seq, ts = now, from, text, data, bin, cid} = event;
  const own = Boolean(from) && world.selves.has(self(from));
  const said = text ?? (data !== undefined ? written(data) : bin !== undefined ? `[${bin.length * 3 >> 2} B]` : undefined);
  const more = said === undefined ? {unreadable: true} : {};
  return {seq, ts, from, text: said ?? '', cid, own, action: Boolean(event.action), mentioned: !own && mentions(said ?? '', nameOf(world.me)), ...more};
}

function written(data) {
  try {
    return JSON.stringify(data);
  } catch {
    return undefined;  // nested too deep
  }
}

function answer(world, event, about, done) {
  if (about.note) done.told.push({answer: event, about, conversation: about.note});
}

// It came back by itself, before its ack or after a new beginning.
function settle(conversation, cid) {
  conversation.pending = conversation.pending.filter((message) => message.cid !== cid);
}

function fresh(world, conversation, message, done) {
  const mentioned = conversation.kind === 'private' || message.mentioned;
  conversation.unread += 1;
  conversation.mentioned ||= mentioned;
  done.fresh.push({conversation, message, mentioned});
}

function self({id, nick}) {
  return id + '|' + nick;
}
