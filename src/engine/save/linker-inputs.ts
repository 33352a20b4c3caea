import { linkFlags } from '../../formats/cargo/link-directives.ts';
import { parseScriptOutput } from '../../formats/cargo/script-output.ts';
import type { TimeNs } from '../../system/brand.ts';
import { lstat, readDirectory } from '../../system/fs.ts';
import type { Condition } from '../../units/model.ts';
import { linkerArguments, type LinkerArguments } from '../../units/linker-arguments.ts';
import { builtNs, bytesOf, fileOf, type CollectedUnit } from './collected.ts';
import type { CompiledFrom } from './compiled-from.ts';
import { isBelow } from './donor.ts';
import type { JudgeContext } from './judge-context.ts';
import { locate } from './locate.ts';
import { isText } from './script-run.ts';
import { linkerInputsAt, NOTHING_TOLD, type Told } from './told-inputs.ts';

/** What the flags of a compiled unit make the linker read: linker scripts, libraries, a linker of the repository's own. */
export function linkedInto(unit: CollectedUnit, from: CompiledFrom, context: JudgeContext): Told {
  const { record, files } = unit.unit;
  if (from.source.kind !== 'path' || record.rustflags.length === 0) return NOTHING_TOLD;
  const args = linkerArguments(record.rustflags);
  if (files.some(({ role }) => role === 'executable' || role === 'dylib')) return linkerInputs(args, { base: from.workspace, builtNs: builtOf(unit), context });
  // No linker makes a library, but rustc puts static libraries into it.
  const isLibrary = files.some(({ role }) => role === 'rlib');
  return isLibrary ? linkerInputs({ ...args, files: [], responses: [], programs: [] }, { base: from.workspace, builtNs: builtOf(unit), context }) : NOTHING_TOLD;
}

/**
 * Where the shell makes linkers look (gcc(1), "Environment"; ld(1)): of a program or shared library cargo compares it from
 * here on. Where it names this worktree, that is another value in each.
 */
const OF_LINKERS = ['LIBRARY_PATH', 'LD_RUN_PATH', 'COMPILER_PATH', 'GCC_EXEC_PREFIX', 'NIX_LDFLAGS'];

export function linkedByShell({ unit }: CollectedUnit, from: CompiledFrom, { donor }: JudgeContext): Condition[] {
  const isLinked = unit.files.some(({ role }) => role === 'executable' || role === 'dylib');
  if (from.source.kind !== 'path' || !isLinked) return [];
  const observations = OF_LINKERS.flatMap((name) => {
    const value = donor.configEnv.variable(name);
    return value === undefined ? [] : [{ see: 'variable', name, value } as const];
  });
  return observations.length === 0 ? [] : [{ kind: 'observed', observations }];
}

/** What a build script tells rustc to hand to the linker, for all that stands on the script's run. */
export function linkedByScript(unit: CollectedUnit, context: JudgeContext): Told {
  return linkerInputs(scriptArguments(unit), { base: context.donor.workspaces[0] ?? context.donor.worktree, builtNs: builtOf(unit), context });
}

/**
 * What stands in the build directory and is named to the linker by a unit's flags, absolute: the linker itself may have written
 * it (`-Map`), or another step left it there. Of a directory the libraries count.
 */
export function builtForLinker({ unit }: CollectedUnit, { workspace }: CompiledFrom, context: JudgeContext): string[] {
  const args = linkerArguments(unit.record.rustflags);
  const isLinked = unit.files.some(({ role }) => role === 'executable' || role === 'dylib');
  return inBuildDirectory(isLinked ? args : { ...args, files: [], responses: [], programs: [] }, workspace, context);
}

/** The same of what a build script tells rustc to hand to the linker. */
export function builtForLinkerByScript(unit: CollectedUnit, context: JudgeContext): string[] {
  return inBuildDirectory(scriptArguments(unit), context.donor.workspaces[0] ?? context.donor.worktree, context);
}

function inBuildDirectory({ files, programs, responses, directories }: LinkerArguments, base: string, { donor }: JudgeContext): string[] {
  const built = (texts: readonly string[]): string[] => texts.map((text) => locate(text, base, donor)).flatMap((at) => (at.in === 'build-directory' ? [at.path] : []));
  const libraries = built(directories).flatMap((directory) => readDirectory(directory).flatMap(({ name }) => (LINKED.test(name) ? [`${directory}/${name}`] : [])));
  return [...built([...files, ...programs, ...responses]).filter((path) => lstat(path)?.kind === 'file'), ...libraries];
}

function scriptArguments(unit: CollectedUnit): LinkerArguments {
  const output = bytesOf(fileOf(unit, 'script-output'))?.toString('utf8') ?? '';
  return linkerArguments(linkFlags(parseScriptOutput(output)));
}

function builtOf(unit: CollectedUnit): TimeNs {
  return builtNs(unit) ?? (0n as TimeNs);
}

interface Search {
  readonly base: string;
  readonly context: JudgeContext;
  readonly depth: number;
}

interface Named {
  /** Files and directories of the worktree's; relative to it. */
  readonly paths: Set<string>;
  /** Those of them that may read any others: linker scripts that include some, and programs. */
  readonly readers: Set<string>;
}

/**
 * Files of the worktree's that the linker may read; cargo is told of none. `base`: where rustc, and so the linker, runs.
 * What a file may read further is not looked for: then everything must be equal.
 */
function linkerInputs(args: LinkerArguments, o: { readonly base: string; readonly builtNs: TimeNs; readonly context: JudgeContext }): Told {
  const named: Named = { paths: new Set(), readers: new Set() };
  addArguments(named, args, { ...o, depth: 0 });
  const equal = named.readers.size === 0 ? undefined : o.context.equality(o.builtNs);
  return linkerInputsAt([...named.paths].sort(), equal, o.context);
}

/** Response files may name further ones. */
const DEEPEST = 4;

function addArguments({ paths, readers }: Named, args: LinkerArguments, o: Search): void {
  const { contents } = o.context.donor;
  const foundOf = (texts: readonly string[]): string[] => texts.map((text) => found(text, o)).filter((path) => path !== undefined);
  const responses = foundOf(args.responses);
  for (const path of [...foundOf(args.files), ...responses]) {
    paths.add(path);
    const bytes = contents.file(path) === undefined ? undefined : contents.bytes(path);
    if (bytes !== undefined && isText(bytes) && READS.test(bytes.toString('latin1'))) readers.add(path);
  }
  for (const path of foundOf(args.programs)) readers.add(path);
  // One that lies elsewhere, in a registry, includes files from here.
  const script = args.files.some((text) => LINKER_SCRIPT.test(text));
  for (const text of script ? [...args.directories, o.base] : args.directories) addDirectory(paths, text, args.libraries, o);
  if (o.depth >= DEEPEST) return;
  for (const path of responses) {
    const text = contents.bytes(path)?.toString('utf8');
    if (text !== undefined) addArguments({ paths, readers }, linkerArguments([text]), { ...o, depth: o.depth + 1 });
  }
}

/** Only by these words does a linker script name other files (GNU ld manual, "File Commands"); and a program begins so. */
const READS = /\b(?:INCLUDE|INPUT|GROUP|AS_NEEDED|STARTUP|SEARCH_DIR)\b|^#!/;
const LINKER_SCRIPT = /\.(?:ld|lds|x|T)$/;
const WORD = /^[\w+:-]*$/;

/** A file of the worktree's, relative to it. A bare word counts only where a file of that name is there. */
function found(text: string, { base, context: { donor } }: Search): string | undefined {
  if (text === '' || /[*{}$<>;"'()]/.test(text)) return undefined;
  const at = locate(text, base, donor);
  if (at.in !== 'worktree' || at.path === '' || isBelow(base, donor.contents.absolute(at.path))) return undefined;
  if (/(?:^|\/)\.git(?:\/|$)/.test(at.path)) return undefined;
  return WORD.test(text) && donor.contents.times(at.path)?.kind !== 'file' ? undefined : at.path;
}

/** What a linker takes from a directory that holds the workspace as well, so that not all of it can count. */
const LINKED = /\.(?:a|so(?:\.\d+)*|o|obj|lib|dylib|x|ld|lds|ver|map|def)$/;

function addDirectory(paths: Set<string>, text: string, libraries: readonly string[], { base, context: { donor } }: Search): void {
  const at = locate(text === '' ? '.' : text, base, donor);
  if (at.in !== 'worktree') return;
  const absolute = donor.contents.absolute(at.path);
  const isOuter = [base, donor.buildDirectory, donor.targetDirectory].some((inner) => isBelow(inner, absolute));
  if (!isOuter) {
    paths.add(at.path);
    return;
  }
  const prefix = at.path === '' ? '' : `${at.path}/`;
  for (const { name } of readDirectory(absolute)) if (LINKED.test(name)) paths.add(`${prefix}${name}`);
  for (const name of libraries) for (const ending of ['.a', '.so']) paths.add(`${prefix}lib${name}${ending}`);
}
