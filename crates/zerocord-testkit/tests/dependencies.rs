//! The part of `deny.toml` that can be checked without cargo-deny, in every test run: licences, sources, duplicate
//! versions.
//!
//! Cargo's own metadata has licences and sources, so nothing is installed or fetched. Advisories need the network:
//! `just deny`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The packages in a build of the workspace on this machine, from Cargo's metadata.
fn packages() -> Vec<Value> {
    let output = |command: &mut Command| {
        let output = command.current_dir(root()).output().expect("it can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("it is text")
    };
    let version = output(Command::new("rustc").arg("-vV"));
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc prints its host");
    let arguments =
        ["metadata", "--format-version=1", "--offline", "--all-features", "--filter-platform", host];
    let metadata = output(Command::new(env!("CARGO")).args(arguments));
    let metadata: Value = serde_json::from_str(&metadata).expect("metadata are JSON");
    // Packages for other platforms are listed too. The packages for this platform are in the graph.
    let used: BTreeSet<&str> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|node| node["id"].as_str())
        .collect();
    let all = metadata["packages"].as_array().unwrap().iter();
    all.filter(|package| used.contains(package["id"].as_str().unwrap())).cloned().collect()
}

/// The licences that `deny.toml` allows.
fn allowed() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("deny.toml")).unwrap();
    let list = text.split("\nallow = [").nth(1).and_then(|rest| rest.split(']').next()).expect("a list");
    let quoted =
        list.lines().filter_map(|line| Some(line.trim().strip_prefix('"')?.split('"').next()?.to_owned()));
    quoted.collect()
}

/// Whether an SPDX expression is satisfied by the allowed licences. `/` is the old spelling of `OR`.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let met = any_of(&mut rest, allowed);
    met && rest.is_empty()
}

fn any_of(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = all_of(words, allowed);
    while let Some(rest) = words.strip_prefix(&["OR"]) {
        *words = rest;
        met |= all_of(words, allowed);
    }
    met
}

fn all_of(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut met = one(words, allowed);
    while let Some(rest) = words.strip_prefix(&["AND"]) {
        *words = rest;
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let Some((word, rest)) = words.split_first() else { return false };
    *words = rest;
    if *word == "(" {
        let met = any_of(words, allowed);
        let Some(rest) = words.strip_prefix(&[")"]) else { return false };
        *words = rest;
        return met;
    }
    if let ["WITH", exception, rest @ ..] = *words {
        *words = rest;
        return allowed.contains(&format!("{word} WITH {exception}"));
    }
    allowed.contains(*word)
}

#[test]
fn expressions_of_licences_are_understood() {
    let allowed = ["MIT", "Zlib", "Apache-2.0"].map(str::to_owned).into();
    for met in [
        "MIT",
        "MIT/GPL-3.0",
        "GPL-3.0 OR Zlib",
        "(MIT OR X) AND Zlib",
        "MIT AND (X OR (Zlib))",
        "X WITH Y OR MIT",
    ] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for not in [
        "",
        "GPL-3.0",
        "MIT AND X",
        "(MIT OR Zlib) AND X",
        "MIT X",
        "Apache-2.0 WITH LLVM-exception",
        "X OR (MIT",
    ] {
        assert!(!is_met(not, &allowed), "{not}");
    }
}

#[test]
fn licences_and_sources_are_allowed() {
    let allowed = allowed();
    assert!(allowed.contains("MIT") && allowed.len() > 5, "{allowed:?}");
    let packages = packages();
    assert!(packages.len() > 50, "{} packages", packages.len());
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let Some(source) = package["source"].as_str() else {
            assert!(name.starts_with("zerocord"), "{name} is from a folder");
            continue;
        };
        assert_eq!(source, REGISTRY, "{name}");
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_met(licence, &allowed), "{name} is under `{licence}`, which deny.toml does not allow");
    }
}

/// Crates with two versions in the lock file, and their dependents. Users of the library or the command never build
/// both versions, except for `windows-sys`, and with the feature `live`, `base64`.
const TWICE: [(&str, &str); 9] = [
    ("base64", "tokio-websockets; the other is of parquet"),
    ("bit-set", "fancy-regex, for jsonschema"),
    ("bit-vec", "fancy-regex, for jsonschema"),
    ("getrandom", "ahash, for jsonschema and arrow-array"),
    ("num-bigint", "fraction, for jsonschema; the other is of arrow-buffer"),
    ("r-efi", "getrandom"),
    ("syn", "strum and zerocopy, of tests, examples and arrow-array; ours is 3"),
    ("windows-sys", "ring, for TLS on Windows"),
    ("zstd-safe", "zeekstd, an oracle for the seekable format"),
];

#[test]
fn no_other_crate_is_listed_twice() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let mut names = BTreeSet::new();
    let found = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let twice: BTreeSet<&str> = found.filter(|name| !names.insert(*name)).collect();
    let want: BTreeSet<&str> = TWICE.iter().map(|(name, _)| *name).collect();
    assert_eq!(twice, want, "`cargo tree --duplicates` prints what depends on them");
    assert!(names.len() > 50, "{} crates", names.len());
}
