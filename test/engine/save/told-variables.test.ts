import { expect, test } from 'vitest';
import type { CompiledFrom } from '../../../src/engine/save/compiled-from.ts';
import type { Edges } from '../../../src/engine/save/edges.ts';
import { toldVariables } from '../../../src/engine/save/told-variables.ts';
import type { PackageSource } from '../../../src/units/model.ts';
import { manifestOf } from '../../units/samples.ts';

const registry = { kind: 'registry', name: 'app' } as PackageSource;
const told = (env: CompiledFrom['env'], source: PackageSource = registry, ...manifests: Edges['manifests'][number][]) =>
  toldVariables({ source, env } as CompiledFrom, { manifests } as unknown as Edges);

const SET = { name: 'BUILD_TAG', value: 'one' };

test('a package from elsewhere that was told a variable is left to cargo, which compares none of it', () => {
  expect(told([SET])).toEqual({ ok: false, error: { reason: 'left', because: 'shell-variable', what: 'BUILD_TAG' } });
});

test('one that was not set must not be set where it is placed', () => {
  expect(told([{ name: 'BUILD_TAG', value: null }])).toEqual({ ok: true, value: [{ kind: 'observed', observations: [{ see: 'variable', name: 'BUILD_TAG', value: null }] }] });
});

test("cargo's own, what steers compilers, what its script printed, and those of a path package are compared", () => {
  expect(told([{ name: 'CARGO_PKG_NAME', value: 'app' }, { name: 'OUT_DIR', value: '/x' }, { name: 'CARGO_PKG_REPOSITORY', value: 'https://one.example' }, { name: 'HOME', value: '/home/one' }, { name: 'RUSTC_BOOTSTRAP', value: null }])).toEqual({ ok: true, value: [] });
  expect(told([SET], registry, manifestOf('run', { kind: 'run-build-script' }))).toEqual({ ok: true, value: [] });
  expect(told([SET], { kind: 'path', name: 'app', root: 'app' })).toEqual({ ok: true, value: [] });
});
