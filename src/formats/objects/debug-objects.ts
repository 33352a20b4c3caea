/**
 * Where a program for one of Apple's systems keeps its debug information: in the object files, which it names by path and
 * time. Debuggers, and the backtraces of std, look for it there alone.
 */
import { readRange, withOpenFile } from '../../system/read-at.ts';
import { isFat, readSlices } from './fat.ts';
import { machoDebugObjects } from './macho.ts';

/** Names of a program's or library's object files as its stabs have them, an archive's member in parentheses; none for other formats. */
export function debugObjects(path: string): string[] {
  const names = withOpenFile(path, (fd, size) => {
    const slices = isFat(readRange(fd, 0, Math.min(size, 8))) ? readSlices(fd, 0, size) : undefined;
    const places = slices?.ok === true ? slices.value : [{ start: 0, size }];
    return places.flatMap((place) => machoDebugObjects({ fd, base: place.start, size: place.size }));
  });
  return [...new Set(names ?? [])];
}
