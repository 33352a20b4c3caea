/** `node --import tsx scripts/skipped.ts REPORT`: what vitest's JSON report says was skipped, and how many of it need a Mac. */
import { readFileSync } from 'node:fs';

/** What a title says of a test that only a Mac can run. */
export const NEEDS_MAC = 'needs a Mac';

interface Report {
  readonly testResults?: readonly { readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[] }[];
}

/** A line for each skipped test, those that need a Mac first, below a line with the counts. */
export function skippedLines({ testResults = [] }: Report): string[] {
  const names = testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'skipped' || status === 'pending').map(({ fullName }) => fullName));
  const [onMac, other] = [names.filter((name) => name.includes(NEEDS_MAC)), names.filter((name) => !name.includes(NEEDS_MAC))];
  return [`${names.length} skipped, of them ${onMac.length} that need a Mac`, ...[...onMac, ...other].map((name) => `  ${name}`)];
}

const [file] = process.argv.slice(2);
if (import.meta.filename === process.argv[1] && file !== undefined) process.stdout.write(`${skippedLines(JSON.parse(readFileSync(file, 'utf8')) as Report).join('\n')}\n`);
