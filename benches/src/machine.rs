//! The facts on which results depend, printed with them.

use std::fmt::Write;
use std::time::Duration;

use zerocord::Backend;

use crate::simdjson;

/// The rivals whose versions are printed, in addition to simdjson.
const RIVALS: &[&str] =
    &["sonic-rs", "flexon", "simd-json", "serde_json", "jiter", "twilight-model", "twilight-gateway"];

/// The lock file with which this program was built.
const LOCK_FILE: &str = include_str!("../Cargo.lock");

/// The CPU, the compiler and its flags, and the versions of the rivals, by name.
pub fn facts() -> Vec<(String, String)> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let backends: Vec<_> = Backend::available().map(Backend::name).collect();
    let mut rivals = vec![format!("simdjson {}", simdjson::version())];
    rivals.extend(RIVALS.iter().map(|name| format!("{name} {}", locked_version(name))));
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

/// The facts as lines.
pub fn description() -> String {
    let mut lines = String::new();
    for (what, is) in facts() {
        let _ = writeln!(lines, "{what:<10} {is}");
    }
    lines
}

/// Pins this process to one core: the given one, or the last one allowed. Returns its number, or `None` on a system
/// that does not support this.
///
/// # Errors
/// The process may not use that core.
#[cfg(target_os = "linux")]
pub fn pin(core: Option<usize>) -> Result<Option<usize>, String> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    let allowed = sched_getaffinity(None).map_err(|error| format!("cores: {error}"))?;
    let last = (0..CpuSet::MAX_CPU).rev().find(|core| allowed.is_set(*core));
    let core = core.or(last).ok_or("no core may be used")?;
    let mut one = CpuSet::new();
    one.set(core);
    sched_setaffinity(None, &one).map_err(|error| format!("core {core}: {error}"))?;
    Ok(Some(core))
}

/// Does nothing on this system.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn pin(_: Option<usize>) -> Result<Option<usize>, String> {
    Ok(None)
}

/// The CPU time of this thread.
#[cfg(target_os = "linux")]
pub fn thread_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The time since the first call, as a substitute for CPU time.
#[cfg(not(target_os = "linux"))]
pub fn thread_time() -> Duration {
    use std::sync::OnceLock;
    static START: OnceLock<std::time::Instant> = OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

/// The model name of the CPU, if the system reports it.
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
