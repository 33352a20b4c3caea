import type { ShareKey } from '../../formats/git/config.ts';
import { withHookBlock } from '../../formats/git/hooks/hook-file.ts';
import { hookLine, type RecordedTool } from '../../formats/git/hooks/script.ts';
import type { NamedHookFile, SetupFacts } from './facts.ts';
import { planHookRemoval } from './plan-hook-removal.ts';
import type { SetupNote, SetupPlan, SetupStep } from './steps.ts';

/** How the worktrees of a clone share. */
export type Mode = 'linked' | 'shared';

export interface InitRequest {
  readonly mode: Mode;
  /** Absolute; where not given the store's place is chosen anew each time and not recorded. */
  readonly store?: string;
  /** False takes hooks out that an earlier `init` put in. */
  readonly hooks: boolean;
  /** How a hook starts this tool where PATH does not have it. */
  readonly tool: RecordedTool;
}

/**
 * What has to be done for a clone to be set up as requested; nothing where it is already. The mode is set
 * last: until then the hooks do nothing, so an `init` that breaks off leaves an unchanged clone's behaviour.
 */
export function planInit(facts: SetupFacts, request: InitRequest): SetupPlan {
  const hooks = request.hooks ? planHooks(facts, request.tool) : { steps: [], notes: [] };
  const taken = request.hooks ? facts.strays : [...facts.hooks, ...facts.strays];
  const removals = taken.flatMap((hook) => planHookRemoval(hook, facts.record) ?? []);
  const settings: [ShareKey, string][] = [['mode', request.mode]];
  if (request.store !== undefined) settings.unshift(['store', request.store]);
  return {
    steps: [...hooks.steps, ...removals, ...settings.flatMap(([key, value]) => planSetting(facts, key, value))],
    notes: [...hooks.notes, ...settings.flatMap(([key, value]) => noteOverride(facts, key, value))],
  };
}

function planHooks(facts: SetupFacts, tool: RecordedTool): SetupPlan {
  const { hooksDirectory: directory } = facts;
  switch (directory.kind) {
    case 'disabled':
      return { steps: [], notes: [{ note: 'hooks-disabled', path: directory.path }] };
    case 'tracked':
    case 'shared':
      return { steps: [], notes: facts.hooks.flatMap((hook) => noteLine(hook, directory.kind)) };
    case 'generated':
      return { steps: [], notes: facts.hooks.flatMap((hook) => noteLine(hook, directory.by)) };
    case 'own': {
      const notes = facts.hooks.flatMap((hook) =>
        hook.file.kind === 'foreign' ? noteLine(hook, hook.file.why) : [],
      );
      const writes = facts.hooks.flatMap((hook) => planHook(hook, tool));
      const missing = writes.length > 0 && !facts.hooksDirectoryExists;
      return { steps: missing ? [{ action: 'create-directory', path: directory.path }, ...writes] : writes, notes };
    }
  }
}

function planHook({ name, file }: NamedHookFile, tool: RecordedTool): SetupStep[] {
  // Somebody has put the line in by hand: twice would be too much.
  if (file.kind === 'shell' && file.calls) return [];
  const bytes = withHookBlock(file, name, tool);
  if (bytes === undefined) return [];
  const common = { action: 'write-hook', hook: name, path: file.path, bytes } as const;
  if (file.kind !== 'shell') return [{ ...common, change: 'create', mode: 0o755 }];
  return [{ ...common, change: file.block === undefined ? 'add-block' : 'renew-block', mode: file.mode }];
}

type Why = Extract<SetupNote, { note: 'add-hook-line' }>['why'];

function noteLine({ name, file }: NamedHookFile, why: Why): SetupNote[] {
  // Husky runs scripts that are not executable; git does not.
  const effective = file.kind !== 'absent' && file.calls && why !== 'not-executable';
  if (effective) return [];
  const exists = file.kind !== 'absent';
  return [{ note: 'add-hook-line', hook: name, file: file.path, exists, line: hookLine(name), why }];
}

function planSetting(facts: SetupFacts, key: ShareKey, value: string): SetupStep[] {
  const now = facts.local.get(key);
  return now === value ? [] : [{ action: 'set-config', key, value, previous: now }];
}

function noteOverride(facts: SetupFacts, key: ShareKey, value: string): SetupNote[] {
  const now = facts.config.get(key);
  if (now === undefined || (now.scope !== 'worktree' && now.scope !== 'command') || now.value === value) return [];
  return [{ note: 'setting-overridden', key, value: now.value, scope: now.scope }];
}
