import type { AuditPlaces } from '../../../src/engine/audit/audit-places.ts';
import { classify } from '../../../src/engine/audit/classify.ts';
import type { Question, Reading } from '../../../src/engine/audit/model.ts';
import type { ObservedProcess, ObservedRecord } from '../../../src/engine/observer/observed.ts';

export const TREE = '/audit/1/elsewhere/tree';
export const places: AuditPlaces = {
  way: 'run',
  worktree: TREE,
  donor: '/donors/main',
  around: '/audit/1',
  built: [`${TREE}/target`],
  git: { own: '/audit/1/git', common: '/repos/main/.git' },
  temporary: '/audit/1/scratch',
  ownOutput: `${TREE}/target/debug/build/app-1/out`,
  dependencies: [`${TREE}/target/debug/build/low-1/out`],
  machine: ['/usr', '/home/me/.cargo'],
  cargoHome: '/home/me/.cargo',
  path: undefined,
  isUnset: (name) => name !== 'WORDS',
};

type Bare<T> = T extends unknown ? Omit<T, 'by'> : never;
/** What a program of its own does. */
export const recordOf = (record: Bare<ObservedRecord>): ObservedRecord => ({ by: 'program', ...record }) as ObservedRecord;
/** Of a path in the worktree, or an absolute one. */
export const access = (kind: 'read' | 'list' | 'look' | 'link' | 'write', path: string, errno = 0, call = kind === 'link' ? 'readlink' : 'open'): ObservedRecord =>
  recordOf({ kind, path: path.startsWith('/') ? path : `${TREE}/${path}`, errno, call });

export function process(records: readonly ObservedRecord[], more: Partial<ObservedProcess> = {}): ObservedProcess {
  return { file: '1', parent: undefined, start: undefined, pid: 1, executable: '/x/build-script-build', cwd: TREE, outDir: undefined, argv: ['x'], complete: true, records, ...more };
}

export const reading = (...records: ObservedRecord[]): Reading => classify([process(records)], [], places);

/** Of what is not left. */
export function questions(...records: ObservedRecord[]): readonly Question[] {
  const read = reading(...records);
  if (read.state === 'left') throw new Error(`left: ${read.because} (${read.what})`);
  return read.questions;
}
