//! Who called. In a compiler a macro's calls are told from its own by where they return to: each macro is a library that
//! was loaded, with a standard library of its own inside. What is neither the compiler's nor a macro's is unknown.
use crate::libc::{after_last_slash, bytes, Any, Int, LinkMap, LoadedObject, Text};
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};

pub enum Caller<'a> {
    Program,
    Compiler,
    Macro(&'a [u8]),
    Unknown,
}

struct Range {
    start: AtomicUsize,
    end: AtomicUsize,
    /// The path of a macro's library, which stays: the compiler unloads none.
    name: AtomicUsize,
}

struct Ranges<const N: usize> {
    ranges: [Range; N],
    count: AtomicUsize,
}

impl<const N: usize> Ranges<N> {
    const fn new() -> Ranges<N> {
        const NONE: Range = Range { start: AtomicUsize::new(0), end: AtomicUsize::new(0), name: AtomicUsize::new(0) };
        Ranges { ranges: [NONE; N], count: AtomicUsize::new(0) }
    }

    /// What does not fit is unknown later.
    fn add(&self, (start, end): (usize, usize), name: Text) {
        let index = self.count.fetch_add(1, SeqCst);
        if let Some(range) = self.ranges.get(index) {
            range.name.store(name as usize, SeqCst);
            range.start.store(start, SeqCst);
            range.end.store(end, SeqCst);
        }
    }

    fn find(&self, address: usize) -> Option<&Range> {
        let count = self.count.load(Relaxed).min(N);
        self.ranges[..count].iter().find(|range| address >= range.start.load(Relaxed) && address < range.end.load(Relaxed))
    }
}

static IN_COMPILER: AtomicBool = AtomicBool::new(false);
static COMPILER: Ranges<32> = Ranges::new();
static MACROS: Ranges<1024> = Ranges::new();

pub fn in_compiler() -> bool {
    IN_COMPILER.load(Relaxed)
}

pub unsafe fn of<'a>(address: usize) -> Caller<'a> {
    if !in_compiler() {
        return Caller::Program;
    }
    if COMPILER.find(address).is_some() {
        return Caller::Compiler;
    }
    match MACROS.find(address) {
        Some(range) => Caller::Macro(bytes(range.name.load(Relaxed) as Text)),
        None => Caller::Unknown,
    }
}

/// Where an object of the process lies in memory.
pub unsafe fn extent(object: &LoadedObject) -> (usize, usize) {
    let (mut start, mut end) = (usize::MAX, 0);
    for index in 0..usize::from(object.count) {
        let header = &*object.headers.add(index);
        const PT_LOAD: u32 = 1;
        if header.kind == PT_LOAD {
            start = start.min(object.address + header.address as usize);
            end = end.max(object.address + (header.address + header.memory_size) as usize);
        }
    }
    (start, end)
}

fn is_of_compiler(name: &[u8]) -> bool {
    let own: [&[u8]; 11] = [
        b"librustc_driver", b"librustc_codegen", b"libLLVM", b"libstd-", b"libc.so", b"libc-", b"ld-", b"ld.so", b"libpthread", b"libdl",
        b"librt",
    ];
    own.iter().any(|start| name.starts_with(start))
}

/// What is there when the program begins: the program itself (without a name), its libraries, the observer.
unsafe extern "C" fn at_start(object: *const LoadedObject, _: usize, _: Any) -> Int {
    let (start, end) = extent(&*object);
    let observer = of as *const () as usize;
    let name = after_last_slash(bytes((*object).name));
    if name.is_empty() || is_of_compiler(name) || (observer >= start && observer < end) {
        COMPILER.add((start, end), (*object).name);
    }
    0
}

pub unsafe fn begin(executable: &[u8]) {
    if matches!(after_last_slash(executable), b"rustc" | b"clippy-driver") {
        crate::libc::dl_iterate_phdr(at_start, core::ptr::null_mut());
        IN_COMPILER.store(true, SeqCst);
    }
}

unsafe extern "C" fn when_loaded(object: *const LoadedObject, _: usize, map: Any) -> Int {
    let map = &*(map as *const LinkMap);
    let object = &*object;
    if object.address != map.address || object.name != map.name {
        return 0;
    }
    let range = extent(object);
    if is_of_compiler(after_last_slash(bytes(map.name))) {
        COMPILER.add(range, map.name);
    } else if MACROS.find(range.0).is_none() {
        MACROS.add(range, map.name);
    }
    1
}

/// A library that the compiler has loaded, by its handle.
pub unsafe fn remember(handle: Any) {
    crate::libc::dl_iterate_phdr(when_loaded, handle);
}
