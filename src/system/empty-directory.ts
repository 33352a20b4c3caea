import { rmdirSync } from 'node:fs';
import { errorCode, isAbsent } from './fs.ts';

/** Removes a directory that holds nothing; false when it holds something or is not there. */
export function removeEmptyDirectory(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    // POSIX lets a system say EEXIST for ENOTEMPTY.
    if (isAbsent(error) || errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
