import { resolve } from 'node:path';
import { cargoVersion } from '../../cargo/versions.ts';
import { otherWorktrees, presentWorktrees, type Clone } from '../../clone/clone.ts';
import { applyInit } from '../../init/apply.ts';
import { gatherFacts } from '../../init/facts.ts';
import { planInit } from '../../init/plan-init.ts';
import { reportSave, saveDocument } from '../../report/save-report.ts';
import { reportSetup, setupDocument } from '../../report/setup-report.ts';
import { saveWorktree } from '../../save/save-worktree.ts';
import type { WorktreeSave } from '../../save/report.ts';
import type { Store } from '../../store/open.ts';
import { holdsManifest, noWorkspace } from '../../workspaces/manifests.ts';
import { FailureError } from '../../system/failure.ts';
import { environmentElsewhere } from '../../workspaces/discover.ts';
import { collectLater } from '../collect-later.ts';
import { cloneOf, must, placementOf, storeOf, type CommandContext, type ExitStatus } from '../context.ts';

export interface InitFlags {
  readonly hooks: boolean;
  readonly store: string | undefined;
}

/** `cargo share init`: sets the clone up, then saves what its worktrees have built. */
export async function init(context: CommandContext, flags: InitFlags): Promise<ExitStatus> {
  const { reporter } = context;
  const named = flags.store === undefined ? {} : { store: resolve(context.cwd, flags.store) };
  const clone = await cloneOf(context, named);
  must(await cargoVersion({ cwd: context.cwd, env: context.env }));
  mustHoldWorkspace(clone);
  const facts = must(gatherFacts(clone.repository, clone.worktrees));
  const plan = planInit(facts, { mode: 'linked', hooks: flags.hooks, tool: context.tool, ...named });
  if (context.dryRun) {
    reporter.document(setupDocument('init', plan, { dryRun: true }));
    reportSetup(plan, reporter);
    return 0;
  }
  const store = storeOf(clone, context);
  must(applyInit(facts, plan));
  reportSetup(plan, reporter);
  const saves = await saveAll(clone, store, context);
  collectLater(context, store, saves);
  reporter.document(
    setupDocument('init', plan, { store: { path: store.root }, saves: saves.map((s) => saveDocument(s, store.root)) }),
  );
  if (flags.hooks && context.tool.script?.includes('/_npx/') === true) reporter.warn(NPX_WORDS);
  reporter.status('Ready', 'worktrees of this clone now share what they build; undo with `cargo share deinit`');
  return 0;
}

/** npm forgets what it put into its cache for `npx`: the hooks must find the tool in some other way then. */
const NPX_WORDS =
  'this runs from the cache of npx, which npm may empty: `npm install --global cargo-share`, so that the hooks still find it then';

/** Saves every worktree; what cannot be saved now is saved later, by a hook or the next warm. */
async function saveAll(clone: Clone, store: Store, context: CommandContext): Promise<WorktreeSave[]> {
  const { reporter } = context;
  const saves: WorktreeSave[] = [];
  for (const worktree of presentWorktrees(clone)) {
    const progress = reporter.progress('Saving');
    const saved = await saveWorktree({
      repository: clone.repository.commonDirectory,
      worktree: worktree.path,
      others: otherWorktrees(clone, worktree.path),
      store,
      env: worktree.path === clone.repository.worktree ? context.env : environmentElsewhere(context.env),
      mayRunCargo: true,
      settings: placementOf(clone),
      workspaces: undefined,
      previousCommit: null,
      dryRun: false,
      progress: progress.update,
    });
    progress.finish();
    reportSave(saved, reporter);
    saves.push(saved);
  }
  return saves;
}

/** A clone without a single Cargo.toml in any worktree is not what was meant; a bare one may get its first later. */
function mustHoldWorkspace(clone: Clone): void {
  const worktrees = presentWorktrees(clone);
  if (worktrees.length === 0 || worktrees.some(({ path }) => holdsManifest(path))) return;
  throw new FailureError(noWorkspace(clone.repository.worktree ?? clone.repository.commonDirectory));
}
