import { manifest } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import { useLocalRegistry } from '../../rig/local-registry.ts';

const { cargoHome } = useLocalRegistry({
  probe: {
    files: {
      'Cargo.toml': manifest('probe'),
      'build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rustc-env=WORD={}", std::env::var("PROBED").unwrap_or_default()); }\n',
      'src/lib.rs': 'pub const WORD: &str = env!("WORD");\n',
    },
  },
  bundled: {
    builds: ['probe'],
    files: {
      'Cargo.toml': manifest('bundled', '[build-dependencies]\nprobe = "0.1"\n').replace('edition', 'links = "bundled"\nedition'),
      'build.rs': `fn main() {
        let out = std::env::var("OUT_DIR").unwrap();
        let before = std::fs::read_dir(&out).unwrap().count();
        std::fs::write(format!("{out}/{before}.o"), probe::WORD).unwrap();
        println!("cargo:rerun-if-changed=build.rs");
        println!("cargo:root={out}");
      }\n`,
      'src/lib.rs': '',
    },
  },
});

// Cargo runs anew what stands on a script that is observed. One that compiles takes minutes, and this one makes more than there was.
testHazard('the script of a registry package that compiles, above one that is observed', {
  files: {
    'Cargo.toml': manifest('app', '[dependencies]\nbundled = "0.1"\n'),
    'build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs"); println!("cargo:rustc-env=MADE={}", std::fs::read_dir(std::env::var("DEP_BUNDLED_ROOT").unwrap()).unwrap().count()); }\n',
    'src/main.rs': 'fn main() { println!("{}", env!("MADE")); }\n',
  },
  env: { CARGO_HOME: cargoHome },
  naive: 'untested',
  compiles: [],
  isOfLayout: true,
});
