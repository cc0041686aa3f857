//! The findings of an earlier run, used as a baseline.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, ErrorKind};
use std::path::Path;

use serde::Deserialize;
use zerocord_schema::FindingKind;

/// The findings of an earlier run.
#[derive(Debug, Default)]
pub struct Baseline(HashSet<Known>);

/// The key that identifies a finding.
#[derive(Debug, PartialEq, Eq, Hash, Deserialize)]
struct Known {
    kind: FindingKind,
    event: String,
    path: String,
    found: String,
}

/// The parts of the `--json` output that are needed.
#[derive(Deserialize)]
struct BaselineReport {
    findings: Vec<Known>,
}

impl Baseline {
    /// Reads the output of an earlier run with `--json`.
    ///
    /// # Errors
    /// Errors from reading the file, and [`ErrorKind::InvalidData`] if it is not `--json` output. The message names
    /// the file.
    pub fn read(path: &Path) -> io::Result<Baseline> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let file = File::open(path).map_err(named)?;
        let report: BaselineReport =
            serde_json::from_reader(BufReader::new(file)).map_err(|error| match error.io_error_kind() {
                Some(kind) => named(io::Error::new(kind, error)),
                None => named(io::Error::new(
                    ErrorKind::InvalidData,
                    format!("not the output of `zerocord drift --json`: {error}"),
                )),
            })?;
        Ok(Baseline(report.findings.into_iter().collect()))
    }

    /// Whether the baseline contains the finding.
    pub fn has(&self, kind: FindingKind, event: &str, path: &str, found: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let (event, path, found) = (event.to_owned(), path.to_owned(), found.to_owned());
        self.0.contains(&Known { kind, event, path, found })
    }
}
