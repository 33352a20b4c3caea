import type { Argument, CommandUnknownOpts as Command, Option } from '@commander-js/extra-typings';

/** The command line as data: the manual page and completions are made from it. */
export interface ProgramDescription {
  readonly description: string;
  readonly options: readonly OptionDescription[];
  readonly commands: readonly CommandDescription[];
}

export interface CommandDescription {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly ArgumentDescription[];
  /** Its own, without those of {@link ProgramDescription.options}. */
  readonly options: readonly OptionDescription[];
  /** Whole command lines. */
  readonly examples: readonly string[];
}

export interface ArgumentDescription {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly choices: readonly string[];
}

export interface OptionDescription {
  /** `-n`, `--dry-run`: those that it has. */
  readonly names: readonly string[];
  /** What stands for its value: `dir`; undefined where it takes none. */
  readonly value: string | undefined;
  readonly description: string;
  readonly choices: readonly string[];
}

export function describeProgram(program: Command): ProgramDescription {
  const help = program.createHelp();
  return {
    description: program.description(),
    options: help.visibleOptions(program).map(describeOption),
    commands: help.visibleCommands(program).map(describeCommand),
  };
}

function describeCommand(command: Command): CommandDescription {
  const help = command.createHelp();
  return {
    name: command.name(),
    description: command.description(),
    arguments: command.registeredArguments.map(describeArgument),
    options: help.visibleOptions(command).filter(({ long }) => long !== '--help').map(describeOption),
    examples: examplesOf(command),
  };
}

function describeArgument(argument: Argument): ArgumentDescription {
  return {
    name: argument.name(),
    required: argument.required,
    description: argument.description,
    choices: argument.argChoices ?? [],
  };
}

function describeOption(option: Option): OptionDescription {
  const value = /[<[]([\w-]+)/.exec(option.flags)?.[1];
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    value,
    description: option.description,
    choices: option.argChoices ?? [],
  };
}

/** They stand in the help alone, under their heading. */
function examplesOf(command: Command): string[] {
  let help = '';
  const saved = command.configureOutput();
  command.configureOutput({ ...saved, writeOut: (text) => void (help += text) });
  command.outputHelp();
  command.configureOutput(saved);
  const examples = help.split('\nExamples:\n')[1] ?? '';
  return examples.split('\n').flatMap((line) => (line.startsWith('  ') ? [line.trim()] : []));
}
