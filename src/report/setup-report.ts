import type { DeinitDocument, InitDocument } from './documents/setup.ts';
import type { SetupNote, SetupPlan, SetupStep } from '../commands/init/steps.ts';
import { WARM } from '../commands/init/tools/tools.ts';
import { joinedMend, joinedWords } from './joined-words.ts';
import type { Reporter } from './reporter.ts';
import { sharedNoteWords, sharedStepWords } from './shared-words.ts';

/** A step for a person: cargo's verb, and what it is done to. */
export function stepWords(step: SetupStep): { verb: string; text: string } {
  switch (step.action) {
    case 'create-directory':
      return { verb: 'Create', text: step.path };
    case 'write-hook':
      return { verb: HOOK_VERBS[step.change], text: `git hook ${step.path}` };
    case 'remove-hook':
      return { verb: 'Remove', text: `git hook ${step.path}` };
    case 'set-config':
      return { verb: 'Set', text: `share.${step.key} = ${step.value}` };
    case 'unset-config':
      return { verb: 'Unset', text: `share.${step.key}` };
    case 'restore-config':
      return { verb: 'Restore', text: step.path };
    case 'remove-directory':
      return { verb: 'Remove', text: step.path };
    case 'remove-record':
      return { verb: 'Remove', text: step.path };
    case 'write-tool-file':
      return { verb: step.inserted === '' ? 'Restore' : step.expected === null ? 'Create' : 'Extend', text: [step.path, ...insertedLines(step.inserted)].join('\n    ') };
    case 'remove-tool-file':
      return { verb: 'Remove', text: step.path };
    default:
      return sharedStepWords(step);
  }
}

const HOOK_VERBS = { create: 'Create', 'add-block': 'Extend', 'renew-block': 'Renew', 'remove-block': 'Restore' } as const;

export function setupNoteWords(note: SetupNote): string {
  switch (note.note) {
    case 'add-hook-line':
      return `${note.file} is yours to edit (${WHY[note.why] ?? note.why}): add this line to it${note.exists ? '' : ' (make it a shell script)'}:\n    ${note.line}`;
    case 'hooks-disabled':
      return `git runs no hooks here (core.hooksPath is ${note.path}): warm new worktrees by hand with \`cargo share warm\``;
    case 'lists-join':
      return `worktrees inside this one would share little: ${joinedWords(note.file, note.keys)}; ${joinedMend(note.keys)}`;
    case 'setting-overridden':
      return `share.${note.key} is \`${note.value}\` in the ${note.scope} git config, which wins over the clone's`;
    case 'commit-tool-file':
      return `commit ${note.path}: ${note.tool} reads it where a new worktree has it`;
    case 'tool-file-unclear':
      return `${note.path} is left as it is: add \`${WARM}\` to it by hand (docs/editors.md)`;
    case 'tool-file-changed':
      return `${note.path} was changed since \`init --for ${note.tool}\`: take \`${WARM}\` out of it by hand`;
    default:
      return sharedNoteWords(note);
  }
}

function insertedLines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

const WHY: Readonly<Record<string, string>> = {
  tracked: 'git tracks it',
  husky: 'husky owns the directory',
  shared: 'other clones use it too',
};

/** A line for each worktree is enough: its configuration. */
function isDetail(step: SetupStep): boolean {
  if (step.action === 'write-wrapper' || step.action === 'remove-wrapper') return true;
  const isDirectory = step.action === 'create-directory' || step.action === 'remove-directory';
  return isDirectory && /\/\.cargo(\/cargo-share)?$/.test(step.path);
}

/** The plan of `init` as JSON, and what came of it. */
export function initDocument(plan: SetupPlan, more: Pick<InitDocument, 'dryRun' | 'mode' | 'store' | 'saves' | 'warms'>): InitDocument {
  return { schema: 1, command: 'init', ...planDocument(plan), ...more };
}

export function deinitDocument(plan: SetupPlan, more: Pick<DeinitDocument, 'dryRun'>): DeinitDocument {
  return { schema: 1, command: 'deinit', ...planDocument(plan), ...more };
}

/** Bytes are left out, what they are for is not. */
function planDocument(plan: SetupPlan): Pick<InitDocument, 'steps' | 'notes'> {
  const steps = plan.steps.map((step) => {
    const { bytes: _bytes, expected: _expected, ...rest } = { bytes: undefined, expected: undefined, ...step };
    return rest;
  });
  return { steps, notes: plan.notes };
}

export function reportSetup(plan: SetupPlan, reporter: Reporter): void {
  for (const step of plan.steps) {
    if (isDetail(step) && !reporter.verbose) continue;
    const { verb, text } = stepWords(step);
    reporter.status(verb, text);
  }
  for (const note of plan.notes) reporter.warn(setupNoteWords(note));
}
