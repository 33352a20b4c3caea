import type { Finding } from '../finding.ts';
import { openLedger, type Account } from '../measure.ts';
import type { Held } from './held.ts';

/** Something that may go, of one build directory. */
export interface Candidate {
  readonly finding: Finding;
  readonly account: Account;
  /** When its build directory was last built in, in nanoseconds. */
  readonly usedNs: bigint;
  /** The worktree in which the user is: its turn comes last. */
  readonly here: boolean;
}

export interface BudgetPlan {
  readonly findings: readonly Finding[];
  /** All in bytes: what build directories may hold, what they hold, and what they hold after the plan. */
  readonly limit: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Decides what goes until no more than `limit` bytes are held. Pure. First what no build takes as it is, and incremental
 * state; then the units of each build directory, of those built in least recently first, and in each what the store has
 * before what would be compiled. What gives nothing back stays; what only the store has a name of afterwards counts as
 * given back, as the store has a limit of its own.
 */
export function planBudget(candidates: readonly Candidate[], o: { readonly held: Held; readonly limit: number }): BudgetPlan {
  const ledger = openLedger((id) => o.held.names.get(id));
  const findings: Finding[] = [];
  let held = o.held.bytes;
  for (const { finding, account } of [...candidates].sort(inTurn)) {
    if (held <= o.limit) break;
    const frees = ledger.add(account);
    if (frees <= 0) continue;
    held -= frees;
    findings.push(finding);
  }
  return { findings, limit: o.limit, before: o.held.bytes, after: held };
}

function inTurn(a: Candidate, b: Candidate): number {
  const [rank, other] = [rankOf(a.finding), rankOf(b.finding)];
  // Between 0 and 1 it is the kind that counts first, above it the build directory.
  if (rank !== other && Math.min(rank, other) < 2) return rank - other;
  if (a.here !== b.here) return a.here ? 1 : -1;
  if (a.usedNs !== b.usedNs) return a.usedNs < b.usedNs ? -1 : 1;
  if (a.finding.directory !== b.finding.directory) return a.finding.directory < b.finding.directory ? -1 : 1;
  return rank - other;
}

function rankOf({ kind, reason }: Finding): number {
  if (kind !== 'budget') return 0;
  if (reason.reason === 'incremental') return 1;
  return reason.reason === 'stored' ? 2 : 3;
}
