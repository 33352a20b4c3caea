import { describe, expect, test } from 'vitest';
import { createReporter } from '../../src/report/reporter.ts';
import { reportSave, saveDocument } from '../../src/report/save-report.ts';
import { isWorthSaying, noteWords, reportWarm, warmDocument, warmSentence } from '../../src/report/warm-report.ts';
import type { WorktreeSave } from '../../src/engine/save/report.ts';
import type { AbsolutePath } from '../../src/system/brand.ts';
import type { DirectoryWarm, WarmNote, WorktreeWarm } from '../../src/engine/warm/report.ts';
import { ROOT, slotOf } from '../units/samples.ts';
import { recorder } from './streams.ts';

const buildDirectory = `${ROOT}/target` as AbsolutePath;
const save: WorktreeSave = {
  worktree: ROOT,
  failure: undefined,
  directories: [
    {
      workspace: '', subdirectory: '', buildDirectory, skipped: undefined, units: 5, saved: 2, known: 1,
      refusals: [
        { slot: slotOf('app'), package: 'app', refusal: { reason: 'dependency-refused', dependency: slotOf('low'), package: 'low' } },
        { slot: slotOf('low'), package: 'low', refusal: { reason: 'edited-since', file: 'src/lib.rs' } },
      ],
    },
  ],
};
const directory: DirectoryWarm = { workspace: '', subdirectory: '', buildDirectory, compilerMs: 0, placed: 3, replaced: 1, placing: [], kept: 2, keeping: [], using: [], invalidated: 0, refusals: [] };
const nothing = { files: 0, bytes: 0 };
const warm: WorktreeWarm = {
  worktree: ROOT,
  saves: [save],
  directories: [directory, { ...directory, refusals: [{ slot: slotOf('app'), package: 'app', refusal: { reason: 'input-differs', file: 'src/lib.rs' } }] }],
  bytes: { link: { files: 1, bytes: 2048 }, reflink: { files: 1, bytes: 1024 }, copy: nothing },
  notes: [],
  failure: undefined,
};

function words(speak: (reporter: ReturnType<typeof createReporter>) => void, verbose = false): string {
  const [out, err] = [recorder(), recorder()];
  speak(createReporter({ json: false, quiet: false, verbose, color: 'never', stdout: out.stream, stderr: err.stream }));
  return err.text();
}

describe('a save', () => {
  test('as a document: a refusal\'s own package is the culprit, not the unit\'s', () => {
    expect(saveDocument(save, '/store')).toMatchObject({
      schema: 1,
      command: 'save',
      store: { path: '/store' },
      directories: [{ units: 5, saved: 2, known: 1, refused: 2, refusals: [{ reason: 'dependency-refused', package: 'app', culprit: 'low' }, { package: 'low', file: 'src/lib.rs' }] }],
    });
  });

  test('in words, with every reason when asked for', () => {
    expect(words((r) => reportSave(save, r))).toBe(`       Saved 2 new units of 5 from ${buildDirectory} (1 known, 2 left to cargo)\n`);
    expect(words((r) => reportSave(save, r), true)).toContain('src/lib.rs may have changed since the build began');
  });

  test('while cargo builds, and where nothing was built', () => {
    const busy = { ...save, directories: save.directories.map((d) => ({ ...d, skipped: 'busy' as const })) };
    expect(words((r) => reportSave(busy, r))).toContain('cargo is building there');
    expect(words((r) => reportSave({ ...save, directories: [] }, r))).toContain('no build output');
    expect(saveDocument(busy, '/store')).toMatchObject({ directories: [{ skipped: 'busy' }] });
  });

  test('that stopped says why', () => {
    const failure = { code: 'store-unwritable', message: 'The disk is full.' } as const;
    expect(words((r) => reportSave({ ...save, failure }, r))).toContain('sharing stopped[store-unwritable]: The disk is full.');
    expect(saveDocument({ ...save, failure }, '/store')).toMatchObject({ failure });
  });
});

describe('a warm', () => {
  test('in a sentence: sums over its directories', () => {
    expect(warmSentence(warm)).toBe(`${ROOT}: 8 units placed, 4 already right, 1 left to cargo (3.0 KiB shared, 0 B copied)`);
  });

  test('names what the other worktrees have and do not share, but for what was looked at here', () => {
    const other = { ...warm, saves: [{ ...save, worktree: '/other' as AbsolutePath }], directories: [directory] };
    expect(warmSentence(other)).toContain('4 units placed, 2 already right, 2 refused at saving (');
    expect(words((r) => reportWarm(other, r), true)).toContain(`low (${slotOf('low')}): src/lib.rs may have changed`);
    expect(warmSentence({ ...other, directories: [{ ...directory, keeping: [slotOf('app')] }] })).toContain(' 1 refused at saving (');
  });

  test('as a document', () => {
    expect(JSON.parse(JSON.stringify(warmDocument(warm, '/store')))).toMatchObject({
      schema: 1,
      command: 'warm',
      worktree: ROOT,
      saves: [{ command: 'save' }],
      directories: [{ placed: 3, replaced: 1, kept: 2, invalidated: 0 }, { refusals: [{ reason: 'input-differs', package: 'app' }] }],
      bytes: { linked: 2048, copied: 0, reflinked: 1024 },
    });
  });

  test('in words, with reasons when asked for', () => {
    expect(words((r) => reportWarm(warm, r))).not.toContain('differs here');
    expect(words((r) => reportWarm(warm, r), true)).toContain('src/lib.rs differs here');
  });

  test('a hook says a line only where something happened', () => {
    const idle = { ...warm, directories: [{ ...directory, placed: 0, replaced: 0 }] };
    expect([isWorthSaying(warm), isWorthSaying(idle)]).toEqual([true, false]);
    expect(isWorthSaying({ ...idle, notes: [{ code: 'out-of-time', left: 2, goesOn: false }] })).toBe(true);
    expect(isWorthSaying({ ...idle, failure: { code: 'io', message: 'x' } })).toBe(true);
  });

  test.each<[WarmNote, string]>([
    [{ code: 'lockfile-copied', path: '/b/Cargo.lock', from: ROOT }, '/b/Cargo.lock'],
    [{ code: 'config-differs', file: '.cargo/config.toml', keys: ['build.rustflags'], donor: ROOT }, 'build.rustflags'],
    [{ code: 'config-joined', file: '/a/.cargo/config.toml', keys: ['build.rustflags'], donor: ROOT }, 'counts twice'],
    [{ code: 'target-directory-shared', path: buildDirectory, with: ROOT }, 'give each its own'],
    [{ code: 'submodules-empty', paths: ['inner'] }, 'git submodule update'],
    [{ code: 'out-of-time', left: 1, goesOn: false }, '1 unit left'],
    [{ code: 'out-of-time', left: 2, goesOn: true }, '2 more units'],
    [{ code: 'ran-again', packages: ['words'] }, 'the build scripts of words read differs here'],
    [{ code: 'save-failed', failure: { code: 'io', message: 'It broke.' } }, 'It broke.'],
  ])('note $code', (note, part) => {
    expect(noteWords(note)).toContain(part);
  });
});
