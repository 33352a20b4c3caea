// Makes the single-file executable: `npm run executable -- OUTFILE` (run by bun, which compiles itself and the bundle
// into one file). Bun and not Node's own way: it starts faster and needs no second file for koffi.
import { createRequire } from 'node:module';
import { NATIVE_SOURCES, nativeSourcesModule } from './native-sources.ts';

const [outfile = 'dist-executable/cargo-share'] = process.argv.slice(2);
const { platform, arch } = process;
const native = createRequire(import.meta.url).resolve(`@koromix/koffi-${platform}-${arch}/${platform}_${arch}/koffi.node`);

const built = await Bun.build({
  entrypoints: ['src/cli/main.ts'],
  minify: true,
  compile: { outfile },
  plugins: [
    {
      name: 'koffi',
      setup(build) {
        build.onLoad({ filter: /load-koffi\.ts$/ }, () => ({
          contents: `export const loadKoffi = () => require(${JSON.stringify(native)});`,
          loader: 'js',
        }));
      },
    },
    {
      name: 'native-sources-as-text',
      setup(build) {
        build.onLoad({ filter: NATIVE_SOURCES }, () => ({ contents: nativeSourcesModule(), loader: 'js' }));
      },
    },
  ],
});
if (!built.success) throw new AggregateError(built.logs, 'bun could not compile the executable');
