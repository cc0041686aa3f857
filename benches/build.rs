//! Compiles simdjson and its adapter, and passes the version and the flags of the compiler to the programs, which
//! print them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    // Cargo separates the flags by a character that never occurs in a flag.
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default().replace('\x1f', " ");
    println!("cargo::rustc-env=ZEROCORD_BENCHES_RUSTC={}", version.unwrap_or_default());
    println!("cargo::rustc-env=ZEROCORD_BENCHES_RUSTFLAGS={flags}");
    println!("cargo::rustc-env=ZEROCORD_BENCHES_TARGET={}", env::var("TARGET").unwrap_or_default());
    println!("cargo::rustc-env=ZEROCORD_BENCHES_OPT_LEVEL={}", env::var("OPT_LEVEL").unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CARGO_ENCODED_RUSTFLAGS");
    simdjson();
}

/// Compiles simdjson for this CPU, whatever the profile, because every rival should run at its best.
fn simdjson() {
    println!("cargo::rerun-if-env-changed=ZEROCORD_BENCHES_SIMDJSON");
    println!("cargo::rerun-if-changed=src/simdjson/adapter.cpp");
    println!("cargo::rerun-if-changed=Cargo.lock");
    let folder = match env::var_os("ZEROCORD_BENCHES_SIMDJSON") {
        Some(folder) => PathBuf::from(folder),
        None => simdjson_of_package(),
    };
    let mut build = cc::Build::new();
    build
        .cpp(true)
        .std("c++17")
        .opt_level(3)
        .define("NDEBUG", None)
        .include(&folder)
        .file(folder.join("simdjson.cpp"))
        .file("src/simdjson/adapter.cpp")
        .warnings(false)
        .flag_if_supported("-fno-exceptions");
    if env::var("HOST") == env::var("TARGET") {
        build.flag_if_supported("-march=native");
    }
    if let Err(error) = build.try_compile("zerocord_benches_simdjson") {
        eprintln!(
            "The benchmarks need a C++17 compiler for simdjson, such as g++ or clang++ (CXX names another): {error}"
        );
        std::process::exit(1);
    }
}

/// The folder of `simdjson.h` and `simdjson.cpp` in the package `simdjson-sys`, which the manifest names.
fn simdjson_of_package() -> PathBuf {
    let cargo = env::var_os("CARGO").expect("cargo sets it for build scripts");
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--format-version", "1"])
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let manifests = metadata.split("\"manifest_path\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    let is_simdjson = |package: &&Path| {
        package.file_name().is_some_and(|name| name.to_string_lossy().starts_with("simdjson-sys-"))
    };
    let package = manifests.filter_map(|manifest| Path::new(manifest).parent()).find(is_simdjson);
    package.expect("the manifest names simdjson-sys").join("vendor/simdjson")
}
