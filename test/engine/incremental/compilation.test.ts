import { expect, test } from 'vitest';
import { argumentsAside, compilationIn, type CompilationRecord } from '../../../src/engine/incremental/compilation.ts';

const HASH = '0123456789abcdef';
const at = { replica: '/tmp/replica-x/target', buildDirectory: '/repos/b/target' };
const options = ['--crate-name', 'low', '--emit=dep-info,link', '-C', `extra-filename=-${HASH}`];
const places = ['--out-dir', `${at.replica}/debug/deps`, '-C', `incremental=${at.replica}/debug/incremental`, '-L', `dependency=${at.replica}/debug/deps`];

function recorded(args: readonly string[], environment: readonly string[] = []): CompilationRecord {
  return { arguments: args.map((text) => `${text}\0`).join(''), environment: environment.map((text) => `${text}\0`).join(''), directory: '/repos/b\n' };
}

test('a call is told with the build directory in the place of its replica', () => {
  const env = [`OUT_DIR=${at.replica}/debug/build/low-1/out`, 'A=b=c', 'CARGO_SHARE_FORECAST=/tmp/log', 'CARGO_MAKEFLAGS=-j --jobserver-fds=3,4'];
  const found = compilationIn(recorded(['rustc', ...options, ...places], env), at);
  expect(found).toMatchObject({ unitHash: HASH, crate: 'low', compiler: 'rustc', directory: '/repos/b', output: '/repos/b/target/debug/deps', incremental: '/repos/b/target/debug/incremental' });
  expect(found?.args.at(-1)).toBe('dependency=/repos/b/target/debug/deps');
  expect(found?.env).toEqual({ OUT_DIR: '/repos/b/target/debug/build/low-1/out', A: 'b=c' });
});

test('a program in a directory of its own is told by that', () => {
  const inOwn = (name: string): string[] => ['--out-dir', `${at.replica}/debug/build/${name}`, '-C', `incremental=${at.replica}/debug/incremental`];
  expect(compilationIn(recorded(['rustc', '--crate-name', 'app', ...inOwn(`app/${HASH}/out`)]), at)).toMatchObject({ unitHash: HASH, output: `/repos/b/target/debug/build/app/${HASH}/out` });
  expect(compilationIn(recorded(['rustc', '--crate-name', 'app', '-C', 'extra-filename=-x', ...inOwn(`app/${HASH}/out`)]), at)).toBeUndefined();
});

test.each([
  ['not incremental', ['rustc', ...options, '--out-dir', '/repos/b/target/debug/deps']],
  ['another program around the compiler', ['clippy-driver', 'rustc', ...options, ...places]],
  ['arguments in a file', ['rustc', ...options, ...places, '@/tmp/more']],
  ['two output directories', ['rustc', ...options, ...places, '--out-dir', '/elsewhere']],
  ['a relative one', ['rustc', ...options, '--out-dir', 'deps', '-C', 'incremental=/repos/b/target/debug/incremental']],
  ['no hash', ['rustc', '--crate-name', 'low', ...places]],
  ['nothing', []],
])('nothing is made of a call that is worded otherwise: %s', (_, args) => {
  expect(compilationIn(recorded(args), at)).toBeUndefined();
});

test('aside, only the incremental directory is another one, and there is no linker', () => {
  const found = compilationIn(recorded(['rustc', ...options, ...places]), at);
  if (found === undefined) throw new Error('not understood');
  const expected = found.args.map((argument) => argument.replace('incremental=/repos/b/target/debug/incremental', 'incremental=/aside'));
  expect(argumentsAside(found, '/aside')).toEqual([...expected, '-C', 'linker=true']);
});
