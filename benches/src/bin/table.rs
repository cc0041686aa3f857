//! Fills the table of goals: all tasks on large corpora, in and out of the cache, and `docs/benchmarks.md` from it.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use zerocord_benches::measure::{Rounds, rounds};
use zerocord_benches::results::{Comparison, Kind, Results, Timed};
use zerocord_benches::{Corpus, Engine, Size, Source, TASKS, Task, machine, report, threads};

const USAGE: &str = "\
Times zerocord against its rivals on large corpora, and writes what it measured and the page of it.

usage: table [--quick] [--docs FOLDER] [--portable-build PROGRAM] [FILTER]...
       table --report [--docs FOLDER]

  FILTER                    run the tasks that have one of them in their names; all by default
  --quick                   smaller corpora and fewer rounds: two minutes
  --docs FOLDER             where benchmarks.json, benchmarks.md and benchmarks/*.svg go; `docs` by default
  --portable-build PROGRAM  this program, built without target-cpu; its zerocord engines take part
  --report                  measure nothing: write the page from benchmarks.json
";

/// As many frames make a corpus, unless that is too many bytes.
const FULL: Size = Size { frames: 100_000, bytes: 192 << 20 };
const QUICK: Size = Size { frames: 20_000, bytes: 48 << 20 };

/// What stays in the second cache of a core.
const CACHED_BYTES: usize = 384 << 10;

#[derive(Default)]
struct Options {
    filters: Vec<String>,
    is_quick: bool,
    docs: Option<PathBuf>,
    portable_build: Option<PathBuf>,
    reports_only: bool,
    /// What the other build is started with: it times what its standard input names.
    serves: bool,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(fault) => {
            eprint!("table: {fault}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("table: {error}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Result<Option<Options>, String> {
    let mut options = Options::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut path =
            || arguments.next().map(PathBuf::from).ok_or_else(|| format!("{argument} takes a path"));
        match argument.as_str() {
            "--quick" => options.is_quick = true,
            "--docs" => options.docs = Some(path()?),
            "--portable-build" => options.portable_build = Some(path()?),
            "--report" => options.reports_only = true,
            "--serve" => options.serves = true,
            "-h" | "--help" => return Ok(None),
            unknown if unknown.starts_with('-') => return Err(format!("{unknown} is not known")),
            _ => options.filters.push(argument),
        }
    }
    Ok(Some(options))
}

fn run(options: &Options) -> io::Result<()> {
    if options.serves {
        return serve();
    }
    let docs = options.docs.clone().unwrap_or_else(|| PathBuf::from("docs"));
    let file = docs.join("benchmarks.json");
    if !options.reports_only {
        let results = measure(options)?;
        std::fs::create_dir_all(&docs)?;
        std::fs::write(&file, serde_json::to_string(&results)? + "\n")?;
    }
    let results: Results = serde_json::from_slice(&std::fs::read(&file)?)?;
    report::write(&results, &docs)
}

fn measure(options: &Options) -> io::Result<Results> {
    let begin = Instant::now();
    let size = if options.is_quick { QUICK } else { FULL };
    let wants = |task: &Task| {
        options.filters.is_empty() || options.filters.iter().any(|filter| task.name.contains(filter.as_str()))
    };
    let mut comparisons = Vec::new();
    let mut other = options.portable_build.as_deref().map(OtherBuild::start).transpose()?;
    for task in TASKS.iter().filter(|task| wants(task)) {
        for source in task.sources {
            let whole = source.corpus(size);
            let cached = whole.beginning(CACHED_BYTES);
            task.assert_agreement(source, &whole);
            for (corpus, is_cached) in [(&cached, true), (&whole, false)] {
                // Guilds do not fit a cache: then there is one place alone.
                if is_cached && corpus.frames_bytes() > 2 * CACHED_BYTES {
                    continue;
                }
                let comparison = compare(task, source, corpus, is_cached, options.is_quick, &mut other)?;
                eprintln!("{:>5.0} s  {}, {}", begin.elapsed().as_secs_f64(), task.name, comparison.place());
                comparisons.push(comparison);
            }
        }
    }
    if options.filters.is_empty() || options.filters.iter().any(|filter| "threads".contains(filter.as_str()))
    {
        comparisons.push(threads::compare(if options.is_quick { 5 } else { 11 })?);
    }
    let date = jiff::Zoned::now().date().to_string();
    Ok(Results { date, machine: machine::facts(), comparisons })
}

/// What one pass is repeated in a round of the small corpus, so that the clock is no part of what is measured.
fn passes(is_cached: bool) -> usize {
    if is_cached { 10 } else { 1 }
}

fn compare(
    task: &Task,
    source: &Source,
    corpus: &Corpus,
    is_cached: bool,
    is_quick: bool,
    other: &mut Option<OtherBuild>,
) -> io::Result<Comparison> {
    let (engines, frames) = (task.engines(), corpus.frames());
    let input = corpus.input(&frames);
    let wanted = Rounds {
        least: if is_quick { 3 } else { 5 },
        most: if is_cached { 41 } else { 15 },
        budget: Duration::from_millis(if is_quick { 1_000 } else { 8_000 }),
        passes: passes(is_cached),
    };
    let mut timed: Vec<Timed> = engines.iter().map(timed).collect();
    // The other build gets the corpus's name and size, and makes the same frames.
    let mut of_other: Vec<(String, Vec<f64>)> = Vec::new();
    if let Some(other) = other {
        let names = engines.iter().filter(|engine| engine.backend().is_some()).map(Engine::name);
        of_other.extend(names.map(|name| (name.to_owned(), Vec::new())));
        other.ask(&format!("corpus {} {} {}", task.name, source.name, frames.len()))?;
    }
    let begin = Instant::now();
    for round in 0..wanted.most {
        if round >= wanted.least && begin.elapsed() > wanted.budget {
            break;
        }
        let one = Rounds { least: 1, most: 1, ..wanted };
        for (timed, ns) in timed.iter_mut().zip(rounds(&engines, input, one)) {
            timed.rounds_ns.extend(ns);
        }
        for (name, ns) in &mut of_other {
            let other = other.as_mut().expect("it has been asked before");
            ns.push(other.ask(&format!("engine {name} {}", wanted.passes))?);
        }
    }
    timed.extend(of_other.into_iter().map(|(name, rounds_ns)| Timed {
        name: format!("portable-build-{name}"),
        kind: Kind::ZerocordPortableBuild,
        backend: None,
        rounds_ns,
    }));
    Ok(Comparison {
        task: task.name.to_owned(),
        case: task.case.to_owned(),
        question: task.question.to_owned(),
        corpus: source.name.to_owned(),
        is_cached,
        frames_count: frames.len(),
        bytes: corpus.frames_bytes(),
        engines: timed,
    })
}

fn timed(engine: &Engine) -> Timed {
    let kind = match () {
        () if engine.is_floor() => Kind::Floor,
        () if engine.is_rival() => Kind::Rival,
        () => Kind::Zerocord,
    };
    let backend = engine.backend().map(|backend| backend.name().to_owned());
    Timed { name: engine.name().to_owned(), kind, backend, rounds_ns: Vec::new() }
}

/// This program in another build: it answers each line with a number.
struct OtherBuild {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl OtherBuild {
    fn start(program: &Path) -> io::Result<OtherBuild> {
        let mut child =
            Command::new(program).arg("--serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (questions, answers) = (child.stdin.take(), child.stdout.take());
        let (questions, answers) = questions.zip(answers).ok_or_else(|| io::Error::other("no pipes"))?;
        Ok(OtherBuild { child, questions, answers: BufReader::new(answers) })
    }

    fn ask(&mut self, question: &str) -> io::Result<f64> {
        writeln!(self.questions, "{question}")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        line.trim()
            .parse()
            .map_err(|_| io::Error::other(format!("the other build: {line:?} to {question:?}")))
    }
}

impl Drop for OtherBuild {
    fn drop(&mut self) {
        // It ends when its questions do; if not, there is nothing left to ask it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Answers an [`OtherBuild`] until its questions end.
fn serve() -> io::Result<()> {
    let mut at_hand: Option<(&Task, Corpus)> = None;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<_> = line.split(' ').collect();
        let answer = match (words.as_slice(), &at_hand) {
            (["corpus", task, source, frames], _) => {
                let task = TASKS.iter().find(|known| known.name == *task);
                let source = task.and_then(|task| task.sources.iter().find(|known| known.name == *source));
                let frames = frames.parse().map_err(io::Error::other)?;
                let size = Size { frames, bytes: usize::MAX };
                at_hand = task.zip(source).map(|(task, source)| (task, source.corpus(size)));
                at_hand.as_ref().map_or(0.0, |(_, corpus)| corpus.frames_bytes() as f64)
            }
            (["engine", name, passes], Some((task, corpus))) => {
                let engines: Vec<_> =
                    task.engines().into_iter().filter(|engine| engine.name() == *name).collect();
                let frames = corpus.frames();
                let passes = passes.parse().map_err(io::Error::other)?;
                let one = Rounds { least: 1, most: 1, budget: Duration::MAX, passes };
                rounds(&engines, corpus.input(&frames), one).concat().first().copied().unwrap_or(f64::NAN)
            }
            _ => f64::NAN,
        };
        println!("{answer}");
    }
    Ok(())
}
