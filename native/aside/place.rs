//! Where a path leads.
use crate::libc::{bytes, environ, Int, Text, AT_CWD, AT_SYMLINK_NOFOLLOW};
use crate::path::{climbs, is_within, without_slashes, Path};
use crate::sys;

static mut FROM: Path = Path::new();
static mut TO: Path = Path::new();

/// What a call does at a path.
#[derive(Clone, Copy, PartialEq)]
pub enum Intent {
    /// A name is made, or taken away: always in the other directory.
    Change,
    /// What was written is there, all else where it was.
    Read,
}

/// Before the program can have changed its environment.
pub unsafe fn begin() {
    let (Some(from), Some(to)) = (variable(b"CARGO_SHARE_ASIDE_FROM="), variable(b"CARGO_SHARE_ASIDE_TO=")) else {
        return;
    };
    (*(&raw mut FROM)).push(without_slashes(from));
    (*(&raw mut TO)).push(without_slashes(to));
}

/// A link counts by itself, wherever it leads.
unsafe fn is_there(path: *const u8) -> bool {
    // Larger than the kernel's `struct stat` anywhere.
    let mut into = [0u64; 32];
    let (cwd, no_follow) = (AT_CWD as usize, AT_SYMLINK_NOFOLLOW as usize);
    sys::call(sys::number::NEWFSTATAT, [cwd, path as usize, into.as_mut_ptr() as usize, no_follow, 0, 0]) == 0
}

unsafe fn variable<'a>(name: &[u8]) -> Option<&'a [u8]> {
    let mut at = environ;
    while !at.is_null() && !(*at).is_null() {
        if let Some(value) = bytes(*at).strip_prefix(name) {
            return Some(value);
        }
        at = at.add(1);
    }
    None
}

pub unsafe fn from<'a>() -> &'a [u8] {
    (*(&raw const FROM)).get()
}

pub unsafe fn to<'a>() -> &'a [u8] {
    (*(&raw const TO)).get()
}

/// A path as it is handed to libc: the one that was asked for, or another one.
pub struct Place {
    path: Path,
    moved: bool,
}

impl Place {
    pub unsafe fn of((fd, path): (Int, Text), intent: Intent) -> Place {
        let mut place = Place { path: Path::new(), moved: false };
        if path.is_null() || *path == 0 || from().is_empty() {
            return place;
        }
        let mut asked = Path::new();
        asked.push_absolute((fd, path));
        // The directory itself stays: it is listed and looked at. What goes up again is left to the observer's refusal.
        if asked.cut || !is_within(asked.get(), from()) || climbs(asked.get()) {
            return place;
        }
        let rest = &asked.get()[from().len()..];
        if without_slashes(rest).is_empty() {
            return place;
        }
        place.path.push(to());
        place.path.push(rest);
        place.moved = !place.path.cut && (intent == Intent::Change || is_there(place.path.pointer()));
        place
    }

    /// An absolute path stands for itself whatever directory it is given with.
    pub fn text(&self, asked: Text) -> Text {
        if self.moved { self.path.pointer() as Text } else { asked }
    }
}
