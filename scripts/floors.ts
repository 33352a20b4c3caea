import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const SOURCE = join(import.meta.dirname, '..', 'src');

/** The folders of `src`, from the top down: each imports only from those below it. */
export const FLOORS = ['library', 'cli', 'report', 'commands', 'engine', 'store', 'formats', 'units', 'system'] as const;

/** One file's import of another, by the folders that both stand in (`engine/save`; `store` for what stands right in it). */
export interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Of all files of `src`, what they import from other folders, types too. */
export function imports(): Import[] {
  return sourceFiles().flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^(?:import|export|\}) .*from '(\.[^']+\.ts)';$/gm)]
      .map(([, target = '']) => ({ file: relative(SOURCE, file), from: folderOf(file), to: folderOf(join(dirname(file), target)) }))
      .filter(({ from, to }) => from !== to));
}

/** The folders right in a floor. */
export function wingsOf(floor: string): string[] {
  return readdirSync(join(SOURCE, floor), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
}

export function floorOf(folder: string): string {
  return folder.split('/')[0] ?? '';
}

/** All folders of `src`, which must be the floors. */
export function topFolders(): string[] {
  return readdirSync(SOURCE).filter((name) => statSync(join(SOURCE, name)).isDirectory());
}

function sourceFiles(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join(SOURCE, name)).sort();
}

/** Only a floor of several capabilities is told apart by its folders. */
function folderOf(file: string): string {
  const [floor = '', wing = '', ...rest] = relative(SOURCE, file).split('/');
  return rest.length > 0 && ['commands', 'engine', 'formats'].includes(floor) ? `${floor}/${wing}` : floor;
}
