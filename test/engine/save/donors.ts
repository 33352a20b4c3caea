import { mkdirSync, realpathSync } from 'node:fs';
import type { Donor } from '../../../src/engine/save/donor.ts';
import type { CollectedFile, CollectedUnit } from '../../../src/engine/save/collected.ts';
import { PackageListing } from '../../../src/engine/contents/package-files.ts';
import { WorktreeContents } from '../../../src/engine/contents/worktree-contents.ts';
import type { AbsolutePath, TimeNs } from '../../../src/system/brand.ts';
import { lstat, type FileStat } from '../../../src/system/fs.ts';
import type { BuiltUnit, FileRole, FingerprintRecord } from '../../../src/units/model.ts';
import { NOTHING_DECLARED } from '../../../src/units/declared.ts';
import { sha256 } from '../../../src/units/identity.ts';
import { slotOf } from '../../units/samples.ts';

/** A donor whose worktree is `root` and whose build directory is `root/target`, with nothing built. */
export function donorAt(root: string, more: Partial<Donor> = {}): Donor {
  const worktree = realpathSync(root) as AbsolutePath;
  const target = `${worktree}/target` as AbsolutePath;
  mkdirSync(target, { recursive: true });
  const contents = new WorktreeContents(worktree);
  return {
    worktree,
    workspaces: [worktree],
    buildDirectory: target,
    targetDirectory: target,
    spellings: [],
    owned: true,
    otherWorktrees: [],
    cargoHome: '/home/someone/.cargo' as AbsolutePath,
    git: { head: null, tags: () => ({ tags: [], movedNs: null }), dirty: () => null },
    configEnv: { digest: () => sha256('no variables'), variable: () => undefined, files: [], read: [], compilers: [] },
    declared: NOTHING_DECLARED,
    shellEnv: {},
    previousCommit: null,
    contents,
    listing: () => new PackageListing(contents, []),
    gitListing: () => undefined,
    ...more,
  };
}

const RECORD: FingerprintRecord = {
  rustc: 1n, features: '[]', declaredFeatures: '[]', target: 1n, profile: 1n, path: 1n,
  deps: [], local: [], rustflags: [], config: 1n, compileKind: 1n,
};

export function builtUnit(packageName: string, more: Partial<BuiltUnit> = {}): BuiltUnit {
  return {
    slot: slotOf(packageName),
    layout: 'legacy',
    profileDirectory: 'debug',
    packageName,
    unitHash: '0123456789abcdef',
    name: `lib-${packageName}`,
    kind: 'lib',
    fingerprint: 'fedcba9876543210',
    fingerprintNumber: 1n,
    record: RECORD,
    files: [],
    outDirectory: undefined,
    ...more,
  };
}

const STAT: FileStat = {
  kind: 'file', dev: 1n, ino: 1n, mode: 0o644, links: 1, size: 0, physical: 0,
  mtimeNs: 1n as TimeNs, ctimeNs: 1n as TimeNs, uid: 0,
};

/** A file that was read into memory under cargo's lock. */
export function inMemory(role: FileRole, path: string, content: string | Buffer): CollectedFile {
  const bytes = Buffer.from(content as string);
  return { role, path, stat: { ...STAT, size: bytes.length }, content: { kind: 'bytes', bytes } };
}

export function linkTo(path: string, target: string): CollectedFile {
  return { role: 'out-file', path, stat: { ...STAT, kind: 'symlink' }, content: { kind: 'symlink', target } };
}

/** An artifact that stands in the staging directory as `at`. */
export function staged(role: FileRole, path: string, at: string): CollectedFile {
  const stat = lstat(at) ?? STAT;
  const file = { path: at, placement: 'copy', size: stat.size, mode: stat.mode, mtimeNs: stat.mtimeNs } as const;
  return { role, path, stat, content: { kind: 'staged', file } };
}

export function collected(unit: BuiltUnit, ...files: readonly CollectedFile[]): CollectedUnit {
  return { unit, files, directories: [] };
}

/** rustc's `.d` as it is for these inputs and variables. */
export function rustcDepInfo(inputs: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const list = inputs.map((path) => path.replaceAll(' ', '\\ '));
  const variables = Object.entries(env).map(([name, value]) => `# env-dep:${name}=${value}`);
  return [`/t/app.d: ${list.join(' ')}`, '', ...list.map((path) => `${path}:`), '', ...variables, ''].join('\n');
}
