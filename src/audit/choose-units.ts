import type { Manifest } from '../units/model.ts';
import type { UnitKey } from '../units/model.ts';
import type { AuditedUnit } from './model.ts';

/** What compilers of C leave: a registry's script that has made some takes its time, and an observation of it too. */
const COMPILED = /\.(?:o|a|so|obj|lib|dylib)$/;

/** Which stored units want an observation. Pure. `tried`: those that had one, whatever came of it. */
export function unitsToAudit(manifests: readonly Manifest[], tried: ReadonlySet<UnitKey>): AuditedUnit[] {
  const units: AuditedUnit[] = [];
  for (const manifest of manifests) {
    if (tried.has(manifest.key)) continue;
    const isRun = manifest.kind === 'run-build-script';
    const isNeeded = manifest.conditions.some(({ kind }) => kind === 'unobserved');
    const isDoubted = isRun && !isOwn(manifest) && (manifest.source.kind === 'git' || !manifest.files.some(({ role, path }) => role === 'out-file' && COMPILED.test(path)));
    if (isNeeded || isDoubted) units.push({ manifest, way: isRun ? 'run' : 'expand', evidence: isNeeded ? 'needed' : 'doubted' });
  }
  return units;
}

/** Of the repository itself: vendored packages are a registry's, though they lie in it. */
function isOwn({ source }: Manifest): boolean {
  return source.kind === 'path' && source.vendored !== true;
}
