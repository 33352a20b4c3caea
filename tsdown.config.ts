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
  // smol-toml is ten small files: found and read one by one they cost every hook 10 ms. Its licence stays in the text.
  deps: { neverBundle: ['koffi'], alwaysBundle: ['smol-toml'] },
  outputOptions: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
});
