import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { manPage } from '../../scripts/man-page.ts';
import { describeProgram } from '../../src/cli/describe.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { temporaryDirectory } from '../formats/git/rig.ts';

const program = describeProgram(buildProgram('1.2.3', () => undefined));
const missing = spawnSync('man', ['--version']).status !== 0;

test.skipIf(missing)(`man shows it without a complaint, with every command, option and example${missing ? ' (man is not installed)' : ''}`, () => {
  const file = join(temporaryDirectory(), 'cargo-share.1');
  writeFileSync(file, manPage(program, '1.2.3'));
  const shown = spawnSync('man', ['--warnings', '-l', file], { encoding: 'utf8', env: { ...process.env, MANWIDTH: '200', LC_ALL: 'C.UTF-8', PAGER: 'cat' } });
  expect(shown).toMatchObject({ status: 0, stderr: '' });
  for (const { name, options, examples } of program.commands) {
    if (name === 'help') continue;
    expect(shown.stdout).toContain(`cargo share ${name} [OPTIONS]`);
    for (const option of options) expect(shown.stdout).toContain(option.names.join(', '));
    for (const example of examples) expect(shown.stdout).toContain(example);
  }
});
