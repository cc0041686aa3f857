//! Rules for the sources: layers only import downwards, and `unsafe` is only in `src/simd/`, one file of the testkit
//! and two of the benches.

use std::fs;
use std::path::{Path, PathBuf};

/// The layer of each module of the library.
const FLOORS: [(&str, u32); 15] = [
    ("arena", 0),
    ("limits", 0),
    ("key_order", 0),
    ("simd", 0),
    ("json", 1),
    ("envelope", 2),
    ("view", 2),
    ("model", 3),
    ("event", 4),
    ("permissions", 4),
    ("event_family", 4),
    ("event_ids", 4),
    ("decode", 4),
    ("decoder", 4),
    ("frames", 2),
];

fn floor(module: &str) -> Option<u32> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The code of a file without comments. String literals are kept, so they must not contain the keyword.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The modules of the crate's root that `code` names with a path from `root`, such as `crate::`. Reads `use` trees too.
fn named_modules<'c>(code: &'c str, root: &str) -> Vec<&'c str> {
    let ident =
        |path: &'c str| path.split(|char: char| !char.is_alphanumeric() && char != '_').next().unwrap();
    let mut found = Vec::new();
    for (at, _) in code.match_indices(root) {
        let before = code[..at].strip_suffix("::").unwrap_or(&code[..at]);
        let is_path = before.ends_with(|char: char| char.is_alphanumeric() || char == '_');
        let path = &code[at + root.len()..];
        let Some(tree) = path.strip_prefix('{').filter(|_| !is_path) else {
            found.extend((!is_path).then(|| ident(path)));
            continue;
        };
        let (mut depth, mut is_start) = (0, true);
        for (at, char) in tree.char_indices() {
            if is_start && depth == 0 && !char.is_whitespace() {
                found.push(ident(&tree[at..]));
            }
            match char {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                _ => {}
            }
            is_start = char == ',' || is_start && char.is_whitespace();
        }
    }
    found
}

#[test]
fn named_modules_of_every_form_of_path() {
    for (code, root, want) in [
        ("use crate::json::raw; fn f() { crate::simd::quotes() }", "crate::", &["json", "simd"][..]),
        ("use crate::{arena, json::{raw, error}, view::Model};", "crate::", &["arena", "json", "view"]),
        ("use super::super::json; super::arena::f()", "super::super::", &["json"]),
        (
            "use other_crate::arena; a::crate::arena; $crate::json; ::crate::view",
            "crate::",
            &["json", "view"],
        ),
    ] {
        assert_eq!(named_modules(code, root), want, "{code}");
    }
}

#[test]
fn layers_import_downwards_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in sources(&root) {
        let within = path.strip_prefix(&root).unwrap();
        let module = within.iter().next().unwrap().to_string_lossy().replace(".rs", "");
        if module == "lib" {
            continue;
        }
        let own = floor(&module).unwrap_or_else(|| panic!("{module} has no layer"));
        // The root is as many modules up as the file is deep. A module inside the file, such as its tests, is one deeper.
        let depth = within.iter().count() - usize::from(path.ends_with("mod.rs"));
        let code = code(&path);
        let roots =
            ["super::".repeat(depth), "super::".repeat(depth + 1), "crate::".into(), "zerocord::".into()];
        for name in roots.iter().flat_map(|root| named_modules(&code, root)) {
            if let Some(other) = floor(name) {
                assert!(other <= own, "{} imports {name}, which is above it", within.display());
            }
        }
    }
}

#[test]
fn unsafe_code_is_only_in_its_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Safe code cannot request inaccessible pages, or call some functions of rivals.
    let fences = [
        root.join("src/simd"),
        root.join("crates/zerocord-testkit/src/guard.rs"),
        root.join("benches/src/sonic_unchecked.rs"),
        root.join("benches/src/simdjson/mod.rs"),
    ];
    let folders = ["src", "crates", "benches", "fuzz/fuzz_targets", "examples", "tests"];
    for path in folders
        .iter()
        .map(|folder| root.join(folder))
        .filter(|path| path.exists())
        .flat_map(|path| sources(&path))
    {
        if fences.iter().any(|fence| path.starts_with(fence)) || path.ends_with("tests/house.rs") {
            continue;
        }
        let code = code(&path);
        // A key with that name, in quotes.
        let code = code.replace("\"unsafe\"", "");
        let words = code.split(|char: char| !char.is_alphanumeric() && char != '_');
        let count = words.filter(|word| *word == "unsafe").count();
        assert_eq!(count, 0, "{} holds unsafe code", path.display());
    }
}

/// The table of `docs/robustness.md` agrees with the sources.
#[test]
fn unsafe_blocks_match_the_counts_in_the_docs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_to_string(root.join("docs/robustness.md")).unwrap();
    let guard = root.join("crates/zerocord-testkit/src/guard.rs");
    for path in sources(&root.join("src/simd")).into_iter().chain([guard]) {
        let count = code(&path).matches("unsafe {").count();
        let row = format!("| `{}` | {count} |", path.strip_prefix(root).unwrap().display());
        assert!(count == 0 || docs.contains(&row), "docs/robustness.md lacks the row {row}");
    }
}

/// `.ci/other-targets` and cargo-mutants compile `src/model/few.rs` in place of the models.
#[test]
fn the_few_models_have_a_name_for_every_payload() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let few = fs::read_to_string(root.join("src/model/few.rs")).unwrap();
    let is_identifier = |char: char| char.is_alphanumeric() || char == '_';
    let names: Vec<&str> = few.split(|char| !is_identifier(char)).collect();
    let events = code(&root.join("src/envelope/events.rs"));
    let payloads: Vec<&str> = events
        .lines()
        .filter_map(|line| line.split_once("\": ")?.1.split_once(", [").map(|(payload, _)| payload))
        .map(|payload| payload.trim_start_matches("Vec<").trim_end_matches('>'))
        .collect();
    assert!(payloads.len() > 80);
    for payload in payloads {
        assert!(names.contains(&payload), "src/model/few.rs lacks the payload {payload}");
    }
}
