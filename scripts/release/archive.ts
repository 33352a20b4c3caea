/**
 * `node --import tsx scripts/release/archive.ts [TARGET…]`, after `npm run build` and `npm run executable -- --target TARGET`: packs the
 * program with its manual page, completions and licences into `dist-executable`. The same files give the same bytes on any day.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { COMPLETION_SCRIPTS } from '../../src/cli/completion/scripts.ts';
import { archiveName, IN_ARCHIVE, TARGETS, type Target } from './files.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const OUT = join(ROOT, 'dist-executable');

function archive(target: Target): string {
  const name = archiveName(manifest.version, target);
  const directory = mkdtempSync(join(tmpdir(), 'cargo-share-archive-'));
  const place = (inside: string): string => {
    const path = join(directory, name, inside);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  };
  try {
    copyFileSync(join(OUT, `cargo-share-${target}`), place(IN_ARCHIVE.program));
    chmodSync(place(IN_ARCHIVE.program), 0o755);
    copyFileSync(join(ROOT, 'man/cargo-share.1'), place(IN_ARCHIVE.manual));
    for (const shell of ['bash', 'zsh', 'fish'] as const) writeFileSync(place(IN_ARCHIVE[shell]), COMPLETION_SCRIPTS[shell]);
    for (const text of ['README.md', 'LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(join(ROOT, text), place(text));
    copyFileSync(join(ROOT, 'dist/THIRD-PARTY.md'), place('THIRD-PARTY.md'));
    const packed = join(OUT, `${name}.tar.gz`);
    const alike = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mode=u+w,go=rX', '--mtime=@0', '--use-compress-program=gzip -n'];
    execFileSync('tar', [...alike, '-cf', packed, '-C', directory, name]);
    return packed;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const asked = process.argv.slice(2);
for (const target of TARGETS) if (asked.length === 0 || asked.includes(target)) process.stdout.write(`${archive(target)}\n`);
