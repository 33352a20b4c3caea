import { isAwaiting, isUnvouched } from '../../units/evidence.ts';
import type { Manifest } from '../../units/model.ts';
import type { AuditedUnit } from './model.ts';

/** What compilers of C leave: a registry's script that has made some takes its time, and an observation of it too. */
const COMPILED = /\.(?:o|a|so|obj|lib|dylib)$/;

/** Which stored units want an observation. Pure. */
export function unitsToAudit(manifests: readonly Manifest[]): AuditedUnit[] {
  const units: AuditedUnit[] = [];
  for (const manifest of manifests) {
    const isRun = manifest.kind === 'run-build-script';
    if (manifest.conditions.some((condition) => condition.kind === 'unobserved' && condition.whole === true)) continue;
    const isNeeded = manifest.conditions.some(isUnvouched);
    const isDoubted = isRun ? isDoubtedRun(manifest) : manifest.conditions.some(isAwaiting);
    if (isNeeded || isDoubted) units.push({ manifest, way: isRun ? 'run' : 'expand', evidence: isNeeded ? 'needed' : 'doubted' });
  }
  return units;
}

function isDoubtedRun(manifest: Manifest): boolean {
  return !isOwn(manifest) && (manifest.source.kind === 'git' || !manifest.files.some(({ role, path }) => role === 'out-file' && COMPILED.test(path)));
}

/** Of the repository itself: vendored packages are a registry's, though they lie in it. */
function isOwn({ source }: Manifest): boolean {
  return source.kind === 'path' && source.vendored !== true;
}
