import { dirname } from 'node:path';
import { attempt } from '../../system/attempt.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { lstat, readBytes, realpath } from '../../system/fs.ts';
import { makeDirectories } from '../../system/move.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { unlinkIfPresent, writeAtomically } from '../../system/write.ts';
import type { DisablePlan, EnablePlan } from './plan.ts';
import { removeRecord, writeRecord } from './record.ts';
import { removeStandIn, writeStandIn } from './stand-in.ts';

/** Does what a plan for `enable` says. The record goes first: whatever breaks off then can be undone. */
export function applyEnable(home: AbsolutePath, plan: EnablePlan): Result<void, Failure> {
  if (plan.action === 'keep') return ok(undefined);
  return change(plan.file, plan.expected, () => {
    writeRecord(home, plan.record);
    writeStandIn(home, plan.script);
    replace(plan.file, plan.bytes);
  });
}

/** Does what a plan for `disable` says. */
export function applyDisable(home: AbsolutePath, plan: DisablePlan): Result<void, Failure> {
  switch (plan.action) {
    case 'nothing':
      return ok(undefined);
    case 'forget':
      return change(
        home,
        undefined,
        () => {
          if (plan.standIn === 'remove') removeStandIn(home);
          removeRecord(home);
        },
        'unconditionally',
      );
    case 'restore':
      return change(plan.file, plan.expected, () => {
        if (plan.bytes === undefined) unlinkIfPresent(plan.file);
        else replace(plan.file, plan.bytes);
        removeStandIn(home);
        removeRecord(home);
      });
  }
}

/** Runs `work` unless the file is no longer what was planned for. */
function change(path: AbsolutePath, expected: Buffer | undefined, work: () => void, when?: 'unconditionally'): Result<void, Failure> {
  const done = attempt(() => {
    const now = when === undefined ? readBytes(path) : expected;
    const same = now === undefined ? expected === undefined : expected !== undefined && now.equals(expected);
    if (same) work();
    return same;
  });
  if (!done.ok) return err({ code: 'io', message: `Cargo's configuration cannot be changed (${done.error.code}).`, path: done.error.path ?? path });
  if (done.value) return ok(undefined);
  return err({ code: 'io', message: "Cargo's configuration was changed by somebody else just now.", path, hint: 'Run the command again.' });
}

/** A link (to a directory of dotfiles, say) stays one: the file behind it is replaced, and keeps its mode. */
function replace(path: AbsolutePath, bytes: Buffer): void {
  const file = realpath(path) ?? path;
  const mode = lstat(file)?.mode;
  makeDirectories(dirname(file));
  writeAtomically(file, bytes, mode === undefined ? {} : { mode });
}
