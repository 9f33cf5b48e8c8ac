// A small line plot in SVG: one or two lines over time, round numbers at the side, a reading where the
// pointer is.

import {el, svg} from './dom.js';

const kWidth = 400;
const kHeight = 150;
const kLeft = 54;
const kBottom = 20;
const kTop = 8;

// The least of 1, 2, 5 · 10ⁿ that is not below the number.
export function roundUp(number) {
  if (!(number > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(number));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= number * (1 - 1e-9));
}

const kPrefixes = [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']];

export function figure(number, unit = '') {
  if (number === null || number === undefined) return '–';
  if (unit === 's') return number === 0 ? '0' : number < 1e-3 ? digits(number * 1e6) + ' µs' : number < 1 ? digits(number * 1e3) + ' ms' : digits(number) + ' s';
  const prefix = kPrefixes.find(([size]) => Math.abs(number) >= size);
  const text = prefix ? digits(number / prefix[0]) + ' ' + prefix[1] : digits(number);
  return unit ? text + (prefix ? '' : ' ') + unit : text;
}

function digits(number) {
  return number.toLocaleString('en', {maximumSignificantDigits: 3, useGrouping: false});
}

// Where the values lie: [[x, y] or null, …], oldest first; the newest is always at the right edge.
export function places(values, capacity, top) {
  const step = (kWidth - kLeft) / (capacity - 1);
  return values.map((value, index) => (value === null ? null
      : [kWidth - (values.length - 1 - index) * step, kHeight - kBottom - Math.min(1, value / top) * (kHeight - kBottom - kTop)]));
}

function path(points) {
  let text = '';
  let pen = 'M';
  for (const point of points) {
    if (point) text += pen + point[0].toFixed(1) + ' ' + point[1].toFixed(1);
    pen = point ? 'L' : 'M';
  }
  return text;
}

export class Plot {
  // series: [{name, read(sample)}]; the first has an area below it. every: seconds between samples.
  constructor(title, unit, series, capacity, every) {
    Object.assign(this, {unit, series, capacity, every});
    this.now = el('span', {class: 'now'});
    this.lines = series.map((one, index) => svg('path', {class: 'line l' + index}));
    this.area = svg('path', {class: 'area'});
    this.labels = [1, 0.5, 0].map((share) => svg('text', {x: kLeft - 8, y: this.#y(share) + 4, 'text-anchor': 'end'}));
    this.cursor = svg('line', {class: 'cursor', y1: kTop, y2: kHeight - kBottom, visibility: 'hidden'});
    const grid = [1, 0.5, 0].map((share) => svg('line', {class: 'grid', x1: kLeft, x2: kWidth, y1: this.#y(share), y2: this.#y(share)}));
    const span = Math.round(capacity * every / 60);
    const times = [[kLeft, 'start', `−${span} min`], [kWidth, 'end', 'now']].map(([x, anchor, text]) => svg('text', {x, y: kHeight - 4, 'text-anchor': anchor, text}));
    this.drawing = svg('svg', {viewBox: `0 0 ${kWidth} ${kHeight}`, role: 'img'}, ...grid, ...this.labels, ...times, this.area, ...this.lines, this.cursor);
    this.title = title;
    const legend = series.length < 2 ? null : el('span', {class: 'legend'}, ...series.map(({name}, index) => el('span', {class: 'l' + index, text: name})));
    this.node = el('section', {class: 'plot'}, el('div', {class: 'plot-head'}, el('h2', {text: title}), legend, this.now), this.drawing);
    this.samples = [];
    this.drawing.addEventListener('pointermove', (event) => this.#point(event));
    this.drawing.addEventListener('pointerleave', () => this.#point(null));
  }

  show(samples) {
    this.samples = samples;
    const values = this.series.map(({read}) => samples.map(read));
    const top = roundUp(Math.max(...values.flat().map((value) => value ?? 0), 0));
    const points = values.map((list) => places(list, this.capacity, top));
    this.lines.forEach((line, index) => line.setAttribute('d', path(points[index])));
    const first = points[0].filter(Boolean);
    const floor = kHeight - kBottom;
    this.area.setAttribute('d', first.length > 1 && this.series.length === 1 ? `M${first[0][0]} ${floor}${path(first).replace('M', 'L')}L${first.at(-1)[0]} ${floor}Z` : '');
    [1, 0.5, 0].forEach((share, index) => (this.labels[index].textContent = figure(top * share, this.unit)));
    if (this.cursor.getAttribute('visibility') === 'hidden') this.#tell(samples.at(-1));
    this.drawing.setAttribute('aria-label', `${this.title}: ${this.#reading(samples.at(-1))}`);
  }

  #y(share) {
    return kTop + (1 - share) * (kHeight - kBottom - kTop);
  }

  #reading(sample) {
    return sample ? this.series.map(({read}) => figure(read(sample), this.unit)).join(' · ') : '–';
  }

  #tell(sample) {
    this.now.textContent = this.#reading(sample);
  }

  #point(event) {
    if (!event || this.samples.length === 0) {
      this.cursor.setAttribute('visibility', 'hidden');
      return this.#tell(this.samples.at(-1));
    }
    const box = this.drawing.getBoundingClientRect();
    const step = (kWidth - kLeft) / (this.capacity - 1);
    const back = Math.round((kWidth - (event.clientX - box.left) / box.width * kWidth) / step);
    const index = Math.min(this.samples.length - 1, Math.max(0, this.samples.length - 1 - back));
    const x = kWidth - (this.samples.length - 1 - index) * step;
    this.cursor.setAttribute('x1', x);
    this.cursor.setAttribute('x2', x);
    this.cursor.setAttribute('visibility', 'visible');
    this.now.textContent = this.#reading(this.samples[index]) + ` · −${Math.round((this.samples.length - 1 - index) * this.every)} s`;
  }
}
