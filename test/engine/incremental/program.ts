import { manifest, workspace, dependsOn } from '../../rig/crate.ts';

/** A function of a module, as its edits have left it. */
interface Fn {
  readonly id: number;
  /** From 3 on: the program calls the function with 1 and 2, and panics where it is called with this. */
  readonly constant: number;
  readonly parameters: number;
  /** Lines of comment above, which move all that follows. */
  readonly comments: number;
}

/** A small workspace: a library, a macro, and a program that prints what both do. */
export interface Program {
  readonly modules: readonly { readonly id: number; readonly functions: readonly Fn[]; readonly macro: number }[];
  readonly data: number;
  readonly derived: number;
  /** What a default method of a trait, a constant that lengths of arrays and patterns are made of, and an inlined function say. */
  readonly said: { readonly trait: number; readonly length: number; readonly inline: number };
  readonly unchecked: boolean;
  readonly lines: number;
  readonly next: number;
}

export type Random = (below: number) => number;

/** Reproducible: a linear congruential generator. */
export function randomOf(seed: number): Random {
  let state = BigInt(seed) * 2n + 1n;
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number((state >> 33n) % BigInt(below));
  };
}

export const FIRST: Program = {
  modules: [0, 1, 2].map((id) => ({ id, macro: id, functions: [0, 1].map((n) => ({ id: id * 2 + n, constant: 3 + n, parameters: 0, comments: 0 })) })),
  data: 0,
  derived: 1,
  said: { trait: 1, length: 2, inline: 1 },
  unchecked: false,
  lines: 0,
  next: 6,
};

/**
 * What people do to a crate. `macro` is the macro's crate itself, `invocation` a use of `macro_rules`, `deletion` that of a
 * file, `flags` a setting of the profile, `program` an edit of what stands on all else alone.
 */
export const EDITS = ['body', 'function', 'signature', 'comment', 'removal', 'invocation', 'macro', 'file', 'deletion', 'data', 'trait', 'length', 'inline', 'flags', 'program'] as const;
export type EditKind = (typeof EDITS)[number];

export function edit(program: Program, kind: EditKind, random: Random): Program {
  const place = random(program.modules.length);
  const one = <T>(items: readonly T[], index: number, change: (item: T) => T): T[] => items.map((item, at) => (at === index ? change(item) : item));
  const inModule = (change: (module: Program['modules'][number]) => Program['modules'][number]): Program => ({ ...program, modules: one(program.modules, place, change) });
  const inFunction = (change: (fn: Fn) => Fn): Program => inModule((module) => ({ ...module, functions: one(module.functions, random(module.functions.length), change) }));
  const fresh = (): Fn => ({ id: program.next, constant: 3 + random(90), parameters: random(2), comments: random(3) });
  switch (kind) {
    case 'body':
      return inFunction((fn) => ({ ...fn, constant: fn.constant + 1 + random(50) }));
    case 'comment':
      return inFunction((fn) => ({ ...fn, comments: (fn.comments + 1) % 5 }));
    case 'signature':
      return inFunction((fn) => ({ ...fn, parameters: (fn.parameters + 1) % 4 }));
    case 'function':
      return { ...inModule((module) => ({ ...module, functions: [...module.functions.slice(0, 1), fresh(), ...module.functions.slice(1)] })), next: program.next + 1 };
    case 'removal':
      return inModule((module) => ({ ...module, functions: module.functions.length > 1 ? module.functions.slice(1) : module.functions }));
    case 'invocation':
      return inModule((module) => ({ ...module, macro: module.macro + 1 }));
    case 'macro':
      return { ...program, derived: program.derived + 1 };
    case 'file':
      return { ...program, modules: [...program.modules, { id: program.next, macro: 1, functions: [fresh()] }], next: program.next + 1 };
    case 'deletion':
      return { ...program, modules: program.modules.length > 1 ? program.modules.filter((_, at) => at !== place) : program.modules };
    case 'data':
      return { ...program, data: program.data + 1 };
    case 'trait':
    case 'length':
    case 'inline':
      return { ...program, said: { ...program.said, [kind]: program.said[kind] + 1 + random(3) } };
    case 'program':
      return { ...program, lines: program.lines + 1 };
    case 'flags':
      return { ...program, unchecked: !program.unchecked };
  }
}

/** The files of a workspace with this program. */
export function filesOf(program: Program): Record<string, string> {
  const modules = Object.fromEntries(program.modules.map((module) => [`low/src/part${module.id}.rs`, moduleText(module)]));
  return {
    ...modules,
    'Cargo.toml': workspace(['app', 'low', 'mac'], program.unchecked ? '[profile.dev]\noverflow-checks = false\n' : ''),
    'mac/Cargo.toml': manifest('mac', '[lib]\nproc-macro = true\n'),
    'mac/src/lib.rs': `use proc_macro::TokenStream;
#[proc_macro]
pub fn number(_: TokenStream) -> TokenStream { "${program.derived}u32".parse().unwrap() }
#[proc_macro_derive(Told)]
pub fn told(_: TokenStream) -> TokenStream { r#"impl Told for Kept { fn told(&self) -> String { format!("{} ${program.derived} {}", self.0, line!()) } }"#.parse().unwrap() }
`,
    'low/Cargo.toml': manifest('low', dependsOn('mac')),
    'low/data.txt': `data ${program.data}\n`,
    'low/src/lib.rs': `${program.modules.map(({ id }) => `pub mod part${id};\n`).join('')}
pub trait Told {
    fn told(&self) -> String;
    fn twice(&self) -> String { format!("{} ${program.said.trait} {}", self.told(), self.told()) }
}
pub const LENGTH: usize = ${program.said.length};
#[inline]
pub fn inlined(x: u32) -> u32 { x.rotate_left(${program.said.inline}) }
#[derive(mac::Told)]
pub struct Kept(pub u32);
pub const DATA: &str = include_str!("../data.txt");
pub const NAME: &str = concat!(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
#[track_caller]
pub fn here() -> u32 { std::panic::Location::caller().line() }
`,
    'app/Cargo.toml': manifest('app', dependsOn('low', 'mac')),
    'app/src/main.rs': mainText(program),
  };
}

function moduleText({ functions, macro }: Program['modules'][number]): string {
  const head = `use std::fmt::Debug;\nmacro_rules! plus { ($e:expr) => { $e.wrapping_add(${macro}) } }\n`;
  return head + functions.map(functionText).join('');
}

function functionText({ id, constant, parameters, comments }: Fn): string {
  const names = Array.from({ length: parameters }, (_, index) => `p${index}`);
  return `${'// moved\n'.repeat(comments)}
pub fn f${id}(x: u32${names.map((name) => `, ${name}: u32`).join('')}) -> u32 {
    let all: Vec<u32> = (0..x).map(|i| i.wrapping_mul(${constant})).collect();
    let parts = [x; crate::LENGTH];
    plus!(crate::inlined(all.iter().chain(&parts).sum::<u32>()))${names.map((name) => `.wrapping_add(${name})`).join('')}
}
pub fn g${id}<T: Debug + Clone>(item: T, n: u32) -> String {
    assert!(n != ${constant}, "{item:?} is bad");
    let twice = vec![item.clone(), item];
    format!("{twice:?} ${constant} {}:{} {}", file!(), line!(), crate::here())
}
`;
}

function mainText({ modules, lines }: Program): string {
  const calls = modules.flatMap(({ id, functions }) =>
    functions.map((fn) => {
      const more = Array.from({ length: fn.parameters }, (_, index) => `, ${index}`).join('');
      return `    println!("{} {} {}", low::part${id}::f${fn.id}(5${more}), low::part${id}::g${fn.id}("text", 1), low::part${id}::g${fn.id}(vec![1u8], 2));
    let _ = std::panic::catch_unwind(|| low::part${id}::g${fn.id}(0.5f32, ${fn.constant}));\n`;
    }),
  );
  return `use low::Told;
fn main() {
    std::panic::set_hook(Box::new(|info| println!("{info}")));
    println!("{} {} {} {} {} {}", low::DATA, low::NAME, mac::number!(), low::Kept(1).told(), low::Kept(2).twice(), low::inlined(7));
    println!("{}", match 4usize { low::LENGTH => "equal", _ => "other" });
${calls.join('')}${'    println!("more");\n'.repeat(lines)}}
`;
}
