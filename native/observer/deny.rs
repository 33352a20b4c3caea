//! Refuses what would change anything outside the directories of `CARGO_SHARE_OBSERVE_WRITABLE`, as a read-only file
//! system does: only what would have had an effect. A courtesy, no wall: whoever talks to the kernel directly passes.
use crate::libc::{
    set_errno, Int, Text, AT_CWD, EACCES, ELOOP, ENOENT, ENOTDIR, EROFS, O_ACCMODE, O_CLOEXEC, O_CREAT, O_EXCL, O_NOFOLLOW, O_PATH, O_TRUNC,
    TMPFILE,
};
use crate::path::{climbs, is_within, without_slashes, Path};
use crate::caller::{self, Caller};
use crate::{environment, record, sys};
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

static ACTIVE: AtomicBool = AtomicBool::new(false);
/// The directories as they are given and as they are without links, each followed by a NUL. What does not fit is read-only.
static mut WRITABLE: [u8; 16 << 10] = [0; 16 << 10];

pub fn is_active() -> bool {
    ACTIVE.load(Relaxed)
}

pub unsafe fn begin() {
    let Some(list) = environment::now(environment::WRITABLE) else { return };
    let writable = &mut *(&raw mut WRITABLE);
    let mut length = 0;
    let mut add = |directory: &[u8]| {
        let end = length + directory.len();
        if directory.starts_with(b"/") && end + 1 < writable.len() {
            writable[length..end].copy_from_slice(directory);
            length = end + 1;
        }
    };
    for directory in list.split(|byte| *byte == b':') {
        let mut given = Path::new();
        given.push(directory);
        let mut resolved = Path::new();
        if !climbs(given.get()) {
            add(without_slashes(given.get()));
        }
        if resolve(&given, true, &mut resolved) == 0 {
            add(resolved.get());
        }
    }
    ACTIVE.store(true, Relaxed);
}

pub unsafe fn is_writable(path: &[u8]) -> bool {
    let writable = &*(&raw const WRITABLE);
    writable.split(|byte| *byte == 0).any(|directory| !directory.is_empty() && is_within(path, directory)) || is_device(path)
}

/// Devices and what belongs to the process alone. Memory that looks like a disk is a disk.
unsafe fn is_device(path: &[u8]) -> bool {
    let mut own = Path::new();
    own.push(b"/proc/");
    own.push_number(sys::pid());
    !climbs(path)
        && ((is_within(path, b"/dev") && !is_within(path, b"/dev/shm"))
            || is_within(path, b"/proc/self")
            || is_within(path, b"/proc/thread-self")
            || is_within(path, own.get()))
}

/// Where a path leads, by the kernel's own word; `0`, or the number of the error.
unsafe fn resolve(path: &Path, follow: bool, into: &mut Path) -> Int {
    let flags = O_PATH | O_CLOEXEC | if follow { 0 } else { O_NOFOLLOW };
    let fd = sys::open(AT_CWD, path.pointer(), flags);
    if fd < 0 {
        return -fd;
    }
    let found = into.push_directory_of(fd);
    sys::close(fd);
    if found { 0 } else { ENOENT }
}

/// Where something of that name is or would be: its directory without links, and its own name. False where the directory
/// cannot be asked.
unsafe fn resolve_place(path: &Path, into: &mut Path) -> Int {
    let whole = without_slashes(path.get());
    let name = crate::libc::after_last_slash(whole);
    if name.is_empty() || name == b"." || name == b".." {
        return resolve(path, true, into);
    }
    let mut directory = Path::new();
    directory.push(&whole[..whole.len() - name.len()]);
    let error = resolve(&directory, true, into);
    if error == 0 {
        if into.get() != b"/" {
            into.push(b"/");
        }
        into.push(name);
    }
    error
}

/// What a call would do at a path.
#[derive(Clone, Copy)]
pub enum Effect {
    /// Comes to be; nothing happens where something is.
    Makes,
    /// The entry itself changes or goes.
    Alters,
    /// What is there changes, behind links.
    AltersTarget,
    /// Opened with these flags of `open`.
    Opens(Int),
}

pub fn opens_to_write(flags: Int) -> bool {
    flags & O_PATH == 0 && flags & (O_ACCMODE | O_CREAT | O_TRUNC | TMPFILE) != 0
}

/// Where the call would change something; `None` where it would change nothing.
unsafe fn changed(path: &Path, effect: Effect, into: &mut Path) -> Result<bool, Int> {
    let exists = |error: Int, yes: bool| match error {
        0 => Ok(yes),
        ENOENT | ENOTDIR | EACCES | ELOOP => Ok(false),
        other => Err(other),
    };
    match effect {
        Effect::Makes => {
            let mut there = Path::new();
            if resolve(path, false, &mut there) == 0 {
                return Ok(false);
            }
            exists(resolve_place(path, into), true)
        }
        Effect::Alters => {
            let mut there = Path::new();
            match resolve(path, false, &mut there) {
                0 => exists(resolve_place(path, into), true),
                error => exists(error, true),
            }
        }
        Effect::AltersTarget => exists(resolve(path, true, into), true),
        Effect::Opens(flags) if flags & O_EXCL != 0 && flags & O_CREAT != 0 => changed(path, Effect::Makes, into),
        Effect::Opens(flags) => match resolve(path, true, into) {
            // It is there: `O_CREAT` alone does nothing.
            0 => Ok(flags & (O_ACCMODE | O_TRUNC | TMPFILE) != 0),
            ENOENT if flags & O_CREAT != 0 => made_behind_links(path, into),
            error => exists(error, true),
        },
    }
}

/// A link that leads to nothing: `open` makes what it names.
unsafe fn made_behind_links(path: &Path, into: &mut Path) -> Result<bool, Int> {
    let mut at = Path::new();
    at.push(path.get());
    for _ in 0..40 {
        into.truncate(0);
        match resolve_place(&at, into) {
            0 => {}
            ENOENT | ENOTDIR | EACCES | ELOOP => return Ok(false),
            error => return Err(error),
        }
        let mut target = Path::new();
        if !target.push_link(into.pointer()) {
            return Ok(true);
        }
        if target.get().first() == Some(&b'/') {
            at.truncate(0);
        } else {
            let parent = into.get().len() - crate::libc::after_last_slash(into.get()).len();
            into.truncate(parent);
            at.truncate(0);
            at.push(into.get());
        }
        at.push(target.get());
    }
    Ok(false)
}

/// Beside what it writes rustc makes a directory `rmeta` with six letters or digits, and takes it away again
/// (`encode_and_write_metadata` in `rustc_metadata`, 1.95). With `-o -`, as rustix 0.38 asks what a compiler can do, that is
/// where it was started: without it no question is answered.
unsafe fn is_of_metadata(by: usize, path: &[u8]) -> bool {
    let is_name = |part: &[u8]| part.len() == 11 && part.starts_with(b"rmeta") && part[5..].iter().all(u8::is_ascii_alphanumeric);
    caller::in_compiler() && matches!(caller::of(by), Caller::Compiler) && path.split(|byte| *byte == b'/').any(is_name)
}

/// Whether the call is refused: then it is written down, and `errno` says EROFS.
pub unsafe fn refuses(by: usize, at: (Int, Text), effect: Effect, call: &str) -> bool {
    if !is_active() {
        return false;
    }
    let mut path = Path::new();
    path.push_absolute(at);
    if is_device(path.get()) {
        return false;
    }
    let mut place = Path::new();
    let allowed = match changed(&path, effect, &mut place) {
        Ok(false) => true,
        Ok(true) => is_writable(place.get()) || is_of_metadata(by, place.get()),
        // No descriptor left, or no /proc: by the name alone.
        Err(_) => !climbs(path.get()) && is_writable(path.get()),
    };
    if !allowed {
        refused(by, path.get(), call);
    }
    !allowed
}

/// The same of what a descriptor was opened for.
pub unsafe fn refuses_descriptor(by: usize, fd: Int, call: &str) -> bool {
    if !is_active() {
        return false;
    }
    let mut path = Path::new();
    if !path.push_directory_of(fd) || path.get().first() != Some(&b'/') || path.get().starts_with(b"/memfd:") {
        return false;
    }
    let allowed = is_writable(path.get());
    if !allowed {
        refused(by, path.get(), call);
    }
    !allowed
}

unsafe fn refused(by: usize, path: &[u8], call: &str) {
    record::denied(by, path, call);
    set_errno(EROFS);
}
