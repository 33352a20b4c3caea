import { readManifest } from '../../store/lookup.ts';
import type { Store } from '../../store/open.ts';
import type { SeenUnit } from '../../store/targets.ts';
import { lstat } from '../../system/fs.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { packageOfSlot } from '../../units/choose.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import { isOutput, type TimedUnit } from '../../units/outputs.ts';
import type { Settled } from './collected.ts';

/**
 * What an earlier save said of a unit that has not been built since. `undefined` where the store no longer has
 * it: then it is looked at anew.
 */
export function recallUnit(slot: Slot, seen: SeenUnit, o: { store: Store; buildDirectory: AbsolutePath }): Settled | undefined {
  if ('refused' in seen.result) {
    const times: TimedUnit = { kind: 'lib', outputs: [] };
    return { state: 'refused', refusal: seen.result.refused, packageName: packageOfSlot(slot), times };
  }
  const manifest = readManifest(o.store, seen.result.saved);
  if (!manifest.ok) return undefined;
  return { state: 'saved', manifest: manifest.value, times: presentTimes(manifest.value, o.buildDirectory) };
}

/** The times that a unit's outputs have in a build directory now: warming may have given them others than the stored. */
export function presentTimes(manifest: Manifest, buildDirectory: AbsolutePath): TimedUnit {
  const outputs = manifest.files
    .filter((file) => isOutput(file.role))
    .flatMap((file) => {
      const stat = lstat(`${buildDirectory}/${file.path}`);
      return stat === undefined ? [] : [{ role: file.role, path: file.path, size: file.size, mtimeNs: stat.mtimeNs as bigint }];
    });
  return { kind: manifest.kind, outputs };
}
