//! The names of files in a shard's folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const JOURNAL_PREFIX: &str = "journal-";
const JOURNAL_SUFFIX: &str = ".ndjson";
const SEGMENT_PREFIX: &str = "frames-";
const SEGMENT_SUFFIX: &str = ".ndjson.zst";

/// The name of a shard's folder.
pub(crate) fn shard_folder(root: &Path, [shard, count]: [u64; 2]) -> PathBuf {
    root.join(format!("{shard}-of-{count}"))
}

/// The shard whose folder has this name.
pub(crate) fn shard_of_folder(path: &Path) -> Option<[u64; 2]> {
    let (shard, count) = path.file_name()?.to_str()?.split_once("-of-")?;
    Some([shard.parse().ok()?, count.parse().ok()?])
}

pub(super) fn journal_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{JOURNAL_PREFIX}{number:08}{JOURNAL_SUFFIX}"))
}

/// A segment is named by the Unix milliseconds at which it began, so that names sort by time.
pub(super) fn segment_path(folder: &Path, begun_ms: u64) -> PathBuf {
    folder.join(format!("{SEGMENT_PREFIX}{begun_ms:013}{SEGMENT_SUFFIX}"))
}

/// The files of a shard's folder, each with the number in its name, sorted.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) journals: Vec<(u64, PathBuf)>,
    pub(super) segments: Vec<(u64, PathBuf)>,
}

impl Listing {
    pub(super) fn read(folder: &Path) -> io::Result<Listing> {
        let mut listing = Listing::default();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            let number = |prefix, suffix| -> Option<u64> {
                name.strip_prefix(prefix)?.strip_suffix(suffix)?.parse().ok()
            };
            if let Some(begun) = number(SEGMENT_PREFIX, SEGMENT_SUFFIX) {
                listing.segments.push((begun, path));
            } else if let Some(number) = number(JOURNAL_PREFIX, JOURNAL_SUFFIX) {
                listing.journals.push((number, path));
            }
        }
        listing.journals.sort_unstable();
        listing.segments.sort_unstable();
        Ok(listing)
    }
}
