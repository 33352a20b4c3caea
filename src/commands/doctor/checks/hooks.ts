import type { HooksDirectory } from '../../../formats/git/hooks/hooks-directory.ts';
import { recordedTool } from '../../../formats/git/hooks/recorded-tool.ts';
import { recordedCommand } from '../../../formats/git/hooks/script.ts';
import { gatherFacts, type SetupFacts } from '../../init/facts.ts';
import { planInit } from '../../init/plan-init.ts';
import type { SetupNote, SetupPlan, SetupStep } from '../../init/steps.ts';
import type { Failure } from '../../../system/failure.ts';
import { runSync } from '../../../system/process.ts';
import type { Fix } from '../fix.ts';
import type { Site } from '../site.ts';

export type HooksFinding =
  | { readonly check: 'hooks'; readonly verdict: 'pass'; readonly finding: 'hooks-up-to-date'; readonly directory: string }
  | { readonly check: 'hooks'; readonly verdict: 'warn'; readonly finding: 'not-set-up' }
  /** `init --no-hooks` */
  | { readonly check: 'hooks'; readonly verdict: 'warn'; readonly finding: 'hooks-off' }
  | { readonly check: 'hooks'; readonly verdict: 'warn'; readonly finding: 'hooks-disabled'; readonly path: string }
  | { readonly check: 'hooks'; readonly verdict: 'fail'; readonly finding: 'hook-missing'; readonly file: string; readonly fix: Fix }
  | { readonly check: 'hooks'; readonly verdict: 'warn'; readonly finding: 'hook-outdated'; readonly file: string; readonly fix: Fix }
  /** Our block stands where git does not look: `core.hooksPath` names another directory, or a manager set the script aside. */
  | { readonly check: 'hooks'; readonly verdict: 'fail'; readonly finding: 'hook-shadowed'; readonly file: string; readonly directory: string; readonly fix?: Fix }
  | (Omit<Extract<SetupNote, { note: 'add-hook-line' }>, 'note'> & { readonly check: 'hooks'; readonly verdict: 'fail'; readonly finding: 'hook-line-missing' })
  | { readonly check: 'hooks'; readonly verdict: 'fail'; readonly finding: 'hook-tool-broken'; readonly command: string; readonly message: string; readonly fix?: Fix }
  /** Started from the directory that `npx` unpacks into: npm may empty it at any time. */
  | { readonly check: 'hooks'; readonly verdict: 'warn'; readonly finding: 'hook-tool-in-npx-cache'; readonly command: string }
  | { readonly check: 'hooks'; readonly verdict: 'warn'; readonly finding: 'hook-other-version'; readonly found: string; readonly version: string }
  | { readonly check: 'hooks'; readonly verdict: 'fail'; readonly finding: 'hooks-unreadable'; readonly failure: Failure };

const RENEW: Fix = { action: 'renew-hooks' };

/** Whether git will run what keeps the worktrees warm, from a terminal and from a program with a window. */
export function checkHooks(site: Site): HooksFinding[] {
  if (!site.clone.config.inForce.has('mode')) return [{ check: 'hooks', verdict: 'warn', finding: 'not-set-up' }];
  const facts = gatherFacts(site.clone.repository, site.clone.worktrees);
  if (!facts.ok) return [{ check: 'hooks', verdict: 'fail', finding: 'hooks-unreadable', failure: facts.error }];
  const { hooksDirectory: directory } = facts.value;
  if (directory.kind === 'disabled') return [{ check: 'hooks', verdict: 'warn', finding: 'hooks-disabled', path: directory.path }];
  if (isWithoutHooks(facts.value)) return [{ check: 'hooks', verdict: 'warn', finding: 'hooks-off' }];
  const plan = hooksPlan(facts.value, site);
  const findings = [
    ...plan.steps.flatMap((step) => stepFinding(step, directory)),
    ...plan.notes.flatMap((note): HooksFinding[] => {
      if (note.note !== 'add-hook-line') return [];
      const { note: _note, ...rest } = note;
      return [{ check: 'hooks', verdict: 'fail', finding: 'hook-line-missing', ...rest }];
    }),
    ...checkTools(facts.value, site),
  ];
  return findings.length > 0 ? findings : [{ check: 'hooks', verdict: 'pass', finding: 'hooks-up-to-date', directory: directory.path }];
}

/** What `init` would do about the hooks, with the settings as they are. */
export function hooksPlan(facts: SetupFacts, site: Pick<Site, 'tool'>): SetupPlan {
  const plan = planInit(facts, { mode: 'linked', hooks: true, tool: site.tool });
  const steps = plan.steps.filter(({ action }) => action === 'create-directory' || action === 'write-hook' || action === 'remove-hook');
  return { ...plan, steps };
}

/** `init --no-hooks` leaves neither a block nor a record of one. */
function isWithoutHooks({ hooks, strays, record }: SetupFacts): boolean {
  const called = hooks.some(({ file }) => file.kind !== 'absent' && (file.calls || (file.kind === 'shell' && file.block !== undefined)));
  return !called && strays.length === 0 && (record?.hooks.length ?? 0) === 0;
}

function stepFinding(step: SetupStep, directory: HooksDirectory): HooksFinding[] {
  if (step.action === 'remove-hook') return [shadowed(step.path, directory)];
  if (step.action !== 'write-hook') return [];
  switch (step.change) {
    case 'create':
    case 'add-block':
      return [{ check: 'hooks', verdict: 'fail', finding: 'hook-missing', file: step.path, fix: RENEW }];
    case 'renew-block':
      return [{ check: 'hooks', verdict: 'warn', finding: 'hook-outdated', file: step.path, fix: RENEW }];
    case 'remove-block':
      return [shadowed(step.path, directory)];
  }
}

/** Where the directory in force is not ours to write, taking the block out of the other one would leave none at all. */
function shadowed(file: string, directory: HooksDirectory): HooksFinding {
  const fix = directory.kind === 'own' ? { fix: RENEW } : {};
  return { check: 'hooks', verdict: 'fail', finding: 'hook-shadowed', file, directory: directory.path, ...fix };
}

/** What a program with a window gives its children: no nvm, no homebrew. */
const MINIMAL_PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

/** Starts the tool as a block would from such a program: `cargo-share` from PATH, else the recorded one. */
function checkTools({ hooks }: SetupFacts, site: Site): HooksFinding[] {
  const commands = new Set(hooks.flatMap(({ file }) => (file.kind === 'shell' && file.block !== undefined ? (recordedTool(file.block) ?? []) : [])));
  const ownTool = recordedCommand(site.tool);
  return [...commands].flatMap((recorded): HooksFinding[] => {
    const script = `cargo-share --version || case $? in 126 | 127) ${recorded} --version ;; *) exit 1 ;; esac`;
    const env = { PATH: MINIMAL_PATH, ...(site.env['HOME'] === undefined ? {} : { HOME: site.env['HOME'] }) };
    const ran = runSync('/bin/sh', ['-c', script], { cwd: '/', env, timeoutMs: 10_000 });
    if (!ran.ok) {
      const message = 'stderr' in ran.error ? complaint(ran.error.stderr) : ran.error.reason;
      // Recording the same once more would not help.
      const fix = recorded === ownTool ? {} : { fix: RENEW };
      return [{ check: 'hooks', verdict: 'fail', finding: 'hook-tool-broken', command: recorded, message, ...fix }];
    }
    if (recorded.includes('/_npx/')) return [{ check: 'hooks', verdict: 'warn', finding: 'hook-tool-in-npx-cache', command: recorded }];
    const found = ran.value.stdout.trim().replace(/^cargo-share /, '');
    return found === site.version ? [] : [{ check: 'hooks', verdict: 'warn', finding: 'hook-other-version', found, version: site.version }];
  });
}

/** The line that says what is wrong: a shell's last, Node's in the middle of its trace. */
function complaint(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '').trim();
}
