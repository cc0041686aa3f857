//! A path into the object around a frame, from a command-line option.

use zerocord::{Arena, RawValue};

use crate::exit::Exit;
use crate::question::paths::{NamedPaths, PathList, PathResult};

/// Parses such a path. A leading `$`, as in conditions, is accepted.
pub fn parse_path(path: &str) -> Result<String, &'static str> {
    crate::input::framing::parse_path(path.strip_prefix('$').unwrap_or(path))
}

/// The location of a value in the object around each frame.
#[derive(Debug)]
pub struct WrapperPath {
    option: &'static str,
    paths: NamedPaths,
}

impl WrapperPath {
    /// The path given with `option`.
    ///
    /// # Errors
    /// The path is invalid.
    pub fn new(option: &'static str, path: &str) -> Result<WrapperPath, String> {
        let mut paths = PathList::default();
        paths.index_of(path, path);
        let paths = paths.finish().map_err(|error| format!("{option}: {error}"))?;
        Ok(WrapperPath { option, paths })
    }

    /// The value in `wrapper`; `None` if it is absent.
    pub fn value<'a>(&'a self, wrapper: &'a [u8], arena: &'a Arena) -> Option<RawValue<'a>> {
        let row = self.paths.find_in_wrapper(wrapper, arena).ok()??;
        match row.get(0) {
            Ok(PathResult::Value(value)) => Some(value),
            _ => None,
        }
    }

    /// Whether the path was found in an object around a frame.
    pub fn is_found(&self) -> bool {
        self.paths.is_found()
    }

    /// Reports if the path was not found in any object around a frame. Returns the exit code.
    pub fn report_not_found(&self) -> Exit {
        self.paths.report_not_found_in_wrapper(self.option)
    }
}
