import { readFileSync, writeFileSync } from 'node:fs';

/** Gives what stands under `Unreleased` in a changelog a version and a day, and begins a new `Unreleased`. */
export function nameRelease(changelog: string, version: string, day: string): string {
  if (changelog.includes(`\n## [${version}]`)) throw new Error(`CHANGELOG.md has a version ${version} already`);
  const [before, after, ...more] = changelog.split('\n## [Unreleased]\n');
  if (before === undefined || after === undefined || more.length > 0) throw new Error('CHANGELOG.md has no one `## [Unreleased]`');
  if (!/^- /m.test(after.split('\n## ')[0] ?? '')) throw new Error('Nothing stands under `Unreleased`');
  return `${before}\n## [Unreleased]\n\n## [${version}] - ${day}\n${after.replace(/^\nTo be [^\n]*\n/, '')}`;
}

if (process.argv[1] === import.meta.filename) {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  writeFileSync('CHANGELOG.md', nameRelease(readFileSync('CHANGELOG.md', 'utf8'), version, new Date().toISOString().slice(0, 10)));
  process.stdout.write(`CHANGELOG.md: what was unreleased is ${version} now\n`);
}
