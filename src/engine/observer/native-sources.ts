import { join } from 'node:path';
import { readDirectory, readText } from '../../system/fs.ts';

export type NativeProgram = 'observer' | 'gate' | 'aside';

/** Of each program that is compiled on the user's machine, its source files by name; `main.rs` is the first. */
export type NativeSources = Readonly<Record<NativeProgram, Readonly<Record<string, string>>>>;

/**
 * From `native/` of a checkout. In what is published the whole function is replaced by one that holds the texts
 * (`packaging/native-sources.ts`): there is no such directory.
 */
export function nativeSources(): NativeSources {
  return { observer: sourcesIn('observer'), gate: sourcesIn('gate'), aside: sourcesIn('aside') };
}

function sourcesIn(program: NativeProgram): Readonly<Record<string, string>> {
  const directory = join(import.meta.dirname, '../../../native', program);
  const names = readDirectory(directory).flatMap(({ name }) => (name.endsWith('.rs') ? [name] : [])).sort();
  return Object.fromEntries(names.map((name) => [name, readText(join(directory, name)) ?? '']));
}
