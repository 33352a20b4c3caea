import { lstat, readDirectory } from '../system/fs.ts';

/** What cargo makes at the top of a target directory (seen with 1.84 to 1.100), and what this tool leaves there. */
const TOP = new Set(['CACHEDIR.TAG', '.rustc_info.json', '.future-incompat-report.json', '.cargo-share-orphaned', 'doc', 'package', 'tmp', 'cargo-timings']);
/** Where rust-analyzer lays out what its checks print, for each workspace of an editor (`flycheck.rs`, seen with 1.95). */
const EDITOR = /^flycheck\d+$/;
const PROFILE_MARKS = ['.fingerprint', '.cargo-lock', '.cargo-build-lock', '.cargo-artifact-lock'];
const PROFILE = new Set([...PROFILE_MARKS, 'deps', 'build', 'incremental', 'examples']);

/** The first entry of a target directory, or of a profile directory in it, that neither cargo nor an editor has made; relative to it. */
export function foreignEntry(directory: string): string | undefined {
  for (const { name } of readDirectory(directory)) {
    if (isKnown(name)) continue;
    const path = `${directory}/${name}`;
    if (lstat(path)?.kind !== 'directory') return name;
    const inside = readDirectory(path);
    if (isProfile(inside)) {
      const foreign = foreignInProfile(inside);
      if (foreign !== undefined) return `${name}/${foreign}`;
      continue;
    }
    for (const { name: inner } of inside) {
      const below = readDirectory(`${path}/${inner}`);
      const foreign = isProfile(below) ? foreignInProfile(below) : isKnown(inner) ? undefined : '';
      if (foreign !== undefined) return [name, inner, foreign].filter((part) => part !== '').join('/');
    }
  }
  return undefined;
}

const isKnown = (name: string): boolean => TOP.has(name) || EDITOR.test(name);

type Entries = ReturnType<typeof readDirectory>;

function isProfile(entries: Entries): boolean {
  return entries.some(({ name }) => PROFILE_MARKS.includes(name));
}

/** Cargo puts a `.d` beside each final artifact (`app` and `app.d`, `libx.rlib` and `libx.d`). */
function foreignInProfile(entries: Entries): string | undefined {
  const names = new Set(entries.map(({ name }) => name));
  return [...names].find((name) => !PROFILE.has(name) && !name.endsWith('.d') && !names.has(`${name}.d`) && !names.has(`${name.replace(/\.[^.]*$/, '')}.d`));
}
