//! Calls that a program makes by their numbers, through `syscall` of libc or without it (`direct.rs`).
use crate::change::{altering, changed, linked, renamed};
use crate::deny::Effect;
use crate::libc::{set_errno, Int, List, Text, ENOSYS};
use crate::look::is_descriptor;
use crate::open::opened;
use crate::record::{self, Kind};
use crate::sys::number::*;

type Argument = isize;

/// `struct open_how`, as far as it is read.
#[repr(C)]
struct How {
    flags: u64,
}

hooks! {
    fn syscall(number: Argument, a: Argument, b: Argument, c: Argument, d: Argument, e: Argument, f: Argument) -> Argument = |by, real| {
        made(by, number, [a, b, c, d, e, f], || real(number, a, b, c, d, e, f))
    }
}

/// `pass` makes the call, with libc's own outcome: -1, and `errno`.
pub unsafe fn made(by: usize, number: Argument, [a, b, c, d, e, _]: [Argument; 6], pass: impl FnOnce() -> Argument) -> Argument {
    let (at, to) = ((a as Int, b as Text), (c as Int, d as Text));
    let flags = d as Int;
    match number as usize {
        OPENAT => opened(by, at, c as Int, "openat", pass),
        OPENAT2 if c != 0 => opened(by, at, (*(c as *const How)).flags as Int, "openat2", pass),
        STATX if at.1.is_null() || is_descriptor(at.1, c as Int) => pass(),
        NEWFSTATAT if is_descriptor(at.1, flags) => pass(),
        STATX | NEWFSTATAT | FACCESSAT | FACCESSAT2 => looked(by, Kind::Look, at, pass),
        READLINKAT => looked(by, Kind::Link, at, pass),
        GETDENTS64 => looked(by, Kind::List, (a as Int, core::ptr::null()), pass),
        MKDIRAT | MKNODAT => changed(by, at, Effect::Makes, "syscall", pass),
        SYMLINKAT => changed(by, (b as Int, c as Text), Effect::Makes, "syscall", pass),
        UNLINKAT => changed(by, at, Effect::Alters, "syscall", pass),
        FCHMODAT => changed(by, at, Effect::AltersTarget, "syscall", pass),
        FCHOWNAT => changed(by, at, altering(e as Int), "syscall", pass),
        UTIMENSAT if b != 0 => changed(by, at, altering(flags), "syscall", pass),
        RENAMEAT | RENAMEAT2 => renamed(by, at, to, "syscall", || pass() as Int) as Argument,
        LINKAT => linked(by, at, to, "syscall", || pass() as Int) as Argument,
        EXECVE => crate::run::execve(a as Text, b as List, c as List) as Argument,
        EXECVEAT => crate::run::execveat(a as Int, b as Text, c as List, d as List, e as Int) as Argument,
        CONNECT if crate::network::reached(by, b as *const u8, c as usize, "connect") => -1,
        CLOCK_GETTIME if crate::time::is_of_day(a as Int) => {
            crate::time::asked(by, "clock_gettime");
            pass()
        }
        IO_URING_SETUP => {
            // What goes through a ring is no call.
            set_errno(ENOSYS);
            -1
        }
        _ => old(by, number, (a, b), pass),
    }
}

unsafe fn looked(by: usize, kind: Kind, at: (Int, Text), real: impl FnOnce() -> Argument) -> Argument {
    let result = real();
    record::path(kind, by, result, at, "syscall");
    result
}

/// What newer processors have only in the form with a directory.
#[cfg(target_arch = "x86_64")]
unsafe fn old(by: usize, number: Argument, (a, b): (Argument, Argument), real: impl FnOnce() -> Argument) -> Argument {
    use crate::libc::{AT_CWD, O_CREAT, O_TRUNC, O_WRONLY};
    let at = (AT_CWD, a as Text);
    match number {
        2 => opened(by, at, b as Int, "open", real),
        85 => opened(by, at, O_CREAT | O_WRONLY | O_TRUNC, "creat", real),
        4 | 6 | 21 | 80 | 137 => looked(by, Kind::Look, at, real),
        89 => looked(by, Kind::Link, at, real),
        78 => looked(by, Kind::List, (a as Int, core::ptr::null()), real),
        83 | 133 => changed(by, at, Effect::Makes, "syscall", real),
        84 | 87 | 94 => changed(by, at, Effect::Alters, "syscall", real),
        76 | 90 | 92 | 132 | 235 => changed(by, at, Effect::AltersTarget, "syscall", real),
        88 => changed(by, (AT_CWD, b as Text), Effect::Makes, "syscall", real),
        82 => renamed(by, at, (AT_CWD, b as Text), "syscall", || real() as Int) as Argument,
        86 => linked(by, at, (AT_CWD, b as Text), "syscall", || real() as Int) as Argument,
        201 => {
            crate::time::asked(by, "time");
            real()
        }
        96 => {
            crate::time::asked(by, "gettimeofday");
            real()
        }
        _ => real(),
    }
}

#[cfg(target_arch = "aarch64")]
unsafe fn old(_: usize, _: Argument, _: (Argument, Argument), real: impl FnOnce() -> Argument) -> Argument {
    real()
}
