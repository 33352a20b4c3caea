import type { AnyDocument } from './documents/documents.ts';
import { styleText } from 'node:util';
import type { Failure } from '../system/failure.ts';
import { startProgress, type Progress } from './progress.ts';

export interface ReporterOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number | undefined };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** What a command says: words to stderr in cargo's manner, results to stdout. With JSON, one document and no words. */
export interface Reporter {
  readonly json: boolean;
  readonly verbose: boolean;
  /** The one JSON document of a command; without `--json` nothing. */
  readonly document: (document: AnyDocument) => void;
  /** A line for a person, a verb in cargo's 12 columns before it. */
  readonly status: (verb: string, text: string) => void;
  readonly warn: (text: string) => void;
  readonly failure: (failure: Failure, command: string) => void;
  /** A result for a person: to stdout. */
  readonly result: (text: string) => void;
  readonly progress: (verb: string) => Progress;
  readonly bold: (text: string) => string;
  /** Of the terminal that results go to; undefined where there is none. */
  readonly columns: number | undefined;
  /** The word of a check's verdict, in its colour. */
  readonly verdict: (verdict: 'pass' | 'warn' | 'fail') => string;
}

type Style = Parameters<typeof styleText>[0];

const VERDICT_STYLES = { pass: 'green', warn: 'yellow', fail: 'red' } as const satisfies Readonly<Record<string, Style>>;

export function createReporter(o: ReporterOptions): Reporter {
  const paintOn = (stream: { readonly isTTY?: boolean }) => {
    const colours = o.color === 'always' || (o.color === 'auto' && stream.isTTY === true && !process.env['NO_COLOR']);
    return (style: Style, text: string): string => (colours ? styleText(style, text, { validateStream: false }) : text);
  };
  const [paint, paintResult] = [paintOn(o.stderr), paintOn(o.stdout)];
  const silent = o.quiet || o.json;
  const say = (text: string): void => void o.stderr.write(`${harmless(text)}\n`);
  return {
    json: o.json,
    verbose: o.verbose && !silent,
    document: (document) => {
      if (o.json) o.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    },
    status: (verb, text) => {
      if (!silent) say(`${paint(['bold', 'green'], verb.padStart(12))} ${text}`);
    },
    warn: (text) => {
      if (!silent) say(`${paint(['bold', 'yellow'], 'warning')}: ${text}`);
    },
    failure: (failure, command) => {
      if (o.json) o.stdout.write(`${JSON.stringify({ schema: 1, command, error: failure }, undefined, 2)}\n`);
      else say(failureText(failure, paint(['bold', 'red'], 'error')));
    },
    result: (text) => {
      if (!silent) o.stdout.write(`${harmless(text)}\n`);
    },
    progress: (verb) => startProgress({ verb, stream: o.stderr, silent }),
    bold: (text) => paint('bold', text),
    columns: o.stdout.columns,
    verdict: (verdict) => paintResult(VERDICT_STYLES[verdict], verdict),
  };
}

/**
 * Names of files and branches come from repositories: what would move a terminal's cursor or change its title is
 * shown as `\x1b`. Colours pass, as do line ends and tabs.
 */
function harmless(text: string): string {
  return text.replace(CONTROL, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

// oxlint-disable-next-line no-control-regex -- it is what is looked for
const CONTROL = /\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g;

/** One paragraph: what is wrong, with the stable code, where, and what to do. */
export function failureText(failure: Failure, error = 'error'): string {
  const lines = [`${error}[${failure.code}]: ${failure.message}`];
  if (failure.path !== undefined) lines.push(`  --> ${failure.path}`);
  if (failure.hint !== undefined) lines.push(`  hint: ${failure.hint}`);
  return lines.join('\n');
}
