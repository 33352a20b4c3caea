import type { AbsolutePath } from '../../../system/brand.ts';
import { readText } from '../../../system/fs.ts';
import { err, ok, type Result } from '../../../system/result.ts';
import type { BuiltUnit, UnitFile, UnitKind } from '../../../units/model.ts';
import type { SaveRefusal } from '../../../units/refusal.ts';
import { fingerprintNumber, isFingerprintText, parseFingerprint } from '../fingerprint-json.ts';
import type { UnitEntry } from './layout.ts';
import { kindOfName } from './unit-name.ts';

/** What a layout finds beside the fingerprint directory. */
export interface FoundOutputs {
  readonly files: readonly UnitFile[];
  readonly outDirectory: string | undefined;
}

/**
 * Reads what is the same in both layouts: cargo's hash, its JSON and the other files of the fingerprint directory.
 * `find` gives the outputs; it is not asked where the fingerprint is already incomplete.
 */
export function readUnit(
  buildDirectory: AbsolutePath,
  entry: UnitEntry,
  find: (kind: UnitKind) => Result<FoundOutputs, SaveRefusal>,
): Result<BuiltUnit, SaveRefusal> {
  const kind = kindOfName(entry.name);
  if (kind === undefined || kind === 'doc') return err({ reason: 'unsupported-kind', kind: entry.name });
  const fingerprint = readText(`${buildDirectory}/${entry.fingerprintPath}`) ?? '';
  if (!isFingerprintText(fingerprint)) return err({ reason: 'incomplete', missing: entry.fingerprintPath });
  const jsonPath = `${entry.fingerprintPath}.json`;
  const json = readText(`${buildDirectory}/${jsonPath}`);
  if (json === undefined || json === '') return err({ reason: 'incomplete', missing: jsonPath });
  const record = parseFingerprint(json);
  if (!record.ok) return err({ reason: 'unsupported-kind', kind: `${jsonPath}: ${record.error}` });
  const missing = requiredFingerprintFile(kind, entry);
  if (missing !== undefined) return err({ reason: 'incomplete', missing });
  const found = find(kind);
  if (!found.ok) return found;
  return ok({
    slot: entry.slot,
    layout: entry.layout,
    profileDirectory: entry.profileDirectory,
    packageName: entry.packageName,
    unitHash: entry.unitHash,
    name: entry.name,
    kind: kind === 'lib' && isProcMacro(found.value.files, entry.unitHash) ? 'proc-macro' : kind,
    fingerprint,
    fingerprintNumber: fingerprintNumber(fingerprint),
    record: record.value,
    files: [...fingerprintFiles(entry), ...found.value.files],
    outDirectory: found.value.outDirectory,
  });
}

/** Every unit but a build script's run has cargo's dep-info; without it cargo rebuilds the unit. */
function requiredFingerprintFile(kind: UnitKind, entry: UnitEntry): string | undefined {
  const depInfo = `dep-${entry.name}`;
  if (kind === 'run-build-script' || entry.fingerprintFiles.includes(depInfo)) return undefined;
  return `${entry.fingerprintDirectory}/${depInfo}`;
}

function fingerprintFiles(entry: UnitEntry): UnitFile[] {
  const files: UnitFile[] = [
    { role: 'fingerprint', path: entry.fingerprintPath },
    { role: 'fingerprint-json', path: `${entry.fingerprintPath}.json` },
  ];
  const optional = [
    ['dep-info', `dep-${entry.name}`],
    ['cached-messages', `output-${entry.name}`],
    ['invoked-timestamp', 'invoked.timestamp'],
  ] as const;
  for (const [role, name] of optional) {
    if (entry.fingerprintFiles.includes(name)) files.push({ role, path: `${entry.fingerprintDirectory}/${name}` });
  }
  return files;
}

/**
 * A proc macro leaves a library and no metadata file (seen with cargo 1.95). So does a package of crate type
 * `dylib` or `cdylib` alone, but a path package's has no hash in its name.
 */
function isProcMacro(files: readonly UnitFile[], unitHash: string): boolean {
  const libraries = files.filter(({ role }) => role === 'dylib');
  return (
    libraries.length > 0 &&
    libraries.every(({ path }) => path.includes(unitHash, path.lastIndexOf('/'))) &&
    files.every(({ role }) => role !== 'rlib' && role !== 'rmeta')
  );
}
