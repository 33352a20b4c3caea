import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { steadyPath } from '../../src/system/steady-path.ts';
import { temporaryDirectory } from '../formats/git/rig.ts';

test('a program of Homebrew goes by the link that upgrades keep', () => {
  const prefix = realpathSync(temporaryDirectory());
  for (const version of ['22.1.0', '22.2.0']) {
    mkdirSync(`${prefix}/Cellar/node@22/${version}/bin`, { recursive: true });
    writeFileSync(`${prefix}/Cellar/node@22/${version}/bin/node`, '');
  }
  mkdirSync(`${prefix}/opt`);
  symlinkSync('../Cellar/node@22/22.2.0', `${prefix}/opt/node@22`);
  expect(steadyPath(`${prefix}/Cellar/node@22/22.2.0/bin/node`)).toBe(`${prefix}/opt/node@22/bin/node`);
  // The link leads to another one: what runs now is kept.
  expect(steadyPath(`${prefix}/Cellar/node@22/22.1.0/bin/node`)).toBe(`${prefix}/Cellar/node@22/22.1.0/bin/node`);
  rmSync(`${prefix}/opt/node@22`);
  expect(steadyPath(`${prefix}/Cellar/node@22/22.2.0/bin/node`)).toBe(`${prefix}/Cellar/node@22/22.2.0/bin/node`);
  expect(steadyPath(process.execPath)).toBe(process.execPath);
});
