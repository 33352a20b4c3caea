import { native } from './native.ts';

/**
 * Whether a program may have been given capabilities of its own (`setcap`; Linux's `security.capability`).
 * They belong to the inode, and no time tells of them. Where that cannot be asked, it may.
 */
export function mayHaveCapabilities(path: string): boolean {
  const size = native()?.attributeSize(path, 'security.capability');
  return size === undefined || size >= 0;
}
