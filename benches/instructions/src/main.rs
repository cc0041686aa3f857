//! Counts the instructions of zerocord's hot paths, and reports where they have increased.
//!
//! Each case of [`cases`] runs separately under valgrind's callgrind, with the AVX2 backend (valgrind does not support
//! AVX-512), on the frames of `corpus/firehose/sample.ndjson`. A first pass fills reused memory. Only the second pass,
//! inside [`measured`], is counted. Unlike times, counts are repeatable on a noisy machine, so a change of 2 % is
//! visible.
//!
//! `counts.txt`, next to `Cargo.toml`, has the counts to compare with. They are valid for one compiler version and for
//! builds without `target-cpu`. `just instructions` builds this way, and `just instructions-accept` stores its counts.
//!
//! Existing benchmark harnesses compare with their last run in the build folder. This one compares with counts that are
//! reviewed and committed, and needs neither an installed runner nor unsafe client requests.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs, io};

use zerocord::Backend;

mod cases;

use cases::{CASES, Case};

/// The allowed difference between a count and the stored one, as a fraction.
const TOLERANCE: f64 = 0.02;

const USAGE: &str = "\
Counts the instructions of zerocord's hot paths under callgrind, and compares them with counts.txt.

usage: zerocord-instructions [--accept]

  --accept  store the counts instead of comparing

Exit codes: 0 no count has grown or shrunk by more than 2 %, 1 one has, 2 usage, 3 counting failed.
";

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] => compare(),
        ["--accept"] => accept(),
        ["--run", name] => run(name, 0),
        ["--run", name, passes] => match passes.parse() {
            Ok(passes) => run(name, passes),
            Err(_) => Err(io::Error::other("the number of passes is not a number")),
        },
        ["-h" | "--help"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("zerocord-instructions: {error}");
        ExitCode::from(3)
    })
}

/// Reads the sample twice for one case, and `more` times. This is the process that callgrind runs.
///
/// Where callgrind cannot run, two runs with different numbers of passes can be compared.
fn run(name: &str, more: usize) -> io::Result<ExitCode> {
    let case = CASES.iter().find(|case| case.name == name).ok_or_else(|| io::Error::other("no such case"))?;
    let wanted = env::var("ZEROCORD_BACKEND").unwrap_or_else(|_| "avx2".to_owned());
    let backend = Backend::by_name(&wanted);
    let backend =
        backend.ok_or_else(|| io::Error::other(format!("this CPU cannot run the backend {wanted}")))?;
    let recording = fs::read(root().join("corpus/firehose/sample.ndjson"))?;
    let frames: Vec<_> = zerocord::frames(&recording).filter(|frame| case.wants(frame)).collect();
    let mut state = case.state(backend);
    let first = state.read(&frames);
    for _ in 0..more {
        state.read(&frames);
    }
    let second = measured(&mut state, &frames);
    if first != second || first == 0 {
        return Err(io::Error::other(format!("{name} read {first} values, then {second}")));
    }
    println!("{second}");
    Ok(ExitCode::SUCCESS)
}

/// The counted function. Callgrind finds it by its name.
#[inline(never)]
fn measured(state: &mut cases::State, frames: &[&[u8]]) -> u64 {
    state.read(frames)
}

/// The instructions per frame of a case.
fn count(case: &Case) -> io::Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"])
        .arg("--toggle-collect=zerocord_instructions::measured*")
        .arg(env::current_exe()?)
        .args(["--run", case.name])
        .output()
        .map_err(|error| io::Error::other(format!("valgrind: {error}")))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    let collected = stderr.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    match collected {
        Some(collected) if output.status.success() && collected > 0 => Ok(collected),
        _ => Err(io::Error::other(format!("callgrind reported no count for {}:\n{stderr}", case.name))),
    }
}

fn compare() -> io::Result<ExitCode> {
    let stored = fs::read_to_string(file())?;
    let stored_count = |name: &str| {
        let line = stored.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|count| count.trim().parse::<u64>().ok())
    };
    let mut has_changed = false;
    println!("{:<16} {:>12} {:>12} {:>9}", "case", "stored", "now", "change");
    for case in CASES {
        let now = count(case)?;
        let Some(before) = stored_count(case.name) else {
            println!("{:<16} {:>12} {now:>12} {:>9}", case.name, "none", "new");
            has_changed = true;
            continue;
        };
        let change = now as f64 / before as f64 - 1.0;
        let is_much = change.abs() > TOLERANCE;
        has_changed |= is_much;
        let mark = if is_much { "  more than 2 %" } else { "" };
        println!("{:<16} {before:>12} {now:>12} {:>+8.2}%{mark}", case.name, change * 100.0);
    }
    if has_changed {
        eprintln!(
            "zerocord-instructions: counts have changed. If that is intended, or is due to another compiler, store them \
             with `just instructions-accept` and say why in the commit."
        );
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn accept() -> io::Result<ExitCode> {
    let mut counts = String::new();
    for case in CASES {
        let _ = writeln!(counts, "{} {}", case.name, count(case)?);
    }
    fs::write(file(), &counts)?;
    print!("{counts}");
    Ok(ExitCode::SUCCESS)
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn file() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("counts.txt")
}
