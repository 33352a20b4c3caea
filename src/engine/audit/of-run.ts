import type { ObservedProcess } from '../observer/observed.ts';

/**
 * The processes of one build script's run, and of what it started: two profiles may have runs of one unit hash, whose
 * records lie in one directory. `output`: OUT_DIR, relative to the build directory. Pure.
 */
export function processesOfRun(processes: readonly ObservedProcess[], output: string): ObservedProcess[] {
  const files = new Set(processes.map(({ file }) => file));
  const own = new Set<string>();
  for (let before = -1; before !== own.size; ) {
    before = own.size;
    for (const { file, parent, outDir } of processes) {
      const isScript = parent === undefined || !files.has(parent);
      if (isScript ? outDir?.endsWith(`/${output}`) === true : own.has(parent)) own.add(file);
    }
  }
  return processes.filter(({ file }) => own.has(file));
}
