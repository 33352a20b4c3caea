//! The lines of a log: fields between tabs. `src/engine/observer/read-log.ts` reads them.
use crate::caller::{self, Caller};
use crate::hook::Outcome;
use crate::libc::{errno, Int, List, Text, EFAULT};
use crate::log::{self, Part};
use crate::path::Path;
use crate::sys;

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Read,
    List,
    Look,
    Link,
    Write,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Read => "R",
            Kind::List => "L",
            Kind::Look => "S",
            Kind::Link => "K",
            Kind::Write => "W",
        }
    }
}

const TAB: Part = Part::Word("\t");

/// `kind`, who, which process, then the fields, which bring their tabs. Of what the compiler does itself only refusals and
/// what it loads are written down: what it reads is in its own dep-info.
unsafe fn line<const N: usize>(kind: &str, by: usize, fields: [Part; N]) {
    if !log::is_on() {
        return;
    }
    let (mark, library): (&str, &[u8]) = match caller::of(by) {
        Caller::Program => ("-", b""),
        Caller::Compiler if kind == "D" || kind == "O" => ("-", b""),
        Caller::Compiler => return,
        Caller::Macro(library) => ("m:", library),
        Caller::Unknown => ("?", b""),
    };
    let mut parts = [const { TAB }; 20];
    let head = [Part::Word(kind), TAB, Part::Word(mark), Part::Text(library), TAB, Part::Number(sys::pid())];
    let mut count = 0;
    for part in head.into_iter().chain(fields) {
        if let Some(place) = parts.get_mut(count) {
            *place = part;
            count += 1;
        }
    }
    log::write(&parts[..count]);
}

/// Whether anything would be written: spares work.
pub unsafe fn matters(by: usize) -> bool {
    log::is_on() && !matches!(caller::of(by), Caller::Compiler)
}

/// What a call that is over asked of a path. Leaves `errno` as it is: no function of libc is called from here.
pub unsafe fn path<R: Outcome>(kind: Kind, by: usize, result: R, at: (Int, Text), call: &str) {
    if !matters(by) {
        return;
    }
    let error = if result.failed() { errno() } else { 0 };
    // The path itself may have been no memory.
    if error != EFAULT {
        path_with(kind, by, error, at, call);
    }
}

pub unsafe fn path_with(kind: Kind, by: usize, error: Int, at: (Int, Text), call: &str) {
    let mut absolute = Path::new();
    absolute.push_absolute(at);
    line(kind.word(), by, [TAB, Part::Number(error as i64), TAB, Part::Text(absolute.get()), TAB, Part::Word(call)]);
}

pub unsafe fn denied(by: usize, path: &[u8], call: &str) {
    line("D", by, [TAB, Part::Text(path), TAB, Part::Word(call)]);
}

pub unsafe fn variable(by: usize, name: &[u8], value: Option<&[u8]>) {
    let mark = if value.is_some() { "=" } else { "-" };
    line("V", by, [TAB, Part::Text(name), TAB, Part::Word(mark), Part::Text(value.unwrap_or(b""))]);
}

pub unsafe fn run(by: usize, number: i64, program: &[u8], arguments: List) {
    line("X", by, [TAB, Part::Number(number), TAB, Part::Text(program), Part::Texts(arguments)]);
}

/// A program that was not started after all.
pub unsafe fn not_run(by: usize, number: i64, error: Int, call: &str) {
    line("F", by, [TAB, Part::Number(number), TAB, Part::Number(error as i64), TAB, Part::Word(call)]);
}

pub unsafe fn load(by: usize, path: &[u8]) {
    line("O", by, [TAB, Part::Text(path)]);
}

pub unsafe fn network(by: usize, address: &[u8]) {
    line("N", by, [TAB, Part::Text(address)]);
}

pub unsafe fn time(by: usize, call: &str) {
    line("T", by, [TAB, Part::Word(call)]);
}

/// What this process is: its own line of its file.
pub unsafe fn process(parent: &[u8], executable: &[u8], out_dir: &[u8], arguments: List) {
    let mut cwd = Path::new();
    cwd.push_absolute((crate::libc::AT_CWD, core::ptr::null()));
    log::write(&[
        Part::Word("P\t"), Part::Number(sys::pid()), TAB, Part::Number(sys::parent_pid()), TAB, Part::Text(parent), TAB,
        Part::Text(executable), TAB, Part::Text(cwd.get()), TAB, Part::Text(out_dir), Part::Texts(arguments),
    ]);
}
