//! `-o`, and the checks of its path before anything is written.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::destination::Destination;
use super::{Output, check_suffix, suffix_of_format};
use crate::exit::refuse;
use crate::input::InputArguments;
use crate::output::shown::shown_path;

/// The option for the output.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input and output")]
pub struct OutputArguments {
    /// Write to this file; .zst or .gz selects compression
    ///
    /// The file appears or is replaced once it is complete. `-` is standard output. A file whose name ends in .zst or
    /// .gz is compressed in blocks of a few MB that can be read in parallel. A new file gets the mode of the file
    /// that it replaces, and its owner if permitted. Links are followed. Named pipes, devices and /dev/stderr are
    /// written to directly. A file that is also an input, or that a folder or a pattern among the inputs would
    /// include next time, is refused.
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
}

/// The option for an input that ends in an error.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Input and output")]
pub struct PartialArguments {
    /// Keep the output file if an input could not be read to its end
    ///
    /// It then has everything before the damage. The exit code is 3 nevertheless.
    #[arg(long, hide_short_help = true)]
    pub keep_partial: bool,
}

impl OutputArguments {
    /// Opens the output. Exits with a usage error if the path is refused: see [`open_file`].
    ///
    /// # Errors
    /// Errors from opening.
    pub fn open(&self, subcommand: &str, inputs: Option<&InputArguments>) -> io::Result<Output> {
        match &self.output {
            None => Output::open(None),
            Some(path) if inputs.is_some_and(|inputs| inputs.rejects.as_ref() == Some(path)) => {
                refuse(subcommand, "--output and --rejects are the same file")
            }
            Some(path) => open_file(subcommand, "--output", path, inputs),
        }
    }

    /// The path of the output file; `None` for standard output, however it is spelled.
    pub fn file(&self) -> Option<&Path> {
        let is_stdout = |path: &Path| Destination::of(path).is_ok_and(|found| found == Destination::Stdout);
        self.output.as_deref().filter(|path| !is_stdout(path))
    }
}

/// Opens the file of an option. Exits with a usage error if it is one of the inputs or would be next time, or if its
/// name has the suffix of an unsupported compression.
///
/// # Errors
/// Errors from opening.
pub fn open_file(
    subcommand: &str,
    option: &str,
    path: &Path,
    inputs: Option<&InputArguments>,
) -> io::Result<Output> {
    if let Err(fault) = check_suffix(path) {
        refuse(subcommand, format_args!("{option}: {fault}"));
    }
    let suffix = suffix_of_format(path);
    if subcommand != "select" && matches!(suffix.as_deref(), Some("parquet" | "arrow" | "arrows")) {
        refuse(
            subcommand,
            format_args!(
                "{option}: `{}`: this command does not write columns; `zerocord select` and `zerocord convert` write \
                 Parquet and Arrow",
                shown_path(path)
            ),
        );
    }
    if let Some(inputs) = inputs
        && let Some(input) = inputs.same_file(path)
    {
        refuse(
            subcommand,
            format_args!(
                "{option}: `{}` is one of the inputs (`{input}`) and would be lost; name another file",
                shown_path(path)
            ),
        );
    }
    if let Some(inputs) = inputs
        && let Ok(Destination::File(file)) = Destination::of(path)
        && let Some(argument) = inputs.argument_that_finds(&file)
    {
        refuse(
            subcommand,
            format_args!(
                "{option}: `{}` would be one of the inputs next time, since `{argument}` includes it; write it to another \
                 folder",
                shown_path(path)
            ),
        );
    }
    Output::open(Some(path))
}
