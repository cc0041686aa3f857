//! Exit codes.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory;

use crate::console::say;
use crate::output::check_stdout;
use crate::shown::shown_message;

/// How the program ended. Of two ways, the greater is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All was done; also where the reader of the output closed it early.
    #[default]
    Done = 0,
    /// Some frames were bad; the others were done. Of `drift` also: something new was found.
    BadFrames = 1,
    /// The arguments make no sense.
    Usage = 2,
    /// An input could not be read or the output could not be written.
    InputOutput = 3,
}

/// What stands below the arguments in `--help`: the examples that are given, and what all subcommands share.
macro_rules! help {
    ($($examples:literal)?) => {
        crate::exit::help!(
            @one "some frames were bad: they are named on the standard error, all others are done",
            $($examples)?
        )
    };
    // With another meaning of exit code 1.
    (@one $one:literal, $($examples:literal)?) => {
        concat!(
            $($examples, "\n",)?
            "\
Exit codes:
  0  done; also where the reader of the output closed it early
  1  ", $one, "
  2  the command line makes no sense
  3  an input could not be read, or the output could not be written

Environment:
  ZEROCORD_BACKEND=portable|avx2|avx512|neon|neon-pmull  forces the instruction set
  NO_COLOR=1                                             plain text"
        )
    };
    // With a section more.
    (@and $section:expr, $examples:literal) => {
        concat!($section, "\n", crate::exit::help!($examples))
    };
    // For a command that reads no recording.
    (@short $($examples:literal)?) => {
        concat!(
            $($examples, "\n",)?
            "\
Exit codes:
  0  done; also where the reader of the output closed it early
  2  the command line makes no sense
  3  the output could not be written

Environment:
  NO_COLOR=1  plain text"
        )
    };
}
pub(crate) use help;

/// Ends the program with a usage error of a subcommand.
pub fn refuse(subcommand: &str, error: impl fmt::Display) -> ! {
    let mut command = crate::CommandLine::command();
    command.build();
    let error = error.to_string();
    end(match command.find_subcommand_mut(subcommand) {
        Some(subcommand) => subcommand.error(clap::error::ErrorKind::ValueValidation, error),
        None => command.error(clap::error::ErrorKind::ValueValidation, error),
    })
}

/// Ends the program with a usage error, or with the help that was asked for.
pub fn end(error: clap::Error) -> ! {
    let is_help = !error.use_stderr();
    let plain = error.render().to_string();
    let printed = if is_help {
        check_stdout().and_then(|()| error.print())
    } else if shown_message(&plain) == plain {
        error.print()
    } else {
        // An argument contains characters that a terminal would act on.
        write!(io::stderr(), "{}", shown_message(&plain))
    };
    match printed {
        Err(error) if is_help && error.kind() != io::ErrorKind::BrokenPipe => {
            say(format_args!("<stdout>: {error}"));
            std::process::exit(Exit::InputOutput as i32);
        }
        _ => std::process::exit(error.exit_code()),
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}
