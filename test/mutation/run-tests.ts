import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Builds the command of a copy of the repository. */
export function buildCopy(copy: string): void {
  execFileSync(process.execPath, [join(copy, 'node_modules/tsdown/dist/run.mjs')], { cwd: copy, stdio: 'ignore' });
}

/** Runs test files of a copy, and gives the name of the first test that fails; `undefined`: none does. */
export function runTests(copy: string, tests: readonly string[]): string | undefined {
  const output = join(copy, 'report.json');
  rmSync(output, { force: true });
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs');
  const files = tests.map((path) => `test/${path}`);
  const run = spawnSync(process.execPath, [vitest, 'run', '--bail=1', '--reporter=json', `--outputFile=${output}`, ...files], {
    cwd: copy,
    encoding: 'utf8',
    // What a rule is for may show in one layout only.
    env: { ...process.env, HAZARDS: 'all' },
  });
  if (run.status === 0) return undefined;
  const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
  for (const { name, status, message, assertionResults } of report.testResults) {
    const failed = assertionResults.find((result) => result.status === 'failed');
    if (failed !== undefined) return failed.fullName;
    if (status === 'failed') throw new Error(`${name} does not load: ${message}`);
  }
  throw new Error(`vitest failed without a failed test:\n${run.stderr}`);
}
