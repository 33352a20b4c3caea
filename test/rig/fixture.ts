import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Files } from './rig.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures');

/** The files of a workspace below `test/fixtures`. */
export function fixture(name: string): Files {
  const root = join(FIXTURES, name);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(root, path), readFileSync(path, 'utf8')];
    }),
  );
}
