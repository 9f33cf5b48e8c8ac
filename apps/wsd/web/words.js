// The page's own words, in English and Thai. say('key', {name: 'ana'}) fills in {name}; a key with
// several forms has them as a list: one, many.

const kEnglish = {
  rooms: 'Rooms', private: 'Private', people: 'People', joinRoom: 'Join a room', settings: 'Settings',
  menu: 'Rooms and settings', search: 'Search', close: 'Close', send: 'Send', skip: 'Skip to the edit box',
  composer: 'Message in {room}', placeholder: 'Write to {room}',
  unread: ['{n} unread message', '{n} unread messages'], mentioned: 'you were mentioned',
  members: ['{n} person here', '{n} people here'], andOthers: ['and {n} other', 'and {n} others'],
  newMessages: 'New', toBottom: 'To the newest', toBottomNew: ['{n} new message', '{n} new messages'],
  today: 'Today', yesterday: 'Yesterday', beginning: 'This is where {room} begins.', older: 'Earlier messages…',
  privateBegin: 'Only you and {name} see what is written here.',
  hole: ['{n} message not loaded', '{n} messages not loaded'], load: 'Load',
  gapRetention: 'You missed {range}; they are no longer kept.', gapSlow: 'You missed {range}: the connection was too slow.',
  gapEpoch: 'The room began anew; what came between is not known.', gapRestart: 'The server ended without warning here; messages may be missing.',
  range: ['message {a}', 'messages {a}–{b}'], someMessages: 'some messages',
  joined: '{names} joined', left: '{names} left', joinedMany: ['{names} and {n} other joined', '{names} and {n} others joined'],
  leftMany: ['{names} and {n} other left', '{names} and {n} others left'], moreRemarks: ['{n} other change', '{n} other changes'], renamed: '{was} is now {name}', topicSet: '{name} set the topic: {text}', topicRemoved: '{name} removed the topic',
  topicSetBare: 'The topic is now: {text}', queued: '{name} is away; it will be delivered when they return.',
  pending: 'sending', sent: 'sent', failed: 'Not sent', waiting: 'Waiting', retry: 'Try again', discard: 'Discard', you: 'you', away: 'away',
  typing1: '{a} is typing…', typing2: '{a} and {b} are typing…', typingMany: 'Several people are typing…',
  connecting: 'Connecting…', lostNow: 'Connection lost. Connecting again…',
  lostIn: ['Connection lost. Next attempt in {n} second.', 'Connection lost. Next attempt in {n} seconds.'], now: 'Connect now',
  ended: 'Not connected. {why}', endedQuit: 'You have left.', offline: 'This device is offline.',
  unsentKept: ['{n} message waits and will be sent then.', '{n} messages wait and will be sent then.'],
  yourName: 'Your name', changeName: 'Change your name', save: 'Save', nameHint: '1 to 32 characters',
  language: 'Language', theme: 'Appearance', themeAuto: 'As the system', themeLight: 'Light', themeDark: 'Dark',
  notify: 'Notifications when I am mentioned', notifyDenied: 'The browser forbids notifications for this page.',
  showPresence: 'Show who joins and leaves', leaveRoom: 'Leave {room}', roomName: 'Room name', join: 'Join', existing: 'Rooms that are there',
  noRooms: 'No room is listed.', searchIn: 'Search in {room}', nothingFound: 'Nothing found.', results: ['{n} message found', '{n} messages found'], searching: 'Searching…', notAll: 'What is older was not looked through.',
  notIn: 'You are not in {room}.', joinIt: '/join {room} takes you there.', onlyRoom: '{room} is the only room you are in. Join another one first.',
  noSuchNumber: 'There is no message after number {n}.', meantCommand: 'Unknown command /{name}. Did you mean /{meant}?',
  unknownCommand: 'Unknown command /{name}. Try /help.', lacks: 'Please write it like this: /{name} {args}', roomBad: 'A room name is made of a–z, 0–9, dots, dashes and underscores.',
  helpTitle: 'Commands', pong: 'Round trip {ms} ms.', nobodyYet: 'Nobody has written to you yet.',
  tooLong: ['Not sent: the message is {n} byte too long, as it is sent (the limit is {most}). Make it shorter, or send it in parts.', 'Not sent: the message is {n} bytes too long, as it is sent (the limit is {most}). Make it shorter, or send it in parts.'],
  unfold: 'Show all {n} characters', fold: 'Show less', unreadable: 'This message cannot be shown.', tooLarge: 'the server ended the connection because the message is too large.',
  strangers: ['{n} more conversation that somebody began', '{n} more conversations that others began'], fewerStrangers: 'Show fewer', closeStrangers: 'Close these conversations',
  strangersGone: ['{n} older conversation was closed.', '{n} older conversations were closed.'], quit: 'Leave', server: 'Server', whoHere: 'Here: {names}', isAwayWith: '{name} is away. {text}', messageTo: 'Write privately to {name}',
  messages: 'Messages', nickTaken: 'Your name could not be taken over: {why}',
  dropped: ['{n} private message waited too long and was dropped.', '{n} private messages waited too long and were dropped.'],
  ownStats: '{messages} messages sent, {in} bytes in, {out} bytes out, connected for {seconds} s.', profile: '{name} ({id}), here since {since}; also in {rooms}',
  h_help: 'this list', h_nick: 'choose a name', h_me: 'say what you do', h_join: 'enter a room', h_leave: 'leave a room', h_switch: 'go to a room',
  h_rooms: 'which rooms there are', h_msg: 'write privately', h_r: 'answer the last private message', h_who: 'who is here', h_whois: 'about somebody',
  h_since: 'go to the messages after a number', h_set: 'whether joins and leaves are told', h_escape: 'say /x; what begins with no / is said',
  h_topic: 'see or set the topic; - removes it', h_search: 'find earlier messages', h_history: 'load earlier messages, or so many of them', h_away: 'say that you are away; without text: you are back',
  h_ping: 'measure the round trip', h_stats: 'this connection in figures', h_quit: 'leave the chat',
};

const kThai = {
  rooms: 'ห้อง', private: 'ส่วนตัว', people: 'คนในห้อง', joinRoom: 'เข้าห้องอื่น', settings: 'การตั้งค่า',
  menu: 'ห้องและการตั้งค่า', search: 'ค้นหา', close: 'ปิด', send: 'ส่ง', skip: 'ข้ามไปที่ช่องพิมพ์',
  composer: 'ข้อความถึง {room}', placeholder: 'พิมพ์ถึง {room}',
  unread: ['ยังไม่ได้อ่าน {n} ข้อความ'], mentioned: 'มีคนเอ่ยถึงคุณ',
  members: ['อยู่ในห้อง {n} คน'], andOthers: ['และอีก {n} คน'],
  newMessages: 'ใหม่', toBottom: 'ไปที่ข้อความล่าสุด', toBottomNew: ['ข้อความใหม่ {n} ข้อความ'],
  today: 'วันนี้', yesterday: 'เมื่อวาน', beginning: '{room} เริ่มต้นตรงนี้', older: 'ข้อความก่อนหน้า…',
  privateBegin: 'มีแค่คุณกับ {name} ที่เห็นข้อความในนี้',
  hole: ['ยังไม่ได้โหลด {n} ข้อความ'], load: 'โหลด',
  gapRetention: 'คุณพลาด{range} ซึ่งไม่ได้เก็บไว้แล้ว', gapSlow: 'คุณพลาด{range} เพราะการเชื่อมต่อช้าเกินไป',
  gapEpoch: 'ห้องนี้เริ่มใหม่ ไม่ทราบว่ามีอะไรในช่วงที่หายไป', gapRestart: 'เซิร์ฟเวอร์หยุดกะทันหันตรงนี้ อาจมีข้อความหายไป',
  range: ['ข้อความที่ {a}', 'ข้อความที่ {a}–{b}'], someMessages: 'บางข้อความ',
  joined: '{names} เข้ามาแล้ว', left: '{names} ออกไปแล้ว', joinedMany: ['{names} และอีก {n} คนเข้ามาแล้ว'],
  leftMany: ['{names} และอีก {n} คนออกไปแล้ว'], moreRemarks: ['การเปลี่ยนแปลงอื่นอีก {n} รายการ'], renamed: '{was} เปลี่ยนชื่อเป็น {name}', topicSet: '{name} ตั้งหัวข้อ: {text}', topicRemoved: '{name} ลบหัวข้อแล้ว',
  topicSetBare: 'หัวข้อตอนนี้: {text}', queued: '{name} ไม่อยู่ ข้อความจะส่งถึงเมื่อกลับมา',
  pending: 'กำลังส่ง', sent: 'ส่งแล้ว', failed: 'ส่งไม่สำเร็จ', waiting: 'รอส่ง', retry: 'ลองอีกครั้ง', discard: 'ทิ้ง', you: 'คุณ', away: 'ไม่อยู่',
  typing1: '{a} กำลังพิมพ์…', typing2: '{a} กับ {b} กำลังพิมพ์…', typingMany: 'หลายคนกำลังพิมพ์…',
  connecting: 'กำลังเชื่อมต่อ…', lostNow: 'การเชื่อมต่อหลุด กำลังเชื่อมต่อใหม่…',
  lostIn: ['การเชื่อมต่อหลุด จะลองใหม่ใน {n} วินาที'], now: 'เชื่อมต่อเลย',
  ended: 'ไม่ได้เชื่อมต่อ {why}', endedQuit: 'คุณออกจากแชตแล้ว', offline: 'อุปกรณ์นี้ออฟไลน์อยู่',
  unsentKept: ['มี {n} ข้อความรอส่งเมื่อเชื่อมต่อได้'],
  yourName: 'ชื่อของคุณ', changeName: 'เปลี่ยนชื่อ', save: 'บันทึก', nameHint: '1 ถึง 32 ตัวอักษร',
  language: 'ภาษา', theme: 'หน้าตา', themeAuto: 'ตามระบบ', themeLight: 'สว่าง', themeDark: 'มืด',
  notify: 'แจ้งเตือนเมื่อมีคนเอ่ยถึงฉัน', notifyDenied: 'เบราว์เซอร์ไม่อนุญาตให้หน้านี้แจ้งเตือน',
  showPresence: 'แสดงว่าใครเข้าใครออก', leaveRoom: 'ออกจาก {room}', roomName: 'ชื่อห้อง', join: 'เข้าห้อง', existing: 'ห้องที่มีอยู่',
  noRooms: 'ไม่มีรายชื่อห้อง', searchIn: 'ค้นใน {room}', nothingFound: 'ไม่พบอะไร', results: ['พบ {n} ข้อความ'], searching: 'กำลังค้นหา…', notAll: 'ยังไม่ได้ค้นข้อความที่เก่ากว่านี้',
  notIn: 'คุณไม่ได้อยู่ใน {room}', joinIt: 'พิมพ์ /join {room} เพื่อเข้าห้อง', onlyRoom: '{room} เป็นห้องเดียวที่คุณอยู่ กรุณาเข้าห้องอื่นก่อน',
  noSuchNumber: 'ไม่มีข้อความหลังหมายเลข {n}', meantCommand: 'ไม่รู้จักคำสั่ง /{name} คุณหมายถึง /{meant} หรือไม่',
  unknownCommand: 'ไม่รู้จักคำสั่ง /{name} ลองพิมพ์ /help', lacks: 'กรุณาพิมพ์แบบนี้: /{name} {args}', roomBad: 'ชื่อห้องใช้ได้เฉพาะ a–z, 0–9, จุด ขีด และขีดล่าง',
  helpTitle: 'คำสั่ง', pong: 'ไปกลับ {ms} มิลลิวินาที', nobodyYet: 'ยังไม่มีใครเขียนถึงคุณ',
  tooLong: ['ไม่ได้ส่ง: ข้อความเมื่อส่งจริงยาวเกินไป {n} ไบต์ (จำกัด {most}) กรุณาทำให้สั้นลงหรือแบ่งส่ง'],
  unfold: 'แสดงทั้งหมด {n} ตัวอักษร', fold: 'แสดงน้อยลง', unreadable: 'แสดงข้อความนี้ไม่ได้', tooLarge: 'เซิร์ฟเวอร์ปิดการเชื่อมต่อเพราะข้อความใหญ่เกินไป',
  strangers: ['อีก {n} บทสนทนาที่คนอื่นเริ่ม'], fewerStrangers: 'แสดงน้อยลง', closeStrangers: 'ปิดบทสนทนาเหล่านี้',
  strangersGone: ['ปิดบทสนทนาเก่าไปแล้ว {n} รายการ'], quit: 'ออก', server: 'เซิร์ฟเวอร์', whoHere: 'อยู่ที่นี่: {names}', isAwayWith: '{name} ไม่อยู่ {text}', messageTo: 'เขียนส่วนตัวถึง {name}',
  messages: 'ข้อความ', nickTaken: 'ใช้ชื่อเดิมไม่ได้: {why}',
  dropped: ['ข้อความส่วนตัว {n} ข้อความรอนานเกินไปจึงถูกทิ้ง'],
  ownStats: 'ส่งแล้ว {messages} ข้อความ รับ {in} ไบต์ ส่ง {out} ไบต์ เชื่อมต่อมา {seconds} วินาที', profile: '{name} ({id}) อยู่ตั้งแต่ {since} ห้องที่อยู่ด้วยกัน: {rooms}',
  h_help: 'รายการนี้', h_nick: 'ตั้งชื่อ', h_me: 'บอกว่ากำลังทำอะไร', h_join: 'เข้าห้อง', h_leave: 'ออกจากห้อง', h_switch: 'ไปที่ห้อง',
  h_rooms: 'มีห้องอะไรบ้าง', h_msg: 'เขียนส่วนตัว', h_r: 'ตอบข้อความส่วนตัวล่าสุด', h_who: 'ใครอยู่บ้าง', h_whois: 'ข้อมูลของใครคนหนึ่ง',
  h_since: 'ไปที่ข้อความหลังหมายเลขหนึ่ง', h_set: 'แสดงหรือซ่อนว่าใครเข้าใครออก', h_escape: 'พูดว่า /x บรรทัดที่ไม่ขึ้นต้นด้วย / คือข้อความ',
  h_topic: 'ดูหรือตั้งหัวข้อ ใส่ - เพื่อลบ', h_search: 'ค้นข้อความเก่า', h_history: 'โหลดข้อความก่อนหน้า หรือเท่าจำนวนที่ใส่', h_away: 'บอกว่าไม่อยู่ ถ้าไม่ใส่ข้อความคือกลับมาแล้ว',
  h_ping: 'วัดเวลาไปกลับ', h_stats: 'ตัวเลขของการเชื่อมต่อนี้', h_quit: 'ออกจากแชต',
};

export const kLanguages = {en: 'English', th: 'ไทย'};
export const kWords = {en: kEnglish, th: kThai};

let language = 'en';
let plural = new Intl.PluralRules('en');

export function chooseLanguage(wanted) {
  language = Object.hasOwn(kWords, wanted) ? wanted : 'en';
  plural = new Intl.PluralRules(language);
}

export function chosenLanguage() {
  return language;
}

export function preferredLanguage(languages) {
  return languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => Object.hasOwn(kWords, tag)) ?? 'en';
}

// n chooses the form where there are several.
function form(key, values) {
  const text = kWords[language][key] ?? kEnglish[key] ?? key;
  if (!Array.isArray(text)) return text;
  return text[values.n === undefined || plural.select(values.n) === 'one' ? 0 : text.length - 1];
}

export function say(key, values = {}) {
  return form(key, values).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// The same in parts: {text}, the page's own, and {name}, a value. A value that is a list is several, with commas between.
export function sayParts(key, values = {}) {
  const parts = [];
  form(key, values).split(/\{(\w+)\}/).forEach((part, n) => {
    if (n % 2 === 0) return part && parts.push({text: part});
    [values[part] ?? ''].flat().forEach((name, place) => parts.push(...(place ? [{text: ', '}] : []), {name: String(name)}));
  });
  return parts;
}
