//! Exit codes.

use std::fmt;
use std::io::{self, Write};

use clap::CommandFactory;

use crate::output::check_stdout;
use crate::output::console::say;
use crate::output::shown::shown_message;

/// How the program ended. If several apply, the largest value is returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Success, including the case that the reader closed the output early.
    #[default]
    Done = 0,
    /// Some frames were bad; the others were processed. For `drift` also: something new was found.
    BadFrames = 1,
    /// The arguments are invalid.
    Usage = 2,
    /// An input could not be read or the output could not be written.
    InputOutput = 3,
}

/// The text after the arguments in `--help`: the given examples, and the part that all subcommands share.
macro_rules! help {
    ($($examples:literal)?) => {
        crate::exit::help!(
            @one "some frames were bad, or a field or an event was not found: see standard error",
            $($examples)?
        )
    };
    // For a command where exit code 1 has another meaning.
    (@one $one:literal, $($examples:literal)?) => {
        concat!(
            $($examples, "\n",)?
            "\
Exit codes:
  0  success, also if the reader of the output closed it early
  1  ", $one, "
  2  the command line is invalid
  3  an input could not be read, or the output could not be written

Environment:
  ZEROCORD_BACKEND=portable|avx2|avx512|neon|neon-pmull  forces the instruction set
  NO_COLOR=1                                             plain text"
        )
    };
    // With an additional section.
    (@and $section:expr, $examples:literal) => {
        concat!($section, "\n", crate::exit::help!($examples))
    };
    // For a command that reads no recording.
    (@short $($examples:literal)?) => {
        concat!(
            $($examples, "\n",)?
            "\
Exit codes:
  0  success, also if the reader of the output closed it early
  2  the command line is invalid
  3  the output could not be written

Environment:
  NO_COLOR=1  plain text"
        )
    };
}
pub(crate) use help;

/// Exits with a usage error of a subcommand.
pub fn refuse(subcommand: &str, error: impl fmt::Display) -> ! {
    let mut command = crate::CommandLine::command();
    command.build();
    let error = error.to_string();
    end(match command.find_subcommand_mut(subcommand) {
        Some(subcommand) => subcommand.error(clap::error::ErrorKind::ValueValidation, error),
        None => command.error(clap::error::ErrorKind::ValueValidation, error),
    })
}

/// Exits with a usage error, or after printing the requested help.
pub fn end(error: clap::Error) -> ! {
    let is_help = !error.use_stderr();
    let plain = error.render().to_string();
    let printed = if is_help {
        check_stdout().and_then(|()| error.print())
    } else if shown_message(&plain) == plain {
        error.print()
    } else {
        // An argument contains characters that a terminal would interpret.
        write!(io::stderr(), "{}", shown_message(&plain))
    };
    match printed {
        Err(error) if is_help && error.kind() != io::ErrorKind::BrokenPipe => {
            say(format_args!("<stdout>: {error}"));
            std::process::exit(Exit::InputOutput as i32);
        }
        _ => std::process::exit(if is_help { Exit::Done } else { Exit::Usage } as i32),
    }
}
