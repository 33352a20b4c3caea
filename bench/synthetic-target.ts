import { createHash } from 'node:crypto';
import { copyFileSync, linkSync, lstatSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface SyntheticOptions {
  /** A built target directory (legacy layout) whose units are multiplied. */
  readonly from: string;
  readonly to: string;
  /** How many units at least. */
  readonly units: number;
  /** `link` keeps large files on the disk once; `copy` gives each unit its own. */
  readonly large: 'link' | 'copy';
  /** The number of the first copy (0): copies of the same number are the same units. */
  readonly first?: number;
}

export interface Synthetic {
  readonly units: number;
  /** Logical bytes. */
  readonly bytes: number;
}

/** Names with a unit hash, and the directories below a profile directory that hold units. */
const HASHED = /-([0-9a-f]{16})(?=[.-]|$)/;
const UNIT_FOLDERS = ['.fingerprint', 'deps', 'build'] as const;

/**
 * Multiplies a real target directory: every copy has unit hashes and fingerprints of its own, and its dependency
 * edges lead to units of the same copy, as in a graph that cargo wrote.
 */
export function makeSyntheticTarget(options: SyntheticOptions): Synthetic {
  const { from, to, units, large, first = 0 } = options;
  const profile = join(from, 'debug');
  const { hashes, fingerprints } = readIdentities(profile);
  let made = 0;
  let bytes = 0;
  for (let copy = first; made < units; copy += 1) {
    const rename = renamer(copy, hashes, fingerprints);
    for (const folder of UNIT_FOLDERS) bytes += copyTree(join(profile, folder), join(to, 'debug', folder), { rename, large });
    made += fingerprints.length;
  }
  for (const file of ['.rustc_info.json', 'CACHEDIR.TAG', 'debug/.cargo-lock']) copyFileSync(join(from, file), join(to, file));
  return { units: made, bytes };
}

interface Identities {
  readonly hashes: ReadonlySet<string>;
  /** Cargo's stored hash texts. */
  readonly fingerprints: readonly string[];
}

function readIdentities(profile: string): Identities {
  const root = join(profile, '.fingerprint');
  const hashes = new Set<string>();
  const fingerprints: string[] = [];
  for (const directory of readdirSync(root)) {
    const hash = HASHED.exec(directory)?.[1];
    if (hash === undefined) continue;
    hashes.add(hash);
    for (const file of readdirSync(join(root, directory))) {
      if (!file.endsWith('.json')) continue;
      fingerprints.push(readFileSync(join(root, directory, file.slice(0, -'.json'.length)), 'latin1'));
    }
  }
  return { hashes, fingerprints };
}

/** Replaces this graph's unit hashes, stored fingerprints, and the numbers by which dependents name them. */
function renamer(copy: number, hashes: ReadonlySet<string>, fingerprints: readonly string[]): (text: string) => string {
  const other = (hex: string): string => createHash('sha256').update(`${copy} ${hex}`).digest('hex').slice(0, 16);
  const words = new Map<string, string>();
  for (const hash of hashes) words.set(hash, other(hash));
  for (const text of fingerprints) {
    words.set(text, other(text));
    words.set(littleEndian(text), littleEndian(other(text)));
  }
  return (text) => text.replaceAll(/\b\d{12,20}\b|[0-9a-f]{16}/g, (word) => words.get(word) ?? word);
}

/** The u64 that a stored hash text stands for, in decimals. */
function littleEndian(hex: string): string {
  return Buffer.from(hex, 'hex').readBigUInt64LE().toString();
}

interface CopyOptions {
  readonly rename: (text: string) => string;
  readonly large: SyntheticOptions['large'];
}

/** Files above this are artifacts, and hold no hash that cargo or we would read. */
const SMALL = 64 * 1024;

function copyTree(from: string, to: string, options: CopyOptions): number {
  mkdirSync(to, { recursive: true });
  let bytes = 0;
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, options.rename(entry.name));
    bytes += entry.isDirectory() ? copyTree(source, target, options) : copyFile(source, target, options);
  }
  return bytes;
}

function copyFile(source: string, target: string, { rename, large }: CopyOptions): number {
  const stat = lstatSync(source);
  if (/\.(rlib|rmeta|so|o|a)$/.test(source) || stat.size > SMALL || (stat.mode & 0o111) !== 0) {
    if (large === 'link') linkSync(source, target);
    else {
      copyFileSync(source, target);
      utimesSync(target, stat.atime, stat.mtime);
    }
    return stat.size;
  }
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, rename(readFileSync(source, 'latin1')), 'latin1');
  utimesSync(target, stat.atime, stat.mtime);
  return stat.size;
}
