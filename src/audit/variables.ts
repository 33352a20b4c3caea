import { isGitVariable } from '../git/variables.ts';
import type { AuditedUnit } from './model.ts';

/** Set by cargo for each process: functions of what a unit's hash, fingerprint and place say already (Cargo book, "Environment Variables"). */
const OF_CARGO =
  /^(?:CARGO|CARGO_(?:MANIFEST_(?:DIR|PATH|LINKS)|MAKEFLAGS|ENCODED_RUSTFLAGS|CRATE_NAME|BIN_NAME|PRIMARY_PACKAGE|TARGET_TMPDIR|RUSTC_CURRENT_DIR|SBOM_PATH|BIN_EXE_.+|HOME|INCREMENTAL|TERM_\w+)|OUT_DIR|RUSTC(?:_\w+)?|RUSTDOC|RUSTFLAGS|RUSTUP_\w+|RUST_RECURSION_COUNT|LD_LIBRARY_PATH|DYLD_\w+)$/;

/** The same, for build scripts alone: a macro that asks for one of these gets what the shell says. */
const OF_CARGO_FOR_RUNS = /^(?:CARGO_FEATURE_\w+|CARGO_CFG_\w+|TARGET|HOST|NUM_JOBS|OPT_LEVEL|DEBUG|PROFILE|DEP_\w+)$/;

/** What cargo compares by the manifest (`ManifestMetadata::env_var`, 1.95); the name and version stand in the unit's hash. */
const OF_MANIFEST = /^CARGO_PKG_(?:DESCRIPTION|HOMEPAGE|REPOSITORY|LICENSE|LICENSE_FILE|AUTHORS|RUST_VERSION|README)$/;

/**
 * Where a terminal is, what it can show, and what this tool sets itself: they differ from shell to shell. The programs that
 * PATH finds are recorded as files.
 */
const OF_TERMINAL =
  /^(?:PATH|PWD|OLDPWD|SHLVL|_|TERM|TERM_PROGRAM\w*|COLUMNS|LINES|COLORTERM|NO_COLOR|FORCE_COLOR|CLICOLOR\w*|LS_COLORS|GCC_COLORS|TMPDIR|TEMP|TMP|LD_PRELOAD|MAKEFLAGS|MFLAGS|MAKELEVEL|RUST_(?:LIB_)?BACKTRACE|RUST_MIN_STACK|RUST_LOG\w*|GLIBC_TUNABLES|MALLOC_\w+|CARGO_SHARE\w*)$/;

/** Whether a variable that was asked for is one that cargo can compare, and that may differ between two worktrees. */
export function isComparedVariable(name: string, way: AuditedUnit['way']): boolean {
  if (name.startsWith('CARGO_PKG_')) return OF_MANIFEST.test(name);
  if (way === 'run' && OF_CARGO_FOR_RUNS.test(name)) return false;
  return !OF_CARGO.test(name) && !OF_TERMINAL.test(name) && !isGitVariable(name);
}
