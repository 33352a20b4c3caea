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
  // Two builds write there: `npm run build` empties it before both.
  clean: false,
  minify: false,
  // smol-toml is ten small files, found and read one by one.
  deps: { neverBundle: ['koffi'], alwaysBundle: ['smol-toml', 'string-width'] },
} satisfies UserConfig;

/**
 * The program and the library, of which every command is a lazily loaded chunk that both share, so that `--version` loads
 * little; and the hooks, which people wait for, in one file: Node takes 70 ms of processor time to find and link the
 * chunks one by one.
 */
export default defineConfig([
  {
    ...common,
    entry: { main: 'src/cli/main.ts', index: 'src/library/index.ts' },
    dts: { entry: 'src/library/index.ts' },
    outputOptions: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    plugins: [
      nativeSources,
      {
        name: 'hooks-in-a-file-of-their-own',
        resolveId: (id) => (id === './run-hook.ts' ? { id: './hook.js', external: true } : undefined),
      },
    ],
  },
  {
    ...common,
    entry: { hook: 'src/cli/run-hook.ts' },
    dts: false,
    plugins: [nativeSources],
    // Whatever stays outside is loaded by every hook, needed or not. The licences: scripts/notices.ts.
    deps: { neverBundle: ['koffi'], alwaysBundle: ['smol-toml', 'ignore', 'valibot', 'toml-eslint-parser'] },
    outputOptions: { entryFileNames: '[name].js', inlineDynamicImports: true },
  },
]);
