import { firstOf } from './first-of.ts';
import type { WarmDocument } from './documents/warm.ts';
import type { WorktreePreparation } from '../engine/incremental/prepare-worktree.ts';
import type { RefusedUnit } from '../engine/save/report.ts';
import { unreachable } from '../system/unreachable.ts';
import type { WarmNote, WorktreeWarm } from '../engine/warm/report.ts';
import { count, formatBytes } from './bytes.ts';
import { joinedMend, joinedWords } from './joined-words.ts';
import { preparedUnits } from './preparation-report.ts';
import { refusalWords } from './refusal-words.ts';
import { failureText, type Reporter } from './reporter.ts';
import { saveDocument } from './save-report.ts';

/** The JSON document of a warm. */
export function warmDocument(warm: WorktreeWarm, store: string, prepared?: WorktreePreparation): WarmDocument {
  const { link, copy, reflink } = warm.bytes;
  return {
    schema: 1,
    command: 'warm',
    store: { path: store },
    worktree: warm.worktree,
    saves: warm.saves.map((save) => saveDocument(save, store)),
    directories: warm.directories.map((directory) => ({
      workspace: directory.workspace,
      subdirectory: directory.subdirectory,
      buildDirectory: directory.buildDirectory,
      placed: directory.placed,
      kept: directory.kept,
      replaced: directory.replaced,
      invalidated: directory.invalidated,
      refusals: directory.refusals.map(({ slot, package: name, refusal }) => ({
        ...refusal,
        ...('package' in refusal && { culprit: refusal.package }),
        slot,
        package: name,
      })),
    })),
    bytes: { linked: link.bytes, copied: copy.bytes, reflinked: reflink.bytes },
    notes: warm.notes,
    ...(prepared !== undefined && { incremental: preparedUnits(prepared) }),
    ...(prepared?.failure !== undefined && { incrementalFailure: prepared.failure }),
    ...(warm.failure !== undefined && { failure: warm.failure }),
  };
}

/** What a warm did, for a person. */
export function reportWarm(warm: WorktreeWarm, reporter: Reporter): void {
  reporter.status('Warmed', warmSentence(warm));
  for (const note of warm.notes) reporter.warn(noteWords(note));
  if (warm.failure !== undefined) reporter.warn(failureText(warm.failure, 'sharing stopped'));
  if (!reporter.verbose) return;
  for (const { package: name, slot, refusal } of [...warm.directories.flatMap(({ refusals }) => refusals), ...refusedAtSaving(warm)]) {
    reporter.status('Left', `${name} (${slot}): ${refusalWords(refusal)}`);
  }
}

/** One line, also what a hook says. */
export function warmSentence(warm: WorktreeWarm): string {
  const sum = (of: (d: WorktreeWarm['directories'][number]) => number): number =>
    warm.directories.reduce((total, directory) => total + of(directory), 0);
  const placed = sum((d) => d.placed + d.replaced);
  const kept = sum((d) => d.kept);
  const refused = sum((d) => d.refusals.length);
  const { link, copy, reflink } = warm.bytes;
  const parts = [`${count(placed, 'unit')} placed`];
  if (kept > 0) parts.push(`${kept} already right`);
  if (refused > 0) parts.push(`${refused} left to cargo`);
  const unsaved = refusedAtSaving(warm).length;
  if (unsaved > 0) parts.push(`${unsaved} refused at saving`);
  const bytes = `${formatBytes(link.bytes + reflink.bytes)} shared, ${formatBytes(copy.bytes)} copied`;
  return `${warm.worktree}: ${parts.join(', ')} (${bytes})`;
}

/** Units that the other worktrees have and do not share, and of which no stored one was looked at here; each once. */
function refusedAtSaving({ worktree, saves, directories }: WorktreeWarm): RefusedUnit[] {
  const found = new Map<string, RefusedUnit>();
  for (const saved of saves.filter((save) => save.worktree !== worktree).flatMap((save) => save.directories)) {
    const here = directories.find(({ workspace, subdirectory }) => workspace === saved.workspace && subdirectory === saved.subdirectory);
    const known = new Set([...(here?.placing ?? []), ...(here?.keeping ?? []), ...(here?.refusals ?? []).map(({ slot }) => slot)]);
    for (const unit of saved.refusals) if (!known.has(unit.slot)) found.set(`${saved.workspace}\0${saved.subdirectory}\0${unit.slot}`, unit);
  }
  return [...found.values()];
}

/** Whether the hook has anything worth a line. */
export function isWorthSaying(warm: WorktreeWarm): boolean {
  return warm.notes.length > 0 || warm.failure !== undefined || warm.directories.some((d) => d.placed + d.replaced + d.invalidated > 0);
}

export function noteWords(note: WarmNote): string {
  switch (note.code) {
    case 'lockfile-copied':
      return `copied ${note.path} from ${note.from}: git ignores it, and without it cargo would choose other versions (share.copyLockfile)`;
    case 'config-joined':
      return `this worktree and ${note.donor} lie one inside the other: ${joinedWords(note.file, note.keys)} in the inner one, and most units are others; ${joinedMend(note.keys)}`;
    case 'config-differs':
      return `${note.file} sets ${note.keys.join(', ')} for only one of this worktree and ${note.donor}, so most units cannot be shared; give both the same (a copy, or a link to it)`;
    case 'submodules-empty':
      return `${firstOf(note.paths)} ${note.paths.length === 1 ? 'is a submodule' : 'are submodules'} without files yet: after \`git submodule update --init\`, \`cargo share warm\` brings what was compiled from there`;
    case 'target-directory-shared':
      return `this worktree builds in ${note.path}, and so does ${note.with}: cargo mixes their code up; give each its own (a variable of the shell, cargo's configuration or a link leads there)`;
    case 'out-of-time':
      return note.goesOn
        ? `${count(note.left, 'more unit')} ${note.left === 1 ? 'is' : 'are'} placed in the background, as git has waited long enough (share.hookSeconds); cargo waits for them`
        : `${count(note.left, 'unit')} left for cargo, as there was no more time (share.hookSeconds); \`cargo share warm\` places the rest`;
    case 'ran-again':
      return `what the build scripts of ${firstOf(note.packages)} read differs here: they were run, and made what is stored`;
    case 'not-written':
      return failureText(note.failure, 'nothing placed');
    case 'save-failed':
      return failureText(note.failure, 'saving stopped');
    default:
      return unreachable(note);
  }
}
