//! What is used of libc. Nothing that is hooked here may be called by its name: that would be the hook.
use core::ffi::{c_char, c_int, c_void};

pub type Text = *const c_char;
pub type Int = c_int;
pub type Any = *mut c_void;
pub type List = *const Text;

/// "Relative to the current directory" in place of a directory's descriptor.
pub const AT_CWD: Int = -100;
pub const AT_SYMLINK_NOFOLLOW: Int = 0x100;
pub const AT_EMPTY_PATH: Int = 0x1000;

pub const O_ACCMODE: Int = 0o3;
pub const O_WRONLY: Int = 0o1;
pub const O_RDWR: Int = 0o2;
pub const O_CREAT: Int = 0o100;
pub const O_EXCL: Int = 0o200;
pub const O_TRUNC: Int = 0o1000;
pub const O_CLOEXEC: Int = 0o2000000;
pub const O_PATH: Int = 0o10000000;
pub const TMPFILE: Int = 0o20000000;
#[cfg(target_arch = "x86_64")]
pub const O_DIRECTORY: Int = 0o200000;
#[cfg(target_arch = "x86_64")]
pub const O_NOFOLLOW: Int = 0o400000;
#[cfg(target_arch = "aarch64")]
pub const O_DIRECTORY: Int = 0o40000;
#[cfg(target_arch = "aarch64")]
pub const O_NOFOLLOW: Int = 0o100000;

pub const ENOENT: Int = 2;
pub const EACCES: Int = 13;
pub const EFAULT: Int = 14;
pub const EEXIST: Int = 17;
pub const ENOTDIR: Int = 20;
pub const EROFS: Int = 30;
pub const ENOSYS: Int = 38;
pub const ELOOP: Int = 40;
pub const EOPNOTSUPP: Int = 95;
pub const ENETUNREACH: Int = 101;

/// `struct link_map` as far as it is public: what a handle of `dlopen` points to.
#[repr(C)]
pub struct LinkMap {
    pub address: usize,
    pub name: Text,
}

#[repr(C)]
pub struct ProgramHeader {
    pub kind: u32,
    pub flags: u32,
    pub offset: u64,
    pub address: u64,
    pub physical: u64,
    pub file_size: u64,
    pub memory_size: u64,
    pub align: u64,
}

#[repr(C)]
pub struct LoadedObject {
    pub address: usize,
    pub name: Text,
    pub headers: *const ProgramHeader,
    pub count: u16,
}

/// `struct sigaction`.
#[cfg(target_arch = "x86_64")]
#[repr(C)]
pub struct Action {
    pub handler: usize,
    pub mask: [u64; 16],
    pub flags: Int,
    pub restorer: usize,
}

#[link(name = "c")]
extern "C" {
    #[cfg(target_arch = "x86_64")]
    pub fn sigaction(signal: Int, action: *const Action, before: *mut Action) -> Int;
    pub fn dl_iterate_phdr(each: unsafe extern "C" fn(*const LoadedObject, usize, Any) -> Int, data: Any) -> Int;
    pub fn setenv(name: Text, value: Text, overwrite: Int) -> Int;
    pub static environ: List;
    fn __errno_location() -> *mut Int;
}
// In libc itself from glibc 2.34 on; `libdl` is an empty library there.
#[link(name = "dl")]
extern "C" {
    pub fn dlsym(handle: Any, name: Text) -> Any;
    pub fn dlerror() -> Text;
}

pub unsafe fn errno() -> Int {
    *__errno_location()
}

pub unsafe fn set_errno(value: Int) {
    *__errno_location() = value;
}

/// The bytes of a C string; of none, no bytes.
pub unsafe fn bytes<'a>(text: Text) -> &'a [u8] {
    if text.is_null() {
        return b"";
    }
    core::ffi::CStr::from_ptr(text).to_bytes()
}

pub fn after_last_slash(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(slash) => &path[slash + 1..],
        None => path,
    }
}
