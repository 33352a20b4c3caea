import { expect, test } from 'vitest';
import { isOfPeople } from '../../../src/engine/audit/machine.ts';

const HOME = '/home/me/.cargo';

test.each([
  ['a program that was installed', `${HOME}/bin/protoc-gen-rust`, true],
  ['one of rustup', `${HOME}/bin/rustc`, false],
  ['the directory of programs', `${HOME}/bin`, false],
  ['a package of the registry', `${HOME}/registry/src/index/serde-1.0.0/build.rs`, false],
  ['a configuration', `${HOME}/config.toml`, true],
  ['a program that the administrator installed', '/usr/local/bin/buf', true],
  ['one of the distribution', '/usr/bin/protoc', false],
  ['what lies deeper', '/usr/local/lib/python3/site.py', false],
])('%s', (_, path, people) => expect(isOfPeople(path, HOME)).toBe(people));
