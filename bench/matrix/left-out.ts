import type { LeftOut } from './result.ts';

/** Crates that were thought of and are not in the matrix. */
export const LEFT_OUT: readonly LeftOut[] = [
  { crate: 'tauri-build', why: 'a program with it needs GTK and WebKit' },
  { crate: 'slint-build', why: 'more than 200 dependencies' },
  { crate: 'winresource', why: 'does nothing on Linux' },
];
