import { chmodSync, statSync } from 'node:fs';

/** Takes permission bits away. Throws like `node:fs`. */
export function removeModeBits(path: string, bits: number): void {
  chmodSync(path, statSync(path).mode & 0o7777 & ~bits);
}
