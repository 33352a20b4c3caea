import type { AbsolutePath } from '../../system/brand.ts';
import { stat } from '../../system/fs.ts';
import { configFilePaths, isConfigTable, readConfigFiles, type ConfigFile, type ConfigTable } from './config-files.ts';

/** A setting that makes cargo build different units in two workspaces. */
export interface ConfigDifference {
  /** As in TOML: `build.rustflags`, `target.'cfg(unix)'.linker`. */
  readonly key: string;
  /** Where each side has it from, the strongest first; none: not set there. */
  readonly first: readonly ConfigSetting[];
  readonly second: readonly ConfigSetting[];
}

export interface ConfigSetting {
  readonly file: AbsolutePath;
  /** The value in that file, as JSON. */
  readonly value: string;
}

/** Whether something is built for a target triple (or the name of a target file): settings for others change nothing. */
export type BuiltFor = (triple: string) => boolean;

/** This machine's own triples, and those of which one of these build or target directories holds a directory. */
export function builtFor(directories: readonly string[]): BuiltFor {
  const processor = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  return (triple) => (triple.startsWith(`${processor}-`) && triple.includes(`-${process.platform}`)) || directories.some((directory) => stat(`${directory}/${triple}`) !== undefined);
}

export interface ConfigComparison {
  readonly differences: readonly ConfigDifference[];
  /** Files that only cargo can read (they include others, or do not parse): what they set is not compared. */
  readonly unreadable: readonly AbsolutePath[];
}

/**
 * Compares what the configuration files that cargo reads in two workspace roots set for keys that enter
 * fingerprints or unit hashes. Lists of several files add up, of other values the nearest file's counts
 * (`merge_helper` in cargo's `util/context/config_value.rs`, 1.95): a worktree inside another one can so get
 * every flag twice. Values from the environment are the same for both and not looked at.
 */
export async function configDifference(
  first: AbsolutePath,
  second: AbsolutePath,
  { env, isBuilt }: { readonly env: NodeJS.ProcessEnv; readonly isBuilt: BuiltFor },
): Promise<ConfigComparison> {
  const [a, b] = [await readConfigFiles(configFilePaths(first, env)), await readConfigFiles(configFilePaths(second, env))];
  const settings = [settingsOf(a.files, isBuilt), settingsOf(b.files, isBuilt)] as const;
  const keys = new Set(settings.flatMap((side) => [...side.keys()]));
  const differences: ConfigDifference[] = [];
  for (const key of [...keys].sort()) {
    const [ours, theirs] = [settings[0].get(key) ?? [], settings[1].get(key) ?? []];
    if (effective(ours) !== effective(theirs)) differences.push({ key, first: ours, second: theirs });
  }
  const unreadable = [a.unreadable, b.unreadable].filter((path) => path !== undefined);
  return { differences, unreadable: [...new Set(unreadable)] };
}

/** The settings that matter, by key, each with its files, the strongest first. */
export function settingsOf(files: readonly ConfigFile[], isBuilt: BuiltFor): Map<string, ConfigSetting[]> {
  const settings = new Map<string, ConfigSetting[]>();
  for (const { path, values } of files) {
    for (const [keys, value] of leaves(values)) {
      if (!matters(keys, isBuilt)) continue;
      const key = keys.map(quote).join('.');
      const setting = { file: path, value: toJson(value) };
      settings.set(key, [...(settings.get(key) ?? []), setting]);
    }
  }
  return settings;
}

function effective(settings: readonly ConfigSetting[]): string | undefined {
  const [strongest] = settings;
  if (strongest?.value.startsWith('[') !== true) return strongest?.value;
  return settings.map(({ value }) => value).join('+');
}

function* leaves(table: ConfigTable, above: readonly string[] = []): Generator<readonly [readonly string[], unknown]> {
  for (const [key, value] of Object.entries(table)) {
    const keys = [...above, key];
    if (isConfigTable(value)) yield* leaves(value, keys);
    else yield [keys, value];
  }
}

const BUILD_KEYS: ReadonlySet<string> = new Set([
  'rustflags',
  'target',
  'rustc',
  'rustc-workspace-wrapper',
  'incremental',
  'fingerprint',
]);
/** Whole tables that decide what is compiled, how, or from where. */
const TABLES: ReadonlySet<string> = new Set(['profile', 'env', 'unstable', 'host', 'source', 'patch', 'paths']);
/** Of `target.*`: what is only used to run programs, or for documentation. */
const HARMLESS_TARGET_KEYS: ReadonlySet<string> = new Set(['runner', 'rustdocflags']);

function matters([table = '', second = '', third = '']: readonly string[], isBuilt: BuiltFor): boolean {
  if (table === 'build') return BUILD_KEYS.has(second);
  if (table === 'target') return !HARMLESS_TARGET_KEYS.has(third) && (second.startsWith('cfg(') || isBuilt(second));
  return TABLES.has(table);
}

function quote(key: string): string {
  return /^[\w-]+$/.test(key) ? key : `'${key}'`;
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item));
}
