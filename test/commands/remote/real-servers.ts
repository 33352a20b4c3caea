import { AwsClient } from 'aws4fetch';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../../src/system/free-port.ts';

/** A server as people run it. */
export interface RunningServer {
  readonly url: string;
  readonly env: NodeJS.ProcessEnv;
  /** With a secret that is not the right one. */
  readonly wrong: NodeJS.ProcessEnv;
  /** Where the server keeps its files. */
  readonly files: string;
  /** Has it lose one of them: by its own means, as servers remember what they have. Relative to {@link files}. */
  lose(name: string): Promise<void>;
  /** Ends when the server has. */
  kill(): Promise<void>;
}

/** Where a server runs: below a directory that is there, behind an address, by a command that starts programs elsewhere. */
export interface ServerPlace {
  readonly directory: string;
  readonly address?: string;
  readonly inside?: readonly string[];
}

export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

/** Debian's nginx, with its WebDAV module, behind a password. */
export async function nginx({ directory }: ServerPlace): Promise<RunningServer> {
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
  const kill = await start(['nginx', '-p', directory, '-e', join(directory, 'error.log'), '-c', join(directory, 'nginx.conf')], {}, base);
  const lose = async (name: string): Promise<void> => rmSync(join(files, name));
  return { url: `${base}/units`, env: { CARGO_SHARE_HTTP_USER: 'me:secret' }, wrong: { CARGO_SHARE_HTTP_USER: 'me:wrong' }, files, lose, kill };
}

const ID = 'units-key';
const SECRET = 'secret-key';

/** rclone, which serves a directory as S3 and checks signatures. It forgets nothing of its directory within minutes, whatever others do there. */
export function rclone(place: ServerPlace): Promise<RunningServer> {
  return s3(place, (at, files) => ({ command: ['rclone', '--config', '', 'serve', 's3', '--addr', at, '--auth-key', `${ID},${SECRET}`, files], env: {} }));
}

/** versitygw, which does the same as object stores do. Unless told, it closes each connection, which no object store does. */
export function versitygw(place: ServerPlace): Promise<RunningServer> {
  return s3(place, (at, files) => ({ command: ['versitygw', '--keep-alive', '--port', at, 'posix', files], env: { ROOT_ACCESS_KEY: ID, ROOT_SECRET_KEY: SECRET } }));
}

/** An S3 server over a directory, with a bucket `bucket`. */
async function s3({ directory, address, inside = [] }: ServerPlace, how: (at: string, files: string) => { command: readonly string[]; env: NodeJS.ProcessEnv }): Promise<RunningServer> {
  const at = `${address ?? '127.0.0.1'}:${await freePort()}`;
  const files = join(directory, 's3');
  mkdirSync(join(files, 'bucket'), { recursive: true });
  const endpoint = `http://${at}`;
  const { command, env: own } = how(at, files);
  // From elsewhere it cannot be asked whether it answers.
  const kill = await start([...inside, ...command], own, address === undefined ? endpoint : undefined);
  const env = { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET };
  const client = new AwsClient({ accessKeyId: ID, secretAccessKey: SECRET, service: 's3', region: 'us-east-1' });
  const lose = async (name: string): Promise<void> => void (await client.fetch(`${endpoint}/${name}`, { method: 'DELETE' }));
  return { url: `s3://bucket/units?endpoint=${endpoint}`, env, wrong: { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' }, files, lose, kill };
}

/** Starts a server, and waits until `ready` answers, whatever it says; undefined: for nothing. */
async function start([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv, ready: string | undefined): Promise<() => Promise<void>> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  if (ready === undefined || (await answers(ready))) return () => end(child);
  await end(child);
  throw new Error(`${program} does not answer`);
}

async function answers(url: string): Promise<boolean> {
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      await fetch(url, { method: 'HEAD' });
      return true;
    } catch {
      await pause(50);
    }
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
