// Makes the single-file executable: `npm run executable -- [--target OS-CPU] [OUTFILE]` (run by bun, which compiles
// itself and the bundle into one file). Bun and not Node's own way: it starts faster and needs no second file for koffi.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { examineElf } from '../scripts/examine-elf.ts';
import { examineExecutable } from '../scripts/examine-executable.ts';
import { withoutSignature } from '../scripts/remove-signature.ts';
import { TARGETS, withForeignParts } from './foreign.mjs';
import { NATIVE_SOURCES, nativeSourcesModule } from './native-sources.ts';

const { values, positionals } = parseArgs({ args: process.argv.slice(2), options: { target: { type: 'string' } }, allowPositionals: true });
const { target } = values;

async function compile({ native, outfile, ...compiler }) {
  const built = await Bun.build({
    entrypoints: ['src/cli/main.ts'],
    minify: true,
    compile: { outfile, ...compiler },
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
}

if (target === undefined) {
  const { platform, arch } = process;
  const native = createRequire(import.meta.url).resolve(`@koromix/koffi-${platform}-${arch}/${platform}_${arch}/koffi.node`);
  await compile({ native, outfile: positionals[0] ?? 'dist-executable/cargo-share' });
} else {
  if (!(target in TARGETS)) throw new Error(`--target is one of ${Object.keys(TARGETS).join(', ')}`);
  const outfile = positionals[0] ?? `dist-executable/cargo-share-${target}`;
  await withForeignParts(target, (parts) => compile({ ...parts, target: `bun-${target}`, outfile }));
  if (target === 'darwin-x64') writeFileSync(outfile, withoutSignature(readFileSync(outfile)));
  // It may be that it cannot be started here: what can be said of it is.
  const { cpu, bytes, format } = target.startsWith('darwin') ? { format: 'Mach-O', ...examineExecutable(outfile) } : { format: 'ELF', ...examineElf(outfile) };
  if (!target.endsWith(`-${cpu}`)) throw new Error(`${outfile} is for ${cpu}`);
  console.log(`${outfile}: ${format} for ${cpu}, ${bytes} bytes`);
}
