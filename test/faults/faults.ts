import type { CallOf, Step } from './trace.ts';

/** What may be taken away under a command that is at work. */
export type Removable = 'the store' | 'a donor' | 'the worktree';

/** What happens at one step: the process is killed, or told to end; the call fails; or something is removed right after it. */
export type Fault = { readonly step: Step } & (
  | { readonly kind: 'kill' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'remove'; readonly what: Removable }
);

/** What the system may say to each call: full disk, quota, protected or too many links, other file system, broken disk. */
const ERRORS: Readonly<Record<CallOf<'changing'>, readonly string[]>> = {
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

/** What the system may say to a call that only looks: no descriptor left, no right, broken disk. */
const READING_ERRORS: Readonly<Record<CallOf<'reading'>, readonly string[]>> = {
  openat: ['EMFILE', 'EACCES'],
  read: ['EIO'],
  pread64: ['EIO'],
  statx: ['EIO'],
  newfstatat: ['EIO'],
  getdents64: ['EIO'],
  readlink: ['EACCES'],
};

const errorsOf = (step: Step): readonly string[] => (step.family === 'changing' ? ERRORS[step.call] : READING_ERRORS[step.call]);

/** Interruptions and removals are tried at one step of so many: they do not meet a call, but what happens around it. */
const SOME = 4;

/** Every error at every step. */
export function errorsAt(steps: readonly Step[]): Fault[] {
  return steps.flatMap((step) => errorsOf(step).map((code) => ({ step, kind: 'error' as const, code })));
}

/** Every kill and every error at every step, and the other faults at some. */
export function faultsAt(steps: readonly Step[], removables: readonly Removable[]): Fault[] {
  return steps.flatMap((step, index) => [
    { step, kind: 'kill' as const },
    ...(index % SOME === 0 ? [{ step, kind: 'interrupt' as const }, ...removables.map((what) => ({ step, kind: 'remove' as const, what }))] : []),
    ...errorsAt([step]),
  ]);
}

/** strace's expression for it. */
export function injection({ step, ...fault }: Fault): string {
  return `inject=${step.call}:${effect(fault)}:when=${step.index}`;
}

type Kind<F> = F extends unknown ? Omit<F, 'step'> : never;

function effect(fault: Kind<Fault>): string {
  switch (fault.kind) {
    case 'kill':
      return 'signal=KILL';
    case 'interrupt':
      return 'signal=INT';
    case 'error':
      return `error=${fault.code}`;
    case 'remove':
      return 'signal=STOP';
  }
}

export function faultKind(fault: Kind<Fault>): string {
  switch (fault.kind) {
    case 'kill':
      return 'killed';
    case 'interrupt':
      return 'interrupted';
    case 'error':
      return fault.code;
    case 'remove':
      return `${fault.what} removed`;
  }
}

/** The same fault, at the call of the same name so many later. */
export function moved(fault: Fault, by: number): Fault {
  return { ...fault, step: { ...fault.step, index: fault.step.index + by } };
}

export function callName({ family, call }: Step): string {
  return family === 'reading' && call === 'openat' ? 'openat to read' : call;
}

export function faultName({ step, ...fault }: Fault): string {
  return `${faultKind(fault)} at ${callName(step)} ${step.index}: ${step.text}`;
}
