import { dirname } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { configValue, type ConfigTable } from '../../../formats/cargo/config-files.ts';
import { undoSplice } from '../splice.ts';
import type { SetupStep } from '../steps.ts';
import { readBytes } from '../../../system/fs.ts';
import { applyEdits, buildDirValue, OPT_OUT, type SharedKey } from './config-edits.ts';
import type { RecordedConfig } from './record.ts';
import { isOwnWrapper } from './wrapper.ts';

/**
 * How a configuration file gets back what it held: byte for byte, also where somebody has added to it since. Where
 * our own lines have been changed or the record is lost (`splice` undefined), the keys that still have our values
 * go, and the rest stays as it is.
 */
export function undoConfig(
  config: Pick<RecordedConfig, 'path' | 'created'> & Partial<Pick<RecordedConfig, 'splice'>>,
  directory: string,
): SetupStep[] {
  const { path, created, splice } = config;
  const current = readBytes(path);
  // Gone, with its worktree or by hand.
  if (current === undefined) return [];
  const spliced = splice === undefined ? undefined : undoSplice(current, splice);
  const bytes = spliced ?? withoutOwnKeys(current, directory);
  if (bytes === undefined || bytes.equals(current)) return [];
  if (bytes.length === 0 && created) return [{ action: 'remove-cargo-config', path, expected: current }];
  return [{ action: 'edit-cargo-config', path, expected: current, bytes }];
}

function withoutOwnKeys(current: Buffer, directory: string): Buffer | undefined {
  const values = parseValues(current);
  if (values === undefined) return undefined;
  const own = (['build-dir', 'target-dir', 'rustc-workspace-wrapper'] as const).filter((key) =>
    isOwn(key, configValue(values, 'build', key), directory),
  );
  const done = applyEdits(current, Object.fromEntries(own.map((key) => [key, null])));
  return done.ok ? done.value : undefined;
}

function isOwn(key: SharedKey, value: unknown, directory: string): boolean {
  if (value === undefined) return false;
  if (key === 'rustc-workspace-wrapper') return value === '' || isOwnWrapper(value);
  if (value === directory) return true;
  return key === 'build-dir' && (value === OPT_OUT['build-dir'][key] || value === buildDirValue(dirname(directory), directory));
}

function parseValues(bytes: Buffer): ConfigTable | undefined {
  try {
    return parse(bytes.toString('utf8'), { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}
