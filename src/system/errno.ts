import { getSystemErrorName } from 'node:util';

/** The name of an `errno` of this platform: `ENOSPC`, `EAGAIN`, … */
export function errnoName(errno: number): string {
  return getSystemErrorName(-errno);
}

/** An error in the shape of Node's own file-system errors, for calls made through {@link native}. */
export function errnoError(o: { errno: number; syscall: string; path?: string }): NodeJS.ErrnoException {
  const code = errnoName(o.errno);
  const error: NodeJS.ErrnoException = new Error(`${code}: ${o.syscall}${o.path === undefined ? '' : ` '${o.path}'`}`);
  error.code = code;
  error.errno = -o.errno;
  error.syscall = o.syscall;
  if (o.path !== undefined) error.path = o.path;
  return error;
}
