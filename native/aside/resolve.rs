//! A path that is resolved must not name the other directory: the compiler writes such paths into what it makes.
use crate::libc::{bytes, Any, Text, AT_CWD};
use crate::path::{is_within, Path, LONGEST};
use crate::place::{from, to, Intent, Place};

extern "C" {
    fn strdup(text: Text) -> Any;
}

hooks! {
    fn realpath(path: Text, into: Any) -> Any = |_by, real| {
        let place = Place::of((AT_CWD, path), Intent::Read);
        let mut resolved = [0u8; LONGEST];
        let found = real(place.text(path), resolved.as_mut_ptr().cast());
        if found.is_null() {
            return found;
        }
        let mut named = Path::new();
        let found = bytes(resolved.as_ptr().cast());
        if is_within(found, to()) {
            named.push(from());
            named.push(&found[to().len()..]);
        } else {
            named.push(found);
        }
        if into.is_null() {
            return strdup(named.pointer().cast());
        }
        core::ptr::copy_nonoverlapping(named.pointer(), into as *mut u8, named.get().len() + 1);
        into
    }
}
