import { readFileSync, readdirSync } from 'node:fs';

const EVERY_MS = 100;

/**
 * Looks ten times a second how much memory the processes below one hold. A page that several share counts once for
 * them all together (`Pss` of proc_pid_smaps(5)). Linux only.
 */
export function watchMemory(root: number): { readonly end: () => number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, heldBelow(root));
  }, EVERY_MS);
  return {
    end: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function heldBelow(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    // The name of a program, in parentheses, may hold spaces.
    const parent = Number.isInteger(pid) ? /^\d+ \(.*\) \S (\d+)/s.exec(read(`/proc/${name}/stat`))?.[1] : undefined;
    if (parent !== undefined) parents.set(pid, Number(parent));
  }
  let sum = 0;
  for (const pid of parents.keys()) if (isBelow(pid, root, parents)) sum += Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
  return sum;
}

function isBelow(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined; at = parents.get(at)) if (at === root) return pid !== root;
  return false;
}

/** Empty where the process has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
