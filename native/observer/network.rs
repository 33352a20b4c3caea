//! Sockets that are connected, and names that are looked up. Where writing is denied, the network is as well.
use crate::deny::{is_active, refuses, Effect};
use crate::libc::{bytes, set_errno, Any, Int, Text, AT_CWD, ENETUNREACH};
use crate::path::{decimal, Path};
use crate::{libc, record};

const AF_UNIX: u16 = 1;
const AF_INET: u16 = 2;
const AF_INET6: u16 = 10;
/// Of a `sockaddr_un`: its family, then the path.
const PATH: usize = 2;

unsafe fn family(address: *const u8, length: usize) -> u16 {
    if address.is_null() || length < PATH { 0 } else { address.cast::<u16>().read_unaligned() }
}

/// The name of a socket in the file system; `None` for those without.
unsafe fn socket_path(address: *const u8, length: usize) -> Option<Path> {
    let mut path = Path::new();
    let name = core::slice::from_raw_parts(address.add(PATH), length - PATH);
    let end = name.iter().position(|byte| *byte == 0).unwrap_or(name.len());
    if end == 0 {
        return None;
    }
    path.push(&name[..end]);
    Some(path)
}

unsafe fn push_inet(text: &mut Path, address: *const u8, length: usize) {
    let port = u16::from_be_bytes([*address.add(2), *address.add(3)]);
    let (start, size) = if family(address, length) == AF_INET { (4, 4) } else { (8, 16) };
    text.push(b"inet ");
    for index in 0..size.min(length.saturating_sub(start)) {
        if index > 0 {
            text.push(b".");
        }
        text.push(decimal(i64::from(*address.add(start + index)), &mut [0; 20]));
    }
    text.push(b" ");
    text.push_number(i64::from(port));
}

/// Whether the address is one that is denied; then `errno` says so.
pub unsafe fn reached(by: usize, address: *const u8, length: usize, call: &str) -> bool {
    let family = family(address, length);
    let mut text = Path::new();
    match family {
        AF_UNIX => {
            text.push(b"unix ");
            match socket_path(address, length) {
                Some(path) => text.push_absolute((AT_CWD, path.pointer() as Text)),
                None => text.push(b"@"),
            }
        }
        AF_INET | AF_INET6 if length >= 8 => push_inet(&mut text, address, length),
        _ => return false,
    }
    record::network(by, text.get());
    let denied = family != AF_UNIX && is_active();
    if denied {
        record::denied(by, text.get(), call);
        set_errno(ENETUNREACH);
    }
    denied
}

unsafe fn named(by: usize, host: Text) {
    let mut text = Path::new();
    text.push(b"name ");
    text.push(bytes(host));
    record::network(by, text.get());
}

/// `struct msghdr`, as far as it is read.
#[repr(C)]
pub struct Message {
    address: *const u8,
    length: u32,
}

hooks! {
    fn connect(socket: Int, address: *const u8, length: u32) -> Int = |by, real| {
        if reached(by, address, length as usize, "connect") { -1 } else { real(socket, address, length) }
    }
    fn sendto(socket: Int, data: Any, size: usize, flags: Int, address: *const u8, length: u32) -> isize = |by, real| {
        if !address.is_null() && reached(by, address, length as usize, "sendto") { -1 } else { real(socket, data, size, flags, address, length) }
    }
    fn sendmsg(socket: Int, message: *const Message, flags: Int) -> isize = |by, real| {
        let (address, length) = if message.is_null() { (core::ptr::null(), 0) } else { ((*message).address, (*message).length) };
        if !address.is_null() && reached(by, address, length as usize, "sendmsg") { -1 } else { real(socket, message, flags) }
    }
    fn bind(socket: Int, address: *const u8, length: u32) -> Int = |by, real| {
        if family(address, length as usize) == AF_UNIX {
            if let Some(path) = socket_path(address, length as usize) {
                let at = (AT_CWD, path.pointer() as Text);
                if refuses(by, at, Effect::Makes, "bind") {
                    return -1;
                }
                let result = real(socket, address, length);
                record::path(record::Kind::Write, by, result, at, "bind");
                return result;
            }
        }
        real(socket, address, length)
    }
    fn getaddrinfo(host: Text, service: Text, hints: Any, into: Any) -> Int = |by, real| {
        if !host.is_null() { named(by, host) }
        real(host, service, hints, into)
    }
    fn gethostbyname(host: Text) -> libc::Any = |by, real| { named(by, host); real(host) }
}
