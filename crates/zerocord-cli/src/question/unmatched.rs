//! Messages about paths that cannot match or did not match.

use super::event_types::{EventTypes, PathTypes};
use super::spelling::normalize;
use crate::exit::Exit;
use crate::output::console::say;

/// Reports that a path was not found in any of the searched frames. Returns the exit code.
///
/// The exit code is 0 if the table has the path, since its key may be absent from valid frames.
pub fn report_unmatched(option: &str, written: &str, types: &EventTypes) -> Exit {
    let written = written.trim();
    let doubt = match normalize(written).map(|path| types.of_path(&path)) {
        Ok(PathTypes::Known(_)) if types.is_open() => {
            "the table does not know all payloads of the selected events".to_owned()
        }
        Ok(PathTypes::Unknown(message) | PathTypes::Impossible(message)) => message,
        Ok(PathTypes::Known(_)) | Err(_) => {
            say(format_args!("{option}: `{written}` is not in any frame"));
            return Exit::Done;
        }
    };
    say(format_args!("{option}: `{written}` is not in any frame: {doubt} (exit code 1)"));
    Exit::BadFrames
}
