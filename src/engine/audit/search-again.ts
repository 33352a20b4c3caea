import { dirname } from 'node:path';
import { makeDirectoriesBelow, symbolicLink } from '../../system/move.ts';
import type { Slot } from '../../units/model.ts';
import type { AuditedUnit } from './model.ts';
import { takeOut } from './prepare.ts';
import { observe, recordsOf } from './run.ts';
import type { SetUp } from './set-up.ts';
import { digestInMirror } from './verdict.ts';
import { shownOthers } from './weigh-built.ts';

/**
 * Scripts that search the directories where cargo builds were shown empty ones. They run once more, and are shown all that the
 * donor has built: a build in a worktree sees something in between. Gives those that did not come out as stored before; the
 * mirror then holds what they have made now.
 */
export async function searchAgain(units: readonly AuditedUnit[], commands: readonly (readonly string[])[], o: SetUp & { readonly donorDirectory: string }): Promise<ReadonlySet<Slot>> {
  const { mirror, prepared } = o;
  const searching = units.filter((unit) => unit.way === 'run' && shownOthers(recordsOf(unit, prepared)).size > 0);
  const astray = searching.filter(({ manifest }) => digestInMirror(manifest, mirror) !== manifest.digest).map(({ manifest }) => manifest.slot);
  if (searching.length === 0) return new Set();
  const listed = `${mirror.temporary}/listed`;
  const log = `${prepared.log}/again`;
  makeDirectoriesBelow(mirror.temporary, `${listed}${dirname(mirror.buildDirectory)}`);
  symbolicLink(o.donorDirectory, `${listed}${mirror.buildDirectory}`);
  makeDirectoriesBelow(mirror.temporary, log);
  for (const { manifest } of searching) takeOut(manifest, mirror.buildDirectory);
  await observe(commands, searching, { ...o, listed, prepared: { ...prepared, log } });
  return new Set(astray);
}
