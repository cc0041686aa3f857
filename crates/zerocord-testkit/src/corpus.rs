//! The files of `corpus/` for tests, and the fixtures of other projects if available.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// A valid frame of `corpus/frames`.
#[derive(Clone, Debug)]
pub struct CorpusFrame {
    /// The event name, or the name of the opcode for a frame that is not a dispatch: the folder's name.
    pub event: String,
    /// The file's name without `.json`: what is special about the frame.
    pub name: String,
    /// The file's path.
    pub path: PathBuf,
    /// The frame, without a newline at the end of the file.
    pub bytes: Vec<u8>,
}

/// A file of `corpus/edge` (valid, odd) or `corpus/invalid` (not JSON).
#[derive(Clone, Debug)]
pub struct CorpusCase {
    /// The file's name without `.json`.
    pub name: String,
    /// The file's path.
    pub path: PathBuf,
    /// The file's bytes.
    pub bytes: Vec<u8>,
}

/// JSON that another project wrote for its own tests.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// The path relative to the fixtures folder.
    pub name: String,
    /// Which part of a frame it is: `frame` (a whole frame), `d` (a payload) or `object` (an object inside a payload).
    pub kind: String,
    /// The event that it belongs to, if it belongs to one.
    pub event: Option<String>,
    /// The events whose payload it could be, unchanged.
    pub payload_of: Vec<String>,
    /// The type of the object, if it is one.
    pub object: Option<String>,
    /// Whether the JSON is what Discord would send; some projects' tests deviate.
    pub wire_valid: bool,
    /// The file's bytes.
    pub bytes: Vec<u8>,
}

/// Every frame of `corpus/frames`, by event and name.
///
/// # Panics
/// If the corpus cannot be read. This applies to [`edge`], [`invalid`] and [`firehose_sample`] too.
pub fn frames() -> Vec<CorpusFrame> {
    let mut frames = Vec::new();
    for folder in sorted_entries(&folder().join("frames")) {
        let event = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for case in cases(&folder) {
            let bytes = case.bytes.strip_suffix(b"\n").unwrap_or(&case.bytes).to_vec();
            frames.push(CorpusFrame { event: event.clone(), name: case.name, path: case.path, bytes });
        }
    }
    frames
}

/// The valid but unusual frames of `corpus/edge`.
pub fn edge() -> Vec<CorpusCase> {
    cases(&folder().join("edge"))
}

/// The inputs that must be rejected: `corpus/invalid`.
pub fn invalid() -> Vec<CorpusCase> {
    cases(&folder().join("invalid"))
}

/// The recording `corpus/firehose/sample.ndjson`.
pub fn firehose_sample() -> Vec<u8> {
    read(&folder().join("firehose/sample.ndjson"))
}

/// The fixtures of other projects, from the folder in `ZEROCORD_FIXTURES`, or `../shared/fixtures` next to the
/// repository. `None` if there are none, as on most machines: they are not part of this project.
pub fn fixtures() -> Option<Vec<Fixture>> {
    let folder = match env::var_os("ZEROCORD_FIXTURES") {
        Some(folder) => PathBuf::from(folder),
        None => workspace().join("../shared/fixtures"),
    };
    let index = fs::read(folder.join("INDEX.json")).ok()?;
    let index: Vec<serde_json::Value> = serde_json::from_slice(&index).ok()?;
    let fixtures = index.iter().filter_map(|row| {
        let text = |key: &str| row[key].as_str().map(str::to_owned);
        let name = text("path")?;
        let bytes = fs::read(folder.join(&name)).ok()?;
        Some(Fixture {
            name,
            kind: text("kind")?,
            event: text("event"),
            payload_of: texts(&row["usable_as_d_of"]),
            object: text("object"),
            wire_valid: row["wire_valid"].as_bool().unwrap_or(true),
            bytes,
        })
    });
    Some(fixtures.collect())
}

fn texts(array: &serde_json::Value) -> Vec<String> {
    let elements = array.as_array().into_iter().flatten();
    elements.filter_map(|element| Some(element.as_str()?.to_owned())).collect()
}

/// The folder `corpus`.
pub fn folder() -> PathBuf {
    workspace().join("corpus")
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cases(folder: &Path) -> Vec<CorpusCase> {
    let files =
        sorted_entries(folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "json"));
    files
        .map(|path| CorpusCase {
            name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            bytes: read(&path),
            path,
        })
        .collect()
}

fn sorted_entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
