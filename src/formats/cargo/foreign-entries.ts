import { lstat, readDirectory } from '../../system/fs.ts';

/** What cargo makes at the top of a target directory (seen with 1.84 to 1.100), and what this tool leaves there. */
const TOP = new Set(['CACHEDIR.TAG', '.rustc_info.json', '.future-incompat-report.json', '.cargo-share-orphaned', 'doc', 'package', 'tmp', 'cargo-timings']);
/** Where rust-analyzer lays out what its checks print, for each workspace of an editor (`flycheck.rs`, seen with 1.95). */
const EDITOR = /^flycheck\d+$/;
const PROFILE_MARKS = ['.fingerprint', '.cargo-lock', '.cargo-build-lock', '.cargo-artifact-lock'];
const PROFILE = new Set([...PROFILE_MARKS, 'deps', 'build', 'incremental', 'examples']);

/** The first entry of a target directory, or of a profile directory in it, that neither cargo nor an editor has made; relative to it. */
export function foreignEntry(directory: string): string | undefined {
  return foreignEntries(directory).next().value ?? undefined;
}

/** All such entries. */
export function* foreignEntries(directory: string): Generator<string, undefined> {
  for (const { name } of readDirectory(directory)) {
    if (isKnown(name)) continue;
    const path = `${directory}/${name}`;
    if (lstat(path)?.kind !== 'directory') {
      yield name;
      continue;
    }
    const inside = readDirectory(path);
    if (isProfile(inside)) {
      for (const foreign of foreignInProfile(inside, path)) yield `${name}/${foreign}`;
      continue;
    }
    for (const { name: inner } of inside) {
      const below = readDirectory(`${path}/${inner}`);
      if (isProfile(below)) for (const foreign of foreignInProfile(below, `${path}/${inner}`)) yield `${name}/${inner}/${foreign}`;
      else if (!isKnown(inner)) yield `${name}/${inner}`;
    }
  }
  return undefined;
}

const isKnown = (name: string): boolean => TOP.has(name) || EDITOR.test(name);

type Entries = ReturnType<typeof readDirectory>;

function isProfile(entries: Entries): boolean {
  return entries.some(({ name }) => PROFILE_MARKS.includes(name));
}

/** What lies in a profile directory beside final artifacts, in `deps` without a unit hash, and as a file in `build`. */
function foreignInProfile(entries: Entries, directory: string): string[] {
  const own = strangersIn(entries.map(({ name }) => name).filter((name) => !PROFILE.has(name)));
  const deps = strangersIn(readDirectory(`${directory}/deps`).map(({ name }) => name).filter((name) => !/-[0-9a-f]{16}/.test(name)));
  const build = readDirectory(`${directory}/build`).filter((entry) => !entry.isDirectory());
  return [...own, ...deps.map((name) => `deps/${name}`), ...build.map(({ name }) => `build/${name}`)];
}

/** Cargo puts a `.d` beside each artifact: `app` and `app.d`, `libx.rlib` and `libx.d` (in `deps` `x.d`). */
function strangersIn(names: readonly string[]): string[] {
  const all = new Set(names);
  const hasList = (name: string): boolean => all.has(`${name}.d`) || all.has(`${name.replace(/^lib/, '')}.d`);
  return names.filter((name) => !name.endsWith('.d') && !hasList(name) && !hasList(name.replace(/\.[^.]*$/, '')));
}
