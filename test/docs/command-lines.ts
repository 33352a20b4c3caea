import { CommanderError } from 'commander';
import { buildProgram } from '../../src/cli/program.ts';

/** How documentation calls the program; what follows are the arguments. */
const CALL = /(?:^|\s)cargo(?: |-)share(?=\s|$)/;

/** The arguments of each call of the program in a line of shell, or of a transcript, up to what belongs to the shell. */
export function callsIn(line: string): string[][] {
  return line
    .replace(/(^|\s)#.*/, '')
    .split(/`|;\s|\s&&\s|\s\|\s/)
    .flatMap((command) => {
      const call = CALL.exec(command);
      return call === null ? [] : [words(command.slice(call.index + call[0].length).replace(/\s>.*/, ''))];
    });
}

/** Words as a shell parts them, without its substitutions. */
function words(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');
}

/** What stands for something else in a usage line: `[--fix]`, `build|check|test`, `PACKAGE`. */
export function withoutPlaceholders(usage: string): string {
  return usage
    .replaceAll(/[[\]]/g, '')
    .replaceAll(/\|\S+/g, '')
    .replaceAll(/\bSHELL\b/g, 'bash')
    .replaceAll(/\s(?:…|\.\.\.)/g, '');
}

/** What is wrong with a call; undefined where the program takes it. Nothing is run. */
export async function fault(args: readonly string[]): Promise<string | undefined> {
  const program = buildProgram('0', () => undefined);
  for (const command of [program, ...program.commands]) command.configureOutput({ writeOut: () => undefined }).action(() => undefined);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? undefined : error.message;
  }
}
