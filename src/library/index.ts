/**
 * cargo-share as a library, for editor extensions and tools that make worktrees. Each function does what the command
 * of its name does, says nothing, and gives the document that the command prints with `--json`.
 *
 * @module cargo-share
 */
import type { DoctorDocument } from '../report/documents/doctor.ts';
import type { ExplainDocument } from '../report/documents/explain.ts';
import type { SaveDocument } from '../report/documents/save.ts';
import type { StatusDocument } from '../report/documents/status.ts';
import type { WarmDocument } from '../report/documents/warm.ts';
import { run, type Options, type WriteOptions } from './run.ts';

export type { DoctorDocument, DoctorFinding, DoctorFix } from '../report/documents/doctor.ts';
export type { ExplainDocument, ExplainedUnitDocument, ExplainedWorkspace, ReasonDocument } from '../report/documents/explain.ts';
export type { FailureDocument, RefusalDocument, StoreReference } from '../report/documents/common.ts';
export type { SaveDocument, SavedDirectory } from '../report/documents/save.ts';
export type { SharedDirectory, StatusDocument, StatusWorktree } from '../report/documents/status.ts';
export type { WarmDocument, WarmedDirectory, WarmNoteDocument } from '../report/documents/warm.ts';
export { CargoShareError } from './error.ts';
export type { Options, WriteOptions } from './run.ts';

/** The worktrees of a clone, what each shares, and what it takes on the disk. Changes nothing. */
export async function status(options: Options = {}): Promise<StatusDocument> {
  const command = await import('../cli/commands/status.ts');
  return run(options, (context) => command.status(context));
}

export interface DoctorOptions extends WriteOptions {
  /** Make the mends that are safe. */
  readonly fix?: boolean;
}

/** Checks the machine, the clone and its builds. Takes about a second, as it really tries things out. */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorDocument> {
  const command = await import('../cli/commands/doctor.ts');
  return run(options, (context) => command.doctor(context, { fix: options.fix === true }));
}

export interface ExplainOptions extends WriteOptions {
  /** Only what concerns this package. */
  readonly package?: string;
  /** The cargo command to foretell, such as `['build', '-p', 'app']`; the one that built last unless given. */
  readonly command?: readonly string[];
}

/** What the next build in a worktree reuses, what cargo builds, and why. Cargo itself is asked; nothing is compiled. */
export async function explain(options: ExplainOptions = {}): Promise<ExplainDocument> {
  const command = await import('../cli/commands/explain.ts');
  return run(options, (context) => command.explain(context, { package: options.package, command: options.command ?? [] }));
}

export interface WarmOptions extends WriteOptions {
  /** The worktree; the one that `directory` is in unless given. */
  readonly worktree?: string;
  /** Then compile members aside, so that the first edit of each is compiled incrementally. */
  readonly incremental?: boolean;
  /** Save first from this worktree alone; from all of the clone unless given. */
  readonly from?: string;
}

/** Brings into a worktree every unit that other worktrees have built and that is right there. */
export async function warm(options: WarmOptions = {}): Promise<WarmDocument> {
  const command = await import('../cli/commands/warm.ts');
  return run(options, (context) => command.warm(context, options.worktree, { from: options.from, incremental: options.incremental === true, background: false }));
}

export interface SaveOptions extends WriteOptions {
  /** The worktree; the one that `directory` is in unless given. */
  readonly worktree?: string;
}

/** Puts what a worktree has built into the store. */
export async function save(options: SaveOptions = {}): Promise<SaveDocument> {
  const command = await import('../cli/commands/save.ts');
  return run(options, (context) => command.save(context, options.worktree));
}
