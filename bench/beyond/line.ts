import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TakeDocument } from '../../src/report/documents/exchange.ts';
import { MAIN_SCRIPT } from '../../test/rig/environment.ts';
import { exec } from '../../test/rig/process.ts';
import { versitygw } from '../../test/commands/remote/real-servers.ts';
import type { Figure } from '../figure.ts';
import { median, time } from '../measure.ts';
import type { Base } from '../peers/base.ts';
import { openMachine, share } from './machines.ts';

const ROUND_TRIP_MS = 50;
const MBIT = 100;
/** The server's namespace and address, and the reader's. */
const [THERE, HERE] = [{ name: `cargo-share-there-${process.pid}`, device: 'share0', address: '10.231.0.1' }, { name: `cargo-share-here-${process.pid}`, device: 'share1', address: '10.231.0.2' }] as const;

/** `pull` by a fresh container from an S3 server over a line, against what the line can carry. Needs root, for namespaces. */
export async function measureLine(source: string, common: string, rounds: number): Promise<Figure[]> {
  const builder = await openMachine({ name: 'builder', source, common, repository: 'project' });
  await exec('cargo', ['build', '-q', '--locked'], { cwd: builder.main, env: builder.env });
  await share(builder, ['init']);
  const key = (await share(builder, ['remote', 'key'])).stdout.trim();
  const near = await versitygw({ directory: common });
  await share(builder, ['remote', 'add', 'near', near.url]);
  await share(builder, ['push', 'near'], near.env);
  await near.kill();
  const line = await openLine(builder);
  try {
    const server = await versitygw({ directory: common, address: THERE.address, inside: ['ip', 'netns', 'exec', THERE.name] });
    try {
      await exec('ip', ['netns', 'exec', HERE.name, 'curl', '-s', '--retry', '20', '--retry-delay', '1', '--retry-connrefused', '-o', '/dev/null', new URL(server.url).searchParams.get('endpoint') ?? ''], { cwd: common, env: builder.env });
      const runs: { seconds: number; warming: number; document: TakeDocument }[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const container = await openMachine({ name: 'container', source, common, repository: 'project' });
        await exec('git', ['config', '--add', 'share.allowedKey', key], { cwd: container.main, env: container.env });
        await share(container, ['remote', 'add', 'far', server.url]);
        let document: TakeDocument | undefined;
        const seconds = await time(async () => (document = await pull(container, server.env)));
        // The same again has everything, and warms another time.
        await exec('rm', ['-rf', join(container.main, 'target')], { cwd: container.root, env: container.env });
        const warming = await time(() => pull(container, server.env));
        if (document !== undefined) runs.push({ seconds, warming, document });
        rmSync(container.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      }
      return figuresOf(runs);
    } finally {
      await server.kill();
    }
  } finally {
    await line.close();
  }
}

async function pull(container: Base, env: NodeJS.ProcessEnv): Promise<TakeDocument> {
  const args = ['netns', 'exec', HERE.name, process.execPath, MAIN_SCRIPT, '--json', 'pull', 'far'];
  const { stdout } = await exec('ip', args, { cwd: container.main, env: { ...container.env, ...env } });
  return JSON.parse(stdout) as TakeDocument;
}

function figuresOf(runs: readonly { readonly seconds: number; readonly warming: number; readonly document: TakeDocument }[]): Figure[] {
  const commits = runs[0]?.document.commits ?? [];
  const bytes = commits.reduce((sum, commit) => sum + commit.bytes, 0);
  const limit = (bytes * 8) / (MBIT * 1e6);
  const [all, warming] = [median(runs.map(({ seconds }) => seconds)), median(runs.map((run) => run.warming))];
  return [
    { name: 'units fetched', value: commits.reduce((sum, commit) => sum + commit.taken, 0), unit: 'units' },
    { name: 'bytes fetched', value: bytes / 1e6, unit: 'MB' },
    { name: 'what the line needs for them', value: limit, unit: 's' },
    { name: '`pull`, warming included', value: all, unit: 's' },
    { name: '`pull` that fetches nothing, warming included', value: warming, unit: 's' },
    { name: '`pull` against the line', value: all / limit, unit: 'x', target: { atMost: 1.3 } },
  ];
}

/** Two namespaces of this process's own with the line between them. */
async function openLine({ root, env }: Base): Promise<{ close(): Promise<void> }> {
  const options = { cwd: root, env };
  const program = join(root, 'line');
  await exec('cc', ['-O2', '-D_GNU_SOURCE', '-o', program, join(import.meta.dirname, 'line.c')], options);
  const line: ChildProcess = spawn(program, [String(ROUND_TRIP_MS / 2), String(MBIT), THERE.device, HERE.device], { stdio: ['pipe', 'pipe', 'inherit'] });
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
