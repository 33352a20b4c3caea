//! What is looked at without being opened, and links that are followed by the program itself.
use crate::libc::{Any, Int, Text, AT_CWD, AT_EMPTY_PATH};
use crate::record::{self, Kind};

watch! { Look:
    fn stat(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn stat64(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn lstat(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn lstat64(path: Text, into: Any) -> Int, at AT_CWD, path;
    // Before glibc 2.33 `stat` is a macro, which calls these.
    fn __xstat(version: Int, path: Text, into: Any) -> Int, at AT_CWD, path;
    fn __xstat64(version: Int, path: Text, into: Any) -> Int, at AT_CWD, path;
    fn __lxstat(version: Int, path: Text, into: Any) -> Int, at AT_CWD, path;
    fn __lxstat64(version: Int, path: Text, into: Any) -> Int, at AT_CWD, path;
    fn __fxstatat(version: Int, fd: Int, path: Text, into: Any, flags: Int) -> Int, at fd, path;
    fn __fxstatat64(version: Int, fd: Int, path: Text, into: Any, flags: Int) -> Int, at fd, path;
    fn access(path: Text, mode: Int) -> Int, at AT_CWD, path;
    fn faccessat(fd: Int, path: Text, mode: Int, flags: Int) -> Int, at fd, path;
    fn eaccess(path: Text, mode: Int) -> Int, at AT_CWD, path;
    fn euidaccess(path: Text, mode: Int) -> Int, at AT_CWD, path;
    fn statfs(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn statfs64(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn statvfs(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn statvfs64(path: Text, into: Any) -> Int, at AT_CWD, path;
    fn pathconf(path: Text, name: Int) -> isize, at AT_CWD, path;
    fn chdir(path: Text) -> Int, at AT_CWD, path;
    fn getxattr(path: Text, name: Text, value: Any, size: usize) -> isize, at AT_CWD, path;
    fn lgetxattr(path: Text, name: Text, value: Any, size: usize) -> isize, at AT_CWD, path;
    fn listxattr(path: Text, list: Any, size: usize) -> isize, at AT_CWD, path;
    fn llistxattr(path: Text, list: Any, size: usize) -> isize, at AT_CWD, path;
    fn name_to_handle_at(fd: Int, path: Text, handle: Any, mount: Any, flags: Int) -> Int, at fd, path;
    fn inotify_add_watch(fd: Int, path: Text, mask: u32) -> Int, at AT_CWD, path;
}

watch! { Link:
    fn realpath(path: Text, into: Any) -> Any, at AT_CWD, path;
    fn __realpath_chk(path: Text, into: Any, size: usize) -> Any, at AT_CWD, path;
    fn canonicalize_file_name(path: Text) -> Any, at AT_CWD, path;
    fn readlink(path: Text, into: Any, size: usize) -> isize, at AT_CWD, path;
    fn __readlink_chk(path: Text, into: Any, size: usize, room: usize) -> isize, at AT_CWD, path;
    fn readlinkat(fd: Int, path: Text, into: Any, size: usize) -> isize, at fd, path;
    fn __readlinkat_chk(fd: Int, path: Text, into: Any, size: usize, room: usize) -> isize, at fd, path;
}

/// A descriptor that is looked at was seen when it was opened.
pub unsafe fn is_descriptor(path: Text, flags: Int) -> bool {
    flags & AT_EMPTY_PATH != 0 && (path.is_null() || *path == 0)
}

hooks! {
    fn fstatat(fd: Int, path: Text, into: Any, flags: Int) -> Int = |by, real| {
        let result = real(fd, path, into, flags);
        if !is_descriptor(path, flags) { record::path(Kind::Look, by, result, (fd, path), "fstatat") }
        result
    }
    fn fstatat64(fd: Int, path: Text, into: Any, flags: Int) -> Int = |by, real| {
        let result = real(fd, path, into, flags);
        if !is_descriptor(path, flags) { record::path(Kind::Look, by, result, (fd, path), "fstatat") }
        result
    }
    fn statx(fd: Int, path: Text, flags: Int, mask: u32, into: Any) -> Int = |by, real| {
        let result = real(fd, path, flags, mask, into);
        if !path.is_null() && !is_descriptor(path, flags) { record::path(Kind::Look, by, result, (fd, path), "statx") }
        result
    }
}
