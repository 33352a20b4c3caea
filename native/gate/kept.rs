//! What the compiler made of a unit before: put where it would put it now.
use crate::unit::Unit;
use std::path::{Path, PathBuf};

fn directory(gate: &Path, unit: &Unit) -> PathBuf {
    gate.join("kept").join(&unit.hash)
}

pub fn is_kept(gate: &Path, unit: &Unit) -> bool {
    directory(gate, unit).is_dir()
}

/// By hard link where it can be. Not the two kinds that others change in place: the compiler writes into a `.d` that is
/// there, and cargo sets the time of an `.rmeta`.
pub fn put_back(gate: &Path, unit: &Unit) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory(gate, unit))? {
        let from = entry?.path();
        let Some(name) = from.file_name() else { continue };
        let to = unit.out_dir.join(name);
        match std::fs::remove_file(&to) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let changed_in_place = from.extension().is_some_and(|kind| kind == "d" || kind == "rmeta");
        if changed_in_place || std::fs::hard_link(&from, &to).is_err() {
            std::fs::copy(&from, &to)?;
        }
    }
    Ok(())
}
