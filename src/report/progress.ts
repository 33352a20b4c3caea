/** Shows how far long work is. Nothing for half a second: short work needs no words. */
export interface Progress {
  readonly update: (done: number, of: number) => void;
  /** Takes the line away. */
  readonly finish: () => void;
}

const SHOW_AFTER_MS = 500;
const REDRAW_MS = 80;
/** Where there is no terminal: a line now and then, for logs. */
const LINE_MS = 5_000;
const BAR_CELLS = 27;

export function startProgress(o: {
  readonly verb: string;
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly silent: boolean;
}): Progress {
  if (o.silent) return { update: () => undefined, finish: () => undefined };
  const terminal = o.stream.isTTY === true;
  const started = performance.now();
  let drawn = 0;
  let shown = false;
  return {
    update: (done, of) => {
      const now = performance.now();
      if (now - started < SHOW_AFTER_MS || now - drawn < (terminal ? REDRAW_MS : LINE_MS)) return;
      drawn = now;
      shown = true;
      const verb = o.verb.padStart(12);
      if (!terminal) o.stream.write(`${verb} ${done}/${of}\n`);
      else o.stream.write(`\r${verb} [${bar(done, of)}] ${done}/${of}${pace(now - started, done, of)}\x1b[K`);
    },
    finish: () => {
      if (shown && terminal) o.stream.write('\r\x1b[K');
    },
  };
}

function bar(done: number, of: number): string {
  const cells = of === 0 ? BAR_CELLS : Math.min(BAR_CELLS, Math.floor((BAR_CELLS * done) / of));
  const head = cells > 0 && cells < BAR_CELLS ? '>' : '';
  return `${'='.repeat(cells - head.length)}${head}`.padEnd(BAR_CELLS);
}

/** How many a second, and what is left at that rate. */
function pace(elapsedMs: number, done: number, of: number): string {
  if (done === 0 || done >= of) return '';
  const perSecond = (done * 1000) / elapsedMs;
  const seconds = Math.ceil((of - done) / perSecond);
  const rate = `, ${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`;
  return seconds > 1 ? `${rate}, ${seconds}s left` : rate;
}
