import { performance } from 'node:perf_hooks';

/** Writes one step of the demonstration: its name, what it is doing now, and at its end how long it took. */
export interface Progress {
  /** Takes a piece of cargo's standard error and shows the crate that it names. */
  readonly onStderr: (text: string) => void;
  /** Seconds that the step took. */
  readonly end: (note?: string) => number;
}

/** Starts a step; on a terminal its line is kept up to date, elsewhere a line is written now and then. */
export function startStep(name: string, stream: NodeJS.WriteStream = process.stdout): Progress {
  const start = performance.now();
  let crates = 0;
  let written = start;
  const seconds = (): number => (performance.now() - start) / 1000;
  const show = (text: string): void => {
    if (stream.isTTY) stream.write(`\r\u001b[K${text}`);
    else stream.write(`${text}\n`);
  };
  show(`  ${name} …`);
  return {
    onStderr(text) {
      for (const [, crate] of text.matchAll(/(?:Compiling|Downloaded) (\S+) v/g)) {
        crates += 1;
        if (!stream.isTTY && performance.now() - written < 5000) continue;
        written = performance.now();
        show(`  ${name} … ${crates} crates, ${seconds().toFixed(0)} s: ${crate}`);
      }
    },
    end(note = '') {
      const took = seconds();
      show(`  ${name}: ${took.toFixed(2)} s${note === '' ? '' : `, ${note}`}`);
      if (stream.isTTY) stream.write('\n');
      return took;
    },
  };
}
