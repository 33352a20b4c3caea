/** The names that archives, formula and PKGBUILD have in common. */

/** Systems for which a single file is made, as `npm run executable -- --target` calls them. */
export const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'] as const;
export type Target = (typeof TARGETS)[number];

/** The directory in an archive, and with `.tar.gz` the archive. */
export function archiveName(version: string, target: Target): string {
  return `cargo-share-${version}-${target}`;
}

/** Where in an archive something lies: as below `/usr`. */
export const IN_ARCHIVE = {
  program: 'bin/cargo-share',
  manual: 'share/man/man1/cargo-share.1',
  bash: 'share/bash-completion/completions/cargo-share',
  zsh: 'share/zsh/site-functions/_cargo-share',
  fish: 'share/fish/vendor_completions.d/cargo-share.fish',
} as const;
