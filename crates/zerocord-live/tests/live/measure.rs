//! Measures the CPU time and memory of the recorder.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use zerocord_generator::{Generator, Mix};
use zerocord_live::{ReplayGateway, Speed};

use crate::crash::start_child;
use crate::support::*;

const FRAMES_PER_SECOND: u64 = 2_000;
const SECONDS: u64 = 30;

/// A recording with the times of its frames, at `FRAMES_PER_SECOND`.
fn timed_recording(folder: &Path) -> PathBuf {
    let path = folder.join("timed.ndjson");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    let mut at_us: u64 = 1_769_860_800_000_000;
    let frames = Generator::new(7, Mix::Quiet).ndjson(32 << 20);
    for frame in frames.split(|&byte| byte == b'\n').filter(|frame| !frame.is_empty()) {
        at_us += 1_000_000 / FRAMES_PER_SECOND;
        write!(file, "{{\"received\":{},\"frame\":", at_us / 1000).unwrap();
        file.write_all(frame).unwrap();
        file.write_all(b"}\n").unwrap();
    }
    file.into_inner().unwrap().sync_all().unwrap();
    path
}

/// The CPU time and the resident memory of a process.
fn usage(id: u32) -> (Duration, u64) {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let fields: Vec<u64> =
        stat.rsplit(')').next().unwrap().split_whitespace().map(|field| field.parse().unwrap_or(0)).collect();
    // Ticks of 10 ms, in user and system mode; pages of 4 KiB.
    (Duration::from_millis((fields[11] + fields[12]) * 10), fields[21] * 4096)
}

/// Prints the part of a core that the recorder uses, and its memory over time.
#[test]
#[ignore = "measures; see docs/performance.md"]
fn cost_of_the_recorder() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut options = replay_options(timed_recording(folder.path()), "");
    (options.speed, options.is_looped) = (Speed::Times(1.0), true);
    let gateway = runtime.block_on(ReplayGateway::start(LOOPBACK, options)).unwrap();
    let mut child = start_child(&folder.path().join("rec"), gateway.url(), true);
    // READY with its guilds.
    std::thread::sleep(Duration::from_secs(3));
    let count = || gateway.sessions()[0].dispatches;
    let (start, (cpu, _), frames) = (Instant::now(), usage(child.id()), count());
    for _ in 0..6 {
        std::thread::sleep(Duration::from_secs(SECONDS) / 6);
        let (used, resident) = usage(child.id());
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{seconds:.0} s: {:.0} frames per second, {:.1} % of a core, {:.1} MB",
            (count() - frames) as f64 / seconds,
            (used - cpu).as_secs_f64() / seconds * 100.0,
            resident as f64 / 1e6
        );
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
