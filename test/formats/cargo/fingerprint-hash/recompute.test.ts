import { execFileSync } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprintText, reproduces } from '../../../../src/formats/cargo/fingerprint-hash/fingerprint-hash.ts';
import { isPrecalculatedMtime, precalculatedValue } from '../../../../src/formats/cargo/fingerprint-hash/precalculated.ts';
import {
  recomputeFingerprints,
  type FingerprintDocument,
  type Recomputation,
  type StoredUnit,
} from '../../../../src/formats/cargo/fingerprint-hash/recompute.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';
import type { Slot } from '../../../../src/units/model.ts';
import { storedFingerprints } from './real-units.ts';
import { cargo, git, listing, repository, SCRIPTED_WORKSPACE, writeFiles } from './repository.ts';

type ReadUnit = StoredUnit & FingerprintDocument;

/** Every unit below a build directory, dependencies first; the slot is the hash file's path. */
function storedUnits(buildDirectory: string): ReadUnit[] {
  const stored = storedFingerprints(buildDirectory);
  const slotOf = (path: string): Slot => path.slice(buildDirectory.length + 1) as Slot;
  const slots = new Map(stored.map(({ path, fingerprint }) => [fingerprint, slotOf(path)]));
  const units = stored.map(({ path, fingerprint, json, record }) => ({
    slot: slotOf(path),
    fingerprint,
    dependencies: record.deps.map((dep) => {
      const text = fingerprintText(dep.fingerprint);
      return { slot: slots.get(text) ?? ('not stored' as Slot), fingerprint: text };
    }),
    json,
    record,
  }));
  const byFingerprint = new Map(units.map((unit) => [unit.fingerprint, unit]));
  const ordered = new Set<ReadUnit>();
  const visit = (unit: ReadUnit): void => {
    for (const dep of unit.dependencies) {
      const dependency = byFingerprint.get(dep.fingerprint);
      if (dependency !== undefined) visit(dependency);
    }
    ordered.add(unit);
  };
  for (const unit of units) visit(unit);
  return [...ordered];
}

function recompute(units: readonly ReadUnit[], precalculated: ReadonlyMap<Slot, string>): Recomputation {
  const bySlot = new Map(units.map((unit) => [unit.slot, unit]));
  const changes = new Map([...precalculated].map(([slot, value]) => [slot, { precalculated: value }]));
  return recomputeFingerprints({ units, changes, load: (slot) => bySlot.get(slot) });
}

function mtimeUnits(units: readonly ReadUnit[]): ReadUnit[] {
  return units.filter((unit) =>
    unit.record.local.some((local) => local.kind === 'precalculated' && isPrecalculatedMtime(local.value)),
  );
}

/** The members of the workspace lie in directories of their names. */
function valueIn(worktree: AbsolutePath, packageName: string): string {
  const result = precalculatedValue({ worktree, packageRoot: packageName, listing: listing(worktree) });
  if (result === undefined) throw new Error('no value');
  return result.value;
}

function packageOf(slot: Slot): string {
  return /\.fingerprint\/([^/]+)-[0-9a-f]{16}\//.exec(slot)?.[1] ?? /build\/([^/]+)\/[0-9a-f]{16}\//.exec(slot)?.[1] ?? '';
}

/** A built main worktree, and a linked one with a copy of its target directory. */
function builtPair(...build: readonly string[]): { readonly main: AbsolutePath; readonly linked: AbsolutePath } {
  const main = repository(SCRIPTED_WORKSPACE);
  cargo(main, ...build);
  git(main, 'add', '-A');
  git(main, 'commit', '-q', '-m', 'lock file');
  git(main, 'worktree', 'add', '-q', '../linked');
  const linked = join(main, '..', 'linked') as AbsolutePath;
  execFileSync('cp', ['-a', join(main, 'target'), join(linked, 'target')]);
  stampDepInfo(join(linked, 'target'));
  return { main, linked };
}

/** Gives cargo's dep-info files the present time, so that the linked worktree's younger sources are not newer. */
function stampDepInfo(directory: string): void {
  const now = new Date(Date.now() + 1000);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.name.startsWith('dep-') && entry.isFile()) utimesSync(join(entry.parentPath, entry.name), now, now);
  }
}

function warm(linked: AbsolutePath): void {
  const target = join(linked, 'target');
  const units = storedUnits(target);
  const values = mtimeUnits(units).map((unit) => [unit.slot, valueIn(linked, packageOf(unit.slot))] as const);
  const { recomputed, failed } = recompute(units, new Map(values));
  expect([...failed]).toEqual([]);
  for (const [slot, unit] of recomputed) {
    writeFileSync(join(target, slot), unit.fingerprint);
    writeFileSync(join(target, `${slot}.json`), unit.json);
  }
}

/** The packages that a verbose build did not find fresh. */
function notFresh(output: string): string[] {
  return output.split('\n').filter((line) => /^\s*(Compiling|Checking|Documenting|Dirty|Running)/.test(line));
}

describe('a linked worktree with a copied target directory', { timeout: 300_000 }, () => {
  test.each([
    'build',
    'test --no-run',
    'check --release --all-targets',
    'doc --no-deps',
    '-Zbuild-dir-new-layout build',
  ])('cargo %s finds all fresh', (line) => {
    const command = line.split(' ');
    const { main, linked } = builtPair(...command);
    expect(storedUnits(join(main, 'target')).filter((unit) => !reproduces(unit.record, unit.fingerprint))).toEqual([]);
    expect(mtimeUnits(storedUnits(join(main, 'target'))).length).toBeGreaterThan(0);
    expect(valueIn(linked, 'scripted')).not.toBe(valueIn(main, 'scripted'));
    warm(linked);
    const before = storedUnits(join(linked, 'target')).map((unit) => unit.json);
    expect(notFresh(cargo(linked, ...command, '-v'))).toEqual([]);
    expect(storedUnits(join(linked, 'target')).map((unit) => unit.json)).toEqual(before);
  });

  test('is rebuilt without the new fingerprints: the test above would notice', () => {
    const { linked } = builtPair('build');
    expect(notFresh(cargo(linked, 'build', '-v')).join('\n')).toContain('Dirty scripted');
  });

  test('is rebuilt when a file of the package is edited later', () => {
    const { linked } = builtPair('build');
    warm(linked);
    writeFiles(linked, { 'scripted/words.txt': 'second' });
    expect(notFresh(cargo(linked, 'build', '-v')).join('\n')).toMatch(/Compiling scripted[^]*Compiling above[^]*Compiling app/);
    expect(execFileSync(join(linked, 'target/debug/app'), { encoding: 'utf8' })).toBe('SECOND\n');
  });

  test('is a donor for the next one', () => {
    const { linked } = builtPair('build');
    warm(linked);
    git(linked, 'worktree', 'add', '-q', '../third');
    const third = join(linked, '..', 'third') as AbsolutePath;
    execFileSync('cp', ['-a', join(linked, 'target'), join(third, 'target')]);
    stampDepInfo(join(third, 'target'));
    warm(third);
    expect(notFresh(cargo(third, 'build', '-v'))).toEqual([]);
  });
});

describe('what cannot be computed is reported', { timeout: 120_000 }, () => {
  function outcome(change: (unit: ReadUnit) => ReadUnit): Recomputation & { slots: Slot[] } {
    const main = repository(SCRIPTED_WORKSPACE);
    cargo(main, 'check');
    const units = storedUnits(join(main, 'target'));
    const [run] = mtimeUnits(units);
    const changed = units.map((unit) => (unit === run ? change(unit) : unit));
    const affected = ['run-build-script', 'lib-scripted', 'lib-above', 'bin-app'];
    const slots = affected.map((name) => units.find((unit) => unit.slot.includes(`/${name}`))!.slot);
    return { ...recompute(changed, new Map([[run!.slot, '1.000000000s (x)']])), slots };
  }

  const reasons = ({ failed, slots }: ReturnType<typeof outcome>): (string | undefined)[] =>
    slots.map((slot) => failed.get(slot)?.reason);

  test('nothing: every dependent and no other unit changes', () => {
    const { recomputed, failed, slots } = outcome((unit) => unit);
    expect([...recomputed.keys()]).toEqual(slots);
    expect(failed.size).toBe(0);
  });

  test('a hash that is computed in another way', () => {
    const result = outcome((unit) => ({ ...unit, record: { ...unit.record, rustc: unit.record.rustc + 1n } }));
    expect(reasons(result)).toEqual(['not-reproducible', 'dependency', 'dependency', 'dependency']);
    expect(result.recomputed.size).toBe(0);
  });

  test('a unit without the value', () => {
    const result = outcome((unit) => ({ ...unit, record: { ...unit.record, local: [] } }));
    expect(reasons(result)).toEqual(['no-precalculated', 'dependency', 'dependency', 'dependency']);
  });

  test('a text that is laid out otherwise', () => {
    const result = outcome((unit) => ({ ...unit, json: JSON.stringify({ local: [], deps: [] }) }));
    expect(reasons(result)).toEqual(['json-unexpected', 'dependency', 'dependency', 'dependency']);
  });

  test('a unit whose text is missing', () => {
    const main = repository(SCRIPTED_WORKSPACE);
    cargo(main, 'check');
    const units = storedUnits(join(main, 'target'));
    const precalculated = new Map(mtimeUnits(units).map(({ slot }) => [slot, '1.000000000s (x)']));
    const { recomputed, failed } = recomputeFingerprints({ units, changes: new Map([...precalculated].map(([slot, value]) => [slot, { precalculated: value }])), load: () => undefined });
    expect(recomputed.size).toBe(0);
    expect(failed.size).toBe(units.length - 1);
  });

  test('only what depends on it', () => {
    const main = repository(SCRIPTED_WORKSPACE);
    cargo(main, 'check');
    const units = storedUnits(join(main, 'target'));
    const script = units.find((unit) => unit.slot.includes('/build-script-build-script'))!;
    const { recomputed } = recompute(units, new Map(mtimeUnits(units).map(({ slot }) => [slot, '1.000000000s (x)'])));
    expect(recomputed.has(script.slot)).toBe(false);
    expect(recomputed.size).toBe(units.length - 1);
  });

  test('nothing to do when no value changes', () => {
    const main = repository(SCRIPTED_WORKSPACE);
    cargo(main, 'check');
    const units = storedUnits(join(main, 'target'));
    const load = (): never => {
      throw new Error('loaded');
    };
    expect(recomputeFingerprints({ units, changes: new Map(), load }).recomputed.size).toBe(0);
  });
});
