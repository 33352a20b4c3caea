import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { floors } from './drawings/floors.ts';
import { oneUnit } from './drawings/one-unit.ts';
import { savingAndWarming } from './drawings/saving-and-warming.ts';

/** The drawings of the documentation, by where they stand in the project. */
export const DRAWINGS: Readonly<Record<string, () => string>> = {
  'docs/images/saving-and-warming.svg': savingAndWarming,
  'docs/images/one-unit.svg': oneUnit,
  'docs/images/floors.svg': floors,
};

if (process.argv[1] === import.meta.filename) {
  for (const [name, draw] of Object.entries(DRAWINGS)) {
    const path = join(import.meta.dirname, '..', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, draw());
  }
}
