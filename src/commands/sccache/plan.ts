import { withKey, withoutKey, type KeyPath } from '../../formats/cargo/config-edit/edit.ts';
import { findSplice, undoSplice } from '../init/splice.ts';
import type { AbsolutePath } from '../../system/brand.ts';
import type { Failure } from '../../system/failure.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { SccacheFacts } from './facts.ts';
import { namesSccache } from './program.ts';
import type { SccacheRecord } from './record.ts';
import { standInPath, standInScript } from './stand-in.ts';
import type { WrapperSetting } from './wrapper-settings.ts';

const KEY: KeyPath = ['build', 'rustc-wrapper'];

export type EnablePlan =
  /** Cargo runs sccache already; `ours` where `enable` did that. */
  | { readonly action: 'keep'; readonly by: WrapperSetting; readonly ours: boolean }
  | {
      readonly action: 'write';
      readonly file: AbsolutePath;
      readonly wrapper: string;
      /** What is written there. */
      readonly script: string;
      /** The sccache that it runs. */
      readonly program: string;
      /** What the file must still hold; undefined: it must be absent. */
      readonly expected: Buffer | undefined;
      readonly bytes: Buffer;
      readonly record: SccacheRecord;
    };

export type DisablePlan =
  /** `enable` has done nothing here. `by`: who else sets a wrapper. */
  | { readonly action: 'nothing'; readonly by: WrapperSetting | undefined }
  /** What `enable` wrote is gone or was changed by somebody: only the record of it goes. */
  | { readonly action: 'forget'; readonly standIn: 'remove' | 'still-named' }
  | {
      readonly action: 'restore';
      readonly file: AbsolutePath;
      readonly expected: Buffer;
      /** Undefined: the file goes, as it was not there before. */
      readonly bytes: Buffer | undefined;
    };

/** Puts sccache into the user's cargo configuration; a wrapper of somebody else's is never replaced. */
export function planEnable(facts: SccacheFacts): Result<EnablePlan, Failure> {
  const { file, home, bytes, program, settings, record } = facts;
  const foreign = settings.find(({ value }) => !namesSccache(value));
  if (foreign !== undefined) return err(taken(foreign));
  const own = settings.find(({ where }) => 'file' in where && where.file === file);
  if (own !== undefined) return ok({ action: 'keep', by: own, ours: record?.wrapper === own.value });
  if (program === undefined) return err(SCCACHE_MISSING);
  const wrapper = standInPath(home);
  const edited = withKey(bytes ?? Buffer.alloc(0), KEY, wrapper);
  if (!edited.ok) return err(uneditable(file));
  const splice = findSplice(bytes ?? Buffer.alloc(0), edited.value);
  return ok({
    action: 'write',
    file,
    wrapper,
    script: standInScript(program.path),
    program: program.path,
    expected: bytes,
    bytes: edited.value,
    record: { file, created: bytes === undefined, wrapper, splice },
  });
}

/** Gives the configuration its own bytes back; where others changed it since, takes the one key out. */
export function planDisable(facts: SccacheFacts): Result<DisablePlan, Failure> {
  const { bytes, record, settings, file } = facts;
  if (record === undefined) return ok({ action: 'nothing', by: settings[0] });
  const forget = { action: 'forget', standIn: settings.some(({ value }) => value === record.wrapper) ? 'still-named' : 'remove' } as const;
  if (bytes === undefined || record.file !== file) return ok(forget);
  const undone = undoSplice(bytes, record.splice);
  const own = settings.find(({ where }) => 'file' in where && where.file === file);
  if (undone === undefined && own?.value !== record.wrapper) return ok(forget);
  const without = undone === undefined ? withoutKey(bytes, KEY) : ok(undone);
  if (!without.ok) return err(uneditable(file));
  const gone = record.created && without.value.length === 0;
  return ok({ action: 'restore', file, expected: bytes, bytes: gone ? undefined : without.value });
}

export const SCCACHE_MISSING: Failure = {
  code: 'sccache-missing',
  message: 'No sccache was found on PATH, in CARGO_HOME/bin or in ~/.cargo/bin.',
  hint: 'Install it: `cargo install sccache --locked`, or your system\'s package.',
};

function taken({ where, value }: WrapperSetting): Failure {
  const what = value === '' ? 'turns wrappers off' : `is ${value}`;
  if ('variable' in where) {
    return {
      code: 'wrapper-taken',
      message: `The variable ${where.variable} ${what}; cargo would not run sccache.`,
      hint: `Unset ${where.variable} where it is set, if you want sccache in its place.`,
    };
  }
  return {
    code: 'wrapper-taken',
    message: `build.rustc-wrapper ${what} already; cargo runs one wrapper only, and this one is not replaced.`,
    path: where.file,
    hint: 'Take that line out if you want sccache in its place.',
  };
}

function uneditable(path: AbsolutePath): Failure {
  return {
    code: 'cargo-config-invalid',
    message: 'Cargo\'s configuration cannot be edited for sure: it is not plain TOML, or `build` is no table.',
    path,
    hint: 'Add `rustc-wrapper = "sccache"` to its [build] table by hand.',
  };
}
