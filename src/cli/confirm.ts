import { FailureError } from '../system/failure.ts';

/** Asks on the terminal. Without one, or with JSON, nobody can answer: a failure that names the flag to use. */
export async function confirm(question: string, json: boolean): Promise<boolean> {
  if (json || process.stdin.isTTY !== true || process.stderr.isTTY !== true) throw new FailureError(NOBODY_TO_ASK);
  const prompts = await import('@clack/prompts');
  const answer = await prompts.confirm({ message: question, initialValue: false, output: process.stderr });
  return answer === true;
}

const NOBODY_TO_ASK = {
  code: 'needs-confirmation',
  message: 'This asks before it changes your files, and there is no terminal to ask on.',
  hint: 'Look with `--dry-run`, then run it with `--yes`.',
} as const;
