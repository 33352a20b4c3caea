import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bench, compileC, logged, observe, recordsOf, WITHOUT_OBSERVER } from './observe.ts';

/** Reads a file by instructions of its own, here and in a thread; asks for a ring, through which unseen calls would go. */
const RAW = `
#include <pthread.h>
#include <stdio.h>
static long call(long number, long a, long b, long c) {
  long result;
  register long r10 __asm__("r10") = 0;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
}
static void *text(void *name) {
  static _Thread_local char text[8];
  long file = call(257, -100, (long)name, 0);
  call(0, file, (long)text, 7);
  printf("%s ", text);
  return NULL;
}
int main(void) {
  pthread_t thread;
  text("a.txt");
  pthread_create(&thread, NULL, text, "b.txt");
  pthread_join(thread, NULL);
  call(21, (long)"absent", 0, 0);
  printf("%ld\\n", call(425, 1, 0, 0));
}
`;

/** Reads a file by instructions of its own, from a library that is loaded when the program runs. */
const LATER = `${RAW.slice(0, RAW.indexOf('static void *text'))}
void later(char *name) { call(257, -100, (long)name, 0); }
`;
const LOADS = `
#include <dlfcn.h>
#include <stdio.h>
void between(void);
int main(int count, char **names) {
  between();
  for (int each = 1; each < count; each++) {
    char path[64];
    sprintf(path, "./%s.so", names[each]);
    void *library = dlopen(path, RTLD_NOW);
    ((void (*)(char *))dlsym(library, "later"))(names[each]);
  }
}
`;

describe.skipIf(WITHOUT_OBSERVER !== '' || process.arch !== 'x64')(`calls without libc${WITHOUT_OBSERVER}`, () => {
  test('system calls that a program makes without libc, in each of its threads', async () => {
    const b = bench({ 'raw.c': RAW, 'a.txt': 'one', 'b.txt': 'two' });
    const program = await compileC(b, 'raw.c', ['-pthread']);
    expect((await observe(b, program, [])).stdout).toBe('one two -38\n');
    const seen = recordsOf(logged(b), 'raw');
    for (const name of ['a.txt', 'b.txt']) expect(seen).toContainEqual({ by: 'program', kind: 'read', path: join(b.directory, name), errno: 0, call: 'openat' });
    expect(seen).toContainEqual({ by: 'program', kind: 'look', path: join(b.directory, 'absent'), errno: 2, call: 'syscall' });
  });

  // Of two libraries that are there from the start, the alignment of one leaves a gap above it, as LLVM's does in rustc.
  test('system calls without libc in libraries that are loaded later, wherever there would be room for them', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `later-${index}`);
    const b = bench({ 'later.c': LATER, 'loads.c': LOADS, 'between.c': 'void between(void) {}' });
    await compileC(b, 'between.c', ['-shared', '-fPIC', '-Wl,-z,max-page-size=2097152', '-Wl,-soname,./between']);
    const later = await compileC(b, 'later.c', ['-shared', '-fPIC']);
    for (const name of names) copyFileSync(later, join(b.directory, `${name}.so`));
    await observe(b, await compileC(b, 'loads.c', ['./between', '-ldl']), names);
    const read = recordsOf(logged(b), 'loads').flatMap((record) => (record.kind === 'read' && record.call === 'openat' ? [record.path] : []));
    expect(read).toEqual(expect.arrayContaining(names.map((name) => join(b.directory, name))));
  });
});
