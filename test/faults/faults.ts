import type { Call, Step } from './trace.ts';

/** What happens at one step: the process is killed before the call, or the call fails. */
export type Fault = { readonly step: Step } & ({ readonly kind: 'kill' } | { readonly kind: 'error'; readonly code: string });

/** What the system may say to each call: full disk, quota, protected or too many links, other file system, broken disk. */
const ERRORS: Readonly<Record<Call, readonly string[]>> = {
  openat: ['ENOSPC', 'EACCES', 'EMFILE'],
  mkdir: ['ENOSPC', 'EDQUOT'],
  rmdir: ['EPERM'],
  link: ['EPERM', 'EMLINK', 'EXDEV', 'ENOSPC'],
  symlink: ['ENOSPC'],
  unlink: ['EPERM'],
  rename: ['ENOSPC', 'EIO'],
  write: ['ENOSPC', 'EIO'],
  ftruncate: ['EIO'],
  fchmod: ['EPERM'],
  chmod: ['EPERM'],
  utimensat: ['EPERM'],
  copy_file_range: ['ENOSPC', 'EIO'],
  sendfile: ['ENOSPC'],
  fsync: ['EIO'],
  flock: ['ENOLCK'],
};

/** Every fault at every step. */
export function faultsAt(steps: readonly Step[]): Fault[] {
  return steps.flatMap((step) => [
    { step, kind: 'kill' as const },
    ...ERRORS[step.call].map((code) => ({ step, kind: 'error' as const, code })),
  ]);
}

/** strace's expression for it. */
export function injection({ step, ...fault }: Fault): string {
  const what = fault.kind === 'kill' ? 'signal=KILL' : `error=${fault.code}`;
  return `inject=${step.call}:${what}:when=${step.index}`;
}

export function faultName({ step, ...fault }: Fault): string {
  return `${fault.kind === 'kill' ? 'killed before' : `${fault.code} at`} ${step.call} ${step.index}: ${step.text}`;
}
