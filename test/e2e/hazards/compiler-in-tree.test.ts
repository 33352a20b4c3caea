import { appAndLibrary } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

const SAYS = 'pub fn say() -> &\'static str { if cfg!(special) { "special" } else { "plain" } }\n';
const WRAPPER = (flags: string): string => `#!/bin/sh\nexec "$@" ${flags}\n`;
const CONFIG = '[build]\nrustc-wrapper = "./tools/wrapper.sh"\nrustflags = ["--check-cfg=cfg(special)"]\n';

testHazard('a compiler wrapper of the repository differs here', {
  files: appAndLibrary({ '.cargo/config.toml': CONFIG, 'tools/wrapper.sh': { executable: WRAPPER('') }, 'core_lib/src/lib.rs': SAYS }),
  beforeWarm: (b) => b.writeOld('tools/wrapper.sh', WRAPPER('--cfg special')),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('only this branch has a compiler wrapper of its own', {
  files: appAndLibrary({
    '.cargo/config.toml': CONFIG.replace(/rustc-wrapper.*\n/, ''),
    'tools/wrapper.sh': { executable: WRAPPER('--cfg special') },
    'core_lib/src/lib.rs': SAYS,
  }),
  beforeWarm: (b) => b.writeOld('.cargo/config.toml', CONFIG),
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
});

testHazard('a compiler wrapper of the repository that is the same here', {
  files: appAndLibrary({ '.cargo/config.toml': CONFIG, 'tools/wrapper.sh': { executable: WRAPPER('--cfg special') }, 'core_lib/src/lib.rs': SAYS }),
  naive: 'untested',
  compiles: [],
});

testHazard('a compiler wrapper of the repository is edited between warming and the first build', {
  files: appAndLibrary({ '.cargo/config.toml': CONFIG, 'tools/wrapper.sh': { executable: WRAPPER('') }, 'core_lib/src/lib.rs': SAYS }),
  afterWarm: (b) => b.write('tools/wrapper.sh', WRAPPER('--cfg special')),
  naive: 'untested',
  compiles: ['app', 'core_lib'],
});

testHazard('a compiler wrapper of the repository was taken out of the configuration after the donor\'s build', {
  files: appAndLibrary({ '.cargo/config.toml': CONFIG, 'tools/wrapper.sh': { executable: WRAPPER('--cfg special') }, 'core_lib/src/lib.rs': SAYS }),
  async afterBuild(main) {
    main.write('.cargo/config.toml', CONFIG.replace(/rustc-wrapper.*\n/, ''));
    await main.commit('Plain compiler');
  },
  naive: 'wrong',
  compiles: ['app', 'core_lib'],
  refused: { 'edited-since': ['core_lib'] },
});
