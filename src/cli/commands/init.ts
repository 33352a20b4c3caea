import { resolve } from 'node:path';
import { builtFor } from '../../formats/cargo/config-difference.ts';
import { resolveDirectories } from '../../formats/cargo/directories.ts';
import { listsOf } from '../../formats/cargo/joined-lists.ts';
import { cargoVersion, type CargoVersion } from '../../formats/cargo/versions.ts';
import { trackedPart } from '../../formats/git/tracked.ts';
import { presentWorktrees, type Clone } from '../../engine/clone/clone.ts';
import { applyInit } from '../../commands/init/apply.ts';
import { isFromNpx } from '../../formats/git/hooks/script.ts';
import { gatherFacts } from '../../commands/init/facts.ts';
import { planInit, type Mode } from '../../commands/init/plan-init.ts';
import { withSetupLock } from '../../commands/init/setup-lock.ts';
import { findToolFile } from '../../commands/init/tools/find-tool-file.ts';
import { planToolFile } from '../../commands/init/tools/plan-tools.ts';
import type { ToolName } from '../../commands/init/tools/tools.ts';
import { joinPlans, type SetupNote, type SetupPlan } from '../../commands/init/steps.ts';
import { saveDocument } from '../../report/save-report.ts';
import { initDocument, reportSetup } from '../../report/setup-report.ts';
import { warmDocument } from '../../report/warm-report.ts';
import type { WorktreeSave } from '../../engine/save/report.ts';
import { knowsBuildDir, planLinkedMode, planSharedMode, planUnsharedMode, type ModePlan } from '../../commands/init/shared-mode/plan-mode.ts';
import type { Store } from '../../store/open.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import { FailureError } from '../../system/failure.ts';
import { holdsManifest, noWorkspace } from '../../engine/workspaces/manifests.ts';
import { auditBuilds } from '../audit-builds.ts';
import { confirm } from '../confirm.ts';
import { collectLater } from '../collect-later.ts';
import { collectRemovedLater } from '../collect-removed.ts';
import { cloneOf, must, SETUP_LOCK_MS, storeOf, type CommandContext, type ExitStatus } from '../context.ts';
import { saveAll, warmAll } from '../whole-clone.ts';
import { rememberSaves } from '../remember.ts';

export interface InitFlags {
  /** Undefined: as it is, and linked where nothing is set up. */
  readonly mode: Mode | undefined;
  /** Shared mode as the recipe has it: one target directory. */
  readonly targetDir: boolean;
  readonly hooks: boolean;
  readonly store: string | undefined;
  /** Whose set-up file is to warm new worktrees as well. */
  readonly for: ToolName | undefined;
  /** Write it without asking. */
  readonly yes: boolean;
}

/** `cargo share init`: sets the clone up; in linked mode, then saves what its worktrees have built. */
export async function init(context: CommandContext, flags: InitFlags): Promise<ExitStatus> {
  const { reporter } = context;
  const named = flags.store === undefined ? {} : { store: resolve(context.cwd, flags.store) };
  const clone = await cloneOf(context, named);
  const cargo = must(await cargoVersion({ cwd: context.cwd, env: context.env }));
  mustHoldWorkspace(clone);
  const tools = flags.for === undefined ? NO_PLAN : await planTool(context, clone, flags.for);
  const asks = tools.steps.length > 0 && !flags.yes && !context.dryRun;
  if (asks) {
    reportSetup({ steps: tools.steps, notes: [] }, reporter);
    if (!(await confirm('Write this?', reporter.json))) return 1;
  }
  const request = { clone, flags, cargo, named, tools };
  const done = must(await withSetupLock(clone.repository, SETUP_LOCK_MS, () => setUp(context, request)));
  reportSetup({ ...done.plan, steps: done.plan.steps.filter((step) => !asks || !tools.steps.includes(step)) }, reporter);
  if (context.dryRun) {
    reporter.document(initDocument(done.plan, { dryRun: true }));
    return 0;
  }
  const store = storeOf(clone, context);
  const began = performance.now();
  const saves = done.mode === 'linked' ? [...done.saves, ...(await saveAll(clone, store, context))] : done.saves;
  rememberSaves({ store, repository: clone.repository.commonDirectory }, saves, performance.now() - began);
  collectLater(context, { store, saves, settings: clone.settings });
  if (done.mode === 'shared') collectRemovedLater(context, clone);
  if (done.mode === 'linked') await auditBuilds(context, { clone, store, background: false });
  const fresh = done.mode === 'linked' && !done.moved ? unbuilt(clone, saves) : undefined;
  const warms = done.moved || fresh !== undefined ? await warmAll({ clone, store, context, mode: done.mode, ...(fresh && { fresh }) }) : [];
  reporter.document(
    initDocument(done.plan, {
      mode: done.mode,
      store: { path: store.root },
      saves: saves.map((save) => saveDocument(save, store.root)),
      ...(warms.length > 0 && { warms: warms.map((warm) => warmDocument(warm, store.root)) }),
    }),
  );
  const byNpx = isFromNpx(context.program.tool);
  if (flags.hooks && byNpx) reporter.warn(NPX_WORDS);
  const what = done.mode === 'linked' ? 'share what they build' : 'build in one directory, each under hashes of its own';
  reporter.status('Ready', `worktrees of this clone now ${what}; undo with \`${byNpx ? 'npx cargo-share' : 'cargo share'} deinit\``);
  return 0;
}

/** Worktrees in which nothing is built yet; undefined where there are none. */
function unbuilt(clone: Clone, saves: readonly WorktreeSave[]): AbsolutePath[] | undefined {
  const built = new Set(saves.filter(({ directories, failure }) => directories.length > 0 || failure !== undefined).map(({ worktree }) => worktree));
  const fresh = presentWorktrees(clone).map(({ path }) => path).filter((path) => !built.has(path));
  return fresh.length === 0 ? undefined : fresh;
}

/** The hooks say so too, once it has happened. */
const NPX_WORDS =
  'the hooks start cargo-share from the cache of npx, which npm may empty: `npm install --global cargo-share` makes it stay, and gives you `cargo share`';

interface SetUpRequest {
  readonly clone: Clone;
  readonly flags: InitFlags;
  readonly cargo: CargoVersion;
  readonly named: { readonly store?: string };
  /** For the set-up file of a tool. */
  readonly tools: SetupPlan;
}

interface SetUp {
  readonly plan: SetupPlan;
  readonly mode: Mode;
  /** Whether worktrees build elsewhere from now on, and so want what was saved before. */
  readonly moved: boolean;
  readonly saves: readonly WorktreeSave[];
}

/** Plans and writes. What worktrees have built is saved before they are told to build elsewhere. */
async function setUp(context: CommandContext, o: SetUpRequest): Promise<SetUp> {
  const { clone, flags } = o;
  const { repository } = clone;
  const { env, dryRun } = context;
  const worktrees = presentWorktrees(clone);
  let facts = must(gatherFacts(repository, clone.worktrees));
  const known = facts.record?.shared?.variant;
  const mode = flags.mode ?? (flags.targetDir || known !== undefined ? 'shared' : 'linked');
  const literal = flags.targetDir || (flags.mode === undefined && known === 'target-dir');
  const way = literal
    ? ({ variant: 'target-dir', why: 'asked' } as const)
    : ({ variant: knowsBuildDir(o.cargo) ? 'build-dir' : 'target-dir', why: 'cargo-too-old' } as const);
  const saves: WorktreeSave[] = [];
  const store = (): Store => storeOf(clone, context);

  let undone: ModePlan | undefined;
  if (mode === 'linked' && known !== undefined) {
    undone = must(await planUnsharedMode({ repository, worktrees, record: facts.record }));
    if (!dryRun) {
      saves.push(...(await saveAll(clone, store(), context)));
      must(applyInit(facts, undone, undone.outcome));
      facts = must(gatherFacts(repository, clone.worktrees));
    }
  }
  const request = { repository, worktrees, record: facts.record, env };
  const change = must(
    await (mode === 'shared' ? planSharedMode({ ...request, ...way }) : planLinkedMode(request)),
  );
  const notes = await listNotes(repository.worktree, env);
  const plan = joinPlans(o.tools, change, { steps: [], notes }, planInit(facts, { mode, hooks: flags.hooks, tool: context.program.tool, ...o.named }));
  const moves = change.steps.some(({ action }) => action === 'move-target' || (mode === 'linked' && action === 'edit-cargo-config'));
  if (!dryRun) {
    if (moves) saves.push(...(await saveAll(clone, store(), context)));
    must(applyInit(facts, plan, change.outcome));
  }
  return { plan: undone === undefined ? plan : joinPlans(undone, plan), mode, moved: moves || undone !== undefined, saves };
}

async function planTool(context: CommandContext, clone: Clone, tool: ToolName): Promise<SetupPlan> {
  const { worktree } = clone.repository;
  if (worktree === null) throw new FailureError({ code: 'usage', message: 'A bare repository has no place for a set-up file.', hint: 'Run it in a worktree.' });
  return planToolFile(must(await findToolFile(tool, worktree, context.env)), worktree);
}

const NO_PLAN: SetupPlan = { steps: [], notes: [] };

/** Said before the first worktree inside this one; what git does not track, that one would not have. */
async function listNotes(worktree: AbsolutePath | null, env: NodeJS.ProcessEnv): Promise<SetupNote[]> {
  if (worktree === null) return [];
  const found = await resolveDirectories({ workspaceRoot: worktree, env, mayRunCargo: false });
  const lists = await listsOf(worktree, worktree, { env, isBuilt: builtFor(found.ok ? [found.value.buildDirectory, found.value.targetDirectory] : []) });
  return lists !== undefined && trackedPart(worktree, lists.file) !== undefined ? [{ note: 'lists-join', ...lists }] : [];
}

/** A clone without a single Cargo.toml in any worktree is not what was meant; a bare one may get its first later. */
function mustHoldWorkspace(clone: Clone): void {
  const worktrees = presentWorktrees(clone);
  if (worktrees.length === 0 || worktrees.some(({ path }) => holdsManifest(path))) return;
  throw new FailureError(noWorkspace(clone.repository.worktree ?? clone.repository.commonDirectory));
}
