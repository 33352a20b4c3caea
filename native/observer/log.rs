//! One file a process, mapped into its memory and shared: to write a record takes no system call and no descriptor, and
//! what is written outlives `kill -9` and `_exit`. Children of `fork` write into the same one, until they run a program.
//!
//! The first 64 bytes: how many bytes of records were to be written (u64, little endian), for how many of the file's
//! bytes there is room on the disk (u64), how many programs were started (u64), and what this is. A first number that is
//! more than the file holds says that records are missing. The room is made before it is used: a full disk would otherwise
//! kill the process.
use crate::libc::{Int, List, EOPNOTSUPP, O_CLOEXEC, O_CREAT, O_EXCL, O_RDWR};
use crate::path::{decimal, Path};
use crate::sys;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};

const HEADER: usize = 64;
const FIRST: usize = 32 << 10;
const LARGEST: usize = 16 << 20;
const MAGIC: &[u8] = b"cargo-share observer 1\n";

/// 0: no log.
static BASE: AtomicUsize = AtomicUsize::new(0);
static mut FILE: Path = Path::new();

/// Makes the file, whose directory is there. Called once, before any record.
pub unsafe fn begin(directory: &[u8]) {
    let file = &mut *(&raw mut FILE);
    let mut time = sys::nanoseconds();
    let fd = loop {
        file.truncate(0);
        file.push(directory);
        file.push(b"/");
        file.push_number(sys::pid());
        file.push(b"-");
        file.push_number(time);
        let fd = if file.cut { -1 } else { sys::open(0, file.pointer(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC) };
        if fd != -crate::libc::EEXIST {
            break fd;
        }
        // Another process namespace, with the same numbers.
        time += 1;
    };
    if fd < 0 {
        return;
    }
    let size = room(fd, FIRST);
    if size > 0 {
        if let Some(base) = sys::map(Some(fd), LARGEST) {
            core::ptr::copy_nonoverlapping(MAGIC.as_ptr(), base.add(24), MAGIC.len());
            header(base as usize, 1).store(size as u64, SeqCst);
            BASE.store(base as usize, SeqCst);
        }
    }
    sys::close(fd);
}

pub fn is_on() -> bool {
    BASE.load(Relaxed) != 0
}

/// The name of this process's file; empty without one.
pub unsafe fn name<'a>() -> &'a [u8] {
    if !is_on() {
        return b"";
    }
    let file = &*(&raw const FILE);
    crate::libc::after_last_slash(file.get())
}

/// Beside this process's file, empty for ever: nothing else is named so. False without a log.
pub unsafe fn push_empty_directory(path: &mut Path) -> bool {
    if !is_on() {
        return false;
    }
    let file = &*(&raw const FILE);
    path.push(&file.get()[..file.get().len() - name().len()]);
    path.push(b"empty");
    sys::mkdir(path.pointer());
    !path.cut
}

/// Of a program that is started: no other has it, in any child of `fork` that writes here.
pub unsafe fn next_number() -> i64 {
    match BASE.load(Relaxed) {
        0 => 0,
        base => header(base, 2).fetch_add(1, SeqCst) as i64 + 1,
    }
}

unsafe fn header<'a>(base: usize, index: usize) -> &'a AtomicU64 {
    &*((base + index * 8) as *const AtomicU64)
}

/// Makes room for `size` bytes, and says how much there is then; 0 for none.
unsafe fn room(fd: Int, size: usize) -> usize {
    if sys::largest_file() < LARGEST as u64 {
        return 0;
    }
    match sys::allocate(fd, size) {
        0 => size,
        // A file system that cannot: the size is always the same one, as another thread may be writing.
        error if error == -(EOPNOTSUPP as isize) && sys::truncate(fd, LARGEST) == 0 => LARGEST,
        _ => 0,
    }
}

unsafe fn grow(base: usize, needed: usize) -> bool {
    let size = needed.next_power_of_two().min(LARGEST);
    let file = &*(&raw const FILE);
    let fd = sys::open(0, file.pointer(), O_RDWR | O_CLOEXEC);
    if fd < 0 {
        return false;
    }
    let size = room(fd, size);
    sys::close(fd);
    header(base, 1).fetch_max(size as u64, SeqCst);
    size > 0
}

/// A piece of a line.
pub enum Part<'a> {
    Word(&'a str),
    Text(&'a [u8]),
    Number(i64),
    /// Each with a tab before it, up to the null.
    Texts(List),
}

/// Hands on each byte of a line, with what would end a line or a field escaped.
unsafe fn each_byte(parts: &[Part], to: &mut impl FnMut(u8)) {
    let escaped = |text: &[u8], to: &mut dyn FnMut(u8)| {
        for byte in text {
            match byte {
                b'\n' => (to(b'\\'), to(b'n')),
                b'\t' => (to(b'\\'), to(b't')),
                b'\\' => (to(b'\\'), to(b'\\')),
                _ => (to(*byte), ()),
            };
        }
    };
    for part in parts {
        match part {
            Part::Word(word) => word.bytes().for_each(&mut *to),
            Part::Text(text) => escaped(text, to),
            Part::Number(value) => decimal(*value, &mut [0; 20]).iter().for_each(|byte| to(*byte)),
            Part::Texts(list) => {
                let mut at = *list;
                while !at.is_null() && !(*at).is_null() {
                    to(b'\t');
                    escaped(crate::libc::bytes(*at), to);
                    at = at.add(1);
                }
            }
        }
    }
    to(b'\n');
}

/// Hashes of the last records, each in the one place that it may have: most repetitions are found, no record is lost.
static WRITTEN: [AtomicU64; 2048] = [const { AtomicU64::new(0) }; 2048];

pub unsafe fn write(parts: &[Part]) {
    let base = BASE.load(Relaxed);
    if base == 0 {
        return;
    }
    let mut length = 0;
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    each_byte(parts, &mut |byte| {
        length += 1;
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    });
    let place = &WRITTEN[(hash ^ (hash >> 32)) as usize % WRITTEN.len()];
    if place.load(Relaxed) == hash {
        return;
    }
    let used = header(base, 0);
    let start = HEADER + used.fetch_add(length as u64, SeqCst) as usize;
    let end = start.saturating_add(length);
    if end > LARGEST {
        return;
    }
    if end > header(base, 1).load(SeqCst) as usize && !grow(base, end) {
        used.fetch_add(LARGEST as u64, SeqCst);
        return;
    }
    let mut at = start;
    each_byte(parts, &mut |byte| {
        // Another thread may have changed what is read here: never past what was set aside.
        if at < end {
            *((base + at) as *mut u8) = byte;
            at += 1;
        }
    });
    place.store(hash, Relaxed);
}
