//! Directories whose entries are read. `glob`, `nftw`, `fts_open` and their like walk inside libc, where no hook is: of
//! them the directory is told at which they begin, and the name of the call says that all below it may have been listed.
use crate::hook::Outcome;
use crate::libc::{bytes, Any, Int, List, Text, AT_CWD};
use crate::path::{without_slashes, Path};
use crate::record::{self, Kind};
use crate::{caller, deny, environment, log, sys};

/// Cargo has the dynamic linker of what it runs look into the directories where it builds (`fill_env` in its
/// `compilation.rs`, 1.95), and who looks for a library by its name, as clang-sys does, lists them too. They hold whatever
/// happens to be built by then. A compiler looks there for the crates that it is to use, and a script for what another one
/// has told it of.
unsafe fn is_for_linker(path: &Path) -> bool {
    let directory = without_slashes(path.get());
    let listed = environment::inherited(b"LD_LIBRARY_PATH").unwrap_or(b"");
    !caller::in_compiler() && deny::is_active() && listed.split(|byte| *byte == b':').any(|own| !own.is_empty() && without_slashes(own) == directory) && deny::is_writable(directory) && !environment::is_told_by_dependency(directory)
}

/// What is shown in the place of such a directory: one that stands below `CARGO_SHARE_OBSERVE_LISTED` by the same path, or
/// an empty one.
unsafe fn push_shown(asked: &Path, shown: &mut Path) -> bool {
    if let Some(below) = environment::inherited(environment::LISTED) {
        shown.push(below);
        shown.push(asked.get());
        if sys::access(shown.pointer(), 0) == 0 {
            return true;
        }
        shown.truncate(0);
    }
    log::push_empty_directory(shown)
}

hooks! {
    fn opendir(path: Text) -> Any = |by, real| {
        let mut asked = Path::new();
        asked.push_absolute((AT_CWD, path));
        let mut shown = Path::new();
        if is_for_linker(&asked) && push_shown(&asked, &mut shown) {
            let result: Any = real(shown.pointer() as Text);
            if !result.failed() {
                record::path(Kind::List, by, result, (AT_CWD, path), "opendir-other");
                return result;
            }
        }
        let result = real(path);
        record::path(Kind::List, by, result, (AT_CWD, path), "opendir");
        result
    }
}

watch! { List:
    fn fdopendir(fd: Int) -> Any, at fd, core::ptr::null();
    fn scandir(path: Text, list: Any, filter: Any, order: Any) -> Int, at AT_CWD, path;
    fn scandir64(path: Text, list: Any, filter: Any, order: Any) -> Int, at AT_CWD, path;
    fn scandirat(fd: Int, path: Text, list: Any, filter: Any, order: Any) -> Int, at fd, path;
    fn scandirat64(fd: Int, path: Text, list: Any, filter: Any, order: Any) -> Int, at fd, path;
    fn ftw(path: Text, each: Any, descriptors: Int) -> Int, at AT_CWD, path;
    fn ftw64(path: Text, each: Any, descriptors: Int) -> Int, at AT_CWD, path;
    fn nftw(path: Text, each: Any, descriptors: Int, flags: Int) -> Int, at AT_CWD, path;
    fn nftw64(path: Text, each: Any, descriptors: Int, flags: Int) -> Int, at AT_CWD, path;
}

/// The directory below which a pattern looks: up to the first part with a wildcard.
unsafe fn globbed(by: usize, pattern: Text, call: &str) {
    let pattern = bytes(pattern);
    let special = pattern.iter().position(|byte| b"*?[{~\\$`".contains(byte)).unwrap_or(pattern.len());
    let directory = pattern[..special].iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
    let mut path = Path::new();
    path.push(if directory == 0 { b"." } else { &pattern[..directory] });
    record::path_with(Kind::List, by, 0, (AT_CWD, path.pointer() as Text), call);
}

unsafe fn walked(by: usize, mut roots: List, call: &str) {
    while !(*roots).is_null() {
        record::path_with(Kind::List, by, 0, (AT_CWD, *roots), call);
        roots = roots.add(1);
    }
}

// Told before they begin: what they call of the program may never come back.
hooks! {
    fn glob(pattern: Text, flags: Int, error: Any, into: Any) -> Int = |by, real| { globbed(by, pattern, "glob"); real(pattern, flags, error, into) }
    fn glob64(pattern: Text, flags: Int, error: Any, into: Any) -> Int = |by, real| { globbed(by, pattern, "glob"); real(pattern, flags, error, into) }
    fn wordexp(words: Text, into: Any, flags: Int) -> Int = |by, real| {
        globbed(by, words, "wordexp");
        // It may hand a part to the shell.
        crate::run::started_by_libc(by, words, || real(words, into, flags))
    }
    fn fts_open(roots: List, options: Int, order: Any) -> Any = |by, real| { walked(by, roots, "fts_open"); real(roots, options, order) }
    fn fts64_open(roots: List, options: Int, order: Any) -> Any = |by, real| { walked(by, roots, "fts_open"); real(roots, options, order) }
}
