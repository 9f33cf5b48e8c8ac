// The edit box: drafts kept, several lines, completion of commands, rooms and names, earlier lines again.

import {completions} from './commands.js';
import {attribute, el, icon, put} from './dom.js';
import {say} from './words.js';

const kTypingEvery = 4_000;
const kSentMax = 50;

export class Composer {
  #actions;
  #drafts;
  #box;
  #offers;
  #warning = el('p', {class: 'warning', role: 'alert'});
  #send;
  #key = '';
  #completion = null;  // {from, to, options}
  #choice = -1;
  #moved = false;        // the choice was made by hand
  #sent = [];
  #recalled = -1;
  #saidTyping = 0;
  #known = () => ({rooms: [], allRooms: [], people: []});

  // known(): the names that can be completed.
  constructor(form, drafts, known, actions) {
    this.#actions = actions;
    this.#drafts = drafts;
    this.#known = known;
    this.#box = el('textarea', {id: 'write', rows: '1', autocomplete: 'off', enterkeyhint: 'send', dir: 'auto',
                                'aria-autocomplete': 'list', 'aria-haspopup': 'listbox'});
    this.#send = el('button', {type: 'submit', class: 'send round'}, icon('send'));
    this.#offers = el('ul', {id: 'offers', role: 'listbox', hidden: true});
    form.append(this.#offers, this.#warning, el('div', {class: 'box'}, this.#box, this.#send));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#box.addEventListener('input', () => this.#changed());
    this.#box.addEventListener('keydown', (event) => this.#pressed(event));
    this.#box.addEventListener('blur', () => this.#offer(null));
  }

  show(world) {
    const here = world.here;
    if (!here) return;
    const name = (here.kind === 'room' ? '#' : '') + here.name;
    attribute(this.#box, 'aria-label', say('composer', {room: name}));
    attribute(this.#box, 'placeholder', say('placeholder', {room: name}));
    attribute(this.#send, 'aria-label', say('send'));
    attribute(this.#offers, 'aria-label', say('helpTitle'));
    if (this.#key === here.key) return;
    this.#key = here.key;
    this.#recalled = -1;
    this.#warn('');
    this.#set(this.#drafts.of(here.key));
  }

  focus() {
    this.#box.focus();
  }

  type(text) {
    this.#set(text);
    this.focus();
  }

  #set(text) {
    this.#box.value = text;
    this.#box.setSelectionRange(text.length, text.length);
    this.#offer(null);
    this.#fit();
  }

  #fit() {
    this.#box.style.height = 'auto';
    this.#box.style.height = this.#box.scrollHeight + 'px';
    this.#send.disabled = !this.#box.value.trim();
  }

  #warn(text) {
    put(this.#warning, text);
  }

  #changed() {
    const text = this.#box.value;
    this.#drafts.set(this.#key, text);
    this.#recalled = -1;
    this.#warn('');
    this.#fit();
    this.#offer(completions(text, this.#box.selectionStart, this.#known()));
    const now = Date.now();
    const speaks = text.trim() && !text.startsWith('/');
    if (speaks && now - this.#saidTyping > kTypingEvery) {
      this.#saidTyping = now;
      this.#actions.typing(true);
    } else if (!speaks && this.#saidTyping) {
      this.#saidTyping = 0;
      this.#actions.typing(false);
    }
  }

  #submit() {
    const text = this.#box.value.trimEnd();
    if (!text.trim()) return;
    const complaint = this.#actions.submit(text);
    if (complaint) return this.#warn(complaint);
    this.#sent.push(text);
    if (this.#sent.length > kSentMax) this.#sent.shift();
    this.#saidTyping = 0;
    this.#recalled = -1;
    this.#warn('');
    if (this.#box.value.trimEnd() === text) {  // the command may have put something else there
      this.#drafts.set(this.#key, '');
      this.#set('');
    }
  }

  #pressed(event) {
    if (event.isComposing || event.keyCode === 229) return;  // an input method is at work
    if (this.#completion && this.#pressedInOffers(event)) return event.preventDefault();
    const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === 'Enter' && plain) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'Tab' && plain && this.#box.value) {
      const found = completions(this.#box.value, this.#box.selectionStart, this.#known(), true);
      if (!found) return;
      event.preventDefault();
      this.#offer(found);
      if (found.options.length === 1) this.#take(0);
    } else if (event.key === 'ArrowUp' && plain && (this.#box.value === '' || this.#recalled >= 0)) {
      this.#recall(this.#recalled < 0 ? this.#sent.length - 1 : this.#recalled - 1, event);
    } else if (event.key === 'ArrowDown' && plain && this.#recalled >= 0) {
      this.#recall(this.#recalled + 1, event);
    } else if ((event.key === 'PageUp' || event.key === 'PageDown') && plain) {
      event.preventDefault();
      this.#actions.page(event.key === 'PageUp' ? -1 : 1);
    }
  }

  #recall(index, event) {
    if (index < 0) return;
    event.preventDefault();
    const text = this.#sent[index] ?? '';
    this.#set(text);
    this.#recalled = index < this.#sent.length ? index : -1;
    this.#drafts.set(this.#key, text);
  }

  // ---- completion ----

  #pressedInOffers(event) {
    const {options, eager} = this.#completion;
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) {
      this.#moved = true;
      this.#choose((this.#choice + step + options.length) % options.length);
    } else if (event.key === 'Tab' && !event.shiftKey) this.#take(this.#choice);
    else if (event.key === 'Enter' && (this.#moved || eager) && !this.#complete()) this.#take(this.#choice);
    else if (event.key === 'Escape') this.#offer(null);
    else return false;
    event.stopPropagation();
    return true;
  }

  // Whether what stands there is what would be put there.
  #complete() {
    const {from, to, options} = this.#completion;
    return options[this.#choice].text.trim() === this.#box.value.slice(from, to).trim();
  }

  #offer(completion) {
    this.#completion = completion;
    this.#moved = false;
    this.#offers.hidden = !completion;
    this.#offers.replaceChildren();
    if (!completion) {
      this.#box.removeAttribute('aria-activedescendant');
      this.#box.removeAttribute('aria-controls');
      return;
    }
    this.#box.setAttribute('aria-controls', 'offers');
    completion.options.forEach(({label, hint, command}, index) => {
      const option = el('li', {id: 'offer-' + index, role: 'option', on: {mousedown: (event) => {
        event.preventDefault();
        this.#take(index);
      }}}, el('b', {}, el('bdi', {text: label})), el('span', {class: 'hint', text: hint}),
      command ? el('span', {class: 'faint', text: say('h_' + command)}) : null);
      this.#offers.append(option);
    });
    this.#choose(0);
  }

  #choose(index) {
    this.#choice = index;
    [...this.#offers.children].forEach((option, at) => option.setAttribute('aria-selected', String(at === index)));
    this.#offers.children[index].scrollIntoView({block: 'nearest'});
    this.#box.setAttribute('aria-activedescendant', 'offer-' + index);
  }

  #take(index) {
    const {from, to, options} = this.#completion;
    this.#box.setRangeText(options[index].text, from, to, 'end');
    this.#offer(null);
    this.#changed();
  }
}
