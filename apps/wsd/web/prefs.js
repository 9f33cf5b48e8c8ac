// What the page remembers: for this browser (kept) and for this tab alone (session). A browser that
// forbids storing is no reason to fail: then it is remembered until the page goes.

class Shelf {
  #storage;
  #memory = new Map();

  constructor(open) {
    try {
      this.#storage = open();
      this.#storage.setItem('wsd.probe', '1');
      this.#storage.removeItem('wsd.probe');
    } catch {
      this.#storage = null;
    }
  }

  // is(value): whether it is what should stand there. Anybody may have written to a browser's storage.
  get(name, is, otherwise = null) {
    try {
      const text = this.#storage ? this.#storage.getItem('wsd.' + name) : this.#memory.get(name);
      const value = text == null ? otherwise : JSON.parse(text);
      return value !== otherwise && is(value) ? value : otherwise;
    } catch {
      return otherwise;
    }
  }

  // The names that begin so.
  names(beginning) {
    try {
      const all = this.#storage ? Object.keys(this.#storage).filter((name) => name.startsWith('wsd.')).map((name) => name.slice(4)) : [...this.#memory.keys()];
      return all.filter((name) => name.startsWith(beginning));
    } catch {
      return [];
    }
  }

  set(name, value) {
    const text = JSON.stringify(value);
    try {
      if (this.#storage) return this.#storage.setItem('wsd.' + name, text);
    } catch {
      return;  // full: what is remembered already stays
    }
    this.#memory.set(name, text);
  }

  remove(name) {
    this.#memory.delete(name);
    try {
      this.#storage?.removeItem('wsd.' + name);
    } catch {
      // nothing was kept
    }
  }
}

export const isText = (value) => typeof value === 'string';
export const isFlag = (value) => typeof value === 'boolean';
export const isTheme = (value) => ['auto', 'light', 'dark'].includes(value);
export const isList = (value) => Array.isArray(value);

export const kept = new Shelf(() => globalThis.localStorage);
export const session = new Shelf(() => globalThis.sessionStorage);
