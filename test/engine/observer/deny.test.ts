import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bench, compileC, logged, observe, recordsOf, WITHOUT_OBSERVER, type Bench } from './observe.ts';

/** Each call on a path outside; prints `name errno` for those that fail. */
const WRITES = `
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#define TRY(name, call) { errno = 0; if ((long)(call) < 0) printf("%s %d\\n", name, errno); else printf("%s done\\n", name); }
int main(int argc, char **argv) {
  char there[4096], gone[4096], template[4096];
  sprintf(there, "%s/there", argv[1]); sprintf(gone, "%s/gone", argv[1]); sprintf(template, "%s/tmpXXXXXX", argv[1]);
  TRY("read", open(there, O_RDONLY))
  TRY("open", open(there, O_WRONLY))
  TRY("create", open(gone, O_WRONLY | O_CREAT, 0600))
  TRY("exclusive", open(gone, O_RDWR | O_CREAT | O_EXCL, 0600))
  TRY("mkdir", mkdir(gone, 0700))
  TRY("rename-to", rename("inside", gone))
  TRY("rename-from", rename(there, "inside2"))
  TRY("unlink", unlink(there))
  TRY("link", link("inside", gone))
  TRY("symlink", symlink("inside", gone))
  TRY("chmod", chmod(there, 0600))
  TRY("truncate", truncate(there, 0))
  TRY("utimens", utimensat(AT_FDCWD, there, NULL, 0))
  TRY("fchmod", fchmod(open(there, O_RDONLY), 0600))
  TRY("mkstemp", mkstemp(template))
  TRY("mkdir-there", mkdir(argv[1], 0700))
  TRY("unlink-gone", unlink(gone))
  struct sockaddr_in i = { AF_INET, htons(9) }; inet_pton(AF_INET, "127.0.0.1", &i.sin_addr);
  TRY("connect", connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&i, sizeof i))
  TRY("null", open("/dev/null", O_WRONLY))
  TRY("inside", open("inside", O_WRONLY))
  return 0;
}
`;

const REFUSED = ['open', 'create', 'exclusive', 'mkdir', 'rename-to', 'rename-from', 'unlink', 'link', 'symlink', 'chmod', 'truncate', 'utimens', 'fchmod', 'mkstemp'];

function outsideOf(b: Bench): string {
  return join(dirname(b.directory), 'outside');
}

async function prepared(): Promise<Bench> {
  const b = bench({ 'w.c': WRITES, inside: 'i', '../outside/there': 'whole' });
  await compileC(b, 'w.c');
  return b;
}

describe.skipIf(WITHOUT_OBSERVER !== '')(`what is denied${WITHOUT_OBSERVER}`, () => {
  test('a compiler that is asked for metadata only, without a file, makes its own directory where it was started, and no other', async () => {
    const b = bench({ 'x.rs': 'pub fn f() {}\n', '../outside/there': 'whole' });
    const outside = outsideOf(b);
    const ask = (...args: readonly string[]) => observe(b, 'sh', ['-c', 'cd "$1" && shift && rustc --crate-type=lib --emit=metadata "$@" ../*/x.rs >/dev/null', 'sh', outside, ...args], { CARGO_SHARE_OBSERVE_WRITABLE: b.directory });
    expect(await ask('-o', '-')).toMatchObject({ stderr: '' });
    expect(readdirSync(outside)).toEqual(['there']);
    expect(await ask('-o', 'out.rmeta')).toMatchObject({ status: 1, stderr: expect.stringContaining('Read-only') as string });
    expect(readdirSync(outside)).toEqual(['there']);
  });

  test('what is built beside a program is not shown where it looks for libraries; other directories for them are', async () => {
    const b = bench({ 'l.c': '#include <dirent.h>\n#include <stdio.h>\nint main(int n, char **a) { int c = 0; DIR *d = opendir(a[1]); while (readdir(d)) c++; printf("%d", c); }', 'built/liba.so': '', 'built/below/b': '', '../outside/there': '' });
    await compileC(b, 'l.c');
    const [built, outside] = [join(b.directory, 'built'), outsideOf(b)];
    const count = async (path: string, env: Record<string, string>) => (await observe(b, './l', [path], { LD_LIBRARY_PATH: `${built}/:${outside}`, ...env })).stdout;
    const denying = { CARGO_SHARE_OBSERVE_WRITABLE: b.directory };
    for (const path of [built, 'built/']) expect(await count(path, denying)).toBe('2');
    for (const path of [outside, join(built, 'below')]) expect(await count(path, denying)).toBe('3');
    expect(await count(built, {})).toBe('4');
    // Cargo hands on what one build script has told another of.
    expect(await count(built, { ...denying, DEP_A_ROOT: `${built}/` })).toBe('4');
    expect(await count(built, { ...denying, DEP_A_ROOT: built.slice(0, -1), A_ROOT: built })).toBe('2');
    // Or another directory, which stands by the same path below one that is named.
    const other = join(dirname(b.directory), 'other');
    mkdirSync(join(other, built), { recursive: true });
    for (const name of ['a', 'b', 'c']) writeFileSync(join(other, built, name), '');
    expect(await count(built, { ...denying, CARGO_SHARE_OBSERVE_LISTED: other })).toBe('5');
    const calls = recordsOf(logged(b), 'l').flatMap((record) => (record.kind === 'list' ? [[record.path, record.call]] : []));
    expect(calls.filter(([, call]) => call === 'opendir-other')).toEqual([[built, 'opendir-other'], [`${built}/`, 'opendir-other'], [built, 'opendir-other'], [built, 'opendir-other']]);
  });

  test('every kind of write to the outside, and the network; nothing that would have had no effect', async () => {
    const b = await prepared();
    const outside = outsideOf(b);
    const { mtimeNs } = statSync(join(outside, 'there'), { bigint: true });
    const { stdout } = await observe(b, './w', [outside], { CARGO_SHARE_OBSERVE_WRITABLE: b.directory });
    expect(stdout.trim().split('\n')).toEqual(['read done', ...REFUSED.map((name) => `${name} 30`), 'mkdir-there 17', 'unlink-gone 2', 'connect 101', 'null done', 'inside done']);
    // Made in two ways, at one path by one call: one record.
    const denied = recordsOf(logged(b), 'w').flatMap((record) => (record.kind === 'denied' ? [record.call] : []));
    expect(denied).toEqual(['open', 'open', 'mkdir', 'rename', 'rename', 'unlink', 'link', 'symlink', 'chmod', 'truncate', 'utimensat', 'fchmod', 'mkstemp', 'connect']);
    expect(readFileSync(join(outside, 'there'), 'utf8')).toBe('whole');
    expect(statSync(join(outside, 'there'), { bigint: true }).mtimeNs).toBe(mtimeNs);
  });

  test.each([
    ['through ..', 'sub/../../outside/new'],
    ['through a link to a directory', 'way/new'],
    ['through a link to a file that is not there', 'dangling'],
    ['through a link to a file', 'file'],
  ])('%s', async (_, path) => {
    const b = bench({ 'sub/x': '', '../outside/there': 'whole' });
    symlinkSync(outsideOf(b), join(b.directory, 'way'));
    symlinkSync('../outside/new', join(b.directory, 'dangling'));
    symlinkSync('../outside/there', join(b.directory, 'file'));
    const { stderr, status } = await observe(b, 'sh', ['-c', `echo x > ${path}`], { CARGO_SHARE_OBSERVE_WRITABLE: b.directory });
    expect({ stderr, status }).toEqual({ stderr: expect.stringContaining('Read-only file system') as string, status: 2 });
    expect(logged(b).flatMap(({ records }) => records)).toContainEqual({ by: 'program', kind: 'denied', path: `${b.directory}/${path}`, call: 'open' });
    expect(existsSync(join(outsideOf(b), 'new'))).toBe(false);
    expect(readFileSync(join(outsideOf(b), 'there'), 'utf8')).toBe('whole');
  });

  test('by a child that cleared its environment; a directory of a name that begins alike is outside', async () => {
    const b = bench({ '../tree2/x': '' });
    const { stderr } = await observe(b, 'env', ['-i', '/bin/sh', '-c', 'echo x > inside; echo y > ../tree2/y'], { CARGO_SHARE_OBSERVE_WRITABLE: `/nowhere:${b.directory}/` });
    expect(stderr).toContain('../tree2/y: Read-only file system');
    expect(readFileSync(join(b.directory, 'inside'), 'utf8')).toBe('x\n');
  });

  test('not what lies below a directory that is named by a link', async () => {
    const b = bench({ 'real/x': '' });
    symlinkSync('real', join(b.directory, 'named'));
    const at = join(b.directory, 'named');
    expect(await observe(b, 'sh', ['-c', 'echo 1 > named/a && echo 2 > real/b'], { CARGO_SHARE_OBSERVE_WRITABLE: at })).toMatchObject({ stderr: '', status: 0 });
  });
});
