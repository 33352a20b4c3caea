import { execFileSync } from 'node:child_process';

/** Packs the package as npm would publish it, and fails where it holds what nobody declared, lacks a part, or has grown too big. */

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** Bytes of the tarball. koffi is a dependency and not in it. */
const LARGEST = 1_000_000;

/** What may be in it; each must be there at least once. */
const DECLARED: readonly RegExp[] = [
  /^package\.json$/,
  /^README\.md$/,
  /^CHANGELOG\.md$/,
  /^LICENSE-(MIT|APACHE)$/,
  /^dist\/(?:main|hook|program|commands|index|rolldown-runtime)\.js$/,
  /^dist\/index\.d\.ts$/,
  /^dist\/THIRD-PARTY\.md$/,
  /^man\/cargo-share\.1$/,
  /^schemas\/v\d+\/[\w-]+\.json$/,
  /^examples\/[\w-]+\.mjs$/,
  /^docs\/[\w-]+\.md$/,
  /^docs\/images\/[\w-]+\.svg$/,
];

const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' });
const [packed] = JSON.parse(output) as [Packed];
const paths = packed.files.map(({ path }) => path);
const problems = [
  ...paths.filter((path) => !DECLARED.some((rule) => rule.test(path))).map((path) => `not declared: ${path}`),
  ...DECLARED.filter((rule) => !paths.some((path) => rule.test(path))).map((rule) => `nothing there for ${rule.source}`),
  ...(packed.size > LARGEST ? [`${packed.size} bytes; ${LARGEST} at most`] : []),
];
process.stdout.write(`tarball: ${packed.size} bytes, ${paths.length} files\n`);
for (const problem of problems) process.stderr.write(`tarball: ${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
