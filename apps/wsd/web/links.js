// Finds links in a text: [{text}, {text, href, host?}, …], in order, nothing lost.

const kLink = /\bhttps?:\/\/[^\s<>"'`\u0000-\u001f\u007f-\u00a0\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
const kTrailing = new Set('.,;:!?…)]}\'"»”’');
const kPairs = {')': '(', ']': '[', '}': '{'};
const kLinkMax = 2_048;  // characters: a longer one is text
export const kLinksMax = 50;  // of one text
const kHostMax = 80;     // characters of a host that are shown

function countOf(text, what) {
  let n = 0;
  for (let at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) ++n;
  return n;
}

// A bracket at the end belongs to the link only if it was opened in it.
function trimmed(link) {
  const left = {};  // how many of each bracket are in what is left of the link
  let end = link.length;
  for (; end > 0 && kTrailing.has(link[end - 1]); --end) {
    const last = link[end - 1];
    const opener = kPairs[last];
    if (!opener) continue;
    left[opener] ??= countOf(link, opener);
    left[last] ??= countOf(link, last);
    if (left[opener] >= left[last]) break;
    left[last] -= 1;
  }
  return link.slice(0, end);
}

function addressOf(text) {
  try {
    const url = new URL(text);
    const safe = (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password;
    return safe && url.hostname ? url : null;
  } catch {
    return null;
  }
}

// The host as it is written in a link.
function hostIn(link) {
  const [host] = link.slice(link.indexOf('//') + 2).split(/[/\\?#]/, 1);
  return host.replace(/:\d*$/, '').toLowerCase();
}

// host: where the link leads, when that is not what is written: letters of another alphabet, invisible ones, numbers.
export function pieces(text) {
  const found = [];
  let done = 0;
  let links = 0;
  for (const match of text.matchAll(kLink)) {
    const link = trimmed(match[0]);
    const url = link.length <= kLinkMax ? addressOf(link) : null;
    if (!url) continue;
    if (match.index > done) found.push({text: text.slice(done, match.index)});
    const isOther = url.hostname !== hostIn(link);
    found.push({text: link, href: url.href, ...(isOther ? {host: url.hostname.slice(0, kHostMax)} : {})});
    done = match.index + link.length;
    if (++links === kLinksMax) break;
  }
  if (done < text.length) found.push({text: text.slice(done)});
  return found;
}
