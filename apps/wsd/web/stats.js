// The server's own figures, live: /metrics every second, the slowest members every two.

import {el, Rows} from './dom.js';
import {quantile, rate, read} from './exposition.js';
import {figure, Plot} from './plot.js';

const kEvery = 1_000;
const kKept = 180;
const kSlowestShown = 10;
const kAskedMax = 1000;

const kTiles = [
  ['Connections', '', ({connections}) => connections],
  ['Messages in', '/s', ({received}) => received],
  ['Deliveries out', '/s', ({delivered}) => delivered],
  ['Fan-out, 99 %', 's', ({fanout99}) => fanout99],
  ['Sent', 'B/s', ({bytesOut}) => bytesOut],
  ['Memory', 'B', ({memory}) => memory],
];

function sampleOf(before, after, seconds) {
  const value = (name) => after.values.get(name) ?? null;
  return {
    connections: value('wsd_connections'),
    received: rate(before, after, 'wsd_messages_received_total', seconds),
    delivered: rate(before, after, 'wsd_deliveries_total', seconds),
    bytesOut: rate(before, after, 'wsd_bytes_sent_total', seconds),
    fanout50: quantile(before, after, 'wsd_fanout_seconds', 0.5),
    fanout99: quantile(before, after, 'wsd_fanout_seconds', 0.99),
    turn50: quantile(before, after, 'wsd_turn_seconds', 0.5),
    turn99: quantile(before, after, 'wsd_turn_seconds', 0.99),
    memory: value('process_resident_memory_bytes'),
    gaps: value('wsd_gaps_total'),
  };
}

class Stats {
  #samples = [];
  #before = null;
  #beforeAt = 0;
  #plots;
  #tiles;
  #rows;
  #state = document.getElementById('state');
  #turn = 0;

  constructor() {
    const plot = (title, unit, ...series) => new Plot(title, unit, series.map(([name, key]) => ({name, read: (sample) => sample[key]})), kKept, kEvery / 1000);
    this.#plots = [
      plot('Connections', '', ['', 'connections']),
      plot('Messages in, per second', '', ['', 'received']),
      plot('Deliveries out, per second', '', ['', 'delivered']),
      plot('Fan-out time', 's', ['99 %', 'fanout99'], ['50 %', 'fanout50']),
      plot('Turn of the loop', 's', ['99 %', 'turn99'], ['50 %', 'turn50']),
      plot('Bytes sent, per second', 'B', ['', 'bytesOut']),
    ];
    document.getElementById('plots').append(...this.#plots.map(({node}) => node));
    this.#tiles = kTiles.map(([name]) => {
      const number = el('span', {class: 'number', text: '–'});
      document.getElementById('tiles').append(el('div', {class: 'tile'}, el('span', {class: 'faint', text: name}), number));
      return number;
    });
    this.#rows = new Rows(document.getElementById('slowest'));
  }

  async run() {
    for (;;) {
      if (!document.hidden) await this.#look();
      await new Promise((done) => setTimeout(done, kEvery));
    }
  }

  async #look() {
    try {
      const answer = await fetch('/metrics', {cache: 'no-store'});
      if (!answer.ok) throw new Error(answer.status + ' ' + answer.statusText);
      this.#take(read(await answer.text()), performance.now());
      if (this.#turn++ % 2 === 0) await this.#lookAtConnections();
      this.#say('live', '');
    } catch (wrong) {
      this.#say('No answer from the server: ' + wrong.message, 'lost');
    }
  }

  #take(reading, at) {
    const sample = sampleOf(this.#before, reading, (at - this.#beforeAt) / 1000);
    [this.#before, this.#beforeAt] = [reading, at];
    this.#samples.push(sample);
    if (this.#samples.length > kKept) this.#samples.shift();
    for (const plot of this.#plots) plot.show(this.#samples);
    kTiles.forEach(([, unit, take], index) => (this.#tiles[index].textContent = figure(take(sample), unit)));
  }

  async #lookAtConnections() {
    const answer = await fetch('/api/v1/connections?limit=' + kAskedMax, {cache: 'no-store'});
    if (!answer.ok) return;
    const {connections, more} = await answer.json();
    const trip = (one) => one.round_trip_us ?? 0;
    const slowest = connections.sort((a, b) => b.behind_bytes + b.waiting_bytes - a.behind_bytes - a.waiting_bytes || trip(b) - trip(a)).slice(0, kSlowestShown);
    document.getElementById('slow-note').textContent = more ? `Of the first ${kAskedMax} connections.` : '';
    document.getElementById('none').hidden = slowest.length > 0;
    this.#rows.show(slowest.map((one) => {
      const cells = [one.user?.nick ?? one.user?.id ?? one.wire, one.address ?? '', (one.rooms ?? []).map((room) => '#' + room).join(' '), figure(one.behind_messages), figure(one.behind_bytes + one.waiting_bytes, 'B'),
                     one.round_trip_us === undefined ? '–' : figure(one.round_trip_us / 1e6, 's')];
      return {key: one.id, sign: cells.join('|'), make: () => el('tr', {}, el('th', {scope: 'row', text: one.id}), ...cells.map((text, at) => el('td', {class: at > 2 ? 'figure' : null, text})))};
    }));
  }

  #say(text, tone) {
    if (this.#state.textContent !== text) this.#state.textContent = text;
    this.#state.className = tone;
  }
}

new Stats().run();
