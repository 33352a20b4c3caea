import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAIN_SCRIPT } from '../rig/environment.ts';

/** What strace's log says once a process stands still, and not only at one of its calls. */
const STOPPED = '--- stopped by SIGSTOP ---';

/**
 * Waits until strace has stopped a process of this tool that works in `directory`, lets `act` happen, and lets the
 * process go on. False where `ended` came first. Linux's /proc.
 */
export async function whileStopped(o: {
  readonly log: string;
  readonly directory: string;
  readonly act: () => void;
  readonly ended: AbortSignal;
}): Promise<boolean> {
  while (!o.ended.aborted) {
    if (existsSync(o.log) && readFileSync(o.log, 'latin1').includes(STOPPED)) {
      const pid = processIn(o.directory);
      try {
        o.act();
      } finally {
        if (pid !== undefined) process.kill(pid, 'SIGCONT');
      }
      return pid !== undefined;
    }
    await nextTurn();
  }
  return false;
}

function processIn(directory: string): number | undefined {
  const pid = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      if (readlinkSync(`/proc/${name}/cwd`) !== directory) return false;
      // strace's own command line names the program too, behind its options.
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')[1] === MAIN_SCRIPT;
    } catch {
      return false;
    }
  });
  return pid === undefined ? undefined : Number(pid);
}
