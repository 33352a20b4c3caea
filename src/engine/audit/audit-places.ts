import type { ObservedRecord } from '../observer/observed.ts';
import type { LeftBecause } from '../../units/refusal.ts';
import { isBelow } from '../save/donor.ts';
import type { AuditedUnit, Reading } from './model.ts';

/** The places by which paths of an audit are told apart; absolute, without a slash at the end. */
export interface AuditPlaces {
  readonly way: AuditedUnit['way'];
  readonly worktree: string;
  /** The worktree of which this is a copy: who looks there was sent by the shell (PATH), and is sent elsewhere from another. */
  readonly donor: string;
  /** The audit's own directory, which holds the worktree: nothing that belongs to anybody lies there. */
  readonly around: string;
  readonly built: readonly string[];
  readonly git: { readonly own: string; readonly common: string } | undefined;
  readonly temporary: string;
  /** OUT_DIR of the run itself; undefined for macros. */
  readonly ownOutput: string | undefined;
  /** Directories of units that this one stands on: their contents are compared by digest. */
  readonly dependencies: readonly string[];
  /** Of the machine, and the same for all worktrees: toolchains, registries, the system's own directories. */
  readonly machine: readonly string[];
  /** One of those. */
  readonly cargoHome: string;
  /** PATH of the shell. */
  readonly path: string | undefined;
  /** Whether neither the shell nor `[env]` sets a variable. */
  readonly isUnset: (name: string) => boolean;
}

export type Left = Extract<Reading, { state: 'left' }>;

export type Look = Extract<ObservedRecord, { readonly errno: number }>;

export function left(because: LeftBecause, what: string): Left {
  return { state: 'left', because, what };
}

/** Of the worktree relative to it. */
export function inWords(path: string, { worktree }: AuditPlaces): string {
  return isBelow(path, worktree) ? path.slice(worktree.length + 1) : path;
}

export const withoutSlash = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path);
