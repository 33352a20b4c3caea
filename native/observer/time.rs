//! The time of day, in which no two runs agree.
use crate::libc::{Any, Int};
use crate::{caller, record};
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

static TOLD: AtomicBool = AtomicBool::new(false);

/// Some programs ask a million times: outside a compiler one record says it all.
pub unsafe fn asked(by: usize, call: &str) {
    if caller::in_compiler() || !TOLD.swap(true, Relaxed) {
        record::time(by, call);
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
}
