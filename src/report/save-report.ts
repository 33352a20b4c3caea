import type { RefusalDocument } from './documents/common.ts';
import type { SaveDocument } from './documents/save.ts';
import type { WorktreeSave } from '../engine/save/report.ts';
import type { SaveRefusal } from '../units/refusal.ts';
import { count } from './bytes.ts';
import { refusalWords } from './refusal-words.ts';
import { failureText, type Reporter } from './reporter.ts';

/** The JSON document of a save. */
export function saveDocument(save: WorktreeSave, store: string): SaveDocument {
  return {
    schema: 1,
    command: 'save',
    store: { path: store },
    worktree: save.worktree,
    directories: save.directories.map((directory) => ({
      workspace: directory.workspace,
      subdirectory: directory.subdirectory,
      buildDirectory: directory.buildDirectory,
      ...(directory.skipped !== undefined && { skipped: directory.skipped }),
      units: directory.units,
      saved: directory.saved,
      known: directory.known,
      refused: directory.refusals.length,
      refusals: directory.refusals.map(({ slot, package: name, refusal }) => ({ ...flat(refusal), slot, package: name })),
    })),
    ...(save.failure !== undefined && { failure: save.failure }),
  };
}

/** The refusal's own `package` is the culprit, not the unit's: it goes by another name beside it. */
function flat(refusal: SaveRefusal): Pick<RefusalDocument, 'reason'> & { readonly culprit?: string } {
  return 'package' in refusal ? { ...refusal, culprit: refusal.package } : refusal;
}

/** What a save did, for a person. */
export function reportSave(save: WorktreeSave, reporter: Reporter): void {
  for (const directory of save.directories) {
    const place = directory.buildDirectory;
    if (directory.skipped !== undefined) {
      reporter.status('Skipped', `${place} (${directory.skipped === 'busy' ? 'cargo is building there' : 'git tracks it, or files in it'})`);
      continue;
    }
    const left = directory.refusals.length === 0 ? '' : `, ${directory.refusals.length} left to cargo`;
    reporter.status('Saved', `${count(directory.saved, 'new unit')} of ${directory.units} from ${place} (${directory.known} known${left})`);
    if (reporter.verbose) {
      for (const { package: name, slot, refusal } of directory.refusals) {
        reporter.status('Left', `${name} (${slot}): ${refusalWords(refusal)}`);
      }
    }
  }
  if (save.directories.length === 0 && save.failure === undefined) {
    reporter.status('Found', `no build output in ${save.worktree} yet`);
  }
  if (save.failure !== undefined) reporter.warn(failureText(save.failure, 'sharing stopped'));
}
