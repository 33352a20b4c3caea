//! What makes names, takes them away, or writes.
use crate::libc::{Any, Int, Text, AT_CWD, O_ACCMODE, O_CREAT, O_TRUNC};
use crate::place::{Intent, Place};

macro_rules! change {
    ($(fn $name:ident($($a:ident: $t:ty),*) -> $r:ty, at $fd:expr, $path:ident, $intent:expr;)*) => {
        hooks! { $(
            fn $name($($a: $t),*) -> $r = |_by, real| {
                let place = Place::of(($fd, $path), $intent);
                let $path = place.text($path);
                real($($a),*)
            }
        )* }
    };
}

/// A file that is opened to be changed without being made anew would have to be copied first: of the compiler's own there
/// are none, and where it is not there the call fails.
fn opening(flags: Int) -> Intent {
    if flags & (O_ACCMODE | O_CREAT | O_TRUNC) != 0 { Intent::Change } else { Intent::Read }
}

unsafe fn opening_by(mode: Text) -> Intent {
    match crate::libc::bytes(mode) {
        [b'r', rest @ ..] if !rest.contains(&b'+') => Intent::Read,
        _ => Intent::Change,
    }
}

// `mode` is there only where a file may be made; what else stands in its register is handed on as it is.
change! {
    fn open(path: Text, flags: Int, mode: Int) -> Int, at AT_CWD, path, opening(flags);
    fn open64(path: Text, flags: Int, mode: Int) -> Int, at AT_CWD, path, opening(flags);
    fn openat(fd: Int, path: Text, flags: Int, mode: Int) -> Int, at fd, path, opening(flags);
    fn openat64(fd: Int, path: Text, flags: Int, mode: Int) -> Int, at fd, path, opening(flags);
    fn __open_2(path: Text, flags: Int) -> Int, at AT_CWD, path, opening(flags);
    fn __open64_2(path: Text, flags: Int) -> Int, at AT_CWD, path, opening(flags);
    fn __openat_2(fd: Int, path: Text, flags: Int) -> Int, at fd, path, opening(flags);
    fn __openat64_2(fd: Int, path: Text, flags: Int) -> Int, at fd, path, opening(flags);
    fn creat(path: Text, mode: u32) -> Int, at AT_CWD, path, Intent::Change;
    fn creat64(path: Text, mode: u32) -> Int, at AT_CWD, path, Intent::Change;
    fn fopen(path: Text, mode: Text) -> Any, at AT_CWD, path, opening_by(mode);
    fn fopen64(path: Text, mode: Text) -> Any, at AT_CWD, path, opening_by(mode);
    fn mkdir(path: Text, mode: u32) -> Int, at AT_CWD, path, Intent::Change;
    fn mkdirat(fd: Int, path: Text, mode: u32) -> Int, at fd, path, Intent::Change;
    fn unlink(path: Text) -> Int, at AT_CWD, path, Intent::Change;
    fn unlinkat(fd: Int, path: Text, flags: Int) -> Int, at fd, path, Intent::Change;
    fn remove(path: Text) -> Int, at AT_CWD, path, Intent::Change;
    fn rmdir(path: Text) -> Int, at AT_CWD, path, Intent::Change;
    fn symlink(target: Text, path: Text) -> Int, at AT_CWD, path, Intent::Change;
    fn symlinkat(target: Text, fd: Int, path: Text) -> Int, at fd, path, Intent::Change;
    fn chmod(path: Text, mode: u32) -> Int, at AT_CWD, path, Intent::Change;
    fn fchmodat(fd: Int, path: Text, mode: u32, flags: Int) -> Int, at fd, path, Intent::Change;
    fn truncate(path: Text, length: i64) -> Int, at AT_CWD, path, Intent::Change;
    fn truncate64(path: Text, length: i64) -> Int, at AT_CWD, path, Intent::Change;
    fn utimensat(fd: Int, path: Text, times: Any, flags: Int) -> Int, at fd, path, Intent::Change;
}

macro_rules! two {
    ($(fn $name:ident($($a:ident: $t:ty),*), from $from_fd:expr, $from:ident, to $to_fd:expr, $to:ident;)*) => {
        hooks! { $(
            fn $name($($a: $t),*) -> Int = |_by, real| {
                let (old, new) = (Place::of(($from_fd, $from), Intent::Read), Place::of(($to_fd, $to), Intent::Change));
                let ($from, $to) = (old.text($from), new.text($to));
                real($($a),*)
            }
        )* }
    };
}

// A rename takes the old name away: the observer refuses it where that is not the process's own.
two! {
    fn rename(from: Text, to: Text), from AT_CWD, from, to AT_CWD, to;
    fn renameat(from_fd: Int, from: Text, to_fd: Int, to: Text), from from_fd, from, to to_fd, to;
    fn renameat2(from_fd: Int, from: Text, to_fd: Int, to: Text, flags: u32), from from_fd, from, to to_fd, to;
    fn link(from: Text, to: Text), from AT_CWD, from, to AT_CWD, to;
    fn linkat(from_fd: Int, from: Text, to_fd: Int, to: Text, flags: Int), from from_fd, from, to to_fd, to;
}
