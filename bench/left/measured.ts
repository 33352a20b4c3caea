import { exec, type ExecOptions, type Exit } from '../../test/rig/process.ts';

export interface Measured extends Exit {
  readonly seconds: number;
  /** User and system time of the command and of all that it waited for. */
  readonly processorSeconds: number;
}

/** The last line of what `times` of a shell prints is that of its children: `0m1.230s 0m0.450s` (POSIX). */
const CHILDREN = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/;

/** Runs a command to its end, at low priority, with its time on the clock and of the processor. */
export async function measured(command: string, args: readonly string[], options: ExecOptions): Promise<Measured> {
  const started = performance.now();
  const exit = await exec('nice', ['sh', '-c', '"$@"; status=$?; times >&2; exit $status', 'sh', command, ...args], options);
  const seconds = (performance.now() - started) / 1000;
  const [, userMinutes = '0', user = '0', systemMinutes = '0', system = '0'] = CHILDREN.exec(exit.stderr) ?? [];
  return { ...exit, seconds, processorSeconds: 60 * (Number(userMinutes) + Number(systemMinutes)) + Number(user) + Number(system) };
}
