//! Expands the macros of a unit, and does nothing else of what the compiler was called for.
use crate::unit::Unit;
use crate::{unobserved, Invocation};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Error, Result, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

/// Options that say what is to be made and where, or how to speak to cargo: each takes a value.
const LEFT_OUT: [&str; 5] = ["--emit", "--out-dir", "--error-format", "--json", "-o"];
/// The same of `-C`; all these too but `save-temps` take a value.
const LEFT_OUT_OF_CODEGEN: [&str; 3] = ["incremental", "save-temps", "extra-filename"];

fn names(option: &str, name: &str) -> bool {
    option.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

/// What is kept of the arguments that cargo gave.
fn to_expand(arguments: &[OsString]) -> Vec<OsString> {
    let mut kept = Vec::new();
    let mut rest = arguments.iter().peekable();
    while let Some(argument) = rest.next() {
        let text = argument.to_str().unwrap_or("");
        if let Some(name) = LEFT_OUT.iter().find(|name| names(text, name)) {
            if text == *name {
                rest.next();
            }
            continue;
        }
        let option = match text.strip_prefix("-C") {
            Some("") => rest.peek().and_then(|next| next.to_str()),
            joined => joined,
        };
        if option.is_some_and(|option| LEFT_OUT_OF_CODEGEN.iter().any(|name| names(option, name))) {
            if text == "-C" {
                rest.next();
            }
            continue;
        }
        kept.push(argument.clone());
    }
    kept
}

/// `cwd`, `KEY=VALUE`…, nothing, then the program and its arguments; a NUL behind each.
fn describe(command: &Command) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut put = |item: &OsStr| {
        text.extend_from_slice(item.as_bytes());
        text.push(0);
    };
    put(std::env::current_dir()?.as_os_str());
    for (name, value) in std::env::vars_os() {
        if name == "LD_PRELOAD" || name.to_string_lossy().starts_with("CARGO_SHARE_") {
            continue;
        }
        let mut entry = name;
        entry.push("=");
        entry.push(value);
        put(&entry);
    }
    put(OsStr::new(""));
    put(command.get_program());
    command.get_args().for_each(put);
    Ok(text)
}

fn observed(command: &mut Command, unit: &Unit) -> Result<()> {
    let variable = |name: &str| std::env::var_os(name).ok_or_else(|| Error::other(format!("{name} is not set")));
    let logs = Path::new(&variable("CARGO_SHARE_OBSERVE_LOG")?).join(format!("expand-{}", unit.hash));
    std::fs::create_dir_all(&logs)?;
    command.env("LD_PRELOAD", variable("CARGO_SHARE_OBSERVER")?).env("CARGO_SHARE_OBSERVE_LOG", logs).env("RUSTC_BOOTSTRAP", "1");
    if let Some(writable) = std::env::var_os("CARGO_SHARE_OBSERVE_WRITABLE") {
        command.env("CARGO_SHARE_OBSERVE_WRITABLE", writable);
    }
    Ok(())
}

/// Whether the compiler said that it went well. A compiler that cannot print an expansion is asked for the list of a unit's
/// files, for which it expands the macros as well.
pub fn expand(gate: &Path, unit: &Unit, invocation: &Invocation) -> Result<bool> {
    let directory = gate.join("expanded");
    std::fs::create_dir_all(&directory)?;
    let file = |kind: &str| directory.join(format!("{}.{kind}", unit.hash));
    // For those that compile it once more, to see whether the same comes of it.
    let mut whole = unobserved(&invocation.programs);
    whole.args(&invocation.arguments);
    std::fs::write(file("invoked"), describe(&whole)?)?;
    let arguments = to_expand(&invocation.arguments);
    let run = |last: &[&OsStr]| -> Result<ExitStatus> {
        let mut command = unobserved(&invocation.programs);
        command.args(&arguments).args(last);
        std::fs::write(file("command"), describe(&command)?)?;
        observed(&mut command, unit)?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(file("stderr"))?).status()
    };
    let mut status = run(&[OsStr::new("-Zunpretty=expanded"), OsStr::new("-o"), file("rs").as_os_str()])?;
    if !status.success() && invocation.programs.len() > 1 {
        let mut emit = OsString::from("--emit=dep-info=");
        emit.push(file("d"));
        status = run(&[&emit])?;
    }
    // A compiler that was killed has no code.
    let code = status.code().map_or("signal".to_owned(), |code| code.to_string());
    File::create(file("code"))?.write_all(format!("{code}\n").as_bytes())?;
    Ok(status.success())
}
