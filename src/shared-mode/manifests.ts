import { posix } from 'node:path';
import { parse, TomlError } from 'smol-toml';

/** A `Cargo.toml` of a worktree. */
export interface Manifest {
  /** Relative to the worktree. */
  readonly path: string;
  readonly directory: string;
  readonly text: string;
}

/**
 * Whether the package builds a `dylib` or `cdylib`: cargo puts no hash into their file names, and neither into the
 * name of their fingerprint directory (`use_extra_filename` in `compilation_files.rs`; seen with cargo 1.95 in one
 * build directory: the second worktree was given the first one's library, whatever the workspace wrapper).
 */
export function unhashedLibrary({ text }: Manifest): boolean {
  // Few manifests have the word: the others are not parsed.
  if (!text.includes('dylib')) return false;
  const targets = tables(values(text), ['lib']).concat(tables(values(text), ['example']));
  return targets.some((target) => {
    const types = target['crate-type'] ?? target['crate_type'];
    return Array.isArray(types) && (types.includes('dylib') || types.includes('cdylib'));
  });
}

/**
 * Names of patched crates whose path lies inside the workspace: no members, so the workspace wrapper does not reach
 * them, while their hash holds the relative path (cargo-facts: seen with cargo 1.95).
 */
export function patchesInside({ text }: Manifest): string[] {
  if (!/\bpatch\b/.test(text)) return [];
  const root = values(text);
  const members = tables(root, ['workspace'])[0]?.['members'];
  const found: string[] = [];
  for (const source of Object.values(tables(root, ['patch'])[0] ?? {})) {
    if (!isTable(source)) continue;
    for (const [name, patch] of Object.entries(source)) {
      const path = isTable(patch) ? patch['path'] : undefined;
      if (typeof path !== 'string' || posix.isAbsolute(path)) continue;
      const inside = posix.normalize(path).replace(/\/$/, '');
      const isMember = Array.isArray(members) && members.includes(inside);
      if (inside !== '..' && !inside.startsWith('../') && !isMember) found.push(name);
    }
  }
  return found.sort();
}

type Table = Readonly<Record<string, unknown>>;

function values(text: string): Table {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    // Cargo's to report.
    if (error instanceof TomlError) return {};
    throw error;
  }
}

function tables(table: Table, [key = '']: readonly [string]): Table[] {
  const value = table[key];
  return (Array.isArray(value) ? value : [value]).filter(isTable);
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
