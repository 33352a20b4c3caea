import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeDepInfo, parseDepInfo } from '../../../../src/formats/cargo/dep-info.ts';
import { layoutsOf } from '../../../../src/formats/cargo/layout/detect.ts';
import type { UnitEntry } from '../../../../src/formats/cargo/layout/layout.ts';
import { legacyLayout } from '../../../../src/formats/cargo/layout/legacy.ts';
import { unitDirsLayout } from '../../../../src/formats/cargo/layout/unit-dirs.ts';
import { packageRoot, sourceOf } from '../../../../src/formats/cargo/package-source.ts';
import { parseRustcDepInfo } from '../../../../src/formats/cargo/rustc-dep-info.ts';
import type { AbsolutePath } from '../../../../src/system/brand.ts';
import type { BuiltUnit, FileRole } from '../../../../src/units/model.ts';
import type { Environment } from '../../../rig/process.ts';
import { cargo, EMPTY_MESSAGES_KEPT, remove, temporaryDirectory, writeFiles } from '../sandbox.ts';
import { EVERY_KIND } from './every-kind.ts';

const TRIPLE = execFileSync('rustc', ['--print', 'host-tuple'], { encoding: 'utf8' }).trim();

/** Both layouts come from the stable cargo: it knows the new one as an unstable feature. */
const CASES: readonly (readonly [typeof legacyLayout, Environment])[] = [
  [legacyLayout, {}],
  [unitDirsLayout, { RUSTC_BOOTSTRAP: '1', CARGO_UNSTABLE_BUILD_DIR_NEW_LAYOUT: 'true' }],
];

describe.each(CASES)('layout $kind', (layout, env) => {
  let root: AbsolutePath;
  let target: AbsolutePath;

  beforeAll(async () => {
    root = temporaryDirectory();
    target = `${root}/target` as AbsolutePath;
    writeFiles(root, EVERY_KIND);
    await cargo(root, ['build', '-q', '--all-targets'], env);
    await cargo(root, ['check', '-q', '--all-targets'], env);
    await cargo(root, ['build', '-q', '--release', '-p', 'my-app', '--lib'], env);
    await cargo(root, ['check', '-q', '--profile', 'fast', '-p', 'seven'], env);
    await cargo(root, ['check', '-q', '--target', TRIPLE, '-p', 'my-app', '--lib'], env);
    await cargo(root, ['doc', '-q', '--no-deps', '-p', 'my-app', '--lib'], env);
  }, 120_000);
  afterAll(() => remove(root));

  function entry(name: string, choose: (unit: BuiltUnit) => boolean = () => true): UnitEntry {
    const found = layout.entries(target, 'debug').find((candidate) => {
      if (candidate.name !== name) return false;
      const unit = layout.read(target, candidate);
      return unit.ok && choose(unit.value);
    });
    if (found === undefined) throw new Error(`no unit ${name}`);
    return found;
  }
  function read(found: UnitEntry): BuiltUnit {
    const unit = layout.read(target, found);
    if (!unit.ok) throw new Error(JSON.stringify(unit.error));
    return unit.value;
  }
  const roles = (unit: BuiltUnit): FileRole[] => unit.files.map(({ role }) => role).sort();
  const isBuild = (unit: BuiltUnit): boolean => !unit.files.some(({ role }) => role === 'rmeta');
  const COMPILED: readonly FileRole[] = ['dep-info', 'fingerprint', 'fingerprint-json', 'invoked-timestamp', 'rustc-dep-info'];
  const compiled = (...more: FileRole[]): FileRole[] =>
    [...new Set([...COMPILED, ...more, ...(EMPTY_MESSAGES_KEPT ? (['cached-messages'] as const) : [])])].sort();

  test('is detected, with its profile directories and no others', () => {
    expect(layoutsOf(target)).toEqual([layout]);
    expect(layout.profileDirectories(target)).toEqual(['debug', 'fast', 'release', `${TRIPLE}/debug`]);
  });

  test('every unit is read, but for documentation', () => {
    const refused: unknown[] = [];
    const slots = new Set<string>();
    for (const profile of layout.profileDirectories(target)) {
      const index = layout.index(target, profile);
      for (const found of layout.entries(target, profile)) {
        slots.add(found.slot);
        const unit = layout.read(target, found, index);
        if (unit.ok) {
          for (const { path } of unit.value.files) expect(statSync(`${target}/${path}`).isFile(), path).toBe(true);
          expect(new Set(unit.value.files.map(({ path }) => path)).size).toBe(unit.value.files.length);
        } else {
          refused.push({ name: found.name, ...unit.error });
        }
      }
    }
    expect(slots.size).toBeGreaterThan(30);
    const documentation = { name: 'doc-lib-my_app', reason: 'unsupported-kind', kind: 'doc-lib-my_app' };
    expect(refused).toEqual([documentation]);
  });

  test('every dependency edge leads to a unit by its fingerprint number', () => {
    for (const profile of ['debug', 'release']) {
      const units = layout.entries(target, profile).flatMap((found) => {
        const unit = layout.read(target, found);
        return unit.ok ? [unit.value] : [];
      });
      const numbers = new Set(units.map(({ fingerprintNumber }) => fingerprintNumber));
      const edges = units.flatMap(({ record }) => record.deps);
      expect(edges.length).toBeGreaterThanOrEqual(4);
      expect(edges.filter(({ fingerprint }) => !numbers.has(fingerprint))).toEqual([]);
    }
  });

  test("every dep-info comes back byte for byte, and with rustc's tells the package's root", () => {
    for (const found of layout.entries(target, 'debug')) {
      const unit = layout.read(target, found);
      const path = (role: FileRole): string =>
        `${target}/${unit.ok && unit.value.files.find((file) => file.role === role)?.path}`;
      if (!unit.ok || unit.value.kind === 'run-build-script') continue;
      const bytes = readFileSync(path('dep-info'));
      const depInfo = parseDepInfo(bytes);
      if (!depInfo.ok) throw new Error(depInfo.error);
      expect(encodeDepInfo(depInfo.value).equals(bytes)).toBe(true);
      const { inputs } = parseRustcDepInfo(readFileSync(path('rustc-dep-info'), 'utf8'));
      expect(packageRoot({ inputs, depInfo: depInfo.value })).toBe(found.packageName);
      const [firstInput = ''] = inputs;
      const cargoHome = '/nonexistent' as AbsolutePath;
      const at = { packageName: found.packageName, firstInput, cargoHome, workspaceRoot: root, worktreeRoot: root };
      expect(sourceOf(at)).toEqual({ kind: 'path', name: found.packageName, root: found.packageName });
    }
  });

  test.each([
    ['lib-my_app', 'lib', ['rlib', 'rmeta']],
    ['lib-generated', 'lib', ['rlib', 'rmeta', 'cached-messages']],
  ] as const)('a library that was built: %s', (name, kind, more) => {
    const unit = read(entry(name, ({ files }) => files.some(({ role }) => role === 'rlib')));
    expect([unit.kind, roles(unit)]).toEqual([kind, compiled(...more)]);
  });

  test.each([
    ['lib-seven', 'proc-macro', 'dylib'],
    ['bin-my-app', 'bin', 'executable'],
    ['test-lib-my_app', 'test', 'executable'],
    ['test-bin-my-app', 'test', 'executable'],
    ['test-integration-test-sums', 'test', 'executable'],
    ['test-bench-fast', 'test', 'executable'],
    ['example-show-sum', 'example', 'executable'],
    ['build-script-build-script-build', 'build-script', 'executable'],
  ] as const)('a unit that was linked: %s', (name, kind, role) => {
    const unit = read(entry(name, isBuild));
    expect([unit.kind, roles(unit)]).toEqual([kind, compiled(role)]);
    expect(unit.outDirectory).toBeUndefined();
  });

  test.each([
    ['lib-my_app', 'lib'],
    ['lib-seven', 'lib'],
    ['bin-my-app', 'bin'],
    ['test-integration-test-sums', 'test'],
    ['example-show-sum', 'example'],
  ] as const)('a unit that was only checked: %s', (name, kind) => {
    const unit = read(entry(name, (one) => !isBuild(one) && !one.files.some(({ role }) => role === 'rlib')));
    expect([unit.kind, roles(unit)]).toEqual([kind, compiled('rmeta')]);
  });

  test("a build script's run has its OUT_DIR apart", () => {
    const unit = read(entry('run-build-script-build-script-build'));
    expect(unit.kind).toBe('run-build-script');
    expect(roles(unit)).toEqual(
      ['fingerprint', 'fingerprint-json', 'invoked-timestamp', 'script-output', 'script-root-output', 'script-stderr'],
    );
    expect(readdirSync(`${target}/${unit.outDirectory}`)).toEqual(['five.rs']);
    expect(unit.record.local).toEqual([
      { kind: 'rerun-if-changed', output: expect.stringMatching(/(output|stdout)$/), paths: ['build.rs'] },
    ]);
  });

  test('names a slot that is the same in every worktree', () => {
    const found = entry('bin-my-app', isBuild);
    const separator = layout.kind === 'legacy' ? '-' : '/';
    expect(found.slot).toBe(`${layout.kind}/debug/my-app${separator}${found.unitHash}/bin-my-app`);
  });

  const LOST: readonly (readonly [FileRole, string])[] = [
    ['rlib', 'lib-my_app'],
    ['rmeta', 'lib-my_app'],
    ['rustc-dep-info', 'lib-my_app'],
    ['dep-info', 'lib-my_app'],
    ['fingerprint-json', 'lib-my_app'],
    ['dylib', 'lib-seven'],
    ['executable', 'example-show-sum'],
    ['executable', 'build-script-build-script-build'],
    ['script-output', 'run-build-script-build-script-build'],
    ['script-root-output', 'run-build-script-build-script-build'],
  ];
  test.each(LOST)('without its %s, %s is incomplete', (role, name) => {
    const found = entry(name, (unit) => unit.files.some((file) => file.role === role) && (role !== 'rmeta' || roles(unit).includes('rlib')));
    const file = read(found).files.find((candidate) => candidate.role === role);
    const path = `${target}/${file?.path}`;
    renameSync(path, `${root}/aside`);
    try {
      const again = layout.entries(target, 'debug').find(({ slot }) => slot === found.slot);
      const result = again === undefined ? undefined : layout.read(target, again);
      expect(result?.ok === false && result.error.reason).toBe('incomplete');
    } finally {
      renameSync(`${root}/aside`, path);
    }
  });

  test('without its OUT_DIR, a run is incomplete', () => {
    const found = entry('run-build-script-build-script-build');
    const { outDirectory } = read(found);
    renameSync(`${target}/${outDirectory}`, `${root}/aside`);
    try {
      expect(layout.read(target, found)).toEqual({ ok: false, error: { reason: 'incomplete', missing: outDirectory } });
    } finally {
      renameSync(`${root}/aside`, `${target}/${outDirectory}`);
    }
  });

  test('an interrupted build left an empty hash file: incomplete', () => {
    const found = entry('example-show-sum', isBuild);
    const path = `${target}/${found.fingerprintPath}`;
    renameSync(path, `${root}/aside`);
    writeFileSync(path, '');
    try {
      truncateSync(path);
      expect(layout.read(target, found)).toEqual({
        ok: false,
        error: { reason: 'incomplete', missing: found.fingerprintPath },
      });
    } finally {
      renameSync(`${root}/aside`, path);
    }
  });

  test('a target directory of another tool inside is not a triple', () => {
    mkdirSync(`${target}/other-tool`);
    renameSync(`${target}/fast`, `${target}/other-tool/fast`);
    expect(layout.profileDirectories(target)).toContain('other-tool/fast');
    writeFileSync(`${target}/other-tool/.rustc_info.json`, '{}');
    try {
      expect(layout.profileDirectories(target)).toEqual(['debug', 'release', `${TRIPLE}/debug`]);
    } finally {
      renameSync(`${target}/other-tool/fast`, `${target}/fast`);
      rmSync(`${target}/other-tool`, { recursive: true });
    }
  });
});

describe('an empty build directory', () => {
  test('has no layout', () => {
    const empty = temporaryDirectory();
    try {
      expect(layoutsOf(empty)).toEqual([]);
      expect(layoutsOf(`${empty}/absent` as AbsolutePath)).toEqual([]);
    } finally {
      remove(empty);
    }
  });
});
