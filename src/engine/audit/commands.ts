import { profileFlags } from '../../formats/cargo/profile-flags.ts';
import type { Manifest } from '../../units/model.ts';

/** Cargo leaves no record of what was asked of it: so many are tried for each profile, each in a fraction of a second. */
const MOST = 40;

/** What cargo wrote down of a unit's features; none where it cannot be read. */
export type FeaturesOf = (unit: Manifest) => readonly string[];

/**
 * The commands that may have made these units, the likeliest first: the usual ones, for all packages together that
 * nothing else was built for, these with just the features that they have, for the whole workspace, for single packages,
 * with all features; in the units' profile, for their target. `standing`: all that stands beside them. Pure.
 */
export function commandsFor(units: readonly Manifest[], standing: readonly Manifest[], featuresOf: FeaturesOf): string[][] {
  const commands: string[][] = [];
  for (const directory of new Set(units.map(({ profileDirectory }) => profileDirectory))) {
    const own = units.filter(({ profileDirectory }) => profileDirectory === directory);
    const packages = [...new Set(own.filter(({ source }) => source.kind === 'path' && source.vendored !== true).map(({ source }) => source.name))];
    const asked = askedFor(standing.filter(({ profileDirectory }) => profileDirectory === directory));
    const names = [...new Set(asked.map(({ source }) => source.name))].sort();
    const all = names.flatMap((name) => ['-p', name]);
    const features = featuresOfAll(asked, names, featuresOf);
    const selections = [[], ...(names.length > 1 ? [all] : []), ...(features.length > 0 ? [[...all, '--no-default-features', '--features', features.join(',')]] : []), ['--workspace'], ...packages.map((name) => ['-p', name]), ['--all-features'], ['--workspace', '--all-features'], ['--no-default-features']];
    const flags = profileFlags(directory);
    const tried = selections.flatMap((selection) => verbsFor(own, flags).map((command) => [...command, ...selection]));
    // What only tests want is seen although all tests were refused.
    const last = own.some(isTest) ? [] : [asTest(flags), [...asTest(flags), '--workspace']];
    commands.push(...tried.slice(0, MOST), ...last);
  }
  return commands;
}

/** Packages of the repository that somebody must have asked for: no unit that stands there was compiled against theirs. */
function askedFor(units: readonly Manifest[]): Manifest[] {
  const below = new Set(units.flatMap(({ dependencies }) => dependencies.map(({ slot }) => slot)));
  return units.filter(({ slot, source, kind }) => source.kind === 'path' && kind !== 'run-build-script' && kind !== 'build-script' && !below.has(slot));
}

/** As cargo takes them for one package, or for several together. */
function featuresOfAll(units: readonly Manifest[], names: readonly string[], featuresOf: FeaturesOf): string[] {
  const named = units.flatMap((unit) => featuresOf(unit).map((feature) => (names.length === 1 ? feature : `${unit.source.name}/${feature}`)));
  return [...new Set(named)].sort();
}

/** Makes what `cargo test --no-run` does (seen from 1.84 to 1.101), and goes on where one unit is left: `test` does not, whatever it is told. */
function asTest(flags: readonly string[]): string[] {
  return ['build', '--tests', '--examples', ...(flags.includes('--profile') ? [] : ['--profile=test']), ...flags];
}

function isTest({ kind }: Manifest): boolean {
  return kind === 'test';
}

function verbsFor(units: readonly Manifest[], flags: readonly string[]): string[][] {
  const runs = units.some(({ kind }) => kind === 'run-build-script');
  const checked = runs || units.some(isChecked);
  const built = runs || units.some((unit) => unit.kind !== 'run-build-script' && !isChecked(unit));
  const tests = units.some(isTest);
  const examples = units.some(({ kind }) => kind === 'example');
  return [
    ...(built ? [['build', ...flags]] : []),
    ...(built && tests ? [asTest(flags)] : []),
    ...(built && examples ? [['build', '--examples', ...flags]] : []),
    ...(checked ? ['check', 'clippy'].flatMap((command) => [[command, ...flags], ...(tests ? [[command, '--all-targets', ...flags]] : [])]) : []),
  ];
}

/** Of a checked unit there is metadata alone. */
function isChecked({ kind, files }: Manifest): boolean {
  return kind !== 'run-build-script' && kind !== 'build-script' && !files.some(({ role }) => role === 'rlib' || role === 'executable' || role === 'dylib');
}
