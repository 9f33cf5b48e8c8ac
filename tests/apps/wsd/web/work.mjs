// Counts the characters that a piece of the page's work looks at, and stops it at a bound: what is quadratic is seen without a
// clock, and does not take its time. A call costs as many characters as it may have to look at.

const kOfWhole = ['normalize', 'toLowerCase', 'toUpperCase', 'trim', 'trimEnd', 'split', 'slice', 'substring', 'replace', 'replaceAll', 'includes', 'startsWith', 'endsWith', 'concat'];
const kOfOne = ['charCodeAt', 'codePointAt', 'charAt', 'at'];

function costOf(name, text, given, result) {
  if (kOfOne.includes(name)) return 1;
  if (name === 'startsWith' || name === 'endsWith') return given[0].length;
  if (name === 'slice' || name === 'substring') return result.length;
  if (name === 'split' && given[1] !== undefined) return result.join('').length;
  if (name === 'indexOf') return (result < 0 ? text.length : result) - (given[1] ?? 0) + given[0].length;
  return text.length;
}

// What action() looks at, in characters. Throws when it is more than most.
export function workOf(action, most) {
  let done = 0;
  const count = (characters) => {
    done += Math.max(1, characters);
    if (done > most) throw new Error(`looks at more than ${most} characters`);
  };
  const undo = [];
  const wrap = (home, name, make) => {
    const before = home[name];
    home[name] = make(before);
    undo.push(() => (home[name] = before));
  };
  for (const name of [...kOfWhole, ...kOfOne, 'indexOf']) {
    wrap(String.prototype, name, (before) => function (...given) {
      const result = before.apply(this, given);
      count(costOf(name, this, given, result));
      return result;
    });
  }
  wrap(String.prototype, Symbol.iterator, (before) => function () {
    count(this.length);
    return before.call(this);
  });
  wrap(RegExp.prototype, 'exec', (before) => function (text) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const found = before.call(this, text);
    count((this.global || this.sticky ? found ? this.lastIndex : text.length : text.length) - from);
    return found;
  });
  try {
    action();
  } finally {
    for (const one of undo.reverse()) one();
  }
  return done;
}

// Texts of which each part of the page has to be done in one go, all of about that length.
export function hostileTexts(length) {
  const fill = (part) => part.repeat(Math.ceil(length / part.length)).slice(0, length);
  return [
    'https://a' + fill(')'), 'https://a' + fill('(') + fill(')'), 'https://a' + fill('])}'), 'https://a' + fill('.)'), 'https://a' + fill('…!?'),
    fill('https://a.b '), fill('https://a)'), fill('https:'), fill('https://'), fill('User 5'), fill('User 5User'), fill('User '), fill('ana'), fill('an'),
    fill('\u0301'), fill('a\u0301\u0301'), fill('\u200b'), fill('e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301'), fill('😀'), fill('\ud83d'), fill('\ufdfa'),
    fill('\n'), fill(' '), fill('a '), fill('a\n'), fill('"'), fill('\u202e'), fill('://'), fill('@'), fill('/'), fill('#'), fill('\u2044'),
  ];
}
