import { expect, test } from 'vitest';
import { wordsOfShells } from '../../../src/engine/audit/shell-words.ts';
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
