import type { VerifyDocument } from './documents/verify.ts';
import { unreachable } from '../system/unreachable.ts';
import type { Damage, DamageReason } from '../commands/verify/damage.ts';
import type { Examination } from '../commands/verify/examine.ts';
import { count } from './bytes.ts';
import type { Reporter } from './reporter.ts';

interface Outcome {
  readonly store: string;
  readonly deep: boolean;
  /** Units dropped; undefined: that was not asked for. */
  readonly dropped: number | undefined;
}

/** The JSON document of a verification. */
export function verifyDocument(found: Examination, { store, deep, dropped }: Outcome): VerifyDocument {
  return {
    schema: 1,
    command: 'verify',
    store: { path: store },
    deep,
    units: found.units,
    compared: found.compared,
    recorded: found.recorded,
    ofOthers: found.ofOthers,
    damaged: found.damaged.map(({ sinceNs, unit, ...damage }) => ({
      ...damage,
      ...(unit !== undefined && { slot: unit.slot, package: unit.package, file: unit.file, savedFrom: unit.provenance.worktree, commit: unit.provenance.commit }),
      since: sinceNs === undefined ? null : timeOf(sinceNs),
    })),
    ...(dropped !== undefined && { dropped }),
  };
}

/** What a verification found, for a person. */
export function reportVerify(found: Examination, { deep, dropped }: Outcome, reporter: Reporter): void {
  for (const damage of found.damaged) {
    reporter.warn(damageWords(damage));
    for (const directory of damage.heldBy) reporter.status('Held', `by ${directory}: if the file there is linked, it is the changed one; \`cargo clean\` there makes cargo build it anew`);
  }
  const read = deep ? ` (${count(found.compared, 'blob')} compared, digests of ${count(found.recorded, 'unit')} recorded for the next time)` : '';
  const whole = found.units - found.damaged.length - found.ofOthers;
  const others = found.ofOthers === 0 ? '' : `, ${found.ofOthers} of another version of cargo-share`;
  reporter.status('Verified', `${count(found.units, 'unit')}: ${whole} whole, ${found.damaged.length} damaged${others}${read}`);
  if (dropped !== undefined && found.damaged.length > 0) reporter.status('Dropped', `${count(dropped, 'damaged unit')}; cargo builds them where they are needed`);
  else if (found.damaged.length > 0) reporter.status('Safe', 'nothing damaged is ever placed; drop it with `cargo share verify --repair`');
}

function damageWords({ reason, unit, path, stored, found, sinceNs }: Damage): string {
  const what = unit === undefined ? path : `${unit.package}: ${unit.file}`;
  const values = stored === undefined || found === undefined ? '' : ` (stored ${stored}, found ${found})`;
  const since = sinceNs === undefined ? '' : `, since ${timeOf(sinceNs)} or before`;
  const from = unit === undefined ? '' : `; saved from ${unit.provenance.worktree}`;
  return `${what} ${reasonWords(reason)}${values}${since}${from}`;
}

function reasonWords(reason: DamageReason): string {
  switch (reason) {
    case 'manifest':
      return 'is not a whole manifest';
    case 'pack':
      return 'is not the pack that was written';
    case 'absent':
      return 'is gone';
    case 'kind':
      return 'is no longer a file';
    case 'device':
      return 'is on another device than the store';
    case 'inode':
      return 'is another file than the one that was stored';
    case 'size':
    case 'mtime':
      return `was written to in place: its ${reason === 'size' ? 'size' : 'time'} differs`;
    case 'mode':
      return 'has other permissions';
    case 'content':
      return 'holds other bytes, with the same size and time';
    case 'unreadable':
      return 'cannot be read';
    default:
      return unreachable(reason);
  }
}

function timeOf(ns: bigint): string {
  return new Date(Number(ns / 1_000_000n)).toISOString();
}
