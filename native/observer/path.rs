//! Paths in buffers of a fixed size, ended by a NUL.
use crate::libc::{bytes, Int, Text, AT_CWD};
use crate::sys;

/// The kernel takes none that is longer.
pub const LONGEST: usize = 4096;

pub struct Path {
    bytes: [u8; LONGEST + 64],
    length: usize,
    /// What did not fit is left out, and the path is another one.
    pub cut: bool,
}

impl Path {
    pub const fn new() -> Path {
        Path { bytes: [0; LONGEST + 64], length: 0, cut: false }
    }

    pub fn push(&mut self, more: &[u8]) {
        for byte in more {
            if self.length + 1 < self.bytes.len() {
                self.bytes[self.length] = *byte;
                self.length += 1;
            } else {
                self.cut = true;
            }
        }
        self.bytes[self.length] = 0;
    }

    pub fn push_number(&mut self, value: i64) {
        let mut digits = [0u8; 20];
        self.push(decimal(value, &mut digits));
    }

    pub fn truncate(&mut self, length: usize) {
        self.length = length.min(self.length);
        self.bytes[self.length] = 0;
    }

    pub fn get(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// With the NUL.
    pub fn pointer(&self) -> *const u8 {
        self.bytes.as_ptr()
    }

    /// What a link leads to, or nothing.
    pub unsafe fn push_link(&mut self, link: *const u8) -> bool {
        let mut target = [0u8; LONGEST];
        let length = sys::readlink(link, &mut target);
        self.push(&target[..length]);
        length > 0
    }

    pub unsafe fn push_directory_of(&mut self, fd: Int) -> bool {
        let mut link = [0u8; 40];
        let start = b"/proc/self/fd/";
        link[..start.len()].copy_from_slice(start);
        let mut digits = [0u8; 20];
        let digits = decimal(fd as i64, &mut digits);
        link[start.len()..start.len() + digits.len()].copy_from_slice(digits);
        self.push_link(link.as_ptr())
    }

    /// `path` seen from a directory's descriptor; without a path, the directory or file of the descriptor.
    pub unsafe fn push_absolute(&mut self, (fd, path): (Int, Text)) {
        let start = self.length;
        let path = bytes(path);
        if path.first() != Some(&b'/') {
            if fd == AT_CWD {
                let mut cwd = [0u8; LONGEST];
                let length = sys::getcwd(&mut cwd);
                self.push(&cwd[..length]);
            } else {
                self.push_directory_of(fd);
            }
            if !path.is_empty() && self.get() != b"/" {
                self.push(b"/");
            }
        }
        self.push(path);
        // One link may lead to the next (`/proc/self/root/proc/self/cwd`).
        for _ in 0..4 {
            if !self.follow_in_proc(start) {
                break;
            }
        }
    }

    /// What lies below `/proc/self/cwd`, `/proc/self/fd/3` and their like is another file in each process: the link is
    /// followed while this one is there. Where such a path ends with the link, the process has what it leads to already.
    unsafe fn follow_in_proc(&mut self, start: usize) -> bool {
        let path = &self.bytes[start..self.length];
        if !path.starts_with(b"/proc/") && !path.starts_with(b"/dev/fd/") {
            return false;
        }
        let mut link = Path::new();
        for end in (1..path.len()).filter(|at| path[*at] == b'/') {
            link.truncate(0);
            link.push(&path[..end]);
            let mut target = Path::new();
            if target.push_link(link.pointer()) && target.get().first() == Some(&b'/') {
                target.push(&path[end..]);
                self.truncate(start);
                self.push(target.get());
                return true;
            }
        }
        false
    }
}

pub fn decimal(value: i64, digits: &mut [u8; 20]) -> &[u8] {
    let mut at = digits.len();
    let mut left = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if value < 0 && at > 0 {
        at -= 1;
        digits[at] = b'-';
    }
    &digits[at..]
}

/// `/a` holds `/a` and `/a/b`, not `/ab`.
pub fn is_within(path: &[u8], directory: &[u8]) -> bool {
    let directory = without_slashes(directory);
    path.starts_with(directory) && matches!(path.get(directory.len()), None | Some(b'/'))
}

pub fn without_slashes(mut path: &[u8]) -> &[u8] {
    while let [rest @ .., b'/'] = path {
        path = rest;
    }
    path
}

pub fn climbs(path: &[u8]) -> bool {
    path.split(|byte| *byte == b'/').any(|part| part == b"..")
}
