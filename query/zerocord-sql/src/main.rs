//! `zerocord-sql`: SQL over recordings of Discord gateway frames.

mod arguments;
mod describe;
mod hints;
mod interrupt;
mod progress;
mod results;
mod run;
mod session;
mod shell;
mod stores;
mod target;
mod worker;

use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Format};
use hints::describe;
use run::{Exit, run_all};
use session::{Session, is_usage};
use worker::{WorkerArguments, worker};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // A file of this name can be given as `./worker`.
    if std::env::args_os().nth(1).is_some_and(|first| first == "worker") {
        return ExitCode::from(worker(&WorkerArguments::parse_from(std::env::args_os().skip(1))) as u8);
    }
    let arguments = Arguments::parse();
    check(&arguments);
    if let Err(error) = interrupt::listen() {
        eprintln!("Ctrl-C ends the program at once: {error}");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(arguments.threads.map_or_else(cores, usize::from))
        .enable_all()
        .build();
    let exit = match runtime {
        Ok(runtime) => {
            let exit = runtime.block_on(start(arguments));
            // A scan that was interrupted notices that soon, and nothing waits for it.
            runtime.shutdown_background();
            exit
        }
        Err(error) => {
            eprintln!("error: {error}");
            Exit::InputOutput
        }
    };
    ExitCode::from(exit as u8)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Ends the program if arguments contradict each other.
fn check(arguments: &Arguments) {
    let refuse = |message: &str| -> ! {
        Arguments::command().error(clap::error::ErrorKind::ArgumentConflict, message).exit()
    };
    let output = arguments.output.as_deref().filter(|path| *path != Path::new("-"));
    if arguments.format == Some(Format::Parquet) && output.is_none() {
        refuse("--format parquet needs a file: -o FILE");
    }
    if let Some(suffix) = output.and_then(|path| path.extension()?.to_str())
        && ["gz", "zst", "xz", "bz2"].contains(&suffix)
    {
        refuse(&format!(
            "-o: results are not compressed; write them to the standard output, and compress that to `.{suffix}`"
        ));
    }
    if arguments.output.is_some()
        && arguments.command.is_empty()
        && arguments.file.is_none()
        && io::stdin().is_terminal()
    {
        refuse("-o needs a statement: -c SQL");
    }
}

async fn start(arguments: Arguments) -> Exit {
    let session = match Session::open(&arguments).await {
        Ok(session) => session,
        Err(error) => {
            eprintln!("error: {}", describe(&error, &Default::default()));
            return if is_usage(&error) { Exit::Usage } else { Exit::InputOutput };
        }
    };
    match statements(&arguments) {
        Ok(Some(text)) => run_all(&session, &text, &arguments).await,
        Ok(None) => shell::shell(&session, arguments).await,
        Err(error) => {
            eprintln!("error: {error}");
            Exit::InputOutput
        }
    }
}

/// The statements to run; `None` for the shell.
fn statements(arguments: &Arguments) -> io::Result<Option<String>> {
    if !arguments.command.is_empty() {
        return Ok(Some(arguments.command.join(";\n")));
    }
    if let Some(path) = &arguments.file {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        return std::fs::read_to_string(path).map(Some).map_err(named);
    }
    if io::stdin().is_terminal() {
        return Ok(None);
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(Some(text))
}
