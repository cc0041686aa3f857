//! The session's state: what a RESUME needs, and how far the recording is.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use zerocord_firehose::__private::sync_folder;
use zerocord_firehose::blocks::SessionRun;

const NAME: &str = ".session.json";

/// A session that can be resumed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SessionState {
    /// The session id, as READY had it.
    pub session_id: String,
    /// The URL to resume at, as READY had it.
    pub resume_url: Option<String>,
    /// The sequence of the last dispatch that is in the recording, or was left out of it on purpose.
    pub sequence: u64,
}

impl SessionState {
    /// The hash that recordings have in place of the session id.
    pub fn hash(&self) -> String {
        session_hash(&self.session_id)
    }

    /// Whether these are sequences of this session.
    pub(super) fn is_in(&self, run: &SessionRun) -> bool {
        run.session.as_deref() == Some(self.hash().as_str())
    }
}

/// The first 16 hex digits of the BLAKE3 hash of a session id.
pub(crate) fn session_hash(session_id: &str) -> String {
    blake3::hash(session_id.as_bytes()).to_hex()[..16].to_owned()
}

/// What the state file contains: the session after the first `journal_len` bytes of a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Checkpoint {
    pub(super) session: Option<SessionState>,
    pub(super) journal: u64,
    pub(super) journal_len: u64,
    /// The hash of the session at the start of the journal.
    pub(super) first_session: Option<String>,
    /// Whether the end of the last session has its mark.
    pub(super) is_gap_marked: bool,
}

impl Checkpoint {
    /// Reads the state in a folder. A missing file is an empty state.
    ///
    /// # Errors
    /// I/O errors; [`io::ErrorKind::InvalidData`] if the file is not a state.
    pub(super) fn read(folder: &Path) -> io::Result<Checkpoint> {
        let path = folder.join(NAME);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display()))
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Checkpoint::default()),
            Err(error) => Err(error),
        }
    }

    /// Goes back to the start of the journal, after a power failure has taken lines that this state counts on. `run` is the last
    /// session in the blocks before. A session that began in the journal is known only if its READY is left.
    pub(super) fn forget_lines(&mut self, run: Option<&SessionRun>) {
        let before = self.session.take().zip(run).filter(|(session, run)| session.is_in(run) && run.last > 0);
        self.session = before.map(|(session, run)| SessionState { sequence: run.last, ..session });
        (self.journal_len, self.is_gap_marked) = (0, false);
    }

    /// Replaces the state in a folder. Only the user can read the file: the session id lets others resume the session.
    pub(super) fn write(&self, folder: &Path, sync: bool) -> io::Result<()> {
        // `tempfile` creates files with mode 0600.
        let mut file = NamedTempFile::with_prefix_in(".session-", folder)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        if sync {
            file.as_file().sync_all()?;
        }
        file.persist(folder.join(NAME)).map_err(|error| error.error)?;
        if sync { sync_folder(folder) } else { Ok(()) }
    }
}
