import { hashPath } from '../../formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { parseDepInfo, type DepInfo } from '../../formats/cargo/dep-info.ts';
import { packageRoot, sourceOf } from '../../formats/cargo/package-source.ts';
import { parseRustcDepInfo } from '../../formats/cargo/rustc-dep-info.ts';
import { stat } from '../../system/fs.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { PackageSource } from '../../units/model.ts';
import type { SaveRefusal } from '../../units/refusal.ts';
import { bytesOf, fileOf, type CollectedUnit } from './collected.ts';
import type { Donor } from './donor.ts';
import { sourceInputs, type SourceInput } from './inputs.ts';
import { locate } from './locate.ts';

/** What a compile unit was made from, as rustc and cargo wrote it down. */
export interface CompiledFrom {
  readonly source: PackageSource;
  /** The directory that its relative paths start from: cargo compiles members in the workspace root. */
  readonly workspace: AbsolutePath;
  /** Of a path package; none of the build directory's. */
  readonly inputs: readonly SourceInput[];
  /** Every source as rustc lists it: relative to the workspace root, or absolute. */
  readonly listed: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string | null }[];
  readonly depInfo: DepInfo;
}

/** Reads rustc's `.d` and cargo's `dep-*` of a compile unit. */
export function compiledFrom(unit: CollectedUnit, donor: Donor): Result<CompiledFrom, SaveRefusal> {
  const listed = bytesOf(fileOf(unit, 'rustc-dep-info'));
  if (listed === undefined) return err({ reason: 'incomplete', missing: `${unit.unit.name}.d` });
  const recorded = bytesOf(fileOf(unit, 'dep-info'));
  const depInfo = recorded && parseDepInfo(recorded);
  if (depInfo?.ok !== true) return err({ reason: 'incomplete', missing: `dep-${unit.unit.name}` });
  const { inputs: named, env } = parseRustcDepInfo(listed.toString('utf8'));
  const inputs = crateFirst(named);
  const first = inputs[0];
  if (first === undefined) return err({ reason: 'unknown-source', file: `${unit.unit.name}.d` });
  const workspace = workspaceOf(inputs, donor);
  if (workspace === undefined) return err({ reason: 'unknown-source', file: first });
  const source = findSource({ unit, first, inputs, workspace, depInfo: depInfo.value, donor });
  if (!source.ok) return source;
  const made = { source: source.value, workspace, env, depInfo: depInfo.value };
  if (source.value.kind !== 'path') return ok({ ...made, inputs: [], listed: inputs });
  const own = sourceInputs(inputs, workspace, donor);
  if (own.doubtful !== undefined) return err({ reason: 'unknown-source', file: own.doubtful });
  return ok({ ...made, inputs: own.inputs, listed: inputs });
}

/** Rustc lists the crate's root first; clippy puts its configuration before it. */
function crateFirst(inputs: readonly string[]): readonly string[] {
  const isConfig = (path: string): boolean => path.endsWith('clippy.toml');
  return isConfig(inputs[0] ?? '') ? [...inputs.filter((path) => !isConfig(path)), ...inputs.filter(isConfig)] : inputs;
}

/** With several workspaces in one build directory: the one in which the relative inputs are. */
function workspaceOf(inputs: readonly string[], donor: Donor): AbsolutePath | undefined {
  const [only] = donor.workspaces;
  if (donor.workspaces.length === 1) return only;
  const relative = inputs.filter((path) => !path.startsWith('/'));
  if (relative.length === 0) return only;
  const fitting = donor.workspaces.filter((root) => relative.every((path) => stat(`${root}/${path}`) !== undefined));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function findSource(o: {
  unit: CollectedUnit;
  first: string;
  inputs: readonly string[];
  workspace: AbsolutePath;
  depInfo: DepInfo;
  donor: Donor;
}): Result<PackageSource, SaveRefusal> {
  const { unit, donor, workspace } = o;
  const found = sourceOf({
    packageName: unit.unit.packageName,
    firstInput: o.first,
    workspaceRoot: workspace,
    cargoHome: donor.cargoHome,
    worktreeRoot: donor.worktree,
  });
  if (typeof found === 'string') return err({ reason: 'unknown-source', file: o.first });
  if (found.kind !== 'path') return ok(found);
  const root = found.vendored === true ? found.root : packageRoot({ inputs: [...o.inputs], depInfo: o.depInfo });
  if (root === undefined) return err({ reason: 'unknown-source', file: o.first });
  const at = locate(root === '' ? '.' : root, workspace, donor);
  if (found.vendored === true) {
    // The fingerprint can be computed for another worktree only where its path is known to be that of the crate's root.
    const known = (at.in === 'worktree' || at.in === 'machine') && hashPath(o.first) === unit.unit.record.path;
    return known ? ok({ kind: 'path', name: found.name, root: at.path, vendored: true }) : err({ reason: 'unknown-source', file: o.first });
  }
  if (at.in !== 'worktree' && at.in !== 'machine') return err({ reason: 'unknown-source', file: o.first });
  if (at.in === 'machine' || !o.first.startsWith('/')) return ok({ kind: 'path', name: found.name, root: at.path });
  // Another worktree has the unit under another name, and as for vendored packages its path must be known to be hashed.
  if (hashPath(o.first) !== unit.unit.record.path) return err({ reason: 'unknown-source', file: o.first });
  return ok({ kind: 'path', name: found.name, root: at.path, namedBy: root as AbsolutePath });
}
