//! `_zerocord.json`: the options of a folder, and the inputs that were converted into it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{LakeFormat, PartitionBy};

pub const FILE_NAME: &str = "_zerocord.json";

/// The number of bytes at the start of a file that identify it.
const FIRST_BYTES: u64 = 64 << 10;

/// The content of the manifest.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of zerocord that wrote the folder.
    pub zerocord: String,
    pub options: LakeOptions,
    pub inputs: Vec<ConvertedInput>,
}

/// The options that all files of a folder share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LakeOptions {
    pub format: LakeFormat,
    pub events: Vec<String>,
    pub columns: Vec<String>,
    pub depth: u8,
    pub flat: bool,
    pub partition_by: PartitionBy,
    pub with_content: bool,
    pub derive: bool,
    pub time_at: Option<String>,
    pub shard_at: Option<String>,
    pub session_at: Option<String>,
    /// The options that choose frames, without the events.
    #[serde(default)]
    pub choice: Vec<String>,
}

/// An input whose rows are in the folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConvertedInput {
    #[serde(flatten)]
    pub identity: InputIdentity,
    /// The hash in the names of its files, `part-HASH-N`.
    pub part: String,
    /// Whether it was read to its end.
    pub complete: bool,
    pub frames: u64,
    pub bad_frames: u64,
    pub rows: u64,
    /// The number of values of unexpected types, which are null.
    pub wrong_values: u64,
}

/// The identity of an input. A stream has no length and is never recognized.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputIdentity {
    pub path: String,
    pub length: Option<u64>,
    /// The time of the last modification.
    pub modified: Option<String>,
    /// The BLAKE3 hash of the first 64 KiB.
    pub first_bytes: Option<String>,
}

impl Manifest {
    pub fn new(options: LakeOptions) -> Manifest {
        Manifest { zerocord: env!("CARGO_PKG_VERSION").to_owned(), options, inputs: Vec::new() }
    }

    /// Reads the manifest of a folder; `None` if the file does not exist.
    ///
    /// # Errors
    /// Errors from reading, or the file is not a manifest.
    pub fn read(folder: &Path) -> io::Result<Option<Manifest>> {
        match fs::read(folder.join(FILE_NAME)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| {
                io::Error::new(io::ErrorKind::InvalidData, format!("{FILE_NAME} cannot be read: {error}"))
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether an input was converted completely.
    pub fn has(&self, identity: &InputIdentity) -> bool {
        identity.length.is_some()
            && self.inputs.iter().any(|input| input.complete && input.identity == *identity)
    }
}

impl InputIdentity {
    /// The identity of the file at a path.
    ///
    /// # Errors
    /// Errors from reading it.
    pub fn of_file(path: &Path) -> io::Result<InputIdentity> {
        let full = path.canonicalize()?;
        let mut identity = InputIdentity {
            path: full.display().to_string(),
            length: None,
            modified: None,
            first_bytes: None,
        };
        // Opening a named pipe would block.
        if !full.metadata()?.is_file() {
            return Ok(identity);
        }
        let file = File::open(&full)?;
        let metadata = file.metadata()?;
        let mut first = Vec::new();
        file.take(FIRST_BYTES).read_to_end(&mut first)?;
        let modified = metadata.modified().ok().and_then(|time| jiff::Timestamp::try_from(time).ok());
        identity.length = Some(metadata.len());
        identity.modified = modified.map(|time| time.to_string());
        identity.first_bytes = Some(blake3::hash(&first).to_hex().to_string());
        Ok(identity)
    }

    /// The identity of a stream, which is different each time.
    pub fn of_stream(name: &str) -> InputIdentity {
        let modified = Some(jiff::Timestamp::now().to_string());
        InputIdentity { path: name.to_owned(), length: None, modified, first_bytes: None }
    }

    /// The hash for the names of its files.
    pub fn part(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let length = self.length.map(|length| length.to_string());
        let parts = [Some(&self.path), length.as_ref(), self.modified.as_ref(), self.first_bytes.as_ref()];
        for part in parts {
            hasher.update(part.map_or("", |part| part.as_str()).as_bytes());
            hasher.update(&[0]);
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }
}
