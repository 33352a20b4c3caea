import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { exec, type Environment } from '../../test/rig/process.ts';

/** Where edits of a workspace go, relative to its root. */
export interface EditPlaces {
  /** Source of a member that no other member uses. */
  readonly leaf: string;
  /** Source of the member library that most others stand on; the leaf's own where there is none. */
  readonly core: string;
}

interface Target {
  readonly kind: readonly string[];
  readonly src_path: string;
}

interface Package {
  readonly id: string;
  readonly name: string;
  readonly manifest_path: string;
  readonly targets: readonly Target[];
  readonly dependencies: readonly { readonly name: string; readonly path?: string; readonly kind: string | null }[];
}

interface Metadata {
  readonly packages: readonly Package[];
  readonly workspace_default_members?: readonly string[];
}

/** Looks at the members that a plain `cargo build` in `root` builds. */
export async function findEditPlaces(root: string, env: Environment): Promise<EditPlaces> {
  const { stdout } = await exec('cargo', ['metadata', '--no-deps', '--format-version', '1'], { cwd: root, env });
  const metadata = JSON.parse(stdout) as Metadata;
  const byDirectory = new Map(metadata.packages.map((member) => [join(member.manifest_path, '..'), member]));
  const uses = (member: Package): Package[] =>
    member.dependencies.flatMap(({ path, kind }) => (kind === 'dev' || path === undefined ? [] : (byDirectory.get(path) ?? [])));
  const closure = (member: Package, seen = new Set<Package>()): Set<Package> => {
    for (const used of uses(member)) if (!seen.has(used)) closure(used, seen.add(used));
    return seen;
  };
  const defaults = metadata.packages.filter((member) => metadata.workspace_default_members?.includes(member.id) ?? true);
  const closures = new Map(defaults.map((member) => [member, closure(member)]));
  // The program that stands on most, else whatever does.
  const leaf = defaults.toSorted((a, b) => rank(b, closures) - rank(a, closures))[0];
  if (leaf === undefined) throw new Error(`cargo builds nothing in ${root}`);
  const dependents = (member: Package): number => [...closures.values()].filter((used) => used.has(member)).length;
  const below = [...(closures.get(leaf) ?? [])].filter((member) => source(member, ['lib', 'rlib']) !== undefined);
  const core = below.toSorted((a, b) => dependents(b) - dependents(a) || closure(a).size - closure(b).size)[0] ?? leaf;
  const place = (member: Package): string => relative(root, source(member, ['bin', 'lib', 'rlib']) ?? '');
  return { leaf: place(leaf), core: relative(root, source(core, ['lib', 'rlib', 'bin']) ?? '') };
}

function rank(member: Package, closures: ReadonlyMap<Package, ReadonlySet<Package>>): number {
  return (source(member, ['bin']) === undefined ? 0 : 1000) + (closures.get(member)?.size ?? 0);
}

/** The source of the first target of one of these kinds, in the order of the kinds. */
function source(member: Package, kinds: readonly string[]): string | undefined {
  for (const kind of kinds) {
    const target = member.targets.find((candidate) => candidate.kind.includes(kind));
    if (target !== undefined) return target.src_path;
  }
  return undefined;
}

/** A `Cargo.lock` that differs in one registry package. */
export interface Bump {
  readonly package: string;
  readonly from: string;
  readonly to: string;
  readonly lockfile: string;
}

const UPDATING = /^\s*Updating (\S+) v(\S+) -> v(\S+)/;

/**
 * Up to `wanted` updates of single packages that cargo would make, among those that `compiled` names.
 * `root` is left as it was. Downloads what they need, so that no build does.
 */
export async function findBumps(root: string, env: Environment, o: { readonly wanted: number; readonly compiled: ReadonlySet<string> }): Promise<Bump[]> {
  const lock = join(root, 'Cargo.lock');
  const options = { cwd: root, env, statuses: 'any' } as const;
  const offered = (await exec('cargo', ['update', '--dry-run'], options)).stderr.split('\n').flatMap((line) => {
    const [, name = '', from = '', to = ''] = UPDATING.exec(line) ?? [];
    return o.compiled.has(name) ? [{ name, from, to }] : [];
  });
  const bumps: Bump[] = [];
  for (const { name, from, to } of offered) {
    if (bumps.length === o.wanted) break;
    const updated = await exec('cargo', ['update', '-p', `${name}@${from}`, '--precise', to], options);
    const single = updated.status === 0 && updated.stderr.split('\n').filter((line) => /^\s*(Updating|Adding|Removing|Downgrading) \S+ v/.test(line)).length === 1;
    if (single && (await exec('cargo', ['fetch', '-q', '--locked'], options)).status === 0) {
      bumps.push({ package: name, from, to, lockfile: readFileSync(lock, 'utf8') });
    }
    await exec('git', ['checkout', '-q', '--', 'Cargo.lock'], { cwd: root, env });
  }
  return bumps;
}
