import { expect, test } from 'vitest';
import { isComparedVariable } from '../../src/audit/variables.ts';

test.each(['WORDS', 'CC', 'CFLAGS', 'CARGO_PKG_DESCRIPTION', 'SOURCE_DATE_EPOCH', 'PKG_CONFIG_PATH', 'USER', 'HOME', 'LANG'])('%s may differ between two worktrees', (name) => {
  expect(isComparedVariable(name)).toBe(true);
});

test.each(['OUT_DIR', 'CARGO_MANIFEST_DIR', 'CARGO_FEATURE_STD', 'CARGO_CFG_TARGET_OS', 'CARGO_PKG_VERSION', 'TARGET', 'RUSTC', 'DEP_Z_INCLUDE', 'PROFILE'])('%s is told by cargo\'s hashes', (name) => {
  expect(isComparedVariable(name)).toBe(false);
});

test.each(['PATH', 'PWD', 'TERM', 'TMPDIR', 'GIT_DIR', 'RUST_BACKTRACE', 'LD_PRELOAD', 'CARGO_SHARE_GATE'])('%s is the shell\'s', (name) => {
  expect(isComparedVariable(name)).toBe(false);
});
