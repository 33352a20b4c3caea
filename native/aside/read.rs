//! What only looks.
use crate::libc::{Any, Int, Text, AT_CWD};
use crate::place::{Intent, Place};

macro_rules! look {
    ($(fn $name:ident($($a:ident: $t:ty),*) -> $r:ty, at $fd:expr, $path:ident;)*) => {
        hooks! { $(
            fn $name($($a: $t),*) -> $r = |_by, real| {
                let place = Place::of(($fd, $path), Intent::Read);
                let $path = place.text($path);
                real($($a),*)
            }
        )* }
    };
}

look! {
    fn stat(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn stat64(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn lstat(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn lstat64(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn fstatat(fd: Int, path: Text, into: Any, flags: Int) -> Int, at fd, path;
    fn fstatat64(fd: Int, path: Text, into: Any, flags: Int) -> Int, at fd, path;
    // Before glibc 2.33 `stat` is a macro, which calls these.
    fn __xstat(version: Int, path: Text, into: Any) -> Int, at AT_CWD, path;
    fn __xstat64(version: Int, path: Text, into: Any) -> Int, at AT_CWD, path;
    fn __lxstat(version: Int, path: Text, into: Any) -> Int, at AT_CWD, path;
    fn __lxstat64(version: Int, path: Text, into: Any) -> Int, at AT_CWD, path;
    fn __fxstatat(version: Int, fd: Int, path: Text, into: Any, flags: Int) -> Int, at fd, path;
    fn __fxstatat64(version: Int, fd: Int, path: Text, into: Any, flags: Int) -> Int, at fd, path;
    fn statx(fd: Int, path: Text, flags: Int, mask: u32, into: Any) -> Int, at fd, path;
    fn access(path: Text, mode: Int) -> Int, at AT_CWD, path;
    fn faccessat(fd: Int, path: Text, mode: Int, flags: Int) -> Int, at fd, path;
    fn opendir(path: Text) -> Any, at AT_CWD, path;
    fn readlink(path: Text, into: Any, size: usize) -> isize, at AT_CWD, path;
    fn readlinkat(fd: Int, path: Text, into: Any, size: usize) -> isize, at fd, path;
    fn statfs(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn statfs64(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn chdir(path: Text) -> Int, at AT_CWD, path;
}
