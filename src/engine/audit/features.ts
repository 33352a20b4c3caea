import { parseFingerprint } from '../../formats/cargo/fingerprint-json.ts';
import { readText } from '../../system/fs.ts';
import type { FeaturesOf } from './commands.ts';

/** Reads them from the first of these build directories in which a unit stands. */
export function featuresIn(...buildDirectories: readonly string[]): FeaturesOf {
  return ({ files }) => {
    const path = files.find(({ role }) => role === 'fingerprint-json')?.path;
    if (path === undefined) return [];
    for (const directory of buildDirectories) {
      const record = parseFingerprint(readText(`${directory}/${path}`) ?? '');
      if (record.ok) return listed(record.value.features);
    }
    return [];
  };
}

/** Cargo writes them as Rust shows a list of strings: `["default", "std"]`. */
function listed(features: string): string[] {
  return [...features.matchAll(/"([^"]+)"/g)].flatMap(([, name]) => name ?? []);
}
