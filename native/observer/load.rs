//! Libraries that are loaded while the program runs.
use crate::libc::{bytes, Any, Int, Text, AT_CWD};
use crate::path::Path;
use crate::{caller, record};

/// A name without a slash is looked up by the loader.
unsafe fn noted(by: usize, path: Text) {
    if path.is_null() {
        return;
    }
    let mut absolute = Path::new();
    if bytes(path).contains(&b'/') {
        absolute.push_absolute((AT_CWD, path));
    } else {
        absolute.push(bytes(path));
    }
    record::load(by, absolute.get());
}

type Open = unsafe extern "C" fn(Text, Int) -> Any;

unsafe extern "C" fn nothing(_: Text, _: Int) -> Any {
    core::ptr::null_mut()
}

#[inline(never)]
unsafe fn open_in_compiler(by: usize, path: Text, flags: Int) -> Any {
    let handle = real!(dlopen, Open).unwrap_or(nothing)(path, flags);
    noted(by, path);
    if !path.is_null() && !handle.is_null() {
        caller::remember(handle);
    }
    handle
}

#[inline(never)]
unsafe fn before_open(by: usize, path: Text) -> Open {
    noted(by, path);
    real!(dlopen, Open).unwrap_or(nothing)
}

/// libc looks at who calls it, for that one's search path: outside a compiler the real function is jumped to as the last
/// thing, and returns to the caller.
#[no_mangle]
pub unsafe extern "C" fn dlopen(path: Text, flags: Int) -> Any {
    let by = return_address!();
    if caller::in_compiler() {
        return open_in_compiler(by, path, flags);
    }
    before_open(by, path)(path, flags)
}
