import { describe, expect, test } from 'vitest';
import { classify } from '../../../src/engine/audit/classify.ts';
import type { Question, Reading } from '../../../src/engine/audit/model.ts';
import type { ObservedProcess, ObservedRecord } from '../../../src/engine/observer/observed.ts';
import { WORKTREE_MARK } from '../../../src/units/observation.ts';
import { access, places, process, questions, reading, recordOf, TREE } from './classify-fixture.ts';

describe('files of the worktree', () => {
  test('are asked for as they were', () => {
    expect(questions(access('read', 'words.txt'), access('list', 'words'), access('look', 'words/'), access('link', 'here'))).toEqual([
      { ask: 'file', path: 'words.txt' },
      { ask: 'listing', path: 'words' },
      { ask: 'kind', path: 'words' },
      { ask: 'link', path: 'here' },
    ]);
  });

  test('what was not there is asked as what stands there', () => {
    expect(questions(access('read', 'gone.txt', 2), access('list', 'gone', 2))).toEqual([{ ask: 'kind', path: 'gone.txt' }, { ask: 'kind', path: 'gone' }]);
  });

  test('each is asked once, by its plain name', () => {
    expect(questions(access('read', 'words.txt'), access('read', 'src/../words.txt'))).toEqual([{ ask: 'file', path: 'words.txt' }]);
  });

  test('whether something is a link is no look at where it leads', () => {
    expect(questions(access('link', 'here', 0, 'lstat'))).toEqual([{ ask: 'kind', path: 'here' }]);
  });

  test('a call that walks on by itself asks for all names below', () => {
    expect(questions(access('list', 'words', 0, 'nftw'))).toEqual([{ ask: 'tree', path: 'words' }]);
    expect(questions(access('list', '/usr/share', 0, 'glob'))).toEqual([]);
  });
});

describe('where cargo builds', () => {
  const [deps, whole] = ['target/debug/deps', { state: 'left', because: 'reads-target', what: 'target/debug/deps' }];

  test('a directory for the dynamic linker that was shown empty asks for nothing; any other way of listing it does', () => {
    const empty = access('list', deps, 0, 'opendir-other');
    expect(questions(access('look', deps), empty)).toEqual([]);
    expect(questions(access('look', `${deps}/libclang.so`, 2), empty)).toEqual([{ ask: 'nothing-built', in: 'target', path: 'debug/deps/libclang.so' }]);
    expect(reading(access('look', `${deps}/libclang.so`, 2))).toMatchObject({ because: 'reads-target' });
    expect(reading(empty, access('list', deps, 0, 'nftw'))).toEqual(whole);
    expect(reading(access('list', deps, 0, 'opendir'))).toEqual(whole);
    expect(reading(empty, access('read', `${deps}/liba.so`))).toEqual({ ...whole, what: `${whole.what}/liba.so` });
  });

  test('nor does a macro get round it so: what it makes is not compared with what it made in the donor', () => {
    expect(classify([process([access('list', deps, 0, 'opendir-other')])], [], { ...places, way: 'expand' })).toEqual(whole);
  });
});

describe('other places', () => {
  test('the machine\'s, devices and temporary files count for nothing', () => {
    expect(questions(access('read', '/usr/include/stdio.h'), access('read', '/home/me/.cargo/registry/x'), access('read', '/dev/null'), access('read', '/proc/self/maps'), access('read', '/audit/1/scratch/x'))).toEqual([]);
  });

  test('the environment that the kernel tells, and links of /proc, lead elsewhere', () => {
    expect(reading(access('read', '/proc/12/environ'))).toEqual({ state: 'left', because: 'shell-variable', what: 'all of them, in /proc/*/environ' });
    expect(reading(access('read', '/proc/self/fd/3/words.txt'))).toMatchObject({ because: 'failed' });
    expect(questions(access('read', '/proc/self/fd/3'), access('link', '/proc/self/cwd'))).toEqual([]);
  });

  test('what lies in memory is no device', () => {
    expect(questions(access('read', '/dev/shm/tree/words.txt'))).toEqual([{ ask: 'file', path: '/dev/shm/tree/words.txt' }]);
    expect(reading(access('write', '/dev/shm/tree/words.txt'))).toMatchObject({ because: 'writes-elsewhere' });
  });

  test('cargo\'s home holds files of people as well', () => {
    expect(questions(access('read', '/home/me/.cargo/app.toml'), access('look', '/home/me/.cargo'))).toEqual([{ ask: 'file', path: '/home/me/.cargo/app.toml' }]);
    expect(classify([process([access('read', '/home/me/.cargo/config.toml')], { executable: '/usr/bin/cargo' })], [], places)).toEqual({ state: 'read', questions: [] });
  });

  test('a file elsewhere is asked by its whole path', () => {
    expect(questions(access('read', '/data/words.txt'))).toEqual([{ ask: 'file', path: '/data/words.txt' }]);
  });

  test('the donor itself is looked at by way of the shell, which leads elsewhere in another worktree', () => {
    expect(reading(access('read', '/donors/main/bin/tool'))).toEqual({ state: 'left', because: 'other-elsewhere', what: 'it looks at /donors/main/bin/tool' });
    expect(reading(access('look', '/donors/main/bin/gone', 2))).toMatchObject({ because: 'other-elsewhere' });
    expect(questions(access('read', '/donors/main-data/words.txt'))).toEqual([{ ask: 'file', path: '/donors/main-data/words.txt' }]);
  });

  test('git\'s own files are asked by whose they are', () => {
    expect(questions(access('read', '/audit/1/git/HEAD'), access('read', '/repos/main/.git/packed-refs'), access('look', '/audit/1/git'))).toEqual([
      { ask: 'git-file', of: 'own', path: 'HEAD' },
      { ask: 'git-file', of: 'common', path: 'packed-refs' },
    ]);
  });

  test('what leads from a worktree to git\'s directories is there in each', () => {
    expect(questions(access('read', '.git'), access('read', '/audit/1/git/commondir'), access('look', '/audit/1/git/gitdir'))).toEqual([{ ask: 'kind', path: '.git' }]);
    expect(questions(access('read', 'app/.git'))).toEqual([{ ask: 'file', path: 'app/.git' }]);
  });

  test('of git\'s own directories the names count where they are listed, but of its objects', () => {
    expect(questions(access('list', '/repos/main/.git/refs/tags'), access('look', '/repos/main/.git/refs'), access('list', '/repos/main/.git/objects/pack'))).toEqual([
      { ask: 'git-file', of: 'common', path: 'refs/tags/' },
      { ask: 'git-file', of: 'common', path: 'refs' },
    ]);
  });

  test('OUT_DIR and what the units below have made are compared as such', () => {
    expect(questions(access('read', 'target/debug/build/app-1/out/x.rs'), access('read', 'target/debug/build/low-1/out/y.rs'), access('look', 'target/debug'))).toEqual([]);
  });

  test('names in a directory that holds a build cannot be watched', () => {
    expect(reading(access('list', TREE))).toEqual({ state: 'left', because: 'reads-target', what: 'the names in ., where cargo builds' });
    expect(classify([process([access('list', TREE)])], [], { ...places, built: [`${TREE}/app/target`] })).toMatchObject({ because: 'reads-target' });
    expect(questions(access('list', 'app'), access('list', TREE, 13))).toEqual([{ ask: 'listing', path: 'app' }, { ask: 'kind', path: '' }]);
  });

  test('what other builds leave is left to cargo', () => {
    expect(reading(access('read', 'target/debug/app'))).toEqual({ state: 'left', because: 'reads-target', what: 'target/debug/app' });
    expect(reading(access('list', 'target/debug/build'))).toMatchObject({ state: 'left', because: 'reads-target' });
    expect(reading(access('look', 'target/debug/build/app-1/x'))).toMatchObject({ state: 'left', because: 'reads-target' });
    expect(reading(access('look', 'target/debug/deps/x', 2))).toMatchObject({ state: 'left', because: 'reads-target' });
    expect(reading(access('look', 'target/debug/x', 13))).toMatchObject({ state: 'left', because: 'reads-target' });
  });

  test('a name that is looked for upwards of OUT_DIR, and is not there', () => {
    expect(questions(access('look', 'target/debug/build/app-1/x', 2), access('look', 'target/x', 2))).toEqual([
      { ask: 'nothing-built', in: 'target', path: 'debug/build/app-1/x' },
      { ask: 'nothing-built', in: 'target', path: 'x' },
    ]);
  });
});

describe('above the worktree', () => {
  test('a name that is looked for upwards and stands nowhere', () => {
    expect(questions(access('look', '/audit/1/elsewhere/x.toml', 2), access('look', '/audit/1/x.toml', 2), access('look', '/x.toml', 2))).toEqual([{ ask: 'nowhere-above', name: 'x.toml' }]);
  });

  test('one that stands there is left to cargo, and so is a list of what lies there', () => {
    expect(reading(access('look', '/audit/1/elsewhere/x.toml', 2), access('read', '/audit/x.toml'))).toEqual({ state: 'left', because: 'reads-above', what: '/audit/x.toml' });
    expect(reading(access('list', '/audit/1/elsewhere'))).toMatchObject({ state: 'left', because: 'reads-above' });
  });

  test('one that is looked for two above at once', () => {
    expect(questions(access('read', '/audit/1/site.txt', 2))).toEqual([{ ask: 'nowhere-above', name: 'site.txt' }]);
  });

  test('that the directories are there says nothing', () => {
    expect(questions(access('look', '/audit/1/elsewhere'), access('look', '/audit'))).toEqual([]);
  });
});

describe('what cannot be had again', () => {
  const child = (executable: string, ...records: ObservedRecord[]): Reading => classify([process([], { file: '0' }), process(records, { executable, parent: '0', start: 1 })], [], places);

  test('the network', () => {
    expect(reading(recordOf({ kind: 'network', address: 'inet 10.0.0.1 80' }))).toEqual({ state: 'left', because: 'network', what: 'inet 10.0.0.1 80' });
    expect(questions(recordOf({ kind: 'network', address: 'unix /var/run/nscd/socket' }))).toEqual([]);
  });

  test('the clock, where it is not a program\'s own business', () => {
    expect(reading(recordOf({ kind: 'time' }))).toMatchObject({ state: 'left', because: 'time' });
    // Cargo, which started it, is observed as well.
    expect(classify([process([recordOf({ kind: 'time' })], { parent: 'of cargo', start: 3 })], [], places)).toMatchObject({ because: 'time' });
    expect(child('/usr/bin/date', recordOf({ kind: 'time' }))).toMatchObject({ because: 'time' });
    expect(child('/usr/bin/cc', recordOf({ kind: 'time' }))).toEqual({ state: 'read', questions: [] });
    // Make reads its environment whole.
    expect(child('/usr/bin/make', recordOf({ kind: 'time' }))).toEqual({ state: 'read', questions: [{ ask: 'configuration' }] });
  });

  test('a program that left no record, or an incomplete one', () => {
    expect(classify([process([])], ['busybox'], places)).toEqual({ state: 'left', because: 'unseen-program', what: 'busybox' });
    expect(classify([process([], { complete: false })], [], places)).toMatchObject({ state: 'left', because: 'failed' });
  });
});

test('variables: those that may differ between worktrees, the worktree\'s own path taken out', () => {
  const asked = (name: string, value: string | null): ObservedRecord => recordOf({ kind: 'variable', name, value });
  expect(questions(asked('WORDS', `${TREE}/words`), asked('GONE', null), asked('OUT_DIR', '/x'), asked('PATH', '/x'))).toEqual([
    { ask: 'variable', name: 'WORDS', value: `${WORKTREE_MARK}/words` },
    { ask: 'variable', name: 'GONE', value: null },
  ]);
});

test('a variable that the program which started another one has set is not asked of the shell; one of cargo\'s is', () => {
  const asked = ['FLAGS', 'WORDS', 'CARGO_PKG_LICENSE'].map((name) => recordOf({ kind: 'variable', name, value: 'on' }));
  const gone = recordOf({ kind: 'variable', name: 'GONE', value: null });
  const read = classify([process([]), process([...asked, gone], { file: '2', parent: '1', start: 1 })], [], places);
  expect(read).toMatchObject({ questions: ['WORDS', 'CARGO_PKG_LICENSE', 'GONE'].map((name) => ({ ask: 'variable', name })) });
});

describe('a program that PATH finds', () => {
  const search = [recordOf({ kind: 'variable', name: 'PATH', value: '/home/me/.nvm/bin:/usr/bin' }), recordOf({ kind: 'run', program: 'node', argv: ['node'], number: 1 })];
  const started = (executable: string, argv: readonly string[] = ['node']): Reading => classify([process(search), process([], { file: '2', parent: '1', start: 1, executable, argv })], [], { ...places, machine: ['/usr'] });
  const path = { ask: 'variable', name: 'PATH', value: '/home/me/.nvm/bin:/usr/bin' };

  test('outside of the system is found by this PATH', () => {
    expect(started('/home/me/.nvm/bin/node')).toMatchObject({ questions: expect.arrayContaining([path]) });
    // A script, which an interpreter of the system's runs.
    expect(started('/usr/bin/bash', ['/bin/sh', '/home/me/.nvm/bin/node'])).toMatchObject({ questions: expect.arrayContaining([path]) });
  });

  test('though a shell, or the script itself, has looked for it', () => {
    const looked = [access('look', '/home/me/.nvm/bin/node'), recordOf({ kind: 'run', program: '/home/me/.nvm/bin/node', argv: ['node'], number: 1 })];
    const seen = (value: string): Reading => classify([process(looked)], [], { ...places, path: value });
    expect(seen('/home/me/.nvm/bin:/usr/bin')).toMatchObject({ questions: expect.arrayContaining([path]) });
    expect(seen('/usr/bin')).toMatchObject({ questions: expect.not.arrayContaining([expect.objectContaining({ name: 'PATH' })]) });
  });

  test('in the system is the same for all', () => {
    expect(started('/usr/bin/node')).toMatchObject({ questions: expect.not.arrayContaining([path]) });
  });
});

test('what prints all variables, for whoever looks through them, is left; what sets some for another program is not', () => {
  const started = (executable: string, argv: readonly string[]): Reading => classify([process([], { executable, argv })], [], places);
  expect(started('/usr/bin/env', ['env'])).toMatchObject({ because: 'shell-variable' });
  expect(started('/usr/bin/env', ['env', '-0', 'A=1'])).toMatchObject({ because: 'shell-variable' });
  expect(started('/usr/bin/printenv', ['printenv'])).toMatchObject({ because: 'shell-variable' });
  expect(started('/usr/bin/env', ['env', 'A=1', 'sh'])).toMatchObject({ state: 'read' });
  expect(started('/usr/bin/printenv', ['printenv', 'WORDS'])).toMatchObject({ state: 'read' });
});

test('functions of libc by a handle of its own are not seen', () => {
  expect(reading(recordOf({ kind: 'load', path: 'libc.so.6' }))).toMatchObject({ because: 'unseen-program' });
});

describe('programs and libraries', () => {
  const whole = (path: string): Question[] => [{ ask: 'file', path }, { ask: 'kind', path }];

  test('of the machine are the same for all', () => {
    expect(questions(recordOf({ kind: 'run', program: 'cc', argv: ['cc'], number: 1 }), recordOf({ kind: 'load', path: 'libz.so' }), recordOf({ kind: 'load', path: '/home/me/lib.so' }))).toEqual([]);
  });

  test('of the repository count by what they are, and by the right to run them', () => {
    expect(questions(recordOf({ kind: 'run', program: `${TREE}/tools/gen`, argv: ['gen'], number: 1 }), recordOf({ kind: 'load', path: `${TREE}/tools/lib.so` }))).toEqual([...whole('tools/gen'), ...whole('tools/lib.so')]);
  });

  test('that PATH finds in the repository as well', () => {
    const search = [recordOf({ kind: 'run', program: 'gen', argv: ['gen'], number: 1 })];
    expect(classify([process(search), process([], { file: '2', parent: '1', start: 1, executable: `${TREE}/tools/gen` })], [], places)).toMatchObject({ questions: whole('tools/gen') });
  });

  test('that other builds have left are read as that; what is loaded there belongs to what was compiled against', () => {
    expect(reading(recordOf({ kind: 'run', program: `${TREE}/target/debug/gen`, argv: ['gen'], number: 1 }))).toMatchObject({ state: 'left', because: 'reads-target' });
    expect(questions(recordOf({ kind: 'load', path: `${TREE}/target/debug/deps/libm.so` }))).toEqual([]);
  });
});

describe('git', () => {
  const git = (argv: readonly string[], more: Partial<ObservedProcess> = {}): Reading =>
    classify([process([], { file: '0' }), process([access('read', '/audit/1/git/index')], { executable: '/usr/bin/git', argv: ['git', ...argv], parent: '0', start: 1, ...more })], [], places);

  test('is asked again as a whole: what it reads for that is its own business', () => {
    expect(git(['-C', `${TREE}/app`, 'describe'], { cwd: `${TREE}/app` })).toEqual({
      state: 'read',
      questions: [{ ask: 'git', directory: 'app', question: ['-C', `${WORKTREE_MARK}/app`, 'describe'] }],
    });
  });

  test('the programs of git that git starts are part of it', () => {
    const inner = process([access('write', 'src/x.rs')], { file: '2', executable: '/usr/lib/git-core/git', argv: ['git', 'gc'], parent: '1', start: 1 });
    const outer = process([], { file: '1', executable: '/usr/bin/git', argv: ['git', 'describe'] });
    expect(classify([outer, inner], [], places)).toMatchObject({ state: 'read', questions: [{ ask: 'git', question: ['describe'] }] });
  });

  test('is not asked what changes something, or elsewhere', () => {
    expect(git(['commit', '-m', 'x'])).toEqual({ state: 'left', because: 'git-question', what: 'git commit -m x' });
    expect(git(['describe'], { cwd: '/elsewhere' })).toMatchObject({ because: 'git-question' });
    expect(git(['log', '-1', '--format=%cr'])).toMatchObject({ because: 'time' });
  });
});

test('outside a repository there is no git directory', () => {
  expect(classify([process([access('read', '/repos/main/.git/HEAD')])], [], { ...places, git: undefined })).toEqual({ state: 'read', questions: [{ ask: 'file', path: '/repos/main/.git/HEAD' }] });
});
