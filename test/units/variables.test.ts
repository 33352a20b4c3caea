import { expect, test } from 'vitest';
import { isComparedVariable, steersBuilds } from '../../src/units/variables.ts';

test.each(['WORDS', 'CC', 'CFLAGS', 'CARGO_PKG_DESCRIPTION', 'SOURCE_DATE_EPOCH', 'PKG_CONFIG_PATH', 'USER', 'HOME', 'CARGO_HOME', 'LANG', 'GIT_SHA', 'RUST_ENV', 'CARGO_APP'])('%s may differ between two worktrees', (name) => {
  expect(isComparedVariable(name, 'run')).toBe(true);
  expect(isComparedVariable(name, 'expand')).toBe(true);
  expect(steersBuilds(name)).toBe(false);
});

test.each(['OUT_DIR', 'CARGO_MANIFEST_DIR', 'CARGO_PKG_VERSION', 'CARGO'])('%s is told by cargo\'s hashes', (name) => {
  expect(isComparedVariable(name, 'run')).toBe(false);
  expect(isComparedVariable(name, 'expand')).toBe(false);
});

test.each(['CARGO_FEATURE_STD', 'CARGO_CFG_TARGET_OS', 'TARGET', 'RUSTC', 'DEP_Z_INCLUDE', 'PROFILE', 'DEBUG'])('%s is told by them to a build script; for a macro it is the shell\'s', (name) => {
  expect(isComparedVariable(name, 'run')).toBe(false);
  expect(isComparedVariable(name, 'expand')).toBe(true);
});

test.each(['PATH', 'PWD', 'TERM', 'TMPDIR', 'GIT_DIR', 'GIT_CONFIG_COUNT', 'RUST_BACKTRACE', 'LD_PRELOAD', 'CARGO_SHARE_GATE'])('%s is the shell\'s', (name) => {
  expect(isComparedVariable(name, 'expand')).toBe(false);
});

test.each(['CARGO_TARGET_DIR', 'CARGO_BUILD_RUSTFLAGS', 'CARGO_PROFILE_DEV_DEBUG', 'RUSTFLAGS', 'RUSTC_WRAPPER', 'GIT_DIR', 'CLIPPY_CONF_DIR', 'CARGO'])('%s of the shell is for the build that a person runs there', (name) => {
  expect(steersBuilds(name)).toBe(true);
});
