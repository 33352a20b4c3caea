import { dirname, join } from 'node:path';
import { attempt } from '../../system/attempt.ts';
import { lstat, readBytes } from '../../system/fs.ts';
import { makeDirectories } from '../../system/move.ts';
import { err, ok } from '../../system/result.ts';
import { writeAtomically } from '../../system/write.ts';
import type { IoProblem } from '../../system/attempt.ts';
import type { Objects, ObjectsProblem } from './objects.ts';

/** Objects as files below a directory: a disk, NFS, a mounted bucket, what a CI cache carries. */
export function directoryObjects(root: string): Objects {
  return {
    where: root,
    get: async (name, most) => {
      const path = join(root, name);
      const read = attempt(() => {
        const found = lstat(path);
        if (found?.kind !== 'file') return undefined;
        return found.size > most ? ('too-large' as const) : readBytes(path);
      });
      if (!read.ok) return err(problem(read.error));
      return read.value === 'too-large' ? err({ reason: 'too-large', message: `${path} is larger than it may be` }) : ok(read.value);
    },
    has: async (name) => {
      const found = attempt(() => lstat(join(root, name))?.kind === 'file');
      return found.ok ? ok(found.value) : err(problem(found.error));
    },
    put: async (name, bytes) => {
      const path = join(root, name);
      const written = attempt(() => {
        makeDirectories(dirname(path));
        writeAtomically(path, bytes, { mode: 0o644 });
      });
      return written.ok ? ok(undefined) : err(problem(written.error));
    },
    close: async () => ok(undefined),
  };
}

function problem({ code, message }: IoProblem): ObjectsProblem {
  return { reason: code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'forbidden' : 'io', message };
}
