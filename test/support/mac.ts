import { describe } from 'vitest';

/** What a title says of a test that only a Mac can run; `scripts/skipped.ts` counts them by it. */
export const NEEDS_MAC = 'needs a Mac';

/** Tests of what the kernel and the file system of a Mac do: each is a promise in docs/macos.md. */
export function describeOnMac(title: string, body: () => void): void {
  describe.skipIf(process.platform !== 'darwin')(`${title} (${NEEDS_MAC})`, body);
}
