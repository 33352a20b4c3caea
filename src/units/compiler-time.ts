import type { FileRole, Manifest } from './model.ts';

/** Written when the compiler or the script ends. */
const WRITTEN_LAST: ReadonlySet<FileRole> = new Set(['rlib', 'rmeta', 'dylib', 'executable', 'script-output']);

const HOUR_NS = 3_600_000_000_000n;

type Built = Pick<Manifest, 'files'>;

/**
 * How long the clock went on while some of these units were compiled where cargo built them, in milliseconds. Units that
 * were compiled side by side count once: what each took, added up, would be neither time on the clock nor of the processor.
 */
export function compilingMs(units: readonly Built[]): number {
  const spans = units.flatMap((unit) => spanOf(unit) ?? []).sort((a, b) => (a.began < b.began ? -1 : 1));
  let total = 0n;
  let until = 0n;
  for (const { began, ended } of spans) {
    if (ended <= until) continue;
    total += ended - (began > until ? began : until);
    until = ended;
  }
  return Number(total / 1_000_000n);
}

/**
 * From `invoked.timestamp`, which cargo writes before it starts the compiler (`fingerprint/mod.rs`), to the newest output.
 * Undefined where the times do not tell.
 */
function spanOf({ files }: Built): { readonly began: bigint; readonly ended: bigint } | undefined {
  const stamp = files.find((file) => file.role === 'invoked-timestamp');
  if (stamp === undefined) return undefined;
  const began = BigInt(stamp.mtimeNs);
  let ended = 0n;
  for (const { role, mtimeNs } of files) {
    if (WRITTEN_LAST.has(role) && BigInt(mtimeNs) > ended) ended = BigInt(mtimeNs);
  }
  // A unit that was stamped anew, or times that were set by hand.
  return ended > began && ended - began < HOUR_NS ? { began, ended } : undefined;
}
