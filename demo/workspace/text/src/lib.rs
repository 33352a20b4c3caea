//! Counts words in parallel, with stop words that the build script generates.
use itertools::Itertools;
use rayon::prelude::*;
use serde::Serialize;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

#[derive(Debug, Serialize, macros::Describe)]
pub struct Count {
    pub words: usize,
    pub distinct: usize,
    pub checksum: u64,
}

pub fn count(text: &str) -> Count {
    let word = regex::Regex::new(r"\w+").unwrap();
    let words: Vec<String> = word.find_iter(text).map(|found| found.as_str().to_lowercase()).collect();
    let kept: Vec<&String> = words.par_iter().filter(|word| !STOP_WORDS.contains(&word.as_str())).collect();
    Count { words: kept.len(), distinct: kept.iter().unique().count(), checksum: checksum(text.as_bytes()) }
}

fn checksum(bytes: &[u8]) -> u64 {
    unsafe { libz_sys::crc32(0, bytes.as_ptr(), bytes.len() as libz_sys::uInt) as u64 }
}
