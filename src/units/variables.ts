/** Set by cargo, or by rustup before it, for whatever it starts: functions of what a unit's hash, fingerprint and place say already (Cargo book, "Environment Variables"). */
const OF_CARGO = /^(?:CARGO|CARGO_(?:MANIFEST_(?:DIR|PATH)|MAKEFLAGS|INCREMENTAL|TERM_\w+)|OUT_DIR|RUSTUP_\w+|RUST_RECURSION_COUNT|LD_LIBRARY_PATH|DYLD_\w+)$/;

/** The same, for build scripts alone: for a macro such a name is the shell's. */
const OF_SCRIPTS =
  /^(?:CARGO_(?:MANIFEST_LINKS|FEATURE_\w+|CFG_\w+|ENCODED_RUSTFLAGS)|TARGET|HOST|NUM_JOBS|OPT_LEVEL|DEBUG|PROFILE|RUSTC|RUSTC_(?:WRAPPER|WORKSPACE_WRAPPER|LINKER)|RUSTDOC|RUSTFLAGS|DEP_\w+)$/;

/** The same, for the compiler alone. */
const OF_COMPILERS = /^CARGO_(?:CRATE_NAME|BIN_NAME|PRIMARY_PACKAGE|TARGET_TMPDIR|RUSTC_CURRENT_DIR|SBOM_PATH|BIN_EXE_.+)$/;

/** What cargo compares by the manifest (`ManifestMetadata::env_var`, 1.95); the name and version stand in the unit's hash. */
const OF_MANIFEST = /^CARGO_PKG_(?:DESCRIPTION|HOMEPAGE|REPOSITORY|LICENSE|LICENSE_FILE|AUTHORS|RUST_VERSION|README)$/;

/**
 * Where a terminal is, what it can show, and what this tool sets itself: they differ from shell to shell. The programs that
 * PATH finds are recorded as files.
 */
const OF_TERMINAL =
  /^(?:PATH|PWD|OLDPWD|SHLVL|_|TERM|TERM_PROGRAM\w*|COLUMNS|LINES|COLORTERM|NO_COLOR|FORCE_COLOR|CLICOLOR\w*|LS_COLORS|GCC_COLORS|TMPDIR|TEMP|TMP|LD_PRELOAD|MAKEFLAGS|MFLAGS|MAKELEVEL|RUST_(?:LIB_)?BACKTRACE|RUST_MIN_STACK|RUST_LOG\w*|GLIBC_TUNABLES|MALLOC_\w+|CARGO_SHARE\w*)$/;

/** What a hook of git's inherits of it (`git rev-parse --local-env-vars`, and what steers its output). Names that only begin alike are people's own. */
const OF_GIT =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|NAMESPACE|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|CEILING_DIRECTORIES|IMPLICIT_WORK_TREE|GRAFT_FILE|SHALLOW_FILE|NO_REPLACE_OBJECTS|REPLACE_REF_BASE|INTERNAL_SUPER_PREFIX|CONFIG\w*|EXEC_PATH|EDITOR|SEQUENCE_EDITOR|PAGER\w*|REFLOG_ACTION|AUTHOR_(?:NAME|EMAIL|DATE)|COMMITTER_(?:NAME|EMAIL|DATE)|TERMINAL_PROMPT|ASKPASS|SSH\w*|OPTIONAL_LOCKS|TRACE\w*)$/;

/** Whether a variable that was asked for is one that cargo can compare, and that may differ between two worktrees. `run`: by a build script, `expand`: by a macro. */
export function isComparedVariable(name: string, way: 'run' | 'expand'): boolean {
  if (name.startsWith('CARGO_PKG_')) return OF_MANIFEST.test(name);
  if (OF_CARGO.test(name) || OF_TERMINAL.test(name) || OF_GIT.test(name)) return false;
  return !(way === 'run' ? OF_SCRIPTS : OF_COMPILERS).test(name);
}

/** Variables by which cargo's own configuration is set (Cargo book, "Configuration"), the compiler, rustdoc and clippy are steered. */
const STEERS =
  /^(?:CARGO|CARGO_(?:TARGET_\w+|ENCODED_\w+|MAKEFLAGS|LOG|(?:ALIAS|BUILD|CACHE|CREDENTIAL|DOC|FUTURE|HTTP|INSTALL|NET|PROFILE|REGISTR(?:Y|IES)|RESOLVER|SOURCE|TERM)_\w+)|RUSTC\w*|RUSTDOC\w*|RUSTFLAGS|RUST_(?:LOG\w*|TARGET_PATH)|CLIPPY_\w+|LD_PRELOAD)$/;

/** Of these the shell's own are for the build that a person runs there, and not for one that is imitated. */
export function steersBuilds(name: string): boolean {
  return STEERS.test(name) || OF_GIT.test(name);
}

/** Whether a variable is one that a person may set for one shell or one build: cargo's own are compared, and a manifest's are no shell's. */
export function isOfShell(name: string, way: 'run' | 'expand'): boolean {
  return !name.startsWith('CARGO_PKG_') && isComparedVariable(name, way) && !steersBuilds(name) && !OF_PERSON.test(name);
}

/** What is the same in all shells of one person on one machine. */
const OF_PERSON = /^(?:HOME|CARGO_HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|HOSTNAME|XDG_\w+|DISPLAY|EDITOR|VISUAL|SSH_\w+)$/;
