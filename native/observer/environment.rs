//! The environment: as it was handed to this process, and as it is handed on.
use crate::libc::{bytes, environ, setenv, List, Text};
use crate::log;
use crate::path::{without_slashes, Path, LONGEST};
use crate::sys;
use core::ptr::{null, null_mut};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub const LOG: &[u8] = b"CARGO_SHARE_OBSERVE_LOG";
pub const WRITABLE: &[u8] = b"CARGO_SHARE_OBSERVE_WRITABLE";
pub const LISTED: &[u8] = b"CARGO_SHARE_OBSERVE_LISTED";
pub const PARENT: &[u8] = b"CARGO_SHARE_OBSERVE_PARENT";
const PRELOAD: &[u8] = b"LD_PRELOAD";

/// Where the strings that the kernel handed over lie, one behind the other; libc changes none of them.
static START: AtomicUsize = AtomicUsize::new(0);
static END: AtomicUsize = AtomicUsize::new(0);

/// `NAME=VALUE` as it is put into the environment of what is run. Empty: not.
static mut LOG_ENTRY: Path = Path::new();
static mut PRELOAD_ENTRY: Path = Path::new();
/// May be long; it stays in the memory that the kernel filled.
static WRITABLE_ENTRY: AtomicUsize = AtomicUsize::new(0);

fn named<'a>(entry: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    entry.strip_prefix(name)?.strip_prefix(b"=")
}

/// Of the environment as it is now. Never by `getenv`, which is hooked.
pub unsafe fn now<'a>(name: &[u8]) -> Option<&'a [u8]> {
    let mut at = environ;
    while !at.is_null() && !(*at).is_null() {
        if let Some(value) = named(bytes(*at), name) {
            return Some(value);
        }
        at = at.add(1);
    }
    None
}

/// Whether a build script has told this one of a directory, or of one above it: cargo hands that on as `DEP_NAME_KEY`.
pub unsafe fn is_told_by_dependency(directory: &[u8]) -> bool {
    let mut at = environ;
    while !at.is_null() && !(*at).is_null() {
        let entry = bytes(*at);
        if entry.starts_with(b"DEP_") {
            let told = entry.iter().position(|byte| *byte == b'=').map_or(&entry[..0], |end| without_slashes(&entry[end + 1..]));
            let is_there = told.starts_with(b"/") && directory.starts_with(told);
            if is_there && directory.get(told.len()).map_or(true, |next| *next == b'/') {
                return true;
            }
        }
        at = at.add(1);
    }
    false
}

/// Before the program can have changed anything.
pub unsafe fn begin() {
    let mut at = environ;
    if at.is_null() || (*at).is_null() {
        return;
    }
    let start = *at as usize;
    let mut end = start;
    while !(*at).is_null() {
        let entry = *at;
        if entry as usize == end {
            end += bytes(entry).len() + 1;
        }
        if named(bytes(entry), WRITABLE).is_some() {
            WRITABLE_ENTRY.store(entry as usize, Relaxed);
        }
        at = at.add(1);
    }
    START.store(start, Relaxed);
    END.store(end, Relaxed);
}

/// What this process was started with, whatever the program has set since: that is what another run of it depends on.
pub unsafe fn inherited<'a>(name: &[u8]) -> Option<&'a [u8]> {
    let (mut at, end) = (START.load(Relaxed), END.load(Relaxed));
    while at < end {
        let entry = bytes(at as Text);
        if let Some(value) = named(entry, name) {
            return Some(value);
        }
        at += entry.len() + 1;
    }
    None
}

/// What goes on to those that are run: the directory of their logs, and this library.
pub unsafe fn hand_on(directory: &[u8], library: &[u8]) {
    for (entry, name, value) in [(&raw mut LOG_ENTRY, LOG, directory), (&raw mut PRELOAD_ENTRY, PRELOAD, library)] {
        (*entry).push(name);
        (*entry).push(b"=");
        (*entry).push(value);
    }
}

/// The value of `LD_PRELOAD` by this library alone, as it is when nobody else has set it.
pub unsafe fn own_preload<'a>() -> &'a [u8] {
    let entry = &*(&raw const PRELOAD_ENTRY);
    entry.get().get(PRELOAD.len() + 1..).unwrap_or(b"")
}

unsafe fn parent_entry(number: i64) -> Path {
    let mut entry = Path::new();
    entry.push(PARENT);
    entry.push(b"=");
    entry.push(log::name());
    entry.push(b":");
    entry.push_number(number);
    entry
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len().max(1)).any(|window| window == part)
}

/// An environment for a program that is run: as given, with the observer in it again.
pub struct Handed {
    parent: Path,
    preload: Path,
    few: [Text; 256],
    many: *mut Text,
    size: usize,
    given: List,
}

impl Handed {
    pub unsafe fn new(given: List, number: i64) -> Handed {
        Handed { parent: parent_entry(number), preload: Path::new(), few: [null(); 256], many: null_mut(), size: 0, given }
    }

    /// Holds as long as this does. Where there is no memory for it, the one that was given.
    pub unsafe fn list(&mut self) -> List {
        let log = &*(&raw const LOG_ENTRY);
        let own = own_preload();
        if log.get().is_empty() || own.is_empty() {
            return self.given;
        }
        let mut count = 0;
        while !self.given.is_null() && !(*self.given.add(count)).is_null() {
            count += 1;
        }
        let into = if count + 5 <= self.few.len() {
            self.few.as_mut_ptr()
        } else {
            self.size = (count + 5) * core::mem::size_of::<Text>();
            match sys::map(None, self.size) {
                Some(memory) => memory as *mut Text,
                None => return self.given,
            }
        };
        if self.size > 0 {
            self.many = into;
        }
        let mut length = 0;
        let mut put = |entry: Text| {
            *into.add(length) = entry;
            length += 1;
        };
        let mut preloaded = false;
        for index in 0..count {
            let entry = *self.given.add(index);
            let text = bytes(entry);
            if [LOG, WRITABLE, PARENT].iter().any(|name| named(text, name).is_some()) {
                continue;
            }
            match named(text, PRELOAD) {
                Some(value) if preloaded || (!contains(value, own) && value.len() + own.len() > LONGEST) => continue,
                Some(value) => {
                    preloaded = true;
                    if contains(value, own) {
                        put(entry);
                    } else {
                        self.preload.push(PRELOAD);
                        self.preload.push(b"=");
                        self.preload.push(own);
                        if !value.is_empty() {
                            self.preload.push(b":");
                            self.preload.push(value);
                        }
                        put(self.preload.pointer() as Text);
                    }
                }
                None => put(entry),
            }
        }
        if !preloaded {
            put((*(&raw const PRELOAD_ENTRY)).pointer() as Text);
        }
        put(log.pointer() as Text);
        put(self.parent.pointer() as Text);
        let writable = WRITABLE_ENTRY.load(Relaxed);
        if writable != 0 {
            put(writable as Text);
        }
        put(null());
        into
    }
}

impl Drop for Handed {
    fn drop(&mut self) {
        if !self.many.is_null() {
            unsafe { sys::unmap(self.many as *mut u8, self.size) };
        }
    }
}

/// For what libc runs by itself (`system`, `popen`): into the environment of this process. Allocates, as these do.
pub unsafe fn put_back(number: i64) {
    let log = &*(&raw const LOG_ENTRY);
    let own = own_preload();
    if log.get().is_empty() || own.is_empty() {
        return;
    }
    if !contains(now(PRELOAD).unwrap_or(b""), own) {
        setenv(c"LD_PRELOAD".as_ptr(), own.as_ptr() as Text, 1);
    }
    setenv(c"CARGO_SHARE_OBSERVE_LOG".as_ptr(), log.pointer().add(LOG.len() + 1) as Text, 1);
    let writable = WRITABLE_ENTRY.load(Relaxed);
    if writable != 0 {
        setenv(c"CARGO_SHARE_OBSERVE_WRITABLE".as_ptr(), (writable as Text).add(WRITABLE.len() + 1), 1);
    }
    let parent = parent_entry(number);
    setenv(c"CARGO_SHARE_OBSERVE_PARENT".as_ptr(), parent.pointer().add(PARENT.len() + 1) as Text, 1);
}
