import { rulesOf, type Rule } from '../rule.ts';

const hazard = (...names: readonly string[]): string[] => names.map((name) => `e2e/hazards/${name}.test.ts`);

/** What cargo is not told of: files that macros and scripts read, the state of git, the way to an input. */
export const UNDECLARED: readonly Rule[] = [
  ...rulesOf('save/macro-traits.ts', ['save/macro-traits.test.ts'], [
    ['macros: libraries run inside them', '(all, dependency) => together(all, this.textOfClosure(dependency, seen))', '(all) => all'],
    ['macros: they reach through libraries', 'return node.dependencies.reduce((all, dependency) => together(all, this.traits(dependency)), own);', 'return own;'],
    ['scripts: libraries run inside them', "new Set(['lib', 'proc-macro', 'build-script'])", "new Set(['proc-macro', 'build-script'])"],
  ]),
  ...rulesOf('save/crate-text.ts', ['save/macro-traits.test.ts'], [
    ['macros: an unknown list of sources is the worst', 'if (rustcDepInfo === undefined) return', 'if (rustcDepInfo === undefined) return { texts: [], isOwn: true, lacking: undefined }; else if (false) return'],
    ['macros: a source that is gone is the worst', 'if (text === undefined) return', 'if (text === undefined) continue; else if (false) return'],
    ['macros: variables are told of libraries', 'allAsked([a.variables, b.variables])', 'a.variables'],
    ['macros: reading git is told of libraries', 'readsGit: a.readsGit ?? b.readsGit,', 'readsGit: a.readsGit,'],
    ['macros: what they name goes with them', 'names: readsFiles === null ? []', 'names: true ? []'],
    ['macros: one that runs a program may read anything', '(program ?? wanderingName(texts))', 'wanderingName(texts)'],
    ['macros: one that climbs may read anything', '(program ?? wanderingName(texts))', 'program'],
  ]),
  ...rulesOf('warm/watched.ts', ['warm/watched.test.ts'], [
    ['watched: HEAD', 'return here.headFiles();', 'return [];'],
    ['watched: configuration', 'return here.configFiles;', 'return [];'],
    ['watched: what is named', 'return condition.paths.flatMap((path) => named(path, root, here));', 'return [];'],
    ['watched: what is not there yet', 'const directory = times === undefined ? posix.dirname(absolute) : absolute;', 'const directory = absolute;'],
    ['watched: a script for its run', "const at = manifest.kind === 'run-build-script' ? manifest.dependencies.map(({ slot }) => scripts.get(slot)).find((script) => script !== undefined) : manifest;", 'const at = manifest;'],
  ]),
  ...rulesOf('warm/watched.ts', hazard('moved-worktree'), [
    ['watched: where a script said that the worktree is', 'return says && source !== undefined ? [contents.absolute(source.path)] : [];', 'return [];'],
  ]),
  ...rulesOf('warm/decide.ts', hazard('edited-after-warming'), [
    ['warm: what cargo is not told is watched', 'const watched = watchedPaths(fingerprints.placeable, {', 'const watched = watchedPaths([], {'],
  ]),
  ...rulesOf('units/rust-text.ts', ['units/rust-text.test.ts'], [
    ['text: block comments nest', "depth += mark[0] === '/*' ? 1 : -1;", 'depth -= 1;'],
    ['text: raw strings end at their own mark', "end = afterText(source, `\"${found[1] ?? ''}`, end)", "end = afterText(source, '\"', end)"],
  ]),
  ...rulesOf('save/linker-inputs.ts', hazard('linker-input'), [
    ['linker: where it looks for libraries', 'paths.add(at.path);', ''],
    ['linker: what its scripts include', 'const included = { files: includedByScript(text),', 'const included = { files: [],'],
  ]),
  ...rulesOf('units/may-place.ts', hazard('compiler-in-tree'), [
    ['place: the repository\'s own compilers are the same', 'if (compilers !== undefined) return compilers;', ''],
  ]),
  ...rulesOf('save/locate.ts', hazard('outside-worktree'), [
    ['inputs: a way out of the worktree', "return at.in === 'machine' && !written.startsWith('/') ? posix.relative(worktree, at.path) : at.path;", 'return at.path;'],
  ]),
  ...rulesOf('units/source-text.ts', ['units/source-text.test.ts'], [
    ['text: what a comment includes is not included', "code += kind === 'comment' ? ' ' : kind === 'raw-string' ? 'r\"\"' : text;", 'code += text;'],
    ['text: what a raw string includes is not included', "kind === 'raw-string' ? 'r\"\"' : text", 'text'],
  ]),
  ...rulesOf('units/environment-text.ts', ['units/environment-text.test.ts'], [
    ['text: a name that is no literal is any', "if (name === undefined) return 'any';", 'if (name === undefined) continue;'],
  ]),
  ...rulesOf('cargo/config-env.ts', ['cargo/config-env.test.ts'], [
    ['configuration: the nearest value counts', 'if (!values.has(name)) ', ''],
  ]),
  ...rulesOf('units/git-text.ts', ['units/git-text.test.ts'], [
    ['git: a registry\'s library that runs it', 'if (found !== undefined) return found.slice(0, LONGEST_NAME);', ''],
  ]),
  ...rulesOf('save/git-evidence.ts', ['save/git-evidence.test.ts'], [
    ['git: the output may hold the commit', "if (short !== undefined && text.includes(short)) return", 'if (false) return'],
    ['git: the output may name the branch', 'branch: namesBranch ? branch : null', 'branch: null'],
    ['git: a new tag is a move', 'headNs > taggedNs ? headNs : taggedNs', 'headNs'],
    ['git: changes now are a dirty mark', 'o.dirtyMark ?? dirty() ?? undefined', 'o.dirtyMark'],
    ['git: a change since the build counts', 'undeclared: newestTracked(o.donor),', 'undeclared: [],'],
    ['git: the tags are a condition', "sha256(named.join('\\n'))", "sha256('')"],
    ['git: a clean work tree is a condition', ", { kind: 'clean-worktree' }]", ']'],
  ]),
  ...rulesOf('save/script-run.ts', ['save/script-run.test.ts'], [
    ['script: a watched path in .git reads git', 'if (isInGit(at.path, donor)) git ??= at.path;', ''],
    ['script: the clone\'s git directory has any name', 'return gitDirectories !== undefined &&', 'return false &&'],
    ['script: the donor\'s own git directory is no one else\'s', "if (at.in !== 'worktree' && isBelow(at.path, donor.gitDirectories?.own ?? NOWHERE)) ownGit ??= at.path;", ''],
  ]),
  ...rulesOf('save/judge-run.ts', hazard('git-in-libraries'), [
    ['run: its libraries\' text is heard', 'o.watched ?? o.context.macros.ofScript(script.slot).readsGit ??', 'o.watched ??'],
    ['run: programs of the repository are heard', '?? gitInPrograms(o.sources, o.root, o.context.donor.contents)', '?? null'],
    ['run: git is asked for', 'git: git?.evidence,', 'git: undefined,', hazard('git-state')],
    ['run: the commit is a condition', '...(git?.conditions ?? [])', '', hazard('git-state')],
    ['run: changes that git sees are evidence', ', ...(git?.undeclared ?? [])],', '],'],
    ['run: the whole package is an input', '...whole.evidence, ', '', hazard('build-script-without-rerun-if')],
    ['run: what its text names is compared', '...named.conditions, ', '', hazard('script-reads-undeclared')],
    ['run: what it tells the linker is compared', '...linked.conditions, ', '', hazard('linker-input')],
    ['run: variables of the configuration are a condition', '...asked.conditions, ', '', hazard('config-env')],
    ['run: a configuration that was edited since', '...asked.evidence, ', '', hazard('config-env')],
    ['run: a watched file that nobody made', "if (strange !== undefined) return err({ reason: 'input-in-target', file: strange });", '', hazard('input-in-target')],
    ['run: its own git directory', 'const ownGit = isPath ? (watched.ownGit ?? namesGitDirectory(unit, context.donor)) : undefined;', 'const ownGit = undefined;', hazard('own-git-directory')],
  ]),
  ...rulesOf('save/judge-compile.ts', hazard('git-in-libraries'), [
    ['compile: macros that read git are heard', 'git: git?.evidence,', 'git: undefined,', hazard('git-in-libraries')],
    ['compile: their commit is a condition', ', ...(git?.conditions ?? [])];', '];'],
    ['compile: macros that read the branch are heard', "if (branch !== undefined) return err({ reason: 'macro-reads-branch', evidence: branch });", ''],
    ['compile: macros that read files are heard', 'const undeclared = isPath && expanded.readsFiles !== null ?', 'const undeclared = false ?', hazard('new-files')],
    ['compile: a variable that is a path, wherever it leads', 'isInside && PATH_VARIABLES.test(name)', 'false', hazard('moved-worktree')],
    ['compile: variables of the configuration are told', 'const told = [undeclared, asked,', 'const told = [undeclared,', hazard('config-env')],
    ['compile: what its flags name for the linker', ' linkedInto(unit, from.value, context),', '', hazard('linker-input')],
    ['compile: the repository\'s own compilers', ', ownCompilersUsed(built, context)];', '];', hazard('compiler-in-tree')],
    ['compile: what was told is a condition', 'const conditions = [...told.flatMap((found) => found.conditions), ', 'const conditions = [', hazard('linker-input')],
    ['compile: what was told is evidence', 'undeclared: [...told.flatMap((found) => found.evidence), ', 'undeclared: [', hazard('linker-input')],
    ['compile: a source that nobody made', "if (strange !== undefined) return err({ reason: 'input-in-target', file: strange });", '', hazard('input-in-target')],
  ]),
  ...rulesOf('save/undeclared.ts', hazard('macro-reads-anywhere'), [
    ['macros: what they name is compared', "conditions: [{ kind: 'named-paths', paths, sha256 }],", 'conditions: [],'],
    ['macros: what their invocation names counts', 'for (const name of invocationPaths(text)) {', "for (const name of invocationPaths('')) {"],
    ['scripts: what compilers include is compared', "{ kind: 'package-files', root, which, sha256: files.sha256 }, ...named", '...named', hazard('script-compiles')],
    ['scripts: what stands beside a C file elsewhere', 'if (mayBeIncluded(name) && isOutside(name, root)) ', 'if (false) ', hazard('script-compiles')],
    ['compilers: a configuration that was edited since', 'changedNs !== undefined && changedNs > builtNs)', 'false)', hazard('compiler-in-tree')],
    ['scripts: those that list the package', "listsPackage ? 'listed-by-script' : ", '', hazard('script-compiles')],
    ['named paths: a way out of the worktree', "if (path === '..' || path.endsWith('/..')) continue;", "if (path.startsWith('..')) continue;", hazard('outside-worktree')],
    ['macros: those that wander may read anything', 'macros.wanders !== null || ', ''],
    ['macros: those that list what is above', "if (macros.lists !== null && isAbove(posix.join(root, name), root)) return 'too-many';", ''],
  ]),
  ...rulesOf('contents/named-paths.ts', ['contents/named-paths.test.ts'], [
    ['named paths: contents count', "${found?.sha256 ?? 'absent'}", ''],
    ['named paths: their changes are told', 'changedNs = later(changedNs, found.changedNs);', ''],
    ['named paths: their going is told', 'goneNs = later(goneNs, wentNs(path, contents));', ''],
  ]),
  ...rulesOf('contents/package-files.ts', hazard('macro-reads-anywhere'), [
    ['package files: sources that are not compiled count', 'return !isOfOtherTarget(path);', "return !path.endsWith('.rs') && !isOfOtherTarget(path);", ['contents/package-files.test.ts']],
    ['package files: one that is gone is told', 'changedNs = times.changedNs;', '', ['contents/package-files.test.ts']],
  ]),
  ...rulesOf('contents/way.ts', ['contents/way.test.ts'], [
    ['way: a directory that was renamed', 'return above < changedNs ? above : changedNs;', 'return NEVER;'],
    ['way: a link', "if (found.kind === 'symlink') return", 'if (false) return'],
    ['way: where a link leads', ', this.through(resolve(dirname(path), readLink(path) ?? \'.\')))', ', NEVER)'],
  ]),
  ...rulesOf('contents/worktree-contents.ts', hazard('exchanged-directory'), [
    ['contents: the way to a file is looked at', 'later(times.changedNs, this.ways.above(path))', 'times.changedNs'],
  ]),
];
