import { appAndLibrary, dependsOn, manifest, withBuildScript, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import type { Files } from '../../rig/rig.ts';

/** `app` looks through LD_LIBRARY_PATH, in which cargo puts the directories where it builds, for what this expression takes of a name. */
function searching(taken: string): Files {
  return appAndLibrary({
    ...withBuildScript('app', `
      println!("cargo:rerun-if-changed=build.rs");
      let mut found: Vec<String> = std::env::split_paths(&std::env::var("LD_LIBRARY_PATH").unwrap())
        .filter(|directory| directory.is_dir())
        .flat_map(|directory| std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>())
        .filter(|name| ${taken})
        .map(|name| name.replace('-', "."))
        .collect();
      found.sort();
      println!("cargo:rustc-env=SAID={}", found.join(" "));
    `, '', dependsOn('core_lib')),
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID").len() > 0, core_lib::say()); }\n',
  });
}

testHazard('a build script searches where cargo builds, as clang-sys does for libclang, and finds nothing', {
  files: searching('name.starts_with("libclang")'),
  naive: 'untested',
  compiles: [],
  isOfLayout: true,
});

const WITH_PLUG: Files = {
  ...searching('name.starts_with("libplug.so")'),
  'Cargo.toml': workspace(['app', 'core_lib', 'plug']),
  'plug/Cargo.toml': manifest('plug', '[lib]\ncrate-type = ["cdylib"]\n'),
  'plug/src/lib.rs': '',
};

testHazard('a build script searches where cargo builds for what was not built yet, and is now', {
  files: WITH_PLUG,
  build: ['build', '-p', 'app'],
  afterBuild: async (main) => {
    await main.cargo(['build', '-p', 'plug']);
  },
  // What it finds there hangs on what was built before.
  observe: () => Promise.resolve(''),
  naive: 'untested',
  compiles: ['app'],
  refused: { left: ['app'] },
});

testHazard('a build script searches where cargo builds, and runs again once all is built', {
  files: WITH_PLUG,
  afterBuild: async (main) => {
    main.write('app/build.rs', `${main.read('app/build.rs')}\n`);
    await main.cargo(['build']);
    await main.commit('Again');
  },
  observe: () => Promise.resolve(''),
  naive: 'untested',
  compiles: ['app'],
  refused: { left: ['app'] },
});

testHazard('a build script searches where cargo builds, and finds what happens to be there', {
  files: searching('!name.contains("libstd")'),
  naive: 'untested',
  compiles: ['app'],
  refused: { left: ['app'] },
});

testHazard('a build script looks at its own program, as tauri-utils does', {
  files: appAndLibrary({
    ...withBuildScript('app', `
      println!("cargo:rerun-if-changed=build.rs");
      let own = std::env::current_exe().unwrap();
      println!("cargo:rustc-env=SAID={}", own.canonicalize().unwrap() == own && own.is_file());
    `, '', dependsOn('core_lib')),
    'app/src/main.rs': 'fn main() { println!("{} {}", env!("SAID"), core_lib::say()); }\n',
  }),
  naive: 'untested',
  compiles: [],
  isOfLayout: true,
});
