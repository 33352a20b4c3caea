import { linkFlags } from '../cargo/link-directives.ts';
import { parseScriptOutput } from '../cargo/script-output.ts';
import { readDirectory } from '../system/fs.ts';
import { includedByScript, linkerArguments, type LinkerArguments } from '../units/linker-arguments.ts';
import { bytesOf, fileOf, type CollectedUnit } from './collected.ts';
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
  if (files.some(({ role }) => role === 'executable' || role === 'dylib')) return linkerInputs(args, from.workspace, context);
  // No linker makes a library, but rustc puts static libraries into it.
  const isLibrary = files.some(({ role }) => role === 'rlib');
  return isLibrary ? linkerInputs({ ...args, files: [], responses: [] }, from.workspace, context) : NOTHING_TOLD;
}

/** What a build script tells rustc to hand to the linker, for all that stands on the script's run. */
export function linkedByScript(unit: CollectedUnit, context: JudgeContext): Told {
  const output = bytesOf(fileOf(unit, 'script-output'))?.toString('utf8') ?? '';
  const flags = linkFlags(parseScriptOutput(output));
  return flags.length === 0 ? NOTHING_TOLD : linkerInputs(linkerArguments(flags), context.donor.workspaces[0] ?? context.donor.worktree, context);
}

/** Files of the worktree's that the linker may read; cargo is told of none. `base`: where rustc, and so the linker, runs. */
function linkerInputs(args: LinkerArguments, base: string, context: JudgeContext): Told {
  const paths = new Set<string>();
  addArguments(paths, args, { base, context, depth: 0 });
  return linkerInputsAt([...paths].sort(), context);
}

interface Search {
  readonly base: string;
  readonly context: JudgeContext;
  readonly depth: number;
}

/** Scripts include others, and response files name further ones. */
const DEEPEST = 4;

function addArguments(paths: Set<string>, args: LinkerArguments, o: Search): void {
  const { contents } = o.context.donor;
  const foundOf = (texts: readonly string[]): string[] => texts.map((text) => found(text, o)).filter((path) => path !== undefined);
  const responses = foundOf(args.responses);
  const files = [...foundOf(args.files), ...responses];
  for (const path of files) paths.add(path);
  const script = args.files.some((text) => LINKER_SCRIPT.test(text));
  for (const text of script ? [...args.directories, o.base] : args.directories) addDirectory(paths, text, args.libraries, o);
  if (o.depth >= DEEPEST) return;
  for (const path of files) {
    const bytes = contents.file(path) === undefined ? undefined : contents.bytes(path);
    if (bytes === undefined || bytes.length > MOST_TEXT || !isText(bytes)) continue;
    const text = bytes.toString('utf8');
    const beside = contents.absolute(path).replace(/\/[^/]*$/, '');
    const included = { files: includedByScript(text), responses: [], directories: [], libraries: [] };
    for (const from of new Set([o.base, beside])) addArguments(paths, included, { ...o, base: from, depth: o.depth + 1 });
  }
  for (const path of responses) {
    const text = contents.bytes(path)?.toString('utf8');
    if (text !== undefined) addArguments(paths, linkerArguments([text]), { ...o, depth: o.depth + 1 });
  }
}

const LINKER_SCRIPT = /\.(?:ld|lds|x|T)$/;
const MOST_TEXT = 1 << 20;
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
