import { expect, test } from 'vitest';
import { isComparedVariable } from '../../src/audit/variables.ts';

test.each(['WORDS', 'CC', 'CFLAGS', 'CARGO_PKG_DESCRIPTION', 'SOURCE_DATE_EPOCH', 'PKG_CONFIG_PATH', 'USER', 'HOME', 'LANG', 'GIT_SHA', 'GIT_BRANCH', 'RUST_ENV'])('%s may differ between two worktrees', (name) => {
  expect(isComparedVariable(name, 'run')).toBe(true);
});

test.each(['OUT_DIR', 'CARGO_MANIFEST_DIR', 'CARGO_FEATURE_STD', 'CARGO_CFG_TARGET_OS', 'CARGO_PKG_VERSION', 'TARGET', 'RUSTC', 'DEP_Z_INCLUDE', 'PROFILE'])('%s is told by cargo\'s hashes', (name) => {
  expect(isComparedVariable(name, 'run')).toBe(false);
});

test.each([['DEBUG', true], ['PROFILE', true], ['TARGET', true], ['OUT_DIR', false], ['CARGO_CRATE_NAME', false]])('%s in a macro: from the shell, %s', (name, isShells) => {
  expect(isComparedVariable(name, 'expand')).toBe(isShells);
});

test.each(['PATH', 'PWD', 'TERM', 'TMPDIR', 'GIT_DIR', 'GIT_INDEX_FILE', 'RUST_BACKTRACE', 'LD_PRELOAD', 'CARGO_SHARE_GATE'])('%s is the shell\'s', (name) => {
  expect(isComparedVariable(name, 'run')).toBe(false);
});
