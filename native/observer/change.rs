//! What changes the file system without opening a file.
use crate::deny::{refuses, refuses_descriptor, Effect};
use crate::hook::Outcome;
use crate::libc::{Any, Int, Text, AT_CWD, AT_SYMLINK_NOFOLLOW};
use crate::record::{self, Kind};

pub unsafe fn changed<R: Outcome>(by: usize, at: (Int, Text), effect: Effect, call: &str, real: impl FnOnce() -> R) -> R {
    if refuses(by, at, effect, call) {
        return R::FAILURE;
    }
    let result = real();
    record::path(Kind::Write, by, result, at, call);
    result
}

/// Of an entry that goes to another name, both.
pub unsafe fn renamed(by: usize, from: (Int, Text), to: (Int, Text), call: &str, real: impl FnOnce() -> Int) -> Int {
    if refuses(by, from, Effect::Alters, call) || refuses(by, to, Effect::Makes, call) || refuses(by, to, Effect::Alters, call) {
        return -1;
    }
    let result = real();
    record::path(Kind::Write, by, result, from, call);
    record::path(Kind::Write, by, result, to, call);
    result
}

/// A further name for what is there, whose contents thereby stand at the new one, and can be changed by it.
pub unsafe fn linked(by: usize, from: (Int, Text), to: (Int, Text), call: &str, real: impl FnOnce() -> Int) -> Int {
    if refuses(by, from, Effect::Alters, call) || refuses(by, to, Effect::Makes, call) {
        return -1;
    }
    let result = real();
    record::path(Kind::Read, by, result, from, call);
    record::path(Kind::Write, by, result, to, call);
    result
}

pub fn altering(flags: Int) -> Effect {
    if flags & AT_SYMLINK_NOFOLLOW != 0 { Effect::Alters } else { Effect::AltersTarget }
}

macro_rules! change {
    ($(fn $name:ident($($a:ident: $t:ty),*) -> $r:ty, at $fd:expr, $path:expr, $effect:expr;)*) => {
        hooks! { $(
            fn $name($($a: $t),*) -> $r = |by, real| { changed(by, ($fd, $path as Text), $effect, stringify!($name), || real($($a),*)) }
        )* }
    };
}

change! {
    fn mkdir(path: Text, mode: u32) -> Int, at AT_CWD, path, Effect::Makes;
    fn mkdirat(fd: Int, path: Text, mode: u32) -> Int, at fd, path, Effect::Makes;
    fn mkfifo(path: Text, mode: u32) -> Int, at AT_CWD, path, Effect::Makes;
    fn mkfifoat(fd: Int, path: Text, mode: u32) -> Int, at fd, path, Effect::Makes;
    fn mknod(path: Text, mode: u32, device: u64) -> Int, at AT_CWD, path, Effect::Makes;
    fn mknodat(fd: Int, path: Text, mode: u32, device: u64) -> Int, at fd, path, Effect::Makes;
    fn __xmknod(version: Int, path: Text, mode: u32, device: Any) -> Int, at AT_CWD, path, Effect::Makes;
    fn __xmknodat(version: Int, fd: Int, path: Text, mode: u32, device: Any) -> Int, at fd, path, Effect::Makes;
    fn symlink(target: Text, path: Text) -> Int, at AT_CWD, path, Effect::Makes;
    fn symlinkat(target: Text, fd: Int, path: Text) -> Int, at fd, path, Effect::Makes;
    fn unlink(path: Text) -> Int, at AT_CWD, path, Effect::Alters;
    fn unlinkat(fd: Int, path: Text, flags: Int) -> Int, at fd, path, Effect::Alters;
    fn remove(path: Text) -> Int, at AT_CWD, path, Effect::Alters;
    fn rmdir(path: Text) -> Int, at AT_CWD, path, Effect::Alters;
    fn chmod(path: Text, mode: u32) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn lchmod(path: Text, mode: u32) -> Int, at AT_CWD, path, Effect::Alters;
    fn fchmodat(fd: Int, path: Text, mode: u32, flags: Int) -> Int, at fd, path, altering(flags);
    fn chown(path: Text, owner: u32, group: u32) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn lchown(path: Text, owner: u32, group: u32) -> Int, at AT_CWD, path, Effect::Alters;
    fn fchownat(fd: Int, path: Text, owner: u32, group: u32, flags: Int) -> Int, at fd, path, altering(flags);
    fn truncate(path: Text, length: i64) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn truncate64(path: Text, length: i64) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn utime(path: Text, times: Any) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn utimes(path: Text, times: Any) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn lutimes(path: Text, times: Any) -> Int, at AT_CWD, path, Effect::Alters;
    fn setxattr(path: Text, name: Text, value: Any, size: usize, flags: Int) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn lsetxattr(path: Text, name: Text, value: Any, size: usize, flags: Int) -> Int, at AT_CWD, path, Effect::Alters;
    fn removexattr(path: Text, name: Text) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn lremovexattr(path: Text, name: Text) -> Int, at AT_CWD, path, Effect::Alters;
    fn mkstemp(template: Any) -> Int, at AT_CWD, template, Effect::Makes;
    fn mkstemp64(template: Any) -> Int, at AT_CWD, template, Effect::Makes;
    fn mkostemp(template: Any, flags: Int) -> Int, at AT_CWD, template, Effect::Makes;
    fn mkostemp64(template: Any, flags: Int) -> Int, at AT_CWD, template, Effect::Makes;
    fn mkstemps(template: Any, suffix: Int) -> Int, at AT_CWD, template, Effect::Makes;
    fn mkstemps64(template: Any, suffix: Int) -> Int, at AT_CWD, template, Effect::Makes;
    fn mkostemps(template: Any, suffix: Int, flags: Int) -> Int, at AT_CWD, template, Effect::Makes;
    fn mkostemps64(template: Any, suffix: Int, flags: Int) -> Int, at AT_CWD, template, Effect::Makes;
    fn mkdtemp(template: Any) -> Any, at AT_CWD, template, Effect::Makes;
    fn chroot(path: Text) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn mount(source: Text, path: Text, kind: Text, flags: u64, data: Any) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn umount(path: Text) -> Int, at AT_CWD, path, Effect::AltersTarget;
    fn umount2(path: Text, flags: Int) -> Int, at AT_CWD, path, Effect::AltersTarget;
}

/// What was opened to be read can be changed all the same, but not in what it holds.
macro_rules! change_descriptor {
    ($(fn $name:ident($fd:ident: Int $(, $a:ident: $t:ty)*);)*) => {
        hooks! { $(
            fn $name($fd: Int $(, $a: $t)*) -> Int = |by, real| {
                if refuses_descriptor(by, $fd, stringify!($name)) {
                    return -1;
                }
                let result = real($fd $(, $a)*);
                record::path(Kind::Write, by, result, ($fd, core::ptr::null()), stringify!($name));
                result
            }
        )* }
    };
}

change_descriptor! {
    fn fchmod(fd: Int, mode: u32);
    fn fchown(fd: Int, owner: u32, group: u32);
    fn futimens(fd: Int, times: Any);
    fn futimes(fd: Int, times: Any);
    fn fsetxattr(fd: Int, name: Text, value: Any, size: usize, flags: Int);
    fn fremovexattr(fd: Int, name: Text);
}

hooks! {
    fn rename(from: Text, to: Text) -> Int = |by, real| { renamed(by, (AT_CWD, from), (AT_CWD, to), "rename", || real(from, to)) }
    fn renameat(from_fd: Int, from: Text, to_fd: Int, to: Text) -> Int = |by, real| {
        renamed(by, (from_fd, from), (to_fd, to), "renameat", || real(from_fd, from, to_fd, to))
    }
    fn renameat2(from_fd: Int, from: Text, to_fd: Int, to: Text, flags: u32) -> Int = |by, real| {
        renamed(by, (from_fd, from), (to_fd, to), "renameat", || real(from_fd, from, to_fd, to, flags))
    }
    fn link(from: Text, to: Text) -> Int = |by, real| { linked(by, (AT_CWD, from), (AT_CWD, to), "link", || real(from, to)) }
    fn linkat(from_fd: Int, from: Text, to_fd: Int, to: Text, flags: Int) -> Int = |by, real| {
        linked(by, (from_fd, from), (to_fd, to), "linkat", || real(from_fd, from, to_fd, to, flags))
    }
    fn utimensat(fd: Int, path: Text, times: Any, flags: Int) -> Int = |by, real| {
        if !path.is_null() {
            return changed(by, (fd, path), altering(flags), "utimensat", || real(fd, path, times, flags));
        }
        if refuses_descriptor(by, fd, "utimensat") {
            return -1;
        }
        let result = real(fd, path, times, flags);
        record::path(Kind::Write, by, result, (fd, path), "utimensat");
        result
    }
    fn futimesat(fd: Int, path: Text, times: Any) -> Int = |by, real| {
        changed(by, (fd, path), Effect::AltersTarget, "futimesat", || real(fd, path, times))
    }
}
