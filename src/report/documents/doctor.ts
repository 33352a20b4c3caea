import type { FailureDocument } from './common.ts';

/** What a check found. */
export interface DoctorFinding {
  /** The check's name; see docs/doctor.md. More may come. */
  readonly check: string;
  /** `warn`: works, but less well. `fail`: something is broken or wrong. */
  readonly verdict: 'pass' | 'warn' | 'fail';
  /** A stable code. More may come. */
  readonly finding: string;
  /** In words, which may change. */
  readonly message: string;
  /** What to do, in words. */
  readonly mend?: string;
  /** Commands that show it to be true. */
  readonly see?: readonly string[];
  /** Whether `--fix` mends it. */
  readonly fixable: boolean;
  /** What it is about; the fields depend on the finding. */
  readonly facts: { readonly [field: string]: unknown };
}

export interface DoctorFix {
  /** More may come. */
  readonly action: string;
  /** `offered`: a dry run. */
  readonly outcome: 'done' | 'offered' | 'failed';
  readonly failure?: FailureDocument;
}

/** What `cargo share doctor` found. */
export interface DoctorDocument {
  readonly schema: 1;
  readonly command: 'doctor';
  /** Nothing fails; warnings do not count. Exit status 0, else 1. */
  readonly healthy: boolean;
  /** How things are after the fixes. */
  readonly findings: readonly DoctorFinding[];
  /** What `--fix` did; none without it. */
  readonly fixes: readonly DoctorFix[];
}
