import { appAndLibrary, dependsOn, manifest, withBuildScript, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';

/** As `rustix` does it: nothing of libc is called. */
const READ = `
  fn call(number: usize, arguments: [usize; 3]) -> isize {
    let result: isize;
    unsafe {
      std::arch::asm!("syscall", inlateout("rax") number as isize => result, in("rdi") arguments[0], in("rsi") arguments[1],
        in("rdx") arguments[2], in("r10") 0, lateout("rcx") _, lateout("r11") _);
    }
    result
  }
  fn read(path: &std::ffi::CStr) -> String {
    let mut text = [0u8; 64];
    let file = call(257, [-100isize as usize, path.as_ptr() as usize, 0]);
    let length = call(0, [file as usize, text.as_mut_ptr() as usize, 64]);
    String::from_utf8_lossy(&text[..length.max(0) as usize]).trim().to_string()
  }
`;

if (process.arch === 'x64') {
  testHazard('a build script reads a file by system calls of its own, in a thread', {
    files: appAndLibrary({
      ...withBuildScript('core_lib', `
        ${READ}
        println!("cargo:rerun-if-changed=build.rs");
        println!("cargo:rustc-env=SAID={}", std::thread::spawn(|| read(c"../words/one.txt")).join().unwrap());
      `),
      'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { env!("SAID") }\n',
      'words/one.txt': 'one',
    }),
    beforeWarm: (b) => b.writeOld('words/one.txt', 'of b'),
    naive: 'wrong',
    compiles: ['app', 'core_lib'],
    refused: { 'observed-differs': ['core_lib'] },
  });

  testHazard('a macro reads a file by system calls of its own', {
    files: appAndLibrary({
      'Cargo.toml': workspace(['app', 'core_lib', 'reads']),
      'core_lib/Cargo.toml': manifest('core_lib', dependsOn('reads')),
      'core_lib/src/lib.rs': 'pub fn say() -> &\'static str { reads::words!() }\n',
      'reads/Cargo.toml': manifest('reads', '[lib]\nproc-macro = true\n'),
      'reads/src/lib.rs': `${READ}
        #[proc_macro]
        pub fn words(_: proc_macro::TokenStream) -> proc_macro::TokenStream { format!("{:?}", read(c"words/one.txt")).parse().unwrap() }
      `,
      'words/one.txt': 'one',
    }),
    beforeWarm: (b) => b.writeOld('words/one.txt', 'of b'),
    naive: 'wrong',
    compiles: ['app', 'core_lib'],
    refused: { 'observed-differs': ['core_lib'] },
  });
}
