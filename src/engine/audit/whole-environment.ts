import type { ObservedProcess } from '../observer/observed.ts';
import { withOpenFile } from '../../system/read-at.ts';
import { symbolNames } from '../../formats/objects/elf.ts';
import type { Taking } from '../../units/incapable.ts';

/**
 * Whether code that was compiled in this worktree may have read its environment as a whole: `std::env::vars` copies it
 * without a call that the observer sees. The symbols tell, in both manglings of rustc; `vars_os` also stands in what starts
 * programs with another environment. What has no symbols may. Debug information tells nothing: it names all of `std`.
 */
export function mayReadAllVariables(processes: readonly ObservedProcess[], worktree: string, by: Taking = 'vars_os'): boolean {
  const loaded = processes.flatMap(({ records }) => records.flatMap((record) => (record.kind === 'load' ? [record.path] : [])));
  const programs = new Set([...processes.map(({ executable }) => executable), ...loaded].filter((path) => path.startsWith(`${worktree}/`)));
  return [...programs].some((path) => {
    const names = withOpenFile(path, symbolNames);
    return names === undefined || !names.includes(IN_EVERY_ONE) || READING[by].some((symbol) => names.includes(symbol));
  });
}

const IN_EVERY_ONE = '3std9panicking';
/** With what they stand on (`std::sys`, 1.84 and 1.95), or hand out: they themselves may be inlined. */
const OF_TEXT = ['3std3env4vars', 'std..env..Vars$', '3std3env4Vars'];
const READING: Readonly<Record<Taking, readonly string[]>> = {
  vars: OF_TEXT,
  vars_os: [...OF_TEXT, '3std3env7vars_os', '3std3sys3env4unix3env', '3std3sys3pal4unix2os3env'],
};
