import { defineConfig, type UserConfig } from 'tsdown';
import { NATIVE_SOURCES, nativeSourcesModule } from './packaging/native-sources.ts';

const nativeSources = {
  name: 'native-sources-as-text',
  load: (id: string) => (NATIVE_SOURCES.test(id) ? { code: nativeSourcesModule(), moduleType: 'js' as const } : undefined),
};

const common = {
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outDir: 'dist',
  // Several builds write there: `npm run build` empties it before them.
  clean: false,
  minify: false,
  dts: false,
  plugins: [nativeSources],
  // Whatever stays outside is found and read file by file, by every run. The licences: scripts/notices.ts.
  deps: { neverBundle: ['koffi'], alwaysBundle: ['smol-toml', 'get-east-asian-width', 'ignore', 'valibot', 'toml-eslint-parser'] },
} satisfies UserConfig;

const STARTED = new Map([
  ['./run-hook.ts', './hook.js'],
  ...['program', 'run-cargo', 'run-complete'].map((name) => [`./${name}.ts`, './program.js'] as const),
]);

/**
 * Few files: Node takes 70 ms of processor time to find and link a hundred chunks one by one. `main.js` alone answers
 * `--version`; the hooks, which people wait for, have a file without the rest; commands and library have one in common.
 */
export default defineConfig([
  {
    ...common,
    entry: { main: 'src/cli/main.ts' },
    plugins: [
      {
        name: 'what-is-started-apart',
        resolveId: (id) => {
          const file = STARTED.get(id);
          return file === undefined ? undefined : { id: file, external: true };
        },
      },
    ],
    outputOptions: { entryFileNames: '[name].js' },
  },
  { ...common, entry: { hook: 'src/cli/run-hook.ts' }, outputOptions: { entryFileNames: '[name].js', codeSplitting: false } },
  {
    ...common,
    entry: { program: 'src/cli/started.ts', index: 'src/library/index.ts' },
    // Beside `main.js`, which the code names from where it stands.
    // Each command is loaded with the others: nothing to be warned of.
    checks: { ineffectiveDynamicImport: false },
    outputOptions: { entryFileNames: '[name].js', chunkFileNames: '[name].js', codeSplitting: { groups: [{ name: 'commands', test: /./ }] } },
  },
  { ...common, entry: { index: 'src/library/index.ts' }, dts: { emitDtsOnly: true }, outExtensions: () => ({ dts: '.d.ts' }) },
]);
