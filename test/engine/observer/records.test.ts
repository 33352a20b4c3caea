import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unseenPrograms, WALKING_CALLS } from '../../../src/engine/observer/observed.ts';
import { exec } from '../../rig/process.ts';
import { cleanEnvironment } from '../../formats/cargo/sandbox.ts';
import { bench, compileC, logged, observe, recordsOf, WITHOUT_OBSERVER } from './observe.ts';

/** Every way in which C starts a program, in an environment that was cleared; and what is asked for before. */
const STARTS = `
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fcntl.h>
static char *none[] = { "ONLY=1", NULL };
static void wait_for(pid_t pid) { waitpid(pid, NULL, 0); }
#define CHILD(call) { pid_t pid = fork(); if (pid == 0) { call; _exit(7); } wait_for(pid); }
int main(int argc, char **argv, char **environment) {
  char *args[] = { "echo", "x", NULL };
  pid_t pid;
  clearenv();
  CHILD(execve("/bin/echo", args, none))
  CHILD(execv("/bin/echo", args))
  CHILD(execvp("/bin/echo", args))
  CHILD(execvpe("/bin/echo", args, none))
  CHILD(execl("/bin/echo", "echo", "1", "2", "3", "4", "5", "6", "7", "8", (char *)0))
  CHILD(execlp("/bin/echo", "echo", (char *)0))
  CHILD(execle("/bin/echo", "echo", "1", "2", "3", "4", "5", (char *)0, none))
  CHILD(fexecve(open("/bin/echo", O_RDONLY), args, none))
  if (posix_spawn(&pid, "/bin/echo", NULL, NULL, args, none) == 0) wait_for(pid);
  if (posix_spawnp(&pid, "/bin/echo", NULL, NULL, args, none) == 0) wait_for(pid);
  clearenv();
  fflush(stdout);
  system("exec /bin/echo system $ONLY");
  clearenv();
  pclose(popen("exec /bin/echo popen", "w"));
  return 0;
}
`;

describe.skipIf(WITHOUT_OBSERVER !== '')(`what is seen${WITHOUT_OBSERVER}`, () => {
  test('files, also those that are not there, listings, looks and links, by the path that was asked for', async () => {
    const b = bench({ 'a.txt': 'a', 'sub/b.txt': 'b' });
    symlinkSync('a.txt', join(b.directory, 'link'));
    await observe(b, 'sh', ['-c', 'cat a.txt sub/../link no.txt; ls sub; readlink link; test -e absent; echo x > sub/new; rm sub/new']);
    const at = (path: string): string => `${b.directory}${path}`;
    const all = logged(b).flatMap(({ records }) => records);
    expect(all).toContainEqual({ by: 'program', kind: 'read', path: at('/a.txt'), errno: 0, call: 'open' });
    expect(all).toContainEqual({ by: 'program', kind: 'read', path: at('/sub/../link'), errno: 0, call: 'open' });
    expect(all).toContainEqual({ by: 'program', kind: 'read', path: at('/no.txt'), errno: 2, call: 'open' });
    expect(all).toContainEqual({ by: 'program', kind: 'list', path: at('/sub'), errno: 0, call: 'opendir' });
    expect(all).toContainEqual({ by: 'program', kind: 'link', path: at('/link'), errno: 0, call: 'readlink' });
    expect(all).toContainEqual(expect.objectContaining({ kind: 'look', path: at('/absent'), errno: 2 }));
    expect(all).toContainEqual(expect.objectContaining({ kind: 'write', path: at('/sub/new'), errno: 0, call: 'unlinkat' }));
    expect(logged(b).every(({ complete }) => complete)).toBe(true);
  });

  test('what lies behind a link of /proc, by where that leads', async () => {
    const b = bench({ 'sub/b.txt': 'b', 'sub/c.txt': 'c' });
    await observe(b, 'sh', ['-c', 'exec 7< sub; cat /proc/self/cwd/sub/b.txt /proc/self/fd/7/no.txt /dev/fd/7/c.txt /proc/thread-self/root/etc/passwd; cat /proc/self/comm']);
    const read = logged(b).flatMap(({ records }) => records.flatMap((record) => (record.kind === 'read' ? [record.path] : [])));
    for (const path of [`${b.directory}/sub/b.txt`, `${b.directory}/sub/c.txt`, `${b.directory}/sub/no.txt`, '/proc/self/comm']) expect(read).toContain(path);
    expect(read.map((path) => path.replace('//', '/'))).toContain('/etc/passwd');
  });

  test('variables, with the values that the process began with', async () => {
    const b = bench({
      'v.c': `
        #include <stdlib.h>
        int main() { getenv("SET"); getenv("EMPTY"); getenv("UNSET"); setenv("SET", "other", 1); getenv("SET"); setenv("UNSET", "now", 1); getenv("UNSET");
          getenv("LD_PRELOAD"); getenv("CARGO_SHARE_OBSERVE_LOG"); return 0; }`,
    });
    await observe(b, await compileC(b, 'v.c'), [], { SET: 'a\tb\\n\nc', EMPTY: '' });
    expect(recordsOf(logged(b), 'v')).toEqual([
      { by: 'program', kind: 'variable', name: 'SET', value: 'a\tb\\n\nc' },
      { by: 'program', kind: 'variable', name: 'EMPTY', value: '' },
      { by: 'program', kind: 'variable', name: 'UNSET', value: null },
      { by: 'program', kind: 'variable', name: 'LD_PRELOAD', value: null },
    ]);
  });

  test('the zone of local time, which libc takes from the environment by itself', async () => {
    const b = bench({ 'z.c': '#include <time.h>\nint main() { time_t t = 0; struct tm z; localtime_r(&t, &z); mktime(&z); return z.tm_hour; }' });
    await observe(b, await compileC(b, 'z.c'), [], { TZ: 'UTC0' });
    expect(recordsOf(logged(b), 'z')).toEqual([{ by: 'program', kind: 'variable', name: 'TZ', value: 'UTC0' }]);
  });

  test('every way to start a program, with a cleared environment', async () => {
    const b = bench({ 's.c': STARTS });
    const { stdout } = await observe(b, await compileC(b, 's.c'), []);
    const processes = logged(b);
    const echoes = processes.filter(({ executable }) => executable.endsWith('/echo'));
    expect(stdout.split('\n').sort()).toEqual(['', '', '1 2 3 4 5', '1 2 3 4 5 6 7 8', 'popen', 'system', ...Array.from({ length: 7 }, () => 'x')].sort());
    expect(echoes).toHaveLength(12);
    expect(unseenPrograms(processes)).toEqual([]);
    expect(new Set(processes.map(({ parent, start }) => `${parent}:${start}`)).size).toBe(processes.length);
    expect(echoes.map(({ argv }) => argv.length).sort()).toEqual([1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 6, 9]);
  });

  test('a program that is linked statically is named as unseen; a search that fails is none', async () => {
    const b = bench({ 'static.c': 'int main() { return 0; }' });
    await compileC(b, 'static.c', ['-static']);
    await observe(b, 'sh', ['-c', './static 1; true']);
    expect(unseenPrograms(logged(b))).toMatchObject([{ by: 'program', program: `${b.directory}/./static`, argv: ['./static', '1'] }]);

    const c = bench({ 'f.c': '#include <unistd.h>\nint main() { char *a[] = {"x", 0}; execv("./nowhere", a); execvp("no-such-program", a); return 0; }' });
    await observe(c, await compileC(c, 'f.c'), []);
    const places = [...new Set((process.env['PATH'] ?? '').split(':').filter((place) => place !== ''))];
    expect(unseenPrograms(logged(c))).toEqual([]);
    expect(recordsOf(logged(c), 'f')).toContainEqual({ by: 'program', kind: 'look', path: `${c.directory}/./nowhere`, errno: 2, call: 'execv' });
    expect(recordsOf(logged(c), 'f').filter((record) => 'call' in record && record.call === 'search')).toEqual(
      places.map((place) => ({ by: 'program', kind: 'look', path: `${place}/no-such-program`, errno: 2, call: 'search' })),
    );
  });

  test('what was asked for before kill -9 and before _exit', async () => {
    const b = bench({ 'k.c': '#include <stdlib.h>\n#include <stdio.h>\n#include <signal.h>\n#include <unistd.h>\nint main(int c, char **v) { fopen("absent", "r"); if (c > 1) _exit(0); kill(getpid(), SIGKILL); }' });
    const program = await compileC(b, 'k.c');
    expect((await observe(b, program, [])).status).toBe(-1);
    expect((await observe(b, program, ['exit'])).status).toBe(0);
    expect(logged(b)).toHaveLength(2);
    for (const { complete, records } of logged(b)) {
      expect(complete).toBe(true);
      expect(records).toEqual([{ by: 'program', kind: 'read', path: join(b.directory, 'absent'), errno: 2, call: 'fopen' }]);
    }
  });

  test('threads at once, and children of fork, into one file; more than there is room for shows', async () => {
    const b = bench({
      't.c': `
        #include <pthread.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/stat.h>
        #include <sys/wait.h>
        #include <unistd.h>
        static int count, width;
        static void *work(void *arg) { struct stat s; char p[512]; for (int i = 0; i < count; i++) { sprintf(p, "/nowhere/%ld/%0*d", (long)arg, width, i); stat(p, &s); } return 0; }
        int main(int c, char **v) { pthread_t t[4]; count = atoi(v[1]); width = atoi(v[2]); if (fork() == 0) { work((void *)9); return 0; }
          for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, work, (void *)i);
          for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
          wait(0); return 0; }`,
    });
    const program = await compileC(b, 't.c', ['-pthread']);
    await observe(b, program, ['2000', '1']);
    const [process] = logged(b);
    expect(process?.complete).toBe(true);
    expect(new Set(process?.records.map((record) => ('path' in record ? record.path : '')))).toHaveLength(10_000);

    const full = bench();
    await observe(full, program, ['20000', '200']);
    expect(logged(full)).toMatchObject([{ complete: false }]);
  });

  test('nothing breaks where the log cannot be written', async () => {
    const b = bench({ 'a.txt': 'a' });
    rmSync(b.logs, { recursive: true });
    expect(await observe(b, 'sh', ['-c', 'cat a.txt; env -i /bin/cat a.txt'])).toMatchObject({ stdout: 'aa', status: 0 });
  });

  test('the time of day, libraries and the network', async () => {
    const b = bench({
      'n.c': `
        #define _GNU_SOURCE
        #include <arpa/inet.h>
        #include <dlfcn.h>
        #include <sys/socket.h>
        #include <sys/un.h>
        #include <time.h>
        #include <unistd.h>
        int main() {
          struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); clock_gettime(CLOCK_REALTIME, &t); time(0);
          dlopen("/nowhere/lib.so", RTLD_NOW);
          struct sockaddr_un u = { AF_UNIX, "/nowhere/socket" }; connect(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&u, sizeof u);
          struct sockaddr_in i = { AF_INET, htons(9) }; inet_pton(AF_INET, "127.0.0.1", &i.sin_addr); connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&i, sizeof i);
        }`,
    });
    await observe(b, await compileC(b, 'n.c'), []);
    expect(recordsOf(logged(b), 'n')).toEqual([
      { by: 'program', kind: 'time' },
      { by: 'program', kind: 'load', path: '/nowhere/lib.so' },
      { by: 'program', kind: 'network', address: 'unix /nowhere/socket' },
      { by: 'program', kind: 'network', address: 'inet 127.0.0.1 9' },
    ]);
  });

  test('a library is still found by the search path of who loads it', async () => {
    const b = bench({ 'lib/x.c': 'int x(void) { return 1; }', 'd.c': '#include <dlfcn.h>\nint main() { return dlopen("libx.so", RTLD_NOW) ? 0 : 1; }' });
    await exec('cc', ['-shared', '-fPIC', 'lib/x.c', '-o', 'lib/libx.so'], { cwd: b.directory, env: cleanEnvironment() });
    const program = await compileC(b, 'd.c', [`-Wl,-rpath,${b.directory}/lib`]);
    expect((await observe(b, program, [])).status).toBe(0);
  });

  test('what the loader opens for a program, but for the machine\'s own libraries', async () => {
    const b = bench({ 'lib/x.c': 'int x(void) { return 1; }', 'l.c': 'int x(void);\nint main() { return x(); }' });
    await exec('cc', ['-shared', '-fPIC', 'lib/x.c', '-o', 'lib/libx.so'], { cwd: b.directory, env: cleanEnvironment() });
    await observe(b, await compileC(b, 'l.c', ['-Llib', '-lx', '-Wl,-rpath,$ORIGIN/lib']), []);
    expect(recordsOf(logged(b), 'l')).toEqual([{ by: 'program', kind: 'load', path: join(b.directory, 'lib/libx.so') }]);
  });

  test('walks inside libc: where they begin, by calls that stand for all below', async () => {
    const b = bench({
      'sub/x.txt': '',
      'w.c': `
        #define _GNU_SOURCE
        #include <ftw.h>
        #include <fts.h>
        #include <glob.h>
        #include <wordexp.h>
        static int each(const char *p, const struct stat *s, int k, struct FTW *f) { return 0; }
        int main() { glob_t g; wordexp_t w; char *roots[] = { "sub", 0 }; glob("sub/*/[a-z].txt", 0, 0, &g); nftw("sub", each, 8, 0); fts_open(roots, FTS_PHYSICAL, 0); wordexp("*.c", &w, 0); }`,
    });
    await observe(b, await compileC(b, 'w.c'), []);
    const lists = recordsOf(logged(b), 'w').flatMap((record) => (record.kind === 'list' ? [record] : []));
    expect(lists.map(({ path, call }) => `${call} ${path.slice(b.directory.length)}`)).toEqual(['glob /sub/', 'nftw /sub', 'fts_open /sub', 'wordexp /.']);
    expect(lists.every(({ call }) => WALKING_CALLS.has(call))).toBe(true);
  });

  test('what a started program finds open, and no error of the loader that the program did not cause', async () => {
    const b = bench({
      'a.txt': 'a',
      'o.c': `
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <fcntl.h>
        #include <spawn.h>
        #include <stdio.h>
        #include <sys/wait.h>
        int main() { posix_spawn_file_actions_t f; char *args[] = { "cat", 0 }, *none[] = { 0 }; pid_t pid;
          if (dlerror()) return 1;
          posix_spawn_file_actions_init(&f); posix_spawn_file_actions_addopen(&f, 0, "a.txt", O_RDONLY, 0);
          posix_spawnp(&pid, "cat", &f, 0, args, none); waitpid(pid, 0, 0); return 0; }`,
    });
    expect(await observe(b, await compileC(b, 'o.c'), [])).toMatchObject({ stdout: 'a', status: 0 });
    expect(recordsOf(logged(b), 'o')).toContainEqual({ by: 'program', kind: 'read', path: `${b.directory}/a.txt`, errno: 0, call: 'posix_spawn_file_actions_addopen' });
  });

  test('calls by their numbers, through libc', async () => {
    const b = bench({
      'y.c': `
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        int main() { char s[512]; syscall(SYS_openat, AT_FDCWD, "one", O_RDONLY); syscall(SYS_statx, AT_FDCWD, "two", 0, 0, s); syscall(SYS_getpid); }`,
    });
    await observe(b, await compileC(b, 'y.c'), []);
    expect(recordsOf(logged(b), 'y')).toEqual([
      { by: 'program', kind: 'read', path: join(b.directory, 'one'), errno: 2, call: 'openat' },
      { by: 'program', kind: 'look', path: join(b.directory, 'two'), errno: 2, call: 'syscall' },
    ]);
  });
});
