import type { ArgumentDescription, CommandDescription, OptionDescription, ProgramDescription } from '../describe.ts';

/** One thing that could stand at the cursor. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What only the clone can tell, asked for when it is needed. */
export interface Surroundings {
  /** Paths of worktrees, as a person would write them from `directory`. */
  readonly worktrees: (directory: string | undefined) => readonly Candidate[];
  /** Names of packages in the nearest `Cargo.lock`. */
  readonly packages: (directory: string | undefined) => readonly Candidate[];
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Whether the shell should offer files or directories as well. */
  readonly paths: 'none' | 'files' | 'directories';
}

const NOTHING: Completion = { candidates: [], paths: 'none' };

/**
 * What could stand in place of the last of `words`, which may be empty; the words before it have been typed, without
 * `cargo share` itself. Candidates that do not begin with it are left out.
 */
export function complete(program: ProgramDescription, words: readonly string[], surroundings: Surroundings): Completion {
  const current = words.at(-1) ?? '';
  const typed = parse(program, words.slice(0, -1));
  const completion = propose(program, typed, current, surroundings);
  return { ...completion, candidates: completion.candidates.filter(({ value }) => value.startsWith(current)) };
}

interface Typed {
  readonly command: CommandDescription | undefined;
  /** Words after the command that belong to no option. */
  readonly positional: readonly string[];
  /** The option whose value comes next. */
  readonly open: OptionDescription | undefined;
  readonly used: ReadonlySet<string>;
  /** The value of `-C`. */
  readonly directory: string | undefined;
  /** After `--` nothing is an option. */
  readonly ended: boolean;
}

function parse(program: ProgramDescription, words: readonly string[]): Typed {
  let command: CommandDescription | undefined;
  let open: OptionDescription | undefined;
  let directory: string | undefined;
  let ended = false;
  const positional: string[] = [];
  const used = new Set<string>();
  for (const word of words) {
    if (open !== undefined) {
      if (open.names.includes('-C')) directory = word;
      open = undefined;
    } else if (word === '--') {
      ended = true;
    } else if (word.startsWith('-') && !ended) {
      const option = optionsOf(program, command).find(({ names }) => names.includes(word));
      option?.names.forEach((name) => used.add(name));
      open = option?.value === undefined ? undefined : option;
    } else if (command === undefined) {
      command = program.commands.find(({ name }) => name === word);
      if (command === undefined) positional.push(word);
    } else {
      positional.push(word);
    }
  }
  return { command, positional, open, used, directory, ended };
}

function propose(program: ProgramDescription, typed: Typed, current: string, surroundings: Surroundings): Completion {
  const { command, open, positional, used, directory, ended } = typed;
  if (open !== undefined) return valueOf({ name: open.value ?? '', choices: open.choices }, directory, surroundings);
  if (current.startsWith('-') && !ended) {
    const left = optionsOf(program, command).filter(({ names }) => !names.some((name) => used.has(name)));
    return { candidates: left.flatMap(({ names, description }) => names.map((value) => ({ value, description }))), paths: 'none' };
  }
  if (command === undefined) {
    if (positional.length > 0) return NOTHING;
    return { candidates: program.commands.map(({ name, description }) => ({ value: name, description })), paths: 'none' };
  }
  if (command.name === 'help') return { candidates: program.commands.map(({ name, description }) => ({ value: name, description })), paths: 'none' };
  const argument: ArgumentDescription | undefined = command.arguments[positional.length];
  return argument === undefined ? NOTHING : valueOf(argument, directory, surroundings);
}

function optionsOf(program: ProgramDescription, command: CommandDescription | undefined): OptionDescription[] {
  return [...(command?.options ?? []), ...program.options];
}

/** By what the definition calls it. */
function valueOf(o: { readonly name: string; readonly choices: readonly string[] }, directory: string | undefined, surroundings: Surroundings): Completion {
  if (o.choices.length > 0) return { candidates: o.choices.map((value) => ({ value, description: '' })), paths: 'none' };
  switch (o.name) {
    case 'worktree':
      return { candidates: surroundings.worktrees(directory), paths: 'directories' };
    case 'package':
      return { candidates: surroundings.packages(directory), paths: 'none' };
    case 'dir':
      return { candidates: [], paths: 'directories' };
    case 'file':
      return { candidates: [], paths: 'files' };
    default:
      return NOTHING;
  }
}
