//! Files that are opened.
use crate::deny::{opens_to_write, refuses, Effect};
use crate::hook::Outcome;
use crate::libc::{Any, Int, Text, AT_CWD, O_CREAT, O_DIRECTORY, O_EXCL, O_PATH, O_RDWR, O_TRUNC, O_WRONLY, TMPFILE};
use crate::record::{self, Kind};

pub fn kind(flags: Int) -> Kind {
    if opens_to_write(flags) {
        Kind::Write
    } else if flags & (O_PATH | O_DIRECTORY) != 0 {
        Kind::Look
    } else {
        Kind::Read
    }
}

/// A file that is opened for both, or to be made where it is missing and so may have been there, is read as well.
pub unsafe fn opened<R: Outcome>(by: usize, at: (Int, Text), flags: Int, call: &str, real: impl FnOnce() -> R) -> R {
    if opens_to_write(flags) && refuses(by, at, Effect::Opens(flags), call) {
        return R::FAILURE;
    }
    let result = real();
    let kind = kind(flags);
    if kind == Kind::Write && flags & O_WRONLY == 0 && flags & (O_TRUNC | O_EXCL) == 0 && flags & TMPFILE == 0 {
        record::path(Kind::Read, by, result, at, call);
    }
    record::path(kind, by, result, at, call);
    result
}

/// The flags that stand behind the letters of `fopen`.
pub unsafe fn flags_of(mode: Text) -> Int {
    let mode = crate::libc::bytes(mode);
    let both = mode.contains(&b'+');
    let exclusive = if mode.contains(&b'x') { O_EXCL } else { 0 };
    match mode.first() {
        Some(b'w') => O_CREAT | O_TRUNC | exclusive | if both { O_RDWR } else { O_WRONLY },
        Some(b'a') => O_CREAT | exclusive | if both { O_RDWR } else { O_WRONLY },
        _ if both => O_RDWR,
        _ => 0,
    }
}

// `mode` is there only where a file may be made; what else stands in its register is handed on as it is.
hooks! {
    fn open(path: Text, flags: Int, mode: Int) -> Int = |by, real| { opened(by, (AT_CWD, path), flags, "open", || real(path, flags, mode)) }
    fn open64(path: Text, flags: Int, mode: Int) -> Int = |by, real| { opened(by, (AT_CWD, path), flags, "open", || real(path, flags, mode)) }
    fn openat(fd: Int, path: Text, flags: Int, mode: Int) -> Int = |by, real| { opened(by, (fd, path), flags, "openat", || real(fd, path, flags, mode)) }
    fn openat64(fd: Int, path: Text, flags: Int, mode: Int) -> Int = |by, real| { opened(by, (fd, path), flags, "openat", || real(fd, path, flags, mode)) }
    fn __open_2(path: Text, flags: Int) -> Int = |by, real| { opened(by, (AT_CWD, path), flags, "open", || real(path, flags)) }
    fn __open64_2(path: Text, flags: Int) -> Int = |by, real| { opened(by, (AT_CWD, path), flags, "open", || real(path, flags)) }
    fn __openat_2(fd: Int, path: Text, flags: Int) -> Int = |by, real| { opened(by, (fd, path), flags, "openat", || real(fd, path, flags)) }
    fn __openat64_2(fd: Int, path: Text, flags: Int) -> Int = |by, real| { opened(by, (fd, path), flags, "openat", || real(fd, path, flags)) }
    fn creat(path: Text, mode: u32) -> Int = |by, real| { opened(by, (AT_CWD, path), O_CREAT | O_WRONLY | O_TRUNC, "creat", || real(path, mode)) }
    fn creat64(path: Text, mode: u32) -> Int = |by, real| { opened(by, (AT_CWD, path), O_CREAT | O_WRONLY | O_TRUNC, "creat", || real(path, mode)) }
    fn fopen(path: Text, mode: Text) -> Any = |by, real| { opened(by, (AT_CWD, path), flags_of(mode), "fopen", || real(path, mode)) }
    fn fopen64(path: Text, mode: Text) -> Any = |by, real| { opened(by, (AT_CWD, path), flags_of(mode), "fopen", || real(path, mode)) }
    fn freopen(path: Text, mode: Text, stream: Any) -> Any = |by, real| {
        // Without a path the mode alone changes.
        if path.is_null() { real(path, mode, stream) } else { opened(by, (AT_CWD, path), flags_of(mode), "freopen", || real(path, mode, stream)) }
    }
    fn freopen64(path: Text, mode: Text, stream: Any) -> Any = |by, real| {
        if path.is_null() { real(path, mode, stream) } else { opened(by, (AT_CWD, path), flags_of(mode), "freopen", || real(path, mode, stream)) }
    }
}
