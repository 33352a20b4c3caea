import type { AccidentName } from './accidents.ts';

/** The histories in which a rule's absence should show. */
export interface Trial {
  readonly parts: readonly string[];
  readonly accidents: readonly AccidentName[];
  /**
   * Rules that stand in the way of the same accident. Where these are unnoticed without the rule in question, and so is
   * that alone, and all together are noticed, they cover for one another.
   */
  readonly also?: readonly string[];
}

type Row = readonly [rules: readonly string[], parts: readonly string[], accidents: readonly AccidentName[], ...also: readonly string[]];

const SILENT = 'save: a silent input must be older than the build';
const SEES = 'save: no macro that sees the path';
const SCANNED = 'save: no baked root';
const NAMED = 'run: what its text names is compared';
const LISTING = 'scripts: those that list the package';

/**
 * Not here are rules without which nothing comes out wrong in a program. Where a dependency is refused or not in the
 * lock file, cargo builds it, finds it newer, or asks for another slot; where two variants have one key, the second is
 * not kept; where a unit that stands in the worktree is taken to be fresh (`present: `, `plan: only fresh units are kept`)
 * or is given another time (`floors: `, `apply: dep-info gets its time from the inputs here`, `times: a directory's own
 * time counts`), cargo looks itself and builds it; where a directory is looked at as if it were a file (`script: a
 * watched directory counts with all below`), the run is refused; and what cargo builds makes it build what stands on
 * that (`plan: staleness spreads upwards`).
 *
 * Nor five that no part or move meets: a directory without files, which git does not keep; an edit within one tick of
 * the clock; a script that prints what its own library holds; a path of a third worktree (`compile: the closure's roots
 * are handed on`), which what holds it does not bring along, as it is refused; a crate
 * that comes out another one each time it is compiled (`plan: only the chosen variant is kept`).
 */
const ROWS: readonly Row[] = [
  [['save: inputs not edited since', SILENT, 'times: a set-back mtime does not hide a change (end to end)'], ['includes', 'bs_file'], ['restored', 'unbuilt']],
  [['save: a denied digest refuses'], ['plain', 'generic'], ['restored', 'unbuilt']],
  [['inputs: another digest denies (end to end)'], ['plain'], ['restored'], SILENT],
  [['save: undeclared inputs count'], ['reading'], ['reread', 'vanished']],
  [['package files: their changes are told'], ['reading'], ['reread', 'vanished'], 'named paths: their changes are told'],
  [['save: no root in a variable', 'compile: variables are looked at'], ['manifest_dir'], ['fresh'], SCANNED],
  [[SCANNED, 'compile: the scan is heard'], ['baked'], ['fresh'], SEES],
  [[SEES, 'compile: macros that see the path are heard'], ['baked'], ['fresh'], SCANNED],
  [['save: built before a move'], ['manifest_dir'], ['moved'], 'compile: a variable that is a path, wherever it leads'],
  [['compile: a variable that is a path, wherever it leads'], ['manifest_dir'], ['moved'], 'save: built before a move'],
  [['save: same git state', 'save: HEAD must not have moved', 'run: git is asked for'], ['bs_git'], ['recommitted']],
  [['compile: macros that read git are heard'], ['committed'], ['recommitted']],
  [['save: no root in generated files'], ['bs_path'], ['fresh', 'handedOn'], SCANNED],
  [['run: generated roots are looked for'], ['bs_path'], ['fresh', 'handedOn'], SCANNED, 'compile: generated sources with a root are heard'],
  [['place: absent module paths stay absent', 'inputs: the other module path must be absent (end to end)'], ['plain'], ['ambiguous']],
  [['place: inputs are identical', 'candidates: the placing decision is asked'], ['plain', 'includes'], ['behind', 'uncommitted']],
  [['place: the same commit', 'run: the commit is a condition'], ['bs_git'], ['behind']],
  [['compile: their commit is a condition'], ['committed'], ['otherCommit']],
  [['scripts: libraries run inside them', 'run: its libraries\' text is heard'], ['bs_helped'], ['behind'], 'git: the output may hold the commit'],
  [['place: what is named is identical', 'named paths: contents count', 'macros: what they name is compared'], ['far_reading'], ['behind', 'uncommitted']],
  [['package files: sources that are not compiled count'], ['near_reading'], ['behind', 'uncommitted'], 'place: what is named is identical'],
  [['compile: what was told is a condition'], ['far_reading'], ['behind', 'uncommitted']],
  [['named paths: their changes are told', 'compile: what was told is evidence'], ['far_reading'], ['reread', 'unbuilt']],
  [['named paths: their going is told'], ['far_reading'], ['vanished']],
  [['place: package files are identical', 'package files: contents count', 'compile: macros that read files are heard'], ['reading'], ['halfBehind', 'untracked'], 'place: what is named is identical'],
  [['run: the whole package is an input'], ['bs_none'], ['reread'], 'named paths: their changes are told'],
  [['script: no rerun-if is the whole package'], ['bs_none'], ['backdated'], NAMED],
  [['run: watched files are inputs'], ['bs_file'], ['backdated'], NAMED],
  [['run: watched files are evidence'], ['bs_file'], ['restored'], 'named paths: their changes are told'],
  [['contents: a directory\'s files count'], ['bs_dir'], ['uncommitted', 'untracked', 'behind'], NAMED, LISTING],
  [['run: what it printed is rewritten', 'apply: roots are rewritten'], ['bs_points'], ['uncommitted']],
  [['run: variables of the configuration are a condition', 'compile: variables of the configuration are told'], ['config_env'], ['behind', 'uncommitted']],
  [['run: a configuration that was edited since'], ['config_env'], ['unbuilt', 'restored'], 'compilers: a configuration that was edited since'],
  [['run: its own git directory'], ['bs_head'], ['committedLater'], 'watched: HEAD', 'git: the output may name the branch'],
  [['way: a directory that was renamed', 'way: a link', 'way: where a link leads', 'contents: the way to a file is looked at'], ['exchanged'], ['exchanged']],
  [['warm: what cargo is not told is watched', 'watched: what is named'], ['reading', 'bs_none'], ['afterWarming']],
  [['watched: what is not there yet'], ['far_reading'], ['afterWarming']],
  [['watched: HEAD', 'watched: a script for its run'], ['bs_git', 'committed'], ['afterWarming']],
  [['watched: configuration'], ['config_env'], ['afterWarming']],
  [['watched: where a script said that the worktree is'], ['bs_points'], ['movedUnbuilt']],
  [['choose: digests agree (end to end)', 'choose: a variant with the digest (end to end)'], ['generic'], ['ahead', 'followed']],
  [['artifacts: a run\'s digest holds what it generated'], ['generic', 'bs_file'], ['followed', 'uncommitted']],
  [['plan: what stands on a changed unit is made stale', 'perform: stale units are hidden from cargo'], ['generic', 'bs_file', 'manifest_dir'], ['followed']],
];

/** What is tried for each rule; a rule that is not named here is tried with moves of every kind. */
export const TRIALS: ReadonlyMap<string, Trial> = new Map(
  ROWS.flatMap(([rules, parts, accidents, ...also]) => rules.map((rule) => [rule, { parts, accidents, also }] as const)),
);
