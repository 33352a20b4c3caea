import type { Progress } from '../report/progress.ts';
import type { Reporter } from '../report/reporter.ts';
import { letSignalsIn, type Stopping } from '../system/interruption.ts';

/** What ends a program from outside, and gives it time to clean up. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Hears the signals that end a program while there is work that must not be cut anywhere. The first one is handed on
 * by {@link signal}; a second one ends the process as it always would, and the next writer clears up after it.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #listeners = 0;
  #by: NodeJS.Signals | undefined;

  readonly signal: AbortSignal = this.#controller.signal;

  /**
   * Hears signals until the returned function is called; `heard` is called at the first. Whatever happens by then has to
   * look at {@link signal}.
   */
  listen(heard: () => void = () => undefined): () => void {
    this.signal.addEventListener('abort', heard);
    this.#listeners += 1;
    if (this.#listeners === 1) for (const name of SIGNALS) process.on(name, this.#hear);
    return () => {
      this.signal.removeEventListener('abort', heard);
      this.#listeners -= 1;
      if (this.#listeners === 0) this.#ignore();
    };
  }

  /** Ends the process by the signal that was heard, as its parent expects. Nothing where none was. */
  passOn(): void {
    if (this.#by !== undefined) process.kill(process.pid, this.#by);
  }

  readonly #hear = (name: NodeJS.Signals): void => {
    this.#by = name;
    this.#ignore();
    this.#controller.abort();
  };

  #ignore(): void {
    for (const name of SIGNALS) process.off(name, this.#hear);
  }
}

/** What work needs of an {@link Interruption}. */
export interface Interruptible {
  readonly signal: Stopping;
  readonly listen: Interruption['listen'];
}

/** Work that shows how far it is, and that Ctrl-C ends between two steps. */
export interface Work<K extends string> {
  readonly bars: Readonly<Record<K, Progress['update']>>;
  readonly signal: Stopping;
}

/** Does long work, with a bar for each verb; the bars are taken away however it ends. */
export async function working<K extends string, T>(
  context: { readonly reporter: Reporter; readonly interruption: Interruptible },
  verbs: readonly K[],
  work: (how: Work<K>) => Promise<T>,
): Promise<T> {
  const bars = verbs.map((verb) => [verb, context.reporter.progress(verb)] as const);
  const end = context.interruption.listen();
  try {
    const updates = Object.fromEntries(bars.map(([verb, bar]) => [verb, bar.update])) as Record<K, Progress['update']>;
    return await work({ bars: updates, signal: context.interruption.signal });
  } finally {
    for (const [, bar] of bars) bar.finish();
    await letSignalsIn();
    end();
  }
}
