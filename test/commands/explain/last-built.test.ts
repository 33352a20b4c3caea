import { expect, test } from 'vitest';
import { lastCommand, type StandingUnit } from '../../../src/commands/explain/last-built.ts';
import { slotOf } from '../../units/samples.ts';

const member = (name: string, features: Record<string, string[]> = {}, isDefault = true) => ({ name, isDefault, features });
const members = [member('app', { default: ['std'], std: [], x: ['y'], y: [] }), member('tool'), member('low')];
const unit = (name: string, more: Partial<StandingUnit> = {}): StandingUnit => ({
  slot: slotOf(name), package: name, kind: 'bin', isChecked: false, profileDirectory: 'debug', features: name === 'app' ? ['default', 'std'] : [], builtAt: 1n, ...more,
});
const below = new Set([slotOf('low')]);
const low = unit('low', { kind: 'lib' });

test.each<[string, StandingUnit[], string | undefined]>([
  ['all members that are built by default', [unit('app'), unit('tool'), low], 'build'],
  ['some of them', [unit('app'), low], 'build -p app'],
  ['several', [unit('tool'), unit('low', { slot: slotOf('low-alone'), kind: 'lib' })], 'build -p low -p tool'],
  ['a checked one', [unit('tool', { isChecked: true })], 'check -p tool'],
  ['the newest counts', [unit('tool', { builtAt: 2n }), unit('app', { profileDirectory: 'release' })], 'build -p tool'],
  ['a profile and a target', [unit('tool', { profileDirectory: 'wasm32-unknown-unknown/release' })], 'build -p tool --profile release --target wasm32-unknown-unknown'],
  ['tests', [unit('app', { kind: 'test', builtAt: 2n }), unit('tool')], 'test --no-run -p app'],
  ['features', [unit('app', { features: ['default', 'std', 'x', 'y'] })], 'build -p app --no-default-features --features app/default,app/std,app/x,app/y'],
  ['no features', [unit('app', { features: [] })], 'build -p app --no-default-features'],
  ['only what others were compiled against', [low], undefined],
])('%s', (_name, units, command) => {
  expect(lastCommand(units, below, members)?.join(' ')).toBe(command);
});

test('with all that stand there, also those that are built by name only', () => {
  expect(lastCommand([unit('app'), unit('tool')], below, [member('app', members[0]!.features, false), member('tool')])?.join(' ')).toBe('build --workspace');
});
