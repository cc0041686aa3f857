//! Messages about paths that cannot match or did not match.

use super::event_types::{EventTypes, PathTypes};
use super::spelling::normalize;
use crate::exit::Exit;
use crate::output::console::say;

/// Which frames were searched for a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Searched {
    All,
    /// Those up to a limit: later frames may have the path.
    UpToLimit,
}

impl Searched {
    /// How much was searched: everything, or the frames up to a limit.
    pub fn up_to_limit(has_ended_early: bool) -> Searched {
        if has_ended_early { Searched::UpToLimit } else { Searched::All }
    }
}

/// Reports that a path was not found in any of the searched frames. Returns the exit code.
///
/// The exit code is 0 if the table has the path, since its key may be absent from valid frames. If only some frames were
/// searched, nothing is reported then.
pub fn report_unmatched(option: &str, written: &str, types: &EventTypes, searched: Searched) -> Exit {
    let written = written.trim();
    let doubt = match normalize(written).map(|path| types.of_path(&path)) {
        Ok(PathTypes::Unknown(message) | PathTypes::Impossible(message)) => message,
        _ if searched == Searched::UpToLimit => return Exit::Done,
        Ok(PathTypes::Known(_)) if types.is_open() => {
            "the table does not know all payloads of the selected events".to_owned()
        }
        Ok(PathTypes::Known(_)) | Err(_) => {
            say(format_args!("{option}: `{written}` is not in any frame"));
            return Exit::Done;
        }
    };
    say(format_args!("{option}: `{written}` is not in any frame: {doubt} (exit code 1)"));
    Exit::BadFrames
}
