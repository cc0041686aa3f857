//! The command `zerocord`: counts, selects, checks and converts the frames of Discord gateway recordings.
//!
//! Data goes to standard output, messages to standard error. Each subcommand is a module with its arguments and a function
//! `run` that returns the exit code. The modules that subcommands share are `input` (reading recordings and reporting bad
//! frames), `question` (paths, conditions and times), `choice` (which frames are chosen) and `output`.
//!
//! This library has one function, [`run`], for programs that contain the command: the program `zerocord`, and
//! `python -m zerocord`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{FromArgMatches, Parser, Subcommand};

mod bench;
mod choice;
mod columnar;
mod convert;
mod diff;
mod drift;
mod exit;
mod filter;
mod generate;
mod history;
mod input;
#[cfg(feature = "live")]
mod live;
mod manual;
mod merge;
mod numbers;
mod output;
mod question;
mod redact;
mod repair;
mod schema;
mod select;
mod sequences;
mod split;
mod sql;
mod stats;
mod validate;
mod verify;

/// Count, select, check and convert Discord gateway recordings.
///
/// A recording is newline-delimited JSON: one frame per line, as the gateway sent it; plain, gzip or zstd. All cores read
/// it, in bounded memory, and only the parts of a frame that are needed are parsed.
#[derive(Debug, Parser)]
#[command(name = "zerocord", version, after_help = exit::help!(), arg_required_else_help = true, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Stats(stats::Arguments),
    Filter(filter::Arguments),
    Select(select::Arguments),
    Convert(convert::Arguments),
    Sql(sql::Arguments),
    Validate(validate::Arguments),
    Verify(verify::Arguments),
    Redact(redact::Arguments),
    Merge(merge::Arguments),
    Split(split::Arguments),
    Repair(repair::Arguments),
    History(history::Arguments),
    Drift(drift::Arguments),
    Diff(diff::Arguments),
    Schema(schema::Arguments),
    Bench(bench::Arguments),
    Generate(generate::Arguments),
    #[cfg(feature = "live")]
    Record(live::record::Arguments),
    #[cfg(feature = "live")]
    Replay(live::replay::Arguments),
    #[cfg(feature = "live")]
    Top(live::top::Arguments),
    Completions(manual::CompletionsArguments),
    Man(manual::ManArguments),
}

impl Command {
    /// The recordings that a subcommand reads.
    fn files_mut(&mut self) -> Option<&mut Vec<PathBuf>> {
        match self {
            Command::Stats(stats::Arguments { input, .. })
            | Command::Filter(filter::Arguments { input, .. })
            | Command::Select(select::Arguments { input, .. })
            | Command::Convert(convert::Arguments { input, .. })
            | Command::Validate(validate::Arguments { input, .. })
            | Command::Verify(verify::Arguments { input, .. })
            | Command::Redact(redact::Arguments { input, .. })
            | Command::Merge(merge::Arguments { input, .. })
            | Command::Split(split::Arguments { input, .. })
            | Command::Repair(repair::Arguments { input, .. })
            | Command::History(history::Arguments { input, .. })
            | Command::Drift(drift::Arguments { input, .. })
            | Command::Diff(diff::Arguments { input, .. }) => Some(&mut input.files),
            Command::Bench(bench::Arguments { files, .. }) => Some(files),
            Command::Sql(_)
            | Command::Schema(_)
            | Command::Generate(_)
            | Command::Completions(_)
            | Command::Man(_) => None,
            // These have arguments of their own for their inputs.
            #[cfg(feature = "live")]
            Command::Record(_) | Command::Replay(_) | Command::Top(_) => None,
        }
    }
}

/// Parses the command line; exits if it is invalid. Without a FILE, standard input is read if it is piped.
fn parse(arguments: impl IntoIterator<Item = OsString>) -> CommandLine {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let command = manual::command_for(&arguments);
    let matches = command.try_get_matches_from(arguments).unwrap_or_else(|error| {
        #[cfg(not(feature = "live"))]
        refuse_live(&error);
        exit::end(error)
    });
    let mut line = CommandLine::from_arg_matches(&matches).unwrap_or_else(|error| exit::end(error));
    if let Some(files) = line.command.files_mut().filter(|files| files.is_empty()) {
        if !input::has_piped_stdin() {
            let message = "no FILE is given and nothing is piped in; `-` reads standard input";
            exit::refuse(matches.subcommand_name().unwrap_or_default(), message);
        }
        files.push("-".into());
    }
    line
}

/// Exits if a subcommand of the feature `live` is named.
#[cfg(not(feature = "live"))]
fn refuse_live(error: &clap::Error) {
    use clap::error::{ContextKind, ContextValue};

    if let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand)
        && ["record", "replay", "top"].contains(&name.as_str())
    {
        let hint = "run `cargo install --path crates/zerocord-cli --features live` in the project's folder";
        exit::refuse("", format_args!("`{name}` is not part of this build; {hint}"));
    }
}

/// Runs the command. The first argument is the name of the program, as in [`std::env::args_os`]. Returns the exit code.
///
/// Reads standard input, and writes to standard output and standard error. Ends the process after help, after a usage error, and
/// on Ctrl-C while it writes files, for which it installs a handler. So call it once, from a program that does nothing else.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let line = parse(arguments);
    output::console::warn_of_backend();
    let exit = match line.command {
        Command::Stats(arguments) => stats::run(&arguments),
        Command::Filter(arguments) => filter::run(&arguments),
        Command::Select(arguments) => select::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Sql(arguments) => return sql::run(&arguments),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Redact(arguments) => redact::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Split(arguments) => split::run(&arguments),
        Command::Repair(arguments) => repair::run(&arguments),
        Command::History(arguments) => history::run(&arguments),
        Command::Drift(arguments) => drift::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments),
        #[cfg(feature = "live")]
        Command::Record(arguments) => live::record::run(&arguments),
        #[cfg(feature = "live")]
        Command::Replay(arguments) => live::replay::run(&arguments),
        #[cfg(feature = "live")]
        Command::Top(arguments) => live::top::run(&arguments),
        Command::Completions(arguments) => manual::run_completions(&arguments),
        Command::Man(arguments) => manual::run_man(&arguments),
    };
    exit as u8
}
