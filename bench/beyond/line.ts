import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openRemote } from '../../src/commands/remote/open-remote.ts';
import { library, sendAll, signer, trust } from '../../test/commands/remote/fixture.ts';
import { versitygw } from '../../test/commands/remote/real-servers.ts';
import { exec, type Exit } from '../../test/rig/process.ts';
import { openStoreIn, valueOf } from '../../test/store/store-fixture.ts';
import type { Figure } from '../figure.ts';
import { median } from '../measure.ts';
import type { Read } from './line-reader.ts';

const ROUND_TRIP_MS = 50;
const MBIT = 100;
/** The server's namespace and address, and the reader's. */
const [THERE, HERE] = [{ name: `cargo-share-there-${process.pid}`, device: 'share0', address: '10.231.0.1' }, { name: `cargo-share-here-${process.pid}`, device: 'share1', address: '10.231.0.2' }] as const;

/** So many units of so many bytes, which do not compress: what the demonstration's workspace has. */
const UNITS = 236;
const BYTES = 280_000;

/** What a reader takes from an S3 server over a line, against what the line can carry. Nothing is built. Needs root, for namespaces. */
export async function measureLine(common: string, rounds: number): Promise<Figure[]> {
  const me = signer();
  mkdirSync(join(common, 'store'));
  const store = openStoreIn(join(common, 'store'));
  const units = [];
  for (let index = 0; index < UNITS; index += 1) units.push(await library(store, common, `unit${index}`, { bytes: BYTES }));
  const near = await versitygw({ directory: common });
  await sendAll(store, valueOf(await openRemote(near.url, near.env)), units, { key: me.key, trust: trust(me.name) });
  await near.kill();
  const line = await openLine(common);
  try {
    const server = await versitygw({ directory: common, address: THERE.address, inside: ['ip', 'netns', 'exec', THERE.name] });
    try {
      const inside = (...args: readonly string[]): Promise<Exit> => exec('ip', ['netns', 'exec', HERE.name, ...args], { cwd: common, env: { ...process.env, ...server.env } });
      await inside('curl', '-s', '--retry', '20', '--retry-delay', '1', '--retry-connrefused', '-o', '/dev/null', new URL(server.url).searchParams.get('endpoint') ?? '');
      const reads: Read[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const { stdout } = await inside(process.execPath, '--import', import.meta.resolve('tsx'), join(import.meta.dirname, 'line-reader.ts'), join(common, `read-${round}`), server.url, me.name);
        reads.push(JSON.parse(stdout) as Read);
      }
      return figuresOf(reads);
    } finally {
      await server.kill();
    }
  } finally {
    await line.close();
  }
}

function figuresOf(reads: readonly Read[]): Figure[] {
  const [{ bytes, taken } = { bytes: 0, taken: 0 }] = reads;
  const limit = (bytes * 8) / (MBIT * 1e6);
  const seconds = median(reads.map((read) => read.seconds));
  return [
    { name: 'units fetched', value: taken, unit: 'units' },
    { name: 'bytes fetched', value: bytes / 1e6, unit: 'MB' },
    { name: 'what the line needs for them', value: limit, unit: 's' },
    { name: 'until they are in the store', value: seconds, unit: 's' },
    { name: 'against the line', value: seconds / limit, unit: 'x', target: { atMost: 1.3 } },
  ];
}

/** Two namespaces of this process's own with the line between them. */
async function openLine(root: string): Promise<{ close(): Promise<void> }> {
  const options = { cwd: root, env: process.env };
  const program = join(root, 'line');
  await exec('cc', ['-O2', '-D_GNU_SOURCE', '-o', program, join(import.meta.dirname, 'line.c')], options);
  // A line does not wait for other work of the machine.
  const line: ChildProcess = spawn('nice', ['-n', '-19', program, String(ROUND_TRIP_MS / 2), String(MBIT), THERE.device, HERE.device], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ip = (...args: readonly string[]): Promise<unknown> => exec('ip', args, options);
  await new Promise<void>((resolve, reject) => {
    line.stdout?.once('data', () => resolve());
    line.once('exit', () => reject(new Error('the line ends at once: is there a /dev/net/tun, and are you root?')));
  });
  for (const { name, device, address } of [THERE, HERE]) {
    await ip('netns', 'add', name);
    await ip('link', 'set', device, 'netns', name);
    await ip('-n', name, 'addr', 'add', `${address}/30`, 'dev', device);
    await ip('-n', name, 'link', 'set', device, 'up');
  }
  return {
    async close() {
      line.stdin?.end();
      for (const { name } of [THERE, HERE]) await ip('netns', 'del', name);
    },
  };
}
