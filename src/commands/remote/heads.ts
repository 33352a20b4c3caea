import { compress, decompress } from '../../system/compress.ts';
import type { KeyObject } from 'node:crypto';
import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { headIn, indexIn, type Head, type HeadCommit, type Index } from './documents.ts';
import { digestOf, MOST, objectNames, type Objects, type ObjectsProblem } from './objects.ts';
import { seal, unseal, type PublicKey } from './signature.ts';

/** Whose heads count, and for which repository. */
export interface Trust {
  /** What the repository is called; the same on every machine. */
  readonly repository: string;
  readonly allowed: ReadonlySet<PublicKey>;
  /** Whether a head that nobody has signed counts too: of a place that the user vouches for. */
  readonly unsigned: boolean;
}

/** A head that counts. */
export interface TrustedHead extends Head {
  /** Null: unsigned. */
  readonly key: PublicKey | null;
}

/** How many commits a head names: those that people start from. */
const COMMITS = 100;

/** What a place has for a repository and a triple; undefined: nothing. A head that does not count is a failure that says why. */
export async function readHead(objects: Objects, trust: Trust, host: string): Promise<Result<TrustedHead | undefined, Failure>> {
  const got = await objects.get(objectNames.head(trust.repository, host), MOST.head);
  if (!got.ok) return err(placeFailure(objects, got.error));
  if (got.value === undefined) return ok(undefined);
  const signed = unseal(got.value.toString('utf8'));
  const head = signed && headIn(signed.text);
  if (signed === undefined || head === undefined) return err(untrusted(objects, 'Its head is damaged, or its signature is not that of the key which it names.'));
  if (signed.key === null ? !trust.unsigned : !trust.allowed.has(signed.key)) {
    return err(untrusted(objects, signed.key === null ? 'Nobody has signed what is there.' : `What is there is signed by ${signed.key}, which is not allowed here.`));
  }
  // Both are signed: an object that was copied to another name says so.
  if (head.repository !== trust.repository || head.host !== host) return err(untrusted(objects, `What is there is for ${head.repository} on ${head.host}.`));
  return ok({ ...head, key: signed.key });
}

/** Reads the index of a head's commit. It needs no signature of its own: the head names its digest. */
export async function readIndex(objects: Objects, head: Head, { commit, index: digest, length }: HeadCommit): Promise<Result<Index, Failure>> {
  const got = await objects.get(objectNames.index(digest), MOST.index);
  if (!got.ok) return err(placeFailure(objects, got.error));
  const damaged = untrusted(objects, `The index of ${commit.slice(0, 9)} is missing, or not the one that was signed.`);
  if (got.value === undefined || digestOf(got.value) !== digest || length > MOST.indexText) return err(damaged);
  const index = indexIn((await decompress(got.value, length))?.toString('utf8') ?? '');
  return index === undefined || index.repository !== head.repository || index.commit !== commit ? err(damaged) : ok(index);
}

/** Puts an index in its place and gives its line in a head. */
export async function writeIndex(objects: Objects, index: Index): Promise<Result<HeadCommit, Failure>> {
  const text = Buffer.from(JSON.stringify(index));
  const bytes = await compress(text);
  if (text.length > MOST.indexText || bytes.length > MOST.index) return err({ code: 'io', message: 'There is more to index than an index may hold.', path: objects.where });
  const digest = digestOf(bytes);
  const put = await objects.put(objectNames.index(digest), bytes);
  return put.ok ? ok({ commit: index.commit, index: digest, length: text.length }) : err(placeFailure(objects, put.error));
}

/** The head with further commits, the newest last; of a commit that is named twice the last counts. Pure. */
export function withCommits(before: Head | undefined, more: Pick<Head, 'repository' | 'host' | 'atMs' | 'commits'>): Head {
  const commits = new Map((before?.commits ?? []).map((line) => [line.commit, line]));
  for (const line of more.commits) {
    commits.delete(line.commit);
    commits.set(line.commit, line);
  }
  // Never before the one that it replaces: readers would not take it. A clock may have been set back.
  const atMs = Math.max(more.atMs, (before?.atMs ?? 0) + 1);
  return { format: 1, repository: more.repository, host: more.host, atMs, commits: [...commits.values()].slice(-COMMITS) };
}

/** Replaces a head: from here on, readers see what it names. */
export async function writeHead(objects: Objects, head: Head, key: KeyObject | undefined): Promise<Result<void, Failure>> {
  const put = await objects.put(objectNames.head(head.repository, head.host), Buffer.from(seal(JSON.stringify(head), key)));
  return put.ok ? put : err(placeFailure(objects, put.error));
}

export function placeFailure({ where }: Objects, { message }: ObjectsProblem): Failure {
  return { code: 'remote-failed', message: `The place cannot be used: ${message}.`, path: where };
}

function untrusted({ where }: Objects, why: string): Failure {
  return {
    code: 'remote-untrusted',
    message: `${why} Nothing is taken from it.`,
    path: where,
    hint: 'Allow a key with `git config --add share.allowedKey KEY` if you trust whoever has it; see docs/remotes.md.',
  };
}
