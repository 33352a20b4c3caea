import { describe, expect, test } from 'vitest';
import { branchReadingName, gitReadingName, gitRunningName, isGitPackage } from '../../src/units/git-text.ts';

describe('gitReadingName', () => {
  test.each([
    'Command::new("git")',
    'vergen_gix::Emitter',
    'vergen::EmitBuilder',
    'shadow_rs::new()',
    'built::write_built_file()',
    'use git2::Repository;',
    'read("../.git/HEAD")',
    'cargo:rustc-env=GIT_HASH',
  ])('%s may look at git', (source) => {
    expect(gitReadingName(source)).toBeDefined();
  });
  test.each(['// see git log', 'fn digit() {}', 'prebuilt::x()', 'legit'])('%s does not', (source) => {
    expect(gitReadingName(source)).toBeUndefined();
  });
});

test('packages that look at git, by their names', () => {
  const yes = ['git2', 'libgit2-sys', 'gix', 'gix-ref', 'vergen', 'vergen-gitcl', 'shadow-rs', 'built', 'git-version', 'git-testament'];
  expect([...yes, 'serde', 'rebuilt', 'builtin', 'digit'].filter(isGitPackage)).toEqual(yes);
});

describe('gitRunningName', () => {
  test.each([
    'Command::new("git")',
    'Command::new("/usr/bin/git")',
    'cmd!(sh, "git rev-parse HEAD")',
    'Command::new("sh").args(["-c", "cd x && git -C y describe --tags"])',
    'root.join(".git/HEAD")',
    'repo.join(r#".git"#)',
    'git2::Repository::open(p)',
    'use gix::open;',
    'vergen_gitcl::Emitter',
    'built::write_built_file()',
  ])('%s runs it, or opens its directory', (source) => {
    expect(gitRunningName(source)).toBeDefined();
  });
  test.each([
    'panic!("please report this in the git repository")',
    '// Command::new("git")',
    '/// ```\n/// Command::new("git")\n/// ```',
    'const URL: &str = "https://example.com/x.git";',
    'prebuilt::x()',
    'let digit = 1;',
    'env::var("GIT_SHA")',
  ])('%s does not', (source) => {
    expect(gitRunningName(source)).toBeUndefined();
  });
});

describe('branchReadingName', () => {
  test.each(['args(["branch"])', '["rev-parse", "--abbrev-ref"]', '"symbolic-ref"', 'head.shorthand()', '["describe", "--all"]', '"--show-toplevel"'])(
    '%s may look at what worktrees of one commit have apart',
    (source) => {
      expect(branchReadingName(source)).toBeDefined();
    },
  );
  test.each(['["rev-parse", "HEAD"]', '// branch', '["describe", "--always"]'])('%s does not', (source) => {
    expect(branchReadingName(source)).toBeUndefined();
  });
});
