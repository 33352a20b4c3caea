import { appAndLibrary, withBuildScript } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { copyTimes } from '../../rig/times.ts';

const files = appAndLibrary({
  ...withBuildScript('core_lib', `
    println!("cargo:rustc-env=WORD={}", std::fs::read_to_string("input.txt").unwrap().trim());
  `),
  'core_lib/input.txt': 'first\n',
  'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("WORD") }\n',
});

testHazard('a build script without any rerun-if, everything identical', {
  files,
  naive: 'rebuilt',
  compiles: { atMost: ['app', 'core_lib'] },
});

testHazard('a build script without any rerun-if reads a file that differs in content alone', {
  files,
  beforeWarm(b) {
    b.write('core_lib/input.txt', 'of b!\n');
    copyTimes(b.path.replace(/[^/]+$/, 'a'), b.path);
  },
  naive: 'untested',
  compiles: ['app', 'core_lib'],
});

testHazard('a file of the package that such a script was not seen to read', {
  files,
  beforeWarm: (b) => b.write('core_lib/NOTES.md', 'of b'),
  naive: 'rebuilt',
  compiles: [],
});

testHazard('a file comes into a directory of the package that such a script was seen to list', {
  files: {
    ...files,
    ...withBuildScript('core_lib', `
      println!("cargo:rustc-env=WORD={}", std::fs::read_dir("words").unwrap().count());
    `),
    'core_lib/words/one.txt': '',
  },
  beforeWarm: (b) => b.writeOld('core_lib/words/two.txt', ''),
  naive: 'untested',
  compiles: ['app', 'core_lib'],
  refused: { 'observed-differs': ['core_lib'] },
});

testHazard('the donor\'s data for such a script was edited after its build and got an old mtime', {
  files,
  async afterBuild(main) {
    main.writeOld('core_lib/input.txt', 'later\n');
    await main.commit('Edit');
  },
  naive: 'untested',
  compiles: ['app', 'core_lib'],
});

testHazard('such data was edited so, and is not the newest file of the package: no time shows it', {
  files,
  async afterBuild(main) {
    main.write('core_lib/newest.txt', '');
    await main.cargo(['build']);
    main.writeOld('core_lib/input.txt', 'later\n');
    await main.commit('Edit');
  },
  naive: 'untested',
  compiles: ['app', 'core_lib'],
  refused: { 'edited-since': ['core_lib'] },
});

testHazard('a package whose files cargo lists in a way that is not followed here is left to cargo, with what stands on it', {
  files: { ...files, 'data/words.txt': 'words', 'core_lib/data': { symlink: '../data' } },
  naive: 'untested',
  compiles: ['app', 'core_lib'],
  refused: { 'fingerprint-mtime': ['core_lib'], 'dependency-refused': ['app', 'core_lib'] },
});
