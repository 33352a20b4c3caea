import { deserialize, serialize } from 'node:v8';
import { attempt, type IoProblem } from '../../system/attempt.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { ScratchFile, type Extent } from '../../system/scratch-file.ts';
import type { Manifest, Slot } from '../../units/model.ts';
import type { TimedUnit } from '../../units/outputs.ts';
import type { CollectedUnit, Settled } from './collected.ts';

/** Collected units by slot. What `get` gives may be another object each time. */
export type CollectedUnits = Pick<ReadonlyMap<Slot, CollectedUnit>, 'get' | 'keys' | 'values' | 'size'>;

/** Units that are held as they are: a save of a few hundred writes nothing for itself. */
const HELD = 500;

/**
 * Collected units and the manifests of saved ones, of which the first are held in memory and the others in a file:
 * what a save needs would grow with the small files of everything that was built.
 */
export class Shelf implements CollectedUnits {
  readonly #held = new Map<Slot, CollectedUnit>();
  readonly #laid = new Map<Slot, Extent>();
  readonly #file: ScratchFile;
  readonly #room: number;
  #manifests = 0;
  /** Judging one unit asks for it several times in a row. */
  #last: readonly [Slot, CollectedUnit] | undefined;

  /** `freshName` gives the path of a file that does not exist yet, and that somebody else removes. */
  constructor(freshName: () => string, room = HELD) {
    this.#file = new ScratchFile(freshName);
    this.#room = room;
  }

  get size(): number {
    return this.#held.size + this.#laid.size;
  }

  /** Takes a unit that is not there yet. Fails where the file cannot be written. */
  add(unit: CollectedUnit): Result<void, IoProblem> {
    const { slot } = unit.unit;
    if (this.#held.size < this.#room) {
      this.#held.set(slot, unit);
      return ok(undefined);
    }
    const written = this.#write(unit);
    if (!written.ok) return err(written.error);
    this.#laid.set(slot, written.value);
    return ok(undefined);
  }

  get(slot: Slot): CollectedUnit | undefined {
    const held = this.#held.get(slot);
    const extent = this.#laid.get(slot);
    if (held !== undefined || extent === undefined) return held;
    if (this.#last?.[0] !== slot) this.#last = [slot, this.#read(extent)];
    return this.#last[1];
  }

  /** The same, with the manifest of a saved unit laid down too where there is no room for it; held where it cannot be. */
  compact(settled: Settled): Settled {
    if (settled.state !== 'saved') return settled;
    this.#manifests += 1;
    if (this.#manifests <= this.#room) return settled;
    const written = this.#write(settled.manifest);
    return written.ok ? readLater(settled.times, this.#file, written.value) : settled;
  }

  *keys(): MapIterator<Slot> {
    yield* this.#held.keys();
    yield* this.#laid.keys();
  }

  *values(): MapIterator<CollectedUnit> {
    yield* this.#held.values();
    for (const extent of this.#laid.values()) yield this.#read(extent);
  }

  close(): void {
    this.#file.close();
  }

  #write(value: unknown): Result<Extent, IoProblem> {
    return attempt(() => this.#file.append(serialize(value)));
  }

  #read(extent: Extent): CollectedUnit {
    return deserialize(this.#file.read(extent)) as CollectedUnit;
  }
}

/** A function of its own: a closure where the manifest is in scope would hold it. */
function readLater(times: TimedUnit, file: ScratchFile, extent: Extent): Settled {
  return {
    state: 'saved',
    times,
    get manifest() {
      return deserialize(file.read(extent)) as Manifest;
    },
  };
}
