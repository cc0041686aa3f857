//! Times the engines of each task against each other, in turns, and prints a table for each corpus.
//!
//! In every round each engine runs once, and ratios are taken within a round.

use std::process::ExitCode;
use std::time::Duration;

use zerocord_benches::measure::{Rounds, median, rounds, speed_ratio};
use zerocord_benches::{Corpus, Engine, Size, Source, TASKS, Task, machine};

const USAGE: &str = "\
Times zerocord against its rivals and prints tables.

usage: quick [FILTER]... [--mb N] [--reps N]

  FILTER    run what has one of them in its name, task/engine/corpus; all that is compared must match
  --mb N    bytes of each corpus, in MiB; 8 by default, and 1 may fit the cache
  --reps N  rounds in which each engine runs once; 15 by default
";

struct Options {
    filters: Vec<String>,
    corpus_mib: usize,
    rounds: usize,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(fault) => {
            eprint!("quick: {fault}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    print!("{}", machine::description());
    println!("{:<10} {} MiB a corpus, {} rounds", "run", options.corpus_mib, options.rounds);
    println!();
    println!(
        "Median and least time of all rounds. The last column is speed: how many times that of the fastest"
    );
    println!("rival in the same round, the median of all rounds.");
    for task in TASKS {
        for source in task.sources {
            let mut engines = task.engines();
            engines.retain(|engine| options.wants(task, engine, source));
            if !engines.is_empty() {
                compare(task, source, &engines, &options);
            }
        }
    }
    ExitCode::SUCCESS
}

/// Reads the command line; `None` where help is asked for.
fn options() -> Result<Option<Options>, String> {
    let mut options = Options { filters: Vec::new(), corpus_mib: 8, rounds: 15 };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut count = || match arguments.next().map(|value| value.parse()) {
            Some(Ok(count)) if count > 0 => Ok(count),
            _ => Err(format!("{argument} takes a number from 1 on")),
        };
        match argument.as_str() {
            "--mb" => options.corpus_mib = count()?,
            "--reps" => options.rounds = count()?,
            "-h" | "--help" => return Ok(None),
            unknown if unknown.starts_with('-') => return Err(format!("{unknown} is not known")),
            _ => options.filters.push(argument),
        }
    }
    Ok(Some(options))
}

impl Options {
    fn wants(&self, task: &Task, engine: &Engine, source: &Source) -> bool {
        let name = format!("{}/{}/{}", task.name, engine.name(), source.name);
        self.filters.is_empty() || self.filters.iter().any(|filter| name.contains(filter))
    }
}

/// What an engine came to.
struct Times {
    median_ns: f64,
    least_ns: f64,
    speed_of_rival: Option<f64>,
}

fn compare(task: &Task, source: &Source, engines: &[Engine], options: &Options) {
    let corpus = source.corpus(Size::of_bytes(options.corpus_mib << 20));
    task.assert_agreement(source, &corpus);
    let times = measure(engines, &corpus, options.rounds);

    let (frames_count, bytes) = (corpus.frames().len(), corpus.frames_bytes());
    println!("\n{}, {}: {}", task.name, source.name, task.question);
    println!("{frames_count} frames, {} bytes on average", bytes / frames_count);
    println!();
    println!("{:<28} {:>12} {:>12} {:>8} {:>10}", "engine", "ns a frame", "least", "GB/s", "x rival");
    let mut rows: Vec<_> = engines.iter().zip(times).collect();
    rows.sort_by(|left, right| left.1.median_ns.total_cmp(&right.1.median_ns));
    for (engine, times) in rows {
        let ratio = times.speed_of_rival.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        println!(
            "{:<28} {:>12.1} {:>12.1} {:>8.2} {:>10}",
            engine.name(),
            times.median_ns / frames_count as f64,
            times.least_ns / frames_count as f64,
            bytes as f64 / times.median_ns,
            ratio,
        );
    }
}

fn measure(engines: &[Engine], corpus: &Corpus, count: usize) -> Vec<Times> {
    let frames = corpus.frames();
    let counted = Rounds { least: count, most: count, budget: Duration::MAX, passes: 1 };
    let ns_of_engines = rounds(engines, corpus.input(&frames), counted);
    let middle = |ns: &[f64]| median(ns.iter().copied());
    let fastest_rival = engines
        .iter()
        .zip(&ns_of_engines)
        .filter(|(engine, _)| engine.is_rival())
        .map(|(_, ns)| ns)
        .min_by(|left, right| middle(left).total_cmp(&middle(right)));
    let times = ns_of_engines.iter().map(|ns| Times {
        median_ns: middle(ns),
        least_ns: ns.iter().copied().fold(f64::INFINITY, f64::min),
        speed_of_rival: fastest_rival.map(|rival| speed_ratio(ns, rival)),
    });
    times.collect()
}
