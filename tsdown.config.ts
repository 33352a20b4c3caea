import { defineConfig } from 'tsdown';

/**
 * The program and the library. Every command is a lazily loaded chunk that both share, so that `--version` and the
 * hooks load little.
 */
export default defineConfig({
  entry: { main: 'src/cli/main.ts', index: 'src/library/index.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outDir: 'dist',
  clean: true,
  dts: { entry: 'src/library/index.ts' },
  minify: false,
  // smol-toml is ten small files: found and read one by one they cost every hook 10 ms. Its licence stays in the text.
  deps: { neverBundle: ['koffi'], alwaysBundle: ['smol-toml', 'string-width'] },
  outputOptions: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
});
