import type { ObservedProcess } from '../observer/observed.ts';
import { readBytes } from '../system/fs.ts';

/**
 * Whether code that was compiled in this worktree may have read its environment as a whole: `std::env::vars` copies it
 * without a call that the observer sees. The symbols tell, in both manglings of rustc; `vars_os` also stands in what starts
 * programs with another environment. What has no symbols may.
 */
export function mayReadAllVariables(processes: readonly ObservedProcess[], worktree: string): boolean {
  const loaded = processes.flatMap(({ records }) => records.flatMap((record) => (record.kind === 'load' ? [record.path] : [])));
  const programs = new Set([...processes.map(({ executable }) => executable), ...loaded].filter((path) => path.startsWith(`${worktree}/`)));
  return [...programs].some((path) => {
    const bytes = readBytes(path);
    return bytes === undefined || !bytes.includes(IN_EVERY_ONE) || READING.some((symbol) => bytes.includes(symbol));
  });
}

const IN_EVERY_ONE = '3std9panicking';
const READING = ['3std3env4vars', '3std3env7vars_os'];
