import { firstOf } from './first-of.ts';
import type { LeftOutReason, SharedNote, SharedStep } from '../commands/init/shared-mode/steps.ts';
import { unreachable } from '../system/unreachable.ts';

/** A step of shared mode for a person. */
export function sharedStepWords(step: SharedStep): { verb: string; text: string } {
  switch (step.action) {
    case 'make-build-directory':
      return { verb: 'Create', text: `build directory ${step.path}` };
    case 'edit-cargo-config':
      return { verb: step.expected === null ? 'Create' : 'Edit', text: step.path };
    case 'remove-build-directory':
    case 'remove-cargo-config':
    case 'remove-wrapper':
      return { verb: 'Remove', text: step.path };
    case 'write-wrapper':
      return { verb: 'Create', text: `compiler wrapper ${step.path}` };
    case 'write-excludes':
      return { verb: step.bytes === null ? 'Remove' : 'Edit', text: step.path };
    case 'move-target':
      return { verb: 'Move', text: `${step.from} to ${step.to}` };
    case 'remove-finals':
      return { verb: 'Remove', text: `${step.path} (final artifacts only)` };
    case 'link-target':
      return { verb: 'Link', text: `${step.path} -> ${step.target}` };
    case 'unlink-target':
      return { verb: 'Unlink', text: `${step.path} -> ${step.target}` };
    default:
      return unreachable(step);
  }
}

export function sharedNoteWords(note: SharedNote): string {
  switch (note.note) {
    case 'left-out':
      return `${leftOutWords(note)}; linked mode shares it`;
    case 'clippy-collides':
      return CLIPPY_WORDS;
    case 'uncovered-crates':
      return `${uncoveredWords(note)}: make them members, or use linked mode`;
    case 'target-dir-hazards':
      return `${note.why === 'asked' ? '' : 'this cargo is older than 1.91 and has no `build.build-dir`, so the target directory itself is shared; '}with one target directory (${note.path}) the programs in it are those of whoever built last, one build waits for the other, and \`cargo clean\` wipes the builds of all worktrees`;
    case 'environment-overrides':
      return `${note.variable} is set (\`${note.value}\`) and wins over the configuration: unset it`;
    case 'recipe-migrated':
      return note.to === 'shared'
        ? `the hand-made shared target directory ${note.directory} (${note.file}) serves as the build directory now: what it holds of registry and git packages stays in use, members are built once more under hashes of their own`
        : `the hand-made shared target directory ${note.directory} (${note.file}) is no longer used: what it held has been saved where it could be trusted`;
    case 'output-kept':
      return `earlier build output is kept for the way back in ${firstOf(note.paths)}: delete it to get the disk back`;
    case 'target-not-moved':
      return `${note.path} stays where it is: ${NOT_MOVED[note.why]}`;
    default:
      return unreachable(note);
  }
}

export const CLIPPY_WORDS =
  '`cargo clippy` sets a workspace wrapper of its own, so worktrees are mixed up under it: run `CARGO_BUILD_BUILD_DIR=target cargo clippy`';

export function leftOutWords({ path, why, file }: { readonly path: string; readonly why: LeftOutReason; readonly file: string }): string {
  return `${path} keeps a build directory of its own: ${LEFT_OUT[why]} (${file})`;
}

export function uncoveredWords({ crates, file }: { readonly crates: readonly string[]; readonly file: string }): string {
  return `these crates lie inside the workspace and are no members of it: ${firstOf(crates)} (${file}). Cargo gives them one hash in all worktrees, so they are mixed up where they differ`;
}

const LEFT_OUT: Readonly<Record<LeftOutReason, string>> = {
  'config-tracked': 'git tracks its cargo configuration',
  'unhashed-library': 'it builds a `dylib` or `cdylib`, which cargo cannot keep apart in one directory',
  'config-unclear': 'its cargo configuration includes others or is not TOML 1.0',
  'wrapper-taken': 'another tool wraps the compiler',
  'config-linked': 'this is a link, and each worktree needs its own',
};

const NOT_MOVED = {
  busy: 'a cargo builds there; run the command again when it has finished',
  'both-there': 'an earlier one waits already',
  'not-cargos': 'it is not a target directory of cargo\'s',
} as const;

/** What a hook did, in one line; undefined where that is nothing. */
export function followedSentence(steps: readonly { readonly action: string }[], directory: string): string | undefined {
  const written = steps.filter(({ action }) => action === 'write-wrapper').length;
  if (written > 0) return `set up to build in ${directory}`;
  return steps.length > 0 ? `the set-up for ${directory} follows this checkout` : undefined;
}
