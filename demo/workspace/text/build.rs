use std::{env, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=words.txt");
    let words = fs::read_to_string("words.txt").unwrap();
    let entries: Vec<String> = words.lines().map(|word| format!("{word:?}")).collect();
    let code = format!("pub static STOP_WORDS: &[&str] = &[{}];\n", entries.join(", "));
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("words.rs"), code).unwrap();
}
