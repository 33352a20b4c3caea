//! System calls that code makes by itself, without libc (`rustix`, assembly): the kernel sends each one that does not come
//! from a library which was there at the start back as a signal (`PR_SET_SYSCALL_USER_DISPATCH`, Linux 5.11), for one
//! thread, and it is made here. What is loaded later lies below those libraries, as the gaps between them are closed, and
//! so does the program itself. On aarch64 no kernel can do that so far.
#![cfg(target_arch = "x86_64")]
use crate::libc::{dl_iterate_phdr, errno, set_errno, sigaction, Action, Any, Int, LoadedObject, ENOSYS};
use crate::sys::{self, number::PRCTL};
use crate::{caller, syscalls};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Where the lowest of the libraries begins; 0: nothing is sent back.
static LOWEST: AtomicUsize = AtomicUsize::new(0);
const HIGHEST: usize = 1 << 47;

pub unsafe fn begin() {
    let mut lowest = HIGHEST;
    dl_iterate_phdr(find_lowest, (&raw mut lowest).cast());
    const SIGSYS: Int = 31;
    const SA_SIGINFO: Int = 4;
    const SA_NODEFER: Int = 0x4000_0000;
    let action = Action { handler: on_call as *const () as usize, mask: [0; 16], flags: SA_SIGINFO | SA_NODEFER, restorer: 0 };
    if close_gaps(lowest) && sigaction(SIGSYS, &action, core::ptr::null_mut()) == 0 {
        LOWEST.store(lowest, Relaxed);
        begin_thread();
    }
}

/// The program itself has no name.
unsafe extern "C" fn find_lowest(object: *const LoadedObject, _: usize, lowest: Any) -> Int {
    let lowest = &mut *(lowest as *mut usize);
    if *(*object).name != 0 {
        *lowest = (*lowest).min(caller::extent(&*object).0);
    }
    0
}

/// The kernel gives what is loaded later the highest gap that it fits into, and libraries lie with gaps between them. False:
/// they are not known, or one stays open.
unsafe fn close_gaps(lowest: usize) -> bool {
    let text = &mut *(&raw mut MAPS);
    let length = sys::read_all(c"/proc/self/maps".as_ptr().cast(), text);
    length < text.len() && close_each(&text[..length], lowest)
}

/// A map of its own would stand in one of the gaps. Pages that are not touched take no memory.
static mut MAPS: [u8; 1 << 18] = [0; 1 << 18];

/// proc_pid_maps(5): `start-end …`, in order. What stands above the libraries is the stack's.
unsafe fn close_each(text: &[u8], lowest: usize) -> bool {
    let mut before = 0;
    for line in text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        if line.ends_with(b"[stack]") {
            return true;
        }
        let (start, rest) = hexadecimal(line);
        if before >= lowest && start > before && !sys::reserve(before, start - before) {
            return false;
        }
        before = hexadecimal(&rest[1..]).0;
    }
    false
}

fn hexadecimal(text: &[u8]) -> (usize, &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(text.len());
    let value = text[..end].iter().fold(0, |value, &byte| value * 16 + (byte as char).to_digit(16).unwrap_or(0) as usize);
    (value, &text[end..])
}

/// No thread has it from another one.
unsafe fn begin_thread() {
    const SET_SYSCALL_USER_DISPATCH: usize = 59;
    const ON: usize = 1;
    let lowest = LOWEST.load(Relaxed);
    if lowest != 0 {
        sys::call(PRCTL, [SET_SYSCALL_USER_DISPATCH, ON, lowest, HIGHEST - lowest, 0, 0]);
    }
}

/// `ucontext_t` up to the registers that are used.
#[repr(C)]
struct Context {
    before: [usize; 5],
    registers: [isize; 23],
}
const R10: usize = 2;
const R8: usize = 0;
const R9: usize = 1;
const RDI: usize = 8;
const RSI: usize = 9;
const RDX: usize = 12;
const RAX: usize = 13;
const RIP: usize = 16;

unsafe extern "C" fn on_call(_signal: Int, _: Any, context: *mut Context) {
    let before = errno();
    let registers = &mut (*context).registers;
    let number = registers[RAX];
    let arguments = [RDI, RSI, RDX, R10, R8, R9].map(|register| registers[register]);
    let result = syscalls::made(registers[RIP] as usize, number, arguments, || {
        let result = if makes_process(number) { -(ENOSYS as isize) } else { sys::call(number as usize, arguments.map(|one| one as usize)) };
        if !(-4095..0).contains(&result) {
            return result;
        }
        set_errno(-result as Int);
        -1
    });
    registers[RAX] = if result == -1 { -(errno() as isize) } else { result };
    set_errno(before);
}

/// `rt_sigreturn`, `clone`, `fork`, `vfork`, `clone3`: they end or begin with a stack that is not this one's.
fn makes_process(number: isize) -> bool {
    matches!(number, 15 | 56 | 57 | 58 | 435)
}

/// What a thread begins with, in memory of its own.
#[repr(C)]
struct Begin {
    start: Start,
    argument: Any,
}
type Start = unsafe extern "C" fn(Any) -> Any;

unsafe extern "C" fn thread(begin: Any) -> Any {
    let Begin { start, argument } = core::ptr::read(begin as *const Begin);
    sys::unmap(begin.cast(), core::mem::size_of::<Begin>());
    begin_thread();
    start(argument)
}

hooks! {
    fn pthread_create(id: Any, attributes: Any, start: Start, argument: Any) -> Int = |_by, real| {
        let place = if LOWEST.load(Relaxed) == 0 { None } else { sys::map(None, core::mem::size_of::<Begin>()) };
        match place {
            Some(place) => {
                (place as *mut Begin).write(Begin { start, argument });
                let result = real(id, attributes, thread, place.cast());
                if result != 0 {
                    sys::unmap(place, core::mem::size_of::<Begin>());
                }
                result
            }
            None => real(id, attributes, start, argument),
        }
    }
}
