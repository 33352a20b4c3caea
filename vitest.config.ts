import { defineConfig } from 'vitest/config';
import { inMemory, onDisk } from './test/support/temporary.ts';

/** What is about the disk: the main job, links, blocks, what is removed of them, and a store in memory that is to be elsewhere. */
const ON_DISK = ['main-job', 'bad-input', 'disk', 'isolation', 'reclaim/*', 'shared-mode/*'].map((name) => `test/e2e/${name}.test.ts`);

const DISK = onDisk();

const e2e = {
  pool: 'forks',
  maxWorkers: 2,
  // After the unit tests: vitest runs projects with different numbers of workers only in turns.
  sequence: { groupOrder: 1 },
  testTimeout: 300_000,
  hookTimeout: 300_000,
} as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          pool: 'forks',
          isolate: false,
          // By itself vitest takes one core less than there are.
          maxWorkers: 2,
          // A compiler that has to be read from the disk first takes ten seconds on a busy machine.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Where these run cargo they look at its older layout, which is not its own choice from 1.100 on.
          env: { TMPDIR: DISK, __CARGO_TEMPORARY_BUILD_DIR_NEW_LAYOUT_OPT_OUT: '1' },
        },
      },
      { test: { ...e2e, name: 'e2e', include: ON_DISK, env: { TMPDIR: DISK } } },
      { test: { ...e2e, name: 'e2e-contents', include: ['test/e2e/**/*.test.ts'], exclude: ON_DISK, env: { TMPDIR: inMemory() ?? DISK } } },
    ],
  },
});
