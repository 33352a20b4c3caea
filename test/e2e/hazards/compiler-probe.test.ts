import { appAndLibrary, manifest, withBuildScript } from '../../rig/crate.ts';
import { useGitPackages } from '../../rig/git-package.ts';
import { testHazard, type Hazard } from '../../rig/hazard.ts';

const { publish, cargoHome } = useGitPackages();

/** As eyre and heapless do: what the compiler made of the probe holds the path of its source, and stays in OUT_DIR. */
const PROBE = `
  println!("cargo:rerun-if-changed=build.rs");
  let out = std::env::var("OUT_DIR").unwrap();
  let source = out.clone() + "/probe.rs";
  std::fs::write(&source, "pub fn at<T: Copy>(v: &[T], i: usize) -> T { v[i] }").unwrap();
  let made = std::process::Command::new(std::env::var("RUSTC").unwrap())
    .args(["--crate-type=lib", "--emit=metadata", "--out-dir", &out, &source]).status().unwrap();
  assert!(made.success());
`;

function probing(name: string, o: { script?: string; library: string }): Pick<Hazard, 'files' | 'env'> {
  const url = publish(name, { ...withBuildScript('probing', `${PROBE}${o.script ?? ''}`), 'probing/src/lib.rs': o.library });
  const files = appAndLibrary({
    'core_lib/Cargo.toml': manifest('core_lib', `[dependencies]\nprobing = { git = "${url}" }\n`),
    'core_lib/src/lib.rs': 'pub fn say() -> String { probing::say() }\n',
  });
  return { files, env: { CARGO_HOME: cargoHome } };
}

testHazard('a dependency\'s script leaves a compiler\'s probe that holds a path, and nobody reads it', {
  ...probing('unread', { library: 'pub fn say() -> String { "said".into() }\n' }),
  naive: 'untested',
  compiles: [],
});

testHazard('a dependency\'s library reads what the compiler made of the probe', {
  ...probing('read', {
    library: `pub fn say() -> String {
      let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/libprobe.rmeta"));
      String::from_utf8_lossy(bytes).split("/a/").count().to_string()
    }\n`,
  }),
  naive: 'wrong',
  compiles: ['app', 'core_lib', 'probing'],
  refused: { 'script-path': ['probing'], 'dependency-refused': ['app', 'core_lib', 'probing'] },
});

testHazard('a dependency\'s script tells where the probe is', {
  ...probing('told', {
    script: 'println!("cargo:rustc-env=WHERE={out}");',
    library: `pub fn say() -> String { option_env!("WHERE").map_or(0, |_| 1).to_string() }\n`,
  }),
  naive: 'untested',
  compiles: ['app', 'core_lib', 'probing'],
  refused: { 'script-path': ['probing'], 'dependency-refused': ['app', 'core_lib', 'probing'] },
});
