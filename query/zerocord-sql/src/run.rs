//! Runs statements, and keeps count of what went wrong.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use datafusion::common::{DataFusionError, Result};
use datafusion::sql::parser::Statement;
use futures::StreamExt;
use zerocord_query::workers::WorkerError;

use crate::arguments::{Arguments, Format};
use crate::hints::describe;
use crate::interrupt::unless_interrupted;
use crate::results::ResultWriter;
use crate::session::{Session, is_usage};
use crate::target::{Target, remove_unfinished};

/// How the program ended. If several apply, the largest value is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    Done = 0,
    BadFrames = 1,
    Usage = 2,
    InputOutput = 3,
}

/// How a statement ended.
#[derive(Debug)]
pub enum Ended {
    Done {
        rows: usize,
        time: Duration,
    },
    /// The reader of the output has gone.
    Closed,
    Interrupted,
    Failed(DataFusionError),
}

/// How long an interrupted statement may take to stop by itself.
const STOP_TIME: Duration = Duration::from_secs(1);

/// Runs a statement and writes its result. Ctrl-C ends it.
pub async fn run(
    session: &Session,
    statement: Statement,
    arguments: &Arguments,
    output: Option<&Path>,
) -> Ended {
    let start = Instant::now();
    let job = ResultJob {
        session: session.clone(),
        statement,
        format: arguments.format.or_else(|| output.and_then(Format::of_file)).unwrap_or(Format::Table),
        rows_max: arguments.rows,
        output: output.map(Path::to_owned),
    };
    // On a task of its own: a join may compute for long before it gives the thread back, and Ctrl-C must not wait for that.
    let mut task = tokio::spawn(job.write());
    let Some(outcome) = unless_interrupted(&mut task).await else {
        task.abort();
        let end = Instant::now() + STOP_TIME;
        // Its threads may be too busy to drive timers, so this thread waits by itself.
        while !task.is_finished() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(10));
        }
        remove_unfinished();
        return Ended::Interrupted;
    };
    match outcome.unwrap_or_else(|error| Err(DataFusionError::External(error.into()))) {
        Ok(rows) => Ended::Done { rows, time: start.elapsed() },
        Err(error) if is_broken_pipe(&error) => Ended::Closed,
        Err(error) => Ended::Failed(error),
    }
}

/// A statement whose result is to be written.
struct ResultJob {
    session: Session,
    statement: Statement,
    format: Format,
    rows_max: usize,
    output: Option<PathBuf>,
}

impl ResultJob {
    /// Writes the result; returns the number of rows.
    async fn write(self) -> Result<usize> {
        let mut batches = self.session.run(self.statement).await?;
        let schema = batches.schema();
        // Nothing is written before the first batch: an error leaves no half result.
        let mut next = batches.next().await.transpose()?;
        let target = Target::new(self.output.as_deref())?;
        let mut writer = ResultWriter::new(self.format, target, schema, self.rows_max)?;
        let mut rows = 0;
        while let Some(batch) = next {
            rows += batch.num_rows();
            writer.write(&batch)?;
            next = batches.next().await.transpose()?;
        }
        writer.finish()?;
        Ok(rows)
    }
}

fn is_broken_pipe(error: &DataFusionError) -> bool {
    // A pipe that a worker closed is not that of the result.
    if is_of_worker(error) {
        return false;
    }
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
            return true;
        }
        source = error.source();
    }
    // Arrow turns some errors into text.
    error.to_string().contains("Broken pipe")
}

fn is_of_worker(error: &DataFusionError) -> bool {
    let DataFusionError::IoError(error) = error.find_root() else { return false };
    error.get_ref().is_some_and(|inner| inner.is::<WorkerError>())
}

/// Prints what could not be read since the last report.
pub fn report(session: &Session) -> Exit {
    let reports = session.take_reports();
    for report in &reports {
        eprintln!("{report}");
    }
    if reports.is_empty() { Exit::Done } else { Exit::BadFrames }
}

/// Prints how a statement ended.
pub fn settle(ended: &Ended, session: &Session, timing: bool) -> Exit {
    let exit = match ended {
        Ended::Done { rows, time } => {
            if timing {
                let s = if *rows == 1 { "" } else { "s" };
                eprintln!("{rows} row{s} in {:.3} s", time.as_secs_f64());
            }
            Exit::Done
        }
        Ended::Closed => Exit::Done,
        Ended::Interrupted => {
            eprintln!("interrupted");
            Exit::InputOutput
        }
        Ended::Failed(error) => {
            eprintln!("error: {}", describe(error, &session.ctx));
            if is_usage(error) { Exit::Usage } else { Exit::InputOutput }
        }
    };
    exit.max(report(session))
}

/// Runs all statements of a text. The first that fails ends it.
pub async fn run_all(session: &Session, text: &str, arguments: &Arguments) -> Exit {
    let statements = match session.parse(text) {
        Ok(statements) => statements,
        Err(error) => return settle(&Ended::Failed(error), session, false),
    };
    if statements.is_empty() && arguments.output.is_some() {
        eprintln!("error: there is no statement whose result -o could hold");
        return Exit::Usage;
    }
    let mut exit = Exit::Done;
    let last = statements.len().saturating_sub(1);
    for (index, statement) in statements.into_iter().enumerate() {
        let output = arguments.output.as_deref().filter(|_| index == last);
        let ended = run(session, statement, arguments, output).await;
        exit = exit.max(settle(&ended, session, arguments.timing));
        if !matches!(ended, Ended::Done { .. }) {
            break;
        }
    }
    exit
}
