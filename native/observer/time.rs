//! The time of day, in which no two runs agree, and the zone of local time, which libc takes from `TZ` without `getenv`.
use crate::libc::{Any, Int, Text};
use crate::{caller, record, variable};
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

static TOLD: AtomicBool = AtomicBool::new(false);
static TOLD_ZONE: AtomicBool = AtomicBool::new(false);

/// Some programs ask a million times: outside a compiler one record says it all.
pub unsafe fn asked(by: usize, call: &str) {
    if caller::in_compiler() || !TOLD.swap(true, Relaxed) {
        record::time(by, call);
    }
}

unsafe fn zone(by: usize) {
    if caller::in_compiler() || !TOLD_ZONE.swap(true, Relaxed) {
        variable::asked(by, b"TZ\0".as_ptr() as Text);
    }
}

pub fn is_of_day(clock: Int) -> bool {
    const REALTIME: Int = 0;
    const REALTIME_COARSE: Int = 5;
    const TAI: Int = 11;
    matches!(clock, REALTIME | REALTIME_COARSE | TAI)
}

hooks! {
    fn clock_gettime(clock: Int, into: Any) -> Int = |by, real| {
        if is_of_day(clock) { asked(by, "clock_gettime") }
        real(clock, into)
    }
    fn gettimeofday(into: Any, zone: Any) -> Int = |by, real| { asked(by, "gettimeofday"); real(into, zone) }
    fn time(into: Any) -> isize = |by, real| { asked(by, "time"); real(into) }
    fn timespec_get(into: Any, base: Int) -> Int = |by, real| { asked(by, "timespec_get"); real(into, base) }
    fn localtime(seconds: Any) -> Any = |by, real| { zone(by); real(seconds) }
    fn localtime_r(seconds: Any, into: Any) -> Any = |by, real| { zone(by); real(seconds, into) }
    fn mktime(local: Any) -> isize = |by, real| { zone(by); real(local) }
    // It returns nothing, and nobody looks.
    fn tzset() -> Int = |by, real| { zone(by); real() }
}
