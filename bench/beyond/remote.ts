import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SendDocument } from '../../src/report/documents/exchange.ts';
import { compress } from '../../src/system/compress.ts';
import { freePort } from '../../src/system/free-port.ts';
import { exec, type Environment, type Exit } from '../../test/rig/process.ts';
import { versitygw, type RunningServer } from '../../test/commands/remote/real-servers.ts';
import type { Figure } from '../figure.ts';
import { median, time } from '../measure.ts';
import type { Base } from '../peers/base.ts';
import { findEditPlaces } from '../peers/workspace.ts';
import { bytesBelow, compiledIn, filesBelow, openMachine, share } from './machines.ts';

/** A first build in a fresh container, of what another one has pushed. */
interface Way {
  readonly name: string;
  build(container: Base): Promise<Exit>;
}

const SCCACHE = 'sccache with S3';

/** Figures of a workspace with a directory and an S3 server as remotes, against a cold build and sccache with that server. */
export async function measureRemote(workspace: string, common: string, rounds: number): Promise<Figure[]> {
  const source = realpathSync(workspace);
  const server = await versitygw({ directory: common });
  try {
    const builder = await openMachine({ name: 'builder', source, common, repository: 'project' });
    await exec('cargo', ['fetch', '-q', '--locked'], { cwd: builder.main, env: builder.env });
    await cargo(builder, {});
    await share(builder, ['init']);
    const key = (await share(builder, ['remote', 'key'])).stdout.trim();
    const place = join(common, 'place');
    await share(builder, ['remote', 'add', 'near', place]);
    await share(builder, ['remote', 'add', 'far', server.url]);
    const sent = await push(builder, 'near', server);
    const toS3 = await time(() => push(builder, 'far', server));
    const exported = join(common, 'exported');
    // Without a key, as a CI job has none.
    const toDirectory = await time(() => share(builder, ['export', exported], { XDG_CONFIG_HOME: join(common, 'no key') }));
    const all = waysOf({ key, place, exported, server });
    const ways = (await knowsS3(builder, server)) ? all : all.filter(({ name }) => name !== SCCACHE);
    const figures = await firstBuilds(ways, { source, common, rounds });
    const units = sent.commits[0]?.units ?? 0;
    return [
      { name: 'units pushed', value: units, unit: 'units' },
      { name: 'bytes pushed', value: bytesBelow(place) / 1e6, unit: 'MB' },
      { name: 'pushing all of them to S3', value: toS3, unit: 's' },
      { name: 'exporting all of them', value: toDirectory, unit: 's' },
      ...figures,
      ...(await afterOneLine(builder, place, server)),
    ];
  } finally {
    await server.kill();
  }
}

function cargo(base: Base, more: Environment): Promise<Exit> {
  return exec('cargo', ['build', '--locked'], { cwd: base.main, env: { ...base.env, ...more } });
}

async function push(builder: Base, remote: string, server: RunningServer): Promise<SendDocument> {
  return JSON.parse((await share(builder, ['--json', 'push', remote], server.env)).stdout) as SendDocument;
}

function waysOf(o: { readonly key: string; readonly place: string; readonly exported: string; readonly server: RunningServer }): Way[] {
  const pulled = (name: string, url: string): Way => ({
    name,
    async build(container) {
      await exec('git', ['config', '--add', 'share.allowedKey', o.key], { cwd: container.main, env: container.env });
      await share(container, ['remote', 'add', 'it', url]);
      await share(container, ['pull', 'it'], o.server.env);
      return cargo(container, {});
    },
  });
  return [
    { name: 'cold', build: (container) => cargo(container, {}) },
    pulled('pull from a directory', o.place),
    pulled('pull from S3', o.server.url),
    {
      name: 'import of an export',
      async build(container) {
        await share(container, ['import', '--unsigned', o.exported]);
        await share(container, ['warm']);
        return cargo(container, {});
      },
    },
    { name: SCCACHE, build: (container) => withSccache(container, o.server) },
  ];
}

function sccacheEnvironment(server: RunningServer, port: number): Environment {
  return {
    ...server.env,
    SCCACHE_SERVER_PORT: String(port),
    SCCACHE_BUCKET: 'bucket',
    SCCACHE_ENDPOINT: new URL(new URL(server.url).searchParams.get('endpoint') ?? '').host,
    SCCACHE_REGION: 'us-east-1',
    SCCACHE_S3_USE_SSL: 'false',
    SCCACHE_S3_KEY_PREFIX: 'sccache',
  };
}

/** Debian's sccache was built without S3; `cargo install sccache --no-default-features --features s3` has it. */
async function knowsS3(base: Base, server: RunningServer): Promise<boolean> {
  const options = { cwd: base.root, env: { ...base.env, ...sccacheEnvironment(server, await freePort()) }, statuses: 'any' } as const;
  const { status } = await exec('sccache', ['--start-server'], options);
  await exec('sccache', ['--stop-server'], options);
  return status === 0;
}

/** One server of sccache for each build, as a container has it. */
async function withSccache(container: Base, server: RunningServer): Promise<Exit> {
  const env = { ...sccacheEnvironment(server, await freePort()), RUSTC_WRAPPER: 'sccache', CARGO_INCREMENTAL: '0' };
  const built = await cargo(container, env);
  await exec('sccache', ['--stop-server'], { cwd: container.root, env: { ...container.env, ...env } });
  return built;
}

/** The first builds of all ways, each round beginning with another one; always at one path, as containers have it. */
async function firstBuilds(ways: readonly Way[], o: { readonly source: string; readonly common: string; readonly rounds: number }): Promise<Figure[]> {
  const seconds = new Map<string, number[]>();
  const compiled = new Map<string, number>();
  const once = async ({ name, build }: Way): Promise<number> => {
    const container = await openMachine({ name: 'container', source: o.source, common: o.common, repository: 'project' });
    let exit: Exit | undefined;
    const taken = await time(async () => (exit = await build(container)));
    if (exit !== undefined) compiled.set(name, compiledIn(exit));
    rmSync(container.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    return taken;
  };
  // It fills its own cache, at the path where it will be asked.
  for (const way of ways) if (way.name === SCCACHE) await once(way);
  for (let round = 0; round < o.rounds; round += 1) {
    for (let at = 0; at < ways.length; at += 1) {
      const way = ways[(at + round) % ways.length];
      if (way === undefined) continue;
      const taken = await once(way);
      process.stdout.write(`  ${way.name}: ${taken.toFixed(2)} s\n`);
      seconds.set(way.name, [...(seconds.get(way.name) ?? []), taken]);
    }
  }
  const of = (name: string): number => median(seconds.get(name) ?? []);
  return ways.flatMap(({ name }): Figure[] => {
    const first: Figure = { name: `${name}: first build`, value: of(name), unit: 's' };
    if (name === 'cold' || name === SCCACHE) return [first];
    return [
      first,
      { name: `${name}: crates compiled`, value: compiled.get(name) ?? 0, unit: 'units' },
      { name: `cold against ${name}`, value: of('cold') / of(name), unit: 'x' },
      ...(seconds.has(SCCACHE) ? [{ name: `sccache against ${name}`, value: of(SCCACHE) / of(name), unit: 'x' } satisfies Figure] : []),
    ];
  });
}

/** What a push sends after one line was changed in the program, against what the files that are then others take compressed. */
async function afterOneLine(builder: Base, place: string, server: RunningServer): Promise<Figure[]> {
  const { leaf } = await findEditPlaces(builder.main, builder.env);
  const before = digests(builder.main);
  // What nobody calls would leave the program as it was.
  appendFileSync(join(builder.main, leaf), '\n#[used]\nstatic ONE_LINE: u64 = 1;\n');
  const built = await cargo(builder, {});
  await exec('git', ['-c', 'core.hooksPath=/dev/null', 'commit', '-qam', 'One line'], { cwd: builder.main, env: builder.env });
  let changed = 0;
  for (const [digest, path] of digests(builder.main)) if (!before.has(digest)) changed += (await compress(readFileSync(path))).length;
  const standing = bytesBelow(place);
  const { commits } = await push(builder, 'near', server);
  const sent = bytesBelow(place) - standing;
  return [
    { name: 'after one line: crates compiled', value: compiledIn(built), unit: 'units' },
    { name: 'after one line: units pushed', value: commits.at(-1)?.added ?? 0, unit: 'units' },
    { name: 'after one line: bytes pushed', value: sent / 1e6, unit: 'MB' },
    { name: 'after one line: pushed against what changed, compressed', value: sent / changed, unit: 'x', target: { atMost: 1.2 } },
  ];
}

/** What cargo has built, each content once; incremental data stays where it is. */
function digests(main: string): Map<string, string> {
  const profile = join(main, 'target', 'debug');
  const folders = ['deps', 'build', '.fingerprint', 'examples'].map((name) => join(profile, name)).filter((path) => existsSync(path));
  return new Map(folders.flatMap(filesBelow).filter((path) => statSync(path).size > 0).map((path) => [createHash('sha256').update(readFileSync(path)).digest('hex'), path]));
}
