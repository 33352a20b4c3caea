import { rulesOf, type Rule } from '../rule.ts';

const hazard = (...names: readonly string[]): string[] => names.map((name) => `e2e/hazards/${name}.test.ts`);

/** What cargo is not told of, apart from what scripts and macros ask: the linker, compilers, the way to an input. */
export const UNDECLARED: readonly Rule[] = [
  ...rulesOf('engine/warm/watched.ts', hazard('moved-worktree'), [
    ['watched: where a script said that the worktree is', 'return says && source !== undefined ? [contents.absolute(source.path)] : [];', 'return [];'],
  ]),
  ...rulesOf('engine/warm/decide.ts', hazard('edited-after-warming'), [
    ['warm: what cargo is not told is watched', 'const watched = watchedUnits(fingerprints.placeable, {', 'const watched = watchedUnits([], {'],
  ]),
  ...rulesOf('units/rust-text.ts', ['units/rust-text.test.ts'], [
    ['text: block comments nest', "depth += mark[0] === '/*' ? 1 : -1;", 'depth -= 1;'],
    ['text: raw strings end at their own mark', "end = afterText(source, `\"${found[1] ?? ''}`, end)", "end = afterText(source, '\"', end)"],
  ]),
  ...rulesOf('engine/save/linker-inputs.ts', hazard('linker-input'), [
    ['linker: where it looks for libraries', 'paths.add(at.path);', ''],
    ['linker: its scripts may read anything', 'READS.test(bytes.toString(\'latin1\'))) readers.add(path);', 'false) readers.add(path);'],
  ]),
  ...rulesOf('store/place/rewrite.ts', hazard('split-debug'), [
    ['debug files: each worktree names its own', 'return renameDwo(bytes, (path) => rewritePath(path, o.origins, o.roots)) ?? bytes;', 'return bytes;'],
  ]),
  ...rulesOf('engine/warm/apply.ts', hazard('split-debug'), [
    ['debug files: they have the short name too', 'attempt(() => nameAgain(to, shortDwo(to)))', 'undefined'],
  ]),
  ...rulesOf('units/may-place.ts', hazard('split-debug'), [
    ['debug files: a longer path has room', 'return room === null || ', 'return room !== undefined || '],
  ]),
  ...rulesOf('engine/save/split-debug.ts', hazard('split-debug'), [
    ['debug files: a program goes with the library that it was linked from', "JSON.stringify(['debug-files', digest, own.toSorted(), edges.edges.map((edge) => edge.digest)])", 'digest'],
    ['debug files: none of another directory is named', 'below === undefined || lstat(buildDirectory + below) === undefined', 'below === undefined'],
  ]),
  ...rulesOf('units/may-place.ts', hazard('compiler-in-tree'), [
    ['place: the repository\'s own compilers are the same', 'if (compilers !== undefined) return compilers;', ''],
  ]),
  ...rulesOf('engine/save/locate.ts', hazard('outside-worktree'), [
    ['inputs: a way out of the worktree', "return at.in === 'machine' && !written.startsWith('/') ? posix.relative(worktree, at.path) : at.path;", 'return at.path;'],
  ]),
  ...rulesOf('formats/cargo/config-env.ts', ['formats/cargo/config-env.test.ts'], [
    ['configuration: the nearest value counts', 'if (!values.has(name)) ', ''],
  ]),
  ...rulesOf('engine/save/judge-run.ts', hazard('config-env'), [
    ['run: a registry\'s script sees the configuration', "return [...left, { kind: 'config-env', sha256: donor.configEnv.digest('any') }];", 'return left;'],
    ['run: what is written beside cargo\'s files meanwhile waits for an audit', 'const beside = leftBeside(unit);', 'const beside = undefined as string | undefined; void leftBeside;', hazard('script-leaves-files')],
    ['run: the whole package is an input', '...whole.evidence, ', '', hazard('build-script-without-rerun-if')],
    ['run: what it tells the linker is compared', '...linked.conditions, ', '', hazard('linker-input')],
    ['run: a watched file that nobody made', "if (strange !== undefined) return err({ reason: 'input-in-target', file: strange });", '', hazard('input-in-target')],
  ]),
  ...rulesOf('engine/save/judge-compile.ts', hazard('linker-input'), [
    ['compile: what its flags name for the linker', '[declared.value, linkedInto(unit, from.value, context), ', '[declared.value, ', hazard('linker-input')],
    ['compile: the repository\'s own compilers', ', ownCompilersUsed(built, context)];', '];', hazard('compiler-in-tree')],
    ['compile: what was told is a condition', 'const conditions = [...told.flatMap((found) => found.conditions), ', 'const conditions = [', hazard('linker-input')],
    ['compile: what was told is evidence', 'undeclared: told.flatMap((found) => found.evidence),', 'undeclared: [],', hazard('linker-input')],
    ['compile: panics in a program\'s own code wait for an audit', '...(artifacts.value.panicsAtHome ? [PANICS_AT_HOME] : [])', '', hazard('vendored')],
    ['compile: a source that nobody made', "if (strange !== undefined) return err({ reason: 'input-in-target', file: strange });", '', hazard('input-in-target')],
  ]),
  ...rulesOf('engine/save/given-paths.ts', hazard('moved-worktree'), [
    ['given path: wherever it leads', 'isInside && PATH_VARIABLES.test(name)', 'false'],
    ['given path: what it was counts as a root', '[value as AbsolutePath]', '[]'],
    ['given path: of the repository\'s own crates nothing is taken for it', 'const recorded = !isOwn && ', 'const recorded = ', hazard('build-script-bakes-path')],
  ]),
  ...rulesOf('engine/save/told-inputs.ts', hazard('compiler-in-tree'), [
    ['compilers: a configuration that was edited since', 'changedNs !== undefined && changedNs > builtNs)', 'false)'],
  ]),
  ...rulesOf('engine/contents/named-paths.ts', ['engine/contents/named-paths.test.ts'], [
    ['named paths: contents count', "${found?.sha256 ?? 'absent'}", ''],
    ['named paths: their changes are told', 'changedNs = later(changedNs, found.changedNs);', ''],
  ]),
  ...rulesOf('engine/contents/package-files.ts', ['engine/contents/package-files.test.ts'], [
    ['package files: one that is gone is told', 'changedNs = times.changedNs;', ''],
  ]),
  ...rulesOf('engine/contents/way.ts', ['engine/contents/way.test.ts'], [
    ['way: a directory that was renamed', 'return above === undefined || latestOf(above) > changedNs ? changedNs : latestOf(above);', 'return NEVER;'],
    ['way: a link', "if (found.kind === 'symlink') return", 'if (false) return'],
    ['way: where a link leads', ', this.through(resolve(dirname(path), readLink(path) ?? \'.\')))', ', NEVER)'],
  ]),
  ...rulesOf('engine/contents/worktree-contents.ts', hazard('exchanged-directory'), [
    ['contents: the way to a file is looked at', 'later(times.changedNs, this.ways.above(path))', 'times.changedNs'],
  ]),
];
