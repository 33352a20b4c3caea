import { join } from 'node:path';
import { parse } from 'smol-toml';
import type { ExplainDocument } from '../../src/report/documents/explain.ts';
import { createRig, type Rig } from '../../test/rig/rig.ts';
import { copyTree } from '../../test/rig/times.ts';
import type { RunOptions, Worktree } from '../../test/rig/worktree.ts';
import { edit } from './edit.ts';
import type { Change, Edits, MatrixEntry } from './entry.ts';
import { evidenceOf } from './evidence.ts';
import type { MatrixResult, Outcome } from './result.ts';
import { watch } from './watch.ts';

type Found = Pick<MatrixResult, 'version' | 'same' | 'changes' | 'evidence' | 'watched'>;

/** A second worktree to be tried: of another commit, or with something else that is different in it. */
type Trial = Change | { readonly input: string; readonly by: 'nothing' };

interface Site {
  readonly rig: Rig;
  readonly entry: MatrixEntry;
  /** The dependencies, as the first worktree built them, for builds from scratch of the package itself. */
  readonly scratch: string;
  /** What the first worktree's program does. */
  readonly first: string;
  readonly say: (line: string) => void;
}

/** No hook of git does anything. */
const UNSHARED = { CARGO_SHARE: '0' };

/** What shares nothing with what is read: a needless refusal shows in it. */
const UNRELATED: Edits = { 'docs/unrelated.md': 'another text\n' };

/** Builds the entry's workspace, shares it, and builds a second worktree for each thing that may be different there. */
export async function runEntry(entry: MatrixEntry, o: { readonly directory: string; readonly say: (line: string) => void }): Promise<Found> {
  const files = { 'docs/unrelated.md': 'text\n', 'NOTES.md': 'notes\n', ...entry.files };
  const rig = await createRig({ files, directory: o.directory, ...(entry.env !== undefined && { env: entry.env }) });
  try {
    const built = await rig.main.cargo(['run']);
    const site: Site = { rig, entry, scratch: join(rig.temporary, 'scratch'), first: built.stdout, say: o.say };
    copyTree(rig.main.target, site.scratch);
    await rig.main.share(['init']);
    await rig.settle();
    const evidence = evidenceOf(rig);
    const watched = await watch(rig, site.scratch);
    const trials: Trial[] = [{ input: 'the same commit', by: 'nothing' }, { input: 'an unrelated file', by: 'commit', files: UNRELATED }, ...entry.changes];
    const branches = await commitAll(rig, trials);
    const outcomes: Outcome[] = [];
    for (const [index, trial] of trials.entries()) outcomes.push(await tryOne(site, trial, branches[index] ?? 'main'));
    return { version: versionOf(rig.main, entry.crate), same: outcomes.slice(0, 2), changes: outcomes.slice(2), evidence, watched };
  } finally {
    await rig.dispose();
  }
}

/** Makes a branch for each trial, from a worktree that is gone afterwards: nothing moves in the first one. */
async function commitAll(rig: Rig, trials: readonly Trial[]): Promise<string[]> {
  const path = join(rig.temporary, 'writer');
  await rig.main.git(['worktree', 'add', '-q', '--detach', path], { env: UNSHARED });
  const writer = rig.open(path);
  const branches: string[] = [];
  for (const [index, trial] of trials.entries()) {
    const branch = `trial-${index}`;
    await writer.git(['switch', '-q', '-C', branch, 'main'], { env: UNSHARED });
    if (trial.by === 'commit') {
      edit(writer.path, trial.files);
      await writer.git(['add', '-A'], { env: UNSHARED });
      await writer.git(['commit', '-q', '--allow-empty', '-m', trial.input], { env: UNSHARED });
    }
    branches.push(branch);
  }
  await rig.main.git(['worktree', 'remove', '--force', path], { env: UNSHARED });
  return branches;
}

async function tryOne(site: Site, trial: Trial, branch: string): Promise<Outcome> {
  const { rig, first } = site;
  const path = join(rig.temporary, `of-${branch}`);
  const waits = trial.by === 'edit' && trial.when === 'before warming';
  if (trial.by === 'tag') await rig.main.git(['tag', 'v9.9.9'], { env: UNSHARED });
  await rig.main.git(['worktree', 'add', '-q', path, branch], { env: waits ? UNSHARED : {} });
  await rig.settle();
  const worktree = rig.open(path);
  if (trial.by === 'edit') edit(worktree.path, trial.files);
  if (waits) await worktree.share(['warm']);
  const shell: RunOptions = trial.by === 'shell' ? { env: trial.env } : {};
  // Asked where nothing that is read differs: there a unit that is built is a refusal that was not needed.
  const why = isSame(trial) ? reasons(JSON.parse((await worktree.share(['explain', '--json'])).stdout) as ExplainDocument) : [];
  const run = await worktree.cargo(['run'], { ...shell, statuses: 'any' });
  const did = run.status === 0 ? run.stdout : 'it does not build';
  const scratch = await fromScratch(site, worktree, shell);
  await rig.main.git(['worktree', 'remove', '--force', path], { env: UNSHARED });
  if (trial.by === 'tag') await rig.main.git(['tag', '-d', 'v9.9.9'], { env: UNSHARED });
  const right = did === scratch;
  const outcome: Outcome = {
    input: trial.input,
    way: trial.by === 'edit' ? `edit ${trial.when}` : trial.by,
    compiled: run.compiled,
    why,
    right,
    printed: right ? null : run.status === 0 ? did : run.stderr.slice(-2000),
    scratch: right ? null : scratch,
    differs: scratch !== first,
  };
  site.say(`  ${outcome.input} (${outcome.way}): ${right ? 'right' : 'WRONG'}${outcome.differs ? '' : ', no difference'}; compiled ${run.compiled.join(', ') || 'nothing'} ${why.join('; ')}`);
  return outcome;
}

function isSame(trial: Trial): boolean {
  return trial.by === 'nothing' || (trial.by === 'commit' && trial.files === UNRELATED);
}

/** The dependencies stand there as the first worktree's cargo built them; all that is the repository's own is compiled. */
async function fromScratch({ scratch }: Site, worktree: Worktree, shell: RunOptions): Promise<string> {
  const options = { ...shell, env: { ...UNSHARED, ...shell.env } };
  await worktree.cargo(['clean', '-p', 'app', '--target-dir', scratch], options);
  const run = await worktree.cargo(['run', '--target-dir', scratch], { ...options, statuses: 'any' });
  return run.status === 0 ? run.stdout : 'it does not build';
}

/** Why units are built, in short; those that only follow from another one are left out. */
function reasons({ workspaces }: ExplainDocument): string[] {
  const units = workspaces.flatMap((workspace) => workspace.units.filter(({ state }) => state === 'build'));
  const found = units.map(({ package: name, kind, dirty, unused }) => {
    const refusal = unused?.refusal;
    const cause = refusal === undefined ? (dirty ?? 'unknown') : shortly(refusal);
    return `${name} (${kind ?? ''}): ${cause}`;
  });
  const own = found.filter((text) => !/: dependency-/.test(text));
  return [...new Set(own)];
}

function shortly({ reason, ...fields }: { readonly reason: string; readonly [field: string]: unknown }): string {
  const named = fields['seen'] ?? fields['file'] ?? fields['variable'] ?? fields['what'] ?? fields['why'];
  if (named === undefined) return reason;
  const words = typeof named === 'string' ? named : seenInShort(named as Record<string, unknown>);
  return `${[reason, fields['because']].filter((word) => typeof word === 'string').join(' ')} ${words}`;
}

function seenInShort(seen: Record<string, unknown>): string {
  return String(seen['path'] ?? seen['name'] ?? (Array.isArray(seen['question']) ? `git ${seen['question'].join(' ')}` : seen['see']));
}

function versionOf(worktree: Worktree, crate: string): string {
  const lock = parse(worktree.read('Cargo.lock')) as unknown as { readonly package: readonly { readonly name: string; readonly version: string }[] };
  return lock.package.find(({ name }) => name === crate)?.version ?? 'unknown';
}
