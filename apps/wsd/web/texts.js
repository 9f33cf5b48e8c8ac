// What is shown of a text that somebody else wrote: no letter piled with marks, names and topics on one line and in one
// direction, a long text cut.

const kLineMax = 256;  // characters of a topic or a name that are shown
const kMore = '…';
// They turn what stands beside them.
const kTurning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const kBreaks = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
// More than eight marks or invisible characters behind one letter: no script needs them.
const kPiled = /([\p{M}\p{Cf}]{8})[\p{M}\p{Cf}]+/gu;

// A text is folded when it is longer than this, to less than that: a button for one more line would be of no use.
const kOpenChars = 2_400;
const kFoldedChars = 2_000;
const kOpenLines = 25;
const kFoldedLines = 20;

export function tame(text) {
  return text.replace(kPiled, '$1');
}

// Its beginning, and a sign that there is more.
export function cut(text, most) {
  if (text.length <= most) return text;
  const isHalf = /[\ud800-\udbff]/.test(text[most - 1]);
  return text.slice(0, isHalf ? most - 1 : most) + kMore;
}

// A name or a topic.
export function oneLine(text) {
  return tame(cut(text, kLineMax).replace(kTurning, '').replace(kBreaks, ' '));
}

// Where the text's line number n (from 0) begins; its length if there is no such line.
function lineAt(text, n) {
  let at = 0;
  for (; n > 0; --n) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return at;
}

// What a long text shows until somebody wants all of it; null: it is short.
export function folded(text) {
  if (text.length <= kOpenChars && lineAt(text, kOpenLines) === text.length) return null;
  return cut(text, Math.min(kFoldedChars, lineAt(text, kFoldedLines) - 1));
}
