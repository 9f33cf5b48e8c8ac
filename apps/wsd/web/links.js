// Finds links in a text: [{text}, {text, href}, …], in order, nothing lost.

const kLink = /\bhttps?:\/\/[^\s<>"'`\u0000-\u001f\u007f-\u00a0\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
const kTrailing = /[.,;:!?…)\]}'"»”’]$/u;
const kPairs = {')': '(', ']': '[', '}': '{'};

// A bracket at the end belongs to the link only if it was opened in it.
function trimmed(link) {
  while (kTrailing.test(link)) {
    const last = link.at(-1);
    const opener = kPairs[last];
    if (opener && link.split(opener).length >= link.split(last).length) break;
    link = link.slice(0, -1);
  }
  return link;
}

function addressOf(text) {
  try {
    const url = new URL(text);
    const safe = (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password;
    return safe && url.hostname ? url.href : null;
  } catch {
    return null;
  }
}

export function pieces(text) {
  const found = [];
  let done = 0;
  for (const match of text.matchAll(kLink)) {
    const link = trimmed(match[0]);
    const href = addressOf(link);
    if (!href) continue;
    if (match.index > done) found.push({text: text.slice(done, match.index)});
    found.push({text: link, href});
    done = match.index + link.length;
  }
  if (done < text.length) found.push({text: text.slice(done)});
  return found;
}
