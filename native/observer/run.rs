//! Programs that are started. Each start has a number, which the started process finds in its environment and writes down,
//! beside the name of this process's file: one that nobody names was not seen.
use crate::deny::{opens_to_write, refuses, Effect};
use crate::environment::{self, Handed};
use crate::libc::{bytes, environ, errno, Any, Int, List, Text, AT_CWD, EROFS};
use crate::open::kind;
use crate::path::Path;
use crate::record::Kind;
use crate::{log, record, sys};
use core::ptr::null;

/// A name without a slash is looked up by libc in PATH, which it asks for by itself.
unsafe fn note(by: usize, number: i64, (fd, program): (Int, Text), searched: bool, arguments: List) {
    if !record::matters(by) {
        return;
    }
    let name = bytes(program);
    if searched && !name.contains(&b'/') {
        record::variable(by, b"PATH", environment::inherited(b"PATH"));
        record::run(by, number, name, arguments);
        note_search(by, name);
        return;
    }
    let mut path = Path::new();
    path.push_absolute((fd, program));
    record::run(by, number, path.get(), arguments);
}

/// Where libc looks for it, in the PATH that is set now: a program that is put there comes before the one that was found.
unsafe fn note_search(by: usize, name: &[u8]) {
    for directory in environment::now(b"PATH").unwrap_or(b"").split(|byte| *byte == b':') {
        let mut path = Path::new();
        path.push(if directory.is_empty() { b"." } else { directory });
        path.push(b"/");
        path.push(name);
        let error = sys::access(path.pointer(), EXISTS);
        record::path_with(Kind::Look, by, error, (AT_CWD, path.pointer().cast()), "search");
        if error == 0 && sys::access(path.pointer(), MAY_RUN) == 0 {
            return;
        }
    }
}

const EXISTS: usize = 0;
const MAY_RUN: usize = 1;

struct Start<'a> {
    by: usize,
    program: (Int, Text),
    searched: bool,
    arguments: List,
    environment: List,
    call: &'a str,
}

impl Start<'_> {
    /// A program in place of this one: comes back only where there was none.
    unsafe fn replace(&self, real: impl FnOnce(List) -> Int) -> Int {
        let number = log::next_number();
        note(self.by, number, self.program, self.searched, self.arguments);
        let mut handed = Handed::new(self.environment, number);
        let result = real(handed.list());
        record::not_run(self.by, number, errno(), self.call);
        result
    }

    /// A program beside this one; the result is 0 or the number of the error.
    unsafe fn spawn(&self, real: impl FnOnce(List) -> Int) -> Int {
        let number = log::next_number();
        note(self.by, number, self.program, self.searched, self.arguments);
        let mut handed = Handed::new(self.environment, number);
        let error = real(handed.list());
        if error != 0 {
            record::not_run(self.by, number, error, self.call);
        }
        error
    }
}

/// Programs that libc starts by itself, through the shell.
pub unsafe fn started_by_libc<R>(by: usize, command: Text, real: impl FnOnce() -> R) -> R {
    let number = log::next_number();
    let arguments = [c"sh".as_ptr(), c"-c".as_ptr(), command, null()];
    note(by, number, (AT_CWD, c"/bin/sh".as_ptr()), false, arguments.as_ptr());
    environment::put_back(number);
    real()
}

type Replace = unsafe extern "C" fn(Text, List, List) -> Int;

/// The others are all `execve` and `execvpe`.
unsafe fn replace(start: Start) -> Int {
    let real = if start.searched { real!(execvpe, Replace) } else { real!(execve, Replace) };
    match real {
        Some(real) => start.replace(|list| real(start.program.1, start.arguments, list)),
        None => -1,
    }
}

hooks! {
    fn execve(path: Text, arguments: List, environment: List) -> Int = |by, real| {
        let start = Start { by, program: (AT_CWD, path), searched: false, arguments, environment, call: "execve" };
        start.replace(|list| real(path, arguments, list))
    }
    fn execv(path: Text, arguments: List) -> Int = |by, _real| {
        replace(Start { by, program: (AT_CWD, path), searched: false, arguments, environment: environ, call: "execv" })
    }
    fn execvp(path: Text, arguments: List) -> Int = |by, _real| {
        replace(Start { by, program: (AT_CWD, path), searched: true, arguments, environment: environ, call: "execvp" })
    }
    fn execvpe(path: Text, arguments: List, environment: List) -> Int = |by, real| {
        let start = Start { by, program: (AT_CWD, path), searched: true, arguments, environment, call: "execvpe" };
        start.replace(|list| real(path, arguments, list))
    }
    fn fexecve(fd: Int, arguments: List, environment: List) -> Int = |by, real| {
        let start = Start { by, program: (fd, null()), searched: false, arguments, environment, call: "fexecve" };
        start.replace(|list| real(fd, arguments, list))
    }
    fn execveat(fd: Int, path: Text, arguments: List, environment: List, flags: Int) -> Int = |by, real| {
        let start = Start { by, program: (fd, path), searched: false, arguments, environment, call: "execveat" };
        start.replace(|list| real(fd, path, arguments, list, flags))
    }
    fn posix_spawn(pid: *mut Int, path: Text, actions: Any, attributes: Any, arguments: List, environment: List) -> Int = |by, real| {
        let start = Start { by, program: (AT_CWD, path), searched: false, arguments, environment, call: "posix_spawn" };
        start.spawn(|list| real(pid, path, actions, attributes, arguments, list))
    }
    fn posix_spawnp(pid: *mut Int, path: Text, actions: Any, attributes: Any, arguments: List, environment: List) -> Int = |by, real| {
        let start = Start { by, program: (AT_CWD, path), searched: true, arguments, environment, call: "posix_spawnp" };
        start.spawn(|list| real(pid, path, actions, attributes, arguments, list))
    }
    // What the started program finds open; opened by libc, beside the program's own directory where that is another one.
    fn posix_spawn_file_actions_addopen(actions: Any, fd: Int, path: Text, flags: Int, mode: u32) -> Int = |by, real| {
        const OPEN: &str = "posix_spawn_file_actions_addopen";
        if opens_to_write(flags) && refuses(by, (AT_CWD, path), Effect::Opens(flags), OPEN) {
            return EROFS;
        }
        record::path(kind(flags), by, 0, (AT_CWD, path), OPEN);
        real(actions, fd, path, flags, mode)
    }
    fn system(command: Text) -> Int = |by, real| {
        // Without a command it only says whether there is a shell.
        if command.is_null() { real(command) } else { started_by_libc(by, command, || real(command)) }
    }
    fn popen(command: Text, mode: Text) -> Any = |by, real| { started_by_libc(by, command, || real(command, mode)) }
}

/// The arguments of `execl` and its like, as many as there are, in one list; then what follows the null. The first ones
/// came in registers, the rest lies on the stack.
struct Listed {
    registers: [Text; REGISTERS],
    stack: List,
}

#[cfg(target_arch = "x86_64")]
const REGISTERS: usize = 5;
#[cfg(target_arch = "aarch64")]
const REGISTERS: usize = 7;

/// More than this no source text holds.
const MOST: usize = 1024;

impl Listed {
    unsafe fn get(&self, index: usize) -> Text {
        match self.registers.get(index) {
            Some(text) => *text,
            None => *self.stack.add(index - REGISTERS),
        }
    }

    unsafe fn start(&self, by: usize, path: Text, searched: bool, own_environment: bool, call: &str) -> Int {
        let mut arguments = [null(); MOST];
        let mut count = 0;
        while count + 1 < MOST && !self.get(count).is_null() {
            arguments[count] = self.get(count);
            count += 1;
        }
        let environment = if own_environment { self.get(count + 1) as List } else { environ };
        replace(Start { by, program: (AT_CWD, path), searched, arguments: arguments.as_ptr(), environment, call })
    }
}

macro_rules! listed {
    ($($name:ident: searched $searched:expr, environment $environment:expr;)*) => { $(
        #[cfg(target_arch = "x86_64")]
        #[no_mangle]
        pub unsafe extern "C" fn $name(path: Text, a: Text, b: Text, c: Text, d: Text, e: Text) -> Int {
            #[inline(never)]
            unsafe fn seen(by: usize, path: Text, listed: &Listed) -> Int {
                listed.start(by, path, $searched, $environment, stringify!($name))
            }
            seen(return_address!(), path, &Listed { registers: [a, b, c, d, e], stack: stack_arguments!() })
        }
        #[cfg(target_arch = "aarch64")]
        #[no_mangle]
        pub unsafe extern "C" fn $name(path: Text, a: Text, b: Text, c: Text, d: Text, e: Text, f: Text, g: Text) -> Int {
            #[inline(never)]
            unsafe fn seen(by: usize, path: Text, listed: &Listed) -> Int {
                listed.start(by, path, $searched, $environment, stringify!($name))
            }
            seen(return_address!(), path, &Listed { registers: [a, b, c, d, e, f, g], stack: stack_arguments!() })
        }
    )* };
}

listed! {
    execl: searched false, environment false;
    execlp: searched true, environment false;
    execle: searched false, environment true;
}
