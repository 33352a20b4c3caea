import { join } from 'node:path';
import type { Repository } from '../../formats/git/repository.ts';
import { probePlacement } from '../../store/place/probe.ts';
import type { Failure } from '../../system/failure.ts';
import { diskUse } from '../../system/physical.ts';
import { INTERRUPTED } from '../../system/interruption.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { BenchRequest, BenchResult, FreshSample } from './bench.ts';
import { measureSccache } from './with-sccache.ts';
import { benchEnvironment, buildFresh, share } from './fresh.ts';
import { healPlaces, openPlace, type BenchPlace } from './place.ts';

/**
 * Builds a commit from nothing in one temporary worktree, and then in fresh ones that are warmed from it.
 * Everything is in a place of its own, which is gone at the end, whatever the end is.
 */
export async function runBench(repository: Repository, request: BenchRequest): Promise<Result<BenchResult, Failure>> {
  const healed = healPlaces(repository, request.of.worktree);
  if (!healed.ok) return healed;
  for (const directory of healed.value) request.onStep({ step: 'heal', directory });
  const place = openPlace(repository, request.of.worktree);
  if (!place.ok) return place;
  let measured: Result<BenchResult, Failure> = err(INTERRUPTED);
  try {
    measured = await measure(place.value, request);
  } finally {
    request.onStep({ step: 'clean-up' });
    const removed = place.value.remove();
    if (!removed.ok && measured.ok) measured = removed;
  }
  return measured;
}

async function measure(place: BenchPlace, request: BenchRequest): Promise<Result<BenchResult, Failure>> {
  const env = benchEnvironment(place, request.env);
  const { of: { commit, workspace }, command, rounds, onStep } = request;
  onStep({ step: 'from-nothing', directory: place.directory });
  const cold = await buildFresh(place, request, env, 'from-nothing');
  if (!cold.ok) return cold;
  onStep({ step: 'save' });
  const source = join(place.directory, 'from-nothing');
  const save = await timed(() => share(request, source, env, ['--quiet', 'save']));
  if (!save.ok) return save;
  const samples: FreshSample[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    onStep({ step: 'fresh', round, rounds });
    const sample = await buildFresh(place, request, env, `fresh-${round}`, source);
    if (!sample.ok) return sample;
    samples.push(sample.value);
  }
  const { add, build, compiled } = cold.value;
  const disk = measureDisk(place, workspace, rounds);
  const sccache = request.sccache === undefined ? ok(undefined) : await measureSccache(place, request, { program: request.sccache, env, source });
  if (!sccache.ok) return sccache;
  return ok({
    commit,
    workspace,
    command,
    fromNothing: { seconds: add + build, compiled },
    save: save.value,
    fresh: samples,
    disk,
    ...(sccache.value === undefined ? {} : { sccache: sccache.value }),
  });
}

async function timed(work: () => Promise<Result<void, Failure>>): Promise<Result<number, Failure>> {
  const start = performance.now();
  const done = await work();
  return done.ok ? ok((performance.now() - start) / 1000) : done;
}

function measureDisk(place: BenchPlace, workspace: string, rounds: number): BenchResult['disk'] {
  const target = (name: string): string => join(place.directory, name, workspace, 'target');
  const freshTargets = Array.from({ length: rounds }, (_, index) => target(`fresh-${index + 1}`));
  const kept = [place.store, target('from-nothing')];
  const everything = diskUse([...kept, ...freshTargets]).physical;
  return {
    fromNothing: diskUse([target('from-nothing')]).physical,
    eachFresh: (everything - diskUse(kept).physical) / rounds,
    logical: diskUse([target('fresh-1')]).logical,
    atMost: probePlacement({ from: target('from-nothing'), to: target('fresh-1') }) === 'reflink',
  };
}
