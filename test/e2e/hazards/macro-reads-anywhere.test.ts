import { appAndLibrary, manifest, workspace } from '../../rig/crate.ts';
import { testHazard } from '../../rig/hazard.ts';
import type { Files } from '../../rig/rig.ts';

/** `core_lib` says what a macro reads: its body is `read`, an expression of type String over `input`, a string literal's text. */
function macroThatReads(read: string, files: Files, invocation = ''): Files {
  return appAndLibrary({
    'Cargo.toml': workspace(['app', 'core_lib', 'listing']),
    'core_lib/Cargo.toml': manifest('core_lib', '[dependencies]\nlisting = { path = "../listing" }\n'),
    'core_lib/src/lib.rs': `pub fn say() -> String { listing::items!(${invocation}).to_string() }\n`,
    'listing/Cargo.toml': manifest('listing', '[lib]\nproc-macro = true\n'),
    'listing/src/lib.rs': `
      #[proc_macro]
      pub fn items(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
        let input = input.to_string().trim_matches('"').to_string();
        let _ = &input;
        let said: String = ${read};
        format!("{:?}", said).parse().unwrap()
      }
    `,
    'README.md': 'one\n',
    ...files,
  });
}

const wrong = { naive: 'wrong', compiles: ['app', 'core_lib'] } as const;
const shared = { naive: 'untested', compiles: [] } as const;
const readLiteral = (path: string): string => `std::fs::read_to_string(${JSON.stringify(path)}).unwrap_or_default()`;
const readInput = 'std::fs::read_to_string(&input).unwrap_or_default()';

const outside = macroThatReads(readLiteral('assets/one.txt'), { 'assets/one.txt': 'one' });
testHazard('a macro reads a file outside its package that differs here', {
  files: outside,
  beforeWarm: (b) => b.writeOld('assets/one.txt', 'of b'),
  ...wrong,
  refused: { 'observed-differs': ['core_lib'] },
});
testHazard('a macro reads a file outside its package, and another one differs here', {
  files: outside,
  beforeWarm: (b) => b.write('README.md', 'of b\n'),
  ...shared,
});
testHazard('a macro reads a file outside its package that was edited after the donor\'s build', {
  files: outside,
  async afterBuild(main) {
    main.writeOld('assets/one.txt', 'two');
    await main.commit('Two');
  },
  ...wrong,
  refused: { 'not-observed': ['core_lib'] },
});

testHazard('a macro\'s invocation names the file outside the package', {
  files: macroThatReads(readInput, { 'assets/one.txt': 'one' }, '"assets/one.txt"'),
  beforeWarm: (b) => b.writeOld('assets/one.txt', 'of b'),
  ...wrong,
});

testHazard('a macro\'s invocation leads above the package, and the macro lists directories', {
  files: macroThatReads(
    `std::fs::read_dir(format!("core_lib/{input}/{}", ["as", "sets"].concat())).unwrap().map(|e| std::fs::read_to_string(e.unwrap().path()).unwrap()).collect()`,
    { 'assets/one.txt': 'one' },
    '".."',
  ),
  beforeWarm: (b) => b.writeOld('assets/one.txt', 'of b'),
  ...wrong,
});
testHazard('words in invocations that lead above the package are no paths to a macro that lists none', {
  files: macroThatReads(readLiteral('assets/one.txt'), { 'assets/one.txt': 'one' }, '".."'),
  beforeWarm: (b) => b.write('README.md', 'of b\n'),
  ...shared,
});

testHazard('a macro reads a file that git ignores', {
  files: macroThatReads(readInput, { '.gitignore': 'target\n*.env\n', 'core_lib/local.env': 'one' }, '"core_lib/local.env"'),
  beforeWarm: (b) => b.writeOld('core_lib/local.env', 'of b'),
  ...wrong,
});

testHazard('a macro reads a file that is only here', {
  files: macroThatReads(readLiteral('assets/one.txt'), {}),
  beforeWarm: (b) => b.writeOld('assets/one.txt', 'of b'),
  ...wrong,
});

testHazard('a macro reads a .rs file that is not compiled and differs here', {
  files: macroThatReads(
    `std::fs::read_dir(std::env::args().last().map_or("core_lib/queries", |_| "core_lib/queries")).unwrap().map(|e| std::fs::read_to_string(e.unwrap().path()).unwrap()).collect()`,
    { 'core_lib/queries/one.rs': 'one' },
  ),
  beforeWarm: (b) => b.writeOld('core_lib/queries/one.rs', 'of b'),
  ...wrong,
});

testHazard('a macro looks through the whole worktree', {
  files: macroThatReads(
    `{
      let mut at = std::fs::canonicalize("Cargo.lock").unwrap().parent().unwrap().to_path_buf();
      at.extend(["as", "sets"].concat().split(' '));
      std::fs::read_dir(at).unwrap().map(|e| std::fs::read_to_string(e.unwrap().path()).unwrap()).collect()
    }`,
    { 'assets/one.txt': 'one' },
  ),
  beforeWarm: (b) => b.writeOld('assets/one.txt', 'of b'),
  ...wrong,
  refused: { 'observed-differs': ['core_lib'] },
});

testHazard('a file that a macro read is gone, in the donor and here', {
  files: macroThatReads(
    `std::fs::read_dir("core_lib/words").unwrap().map(|e| std::fs::read_to_string(e.unwrap().path()).unwrap()).collect()`,
    { 'core_lib/words/one.txt': 'one', 'core_lib/words/two.txt': 'two' },
  ),
  async afterBuild(main) {
    main.remove('core_lib/words/two.txt');
    await main.commit('One is enough');
  },
  ...wrong,
  refused: { 'not-observed': ['core_lib'] },
});
