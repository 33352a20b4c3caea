import { dirname, join } from 'node:path';
import type { AbsolutePath } from '../../system/brand.ts';
import { removeEmptyDirectory } from '../../system/empty-directory.ts';
import { makeDirectories } from '../../system/move.ts';
import { unlinkIfPresent, writeAtomically } from '../../system/write.ts';

/** What `build.rustc-wrapper` names: cargo runs it in every project and shell of the user's. Its name tells what it is. */
export function standInPath(home: AbsolutePath): AbsolutePath {
  return join(home, 'cargo-share-sccache', 'sccache') as AbsolutePath;
}

/**
 * A script that becomes sccache where that is, and else the compiler itself. A path of its own in cargo's configuration
 * would stop every build of the user's once it is gone: an sccache may be in one project's shell alone, or be upgraded.
 */
export function standInScript(program: string): string {
  const quoted = `'${program.replaceAll("'", String.raw`'\''`)}'`;
  return `#!/bin/sh\n# cargo runs this in rustc's place: \`cargo share sccache disable\` takes it out.\nif [ -x ${quoted} ]; then exec ${quoted} "$@"; fi\nexec "$@"\n`;
}

/** Throws like `node:fs`. */
export function writeStandIn(home: AbsolutePath, script: string): void {
  const path = standInPath(home);
  makeDirectories(dirname(path));
  writeAtomically(path, script, { mode: 0o755 });
}

/** Throws like `node:fs`. */
export function removeStandIn(home: AbsolutePath): void {
  const path = standInPath(home);
  unlinkIfPresent(path);
  removeEmptyDirectory(dirname(path));
}
