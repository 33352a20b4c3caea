import { join, resolve } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { gitFailure, gitSync } from '../../formats/git/run-git.ts';
import type { Repository } from '../../formats/git/repository.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { readText, realpath } from '../../system/fs.ts';
import { homeDirectory, xdgDirectory } from '../../system/home-directory.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { isPublicKey, privateKeyIn, publicKeyOf, type PublicKey } from './signature.ts';

/** What the user's git configuration says of other machines. */
export interface RemoteSettings {
  /** What the repository is called; the same on every machine. */
  readonly repository: string;
  readonly allowed: ReadonlySet<PublicKey>;
  readonly remotes: ReadonlyMap<string, string>;
  /** Configuration files in a worktree, included by the user's: what they say here is not listened to. */
  readonly disregarded: readonly string[];
}

/** Reads it by one git process. What stands in a worktree is a checkout's word, and that names neither keys nor places. */
export function readRemoteSettings(repository: Repository, worktrees: readonly AbsolutePath[]): Result<RemoteSettings, Failure> {
  const cwd = repository.worktree ?? repository.commonDirectory;
  const read = gitSync(cwd, ['config', '-z', '--show-origin', '--get-regexp', '^(share\\.(allowedkey|repository|remote\\..*)|remote\\.origin\\.url)$']);
  if (!read.ok && !(read.error.reason === 'exit-status' && read.error.status === 1)) return err(gitFailure(read.error, cwd));
  const parts = (read.ok ? read.value.stdout.toString('utf8') : '').split('\0');
  const allowed = new Set<PublicKey>();
  const remotes = new Map<string, string>();
  const disregarded = new Set<string>();
  let [named, origin]: (string | undefined)[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [from = '', entry = ''] = [parts[i], parts[i + 1]];
    const [key = '', value = ''] = splitOnce(entry, '\n');
    const file = from.startsWith('file:') ? resolve(cwd, from.slice('file:'.length)) : undefined;
    if (from.startsWith('blob:') || (file !== undefined && liesIn(file, worktrees, repository.commonDirectory))) {
      if (key !== 'remote.origin.url') disregarded.add(file ?? from);
    } else if (key === 'share.allowedkey') {
      if (!isPublicKey(value)) return err(strangeKey(value));
      allowed.add(value);
    } else if (key === 'share.repository') named = value;
    else if (key === 'remote.origin.url') origin = value;
    else if (key.endsWith('.url')) remotes.set(key.slice('share.remote.'.length, -'.url'.length), value);
  }
  const main = worktrees[0] ?? repository.commonDirectory;
  return ok({ repository: named ?? (origin === undefined ? main : repositoryName(origin)), allowed, remotes, disregarded: [...disregarded] });
}

/** One name for the ways in which git spells a place: host and path, without user, scheme and `.git`. */
export function repositoryName(url: string): string {
  const short = /^(?:[^/@]+@)?([^/:]+):(?!\/\/)(.+)$/.exec(url);
  const [, host, path] = short ?? /^[a-z+]+:\/\/(?:[^/@]*@)?([^/:]*)(?::\d+)?\/(.+)$/.exec(url) ?? [];
  if (host === undefined || path === undefined) return url;
  return `${host.toLowerCase()}/${path.replace(/^\/+/, '').replace(/\/+$/, '').replace(/\.git$/, '')}`;
}

function splitOnce(text: string, at: string): [string, string] {
  const end = text.indexOf(at);
  return end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}

function liesIn(file: string, worktrees: readonly AbsolutePath[], common: AbsolutePath): boolean {
  const real = realpath(file) ?? file;
  return worktrees.some((worktree) => real.startsWith(`${worktree}/`)) && !real.startsWith(`${common}/`);
}

function strangeKey(value: string): Failure {
  return { code: 'key-unusable', message: `\`${value}\` in \`share.allowedKey\` is no public key.`, hint: 'Keys look like `ed25519:…`; `cargo share remote key` prints yours.' };
}

/** Where a user's own signing key is; only its owner may read it. */
export function keyPath(env: NodeJS.ProcessEnv): string {
  return join(xdgDirectory(env, 'XDG_CONFIG_HOME') ?? join(homeDirectory(env), '.config'), 'cargo-share', 'signing-key.pem');
}

/** The key that this user signs with: of the environment, as CI jobs have it, or of a file; undefined: there is none. */
export function readSigningKey(env: NodeJS.ProcessEnv): Result<KeyObject | undefined, Failure> {
  const set = env['CARGO_SHARE_SIGNING_KEY'];
  const text = set === undefined || set === '' ? readText(keyPath(env)) : set;
  if (text === undefined) return ok(undefined);
  const key = privateKeyIn(text);
  return key === undefined ? err({ code: 'key-unusable', message: 'The signing key is no Ed25519 key in PEM.', path: set === undefined ? keyPath(env) : 'CARGO_SHARE_SIGNING_KEY' }) : ok(key);
}

/** The keys whose heads count: those that are named, and this user's own. */
export function withOwnKey(allowed: ReadonlySet<PublicKey>, key: KeyObject | undefined): ReadonlySet<PublicKey> {
  return key === undefined ? allowed : new Set([...allowed, publicKeyOf(key)]);
}
