import { join, relative } from 'node:path';
import { readRange, withOpenFile } from '../../src/system/read-at.ts';
import { partsOf } from '../../src/formats/objects/parts.ts';
import { exec } from '../../test/rig/process.ts';
import { worktreePath, type Base } from '../peers/base.ts';
import type { Application } from './applications.ts';
import type { ComparedUnit } from './result.ts';

/** Of lengths that differ, so that what holds a path shifts. */
const PLACES = ['one', 'another-place'];
/** Incremental objects differ from directory to directory; without, builds agree to the byte (seen with rustc 1.95). */
const SETTINGS = { CARGO_INCREMENTAL: '0' };
/** The linker's digest of the whole file, debug information included. */
const BUILD_ID = /\.note\.gnu\.build-id$/;
/** Of a section's name in an optimised object: LLVM numbers what it makes global by the module, paths included. No program has it. */
const MODULE_NUMBER = /\.llvm\.\d+$/;

interface MemberUnit {
  readonly package: string;
  readonly kind: string;
  readonly target: string;
  /** Relative to the worktree. */
  readonly files: readonly string[];
}

/**
 * Compiles the workspace's own packages from scratch in two worktrees at one commit, and compares what reaches programs. A unit
 * that differs between the two depends on where it was built, whatever any scan says.
 */
export async function comparePlaces(base: Base, { directory = '' }: Application, say: (line: string) => void): Promise<ComparedUnit[]> {
  let units: MemberUnit[] = [];
  for (const name of PLACES) {
    say(`  the workspace's own packages from scratch, in ${name}`);
    const place = worktreePath(base, name);
    await exec('git', ['worktree', 'add', '-q', '--detach', place], { cwd: base.main, env: base.env });
    units = await buildMembers(join(place, directory), base);
  }
  return units.map(({ files, ...unit }) => ({ ...unit, differs: firstDifference(files, PLACES.map((name) => join(worktreePath(base, name), directory))) }));
}

interface Message {
  readonly reason: string;
  readonly package_id: string;
  readonly target: { readonly name: string; readonly kind: readonly string[] };
  readonly profile: { readonly test: boolean };
  readonly filenames: readonly string[];
}

/** The units of the workspace's own packages that `cargo build` and `cargo test --no-run` compile in `place`. */
async function buildMembers(place: string, base: Base): Promise<MemberUnit[]> {
  const options = { cwd: place, env: { ...base.env, ...SETTINGS } };
  const { stdout } = await exec('cargo', ['metadata', '--no-deps', '--format-version', '1'], options);
  const { packages } = JSON.parse(stdout) as { readonly packages: readonly { readonly name: string; readonly id: string }[] };
  const names = new Map(packages.map(({ id, name }) => [id, name]));
  // By id: a name may be a registry package's too.
  await exec('cargo', ['clean', '-q', ...packages.flatMap(({ id }) => ['-p', id])], options);
  const units = new Map<string, MemberUnit>();
  for (const args of [['build'], ['test', '--no-run']]) {
    const run = await exec('nice', ['cargo', ...args, '-q', '--message-format', 'json'], options);
    for (const line of run.stdout.split('\n').filter((text) => text.startsWith('{'))) {
      const message = JSON.parse(line) as Message;
      const name = names.get(message.package_id);
      if (message.reason !== 'compiler-artifact' || name === undefined) continue;
      const files = message.filenames.map((file) => relative(place, file)).filter((file) => !file.endsWith('.rmeta'));
      const kind = message.profile.test ? 'test' : (message.target.kind[0] ?? '');
      units.set(files.join(), { package: name, kind, target: message.target.name, files });
    }
  }
  return [...units.values()];
}

/** Where the first of the files differs: an archive member's name and the section's. Null: nowhere. */
function firstDifference(files: readonly string[], [one = '', other = '']: readonly string[]): string | null {
  for (const file of files) {
    const [parts, others] = [loadedParts(join(one, file)), loadedParts(join(other, file))];
    if (parts.length !== others.length) return 'another number of sections';
    const differing = parts.find(({ label, bytes }, index) => others[index]?.label !== label || !others[index].bytes.equals(bytes));
    if (differing !== undefined) return differing.label;
  }
  return null;
}

/** A proc macro's symbol table says how long its metadata is, which names the worktree and is not compared. */
const METADATA_LENGTH = '.dynsym';

function loadedParts(path: string): { label: string; bytes: Buffer }[] {
  const parts = withOpenFile(path, (fd, size) => {
    const found = partsOf(fd, size);
    if (!found.ok) throw new Error(`${path}: ${found.error}`);
    const { searched, metadata } = found.value;
    return searched
      .map(({ label, start, size: length }) => ({ label: label().replace(MODULE_NUMBER, ''), bytes: readRange(fd, start, length) }))
      .filter(({ label }) => !BUILD_ID.test(label) && (metadata.length === 0 || label !== METADATA_LENGTH));
  });
  return parts ?? [];
}
