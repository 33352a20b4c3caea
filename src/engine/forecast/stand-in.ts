/** Stands for a program: what cargo runs of it does nothing but say that it ran, with its OUT_DIR. {@link WRAPPER} puts it between single quotes. */
export const STAND_IN = `#!/bin/sh
[ -n "$CARGO_SHARE_FORECAST" ] && printf "run\\t%s\\t%s\\t\\t%s\\n" "$CARGO_PKG_NAME" "$OUT_DIR" "$CARGO_PKG_VERSION" >> "$CARGO_SHARE_FORECAST"
exit 0
`;

/**
 * Stands before rustc (cargo's `build.rustc-wrapper`, which no hash holds). Cargo's questions about the compiler go
 * through. A compilation (it has an `--out-dir`) is written down and not done; a build script gets a program that does
 * nothing, since cargo would run it, where the replica has none: each process that is started takes milliseconds. With
 * `CARGO_SHARE_RECORDS`, its arguments, environment and working directory are kept too, in a directory of its own there.
 */
export const WRAPPER = `#!/bin/sh
out= extra= crate=
previous=
for argument in "$@"; do
  case "$previous" in
    --out-dir) out=$argument ;;
    --crate-name) crate=$argument ;;
    -C) case "$argument" in extra-filename=*) extra=\${argument#extra-filename=} ;; esac ;;
  esac
  previous=$argument
done
[ -n "$out" ] || exec "$@"
if [ -n "$CARGO_SHARE_RECORDS" ]; then
  record=$(mktemp -d "$CARGO_SHARE_RECORDS/XXXXXXXX") || exit 1
  printf '%s\\0' "$@" > "$record/arguments"
  cat "/proc/$$/environ" > "$record/environment"
  readlink "/proc/$$/cwd" > "$record/directory"
fi
printf 'compile\\t%s\\t%s\\t%s\\t%s\\n' "$CARGO_PKG_NAME" "$out" "$extra" "$CARGO_PKG_VERSION" >> "$CARGO_SHARE_FORECAST"
case "$crate" in
  build_script_*)
    program=$out/$crate$extra
    if [ ! -x "$program" ] || [ -h "$program" ]; then
      [ -d "$out" ] || mkdir -p "$out"
      [ ! -h "$program" ] || rm -f "$program"
      printf '%s' '${STAND_IN}' > "$program"
      chmod 755 "$program"
    fi ;;
esac
exit 0
`;
