//! Which unit a call of the compiler is for, by its arguments.
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

pub struct Unit {
    pub name: String,
    pub hash: String,
    pub out_dir: PathBuf,
}

/// Arguments that were too long for a command line stand in a file, one a line.
pub fn spread(arguments: &[OsString]) -> Vec<OsString> {
    let spread_one = |argument: &OsString| match argument.as_bytes().strip_prefix(b"@") {
        Some(path) => match std::fs::read(OsStr::from_bytes(path)) {
            Ok(text) => text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(|line| OsString::from_vec(line.to_vec())).collect(),
            Err(_) => vec![argument.clone()],
        },
        None => vec![argument.clone()],
    };
    arguments.iter().flat_map(spread_one).collect()
}

/// The values of `--name VALUE` and `--name=VALUE`.
fn values<'a>(arguments: &'a [OsString], name: &str) -> Vec<&'a str> {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let after = |index: usize| texts.get(index + 1).copied();
    let value = |(index, text): (usize, &&'a str)| match text.strip_prefix(name) {
        Some("") => after(index),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    };
    texts.iter().enumerate().filter_map(value).collect()
}

/// The value of `-C name=VALUE`, in one word or two.
fn codegen<'a>(arguments: &'a [OsString], name: &str) -> Option<&'a str> {
    let joined = arguments.iter().filter_map(|argument| argument.to_str()?.strip_prefix("-C")).filter(|rest| !rest.is_empty());
    let mut all: Vec<&str> = values(arguments, "-C");
    all.extend(joined);
    all.into_iter().find_map(|option| option.strip_prefix(name)?.strip_prefix('='))
}

fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

impl Unit {
    /// `None` for questions to the compiler, which make nothing.
    pub fn of(arguments: &[OsString], gate: &Path) -> Option<Unit> {
        let asks = |argument: &OsString| argument.to_str().is_some_and(|text| text.starts_with("--print") || matches!(text, "-vV" | "-V" | "--version"));
        let name = values(arguments, "--crate-name").first().map(|name| name.to_string())?;
        if name == "___" || arguments.iter().any(asks) {
            return None;
        }
        let out_dir = PathBuf::from(values(arguments, "--out-dir").first().copied().unwrap_or("."));
        let hash = Unit::hash_of(arguments, &name, &out_dir, gate);
        Some(Unit { name, hash, out_dir })
    }

    /// In the layout of a directory a unit, that directory: `build/PACKAGE/HASH/out`. Else what is put behind the names of
    /// files; where nothing is, as with a cdylib, the unit whose kept files have names without it. At last cargo's other
    /// hash, which names no unit, so that what is refused has a name.
    fn hash_of(arguments: &[OsString], name: &str, out_dir: &Path, gate: &Path) -> String {
        let directory = out_dir.parent().and_then(|unit| unit.file_name()?.to_str()).filter(|unit| is_hash(unit));
        if let Some(hash) = directory.filter(|_| out_dir.ends_with("out")) {
            return hash.to_owned();
        }
        let behind = codegen(arguments, "extra-filename").map(|text| text.trim_start_matches('-'));
        if let Some(hash) = behind.filter(|text| is_hash(text)) {
            return hash.to_owned();
        }
        let bare = format!("{name}.d");
        let kept = std::fs::read_dir(gate.join("kept")).into_iter().flatten().flatten();
        let mut units = kept.filter(|unit| unit.path().join(&bare).exists()).filter_map(|unit| unit.file_name().into_string().ok());
        match (units.next(), units.next()) {
            (Some(hash), None) => hash,
            _ => codegen(arguments, "metadata").unwrap_or("-").to_owned(),
        }
    }

    pub fn is_chosen(&self, gate: &Path) -> bool {
        let chosen = std::fs::read_to_string(gate.join("chosen")).unwrap_or_default();
        chosen.lines().any(|line| line == self.hash)
    }
}
