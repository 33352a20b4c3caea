import { dirname } from 'node:path';
import { quote } from '../../formats/git/hooks/script.ts';
import { lstat } from '../../system/fs.ts';
import { copyBytes, makeDirectoriesBelow } from '../../system/move.ts';
import { writeAtomically } from '../../system/write.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import type { AuditedUnit, Mirror } from './model.ts';

/** A script whose runs are given back, and those runs. */
export interface Replay {
  readonly script: Manifest;
  readonly runs: readonly Manifest[];
}

/**
 * Cargo runs every script above a unit that is run or compiled anew, also one that takes minutes to compile C. Of packages
 * from elsewhere these runs are given back instead: what they made stands in the mirror, and is what the donor has. Pure.
 * `touched`: what cargo will take for dirty.
 */
export function runsToReplay(standing: ReadonlyMap<Slot, Manifest>, touched: ReadonlySet<Slot>, chosen: readonly AuditedUnit[]): Replay[] {
  const observed = new Set(chosen.map(({ manifest }) => manifest.slot));
  const byScript = new Map<Slot, Manifest[]>();
  for (const run of standing.values()) {
    const script = run.kind === 'run-build-script' ? run.dependencies.find(({ slot }) => standing.get(slot)?.kind === 'build-script') : undefined;
    if (script !== undefined) byScript.set(script.slot, [...(byScript.get(script.slot) ?? []), run]);
  }
  return [...byScript].flatMap(([slot, runs]) => {
    const script = standing.get(slot);
    const isElsewhere = script !== undefined && (script.source.kind !== 'path' || script.source.vendored === true);
    return isElsewhere && !observed.has(slot) && runs.some((run) => touched.has(run.slot)) && runs.every((run) => !observed.has(run.slot)) ? [{ script, runs }] : [];
  });
}

/** Puts a program in the script's place that says what each of its runs had said. */
export function layOutReplay({ script, runs }: Replay, o: { readonly mirror: Mirror; readonly gate: string }): void {
  const { buildDirectory } = o.mirror;
  const cases = runs.flatMap((run) => {
    const [output] = run.directories;
    const said = run.files.find(({ role }) => role === 'script-output');
    if (output === undefined || said === undefined || lstat(`${buildDirectory}/${said.path}`) === undefined) return [];
    const kept = `${o.gate}/replayed/${said.path}`;
    makeDirectoriesBelow(o.gate, dirname(kept));
    copyBytes(`${buildDirectory}/${said.path}`, kept);
    return [`${quote(`${buildDirectory}/${output}`)}) exec cat ${quote(kept)};;`];
  });
  if (cases.length < runs.length) return;
  const program = ['#!/bin/sh', 'case "$OUT_DIR" in', ...cases, 'esac', 'exit 1', ''].join('\n');
  for (const { role, path } of script.files) if (role === 'executable') writeAtomically(`${buildDirectory}/${path}`, program, { mode: 0o755 });
}
