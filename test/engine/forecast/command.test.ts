import { expect, test } from 'vitest';
import { foretoldCommand } from '../../../src/engine/forecast/command.ts';

test.each([
  ['build -p app --features x', { toolchain: [], subcommand: 'build', options: ['-p', 'app', '--features', 'x'] }],
  ['+nightly t --lib -- --nocapture', { toolchain: ['+nightly'], subcommand: 'test', options: ['--lib', '--no-run'] }],
  ['test --no-run', { toolchain: [], subcommand: 'test', options: ['--no-run'] }],
  ['run --bin app -- --help', { toolchain: [], subcommand: 'build', options: ['--bin', 'app'] }],
])('of `%s` only what builds is asked for', (command, foretold) => {
  expect(foretoldCommand(command.split(' '))).toEqual({ ok: true, value: foretold });
});

test.each(['install x', 'toString', ''])('`%s` is refused', (command) => {
  expect(foretoldCommand(command.split(' '))).toMatchObject({ ok: false, error: { code: 'usage' } });
});
