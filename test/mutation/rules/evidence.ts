import { rulesOf, type Rule } from '../rule.ts';

const hazard = (...names: readonly string[]): string[] => names.map((name) => `e2e/hazards/${name}.test.ts`);

/** What a donor's worktree and artifacts are asked: each question must reach the decision. */
export const EVIDENCE: readonly Rule[] = [
  ...rulesOf('engine/contents/path-times.ts', ['engine/contents/worktree-contents.test.ts'], [
    ['times: a set-back mtime does not hide a change', 'later(mtimeNs, later(target.ctimeNs, link.ctimeNs))', 'mtimeNs'],
    ['times: a link\'s own time counts', 'later(target.mtimeNs, link.mtimeNs)', 'target.mtimeNs'],
    ['times: the clock tick is waited out', 'if (seen === undefined || isPast(seen.mtimeNs)) return seen;', 'return seen;'],
  ]),
  ...rulesOf('engine/contents/path-times.ts', ['engine/contents/path-times.test.ts'], [
    ['times: what a file system cuts off counts', 'latestOf(later(mtimeNs, later(target.ctimeNs, link.ctimeNs)))', 'later(mtimeNs, later(target.ctimeNs, link.ctimeNs))'],
  ]),
  ...rulesOf('system/clock.ts', ['engine/contents/path-times.test.ts'], [
    ['clock: the tick of a coarse file system is waited out', 'return nowNs() > timeNs + tickOf(timeNs);', 'return nowNs() > timeNs + FILE_TIME_TICK_NS;'],
  ]),
  ...rulesOf('engine/contents/worktree-contents.ts', ['engine/contents/worktree-contents.test.ts'], [
    ['contents: a dangling link is there', 'lstat(this.absolute(path)) !== undefined', 'readBytes(this.absolute(path)) !== undefined'],
  ]),
  ...rulesOf('engine/contents/path-times.ts', hazard('edited-with-old-mtime'), [
    ['times: a set-back mtime does not hide a change (end to end)', 'later(mtimeNs, later(target.ctimeNs, link.ctimeNs))', 'mtimeNs'],
  ]),
  ...rulesOf('engine/contents/directory-contents.ts', ['engine/contents/worktree-contents.test.ts'], [
    ['contents: a directory\'s names count', 'lines.push(`${relative}/`);', ''],
    ['contents: a directory\'s files count', "hash('sha256', bytes, 'hex')", "''"],
    ['times: a directory\'s own time counts', 'mtimeNs = later(mtimeNs, times.mtimeNs);', "if (times.kind === 'file') mtimeNs = later(mtimeNs, times.mtimeNs);"],
  ]),
  ...rulesOf('engine/contents/directory-contents.ts', ['engine/contents/worktree-contents.test.ts'], [
    ['directories: a name that is not UTF-8 is never the same', 'if (!names.every(isWhole)) lines.push(unknowable());', ''],
  ]),
  ...rulesOf('engine/save/collect.ts', ['engine/save/collect.test.ts'], [
    ['out directory: a name that is not UTF-8 is not left out', "(relative) => files.push({ role: 'out-file', path: `${below}/${relative}` })", '() => undefined'],
    ['out directory: a link that leads to such a name is not taken', 'target !== undefined && isWhole(target)', 'target !== undefined'],
  ]),
  ...rulesOf('engine/contents/package-files.ts', ['engine/contents/package-files.test.ts'], [
    ['package files: a name that is not UTF-8 is never the same', 'if (!isWhole(path)) lines.push(unknowable());', ''],
    ['package files: contents count', "${file?.sha256 ?? 'absent'}", ''],
    ['package files: their changes are told', 'changedNs = later(changedNs, file.changedNs);', ''],
  ]),
  ...rulesOf('engine/save/inputs.ts', ['engine/save/inputs.test.ts'], [
    ['inputs: the other module path must be absent', "if (other !== undefined && !present.has(other)) weighed.push({ kind: 'absent', path: other });", ''],
    ['inputs: another digest denies', "proved === undefined ? 'denied' : 'proved'", "proved === undefined ? 'silent' : 'proved'"],
    ['inputs: the content is the one that is proved', 'const content = proved ?? o.contents.file(path)?.sha256;', 'const content = o.contents.file(path)?.sha256;'],
    ['inputs: a doubtful path is named', 'doubtful ??= at.path;', ';'],
  ]),
  ...rulesOf('engine/save/inputs.ts', [], [
    ['inputs: another digest denies (end to end)', "proved === undefined ? 'denied' : 'proved'", "proved === undefined ? 'silent' : 'proved'", hazard('edited-within-a-tick')],
    ['inputs: the other module path must be absent (end to end)', "if (other !== undefined && !present.has(other)) weighed.push({ kind: 'absent', path: other });", '', hazard('new-files')],
  ]),
  ...rulesOf('engine/save/locate.ts', ['engine/save/locate.test.ts'], [
    ['locate: `..` across a link is in doubt', "if (raw.includes('/../') && !sameFile(raw, normal)) return { in: 'doubt', path: raw };", ''],
  ]),
  ...rulesOf('engine/save/compiled-from.ts', ['engine/save/compiled-from.test.ts'], [
    ['source: outside the workspace cargo hashes the path', 'root: at.path, namedBy: root as AbsolutePath });', 'root: at.path });'],
    ['source: outside the workspace the path that is hashed is known', 'if (hashPath(o.first) !== unit.unit.record.path) return', 'if (false) return'],
    ['source: one of several workspaces, or none', 'return fitting.length === 1 ? fitting[0] : undefined;', 'return fitting[0];'],
  ]),
  ...rulesOf('engine/save/donor.ts', ['engine/save/donor.test.ts'], [
    ['donor: a build directory elsewhere may be everybody\'s', 'if (deepest !== worktree) return false;', ''],
    ['donor: where another worktree builds too is not its own', 'return !others.some((other) =>', 'return others.length >= 0 || !others.some((other) =>'],
    ['donor: real paths are roots too', "  add(realpath(worktree), 'worktree');\n", ''],
    ['donor: other builders\' roots are looked for', "if (!places.owned) for (const other of places.otherWorktrees) add(other, 'worktree');", ''],
  ]),
  ...rulesOf('engine/save/script-run.ts', ['engine/save/script-run.test.ts'], [
    ['script: no rerun-if is the whole package', "local.some((entry) => entry.kind === 'precalculated')", 'false'],
    ['script: a watched directory counts with all below', "if (times?.kind === 'directory') {", 'if (false) {'],
  ]),
  ...rulesOf('engine/save/artifacts.ts', ['engine/save/artifacts.test.ts'], [
    ['artifacts: what cannot be examined is refused', "if (!examined.ok) return err(", 'if (!examined.ok) continue; else if (false) return err('],
    ['artifacts: links into the donor are held roots', "return o.origins.some((origin) => target.startsWith(origin.path)) ? 'in-bytes' : 'not';", "return 'not';"],
    ['artifacts: a run\'s digest holds what it generated', " || (file.role === 'out-file' && !unread.has(file))", ''],
  ]),
  ...rulesOf('engine/save/judge-compile.ts', [], [
    ['compile: a coverage map names the worktree', '?? (isPath ? coverageMap(unit, workspace) : undefined)', '', hazard('coverage')],
    ['compile: configuration that clippy did not find is absent', '...absentClippyConfig(from.value, weighed.inputs)', '', hazard('clippy-config')],
    ['compile: variables are looked at', 'const given = givenPaths(from.value, context);', 'const given: ReturnType<typeof givenPaths> = [];', hazard('manifest-directory')],
    ['compile: the scan is heard', 'leak: () => leak,', 'leak: () => undefined,', hazard('macro-bakes-directory')],
    ['compile: generated sources with a root are heard', 'scriptPath: () => rewrittenSource(from.value, edges, context),', 'scriptPath: () => undefined,', hazard('git-dependency-generates-path')],
    ['compile: the closure\'s roots are handed on', 'closureRoots: allRoots,', 'closureRoots: [],', hazard('warmed-donor')],
    ['compile: dep-info into the donor is rewritten', "if (file.role === 'dep-info') return named;", "if (file.role === 'dep-info') return false;", hazard('outside-include')],
  ]),
  ...rulesOf('engine/save/judge-run.ts', [], [
    ['run: generated roots are looked for', 'scriptPath: () => unrewritable(held, isPath, context),', 'scriptPath: () => undefined,', hazard('build-script-bakes-path')],
    ['run: a link that leads out of OUT_DIR', "leadsOut(file, unit) ? 'in-bytes' : ", '', hazard('build-script-bakes-path')],
    ['run: what it printed is rewritten', 'rewrite: new Set([...printed, ...held.asText])', 'rewrite: new Set(held.asText)', hazard('build-script-watches-absolute-path')],
    ['run: watched files are inputs', 'inputs: watched.inputs,', 'inputs: [],', hazard('out-dir-include')],
    ['run: watched files are evidence', 'inputs: watched.evidence,', 'inputs: [],', hazard('out-dir-include')],
  ]),
  ...rulesOf('store/identity.ts', ['store/identity.test.ts'], [
    ['store: size', 'if (stat.size !== file.size) return', 'if (false) return'],
    ['store: time', 'if (String(stat.mtimeNs) !== file.mtimeNs) {', 'if (false) {'],
    ['store: inode', 'if (String(stat.ino) !== ino) return', 'if (false) return'],
  ]),
];
