import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import { describeProgram, type CommandDescription, type OptionDescription, type ProgramDescription } from '../src/cli/describe.ts';
import { buildProgram } from '../src/cli/program.ts';

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['CARGO_SHARE', '0 makes the git hooks do nothing.'],
  ['CARGO_SHARE_STORE, CARGO_SHARE_EXECUTABLES, CARGO_SHARE_COPY_LOCKFILE, CARGO_SHARE_HOOK_SECONDS', 'Settings; see docs/settings.md in the package.'],
  ['CARGO_TARGET_DIR, CARGO_BUILD_BUILD_DIR, CARGO_HOME', 'As cargo reads them.'],
  ['NO_COLOR', 'No colours, unless --color asks for them.'],
];

const STATUSES: readonly (readonly [string, string])[] = [
  ['0', 'Done, or yes.'],
  ['1', 'A finding, or no.'],
  ['2', 'Wrong usage, or failure.'],
];

/** The manual page in section 1, in the man(7) macros. */
export function manPage(program: ProgramDescription, version: string): string {
  const commands = program.commands.filter(({ name }) => name !== 'help');
  return [
    `.TH CARGO\\-SHARE 1 "" "cargo\\-share ${escape(version)}" "Cargo Manual"`,
    '.SH NAME',
    `cargo\\-share \\- ${escape(lower(program.description))}`,
    '.SH SYNOPSIS',
    '.nf',
    ...commands.map((command) => synopsis(command)),
    '.fi',
    '.SH DESCRIPTION',
    'Puts compiled units whose inputs it has compared by content into the target directories of a clone\\(aqs worktrees, so that the first build in a fresh worktree compiles only what really differs there. It is plain cargo: no wrapper, no daemon.',
    '.PP',
    '.B cargo share init',
    'sets a clone up: git hooks then keep its worktrees warm.',
    '.SH COMMANDS',
    ...commands.flatMap(commandSection),
    '.SH OPTIONS',
    'Every command knows these.',
    ...program.options.flatMap(optionParagraph),
    '.SH EXIT STATUS',
    ...STATUSES.flatMap(([status, text]) => ['.TP', `.B ${status}`, escape(text)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([names, text]) => ['.TP', `.B ${escape(names)}`, escape(text)]),
    '.SH SEE ALSO',
    '.BR cargo (1),',
    '.BR git\\-worktree (1)',
    '',
  ].join('\n');
}

function synopsis({ name, arguments: args }: CommandDescription): string {
  const words = args.map(({ name: argument, required }) => (required ? argument.toUpperCase() : `[${argument.toUpperCase()}]`));
  return `\\fBcargo share ${escape(name)}\\fR [\\fIOPTIONS\\fR]${words.map((word) => ` \\fI${escape(word)}\\fR`).join('')}`;
}

function commandSection(command: CommandDescription): string[] {
  return [
    `.SS cargo share ${escape(command.name)}`,
    `${escape(sentence(command.description))}`,
    ...command.arguments.flatMap((argument) => [
      '.TP',
      `.I ${escape(argument.name.toUpperCase())}`,
      escape(sentence([argument.description, choices(argument.choices)].filter((text) => text !== '').join(': '))),
    ]),
    ...command.options.flatMap(optionParagraph),
    '.PP',
    'Examples:',
    '.PP',
    '.RS 4',
    '.nf',
    ...command.examples.map(escape),
    '.fi',
    '.RE',
  ];
}

function optionParagraph({ names, value, description, choices: values }: OptionDescription): string[] {
  const name = names.map((one) => `\\fB${escape(one)}\\fR`).join(', ');
  const text = [description, choices(values)].filter((part) => part !== '').join(': ');
  return ['.TP', `${name}${value === undefined ? '' : ` \\fI${escape(value.toUpperCase())}\\fR`}`, escape(sentence(text))];
}

function choices(values: readonly string[]): string {
  return values.join(', ');
}

function sentence(text: string): string {
  return text === '' ? text : `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}${/[.)]$/.test(text) ? '' : '.'}`;
}

function lower(text: string): string {
  return `${text[0]?.toLowerCase() ?? ''}${text.slice(1)}`;
}

/** Hyphens that are minus signs, and what begins a request at the start of a line. */
function escape(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('`', '\\(ga').replaceAll("'", '\\(aq').replace(/^\./, '\\&.');
}

if (process.argv[1] === import.meta.filename) {
  const directory = join(import.meta.dirname, '..', 'man');
  mkdirSync(directory, { recursive: true });
  const program = describeProgram(buildProgram(manifest.version, () => undefined));
  writeFileSync(join(directory, 'cargo-share.1'), manPage(program, manifest.version));
}
