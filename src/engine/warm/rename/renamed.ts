import { fingerprintText, hashFingerprint, hashPath, reproduces } from '../../../formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import type { FingerprintDocument } from '../../../formats/cargo/fingerprint-hash/recompute.ts';
import { rewriteFingerprintJson } from '../../../formats/cargo/fingerprint-hash/rewrite-json.ts';
import { fingerprintNumber, parseFingerprint } from '../../../formats/cargo/fingerprint-json.ts';
import type { ManifestDraft } from '../../../store/publish.ts';
import type { AbsolutePath } from '../../../system/brand.ts';
import { unitKey } from '../../../units/identity.ts';
import type { FingerprintRecord, Manifest, Slot } from '../../../units/model.ts';
import { unitHashElsewhere, type NamingFacts } from './unit-names.ts';

/** A stored unit as cargo calls it in another worktree. */
export interface Renamed {
  readonly manifest: Manifest;
  readonly draft: ManifestDraft;
  readonly fingerprintJson: string;
  /** Unit hashes that stand in its names and texts, and what stands there instead. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** What a unit depends on: as it was built, and as it is called here; the same where nothing of its name differs. */
export interface RenamedEdge {
  readonly built: { readonly slot: Slot; readonly unitHash: string };
  readonly here: { readonly slot: Slot; readonly unitHash: string; readonly fingerprint: string };
}

/**
 * Gives a unit the name and the fingerprint that cargo computes for it in another worktree. Undefined where the same
 * computation does not give those that it has where it was built.
 *
 * @param edges in the order of the manifest's dependencies
 * @param packageHere absolute; of a package outside of the workspace's root
 */
export function renamed(manifest: Manifest, { record, json }: FingerprintDocument, o: { readonly edges: readonly RenamedEdge[]; readonly packageHere: AbsolutePath | undefined; readonly facts: NamingFacts }): Renamed | undefined {
  if (!reproduces(record, manifest.fingerprint) || manifest.source.kind !== 'path') return undefined;
  const { namedBy } = manifest.source;
  const places = {
    built: { package: namedBy, dependencies: o.edges.map(({ built }) => built.unitHash) },
    here: { package: o.packageHere, dependencies: o.edges.map(({ here }) => here.unitHash) },
  };
  const unitHash = unitHashElsewhere(manifest, record, places, o.facts);
  const path = pathHere(manifest, record, o.packageHere);
  if (unitHash === undefined || path === undefined) return undefined;
  const hashes = new Map([[manifest.unitHash, unitHash], ...o.edges.map(({ built, here }) => [built.unitHash, here.unitHash] as const)]);
  const deps = record.deps.map((dep, index) => ({ ...dep, fingerprint: numberHere(o.edges[index], dep.fingerprint) }));
  const rewritten = rewriteFingerprintJson(json, record, { ...record, path, deps });
  const text = rewritten === undefined ? undefined : withHashes(rewritten, hashes);
  const after = text === undefined ? undefined : parseFingerprint(text);
  if (text === undefined || after?.ok !== true) return undefined;
  const fingerprint = fingerprintText(hashFingerprint(after.value));
  const identity = {
    slot: withHashes(manifest.slot, hashes) as Slot,
    fingerprint,
    rustc: manifest.rustc,
    source: o.packageHere === undefined ? manifest.source : { ...manifest.source, namedBy: o.packageHere },
    dependencies: manifest.dependencies.map((edge, index) => edgeHere(edge, o.edges[index])),
    inputs: manifest.inputs,
    conditions: manifest.conditions,
    digest: manifest.digest,
    provenance: manifest.provenance,
  };
  const { format: _format, rules: _rules, files: _files, ...rest } = manifest;
  const directories = manifest.directories.map((directory) => withHashes(directory, hashes));
  return { manifest, draft: { ...rest, ...identity, unitHash, directories, key: unitKey(identity) }, fingerprintJson: text, hashes };
}

/** Hashes are of one length, so that every text keeps its own. */
export function withHashes(text: string, hashes: ReadonlyMap<string, string>): string {
  return text.replace(/[0-9a-f]{16}/g, (found) => hashes.get(found) ?? found);
}

function edgeHere(edge: Manifest['dependencies'][number], renamedEdge: RenamedEdge | undefined): Manifest['dependencies'][number] {
  if (renamedEdge === undefined || renamedEdge.built.slot === renamedEdge.here.slot) return edge;
  return { slot: renamedEdge.here.slot, fingerprint: renamedEdge.here.fingerprint, digest: edge.digest };
}

function numberHere(edge: RenamedEdge | undefined, before: bigint): bigint {
  return edge === undefined || edge.built.slot === edge.here.slot ? before : fingerprintNumber(edge.here.fingerprint);
}

/** Cargo's number for the source of a package that it names by its absolute path; a build script's run has none. */
function pathHere({ source, kind, inputs }: Manifest, record: FingerprintRecord, packageHere: AbsolutePath | undefined): bigint | undefined {
  if (source.kind !== 'path' || source.namedBy === undefined || kind === 'run-build-script') return record.path;
  const first = inputs.find((input) => input.kind === 'file')?.path;
  if (first === undefined || packageHere === undefined || !first.startsWith(`${source.root}/`)) return undefined;
  const below = first.slice(source.root.length);
  return hashPath(`${source.namedBy}${below}`) === record.path ? hashPath(`${packageHere}${below}`) : undefined;
}
