import { expect, test } from 'vitest';
import { looksThroughVariables, wordsOfShells } from '../../../src/engine/audit/shell-words.ts';
import type { ObservedProcess } from '../../../src/engine/observer/observed.ts';
import { temporaryDirectory, write } from '../../formats/git/rig.ts';

function process(executable: string, argv: readonly string[], read: readonly string[] = []): ObservedProcess {
  const records = read.map((path) => ({ by: 'program', kind: 'read', path, errno: 0, call: 'open' }) as const);
  return { file: '1', parent: undefined, start: undefined, pid: 1, executable, cwd: '/', outDir: undefined, argv, complete: true, records };
}

test('words in capitals in what a shell is given, and reads in the worktree', () => {
  const root = temporaryDirectory();
  write(`${root}/tree/say.sh`, 'echo ${API_URL:-none} $lower X');
  write(`${root}/other.sh`, 'echo $ELSEWHERE');
  const read = [`${root}/tree/say.sh`, `${root}/other.sh`, `${root}/tree/gone.sh`];
  expect(wordsOfShells([process('/bin/sh', ['sh', '-c', 'echo $MODE'], read)], `${root}/tree`)).toEqual(['API_URL', 'MODE']);
  expect(wordsOfShells([process('/usr/bin/python3.11', ['python3', '-c', 'os.environ["STAGE"]'])], root)).toEqual(['STAGE']);
  expect(wordsOfShells([process('/usr/bin/cc', ['cc', '-DWORDS'], read)], root)).toEqual([]);
});

test.each([
  ['/usr/bin/perl', 'for (sort keys %ENV) { print }', 'print $ENV{"MODE"}'],
  ['/usr/bin/mawk', 'BEGIN { for (k in ENVIRON) print k }', 'BEGIN { print ENVIRON["MODE"] }'],
  ['/usr/bin/python3.11', 'for k, v in os.environ.items(): print(k)', 'os.environ.get("MODE") or os.environ["OTHER"]'],
  ['/usr/bin/ruby', 'ENV.each { |k, v| puts k }', 'puts ENV["MODE"], ENV.fetch("OTHER")'],
  ['/usr/bin/node', 'Object.keys(process.env)', 'process.env.MODE || process.env["OTHER"]'],
  ['/bin/bash', 'for name in ${!APP_*}; do echo $name; done', 'set -e; export MODE=1; echo ${MODE}'],
  ['/bin/dash', 'set | grep ^APP_', 'set -- $MODE'],
  ['/bin/sh', 'echo a\nexport -p > all', 'export MODE'],
  ['/usr/bin/make', 'all:\n\techo $(.VARIABLES)', 'all:\n\techo $(MODE)'],
  ['/usr/bin/jq', '$ENV | keys', '$ENV.MODE, env.OTHER'],
])('%s is given to look through all variables, or for some', (executable, all, some) => {
  expect(looksThroughVariables([process(executable, ['x', all])], '/')).toBe(executable.split('/').at(-1));
  expect(looksThroughVariables([process(executable, ['x', some])], '/')).toBeUndefined();
  const root = temporaryDirectory();
  write(`${root}/tree/program`, all);
  expect(looksThroughVariables([process(executable, ['x'], [`${root}/tree/program`])], `${root}/tree`)).toBeDefined();
  expect(looksThroughVariables([process(executable, ['x'], [`${root}/tree/program`])], `${root}/elsewhere`)).toBeUndefined();
});
