import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 2000;
/** Of all cores. */
const QUIET = 0.15;

/** Said where other work has a share of the cores; the load average would count what ended a minute ago. */
export async function busyBefore(): Promise<string | undefined> {
  const before = busySeconds();
  await pause(LOOK_MS);
  const busy = (busySeconds() - before) / (LOOK_MS / 1000);
  const cores = cpus().length;
  return busy > QUIET * cores ? `the machine is busy (${busy.toFixed(1)} of ${cores} cores): only ratios count` : undefined;
}

function busySeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}
