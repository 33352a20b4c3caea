import { expect, test } from 'vitest';
import { parseScriptOutput } from '../../../src/formats/cargo/script-output.ts';

test('tells the two rerun directives from the others, with either prefix', () => {
  const text = [
    'cargo:rerun-if-changed=build.rs',
    '  cargo::rerun-if-changed=src/a b.txt  \r',
    'cargo:rerun-if-env-changed=CC',
    'cargo::rerun-if-env-changed=CFLAGS',
    'cargo:rustc-env=A=b',
    'cargo::metadata=include=/x',
    'cargo:rerun-if-changed',
    'chatter cargo:rerun-if-changed=no',
    'TARGET = Some(x)',
    '',
  ].join('\n');
  expect(parseScriptOutput(text)).toEqual({
    rerunIfChanged: ['build.rs', 'src/a b.txt'],
    rerunIfEnvChanged: ['CC', 'CFLAGS'],
    other: ['cargo:rustc-env=A=b', 'cargo::metadata=include=/x', 'cargo:rerun-if-changed'],
  });
});
