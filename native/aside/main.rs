//! A library for `LD_PRELOAD` that lays a compiler's output aside: what a process writes below one directory goes to
//! another one, and is read from there; what it has not written itself is read where it is. So rustc can be run once more
//! with the very command line by which it built a crate, and leaves that crate's files alone. Linux with glibc.
//!
//! `CARGO_SHARE_ASIDE_FROM=DIR`   the directory that is left alone: absolute, as the compiler is told it
//! `CARGO_SHARE_ASIDE_TO=DIR`     where its new files go: absolute, there and empty
//!
//! Calls that reach the kernel without libc are not seen. Beside the observer, which then refuses to write anywhere but in
//! the directories that it is given, one that was forgotten here fails.
#![no_std]
#![allow(clippy::missing_safety_doc, dead_code)]

#[path = "../observer/end.rs"]
mod end;
#[macro_use]
#[path = "../observer/hook.rs"]
mod hook;
#[path = "../observer/libc.rs"]
mod libc;
#[path = "../observer/path.rs"]
mod path;
#[path = "../observer/sys.rs"]
mod sys;

mod change;
mod place;
mod read;
mod resolve;

use crate::libc::{Int, List};

#[used]
#[link_section = ".init_array"]
static BEGIN: unsafe extern "C" fn(Int, List, List) = begin;

unsafe extern "C" fn begin(_count: Int, _arguments: List, _environment: List) {
    hook::find_all();
    place::begin();
}
