/**
 * `node --import tsx scripts/release/recipes.ts OWNER/NAME`, after `archive.ts`: writes the Homebrew formula, the PKGBUILD of the AUR
 * and the list of digests of the archives in `dist-executable` beside them.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { archiveName, IN_ARCHIVE, TARGETS, type Target } from './files.ts';

export interface Release {
  readonly version: string;
  /** Of GitHub, `owner/name`. */
  readonly repository: string;
  /** SHA-256 of each archive, in hexadecimal. */
  readonly digests: Readonly<Record<Target, string>>;
}

const home = ({ repository }: Release): string => `https://github.com/${repository}`;
const archiveUrl = (release: Release, target: Target): string => `${home(release)}/releases/download/v${release.version}/${archiveName(release.version, target)}.tar.gz`;
const DESCRIPTION = 'Share compiled Rust code between git worktrees';

/** For a tap: `brew install OWNER/tap/cargo-share`. */
export function formula(release: Release): string {
  const system = (os: 'macos' | 'linux', cpus: readonly (readonly ['arm' | 'intel', Target])[]): string =>
    `  on_${os} do\n${cpus.map(([cpu, target]) => `    on_${cpu} do\n      url "${archiveUrl(release, target)}"\n      sha256 "${release.digests[target]}"\n    end\n`).join('')}  end\n`;
  return `class CargoShare < Formula
  desc "${DESCRIPTION}"
  homepage "${home(release)}"
  version "${release.version}"
  license any_of: ["MIT", "Apache-2.0"]

${system('macos', [['arm', 'darwin-arm64'], ['intel', 'darwin-x64']])}
${system('linux', [['arm', 'linux-arm64'], ['intel', 'linux-x64']])}
  def install
    bin.install "${IN_ARCHIVE.program}"
    man1.install "${IN_ARCHIVE.manual}"
    bash_completion.install "${IN_ARCHIVE.bash}"
    zsh_completion.install "${IN_ARCHIVE.zsh}"
    fish_completion.install "${IN_ARCHIVE.fish}"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/cargo-share --version")
  end
end
`;
}

/** A program that bun has made holds its code behind its sections, so it must not be stripped. */
export function pkgbuild(release: Release): string {
  const source = (cpu: string, target: Target): string => `source_${cpu}=("${archiveUrl(release, target)}")\nsha256sums_${cpu}=('${release.digests[target]}')\n`;
  return `# Maintainer: The cargo-share contributors
pkgname=cargo-share-bin
pkgver=${release.version.replaceAll('-', '_')}
pkgrel=1
pkgdesc='${DESCRIPTION}'
arch=('x86_64' 'aarch64')
url='${home(release)}'
license=('MIT OR Apache-2.0')
depends=('cargo' 'gcc-libs' 'git' 'glibc')
provides=('cargo-share')
conflicts=('cargo-share')
options=('!strip' '!debug')
${source('x86_64', 'linux-x64')}${source('aarch64', 'linux-arm64')}
package() {
  cd "$srcdir"/cargo-share-*-linux-*/
  install -Dm755 ${IN_ARCHIVE.program} "$pkgdir/usr/${IN_ARCHIVE.program}"
  cp -r share "$pkgdir/usr"
  install -Dm644 -t "$pkgdir/usr/share/licenses/$pkgname" LICENSE-MIT THIRD-PARTY.md
}
`;
}

function main(repository: string | undefined): void {
  if (repository === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Error('say for which repository: OWNER/NAME');
  const out = join(import.meta.dirname, '..', '..', 'dist-executable');
  const digest = (target: Target): string => {
    const path = join(out, `${archiveName(manifest.version, target)}.tar.gz`);
    if (!existsSync(path)) throw new Error(`${path} is not there: scripts/release/archive.ts makes it`);
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  };
  const digests = Object.fromEntries(TARGETS.map((target) => [target, digest(target)])) as Record<Target, string>;
  const release: Release = { version: manifest.version, repository, digests };
  writeFileSync(join(out, 'cargo-share.rb'), formula(release));
  writeFileSync(join(out, 'PKGBUILD'), pkgbuild(release));
  writeFileSync(join(out, 'SHA256SUMS'), TARGETS.map((target) => `${digests[target]}  ${archiveName(manifest.version, target)}.tar.gz\n`).join(''));
}

if (process.argv[1] === import.meta.filename) main(process.argv[2]);
