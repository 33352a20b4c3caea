import type { PackageSource } from '../units/model.ts';

/** What a `Cargo.lock` pins. */
export interface Lockfile {
  /** Whether this very package is pinned: by version, by commit, or (path packages) by name. */
  readonly has: (source: PackageSource) => boolean;
  /** How many packages there are. */
  readonly packages: number;
}

/**
 * Reads `Cargo.lock` line by line: cargo writes it itself, one `key = "value"` a line, so a TOML parser
 * (40 times slower) is not needed. Unknown lines are skipped; `[[patch.unused]]` packages do not count.
 * Sources: `registry+…`, `sparse+…`, `git+…#<commit>`, or none for a path package
 * (cargo's `core/resolver/encode.rs`, seen with versions 3 and 4 of the file).
 */
export function readLockfile(text: string): Lockfile {
  const registry = new Set<string>();
  const path = new Set<string>();
  const commits = new Map<string, string[]>();
  let packages = 0;
  let current: Partial<Record<Key, string>> | undefined;

  function finish(): void {
    if (current?.name === undefined) return;
    const { name, version = '', source } = current;
    packages++;
    if (source === undefined) path.add(name);
    else if (source.startsWith('git+')) commits.set(name, [...(commits.get(name) ?? []), source.slice(source.lastIndexOf('#') + 1)]);
    else registry.add(`${name} ${version}`);
  }

  for (const line of text.split('\n')) {
    if (line.startsWith('[')) {
      finish();
      const header = line.trimEnd();
      current = header === '[[package]]' || header === '[root]' ? {} : undefined;
    } else if (current !== undefined) {
      const pair = KEY_VALUE.exec(line);
      if (pair !== null) current[pair[1] as Key] = pair[2] ?? '';
    }
  }
  finish();

  return {
    packages,
    has(source) {
      switch (source.kind) {
        case 'registry':
          return registry.has(`${source.name} ${source.version}`);
        case 'git':
          return commits.get(source.name)?.some((commit) => commit.startsWith(source.revision)) === true;
        case 'path':
          return path.has(source.name);
      }
    },
  };
}

type Key = 'name' | 'version' | 'source';
const KEY_VALUE = /^(name|version|source) = "([^"]*)"/;
