// People's names: what is shown, when two are the same, which colour they have, who is meant.

const kHues = 18;

export function nameOf(person) {
  if (!person) return '';
  return person.nick || (person.id ? 'User ' + String(person.id).replace(/^u/, '') : 'Server');
}

export function fold(name) {
  return name.normalize('NFKC').toLowerCase();
}

// The same name has the same colour everywhere. Neighbours in the alphabet get distant ones.
export function hueOf(name) {
  let hash = 2166136261;
  for (const character of fold(name)) hash = Math.imul(hash ^ character.codePointAt(0), 16777619);
  hash ^= hash >>> 15;
  return ((hash >>> 0) % kHues) * (360 / kHues);
}

// Its first letter, as people see letters.
export function initialOf(name) {
  const digits = /^User (\d+)$/.exec(name);
  if (digits) return digits[1].slice(-2);
  const [first] = new Intl.Segmenter().segment(name);
  return first ? first.segment.toUpperCase() : '?';
}

const kWordy = /[\p{L}\p{M}\p{N}_]/u;

function isWordy(code) {
  return code !== undefined && kWordy.test(String.fromCodePoint(code));
}

// The character that ends at a place of the text.
function before(text, at) {
  const isHalf = /[\udc00-\udfff]/.test(text[at - 1] ?? '');
  return text.codePointAt(isHalf && at > 1 ? at - 2 : at - 1);
}

// Whether the text names somebody as a whole word: "ana", "@ana:", not "banana".
export function mentions(text, name) {
  const [where, what] = [fold(text), fold(name)];
  if (!what) return false;
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1)) {
    if (!isWordy(before(where, at)) && !isWordy(where.codePointAt(at + what.length))) return true;
  }
  return false;
}

export const kRoomsMax = 128;  // of one connection, unless the server says otherwise
const kRoom = /^[a-z0-9][a-z0-9._-]{0,63}$/;

// The room that somebody means, or null: "#Ops" is ops.
export function roomOf(text) {
  const name = text.trim().replace(/^#/, '').toLowerCase();
  return kRoom.test(name) ? name : null;
}
