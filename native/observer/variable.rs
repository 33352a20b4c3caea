//! Variables of the environment that are asked for by name. Who reads all of them, as shells do, asks nobody.
use crate::libc::{bytes, Text};
use crate::{environment, record};
use core::ffi::c_char;

pub unsafe fn asked(by: usize, name: Text) {
    if name.is_null() || !record::matters(by) {
        return;
    }
    let name = bytes(name);
    let observer = b"CARGO_SHARE_OBSERVE_";
    if name.starts_with(observer) {
        return;
    }
    let value = environment::inherited(name);
    // Of the observer nothing was there before it.
    let own = name == b"LD_PRELOAD" && value == Some(environment::own_preload());
    record::variable(by, name, value.filter(|_| !own));
}

hooks! {
    fn getenv(name: Text) -> *mut c_char = |by, real| { asked(by, name); real(name) }
    fn secure_getenv(name: Text) -> *mut c_char = |by, real| { asked(by, name); real(name) }
    fn __secure_getenv(name: Text) -> *mut c_char = |by, real| { asked(by, name); real(name) }
}
