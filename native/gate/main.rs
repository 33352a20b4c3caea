//! The gate: cargo's `RUSTC_WRAPPER` while macros are observed. `gate [WORKSPACE-WRAPPER] RUSTC ARGUMENT…`
//!
//! Nothing is compiled: of the units that were chosen the macros are expanded, under the observer; and in place of what
//! the compiler would make, what it made before is put back. Any other unit ends the build.
//!
//! `CARGO_SHARE_GATE=DIR`      holds `chosen` (a line for each UNIT) and `kept/UNIT/FILE…`; gets `refused` and `expanded/UNIT.*`
//! `CARGO_SHARE_OBSERVER`      the observer's library
//! `CARGO_SHARE_OBSERVE_LOG`   the directory of its logs: an expansion's go to `expand-UNIT` in it
mod expand;
mod kept;
mod unit;

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use unit::Unit;

/// The compiler with what stands before it, and its arguments.
struct Invocation {
    programs: Vec<OsString>,
    arguments: Vec<OsString>,
}

/// A program in front of the compiler shows by what follows: no argument of a compiler that cargo gives first is a name.
fn invocation() -> Option<Invocation> {
    let given: Vec<OsString> = std::env::args_os().skip(1).collect();
    let is_program = |word: &OsString| !word.to_string_lossy().starts_with(['-', '@']);
    let programs = given.iter().take(2).take_while(|word| is_program(word)).count();
    let (programs, arguments) = given.split_at(programs);
    (!programs.is_empty()).then(|| Invocation { programs: programs.to_vec(), arguments: unit::spread(arguments) })
}

/// Without the observer, which is in cargo's environment for the build scripts.
fn unobserved(programs: &[OsString]) -> Command {
    let mut command = Command::new(&programs[0]);
    command.args(&programs[1..]);
    for (name, _) in std::env::vars_os() {
        let own = name.to_string_lossy().starts_with("CARGO_SHARE_");
        if own || name == "LD_PRELOAD" {
            command.env_remove(&name);
        }
    }
    command
}

fn refuse(gate: &Path, why: &str, unit: &Unit) -> ExitCode {
    let line = format!("{why} {} {}\n", unit.name, unit.hash);
    let file = std::fs::File::options().append(true).create(true).open(gate.join("refused"));
    let written = file.and_then(|mut file| file.write_all(line.as_bytes()));
    eprint!("cargo-share: not to be compiled: {line}");
    if let Err(error) = written {
        eprintln!("cargo-share: {error}");
    }
    ExitCode::FAILURE
}

/// What a build script starts has its log in the directory of the run.
fn is_of_a_script() -> bool {
    let log = std::env::var_os("CARGO_SHARE_OBSERVE_LOG").map(PathBuf::from);
    log.as_deref().and_then(Path::file_name).is_some_and(|name| name.to_string_lossy().starts_with("run-"))
}

fn main() -> ExitCode {
    let Some(invocation) = invocation() else {
        eprintln!("cargo-share: no compiler given");
        return ExitCode::FAILURE;
    };
    // A build script tries the compiler out, through the wrapper that cargo names to it.
    if is_of_a_script() {
        let error = Command::new(&invocation.programs[0]).args(&invocation.programs[1..]).args(&invocation.arguments).exec();
        eprintln!("cargo-share: {error}");
        return ExitCode::FAILURE;
    }
    let Some(gate) = std::env::var_os("CARGO_SHARE_GATE").map(PathBuf::from) else {
        eprintln!("cargo-share: CARGO_SHARE_GATE is not set");
        return ExitCode::FAILURE;
    };
    let Some(unit) = Unit::of(&invocation.arguments, &gate) else {
        let error = unobserved(&invocation.programs).args(&invocation.arguments).exec();
        eprintln!("cargo-share: {error}");
        return ExitCode::FAILURE;
    };
    let chosen = unit.is_chosen(&gate);
    if !kept::is_kept(&gate, &unit) {
        return refuse(&gate, if chosen { "not-kept" } else { "unknown" }, &unit);
    }
    if chosen {
        match expand::expand(&gate, &unit, &invocation) {
            Ok(true) => {}
            Ok(false) => return ExitCode::FAILURE,
            Err(error) => {
                eprintln!("cargo-share: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    match kept::put_back(&gate, &unit) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cargo-share: {error}");
            ExitCode::FAILURE
        }
    }
}
