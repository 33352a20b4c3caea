import type { Exit } from './process.ts';

export interface CargoRun extends Exit {
  /** Packages after `Compiling`, `Checking` or `Documenting`, sorted, each once. */
  readonly compiled: readonly string[];
  /** Packages after `Fresh`: nothing of them was built. */
  readonly fresh: readonly string[];
  /** `package: reason` of each `Dirty` line. */
  readonly dirty: readonly string[];
  /** Command lines after `Running`: one for each compiler or build-script process. */
  readonly ran: readonly string[];
}

const STATUS = /^\s*(Compiling|Checking|Documenting|Fresh|Dirty) (\S+) v\S+(?: \([^)]*\))*(?:: (.*))?$/;
const RUNNING = /^\s*Running `(.*)`$/;

/** Reads what `cargo -v` says about each package (status lines seen with cargo 1.95 and 1.97 nightly). */
export function parseCargoRun(exit: Exit): CargoRun {
  const compiled = new Set<string>();
  const fresh = new Set<string>();
  const dirty: string[] = [];
  const ran: string[] = [];
  for (const line of exit.stderr.split('\n')) {
    const running = RUNNING.exec(line)?.[1];
    if (running !== undefined) ran.push(running);
    const [, verb, name, reason] = STATUS.exec(line) ?? [];
    if (verb === undefined || name === undefined) continue;
    if (verb === 'Fresh') fresh.add(name);
    else if (verb === 'Dirty') dirty.push(`${name}: ${reason ?? ''}`);
    else compiled.add(name);
  }
  return { ...exit, compiled: [...compiled].sort(), fresh: [...fresh].sort(), dirty, ran };
}
