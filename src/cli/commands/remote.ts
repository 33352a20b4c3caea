import { dirname } from 'node:path';
import { randomBytes } from 'node:crypto';
import { setRemote, unsetRemote } from '../../formats/git/config.ts';
import { readHead } from '../../commands/remote/heads.ts';
import type { Objects } from '../../commands/remote/objects.ts';
import { addressOf, openRemote } from '../../commands/remote/open-remote.ts';
import { makePrivateKey, privateKeyIn, publicKeyOf } from '../../commands/remote/signature.ts';
import { keyPath, readRemoteSettings, readSigningKey } from '../../commands/remote/trust.ts';
import { presentWorktrees, type Clone } from '../../engine/clone/clone.ts';
import { FailureError } from '../../system/failure.ts';
import { makeDirectories } from '../../system/move.ts';
import { writeNew } from '../../system/write.ts';
import { cloneOf, must, type CommandContext, type ExitStatus } from '../context.ts';
import { openExchange } from './exchange.ts';

export const REMOTE_ACTIONS = ['add', 'list', 'remove', 'test', 'key'] as const;
export type RemoteAction = (typeof REMOTE_ACTIONS)[number];

/** `cargo share remote add NAME URL | list | remove NAME | test [NAME] | key` */
export async function remote(context: CommandContext, action: RemoteAction, named: { readonly name: string | undefined; readonly url: string | undefined }): Promise<ExitStatus> {
  if (action === 'key') return key(context);
  const clone = await cloneOf(context);
  switch (action) {
    case 'add':
      return add(context, clone, named);
    case 'remove':
      return remove(context, clone, named.name);
    case 'list':
      return list(context, clone);
    case 'test':
      return test(context, clone, named.name);
  }
}

/** Makes this user's signing key where there is none, and prints its public half. */
function key(context: CommandContext): ExitStatus {
  const { reporter, env } = context;
  const path = keyPath(env);
  let own = must(readSigningKey(env));
  if (own === undefined && !context.dryRun) {
    const pem = makePrivateKey();
    makeDirectories(dirname(path), 0o700);
    writeNew(path, pem, { mode: 0o600 });
    own = privateKeyIn(pem);
    reporter.status('Made', path);
  }
  const name = own === undefined ? null : publicKeyOf(own);
  reporter.document({ schema: 1, command: 'remote', action: 'key', key: name });
  if (name === null) reporter.status('Would', `make a key in ${path}`);
  else reporter.result(name);
  return 0;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

function add(context: CommandContext, clone: Clone, { name, url }: { readonly name: string | undefined; readonly url: string | undefined }): ExitStatus {
  if (name === undefined || url === undefined || !NAME.test(name)) throw new FailureError({ code: 'usage', message: 'A remote has a name of letters and digits, and an address.', hint: '`cargo share remote add team s3://bucket/prefix`' });
  const address = addressOf(url);
  if (address === undefined) throw new FailureError({ code: 'remote-unknown', message: `\`${url}\` is no address of a remote.`, hint: 'It is a directory, `s3://BUCKET/PREFIX?endpoint=URL`, or `https://HOST/PATH`.' });
  if (address.kind === 'http' && address.user !== undefined) throw new FailureError({ code: 'usage', message: 'A password does not belong into git\'s configuration.', hint: 'Set CARGO_SHARE_HTTP_USER=NAME:PASSWORD or CARGO_SHARE_HTTP_TOKEN in the environment.' });
  if (!context.dryRun) must(setRemote(clone.repository, name, url));
  context.reporter.document({ schema: 1, command: 'remote', action: 'add', name, url });
  context.reporter.status(context.dryRun ? 'Would' : 'Added', `${context.dryRun ? 'add ' : ''}${name}: ${url}; \`cargo share remote test ${name}\` tries it`);
  return 0;
}

function remove(context: CommandContext, clone: Clone, name: string | undefined): ExitStatus {
  const { remotes } = must(readRemoteSettings(clone.repository, presentWorktrees(clone).map(({ path }) => path)));
  if (name === undefined || !remotes.has(name)) throw new FailureError(unknownRemote(name, remotes));
  if (!context.dryRun) must(unsetRemote(clone.repository, name));
  context.reporter.document({ schema: 1, command: 'remote', action: 'remove', name });
  context.reporter.status(context.dryRun ? 'Would' : 'Removed', `${context.dryRun ? 'remove ' : ''}${name}; what is there stays`);
  return 0;
}

function list(context: CommandContext, clone: Clone): ExitStatus {
  const { remotes, allowed, repository } = must(readRemoteSettings(clone.repository, presentWorktrees(clone).map(({ path }) => path)));
  context.reporter.document({ schema: 1, command: 'remote', action: 'list', repository, remotes: [...remotes].map(([name, url]) => ({ name, url })), allowed: [...allowed] });
  context.reporter.status('Called', repository);
  for (const [name, url] of remotes) context.reporter.status('Remote', `${name}: ${url}`);
  for (const allowedKey of allowed) context.reporter.status('Allowed', allowedKey);
  return 0;
}

/** Reads what counts there; writes a small object and reads it back. */
async function test(context: CommandContext, clone: Clone, name: string | undefined): Promise<ExitStatus> {
  const { reporter } = context;
  const { settings, trust, machine } = await openExchange(clone, context, { unsigned: false });
  const objects = await remoteNamed(settings.remotes, name, context.env);
  const head = await readHead(objects, trust, machine.host);
  if (!head.ok && head.error.code === 'remote-failed') throw new FailureError(head.error);
  const writable = context.dryRun ? undefined : await tryWriting(objects);
  const commits = head.ok ? (head.value?.commits.length ?? 0) : 0;
  reporter.document({ schema: 1, command: 'remote', action: 'test', place: objects.where, writable: writable?.ok ?? null, commits, ...(!head.ok && { error: head.error }) });
  reporter.status('Reads', head.ok ? `${objects.where}: ${commits} commits for ${trust.repository}` : head.error.message);
  if (writable !== undefined) reporter.status('Writes', writable.ok ? 'yes' : `no: ${writable.error.message}`);
  return head.ok ? 0 : 1;
}

async function tryWriting(objects: Objects): ReturnType<Objects['has']> {
  const name = `cargo-share-1/tried/${randomBytes(4).toString('hex')}`;
  const put = await objects.put(name, Buffer.from('cargo-share'));
  if (!put.ok) return put;
  const got = await objects.get(name, 100);
  if (!got.ok) return got;
  return got.value?.toString() === 'cargo-share' ? { ok: true, value: true } : { ok: false, error: { reason: 'io', message: 'what was written does not come back' } };
}

/** The remote of that name, or the only one. */
export async function remoteNamed(remotes: ReadonlyMap<string, string>, name: string | undefined, env: NodeJS.ProcessEnv): Promise<Objects> {
  const [only] = remotes.size === 1 ? remotes.keys() : [];
  const url = remotes.get(name ?? only ?? '');
  if (url === undefined) throw new FailureError(unknownRemote(name, remotes));
  return must(await openRemote(url, env));
}

function unknownRemote(name: string | undefined, remotes: ReadonlyMap<string, string>): FailureError['failure'] {
  const known = [...remotes.keys()].join(', ');
  const message = name === undefined ? (remotes.size === 0 ? 'No remote is set up.' : 'There are several remotes: name one.') : `There is no remote \`${name}\`.`;
  return { code: 'remote-unknown', message, hint: known === '' ? '`cargo share remote add NAME URL`' : `There are ${known}.` };
}

