//! What figures depend on: printed beside them.

use std::fmt::Write;

use zerocord::Backend;

/// The rivals whose versions are told.
const RIVALS: &[&str] = &["serde_json", "simd-json", "sonic-rs"];

/// The lock file that this program was built by.
const LOCK_FILE: &str = include_str!("../../Cargo.lock");

/// The CPU, the compiler and its flags, the versions of the rivals: some lines.
pub fn description() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let backends: Vec<_> = Backend::available().map(Backend::name).collect();
    let rivals: Vec<_> = RIVALS.iter().map(|name| format!("{name} {}", locked_version(name))).collect();
    let flags = env!("ZEROCORD_BENCHES_RUSTFLAGS");
    let mut lines = String::new();
    let mut line = |what: &str, is: &str| {
        let _ = writeln!(lines, "{what:<10} {is}");
    };
    line("cpu", &format!("{}, {cores} cores to run on, {}", cpu_model(), std::env::consts::OS));
    line("rustc", env!("ZEROCORD_BENCHES_RUSTC"));
    line("target", env!("ZEROCORD_BENCHES_TARGET"));
    line("opt-level", env!("ZEROCORD_BENCHES_OPT_LEVEL"));
    line("flags", if flags.is_empty() { "none" } else { flags });
    line("zerocord", &format!("{}, backends {}", env!("CARGO_PKG_VERSION"), backends.join(" ")));
    line("rivals", &rivals.join(", "));
    line("allocator", &format!("mimalloc {}", locked_version("mimalloc")));
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
