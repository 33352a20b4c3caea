import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Head, HeadCommit } from './documents.ts';
import { readHead, readIndex, type Trust } from './heads.ts';
import { receive, type Received, type ReceiveOptions } from './receive.ts';
import { isOlderThanTaken, noteTaken } from './taken-heads.ts';

export interface TakeOptions extends ReceiveOptions {
  readonly trust: Trust;
  readonly host: string;
  /** The commits from which a worktree starts, the nearest first; those of `all` are taken whatever this says. */
  readonly near: readonly string[];
  readonly all: boolean;
  /** Whether a head that is older than one taken before is taken all the same. */
  readonly older: boolean;
  /** Whether the compiler need not be this machine's: cargo tells by each unit's own record of it. */
  readonly anyCompiler: boolean;
}

/** Takes what a place has for this repository. */
export async function take(o: TakeOptions): Promise<Result<Received[], Failure>> {
  const read = await readHead(o.objects, o.trust, o.host);
  if (!read.ok) return read;
  const head = read.value;
  if (head === undefined) return err({ code: 'remote-empty', message: `There is nothing for ${o.trust.repository} on ${o.host}.`, path: o.objects.where, hint: 'Both sides must call the repository alike: `git config share.repository NAME`.' });
  if (!o.older && isOlderThanTaken(o.store, head)) return err(tooOld(o.objects.where));
  const received: Received[] = [];
  for (const line of chooseCommits(head, o)) {
    const index = await readIndex(o.objects, head, line);
    if (!index.ok) return index;
    const { machine: there } = index.value;
    const machine = o.anyCompiler && there.commitKnown ? { ...o.machine, rustc: there.rustc, commitKnown: true } : o.machine;
    const done = await receive(index.value, { ...o, machine });
    if (!done.ok) return done;
    received.push(done.value);
  }
  noteTaken(o.store, head);
  return ok(received);
}

/** The commit nearest to the worktree's own, and the newest: between them is what both have. Pure. */
export function chooseCommits(head: Pick<Head, 'commits'>, o: { readonly near: readonly string[]; readonly all: boolean }): HeadCommit[] {
  if (o.all) return [...head.commits];
  const byCommit = new Map(head.commits.map((line) => [line.commit, line]));
  const nearest = o.near.map((commit) => byCommit.get(commit)).find((line) => line !== undefined);
  return [...new Set([nearest, head.commits.at(-1)])].filter((line) => line !== undefined);
}

function tooOld(path: string): Failure {
  return {
    code: 'remote-untrusted',
    message: 'What is there is older than what was taken from the same signer before: units that were replaced since could come back. Nothing is taken from it.',
    path,
    hint: '`cargo share import --older` takes it all the same.',
  };
}
