import type { StatusDocument } from './documents/status.ts';
import { basename, dirname } from 'node:path';
import type { Status, WorktreeStatus } from '../commands/status/status.ts';
import { sumEvidence } from '../units/evidence.ts';
import { count, formatBytes } from './bytes.ts';
import type { Reporter } from './reporter.ts';
import { evidenceWords } from './evidence-words.ts';
import { shellWord } from './shell-word.ts';
import { tableLines, type Column } from './table.ts';

export function statusDocument(status: Status): StatusDocument {
  const { mode, movedHooks, store, shared, worktrees } = status;
  return {
    schema: 1,
    command: 'status',
    mode: mode ?? null,
    movedHooks: movedHooks ?? null,
    store,
    shared: shared.map((directory) => ({ ...directory, refusals: countsOf(directory) })),
    worktrees: worktrees.map((worktree) => ({ ...worktree, nextBuild: worktree.nextBuild === undefined ? null : { ...worktree.nextBuild, warmable: worktree.nextBuild.warmable ?? null }, refusals: countsOf(worktree) })),
  };
}

function countsOf({ refusals }: Pick<WorktreeStatus, 'refusals'>): { reason: string; units: number }[] {
  return refusals.map(({ reason, units }) => ({ reason, units }));
}

const COLUMNS: readonly Column[] = [
  { head: 'Worktree', align: 'left', mayCut: true },
  { head: 'Branch', align: 'left', mayCut: true },
  { head: 'Built', align: 'left', spare: 2 },
  { head: 'Layout', align: 'left', spare: 5 },
  { head: 'Units', align: 'right', spare: 4 },
  { head: 'Shared', align: 'right' },
  { head: 'Own', align: 'right' },
  { head: 'Refused', align: 'right', spare: 3 },
  { head: 'Ready', align: 'right' },
  { head: 'Warm', align: 'right' },
  { head: 'Size', align: 'right', spare: 1 },
  { head: 'On disk', align: 'right' },
  { head: 'Its own', align: 'right' },
];

/** Where nobody looks, lines are as long as they must be. */
const WITHOUT_TERMINAL = 1000;

export function reportStatus(status: Status, reporter: Reporter, now: number = Date.now()): void {
  const { store, worktrees } = status;
  const mode = status.mode === undefined ? 'not set up (run `cargo share init`)' : status.mode;
  reporter.result(`Mode:  ${mode}`);
  if (status.movedHooks !== undefined) {
    const { file, directory } = status.movedHooks;
    const found = dirname(file) === directory ? `${file} no longer calls cargo-share` : `git runs those in ${directory} (core.hooksPath), not ${file}`;
    reporter.result(`Hooks: ${found}: nothing is warmed by itself (\`cargo share doctor\` says what helps)`);
  }
  reporter.result(`Store: ${store.path}`);
  const limit = store.limit === null ? '' : `; at most ${formatBytes(store.limit)} that no worktree shares`;
  reporter.result(`       ${count(store.units, 'unit')}, ${formatBytes(store.logical)} (${formatBytes(store.physical)} on disk, shared with the worktrees)${limit}`);
  reporter.result('');
  const shared = status.shared.map((directory) => cells(basename(directory.path), `of ${directory.worktrees.length} worktrees`, { ...directory, now }));
  const own = worktrees.map((worktree) => cells(basename(worktree.path), worktree.branch ?? worktree.commit?.slice(0, 9) ?? '-', { ...worktree, now }));
  const [head = '', ...lines] = tableLines(COLUMNS, [...own, ...shared], reporter.columns ?? WITHOUT_TERMINAL);
  reporter.result(reporter.bold(head));
  for (const line of lines) reporter.result(line);
  const known = evidenceWords(sumEvidence([...worktrees, ...status.shared].map(({ evidence }) => evidence)));
  if (known !== '') reporter.result(`\nKnown by: ${known}`);
  const said = [...cold(status), ...advice(status)];
  if (said.length > 0) reporter.result(`
${said.join('\n')}`);
}

type Row = Pick<WorktreeStatus, 'units' | 'bytes' | 'layouts' | 'lastBuildMs'> & Partial<Pick<WorktreeStatus, 'nextBuild'>>;

function cells(name: string, of: string, o: Row & { readonly now: number }): string[] {
  const { units, bytes, lastBuildMs, layouts, nextBuild, now } = o;
  return [
    name,
    of,
    lastBuildMs === null ? '-' : age(now - lastBuildMs),
    layouts.length === 0 ? '-' : layouts.length === 1 ? layouts.join('') : 'both',
    String(units.total),
    String(units.shared),
    String(units.own),
    String(units.refused),
    nextBuild === undefined ? '-' : String(nextBuild.ready),
    nextBuild === undefined ? '-' : String(nextBuild.warmable ?? '?'),
    formatBytes(bytes.logical),
    formatBytes(bytes.physical),
    formatBytes(bytes.exclusive),
  ];
}

const STEPS = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
] as const;

function age(ms: number): string {
  const step = STEPS.find((candidate) => ms >= candidate.ms);
  return step === undefined ? 'now' : `${Math.floor(ms / step.ms)} ${step.name}`;
}

/** All worktrees in which neither cargo nor this tool has been, though the store may have something for them: made past the hooks. */
function cold({ mode, worktrees }: Status): string[] {
  if (mode !== 'linked') return [];
  return worktrees.filter(isCold).map(({ path, nextBuild }) => `Nothing is built or placed in ${path}: ${gain(path, nextBuild?.warmable)}`);
}

function isCold({ units, nextBuild }: WorktreeStatus): boolean {
  return units.total === 0 && nextBuild !== undefined && nextBuild.warmable !== 0;
}

function gain(path: string, warmable: number | undefined): string {
  const warm = `\`cargo share warm ${shellWord(path)}\``;
  return warmable === undefined ? `${warm}, or \`cargo share run -- build\` there.` : `${warm} brings ${count(warmable, 'unit')} that the next build there would compile.`;
}

/** The one thing that would help most among the others, where there is one. */
function advice({ mode, worktrees }: Status): string[] {
  if (mode === undefined) return ['Set this clone up with `cargo share init`: then fresh worktrees compile nothing.'];
  const [most] = worktrees.filter((worktree) => !isCold(worktree)).sort((a, b) => (b.nextBuild?.warmable ?? 0) - (a.nextBuild?.warmable ?? 0));
  const brings = most?.nextBuild?.warmable ?? 0;
  if (mode === 'linked' && most !== undefined && brings > 0) return [gain(most.path, brings)];
  const [refused] = [...worktrees].sort((a, b) => b.units.refused - a.units.refused);
  const why = refused?.refusals[0];
  if (refused !== undefined && why !== undefined && refused.units.refused * 5 > refused.units.total) {
    return [`${count(refused.units.refused, 'unit')} of ${basename(refused.path)} cannot be shared, most for \`${why.reason}\`: \`cargo share explain\` there says why and what helps.`];
  }
  return [];
}
