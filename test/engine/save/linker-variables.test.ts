import { expect, test } from 'vitest';
import type { CollectedUnit } from '../../../src/engine/save/collected.ts';
import type { CompiledFrom } from '../../../src/engine/save/compiled-from.ts';
import type { JudgeContext } from '../../../src/engine/save/judge-context.ts';
import { linkedByShell } from '../../../src/engine/save/linker-inputs.ts';
import type { FileRole, PackageSource } from '../../../src/units/model.ts';

const context = { donor: { configEnv: { variable: (name: string) => (name === 'LIBRARY_PATH' ? '/w/a/libs' : undefined) } } } as unknown as JudgeContext;
const linked = (role: FileRole, kind: PackageSource['kind'] = 'path') =>
  linkedByShell({ unit: { files: [{ role }] } } as unknown as CollectedUnit, { source: { kind } } as CompiledFrom, context);

test('where the shell makes linkers look, cargo compares of what was linked', () => {
  const looked = [{ kind: 'observed', observations: [{ see: 'variable', name: 'LIBRARY_PATH', value: '/w/a/libs' }] }];
  expect([linked('executable'), linked('dylib')]).toEqual([looked, looked]);
});

test('no linker makes a library, and of packages from elsewhere cargo compares nothing', () => {
  expect([linked('rlib'), linked('dylib', 'registry')]).toEqual([[], []]);
});
