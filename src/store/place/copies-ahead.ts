import { attempt } from '../../system/attempt.ts';
import { copyBytesAside } from '../../system/move.ts';
import { unlinkIfPresent } from '../../system/write.ts';

/** A private copy that is to be made. */
export interface PlannedCopy {
  readonly from: string;
  readonly to: string;
}

/** As many as Node's own threads for files. */
const AT_ONCE = 4;

/**
 * Makes copies before their turn comes, several side by side, each under its own name and only where nothing stands. Cargo
 * takes a unit for not built until its fingerprint is there, so a copy that came early, or is cut short, counts for nothing.
 */
export class CopiesAhead {
  private readonly left: Iterator<PlannedCopy>;
  private readonly begun = new Map<string, Promise<boolean>>();
  private running = 0;
  private stopped = false;

  /** In the order in which they will be asked for. */
  constructor(copies: Iterable<PlannedCopy>) {
    this.left = copies[Symbol.iterator]();
    this.beginMore();
  }

  /** Whether a whole copy stands at `to`, which is the caller's then; its time is not set yet. */
  async take(to: string): Promise<boolean> {
    const copy = this.begun.get(to);
    if (copy === undefined) return false;
    this.begun.delete(to);
    return copy;
  }

  /** Begins no further ones, waits for those under way, and removes what nobody took. */
  async end(): Promise<void> {
    this.stopped = true;
    for (const [to, copy] of this.begun) if (await copy) attempt(() => unlinkIfPresent(to));
    this.begun.clear();
  }

  private beginMore(): void {
    while (!this.stopped && this.running < AT_ONCE) {
      const { value: next, done } = this.left.next();
      if (done === true) return;
      if (this.begun.has(next.to)) continue;
      this.running += 1;
      this.begun.set(next.to, this.run(next));
    }
  }

  private async run({ from, to }: PlannedCopy): Promise<boolean> {
    const made = await copyBytesAside(from, to).then(() => true, () => false);
    this.running -= 1;
    this.beginMore();
    return made;
  }
}
