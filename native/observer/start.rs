//! What happens before the program begins.
use crate::libc::{after_last_slash, bytes, dl_iterate_phdr, Any, Int, List, LoadedObject, AT_CWD};
use crate::path::{Path, LONGEST};
use crate::{caller, deny, environment, hook, log, record, sys};
#[cfg(target_arch = "x86_64")]
use crate::direct;

/// The program beside this library, which cargo starts in place of the compiler: it is the tool's own (`native/gate`).
const GATE: &[u8] = b"cargo-share-gate";

#[used]
#[link_section = ".init_array"]
static BEGIN: unsafe extern "C" fn(Int, List, List) = begin;

unsafe extern "C" fn begin(_count: Int, arguments: List, _environment: List) {
    hook::find_all();
    let mut link = [0u8; LONGEST];
    let length = sys::readlink(c"/proc/self/exe".as_ptr().cast(), &mut link);
    let executable = &link[..length];
    if after_last_slash(executable) == GATE {
        return;
    }
    environment::begin();
    deny::begin();
    let Some(root) = environment::now(environment::LOG).filter(|root| root.starts_with(b"/") && root.len() < LONGEST - 256) else {
        return;
    };
    let out_dir = environment::now(b"OUT_DIR");

    let mut directory = Path::new();
    directory.push(root);
    if let Some(out_dir) = out_dir.filter(|_| is_build_script(executable) && !is_of_one_unit(root)) {
        directory.push(b"/run-");
        match unit_in(out_dir) {
            Some(unit) => directory.push(unit),
            None => {
                directory.push(b"unknown-");
                directory.push_number(sys::pid());
            }
        }
        sys::mkdir(directory.pointer());
    }
    let mut library = Path::new();
    dl_iterate_phdr(find_library, (&raw mut library).cast());
    environment::hand_on(directory.get(), library.get());
    log::begin(directory.get());
    caller::begin(executable);
    #[cfg(target_arch = "x86_64")]
    direct::begin();
    let parent = environment::now(environment::PARENT).unwrap_or(b"");
    record::process(parent, executable, out_dir.unwrap_or(b""), arguments);
    // What the loader has opened for a program, which it does unseen.
    if !caller::in_compiler() {
        dl_iterate_phdr(note_library, core::ptr::null_mut());
    }
}

/// The machine's own libraries are the same for all. The program itself has no name here, and the kernel's library no slash.
unsafe extern "C" fn note_library(object: *const LoadedObject, _: usize, _: Any) -> Int {
    let name = bytes((*object).name);
    if name.contains(&b'/') && ![b"/usr/".as_slice(), b"/lib"].iter().any(|place| name.starts_with(place)) && !is_own(&*object) {
        let mut path = Path::new();
        path.push_absolute((AT_CWD, (*object).name));
        record::load(begin as *const () as usize, path.get());
    }
    0
}

/// This library's own path, as the loader has it from `LD_PRELOAD`.
unsafe extern "C" fn find_library(object: *const LoadedObject, _: usize, library: Any) -> Int {
    if is_own(&*object) {
        (*(library as *mut Path)).push(bytes((*object).name));
        return 1;
    }
    0
}

unsafe fn is_own(object: &LoadedObject) -> bool {
    let own = begin as *const () as usize;
    const PT_LOAD: u32 = 1;
    (0..usize::from(object.count)).any(|index| {
        let header = &*object.headers.add(index);
        let start = object.address + header.address as usize;
        header.kind == PT_LOAD && own >= start && own < start + header.memory_size as usize
    })
}

/// What cargo calls the program of a build script.
fn is_build_script(executable: &[u8]) -> bool {
    let name = after_last_slash(executable);
    name.starts_with(b"build-script-") || name.starts_with(b"build_script_")
}

/// What a script or macro of a unit runs belongs to that unit, even another cargo with scripts of its own.
fn is_of_one_unit(directory: &[u8]) -> bool {
    let name = after_last_slash(directory);
    let unit = name.strip_prefix(b"run-").or_else(|| name.strip_prefix(b"expand-"));
    unit.is_some_and(|unit| is_hash(unit) || unit.starts_with(b"unknown-"))
}

fn is_hash(text: &[u8]) -> bool {
    text.len() == 16 && text.iter().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte))
}

/// The unit of a script's run by its OUT_DIR: `build/PACKAGE-UNIT/out`, and in the layout of a directory a unit
/// `build/PACKAGE/UNIT/out`.
fn unit_in(out_dir: &[u8]) -> Option<&[u8]> {
    let directory = after_last_slash(out_dir.strip_suffix(b"/out")?);
    let unit = directory.get(directory.len().checked_sub(16)?..)?;
    let alone = directory.len() == 16 || directory[directory.len() - 17] == b'-';
    (alone && is_hash(unit)).then_some(unit)
}
