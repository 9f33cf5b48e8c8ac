// Reads Prometheus' text form, and reckons with two readings of it: rates, and quantiles of what came between.

const kLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const kLabel = /(\w+)="((?:[^"\\]|\\.)*)"/g;

// {values: Map name → number (labels summed up), buckets: Map name → [[bound, count], …]}
export function read(text) {
  const values = new Map();
  const buckets = new Map();
  for (const line of text.split('\n')) {
    const match = line.startsWith('#') ? null : kLine.exec(line);
    if (!match) continue;
    const [, name, labels = '', number] = match;
    const value = number === '+Inf' ? Infinity : Number(number);
    const bound = [...labels.matchAll(kLabel)].find(([, key]) => key === 'le')?.[2];
    if (name.endsWith('_bucket') && bound !== undefined) {
      const list = buckets.get(name.slice(0, -7)) ?? [];
      list.push([bound === '+Inf' ? Infinity : Number(bound), value]);
      buckets.set(name.slice(0, -7), list);
    } else {
      values.set(name, (values.get(name) ?? 0) + value);
    }
  }
  return {values, buckets};
}

// How much a second, or null if that cannot be told: a counter that fell began anew.
export function rate(before, after, name, seconds) {
  const [a, b] = [before?.values.get(name), after.values.get(name)];
  return a === undefined || b === undefined || b < a || !(seconds > 0) ? null : (b - a) / seconds;
}

// The quantile of what came between two readings, by straight lines within the buckets; null: nothing came.
export function quantile(before, after, name, q) {
  const now = after.buckets.get(name);
  if (!now) return null;
  const then = new Map(before?.buckets.get(name) ?? []);
  const counts = now.map(([bound, count]) => [bound, count - (then.get(bound) ?? 0)]).sort((a, b) => a[0] - b[0]);
  const total = counts.at(-1)[1];
  if (!(total > 0)) return null;
  let [low, below] = [0, 0];
  for (const [bound, count] of counts) {
    if (count >= q * total) {
      if (bound === Infinity) return low;
      return low + (bound - low) * (q * total - below) / (count - below);
    }
    [low, below] = [bound, count];
  }
  return low;
}
