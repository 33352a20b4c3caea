import { describe, expect, test } from 'vitest';
import { complete, type Completion, type Surroundings } from '../../../src/cli/completion/complete.ts';
import { describeProgram } from '../../../src/cli/describe.ts';
import { buildProgram } from '../../../src/cli/program.ts';

const program = describeProgram(buildProgram('0.0.0', () => undefined));
const asked: (string | undefined)[] = [];
const surroundings: Surroundings = {
  worktrees: (directory) => {
    asked.push(directory);
    return [{ value: '../feature', description: 'feature' }];
  },
  packages: () => [{ value: 'serde', description: '1.0.0' }],
};

/** The words as they are typed, the last one unfinished. */
function at(line: string): Completion & { readonly values: readonly string[] } {
  const completion = complete(program, line.split(' '), surroundings);
  return { ...completion, values: completion.candidates.map(({ value }) => value) };
}

describe('completion', () => {
  test('commands, and after help too', () => {
    expect(at('').values).toEqual(expect.arrayContaining(['init', 'warm', 'doctor', 'help']));
    expect(at('do').candidates).toMatchObject([{ value: 'doctor', description: expect.stringContaining('mend') }]);
    expect(at('help do').values).toEqual(['doctor']);
    expect(at('--json do').values).toEqual(['doctor']);
    expect(at('nonsense ').values).toEqual([]);
  });

  test('options of the command and of all, each once', () => {
    expect(at('doctor --').values).toEqual(expect.arrayContaining(['--fix', '--json', '--dry-run']));
    expect(at('doctor --fix --f').values).toEqual([]);
    expect(at('doctor -n --dry').values).toEqual([]);
    expect(at('--fi').values).toEqual([]);
  });

  test('values of options: choices, worktrees, directories', () => {
    expect(at('--color a').values).toEqual(['auto', 'always']);
    expect(at('-C ')).toMatchObject({ values: [], paths: 'directories' });
    expect(at('init --store ')).toMatchObject({ paths: 'directories' });
  });

  test('arguments: worktrees of the clone that -C names, choices, and no more than there are', () => {
    asked.length = 0;
    expect(at('-C /elsewhere warm ')).toMatchObject({ values: ['../feature'], paths: 'directories' });
    expect(asked).toEqual(['/elsewhere']);
    expect(at('sccache d').values).toEqual(['disable']);
    expect(at('completions ').values).toEqual(['bash', 'zsh', 'fish']);
    expect(at('completions bash ')).toMatchObject({ values: [], paths: 'none' });
    expect(at('warm -- -')).toMatchObject({ values: [] });
  });
});
