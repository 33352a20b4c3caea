import type { PreparedUnit } from './documents/warm.ts';
import type { LeftBecause, Prepared } from '../engine/incremental/compile-units.ts';
import type { WorktreePreparation } from '../engine/incremental/prepare-worktree.ts';
import { count } from './bytes.ts';
import { failureText, type Reporter } from './reporter.ts';

/** What became of each unit, for the JSON document of a warm. */
export function preparedUnits({ units }: WorktreePreparation): PreparedUnit[] {
  return units.map((unit) => ({
    package: unit.manifest.source.name,
    slot: unit.manifest.slot,
    state: unit.state,
    why: unit.state === 'left' ? leftWords(unit.because, unit.what) : '',
  }));
}

/** The same for a person. */
export function reportPreparation({ worktree, units, failure }: WorktreePreparation, reporter: Reporter): void {
  const of = (state: Prepared['state']): number => units.filter((unit) => unit.state === state).length;
  const left = of('left');
  if (units.length > 0) reporter.status('Compiled', `${count(of('compiled'), 'unit')} of ${worktree} aside, for the first edit${of('there') === 0 ? '' : `; ${of('there')} already there`}${left === 0 ? '' : `; ${left} left`}`);
  if (reporter.verbose) {
    for (const unit of units) if (unit.state === 'left') reporter.status('Left', `${unit.manifest.source.name} (${unit.manifest.slot}): ${leftWords(unit.because, unit.what)}`);
  }
  if (failure !== undefined) reporter.warn(failureText(failure, 'nothing is compiled aside'));
}

function leftWords(because: LeftBecause, what: string): string {
  return `${LEFT[because]}${what === '' ? '' : `: ${what}`}`;
}

const LEFT: Readonly<Record<LeftBecause, string>> = {
  'no-time': 'there was no more time',
  'not-incremental': 'cargo does not compile it incrementally, or no usual command builds it',
  edited: 'its sources are no longer those that it was placed for',
  'compiler-not-trusted': 'this compiler did not pass the test of it',
  'compiler-not-tried': 'its compiler could not be tried',
  'own-compiler': 'a program of its own stands for the compiler',
  'other-file-system': 'the store is on another file system',
  'chosen-anew': 'what chooses its compiler or configuration here is in no commit',
  'no-room': 'it would take more of the disk than may be taken without being asked',
  gone: 'it, or the store, was being deleted',
  battery: 'the machine runs on battery',
  loaded: 'the machine had other things to do',
  memory: 'there was too little memory',
  stopped: 'cargo was building',
  failed: 'rustc failed',
  unexpected: 'rustc left something else than expected',
};
