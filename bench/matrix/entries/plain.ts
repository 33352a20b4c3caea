import { app, committed, type MatrixEntry } from '../entry.ts';

/** A macro that reads nothing but what it is applied to: what a unit with it costs must be nothing. */
function plain(crate: string, uses: string, code: (word: string) => string): MatrixEntry {
  return {
    crate,
    runs: 'macro',
    files: app({ uses, main: code('one') }),
    changes: [committed('the source', { 'src/main.rs': `${code('changed')}\n` })],
  };
}

export const PLAIN: readonly MatrixEntry[] = [
  plain('serde_derive', 'serde = "1"\nserde_derive = "=1.0.229"\nserde_json = "1"', (word) => `
#[derive(serde_derive::Serialize)]
struct Said { word: &'static str }
fn main() { println!("{}", serde_json::to_string(&Said { word: "${word}" }).unwrap()); }`),
  plain('thiserror', 'thiserror = "=2.0.21"', (word) => `
#[derive(Debug, thiserror::Error)]
#[error("said ${word}")]
struct Said;
fn main() { println!("{Said}"); }`),
  plain('strum', 'strum = { version = "=0.28.0", features = ["derive"] }', (word) => `
#[derive(strum::Display)]
enum Said { #[strum(to_string = "${word}")] Word }
fn main() { println!("{}", Said::Word); }`),
  plain('async-trait', 'async-trait = "=0.1.89"', (word) => `
#[async_trait::async_trait]
trait Say { async fn say(&self) -> &'static str; }
struct Said;
#[async_trait::async_trait]
impl Say for Said { async fn say(&self) -> &'static str { "${word}" } }
fn main() {
    let mut said = std::pin::pin!(Said.say());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    println!("{:?}", said.as_mut().poll(&mut context));
}
use std::future::Future;`),
  plain('bytemuck_derive', 'bytemuck = "1"\nbytemuck_derive = "=1.10.2"', (word) => `
#[derive(Clone, Copy, bytemuck_derive::Pod, bytemuck_derive::Zeroable)]
#[repr(C)]
struct Said { word: [u8; 4] }
fn main() { println!("{:?} ${word}", bytemuck::bytes_of(&Said { word: [1; 4] })); }`),
  plain('derive_more', 'derive_more = { version = "=2.1.1", features = ["display"] }', (word) => `
#[derive(derive_more::Display)]
#[display("said ${word}")]
struct Said;
fn main() { println!("{Said}"); }`),
  plain('tokio-macros', 'tokio = { version = "1", default-features = false, features = ["macros", "rt"] }\ntokio-macros = "=2.7.2"', (word) => `
#[tokio::main(flavor = "current_thread")]
async fn main() { println!("${word}"); }`),
];
