import { describe, expect, it } from 'vitest';
import { nameRelease } from '../../scripts/name-release.ts';
import { readProject } from '../docs/files.ts';

const CHANGELOG = '# Changelog\n\nWords.\n\n## [Unreleased]\n\nTo be 0.1.0.\n\n### Added\n- One.\n\n## [0.0.9] - 2026-01-01\n\n### Added\n- Older.\n';

describe('naming a release in the changelog', () => {
  it('gives what was unreleased a version and a day, and keeps the rest', () => {
    expect(nameRelease(CHANGELOG, '0.1.0', '2026-02-03')).toBe(
      '# Changelog\n\nWords.\n\n## [Unreleased]\n\n## [0.1.0] - 2026-02-03\n\n### Added\n- One.\n\n## [0.0.9] - 2026-01-01\n\n### Added\n- Older.\n',
    );
  });

  it('refuses a version that is there, an empty release, and a file without the heading', () => {
    expect(() => nameRelease(CHANGELOG, '0.0.9', '2026-02-03')).toThrow('already');
    expect(() => nameRelease(nameRelease(CHANGELOG, '0.1.0', '2026-02-03'), '0.2.0', '2026-02-04')).toThrow('Nothing');
    expect(() => nameRelease('# Changelog\n', '0.1.0', '2026-02-03')).toThrow('Unreleased');
  });

  it('can name the changelog as it is now', () => {
    expect(nameRelease(readProject('CHANGELOG.md'), '99.0.0', '2026-02-03')).toContain('\n## [99.0.0] - 2026-02-03\n');
  });
});
