//! The observer: a library for `LD_PRELOAD` that writes down what a process reads, lists, looks at, asks of the
//! environment, runs, loads and connects to, and that can deny it to write. Linux with glibc, x86_64 and aarch64.
//!
//! It never allocates, takes no lock and talks to the kernel by itself: hooks run in children of `fork`, in signal
//! handlers and before libc is ready. Without `std`, to load in a fraction of a millisecond.
//!
//! `CARGO_SHARE_OBSERVE_LOG=DIR`          where each process makes a file of its own (`log.rs`)
//! `CARGO_SHARE_OBSERVE_WRITABLE=/a:/b`   all else is read-only, and there is no network (`deny.rs`)
//! `CARGO_SHARE_OBSERVE_LISTED=DIR`       below it stand directories that are listed in the place of others (`list.rs`)
//! `CARGO_SHARE_OBSERVE_PARENT=FILE:N`    set by the observer: the file of who started this process, and by which of its calls
#![no_std]
#![allow(clippy::missing_safety_doc)]

#[macro_use]
mod hook;
mod caller;
mod change;
mod deny;
mod direct;
mod end;
mod environment;
mod libc;
mod list;
mod load;
mod log;
mod look;
mod network;
mod open;
mod path;
mod record;
mod run;
mod start;
mod sys;
mod syscalls;
mod time;
mod variable;
