import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface FoundObject {
  readonly inode: number;
  readonly bytes: Buffer;
}

/** The objects of the newest session of each crate, by the crate's directory and their own names. */
export function objectsIn(target: string): Map<string, FoundObject> {
  const root = join(target, 'debug', 'incremental');
  const found = new Map<string, FoundObject>();
  for (const crate of existsSync(root) ? readdirSync(root) : []) {
    const sessions = readdirSync(join(root, crate)).filter((name) => statSync(join(root, crate, name)).isDirectory());
    const session = join(root, crate, sessions.sort().at(-1) ?? '');
    for (const name of readdirSync(session)) {
      if (!name.endsWith('.o')) continue;
      const path = join(session, name);
      found.set(`${crate}/${name}`, { inode: statSync(path).ino, bytes: readFileSync(path) });
    }
  }
  return found;
}

/** The names of those that differ, are missing or too many. `exempt`: debug information does not count. */
export function differing(ours: ReadonlyMap<string, FoundObject>, theirs: ReadonlyMap<string, FoundObject>, exempt = false): string[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => {
    const [one, other] = [ours.get(name)?.bytes, theirs.get(name)?.bytes];
    if (one === undefined || other === undefined) return true;
    return !one.equals(other) && !(exempt && withoutDebugInformation(one).equals(withoutDebugInformation(other)));
  });
}

function withoutDebugInformation(object: Buffer): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'cargo-share-object-'));
  try {
    const path = join(directory, 'object.o');
    writeFileSync(path, object);
    execFileSync('strip', ['-g', path]);
    return readFileSync(path);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
