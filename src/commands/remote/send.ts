import type { KeyObject } from 'node:crypto';
import { hashCompiler } from '../../formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { parseFingerprint } from '../../formats/cargo/fingerprint-json.ts';
import { packedBytes, readManifest, readPack } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import { MACHINE_NAME, storePaths } from '../../store/paths.ts';
import { concurrently } from '../../system/concurrently.ts';
import type { Failure } from '../../system/failure.ts';
import { readText } from '../../system/fs.ts';
import { INTERRUPTED, type Stopping } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Manifest, UnitKey } from '../../units/model.ts';
import type { SavedWorkspace } from '../../engine/workspaces/workspace-index.ts';
import { isImportable } from './importable.ts';
import type { Head, HeadCommit, Index, IndexUnit } from './documents.ts';
import { placeFailure, readHead, readIndex, withCommits, writeHead, writeIndex, type Trust } from './heads.ts';
import { machineDigest, type KnownMachine, type Machine } from './machine.ts';
import { objectNames, type Objects } from './objects.ts';
import { packUnit } from './pack.ts';
import { planExport, type ExportPlan, type ExportRefusal } from './plan-export.ts';

/** What stands in a worktree at one commit. */
export interface Built {
  readonly commit: string;
  readonly trees: readonly (SavedWorkspace & { readonly keys: readonly UnitKey[] })[];
}

export interface SendOptions {
  readonly store: Store;
  readonly objects: Objects;
  readonly trust: Trust;
  /** Undefined: nothing is signed. */
  readonly key: KeyObject | undefined;
  readonly machine: KnownMachine;
  readonly nowMs: number;
  readonly signal?: Stopping | undefined;
  readonly progress: (done: number, of: number) => void;
}

/** What was done for one commit. */
export interface Sent {
  readonly commit: string;
  readonly units: number;
  /** Units that were not there already, and bytes of their packs. */
  readonly added: number;
  readonly bytes: number;
  readonly left: readonly { readonly slot: string; readonly package: string; readonly refusal: ExportRefusal | 'damaged' | 'too-large' }[];
}

/** How many units are packed at once: Node compresses in four threads. */
const AT_ONCE = 4;

/** Writes packs that are missing, then an index for each commit, then the head that names them: readers see all or nothing. */
export async function send(built: readonly Built[], o: SendOptions): Promise<Result<Sent[], Failure>> {
  const { machine, trust } = o;
  // What stands there goes on under this signature: it must be of somebody who may sign, and is never signed away.
  const before = await readHead(o.objects, { ...trust, unsigned: o.key === undefined }, machine.host);
  if (!before.ok) return before;
  const mine = before.value;
  if (mine !== undefined && mine.key !== null && o.key === undefined) return err(signedAlready(o.objects.where));
  const known = await knownUnits(o, mine);
  const sent: Sent[] = [];
  const lines: HeadCommit[] = [];
  for (const each of built) {
    const done = await sendCommit(each, known, o);
    if (!done.ok) return done;
    sent.push(done.value.sent);
    lines.push(done.value.line);
  }
  const head = withCommits(mine, { repository: trust.repository, host: machine.host, atMs: o.nowMs, commits: lines });
  const written = await writeHead(o.objects, head, o.key);
  return written.ok ? ok(sent) : written;
}

function signedAlready(path: string): Failure {
  return { code: 'key-unusable', message: 'What is there is signed, and there is no key here to sign what would take its place.', path, hint: '`cargo share remote key` makes one.' };
}

/** What the newest indexes name is not compressed again to find out what it is called. */
async function knownUnits(o: SendOptions, head: Head | undefined): Promise<Map<UnitKey, IndexUnit>> {
  const known = new Map<UnitKey, IndexUnit>();
  for (const line of head?.commits.slice(-2) ?? []) {
    const index = head && (await readIndex(o.objects, head, line));
    for (const unit of index?.ok === true ? index.value.units : []) if (isImportable(unit)) known.set(unit.manifest.key, unit);
  }
  return known;
}

async function sendCommit(built: Built, known: Map<UnitKey, IndexUnit>, o: SendOptions): Promise<Result<{ sent: Sent; line: HeadCommit }, Failure>> {
  const keys = [...new Set(built.trees.flatMap((tree) => tree.keys))];
  const manifests = keys.flatMap((key) => {
    const read = readManifest(o.store, key);
    return read.ok ? [read.value] : [];
  });
  const plan = planFor(manifests, o);
  const left: Sent['left'][number][] = plan.left.map(({ manifest, refusal }) => ({ slot: manifest.slot, package: manifest.source.name, refusal }));
  const units: IndexUnit[] = [];
  let [added, bytes, done] = [0, 0, 0];
  let failure: Failure | undefined;
  const stop = { get aborted() { return failure !== undefined || o.signal?.aborted === true; } };
  await concurrently(plan.units, { atOnce: AT_ONCE, signal: stop }, async ({ manifest, needs }) => {
    const before = known.get(manifest.key);
    const has = before === undefined ? undefined : await o.objects.has(objectNames.pack(before.pack));
    o.progress((done += 1), plan.units.length);
    if (before !== undefined && has?.ok === true && has.value) {
      units.push({ ...before, needs });
      return;
    }
    const packed = await packUnit(o.store, manifest);
    if (typeof packed === 'string') {
      left.push({ slot: manifest.slot, package: manifest.source.name, refusal: packed });
      return;
    }
    const { manifest: portable, pack, length, bytes: stored } = packed;
    const there = await o.objects.has(objectNames.pack(pack));
    const put = there.ok && !there.value ? await o.objects.put(objectNames.pack(pack), stored) : there;
    if (!put.ok) {
      failure ??= placeFailure(o.objects, put.error);
      return;
    }
    if (there.ok && !there.value) [added, bytes] = [added + 1, bytes + stored.length];
    const unit = { manifest: portable, needs, pack, packed: stored.length, length };
    known.set(manifest.key, unit);
    units.push(unit);
  });
  if (failure !== undefined) return err(failure);
  if (o.signal?.aborted === true) return err(INTERRUPTED);
  const line = await writeIndex(o.objects, indexOf(built, units, o));
  return line.ok ? ok({ sent: { commit: built.commit, units: units.length, added, bytes, left }, line: line.value }) : line;
}

function planFor(manifests: readonly Manifest[], { store, machine }: SendOptions): ExportPlan {
  const digest = machineDigest(machine);
  return planExport(manifests, {
    machine,
    compiler: String(hashCompiler(machine.rustc)),
    rustflags: (manifest) => rustflagsOf(manifest, store),
    isFromAlike: ({ key }) => readText(`${storePaths.unit(store.root, key)}/${MACHINE_NAME}`) === digest,
  });
}

/** Where the record cannot be read, whatever a flag may say is assumed. */
function rustflagsOf(manifest: Manifest, store: Store): readonly string[] {
  const file = manifest.files.find(({ role }) => role === 'fingerprint-json');
  const pack = readPack(store, manifest);
  if (file?.content.at !== 'pack' || !pack.ok) return ['native'];
  const record = parseFingerprint(packedBytes(pack.value, file).toString('utf8'));
  return record.ok ? record.value.rustflags : ['native'];
}

function indexOf(built: Built, units: readonly IndexUnit[], { trust, machine }: SendOptions): Index {
  const sorted = units.toSorted((a, b) => (a.manifest.key < b.manifest.key ? -1 : 1));
  const place = new Map(sorted.map(({ manifest }, at) => [manifest.key, at]));
  const trees = built.trees.map(({ workspace, subdirectory, keys }) => ({ workspace, subdirectory, units: keys.flatMap((key) => place.get(key) ?? []) }));
  const { rustc, commitKnown, host, cargoHome, libc, tools, system, cpu } = machine;
  return { format: 1, repository: trust.repository, commit: built.commit, machine: { rustc, commitKnown, host, cargoHome, libc, tools, system, cpu } satisfies Machine, trees, units: sorted };
}
