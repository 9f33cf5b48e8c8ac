// Keeps within the server's rate: a burst, then so many a second. What is too early waits in order.

const kSpare = 2;  // of the burst, for clocks that differ

export class Pace {
  #send;
  #now;
  #burst = 10;
  #perSecond = 5;
  #tokens = 10;
  #at = 0;
  #waiting = [];
  #timer = 0;

  // send(object); now(): milliseconds.
  constructor(send, now = () => performance.now()) {
    this.#send = send;
    this.#now = now;
  }

  // A new connection: nothing waits, and the whole burst is there. 0: no limit.
  begin() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#waiting = [];
    this.#tokens = this.#burst;
    this.#at = this.#now();
  }

  limit(burst, perSecond) {
    const used = this.#burst - this.#tokens;
    this.#burst = burst && perSecond ? Math.max(1, burst - kSpare) : Infinity;
    this.#perSecond = perSecond || Infinity;
    this.#tokens = this.#burst - used;
    this.#go();
  }

  push(object) {
    this.#waiting.push(object);
    this.#go();
  }

  // Now or not at all, and only from what nobody else needs.
  offer(object) {
    this.#refill();
    if (this.#waiting.length > 0 || this.#tokens < this.#burst / 2) return;
    this.#tokens -= 1;
    this.#send(object);
  }

  #refill() {
    const now = this.#now();
    if (this.#perSecond === Infinity) this.#tokens = this.#burst;
    else this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perSecond / 1000);
    this.#at = now;
  }

  #go() {
    this.#refill();
    while (this.#waiting.length > 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#send(this.#waiting.shift());
    }
    if (this.#waiting.length === 0 || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#go();
    }, Math.max(20, (1 - this.#tokens) / this.#perSecond * 1000));
  }
}
