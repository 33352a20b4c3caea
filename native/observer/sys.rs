//! System calls without libc: they touch no `errno`, are safe in any place, and are never hooked.
use crate::libc::Int;
use core::arch::asm;

#[cfg(target_arch = "x86_64")]
pub mod number {
    pub const READ: usize = 0;
    pub const CLOSE: usize = 3;
    pub const MMAP: usize = 9;
    pub const MUNMAP: usize = 11;
    pub const GETPID: usize = 39;
    pub const FTRUNCATE: usize = 77;
    pub const GETCWD: usize = 79;
    pub const GETPPID: usize = 110;
    pub const CLOCK_GETTIME: usize = 228;
    pub const EXIT_GROUP: usize = 231;
    pub const OPENAT: usize = 257;
    pub const MKDIRAT: usize = 258;
    pub const READLINKAT: usize = 267;
    pub const FALLOCATE: usize = 285;
    pub const PRLIMIT: usize = 302;
    pub const FACCESSAT: usize = 269;
    pub const MKNODAT: usize = 259;
    pub const FCHOWNAT: usize = 260;
    pub const NEWFSTATAT: usize = 262;
    pub const UNLINKAT: usize = 263;
    pub const RENAMEAT: usize = 264;
    pub const LINKAT: usize = 265;
    pub const SYMLINKAT: usize = 266;
    pub const FCHMODAT: usize = 268;
    pub const UTIMENSAT: usize = 280;
    pub const RENAMEAT2: usize = 316;
    pub const EXECVE: usize = 59;
    pub const EXECVEAT: usize = 322;
    pub const GETDENTS64: usize = 217;
    pub const STATX: usize = 332;
    pub const OPENAT2: usize = 437;
    pub const FACCESSAT2: usize = 439;
    pub const CONNECT: usize = 42;
    pub const IO_URING_SETUP: usize = 425;
    pub const PRCTL: usize = 157;
}

#[cfg(target_arch = "aarch64")]
pub mod number {
    pub const CLOSE: usize = 57;
    pub const MMAP: usize = 222;
    pub const MUNMAP: usize = 215;
    pub const GETPID: usize = 172;
    pub const FTRUNCATE: usize = 46;
    pub const GETCWD: usize = 17;
    pub const GETPPID: usize = 173;
    pub const CLOCK_GETTIME: usize = 113;
    pub const EXIT_GROUP: usize = 94;
    pub const OPENAT: usize = 56;
    pub const MKDIRAT: usize = 34;
    pub const READLINKAT: usize = 78;
    pub const FALLOCATE: usize = 47;
    pub const PRLIMIT: usize = 261;
    pub const FACCESSAT: usize = 48;
    pub const MKNODAT: usize = 33;
    pub const FCHOWNAT: usize = 54;
    pub const NEWFSTATAT: usize = 79;
    pub const UNLINKAT: usize = 35;
    pub const RENAMEAT: usize = 38;
    pub const LINKAT: usize = 37;
    pub const SYMLINKAT: usize = 36;
    pub const FCHMODAT: usize = 53;
    pub const UTIMENSAT: usize = 88;
    pub const RENAMEAT2: usize = 276;
    pub const EXECVE: usize = 221;
    pub const EXECVEAT: usize = 281;
    pub const GETDENTS64: usize = 61;
    pub const STATX: usize = 291;
    pub const OPENAT2: usize = 437;
    pub const FACCESSAT2: usize = 439;
    pub const CONNECT: usize = 203;
    pub const IO_URING_SETUP: usize = 425;
}

/// A negative result is `-errno`.
#[cfg(target_arch = "x86_64")]
pub unsafe fn call(number: usize, a: [usize; 6]) -> isize {
    let result: isize;
    asm!("syscall", inlateout("rax") number as isize => result, in("rdi") a[0], in("rsi") a[1], in("rdx") a[2],
        in("r10") a[3], in("r8") a[4], in("r9") a[5], lateout("rcx") _, lateout("r11") _, options(nostack));
    result
}

#[cfg(target_arch = "aarch64")]
pub unsafe fn call(number: usize, a: [usize; 6]) -> isize {
    let result: isize;
    asm!("svc 0", in("x8") number, inlateout("x0") a[0] as isize => result, in("x1") a[1], in("x2") a[2],
        in("x3") a[3], in("x4") a[4], in("x5") a[5], options(nostack));
    result
}

/// `path` ends with a NUL, here and below.
pub unsafe fn open(at: Int, path: *const u8, flags: Int) -> Int {
    call(number::OPENAT, [at as usize, path as usize, flags as usize, 0o600, 0, 0]) as Int
}

pub unsafe fn close(fd: Int) {
    call(number::CLOSE, [fd as usize, 0, 0, 0, 0, 0]);
}

/// How many bytes there are, as far as they fit; 0 where it cannot be read.
#[cfg(target_arch = "x86_64")]
pub unsafe fn read_all(path: *const u8, into: &mut [u8]) -> usize {
    const CLOSED_ON_EXEC: Int = 0o2000000;
    let fd = open(crate::libc::AT_CWD, path, CLOSED_ON_EXEC);
    let mut length = 0;
    while fd >= 0 && length < into.len() {
        let count = call(number::READ, [fd as usize, into.as_mut_ptr() as usize + length, into.len() - length, 0, 0, 0]);
        if count <= 0 {
            break;
        }
        length += count as usize;
    }
    if fd >= 0 {
        close(fd);
    }
    length
}

/// Has nothing else come to stand there; no memory is taken. False where something does.
#[cfg(target_arch = "x86_64")]
pub unsafe fn reserve(at: usize, length: usize) -> bool {
    let (no_access, private_anonymous_noreserve_fixed_noreplace) = (0, 0x104022);
    call(number::MMAP, [at, length, no_access, private_anonymous_noreserve_fixed_noreplace, usize::MAX, 0]) == at as isize
}

/// How many bytes there are; 0 where there is no link.
pub unsafe fn readlink(path: *const u8, into: &mut [u8]) -> usize {
    let cwd = crate::libc::AT_CWD as usize;
    call(number::READLINKAT, [cwd, path as usize, into.as_mut_ptr() as usize, into.len(), 0, 0]).max(0) as usize
}

/// Without the NUL behind it; 0 where there is none.
pub unsafe fn getcwd(into: &mut [u8]) -> usize {
    (call(number::GETCWD, [into.as_mut_ptr() as usize, into.len(), 0, 0, 0, 0]).max(1) - 1) as usize
}

pub unsafe fn mkdir(path: *const u8) {
    call(number::MKDIRAT, [crate::libc::AT_CWD as usize, path as usize, 0o700, 0, 0, 0]);
}

/// 0, or the number of the error.
pub unsafe fn access(path: *const u8, mode: usize) -> Int {
    -call(number::FACCESSAT, [crate::libc::AT_CWD as usize, path as usize, mode, 0, 0, 0]) as Int
}

/// Of a file, shared, or of no file; none where the kernel refuses.
pub unsafe fn map(fd: Option<Int>, length: usize) -> Option<*mut u8> {
    let (shared, private_anonymous, read_write) = (1, 0x22, 3);
    let at = match fd {
        Some(fd) => call(number::MMAP, [0, length, read_write, shared, fd as usize, 0]),
        None => call(number::MMAP, [0, length, read_write, private_anonymous, usize::MAX, 0]),
    };
    if at < 0 && at > -4096 { None } else { Some(at as *mut u8) }
}

pub unsafe fn unmap(at: *mut u8, length: usize) {
    call(number::MUNMAP, [at as usize, length, 0, 0, 0, 0]);
}

pub unsafe fn allocate(fd: Int, length: usize) -> isize {
    call(number::FALLOCATE, [fd as usize, 0, 0, length, 0, 0])
}

pub unsafe fn truncate(fd: Int, length: usize) -> isize {
    call(number::FTRUNCATE, [fd as usize, length, 0, 0, 0, 0])
}

/// The largest file that this process may write.
pub unsafe fn largest_file() -> u64 {
    let mut limit = [u64::MAX; 2];
    let rlimit_fsize = 1;
    call(number::PRLIMIT, [0, rlimit_fsize, 0, limit.as_mut_ptr() as usize, 0, 0]);
    limit[0]
}

pub fn pid() -> i64 {
    unsafe { call(number::GETPID, [0; 6]) as i64 }
}

pub fn parent_pid() -> i64 {
    unsafe { call(number::GETPPID, [0; 6]) as i64 }
}

/// Of a clock that only goes forward.
pub fn nanoseconds() -> i64 {
    let mut time = [0i64; 2];
    unsafe { call(number::CLOCK_GETTIME, [1, time.as_mut_ptr() as usize, 0, 0, 0, 0]) };
    time[0] * 1_000_000_000 + time[1]
}

pub fn exit(code: usize) -> ! {
    loop {
        unsafe { call(number::EXIT_GROUP, [code, 0, 0, 0, 0, 0]) };
    }
}
