import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Calls of the C library at which a process can be killed. */
export type KilledCall = 'unlink' | 'rename';

const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Kills the process, as kill -9 does, just before the call of KILL_CALL on a path that holds KILL_PATH for the KILL_AT-th time. */
static void count(const char *call, const char *path) {
  static int calls;
  const char *wanted = getenv("KILL_CALL"), *part = getenv("KILL_PATH"), *at = getenv("KILL_AT");
  if (!wanted || !part || !at || strcmp(call, wanted) || !strstr(path, part)) return;
  if (__atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST) == atoi(at)) kill(getpid(), SIGKILL);
}

int unlink(const char *path) {
  count("unlink", path);
  return ((int (*)(const char *))dlsym(RTLD_NEXT, "unlink"))(path);
}

int rename(const char *from, const char *to) {
  count("rename", to);
  return ((int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename"))(from, to);
}
`;

/**
 * Prepares a library that kills a process in the middle of its work. Gives the environment for one death, or says why
 * there is none here: that needs Linux and a C compiler.
 */
export function prepareKill():
  | { readonly at: (call: KilledCall, path: string, count: number) => Record<string, string> }
  | { readonly unavailable: string } {
  if (process.platform !== 'linux') return { unavailable: 'LD_PRELOAD is Linux\'s' };
  const directory = mkdtempSync(join(tmpdir(), 'kill-at-'));
  const [source, library] = [join(directory, 'kill.c'), join(directory, 'kill.so')];
  writeFileSync(source, SOURCE);
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl'], { encoding: 'utf8' });
  if (compiled.status !== 0) return { unavailable: `cc: ${compiled.error?.message ?? compiled.stderr}` };
  return { at: (call, path, count) => ({ LD_PRELOAD: library, KILL_CALL: call, KILL_PATH: path, KILL_AT: String(count) }) };
}
