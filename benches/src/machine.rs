//! What figures depend on: printed beside them.

use std::fmt::Write;

use zerocord::Backend;

/// The rivals whose versions are told.
const RIVALS: &[&str] =
    &["serde_json", "simd-json", "sonic-rs", "jiter", "twilight-model", "twilight-gateway", "serenity"];

/// The lock file that this program was built by.
const LOCK_FILE: &str = include_str!("../Cargo.lock");

/// The CPU, the compiler and its flags, the versions of the rivals: what each is, by name.
pub fn facts() -> Vec<(String, String)> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let backends: Vec<_> = Backend::available().map(Backend::name).collect();
    let rivals: Vec<_> = RIVALS.iter().map(|name| format!("{name} {}", locked_version(name))).collect();
    let flags = env!("ZEROCORD_BENCHES_RUSTFLAGS");
    let facts = [
        ("cpu", format!("{}, {cores} cores to run on, {}", cpu_model(), std::env::consts::OS)),
        ("rustc", env!("ZEROCORD_BENCHES_RUSTC").to_owned()),
        ("target", env!("ZEROCORD_BENCHES_TARGET").to_owned()),
        ("opt-level", env!("ZEROCORD_BENCHES_OPT_LEVEL").to_owned()),
        ("flags", if flags.is_empty() { "none" } else { flags }.to_owned()),
        ("zerocord", format!("{}, backends {}", locked_version("zerocord"), backends.join(" "))),
        ("rivals", rivals.join(", ")),
        ("allocator", format!("mimalloc {}", locked_version("mimalloc"))),
    ];
    facts.into_iter().map(|(what, is)| (what.to_owned(), is)).collect()
}

/// The same as lines.
pub fn description() -> String {
    let mut lines = String::new();
    for (what, is) in facts() {
        let _ = writeln!(lines, "{what:<10} {is}");
    }
    lines
}

/// The CPU by its maker's name, where the system tells it.
fn cpu_model() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    model.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, model)| model.to_owned())
}

/// The version of a package in the lock file.
fn locked_version(name: &str) -> &'static str {
    let package = format!("name = \"{name}\"");
    let mut lines = LOCK_FILE.lines().skip_while(|line| *line != package);
    let version = lines.nth(1).and_then(|line| line.strip_prefix("version = \""));
    version.and_then(|version| version.strip_suffix('"')).unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found() {
        for name in RIVALS.iter().chain(&["mimalloc"]) {
            assert!(locked_version(name).starts_with(|first: char| first.is_ascii_digit()), "{name}");
        }
        assert_eq!(locked_version("no such package"), "unknown");
    }
}
