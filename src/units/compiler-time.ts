import type { FileRole, Manifest } from './model.ts';

/** Written when the compiler or the script ends. */
const WRITTEN_LAST: ReadonlySet<FileRole> = new Set(['rlib', 'rmeta', 'dylib', 'executable', 'script-output']);

const HOUR_MS = 3_600_000;

/**
 * How long a unit took where cargo built it, in milliseconds: from `invoked.timestamp`, which cargo writes before it
 * starts the compiler (`fingerprint/mod.rs`), to its newest output. 0 where the times do not tell.
 */
export function compilerMs(manifest: Pick<Manifest, 'files'>): number {
  const began = manifest.files.find((file) => file.role === 'invoked-timestamp');
  if (began === undefined) return 0;
  let ended = 0n;
  for (const { role, mtimeNs } of manifest.files) {
    if (WRITTEN_LAST.has(role) && BigInt(mtimeNs) > ended) ended = BigInt(mtimeNs);
  }
  const ms = Number((ended - BigInt(began.mtimeNs)) / 1_000_000n);
  // A unit that was stamped anew, or times that were set by hand.
  return ms > 0 && ms < HOUR_MS ? ms : 0;
}
