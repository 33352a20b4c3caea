import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRemote } from '../../../src/commands/remote/open-remote.ts';
import type { Objects } from '../../../src/commands/remote/objects.ts';
import { listUnits } from '../../../src/store/collect.ts';
import type { Store } from '../../../src/store/open.ts';
import { errorOf, openStoreIn, temporaryDirectory, valueOf } from '../../store/store-fixture.ts';
import { library, sendAll, signer, takeAll, trust } from './fixture.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

let server: Server;
let answer: Answer;
let requests: string[];
let directory: string;
let remove: () => void;

beforeEach(async () => {
  ({ path: directory, remove } = temporaryDirectory('http'));
  requests = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
      answer(request, response, Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  remove();
});

/** Only where a server says nothing is it not waited for: a busy machine is silent too. */
const PATIENT = { silence: 60_000, pause: 1, tries: 3 };
const HASTY = { ...PATIENT, silence: 300 };
const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/units`;
const open = async (env: NodeJS.ProcessEnv = {}, limits = PATIENT): Promise<Objects> => valueOf(await openRemote(base(), env, limits));

/** Bytes one by one, each before anybody would call it silent. */
async function drip(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-length': '100' });
  for (let sent = 0; sent < 100 && !response.destroyed; sent += 1) {
    response.write('x');
    await pause(50);
  }
}

/** A server that holds what it is given. */
function memory(): Answer {
  const held = new Map<string, Buffer>();
  return (request, response, body) => {
    const name = request.url ?? '';
    if (request.method === 'PUT') held.set(name, body);
    const found = held.get(name);
    response.writeHead(found === undefined ? 404 : 200, { 'content-length': String(found?.length ?? 0) });
    response.end(request.method === 'GET' ? found : undefined);
  };
}

describe('a server', () => {
  test('holds what it is given', async () => {
    answer = memory();
    const objects = await open();
    expect(await objects.get('a', 10)).toEqual({ ok: true, value: undefined });
    expect(await objects.has('a')).toEqual({ ok: true, value: false });
    valueOf(await objects.put('a', Buffer.from('text')));
    expect(await objects.has('a')).toEqual({ ok: true, value: true });
    expect(valueOf(await objects.get('a', 10))?.toString()).toBe('text');
  });

  test('gets a token, or a name and a password, of the environment', async () => {
    const said: (string | undefined)[] = [];
    answer = (request, response) => {
      said.push(request.headers.authorization);
      response.writeHead(404).end();
    };
    for (const env of [{}, { CARGO_SHARE_HTTP_TOKEN: 'secret' }, { CARGO_SHARE_HTTP_USER: 'me:secret' }]) await (await open(env)).get('a', 10);
    expect(said).toEqual([undefined, 'Bearer secret', `Basic ${Buffer.from('me:secret').toString('base64')}`]);
  });

  test.each([
    [500, 'unreachable', 3],
    [503, 'unreachable', 3],
    [429, 'unreachable', 3],
    [403, 'forbidden', 1],
    [401, 'forbidden', 1],
    [409, 'forbidden', 1],
    [302, 'unreachable', 3],
  ])('that answers with %d is %s, asked %d times', async (status, reason, times) => {
    answer = (_request, response) => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
    const objects = await open();
    expect(errorOf(await objects.get('a', 10))).toMatchObject({ reason });
    expect(requests).toHaveLength(times);
  });

  test('that answers the second time has answered', async () => {
    const held = memory();
    answer = (...of) => (requests.length % 2 === 1 ? void of[1].writeHead(503).end() : held(...of));
    const objects = await open();
    valueOf(await objects.put('a', Buffer.from('text')));
    expect(valueOf(await objects.get('a', 10))?.toString()).toBe('text');
  });

  test.each<readonly [string, Answer, 'too-large' | 'unreachable', typeof PATIENT]>([
    ['sends more than may be', (_q, r) => void r.writeHead(200).end(Buffer.alloc(1000)), 'too-large', PATIENT],
    ['sends a bomb in an encoding of its own', (_q, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(64 << 20))), 'too-large', PATIENT],
    ['ends before its length', (_q, r) => void r.writeHead(200, { 'content-length': '1000' }).write('cut', () => r.destroy()), 'unreachable', PATIENT],
    ['breaks off at once', (_q, r) => void r.destroy(), 'unreachable', PATIENT],
    ['says nothing', () => undefined, 'unreachable', HASTY],
    ['stops in the middle', (_q, r) => void r.writeHead(200, { 'content-length': '20' }).write('some'), 'unreachable', HASTY],
  ])('that %s gives nothing', async (_what, how, reason, limits) => {
    answer = how;
    expect(errorOf(await (await open({}, limits)).get('a', 100))).toMatchObject({ reason });
  });

  test('that sends a byte now and then is not waited for, however much an answer might hold', async () => {
    answer = (_request, response) => void drip(response);
    expect(errorOf(await (await open({}, HASTY)).get('a', 64 << 20))).toMatchObject({ reason: 'unreachable' });
  });

  test('that is not there is asked for three objects, and then for none', async () => {
    answer = (_request, response) => void response.destroy();
    const objects = await open();
    for (const name of 'abcdefgh') expect(errorOf(await objects.get(name, 10))).toMatchObject({ reason: 'unreachable' });
    expect(requests).toHaveLength(9);
  });
});

describe('faults', () => {
  let [there, here]: Store[] = [];
  const ME = signer();
  const allow = { trust: trust(ME.name) };

  /** A random number for a seed: the same run again shows the same. */
  function random(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
      return state / 4_294_967_296;
    };
  }

  type Wrong = (response: ServerResponse, right: Buffer) => void;
  const WRONG: readonly (readonly [string, Wrong, readonly ('altered' | 'not-fetched' | 'gone')[]])[] = [
    ['leads to another server', (r) => void r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), ['not-fetched']],
    ['leads to itself', (r) => void r.writeHead(307, { location: r.req.url }).end(), ['not-fetched']],
    ['answers with 500', (r) => void r.writeHead(500).end(), ['not-fetched']],
    ['answers with a page, and 200', (r) => void r.writeHead(200, { 'content-type': 'text/html' }).end('<html>maintenance</html>'), ['altered']],
    ['answers with nothing, and 204', (r) => void r.writeHead(204).end(), ['altered']],
    ['answers with a part, and 206', (r, right) => void r.writeHead(206).end(right.subarray(0, 100)), ['altered']],
    ['closes in the middle', (r, right) => void r.writeHead(200, { 'content-length': String(right.length) }).write(right.subarray(0, 100), () => r.destroy()), ['not-fetched']],
    ['ends in the middle, without a length', (r, right) => void r.writeHead(200).end(right.subarray(0, -1)), ['altered']],
    ['sends it twice', (r, right) => void r.writeHead(200).end(Buffer.concat([right, right])), ['altered']],
    ['sends it compressed once more, and does not say so', (r, right) => void r.writeHead(200).end(gzipSync(right)), ['altered']],
    ['says that it is compressed, and it is not', (r, right) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(right), ['not-fetched']],
    ['sends it compressed once more, and says so', (r, right) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(right)), []],
  ];

  test.each(WRONG)('a server that %s instead of a pack', async (_what, wrong, reasons) => {
    for (const name of ['one', 'two']) mkdirSync(join(directory, name));
    [there, here] = [openStoreIn(join(directory, 'one')), openStoreIn(join(directory, 'two'))];
    if (there === undefined || here === undefined) throw new Error('no stores');
    const packs = new Map<string, Buffer>();
    const held = memory();
    answer = (request, response, body) => {
      const name = request.url ?? '';
      if (request.method === 'PUT' && name.includes('/packs/')) packs.set(name, body);
      const right = packs.get(name);
      return request.method === 'GET' && right !== undefined ? wrong(response, right) : held(request, response, body);
    };
    await sendAll(there, await open(), [await library(there, directory, 'unit', { bytes: 3000 })], { key: ME.key, ...allow });
    const [received] = valueOf(await takeAll(here, await open(), allow));
    expect(received?.refused.map(({ reason }) => reason)).toEqual(reasons);
    expect(listUnits(here)).toHaveLength(reasons.length === 0 ? 1 : 0);
  });

  test('of a server that cuts, lies, refuses and swaps at random, only whole units are taken, and the next time goes on', async () => {
    for (const name of ['one', 'two']) mkdirSync(join(directory, name));
    [there, here] = [openStoreIn(join(directory, 'one')), openStoreIn(join(directory, 'two'))];
    if (there === undefined || here === undefined) throw new Error('no stores');
    const held = memory();
    answer = held;
    const units = await Promise.all(Array.from({ length: 12 }, (_, index) => library(there as Store, directory, `unit${index}`, { bytes: 3000 })));
    await sendAll(there, await open(), units, { key: ME.key, ...allow });
    const next = random(Number(process.env['FAULTS_SEED'] ?? 7));
    let faults = 0;
    answer = (request, response, body) => {
      const roll = next();
      if (roll > 0.5) return held(request, response, body);
      faults += 1;
      if (roll < 0.1) return void response.destroy();
      if (roll < 0.2) return void response.writeHead(500).end();
      if (roll < 0.3) return void response.writeHead(404).end();
      if (roll < 0.4) return void response.writeHead(200).end(Buffer.alloc(Math.floor(next() * 4000), Math.floor(next() * 256)));
      return void response.writeHead(200, { 'content-length': '5000' }).write(Buffer.alloc(100), () => response.destroy());
    };
    const rounds = Number(process.env['FAULTS_ROUNDS'] ?? 10);
    const keys = new Set(units.map(({ key }) => key as string));
    for (let round = 0; round < rounds; round += 1) {
      // A store of its own each time: what is met is met again.
      mkdirSync(join(directory, `round${round}`));
      const store = openStoreIn(join(directory, `round${round}`));
      for (let tries = 0; tries < 3; tries += 1) await takeAll(store, await open(), allow);
      expect(listUnits(store).every((key) => keys.has(key))).toBe(true);
      const verified = await import('../../../src/commands/verify/examine.ts');
      expect(valueOf(await verified.examineStore(store, { deep: true, progress: () => undefined }))).toMatchObject({ damaged: [] });
    }
    expect(faults).toBeGreaterThan(Number(process.env['FAULTS_LEAST'] ?? rounds));
    answer = held;
    mkdirSync(join(directory, 'end'));
    expect(valueOf(await takeAll(openStoreIn(join(directory, 'end')), await open(), allow))).toMatchObject([{ taken: 12, refused: [] }]);
  });
});
