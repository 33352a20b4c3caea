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
const SCANNED = 'save: no baked root';
const SEEN = 'place: what was seen has the same answer';
const UNSEEN = 'place: what was not observed needs all to be equal';
const ELSEWHERE = 'audit: an expansion that differs elsewhere';

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
  [['save: undeclared inputs count'], ['bs_none'], ['reread', 'vanished']],
  [['package files: their changes are told'], ['bs_none'], ['reread', 'vanished']],
  [['audit: an expansion names no place'], ['manifest_dir'], ['fresh'], SCANNED],
  [[SCANNED, 'compile: the scan is heard'], ['baked'], ['fresh'], ELSEWHERE],
  [[ELSEWHERE], ['baked'], ['fresh'], SCANNED],
  [['save: built before a move'], ['manifest_dir'], ['moved'], 'given path: wherever it leads'],
  [['given path: wherever it leads'], ['manifest_dir'], ['moved'], 'save: built before a move'],
  [['save: no root in generated files'], ['bs_path'], ['fresh', 'handedOn'], SCANNED],
  [['run: generated roots are looked for'], ['bs_path'], ['fresh', 'handedOn'], SCANNED, 'compile: generated sources with a root are heard'],
  [['place: absent module paths stay absent', 'inputs: the other module path must be absent (end to end)'], ['plain'], ['ambiguous']],
  [['place: inputs are identical', 'candidates: the placing decision is asked'], ['plain', 'includes'], ['behind', 'uncommitted']],
  [[SEEN, 'answers: git'], ['bs_git', 'committed', 'bs_helped'], ['behind', 'otherCommit'], UNSEEN],
  [['answers: files', 'answers: listings'], ['reading', 'far_reading'], ['behind', 'uncommitted', 'halfBehind', 'untracked'], UNSEEN],
  [[UNSEEN, 'unobserved: what can ask is bound', 'equal: the commit', 'equal: no change'], ['reading', 'far_reading'], ['behind', 'uncommitted']],
  [['place: what nothing is equal to waits', 'unobserved: what waits has no equal'], ['bs_git', 'committed'], ['behind', 'recommitted'], UNSEEN],
  [['audit: what is another now', 'audit: a file was written since', 'equal: nothing has moved since the build'], ['reading', 'far_reading'], ['reread', 'unbuilt']],
  [['audit: a name came and went'], ['far_reading'], ['vanished']],
  [['audit: HEAD has moved'], ['committed'], ['recommitted']],
  [['scripts: libraries run inside them'], ['bs_helped'], ['behind']],
  [['macros: they reach through libraries', 'macros: libraries run inside them'], ['reading', 'committed'], ['behind', 'uncommitted']],
  [['place: package files are identical', 'package files: contents count'], ['bs_none'], ['halfBehind', 'untracked', 'behind']],
  [['run: the whole package is an input'], ['bs_none'], ['reread']],
  [['script: no rerun-if is the whole package'], ['bs_none'], ['backdated'], SEEN, UNSEEN],
  [['run: watched files are inputs'], ['bs_file'], ['backdated'], SEEN, UNSEEN],
  [['run: watched files are evidence'], ['bs_file'], ['restored']],
  [['contents: a directory\'s files count'], ['bs_dir'], ['uncommitted', 'untracked', 'behind'], SEEN, UNSEEN],
  [['run: what it printed is rewritten', 'apply: roots are rewritten'], ['bs_points'], ['uncommitted']],
  [['equal: the configuration'], ['config_env'], ['behind', 'uncommitted']],
  [['way: a directory that was renamed', 'way: a link', 'way: where a link leads', 'contents: the way to a file is looked at'], ['exchanged'], ['exchanged']],
  [['warm: what cargo is not told is watched', 'watched: what was seen', 'watched: all, where nothing was observed'], ['reading', 'bs_none'], ['afterWarming']],
  [['watched: what is not there yet'], ['far_reading'], ['afterWarming']],
  [['watched: HEAD', 'watched: a script for its run'], ['bs_git', 'committed'], ['afterWarming']],
  [['watched: variables'], ['config_env'], ['afterWarming', 'behind', 'uncommitted']],
  [['watched: where a script said that the worktree is'], ['bs_points'], ['movedUnbuilt']],
  [['choose: digests agree (end to end)', 'choose: a variant with the digest (end to end)'], ['generic'], ['ahead', 'followed']],
  [['artifacts: a run\'s digest holds what it generated'], ['generic', 'bs_file'], ['followed', 'uncommitted']],
  [['plan: what stands on a changed unit is made stale', 'perform: stale units are hidden from cargo'], ['generic', 'bs_file', 'manifest_dir'], ['followed']],
];

/** What is tried for each rule; a rule that is not named here is tried with moves of every kind. */
export const TRIALS: ReadonlyMap<string, Trial> = new Map(
  ROWS.flatMap(([rules, parts, accidents, ...also]) => rules.map((rule) => [rule, { parts, accidents, also }] as const)),
);
