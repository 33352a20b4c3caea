import { dependsOn, manifest } from '../../test/rig/crate.ts';
import type { Files } from '../../test/rig/rig.ts';

/** What one function of the library takes. */
const LINES = 59;

/** A library of about so many lines (types, generics, formatting, a macro of its own), and a program that uses it. */
export function generated(lines: number): Files {
  const modules = Math.max(1, Math.round(lines / (LINES * PER_MODULE)));
  const files: Record<string, string> = {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["app", "big"]\n',
    'big/Cargo.toml': manifest('big'),
    'big/src/lib.rs': Array.from({ length: modules }, (_, at) => `pub mod m${at};\n`).join(''),
    'app/Cargo.toml': manifest('app', dependsOn('big')),
    'app/src/main.rs': 'fn main() { println!("{:?}", big::m0::work0(&[1, 2, 3])); }\n',
  };
  for (let at = 0; at < modules; at += 1) files[`big/src/m${at}.rs`] = HEAD + Array.from({ length: PER_MODULE }, (_, n) => functionText(n)).join('');
  return files;
}

/** The file whose first function the bench edits, and the head of that function. */
export const EDITED = { file: 'big/src/m0.rs', head: 'pub fn work0(input: &[u32]) -> Result<u64, String> {' };

const PER_MODULE = 12;
const HEAD = 'use std::collections::BTreeMap;\nuse std::fmt::Debug;\n';

function functionText(n: number): string {
  return `
#[derive(Debug, Clone, PartialEq)]
pub enum Kind${n} {
    None,
    One(u64),
    Many(Vec<u64>),
    Named { name: String, value: i64 },
}

pub struct State${n}<T> {
    items: BTreeMap<String, T>,
    kind: Kind${n},
    count: usize,
}

impl<T: Clone + Debug> State${n}<T> {
    pub fn new() -> Self {
        State${n} { items: BTreeMap::new(), kind: Kind${n}::None, count: 0 }
    }

    pub fn add(&mut self, name: &str, item: T) -> Option<T> {
        self.count += 1;
        self.kind = match &self.kind {
            Kind${n}::None => Kind${n}::One(self.count as u64),
            Kind${n}::One(n) => Kind${n}::Many(vec![*n, self.count as u64]),
            Kind${n}::Many(all) => {
                let mut all = all.clone();
                all.push(self.count as u64);
                if all.len() > ${n + 3} {
                    Kind${n}::Named { name: name.to_string(), value: all.iter().map(|n| *n as i64).sum() }
                } else {
                    Kind${n}::Many(all)
                }
            }
            Kind${n}::Named { name, value } => Kind${n}::Named { name: format!("{name}-{value}"), value: value + ${n} },
        };
        self.items.insert(name.to_string(), item)
    }

    pub fn describe(&self) -> String {
        self.items.iter().map(|(name, item)| format!("{name}={item:?};")).collect()
    }
}

pub fn work${n}(input: &[u32]) -> Result<u64, String> {
    let mut state = State${n}::<u32>::new();
    for (index, value) in input.iter().enumerate() {
        if *value == ${n * 7 + 1} {
            return Err(format!("bad value {value} at {index} in {}", file!()));
        }
        state.add(&format!("key{}", index % ${(n % 5) + 2}), value.wrapping_mul(${n + 3}));
    }
    let text = state.describe();
    Ok(text.bytes().map(u64::from).fold(0u64, |a, b| a.wrapping_mul(31).wrapping_add(b)))
}
`;
}
