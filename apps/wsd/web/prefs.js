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

  get(name, otherwise = null) {
    try {
      const text = this.#storage ? this.#storage.getItem('wsd.' + name) : this.#memory.get(name);
      return text == null ? otherwise : JSON.parse(text);
    } catch {
      return otherwise;
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

export const kept = new Shelf(() => globalThis.localStorage);
export const session = new Shelf(() => globalThis.sessionStorage);
