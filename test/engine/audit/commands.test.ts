import { expect, test } from 'vitest';
import { commandsFor } from '../../../src/engine/audit/commands.ts';
import type { Manifest } from '../../../src/units/model.ts';
import { fileOf, manifestOf } from '../../units/samples.ts';

const none = (): string[] => [];
const lines = (...units: Manifest[]): string[] => commandsFor(units, units, none).map((command) => command.join(' '));
const built = (name: string, more: Partial<Manifest> = {}): Manifest => manifestOf(name, { files: [fileOf('rlib', 'x.rlib'), fileOf('rmeta', 'x.rmeta')], ...more });
const checked = (name: string, more: Partial<Manifest> = {}): Manifest => manifestOf(name, { files: [fileOf('rmeta', 'x.rmeta')], ...more });

const OF_TESTS = ['build --tests --examples --profile=test', 'build --tests --examples --profile=test --workspace'];

test('the usual command first, then for the workspace, for single packages, with all features', () => {
  expect(lines(built('app'))).toEqual(['build', 'build --workspace', 'build -p app', 'build --all-features', 'build --workspace --all-features', 'build --no-default-features', ...OF_TESTS]);
});

test('all packages together that nothing was built for: by themselves they would have other features', () => {
  const low = built('low');
  const app = built('app', { dependencies: [{ slot: low.slot, digest: low.digest, fingerprint: low.fingerprint } as Manifest['dependencies'][number]] });
  expect(commandsFor([low], [low, app, built('tool')], none).map((command) => command.join(' ')).slice(0, 3)).toEqual(['build', 'build -p app -p tool', 'build --workspace']);
});

test('with just the features that they have, where cargo wrote down some', () => {
  const [app, tool] = [built('app'), built('tool')];
  const of = (features: Record<string, string[]>, ...units: Manifest[]): string | undefined => commandsFor(units, units, ({ source }) => features[source.name] ?? []).map((command) => command.join(' ')).find((line) => line.includes('--features'));
  expect(of({ app: ['sqlite', 'default'] }, app)).toBe('build -p app --no-default-features --features default,sqlite');
  expect(of({ app: ['x'], tool: ['y'] }, app, tool)).toBe('build -p app -p tool --no-default-features --features app/x,tool/y');
});

test('what has metadata alone was checked', () => {
  expect(lines(checked('app')).slice(0, 4)).toEqual(['check', 'clippy', 'check --workspace', 'clippy --workspace']);
});

test('a script\'s run does not tell by what it was wanted', () => {
  expect(lines(manifestOf('app', { kind: 'run-build-script' })).slice(0, 3)).toEqual(['build', 'check', 'clippy']);
});

test('tests and examples have commands of their own', () => {
  expect(lines(built('app', { kind: 'test' }), built('app', { kind: 'example' })).slice(0, 3)).toEqual(['build', 'build --tests --examples --profile=test', 'build --examples']);
  expect(lines(checked('app', { kind: 'test' }))).toContain('check --all-targets');
  expect(lines(built('app', { kind: 'test', profileDirectory: 'release' }))).toContain('build --tests --examples --profile release');
});

test('the directory names profile and target', () => {
  expect(lines(built('app', { profileDirectory: 'release' }))[0]).toBe('build --profile release');
  expect(lines(built('app', { profileDirectory: 'x86_64-unknown-linux-gnu/debug' }))[0]).toBe('build --target x86_64-unknown-linux-gnu');
});

test('a registry\'s package is nobody\'s to name', () => {
  expect(lines(built('serde', { source: { kind: 'registry', name: 'serde', version: '1.0.0' } })).join(' ')).not.toContain('serde');
});

test('there is an end to it', () => {
  expect(lines(...Array.from({ length: 100 }, (_, n) => built(`app${n}`))).length).toBe(40 + OF_TESTS.length);
});
