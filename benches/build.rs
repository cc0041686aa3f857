//! Hands the compiler's version and flags on to the program, which prints them beside its figures.

use std::env;
use std::process::Command;

fn main() {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    // The flags come with a separator that no flag holds.
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default().replace('\x1f', " ");
    println!("cargo::rustc-env=ZEROCORD_BENCHES_RUSTC={}", version.unwrap_or_default());
    println!("cargo::rustc-env=ZEROCORD_BENCHES_RUSTFLAGS={flags}");
    println!("cargo::rustc-env=ZEROCORD_BENCHES_TARGET={}", env::var("TARGET").unwrap_or_default());
    println!("cargo::rustc-env=ZEROCORD_BENCHES_OPT_LEVEL={}", env::var("OPT_LEVEL").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CARGO_ENCODED_RUSTFLAGS");
}
