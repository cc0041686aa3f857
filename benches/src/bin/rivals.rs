//! Compares zerocord with its rivals, on one core and in turns: a line per task, corpus and size.

use std::fmt::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use zerocord::Backend;
use zerocord_benches::measure::{Rounds, least, median, rounds, speed_ratio};
use zerocord_benches::{Corpus, Engine, Fixtures, Size, Source, TASKS, Task, machine};

const USAGE: &str = "\
Times zerocord against its rivals. All engines must give the same answer before any is timed.

usage: rivals [OPTION]... [FILTER]...

  FILTER             run what has a name, task/corpus/size, that begins with one of them; all by default
  --sizes LIST       of cache (200 frames), 3m (3 MB), 128m (128 MiB); cache,3m by default. Streams have no cache
  --seconds S        time per line; 1 by default
  --fixtures FOLDER  a folder of payloads with INDEX.json, for the corpora of that name;
                     ZEROCORD_BENCHES_FIXTURES by default, and if that is not set, there are no such corpora
  --core N           the core to run on; the last one that may be used by default
  --all              also print a line per engine
  --record FILE      also write a CSV file: the machine, then a row per task, corpus, size and engine
  --passes N         let each engine read each corpus N times, and neither compare nor time: what callgrind runs
  --engine NAME      only the engine of this name, with --passes
  --list             print the names and exit

ZEROCORD_BACKEND (portable, avx2, avx512, neon, neon-pmull) chooses zerocord's backend.
";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CorpusSize {
    Cache,
    Small,
    Large,
}

impl CorpusSize {
    const ALL: [(&str, CorpusSize); 3] =
        [("cache", CorpusSize::Cache), ("3m", CorpusSize::Small), ("128m", CorpusSize::Large)];

    fn name(self) -> &'static str {
        CorpusSize::ALL.iter().find(|(_, size)| *size == self).map_or("", |(name, _)| name)
    }

    fn limit(self) -> Size {
        match self {
            CorpusSize::Cache => Size::of_frames(200),
            CorpusSize::Small => Size::of_bytes(3 << 20),
            CorpusSize::Large => Size::of_bytes(128 << 20),
        }
    }
}

struct Options {
    filters: Vec<String>,
    sizes: Vec<CorpusSize>,
    seconds: f64,
    fixtures: Option<PathBuf>,
    core: Option<usize>,
    record: Option<PathBuf>,
    passes: Option<usize>,
    engine: Option<String>,
    shows_all: bool,
    lists: bool,
}

fn main() -> ExitCode {
    match options().and_then(|options| options.map_or(Ok(false), |options| run(&options).map(|()| true))) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("rivals: {error}");
            ExitCode::from(2)
        }
    }
}

/// Parses the command line; `None` if help is requested.
fn options() -> Result<Option<Options>, String> {
    let mut options = Options {
        filters: Vec::new(),
        sizes: vec![CorpusSize::Cache, CorpusSize::Small],
        seconds: 1.0,
        fixtures: None,
        core: None,
        record: None,
        passes: None,
        engine: None,
        shows_all: false,
        lists: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} takes a value"));
        let invalid = |value: &str| format!("{value:?} is not a value of {argument}");
        match argument.as_str() {
            "--sizes" => options.sizes = sizes(&value()?)?,
            "--seconds" => {
                let value = value()?;
                options.seconds = value.parse().map_err(|_| invalid(&value))?;
            }
            "--fixtures" => options.fixtures = Some(value()?.into()),
            "--core" => {
                let value = value()?;
                options.core = Some(value.parse().map_err(|_| invalid(&value))?);
            }
            "--record" => options.record = Some(value()?.into()),
            "--passes" => {
                let value = value()?;
                options.passes = Some(value.parse().map_err(|_| invalid(&value))?);
            }
            "--engine" => options.engine = Some(value()?),
            "--all" => options.shows_all = true,
            "--list" => options.lists = true,
            "-h" | "--help" => return Ok(None),
            unknown if unknown.starts_with('-') => return Err(format!("unknown option {unknown}")),
            _ => options.filters.push(argument),
        }
    }
    Ok(Some(options))
}

fn sizes(list: &str) -> Result<Vec<CorpusSize>, String> {
    let size = |name: &str| {
        let found = CorpusSize::ALL.iter().find(|(own, _)| *own == name);
        found.map(|(_, size)| *size).ok_or_else(|| format!("unknown size {name:?}"))
    };
    list.split(',').map(size).collect()
}

fn run(options: &Options) -> Result<(), String> {
    let fixtures = match &options.fixtures {
        Some(folder) => Fixtures::read(folder).map(Some),
        None => Fixtures::of_environment(),
    };
    let fixtures = fixtures.map_err(|error| error.to_string())?;
    if let Some(passes) = options.passes {
        return pass(options, passes, fixtures.as_ref());
    }
    if !options.lists {
        let core = machine::pin(options.core)?;
        print!("{}", machine::description());
        println!("core       {}\n", core.map_or("not pinned".to_owned(), |core| core.to_string()));
        println!("{}", Line::HEAD);
    }
    let mut worst: Vec<Line> = Vec::new();
    let mut record = String::new();
    machine::facts().iter().for_each(|(what, is)| _ = writeln!(record, "# {what}: {is}"));
    record.push_str("task,corpus,size,frames,bytes,engine,least_ns,median_ns,times_of_own,rounds\n");
    for task in TASKS {
        for source in task.sources {
            let sizes = options.sizes.iter().filter(|size| options.wants(task, source, **size));
            let sizes: Vec<_> = sizes.copied().collect();
            if options.lists {
                sizes.iter().for_each(|size| println!("{}", name(task, source, *size)));
                continue;
            }
            for size in sizes {
                let Some(corpus) = source.corpus(size.limit(), fixtures.as_ref()) else { continue };
                let comparison = Comparison::of(task, source, size, &corpus, options.seconds);
                if options.shows_all {
                    print!("{comparison}");
                }
                comparison.record(&mut record);
                if let Some(file) = &options.record {
                    // Written after each comparison, because a run takes an hour.
                    std::fs::write(file, &record).map_err(|error| format!("{}: {error}", file.display()))?;
                }
                for line in comparison.lines() {
                    println!("{line}");
                    note(&mut worst, line);
                }
            }
        }
    }
    if !worst.is_empty() {
        println!("\nThe worst corpus of each task, engine and size:\n\n{}", Line::HEAD);
        worst.iter().for_each(|line| println!("{line}"));
    }
    Ok(())
}

/// Runs the engines and does nothing else.
fn pass(options: &Options, passes: usize, fixtures: Option<&Fixtures>) -> Result<(), String> {
    for task in TASKS {
        for source in task.sources {
            for &size in options.sizes.iter().filter(|size| options.wants(task, source, **size)) {
                let Some(corpus) = source.corpus(size.limit(), fixtures) else { continue };
                let split = corpus.split();
                let mut engines = task.engines(&[Backend::chosen()]);
                engines.retain(|engine| options.engine.as_ref().is_none_or(|name| engine.name() == name));
                for engine in engines {
                    for _ in 0..passes {
                        engine
                            .answer(split.input())
                            .map_err(|error| format!("{}: {error}", engine.name()))?;
                    }
                    println!("{},{},{}", name(task, source, size), engine.name(), corpus.frames_count());
                }
            }
        }
    }
    Ok(())
}

impl Options {
    fn wants(&self, task: &Task, source: &Source, size: CorpusSize) -> bool {
        let name = name(task, source, size);
        let matches = self.filters.is_empty() || self.filters.iter().any(|filter| name.starts_with(filter));
        matches && !(task.is_stream && size == CorpusSize::Cache)
    }
}

fn name(task: &Task, source: &Source, size: CorpusSize) -> String {
    format!("{}/{}/{}", task.name, source.name, size.name())
}

/// A comparison of an engine of zerocord with the fastest rival.
struct Line {
    task: &'static str,
    corpus: &'static str,
    size: CorpusSize,
    own: Times,
    rival: Times,
    /// The median of the ratios within the rounds.
    median_ratio: f64,
}

/// Nanoseconds per frame.
struct Times {
    engine: String,
    least: f64,
    median: f64,
}

impl Line {
    const HEAD: &str = "task                corpus              size engine                       least  median  \
                        fastest rival                least  median  ratio of least  of medians";

    fn ratio(&self) -> f64 {
        self.rival.least / self.own.least
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Line { task, corpus, size, own, rival, median_ratio } = self;
        let size = size.name();
        write!(
            f,
            "{task:<19} {corpus:<19} {size:<4} {:<26} {:>7.1} {:>7.1}  ",
            own.engine, own.least, own.median
        )?;
        write!(f, "{:<26} {:>7.1} {:>7.1}  ", rival.engine, rival.least, rival.median)?;
        write!(f, "{:>14.2} {median_ratio:>11.2}", self.ratio())
    }
}

/// Keeps the line if it is the worst of its task, engine and size so far.
fn note(worst: &mut Vec<Line>, line: Line) {
    let same = |known: &&mut Line| {
        (known.task, known.size, &known.own.engine) == (line.task, line.size, &line.own.engine)
    };
    match worst.iter_mut().find(same) {
        Some(known) if known.ratio() <= line.ratio() => {}
        Some(known) => *known = line,
        None => worst.push(line),
    }
}

/// The times of all engines on one corpus.
struct Comparison {
    task: &'static str,
    corpus: &'static str,
    size: CorpusSize,
    frames_count: usize,
    bytes: usize,
    engines: Vec<Engine>,
    /// Nanoseconds per pass, for each engine in each round.
    rounds_ns: Vec<Vec<f64>>,
}

impl Comparison {
    fn of(task: &Task, source: &Source, size: CorpusSize, corpus: &Corpus, seconds: f64) -> Comparison {
        let engines = task.agreeing_engines(source, corpus, &[Backend::chosen()]);
        let wanted = Rounds {
            least: 5,
            most: 2_000,
            trial: 2,
            budget: Duration::from_secs_f64(seconds),
            slice: Duration::from_micros(300),
            hopeless: 3.0,
        };
        let rounds_ns = rounds(&engines, corpus.split().input(), wanted);
        Comparison {
            task: task.name,
            corpus: source.name,
            size,
            frames_count: corpus.frames_count(),
            bytes: corpus.frames_bytes(),
            engines,
            rounds_ns,
        }
    }

    fn times(&self, index: usize) -> Times {
        let (ns, frames_count) = (&self.rounds_ns[index], self.frames_count as f64);
        Times {
            engine: self.engines[index].name().to_owned(),
            least: least(ns) / frames_count,
            median: median(ns.iter().copied()) / frames_count,
        }
    }

    /// A line per engine of zerocord; no lines if there is no rival.
    fn lines(&self) -> Vec<Line> {
        let indices = || 0..self.engines.len();
        let ns = |index: &usize| least(&self.rounds_ns[*index]);
        let rivals = indices().filter(|index| self.engines[*index].is_rival());
        let Some(rival) = rivals.min_by(|left, right| ns(left).total_cmp(&ns(right))) else {
            return Vec::new();
        };
        let own = indices().filter(|index| self.engines[*index].backend().is_some());
        let lines = own.map(|own| Line {
            task: self.task,
            corpus: self.corpus,
            size: self.size,
            own: self.times(own),
            rival: self.times(rival),
            median_ratio: speed_ratio(&self.rounds_ns[own], &self.rounds_ns[rival]),
        });
        lines.collect()
    }

    /// Appends a row per engine. `times_of_own` is its time divided by that of the first engine of zerocord: the
    /// median of the ratios within the rounds.
    fn record(&self, csv: &mut String) {
        let Comparison { task, corpus, size, frames_count, bytes, .. } = self;
        let own = self.engines.iter().position(|engine| !engine.is_rival()).unwrap_or_default();
        for (index, ns) in self.rounds_ns.iter().enumerate() {
            let Times { engine, least, median } = self.times(index);
            let (size, ratio) = (size.name(), speed_ratio(&self.rounds_ns[own], ns));
            let _ = writeln!(
                csv,
                "{task},{corpus},{size},{frames_count},{bytes},{engine},{least:.1},{median:.1},{ratio:.3},{}",
                ns.len()
            );
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Comparison { task, corpus, frames_count, .. } = self;
        let (size, bytes) = (self.size.name(), self.bytes / self.frames_count.max(1));
        writeln!(f, "  {task}/{corpus}/{size}, {frames_count} frames of {bytes} bytes:")?;
        for (index, ns) in self.rounds_ns.iter().enumerate() {
            let Times { engine, least, median } = self.times(index);
            writeln!(f, "    {engine:<28} {least:>9.1} {median:>9.1}  {} rounds", ns.len())?;
        }
        Ok(())
    }
}
