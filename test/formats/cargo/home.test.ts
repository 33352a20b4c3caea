import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { cargoHome } from '../../../src/formats/cargo/home.ts';

test.each([
  [{ CARGO_HOME: '/c/' }, '/c'],
  [{ CARGO_HOME: 'c' }, '/repos/c'],
  [{ CARGO_HOME: '', HOME: '/h' }, '/h/.cargo'],
  [{ HOME: '/h' }, '/h/.cargo'],
  [{}, `${homedir()}/.cargo`],
])('%o gives %s', (env, expected) => {
  expect(cargoHome(env, '/repos')).toBe(expected);
});
