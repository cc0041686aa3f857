//! The command `zerocord`: what is in a recording of Discord gateway frames, its columns, and what is new in it.
//!
//! Data goes to the standard output, words for people to the standard error. A subcommand is a module: its
//! arguments, and `run`, which gives the exit code. What subcommands share stands beside them: reading the
//! inputs ([`input`]), naming bad frames ([`bad_frames`]), writing ([`output`]).

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bad_frames;
mod bench;
mod byte_size;
mod console;
mod drift;
mod event_names;
mod exit;
mod input;
mod output;
mod schema;
mod select;
mod stats;
mod table;

// Rows are built on one thread and written and freed on another, which this allocator takes in its stride.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is in a recording of Discord gateway frames, and its columns.
///
/// A recording is newline-delimited JSON: one frame a line, as the gateway sent it. Frames are found by all
/// cores, in bounded memory, and no more of a frame is read than the question needs.
#[derive(Debug, Parser)]
#[command(name = "zerocord", version, after_help = exit::help!(), arg_required_else_help = true, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Stats(stats::Arguments),
    Select(select::Arguments),
    Drift(drift::Arguments),
    Schema(schema::Arguments),
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    let line = CommandLine::parse();
    console::warn_of_backend();
    let exit = match line.command {
        Command::Stats(arguments) => stats::run(&arguments),
        Command::Select(arguments) => select::run(&arguments),
        Command::Drift(arguments) => drift::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
    };
    exit.into()
}
