import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRemote } from '../../../src/commands/remote/open-remote.ts';
import { openStoreIn, temporaryDirectory, errorOf, valueOf } from '../../store/store-fixture.ts';
import { library, sendAll, signer, takeAll, trust } from './fixture.ts';

/** Servers as people run them. Where one is not installed its tests are skipped; CONTRIBUTING.md says how to get them. */
interface Running {
  readonly url: string;
  readonly env: NodeJS.ProcessEnv;
  /** With a secret that is not the right one. */
  readonly wrong: NodeJS.ProcessEnv;
  /** Where the server keeps its files. */
  readonly files: string;
}

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

let directory: string;
let remove: () => void;
let child: ChildProcess | undefined;
const ME = signer();
const mine = { key: ME.key, trust: trust(ME.name) };

beforeEach(() => {
  ({ path: directory, remove } = temporaryDirectory('servers'));
});
afterEach(async () => {
  const isRunning = child !== undefined && child.exitCode === null && child.signalCode === null;
  const ended = isRunning ? new Promise((resolve) => child?.once('exit', resolve)) : undefined;
  child?.kill('SIGKILL');
  await ended;
  child = undefined;
  remove();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function start(program: string, args: readonly string[], o: { readonly env?: NodeJS.ProcessEnv; readonly ready: string }): Promise<void> {
  child = spawn(program, args, { env: { ...process.env, ...o.env }, stdio: 'ignore' });
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      await fetch(o.ready, { method: 'HEAD' });
      return;
    } catch {
      await pause(50);
    }
  }
  throw new Error(`${program} does not answer`);
}

/** Debian's nginx, with its WebDAV module, behind a password. */
async function nginx(): Promise<Running> {
  const port = await freePort();
  const files = join(directory, 'dav');
  for (const name of [files, join(directory, 'tmp')]) mkdirSync(name, { mode: 0o777 });
  const hash = spawnSync('openssl', ['passwd', '-apr1', 'secret'], { encoding: 'utf8' }).stdout.trim();
  writeFileSync(join(directory, 'users'), `me:${hash}\n`);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${directory}/tmp/${kind};`).join(' ');
  writeFileSync(
    join(directory, 'nginx.conf'),
    `daemon off; master_process off; pid ${directory}/pid; error_log ${directory}/error.log; events {}
     http { access_log off; client_max_body_size 0; ${paths}
       server { listen 127.0.0.1:${port}; root ${files}; gzip on; gzip_types *;
         location / { dav_methods PUT; create_full_put_path on; auth_basic "units"; auth_basic_user_file ${directory}/users; } } }`,
  );
  const base = `http://127.0.0.1:${port}`;
  await start('nginx', ['-p', directory, '-e', join(directory, 'error.log'), '-c', join(directory, 'nginx.conf')], { ready: base });
  return { url: `${base}/units`, env: { CARGO_SHARE_HTTP_USER: 'me:secret' }, wrong: { CARGO_SHARE_HTTP_USER: 'me:wrong' }, files };
}

/** An S3 server that checks signatures, over a directory. */
async function versitygw(): Promise<Running> {
  const port = await freePort();
  const files = join(directory, 's3');
  mkdirSync(join(files, 'bucket'), { recursive: true });
  const endpoint = `http://127.0.0.1:${port}`;
  await start('versitygw', ['--port', `127.0.0.1:${port}`, 'posix', files], { env: { ROOT_ACCESS_KEY: 'me', ROOT_SECRET_KEY: 'secret-key' }, ready: endpoint });
  const env = { AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'secret-key' };
  return { url: `s3://bucket/units?endpoint=${endpoint}`, env, wrong: { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' }, files };
}

describe.each([
  ['nginx', nginx],
  ['versitygw', versitygw],
] as const)('%s', (program, run) => {
  const isThere = has(program);

  test.skipIf(!isThere)(isThere ? 'holds units, refuses a wrong secret, and is taken up where it was left' : `is not on PATH`, async () => {
    const { url, env, wrong, files } = await run();
    for (const name of ['one', 'two']) mkdirSync(join(directory, name));
    const [there, here] = [openStoreIn(join(directory, 'one')), openStoreIn(join(directory, 'two'))];
    const units = await Promise.all(Array.from({ length: 20 }, (_, index) => library(there, directory, `unit${index}`, { bytes: 20_000 })));
    expect(await takeAll(here, valueOf(await openRemote(url, env)), mine)).toMatchObject({ error: { code: 'remote-empty' } });
    expect(await sendAll(there, valueOf(await openRemote(url, env)), units.slice(0, 10), mine)).toMatchObject([{ added: 10 }]);
    expect(await sendAll(there, valueOf(await openRemote(url, env)), units, { ...mine, nowMs: 2000 })).toMatchObject([{ units: 20, added: 10 }]);
    expect(errorOf(await takeAll(here, valueOf(await openRemote(url, wrong)), mine))).toMatchObject({ code: 'remote-failed' });

    // A server that has lost some, and then has them again.
    const packs = readdirSync(files, { recursive: true, encoding: 'utf8' }).map((name) => join(files, name)).filter((path) => path.includes('/packs/') && statSync(path).isFile());
    expect(packs).toHaveLength(20);
    for (const path of packs.slice(0, 5)) rmSync(path);
    expect(valueOf(await takeAll(here, valueOf(await openRemote(url, env)), mine))).toMatchObject([{ taken: 15 }]);
    expect(await sendAll(there, valueOf(await openRemote(url, env)), units, { ...mine, nowMs: 3000 })).toMatchObject([{ added: 5 }]);
    expect(valueOf(await takeAll(here, valueOf(await openRemote(url, env)), mine))).toMatchObject([{ taken: 5, present: 15, refused: [] }]);

    // Nobody there any more: a failure that says so, and nothing else.
    child?.kill('SIGKILL');
    expect(errorOf(await takeAll(here, valueOf(await openRemote(url, env, { silence: 2000, pause: 1, tries: 2 })), mine))).toMatchObject({ code: 'remote-failed' });
  });
});
