//! One path into the object around a frame, from an option of the command line.

use zerocord::{Arena, RawValue};

use crate::exit::Exit;
use crate::paths::{Found, NamedPaths, PathList};

/// Reads such a path; a `$` before it, as in conditions, is accepted.
pub fn parse_path(path: &str) -> Result<String, &'static str> {
    crate::framing::parse_path(path.strip_prefix('$').unwrap_or(path))
}

/// Where a value is around each frame.
#[derive(Debug)]
pub struct WrapperPath {
    option: &'static str,
    paths: NamedPaths,
}

impl WrapperPath {
    /// The path that `option` gives.
    ///
    /// # Errors
    /// Where it cannot be looked up.
    pub fn new(option: &'static str, path: &str) -> Result<WrapperPath, String> {
        let mut paths = PathList::default();
        paths.index_of(path, path);
        let paths = paths.finish().map_err(|error| format!("{option}: {error}"))?;
        Ok(WrapperPath { option, paths })
    }

    /// The value in `wrapper`; `None` where it is absent.
    pub fn value<'a>(&'a self, wrapper: &'a [u8], arena: &'a Arena) -> Option<RawValue<'a>> {
        let row = self.paths.find_around(wrapper, arena).ok()??;
        match row.get(0) {
            Ok(Found::Value(value)) => Some(value),
            _ => None,
        }
    }

    /// Whether the path was around a frame.
    pub fn is_met(&self) -> bool {
        self.paths.is_met()
    }

    /// Reports that the path was not around any frame, if that is so; gives the exit code.
    pub fn report_unmet(&self) -> Exit {
        self.paths.report_unmet_around(self.option)
    }
}
