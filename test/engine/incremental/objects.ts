import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
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

/** The names of those that differ, are missing or too many. */
export function differing(ours: ReadonlyMap<string, FoundObject>, theirs: ReadonlyMap<string, FoundObject>): string[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => {
    const [one, other] = [ours.get(name)?.bytes, theirs.get(name)?.bytes];
    return one === undefined || other === undefined || !one.equals(other);
  });
}
