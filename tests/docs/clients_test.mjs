// The guides in docs/clients are true: every block of sh, python and js in them is run against a server.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {Person} from '../apps/wsd/web/browser/people.mjs';
import {Server} from '../apps/wsd/web/browser/server.mjs';

const kGuides = new URL('../../docs/clients/', import.meta.url);
const kNotRun = new Set(['websocat.md', 'k6.md']);  // programs that no distribution's package brings
const kPython = process.env.WSD_PYTHON ?? '/usr/bin/python3';
const kPatience = 120_000;
const kTurns = 10;

let server;
let admin;
const place = mkdtempSync(path.join(tmpdir(), 'wsd-guides-'));
before(async () => {
  server = await Server.start();
  admin = new URL(server.admin).host;
});
after(() => server.stop());

function blocksOf(guide, language) {
  const text = readFileSync(new URL(guide, kGuides), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, tag]) => tag === language).map(([, , block]) => block);
}

function here(block) {
  return block.replaceAll('localhost:8765', 'localhost:' + server.port).replaceAll('localhost:8766', admin);
}

// What it says, and how it ends.
function run(program, words) {
  return new Promise((done) => {
    const child = spawn(program, words, {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, PATH: path.resolve('node_modules/.bin') + ':' + process.env.PATH}, timeout: kPatience});
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('close', (code) => done({code, said}));
  });
}

test('all guides are here, in all languages that are run', () => {
  const guides = readdirSync(kGuides).filter((name) => name.endsWith('.md')).sort();
  assert.deepEqual(guides, ['README.md', 'browser-console.md', 'curl.md', 'k6.md', 'postman.en.md', 'postman.th.md', 'python.md', 'websocat.md', 'wscat.md']);
  const languages = new Set(guides.flatMap((name) => [...readFileSync(new URL(name, kGuides), 'utf8').matchAll(/^```(\w+)$/gm)].map(([, tag]) => tag)));
  assert.deepEqual([...languages].sort(), ['js', 'json', 'python', 'sh', 'text']);
  for (const guide of guides) for (const block of blocksOf(guide, 'json')) JSON.parse(block);
});

test('curl', async () => {
  const blocks = blocksOf('curl.md', 'sh');
  assert.equal(blocks.length, 8);
  const said = [];
  for (const block of blocks) {
    const result = await run('sh', ['-c', here(block)]);
    assert.equal(result.code, 0, block + result.said);
    said.push(result.said);
  }
  assert.match(said[0], /"op":"ack","room":"ops"/);
  assert.match(said[4], /"from":\{[^}]*"nick":"ci"\},"text":"Deployment done"/);
  assert.match(said[6], /^wsd_connections \d+$/m);
});

test('wscat', async () => {
  const expected = [/ana: hello/, /"op":"ack","re":2/, /21\.5/];
  const blocks = blocksOf('wscat.md', 'sh');
  assert.equal(blocks.length, expected.length);
  for (const [n, block] of blocks.entries()) {
    // It prints to terminals only: script makes it one. It waits for one second, which may be too little on a machine
    // that is busy: then it is asked again.
    let said = '';
    for (let turn = 0; turn < kTurns && !expected[n].test(said); ++turn) {
      const done = await run('script', ['-qec', here(block), '/dev/null']);
      assert.equal(done.code, 0, block + done.said);
      said = done.said;
    }
    assert.match(said, expected[n]);
  }
});

test('python', async () => {
  const blocks = blocksOf('python.md', 'python');
  assert.equal(blocks.length, 2);
  for (const [n, block] of blocks.entries()) {
    const file = path.join(place, `block${n}.py`);
    writeFileSync(file, here(block));
    const {code, said} = await run(kPython, [file]);
    assert.equal(code, 0, said);
    assert.match(said, n === 0 ? /^ana: hello$/m : /^\d+ ana hello$/m);
  }
});

test('a browser\'s console', async () => {
  const person = await Person.at(server.url, {name: 'host'});
  const said = [];
  person.page.on('console', (message) => said.push(message.text()));
  for (const block of blocksOf('browser-console.md', 'js')) await person.page.evaluate(block.replaceAll('const ', 'var '));
  await person.sees('hello from the console');
  await person.sees('hello in JSON');
  while (!said.some((text) => /^ack .*"re":2/.test(text)) || !said.includes('console: hello from the console')) {
    await new Promise((done) => person.page.once('console', done));
  }
  await person.leave();
});

test('the programs that cannot be installed here have at least no syntax errors', async () => {
  for (const guide of kNotRun) {
    for (const [n, block] of blocksOf(guide, 'js').entries()) {
      const file = path.join(place, `${guide}${n}.mjs`);
      writeFileSync(file, block);
      const {code, said} = await run('node', ['--check', file]);
      assert.equal(code, 0, said);
    }
    assert.deepEqual(blocksOf(guide, 'sh'), [], 'what is not run is not called sh');
  }
});
