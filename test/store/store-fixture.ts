import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PlacementQuestion } from '../../src/store/place/policy.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { publishUnit, type FileToPublish, type ManifestDraft, type Published } from '../../src/store/publish.ts';
import { openStaging, stageFile, type StagedFile, type Staging } from '../../src/store/stage.ts';
import type { AbsolutePath, Sha256 } from '../../src/system/brand.ts';
import type { Failure } from '../../src/system/failure.ts';
import type { Result } from '../../src/system/result.ts';
import type { Slot, UnitKey } from '../../src/units/model.ts';

/** Files with odd nanoseconds, as cargo leaves them. */
export const BUILT_NS = 1_700_000_000_123_456_789n;

export function temporaryDirectory(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function valueOf<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`expected a value, got ${JSON.stringify(result.error)}`);
  return result.value;
}

export function errorOf<T, E>(result: Result<T, E>): E {
  if (result.ok) throw new Error(`expected a failure, got ${JSON.stringify(result.value)}`);
  return result.error;
}

export function keyOf(text: string): UnitKey {
  return createHash('sha256').update(text).digest('hex') as UnitKey;
}

export function openStoreIn(directory: string): Store {
  return valueOf(openStore(join(directory, 'store/v1') as AbsolutePath));
}

export async function staging(store: Store): Promise<Staging> {
  return valueOf(await openStaging(store, { timeoutMs: 0 }));
}

export function draft(name: string): ManifestDraft {
  return {
    key: keyOf(name),
    slot: `legacy/debug/${name}-0123456789abcdef/lib-${name}` as Slot,
    layout: 'legacy',
    profileDirectory: 'debug',
    source: { kind: 'registry', name, version: '1.0.0' },
    unitHash: '0123456789abcdef',
    name: `lib-${name}`,
    kind: 'lib',
    fingerprint: 'fedcba9876543210',
    rustc: '18446744073709551615',
    dependencies: [],
    digest: createHash('sha256').update(`${name} rmeta`).digest('hex') as Sha256,
    inputs: [],
    conditions: [],
    origins: [],
    closureRoots: [],
    asks: null,
    directories: [],
    provenance: {
      worktree: '/somewhere' as AbsolutePath,
      commit: null,
      branch: null,
      builtNs: String(BUILT_NS),
      savedNs: String(BUILT_NS),
    },
  };
}

export const REGISTRY_RLIB: Omit<PlacementQuestion, 'to'> = {
  role: 'rlib',
  unit: 'lib',
  source: 'registry',
  reflink: false,
  settings: { executables: 'link' },
};

/** A file of a donor. */
export function donorFile(directory: string, name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

export function inodeOf(path: string): bigint {
  return statSync(path, { bigint: true }).ino;
}

export function stage(open: Staging, from: string, question: Omit<PlacementQuestion, 'to'> = REGISTRY_RLIB): StagedFile {
  return valueOf(stageFile(open, from, question));
}

/** A library as saved: a linked `.rlib`, and two small private files. */
export function libraryFiles(rlib: StagedFile, name: string): FileToPublish[] {
  const small = (text: string) => ({ kind: 'bytes', bytes: Buffer.from(text), mode: 0o644, mtimeNs: BUILT_NS }) as const;
  const fingerprints = `debug/.fingerprint/${name}-0123456789abcdef`;
  return [
    { role: 'rlib', path: `debug/deps/lib${name}-0123456789abcdef.rlib`, from: { kind: 'staged', file: rlib } },
    { role: 'dep-info', path: `${fingerprints}/dep-lib-${name}`, from: small('dep info') },
    { role: 'fingerprint', path: `${fingerprints}/lib-${name}`, from: small('fedcba9876543210') },
  ];
}

/** Publishes such a library from a donor in `directory`. */
export async function publishLibrary(
  store: Store,
  directory: string,
  name: string,
): Promise<Result<Published, Failure>> {
  const open = await staging(store);
  const rlib = stage(open, donorFile(directory, `donor/lib${name}.rlib`, `the library ${name}`));
  const published = publishUnit(open, draft(name), libraryFiles(rlib, name));
  open.close();
  return published;
}
