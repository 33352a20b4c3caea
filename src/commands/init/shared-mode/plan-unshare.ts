import { excludeFile, withoutExcludes } from '../../../formats/git/excludes.ts';
import type { Repository } from '../../../formats/git/repository.ts';
import type { SetupNote, SetupStep } from '../steps.ts';
import { lstat, readBytes, readDirectory, readLink, stat } from '../../../system/fs.ts';
import { isUnused } from './build-directory.ts';
import type { SharedRecord } from './record.ts';
import type { WorktreeSurvey } from './survey.ts';
import { parkedTargetOf, readTarget, targetOf } from './target-directories.ts';
import { undoConfig } from './undo-config.ts';
import { isWrapperName, OWN_DIRECTORY } from './wrapper.ts';

export interface UnshareRequest {
  readonly repository: Repository;
  readonly surveys: readonly WorktreeSurvey[];
  readonly directory: string;
  readonly record: SharedRecord | undefined;
  /** Directories that earlier steps made: those that are empty in the end go. */
  readonly madeDirectories: readonly string[];
}

/** How everything that shared mode set up is undone; the build directory stays where something was built in it. */
export function planUnshare(o: UnshareRequest): { readonly steps: SetupStep[]; readonly notes: SetupNote[] } {
  const places = o.surveys.flatMap((survey) => survey.places.map(({ path }) => path));
  const recorded = o.record?.configs ?? [];
  const known = new Set(recorded.map(({ path }) => path));
  const found = places
    .flatMap((place) => ['config', 'config.toml'].map((name) => `${place}/.cargo/${name}`))
    .filter((path) => !known.has(path) && readBytes(path)?.includes(OWN_DIRECTORY) === true);
  const notes: SetupNote[] = [];
  const targets = planTargetsBack(places, o.record, notes);
  const made = new Set(o.madeDirectories);
  const directories = places
    .flatMap((place) => [`${place}/${OWN_DIRECTORY}`, `${place}/.cargo`])
    .filter((path) => path.endsWith(OWN_DIRECTORY) || made.has(path))
    .filter((path) => stat(path) !== undefined);
  const steps: SetupStep[] = [
    ...planDirectoryBack(o),
    ...recorded.flatMap((config) => undoConfig(config, o.directory)),
    ...found.flatMap((path) => undoConfig({ path, created: true }, o.directory)),
    ...places.flatMap(planWrappersAway),
    ...targets,
    ...directories.map((path): SetupStep => ({ action: 'remove-directory', path })),
    ...planExcludesAway(o),
  ];
  if (isUnused(o.directory)) steps.push({ action: 'remove-build-directory', path: o.directory });
  else if (stat(o.directory) !== undefined && steps.length > 0 && planDirectoryBack(o).length === 0) notes.push({ note: 'output-kept', paths: [o.directory] });
  return { steps, notes };
}

/** A recipe's directory goes back to where it was. */
function planDirectoryBack({ record, directory }: UnshareRequest): SetupStep[] {
  const link = record?.linked.find(({ path, target }) => path === directory && readLink(path) === target);
  if (link !== undefined) return [{ action: 'unlink-target', path: link.path, target: link.target }];
  const move = record?.moved.find(({ to }) => to === directory && lstat(to) !== undefined);
  if (move === undefined) return [];
  const back: SetupStep = { action: 'move-target', from: move.to, to: move.from };
  const there = readTarget(move.from).kind;
  if (there === 'finals') return [{ action: 'remove-finals', path: move.from }, back];
  return there === 'absent' ? [back] : [];
}

function planWrappersAway(place: string): SetupStep[] {
  const directory = `${place}/${OWN_DIRECTORY}`;
  return readDirectory(directory)
    .filter(({ name }) => isWrapperName(name))
    .map(({ name }) => ({ action: 'remove-wrapper', path: `${directory}/${name}` }));
}

/** Brings back what stood as `target`; final artifacts that are in its way are made again by the next build. */
function planTargetsBack(places: readonly string[], record: SharedRecord | undefined, notes: SetupNote[]): SetupStep[] {
  const steps: SetupStep[] = [];
  for (const place of places) {
    const path = targetOf(place);
    const parked = parkedTargetOf(place);
    const own = record?.linked.find((link) => link.path === path && readLink(path) === link.target);
    const former = record?.unlinked.find((link) => link.path === path);
    if (own !== undefined) steps.push({ action: 'unlink-target', path, target: own.target });
    const waits = readTarget(parked).kind === 'units';
    if (!waits && former === undefined) continue;
    const target = readTarget(path);
    if (target.kind === 'finals') steps.push({ action: 'remove-finals', path });
    else if (target.kind !== 'absent' && own === undefined) {
      notes.push({ note: 'target-not-moved', path: waits ? parked : path, why: 'both-there' });
      continue;
    }
    if (waits) steps.push({ action: 'move-target', from: parked, to: path });
    else if (former !== undefined) steps.push({ action: 'link-target', path, target: former.target });
  }
  return steps;
}

function planExcludesAway({ repository, record }: UnshareRequest): SetupStep[] {
  const path = excludeFile(repository);
  const current = readBytes(path);
  const bytes = current === undefined ? undefined : withoutExcludes(current);
  if (current === undefined || bytes === undefined) return [];
  const gone = bytes.length === 0 && record?.excludesCreated === true;
  return [{ action: 'write-excludes', path, expected: current, bytes: gone ? null : bytes }];
}
