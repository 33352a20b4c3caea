import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { exec } from '../../test/rig/process.ts';
import type { Figure } from '../figure.ts';
import type { Base } from '../peers/base.ts';
import { filesBelow, openMachine, share } from './machines.ts';

const KINDS = ['nothing and breaks off', 'status 500', 'status 404', 'other bytes', 'another object', 'a cut object', 'one byte changed', 'more bytes', 'a length that is too long'] as const;
type Kind = (typeof KINDS)[number];

/**
 * A server that answers every second request with a fault, `pull` and `cargo build` in a fresh container against it, round
 * after round until it has told so many. What the program prints is compared with that of a build from scratch.
 */
export async function measureLies(source: string, common: string, o: { readonly faults: number; readonly seed: number }): Promise<Figure[]> {
  const builder = await openMachine({ name: 'builder', source, common, repository: 'project' });
  await exec('cargo', ['build', '-q', '--locked'], { cwd: builder.main, env: builder.env });
  await share(builder, ['init']);
  const key = (await share(builder, ['remote', 'key'])).stdout.trim();
  const place = join(common, 'place');
  await share(builder, ['remote', 'add', 'near', place]);
  await share(builder, ['push', 'near']);
  const right = await printed(builder);
  const liar = await openLiar(place, random(o.seed));
  const found = { rounds: 0, failed: 0, wrong: 0, damaged: 0, placed: 0 };
  try {
    while (liar.told() < o.faults) {
      found.rounds += 1;
      const container = await openMachine({ name: 'container', source, common, repository: 'project' });
      await exec('git', ['config', '--add', 'share.allowedKey', key], { cwd: container.main, env: container.env });
      await share(container, ['remote', 'add', 'far', liar.url]);
      await exec(process.execPath, [join(import.meta.dirname, '..', '..', 'dist', 'main.js'), 'pull', 'far'], { cwd: container.main, env: container.env, statuses: 'any' });
      const build = await exec('cargo', ['build', '--locked'], { cwd: container.main, env: container.env, statuses: 'any' });
      if (build.status !== 0) found.failed += 1;
      else if ((await printed(container)) !== right) found.wrong += 1;
      if (!build.stderr.includes('Compiling')) found.placed += 1;
      const verified = JSON.parse((await share(container, ['--json', 'verify', '--deep'])).stdout) as { readonly damaged: readonly unknown[] };
      found.damaged += verified.damaged.length;
      rmSync(container.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      if (found.rounds % 10 === 0) process.stdout.write(`  ${liar.told()} faults in ${found.rounds} rounds: ${JSON.stringify(found)}\n`);
    }
  } finally {
    await liar.close();
  }
  return [
    { name: 'faults', value: liar.told(), unit: 'units', target: { atLeast: o.faults } },
    { name: 'rounds of pull and build', value: found.rounds, unit: 'units' },
    { name: 'rounds in which all was had in spite of them', value: found.placed, unit: 'units' },
    { name: 'wrong programs', value: found.wrong, unit: 'units', target: { atMost: 0 } },
    { name: 'units in stores that are not what was pushed', value: found.damaged, unit: 'units', target: { atMost: 0 } },
    { name: 'builds failed', value: found.failed, unit: 'units', target: { atMost: 0 } },
  ];
}

/** What the program that was built says. */
async function printed(base: Base): Promise<string> {
  return (await exec('cargo', ['run', '-q', '--locked'], { cwd: base.main, env: base.env })).stdout;
}

interface Liar {
  readonly url: string;
  told(): number;
  close(): Promise<void>;
}

/** Serves a directory. Whether it lies, and how, is by chance; the head is spared more often, so that packs come to be asked for. */
async function openLiar(place: string, next: () => number): Promise<Liar> {
  const objects = filesBelow(place);
  let told = 0;
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = join(place, decodeURIComponent(request.url ?? ''));
    const bytes = objects.includes(path) ? readFileSync(path) : undefined;
    const isPack = path.includes('/packs/');
    if (bytes === undefined || next() > (isPack ? 0.5 : 0.15)) return void response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    told += 1;
    lie(KINDS[Math.floor(next() * KINDS.length)] ?? 'status 500', { response, bytes, other: readFileSync(objects[Math.floor(next() * objects.length)] ?? path), at: next() });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told: () => told,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function lie(kind: Kind, o: { readonly response: ServerResponse; readonly bytes: Buffer; readonly other: Buffer; readonly at: number }): void {
  const { response, bytes, other, at } = o;
  const place = Math.floor(at * bytes.length);
  switch (kind) {
    case 'nothing and breaks off':
      return void response.destroy();
    case 'status 500':
      return void response.writeHead(500).end();
    case 'status 404':
      return void response.writeHead(404).end();
    case 'other bytes':
      return void response.writeHead(200).end(Buffer.alloc(bytes.length, 7));
    case 'another object':
      return void response.writeHead(200).end(other);
    case 'a cut object':
      return void response.writeHead(200).end(bytes.subarray(0, place));
    case 'one byte changed': {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      return void response.writeHead(200).end(changed);
    }
    case 'more bytes':
      return void response.writeHead(200).end(Buffer.concat([bytes, Buffer.alloc(1 + Math.floor(at * 100_000))]));
    case 'a length that is too long':
      return void response.writeHead(200, { 'content-length': String(bytes.length + 100) }).write(bytes, () => response.destroy());
  }
}

/** A random number for a seed: the same run again tells the same lies, as far as requests come in the same order. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
