//! Exit codes.

use std::process::ExitCode;

/// How the program ended. Of two ways, the greater is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All was done; also where the reader of the output closed it early.
    #[default]
    Done = 0,
    /// Some frames were bad; the others were done.
    BadFrames = 1,
    /// The arguments make no sense.
    Usage = 2,
    /// An input could not be read or the output could not be written.
    InputOutput = 3,
}

/// What stands below the arguments in `--help`: the examples that are given, and what all subcommands share.
macro_rules! help {
    ($($examples:literal)?) => {
        concat!(
            $($examples, "\n",)?
            "\
Exit codes:
  0  done; also where the reader of the output closed it early
  1  some frames were bad: they are named on the standard error, all others are done
  2  the command line makes no sense
  3  an input could not be read, or the output could not be written

Environment:
  ZEROCORD_BACKEND=portable|avx2|avx512  forces the instruction set
  NO_COLOR=1                             plain text"
        )
    };
}
pub(crate) use help;

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}
