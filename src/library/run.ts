import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import type { CommandContext, ExitStatus } from '../cli/context.ts';
import type { AnyDocument } from '../report/documents/documents.ts';
import type { Reporter } from '../report/reporter.ts';
import { NO_LOG } from '../engine/log/log.ts';
import { FailureError } from '../system/failure.ts';
import { CargoShareError } from './error.ts';

/** Where a function acts. */
export interface Options {
  /** A directory in the clone, as a command's working directory; the process's own unless given. */
  readonly directory?: string;
  /** For cargo, and the settings that `CARGO_SHARE_*` hold; the process's own unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Functions that write. */
export interface WriteOptions extends Options {
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean;
  /** An `AbortSignal`: ends the work between two steps. What was done by then stays, and the error's code is `interrupted`. */
  readonly signal?: { readonly aborted: boolean };
}

/** Runs a command as the command line would, and gives the document that it would print. */
export async function run<D extends AnyDocument>(
  options: WriteOptions,
  command: (context: CommandContext) => Promise<ExitStatus>,
): Promise<D> {
  let printed: AnyDocument | undefined;
  const context: CommandContext = {
    cwd: resolve(options.directory ?? '.'),
    env: { ...(options.env ?? process.env) },
    reporter: recorder((document) => {
      printed = document;
    }),
    dryRun: options.dryRun === true,
    behindDashes: [],
    log: NO_LOG,
    // Signals are the affair of whoever uses this library.
    interruption: { signal: options.signal ?? { aborted: false }, listen: () => () => undefined },
    program: {
      version: manifest.version,
      // Hooks start the program, not whoever uses this library.
      tool: { node: process.execPath, script: fileURLToPath(new URL('./main.js', import.meta.url)) },
    },
  };
  try {
    await command(context);
  } catch (error) {
    throw error instanceof FailureError ? new CargoShareError(error.failure, { cause: error }) : error;
  }
  if (printed === undefined) throw new Error('Internal error: a command without a document');
  // As a reader of the command line's output gets it: what is undefined is not there.
  return JSON.parse(JSON.stringify(printed)) as D;
}

function recorder(document: Reporter['document']): Reporter {
  const nothing = (): void => undefined;
  return {
    json: true,
    verbose: false,
    document,
    status: nothing,
    warn: nothing,
    failure: nothing,
    result: nothing,
    progress: () => ({ update: nothing, finish: nothing }),
    bold: (text) => text,
    columns: undefined,
    verdict: (verdict) => verdict,
  };
}
