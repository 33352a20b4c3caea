import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One unit of the report that `cargo build --timings` writes. */
export interface TimedUnit {
  readonly package: string;
  readonly version: string;
  /** As cargo words it, trimmed: empty for a library or macro, `build-script`, `build-script (run)`, `app "bin"`, `api "test" (test)`. */
  readonly target: string;
  /** Wall-clock time; 0 for a unit that was fresh. */
  readonly seconds: number;
}

interface Recorded {
  readonly name: string;
  readonly version: string;
  readonly target: string;
  readonly duration: number;
}

const START = 'const UNIT_DATA = ';

/**
 * The units of the last build in `root` that was run with `--timings`. Stable cargo has the data in its HTML report only
 * (`UNIT_DATA`, seen with 1.95).
 */
export function readTimings(root: string): TimedUnit[] {
  return parseTimings(readFileSync(join(root, 'target', 'cargo-timings', 'cargo-timing.html'), 'utf8'));
}

export function parseTimings(html: string): TimedUnit[] {
  const start = html.indexOf(START);
  const end = html.indexOf('];\n', start);
  if (start < 0 || end < 0) throw new Error('cargo’s timings report holds no UNIT_DATA');
  const units = JSON.parse(html.slice(start + START.length, end + 1)) as Recorded[];
  return units.map(({ name, version, target, duration }) => ({ package: name, version, target: target.trim(), seconds: duration }));
}

/** How cargo's report words the target of a unit that `explain` names. */
export function timedTarget(kind: string | null, target: string | null): string {
  switch (kind) {
    case 'custom-build':
      return 'build-script';
    case 'run-build-script':
      return 'build-script (run)';
    case 'bin':
    case 'example':
    case 'bench':
      return `${target ?? ''} "${kind}"`;
    default:
      return '';
  }
}

/** A unit as `explain` names it. */
export interface NamedUnit {
  readonly package: string;
  readonly version: string;
  readonly kind: string | null;
  readonly target: string | null;
}

/** The compile time of units by what `explain` says of them; several units of one name share their mean. */
export class CompileTimes {
  readonly #units: readonly TimedUnit[];

  constructor(units: readonly TimedUnit[]) {
    this.#units = units;
  }

  get total(): number {
    return this.#units.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** What these units took of the processor, where all took `all`: as much of it as of the compile times. */
  processorSecondsOf(units: readonly NamedUnit[], all: number): number {
    return (all * units.reduce((sum, unit) => sum + (this.secondsOf(unit) ?? 0), 0)) / this.total;
  }

  /** Undefined where the report does not have it. */
  secondsOf(unit: NamedUnit): number | undefined {
    const same = this.#units.filter((timed) => timed.package === unit.package && timed.version === unit.version);
    const tests = same.filter(({ target }) => target.endsWith('(test)') && target.startsWith(`${unit.target ?? ''} "`));
    const found = unit.kind === 'test' ? tests : same.filter(({ target }) => target === timedTarget(unit.kind, unit.target));
    return found.length === 0 ? undefined : found.reduce((sum, { seconds }) => sum + seconds, 0) / found.length;
  }
}
