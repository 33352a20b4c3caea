import { createRequire } from 'node:module';

/** koffi from its package, synchronously. `packaging/executable.mjs` puts the native module itself in this one's place. */
export function loadKoffi(): unknown {
  return createRequire(import.meta.url)('koffi');
}
