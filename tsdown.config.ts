import { defineConfig } from 'tsdown';

/** One entry; every command is a lazily loaded chunk, so that `--version` and the hooks load little. */
export default defineConfig({
  entry: { main: 'src/cli/main.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outDir: 'dist',
  clean: true,
  dts: false,
  minify: false,
  deps: { neverBundle: ['koffi'] },
  outputOptions: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
});
