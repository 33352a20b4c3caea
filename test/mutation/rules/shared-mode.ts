import { rulesOf, type Rule } from '../rule.ts';

const SOUNDNESS = 'e2e/shared-mode/soundness.test.ts';
const SETUP = 'e2e/shared-mode/setup.test.ts';

/** One build directory for several worktrees: what keeps their code apart. */
export const SHARED_MODE: readonly Rule[] = [
  ...rulesOf('commands/init/shared-mode/config-edits.ts', ['commands/init/shared-mode/config-edits.test.ts'], [
    ['shared: worktrees inside the main one inherit a template', 'dirname(directory) === workspace ?', 'false ?'],
  ]),
  ...rulesOf('commands/init/shared-mode/wrapper.ts', [SOUNDNESS], [
    ['shared: a wrapper of each worktree\'s own', "return `${OWN_DIRECTORY}/rustc.${token}`", "return token === '' ? '' : '/usr/bin/env'"],
    ['shared: a worktree that is not set up does not compile into another one', '      exit 1\n', '      :\n'],
    ['shared: a later worktree at the same path is another one', "born === undefined ? 'main' : `${born.mtimeNs}`", "born === undefined ? 'main' : 'linked'", [SETUP]],
  ]),
  ...rulesOf('commands/init/shared-mode/manifests.ts', ['commands/init/shared-mode/places.test.ts'], [
    ['shared: files without a hash are refused', "types.includes('dylib') || types.includes('cdylib')", 'false'],
    ['shared: patched crates inside are named', '.filter(({ path }) => isInside(path) &&', '.filter(() => false &&'],
  ]),
  ...rulesOf('commands/init/shared-mode/places.ts', ['commands/init/shared-mode/places.test.ts'], [
    ['shared: dependencies that are no members are named', '[...patches, ...outside]', '[...patches]'],
  ]),
  ...rulesOf('commands/init/shared-mode/place-config.ts', [SETUP], [
    ['shared: a tracked configuration is left alone', 'o.tracked(path)\n', 'false\n'],
    ['shared: nothing is written through links of a branch', ': leadsOut !== undefined', ': false'],
  ]),
];
