// What a conversation looks like from top to bottom: messages, day lines, holes, gaps, remarks. Pure:
// the timeline makes elements of it.

const kGroupFor = 5 * 60_000;

function dayOf(ts) {
  const date = new Date(ts);
  return date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate();
}

// Remarks that follow each other are one line.
function gather(items) {
  const gathered = [];
  for (const item of items) {
    const last = gathered.at(-1);
    if (item.kind === 'remark' && last?.kind === 'remark' && dayOf(last.ts) === dayOf(item.ts)) last.remarks.push(item);
    else gathered.push(item.kind === 'remark' ? {...item, remarks: [item]} : item);
  }
  return gathered;
}

// Somebody who came and went within one line was not there.
function settled(remarks) {
  const left = new Set();
  const came = new Map();  // those who joined and are still there, by number
  for (const remark of remarks) {
    const id = remark.person?.id;
    const before = remark.what === 'left' ? came.get(id) : undefined;
    if (before) {
      left.delete(before);
      came.delete(id);
      continue;
    }
    if (remark.what === 'joined') came.set(id, remark);
    left.add(remark);
  }
  return [...left];
}

function keyOf(item, conversation) {
  if (item.kind === 'message') {
    return item.own && item.cid ? 'c' + item.cid : 'm' + (item.era ?? conversation.epoch) + ':' + item.seq;
  }
  return item.kind[0] + item.serial;
}

// showPresence: whether joins and leaves are told.
export function rowsOf(conversation, {showPresence = true} = {}) {
  const rows = [];
  let day = 0;
  let above = null;  // the message right above, for groups
  let covered = 0;   // up to which number everything is accounted for
  let marked = conversation.mark === null;
  const onDay = (ts, key) => {  // key: of the row below
    if (dayOf(ts) === day) return;
    day = dayOf(ts);
    above = null;
    rows.push({kind: 'day', key: 'd' + key, sign: String(day), ts});
  };
  const hole = (low, high) => {
    const lacks = covered && low <= high && conversation.missing(low, high);
    if (!lacks) return;
    rows.push({kind: 'hole', key: 'h' + lacks[0], sign: lacks.join(), low: lacks[0], high: lacks[1]});
    above = null;
  };

  const items = showPresence ? conversation.items : conversation.items.filter((item) => item.kind !== 'remark');
  if (conversation.kind === 'room' && conversation.joined) {
    if (conversation.mayGoBack) rows.push({kind: 'older', key: 'older', sign: ''});
    else rows.push({kind: 'start', key: 'start', sign: ''});
  }
  for (const item of gather(items)) {
    if (item.low > 0) {
      if (item.low <= conversation.seen) hole(covered + 1, item.low - 1);
      covered = Math.max(covered, item.high);
    }
    const key = keyOf(item, conversation);
    onDay(item.ts, key);
    if (!marked && item.kind === 'message' && item.at > conversation.mark && !item.own) {
      rows.push({kind: 'new', key: 'new', sign: ''});
      marked = true;
      above = null;
    }
    if (item.kind === 'message') {
      const head = !above || above.from?.id !== item.from?.id || above.from?.nick !== item.from?.nick ||
          item.ts - above.ts > kGroupFor || item.action || above.action;
      rows.push({kind: 'message', key, sign: `${head}|sent|${item.from?.nick}|${Boolean(item.unfolded)}`, item, head, state: item.own ? 'sent' : ''});
      above = item;
    } else if (item.kind === 'remark') {
      const remarks = settled(item.remarks);
      if (remarks.length) rows.push({kind: 'remark', key, sign: remarks.length + '|' + remarks.at(-1).serial, remarks});
      if (remarks.length) above = null;
    } else {
      rows.push({kind: item.kind, key, sign: '', item});
      above = null;
    }
  }
  if (conversation.behind) hole(covered + 1, conversation.seen);
  for (const item of conversation.pending) {
    onDay(item.ts, 'c' + item.cid);
    const head = !above?.own || item.ts - above.ts > kGroupFor || item.action || above.action;
    rows.push({kind: 'message', key: 'c' + item.cid, sign: `${head}|${item.state}|${item.error ?? ''}|${Boolean(item.unfolded)}`, item, head, state: item.state});
    above = {...item, own: true};
  }
  return rows;
}
