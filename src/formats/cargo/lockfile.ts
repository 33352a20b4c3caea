import type { PackageSource } from '../../units/model.ts';

/** What a `Cargo.lock` pins. */
export interface Lockfile {
  /** Whether this very package is pinned: by version, by commit, or (path packages) by name. */
  readonly has: (source: PackageSource) => boolean;
  /** How many packages there are. */
  readonly packages: number;
  /** The versions of the path packages of a name: one, as cargo has it. */
  readonly versionsOf: (name: string) => readonly string[];
  /** Their names, each once. */
  readonly names: ReadonlySet<string>;
}

/**
 * Reads `Cargo.lock` by its lines: cargo writes it itself, one `key = "value"` a line, so no TOML parser is needed.
 * Unknown lines are skipped; `[[patch.unused]]` packages do not count. Sources: `registry+…`, `sparse+…`,
 * `git+…#<commit>`, or none for a path package (cargo's `core/resolver/encode.rs`; seen with version 4 of the file).
 */
export function readLockfile(text: string): Lockfile {
  const registry = new Set<string>();
  const path = new Map<string, string[]>();
  const all = new Set<string>();
  const commits = new Map<string, string[]>();
  let packages = 0;
  let current: Partial<Record<Key, string>> | undefined;

  function finish(): void {
    if (current?.name === undefined) return;
    const { name, version = '', source } = current;
    packages++;
    all.add(name);
    if (source === undefined) {
      path.set(name, [...(path.get(name) ?? []), version]);
    } else if (source.startsWith('git+')) {
      const commit = source.slice(source.lastIndexOf('#') + 1);
      commits.set(name, [...(commits.get(name) ?? []), commit]);
    } else {
      registry.add(`${name} ${version}`);
    }
  }

  for (const [line, key, value] of text.matchAll(HEADER_OR_PAIR)) {
    if (key === undefined) {
      finish();
      current = line === '[[package]]' || line === '[root]' ? {} : undefined;
    } else if (current !== undefined) {
      current[key as Key] = value ?? '';
    }
  }
  finish();

  return {
    packages,
    names: all,
    versionsOf: (name) => path.get(name) ?? [],
    has(source) {
      switch (source.kind) {
        case 'registry':
          return registry.has(`${source.name} ${source.version}`);
        case 'git':
          return commits.get(source.name)?.some((commit) => commit.startsWith(source.revision)) === true;
        case 'path':
          // What is vendored is pinned as what it stands in for.
          return (source.vendored === true ? all : path).has(source.name);
      }
    },
  };
}

type Key = 'name' | 'version' | 'source';
/** The lines that count: a table's header, or one of the keys with its value. */
const HEADER_OR_PAIR = /^(?:\[+[\w.]+\]+|(name|version|source) = "([^"\n]*)")/gm;
