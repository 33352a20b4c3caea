//! How a function of libc is hooked: a symbol of the same name is found first, and calls the real one.
use crate::libc::{dlerror, dlsym, Any, Text};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// A function of libc, found once. All stand in one section of the library, to be found before the program begins:
/// `dlsym` takes locks, which a child of `fork` must not wait for.
#[repr(C)]
pub struct Real {
    name: Text,
    address: AtomicUsize,
}

unsafe impl Sync for Real {}

extern "C" {
    static __start_observer_real: Real;
    static __stop_observer_real: Real;
}

impl Real {
    /// `name` ends with a NUL.
    pub const fn new(name: &'static str) -> Real {
        Real { name: name.as_ptr() as Text, address: AtomicUsize::new(0) }
    }

    /// 0 where this libc has none.
    pub unsafe fn address(&self) -> usize {
        const RTLD_NEXT: Any = -1isize as Any;
        const NONE: usize = usize::MAX;
        let mut address = self.address.load(Relaxed);
        if address == 0 {
            address = match dlsym(RTLD_NEXT, self.name) as usize {
                0 => NONE,
                found => found,
            };
            self.address.store(address, Relaxed);
        }
        if address == NONE { 0 } else { address }
    }
}

pub unsafe fn find_all() {
    let mut real = &raw const __start_observer_real;
    while real < &raw const __stop_observer_real {
        (*real).address();
        real = real.add(1);
    }
    // What was not found is nothing that the program has asked for.
    dlerror();
}

/// What a call hands back: whether it failed, and what to say where libc has no such function or it is denied.
pub trait Outcome: Copy {
    const FAILURE: Self;
    fn failed(self) -> bool;
}

impl Outcome for i32 {
    const FAILURE: i32 = -1;
    fn failed(self) -> bool {
        self < 0
    }
}

impl Outcome for isize {
    const FAILURE: isize = -1;
    fn failed(self) -> bool {
        self < 0
    }
}

impl<T> Outcome for *mut T {
    const FAILURE: *mut T = core::ptr::null_mut();
    fn failed(self) -> bool {
        self.is_null()
    }
}

/// The real function of that name: `None` where there is none.
macro_rules! real {
    ($name:ident, $type:ty) => {{
        // Else the compiler takes it apart.
        #[used]
        #[link_section = "observer_real"]
        static REAL: crate::hook::Real = crate::hook::Real::new(concat!(stringify!($name), "\0"));
        match REAL.address() {
            0 => None,
            found => Some(core::mem::transmute::<usize, $type>(found)),
        }
    }};
}

/// Where the hook that this stands in returns to. Holds with `-C force-frame-pointers=yes`, and in a function of one
/// block that keeps nothing over its call: the frame is then made first thing, with nothing between it and the caller's.
macro_rules! return_address {
    () => {{
        let address: usize;
        #[cfg(target_arch = "x86_64")]
        core::arch::asm!("mov {}, [rbp + 8]", out(reg) address, options(nostack, readonly, preserves_flags));
        #[cfg(target_arch = "aarch64")]
        core::arch::asm!("ldr {}, [x29, #8]", out(reg) address, options(nostack, readonly, preserves_flags));
        address
    }};
}

/// Where those arguments of the hook lie that came on the stack: for `execl` and its like. Under the same conditions.
macro_rules! stack_arguments {
    () => {{
        let address: *const crate::libc::Text;
        #[cfg(target_arch = "x86_64")]
        core::arch::asm!("lea {}, [rbp + 16]", out(reg) address, options(nostack, nomem, preserves_flags));
        #[cfg(target_arch = "aarch64")]
        core::arch::asm!("add {}, x29, #16", out(reg) address, options(nostack, nomem, preserves_flags));
        address
    }};
}

/// Functions of libc with one's own body; `by` is where the call came from, `real` the function itself.
macro_rules! hooks {
    ($(fn $name:ident($($a:ident: $t:ty),*) -> $r:ty = |$by:ident, $real:ident| $body:block)*) => { $(
        #[no_mangle]
        pub unsafe extern "C" fn $name($($a: $t),*) -> $r {
            #[inline(never)]
            unsafe fn seen($by: usize, $($a: $t),*) -> $r {
                let Some($real) = real!($name, unsafe extern "C" fn($($t),*) -> $r) else {
                    crate::libc::set_errno(crate::libc::ENOSYS);
                    return <$r as crate::hook::Outcome>::FAILURE;
                };
                $body
            }
            seen(return_address!(), $($a),*)
        }
    )* };
}

/// Functions that only look: the call, then a record of the path at `(directory, path)`.
macro_rules! watch {
    ($kind:ident: $(fn $name:ident($($a:ident: $t:ty),*) -> $r:ty, at $fd:expr, $path:expr;)*) => {
        hooks! { $(
            fn $name($($a: $t),*) -> $r = |by, real| {
                let result = real($($a),*);
                crate::record::path(crate::record::Kind::$kind, by, result, ($fd, $path), stringify!($name));
                result
            }
        )* }
    };
}
