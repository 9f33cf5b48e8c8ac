// Tells of what is new to somebody who does not look at it: the title, a notification, the screen reader.

import {nameOf} from './names.js';
import {isFlag, kept} from './prefs.js';
import {cut, tame} from './texts.js';
import {say} from './words.js';

const kSpokenMax = 20;
const kSpokenChars = 500;   // of one message
const kNotifiedChars = 200;

export class Notices {
  #announcer;
  #actions;

  constructor(announcer, actions) {
    this.#announcer = announcer;
    this.#actions = actions;
  }

  get wanted() {
    return kept.get('notify', isFlag, false) && globalThis.Notification?.permission === 'granted';
  }

  // Asks the browser, which asks the person. Whether notifications are on afterwards.
  async want(on) {
    const granted = on && globalThis.Notification && (await Notification.requestPermission()) === 'granted';
    kept.set('notify', Boolean(granted));
    return Boolean(granted);
  }

  title(world) {
    const unread = [...world.conversations.values()].reduce((sum, one) => sum + (one.kind === 'private' || one.mentioned ? one.unread : 0), 0);
    const any = [...world.conversations.values()].some((one) => one.unread > 0);
    const name = world.here ? (world.here.kind === 'room' ? '#' : '') + world.here.name + ' · wsd' : 'wsd';
    const title = (unread ? `(${unread}) ` : any ? '• ' : '') + name;
    if (document.title !== title) document.title = title;
  }

  // Of strangers, the first few alone are told of.
  fresh({conversation, message, mentioned}, isShown, isFolded) {
    if (isFolded) return;
    if (isShown) this.announce(nameOf(message.from) + ': ' + message.text);
    else if (mentioned) this.#notify(conversation, message);
  }

  announce(text) {
    const line = document.createElement('p');
    line.textContent = tame(cut(text, kSpokenChars));
    this.#announcer.append(line);
    while (this.#announcer.childElementCount > kSpokenMax) this.#announcer.firstElementChild.remove();
  }

  #notify(conversation, message) {
    const from = nameOf(message.from) || say('server');
    this.announce(from + ': ' + message.text);
    if (!this.wanted) return;
    try {
      const title = conversation.kind === 'room' ? `${from} · #${conversation.name}` : from;
      const notification = new Notification(title, {body: tame(cut(message.text, kNotifiedChars)), tag: conversation.key});
      notification.onclick = () => {
        focus();
        this.#actions.go(conversation);
        notification.close();
      };
    } catch {
      // some browsers allow them from a service worker only
    }
  }
}
