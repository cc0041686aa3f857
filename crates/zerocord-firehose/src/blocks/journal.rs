//! Finds the journals of a recorder whose lines are in a segment already.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::BlockIndex;

/// The journals among `files` whose lines are also in a segment among them, so that a reader of all these files would
/// get each of the lines twice.
///
/// `zerocord record` makes a block of a journal before it removes the journal. If it ends between the two, both are there
/// until it is started again. A file is judged by its name, `journal-N.ndjson` or `frames-T.ndjson.zst`, and by
/// the last block of the last segment in the same folder. No lines are compared. Paths are returned as they are in
/// `files`; two spellings of the same folder are two folders.
///
/// # Errors
/// I/O errors while a segment is read, with its path. Segments are only read if there is a journal in their folder.
pub fn journals_in_segments<P: AsRef<Path>>(files: &[P]) -> io::Result<Vec<PathBuf>> {
    journals_in_segments_with(files, |path| BlockIndex::read(&File::open(path)?))
}

/// Like [`journals_in_segments`], for files that are not in the file system: `read_index` finds the blocks of a segment.
///
/// # Errors
/// The errors of `read_index`, with the path.
pub fn journals_in_segments_with<P: AsRef<Path>>(
    files: &[P],
    mut read_index: impl FnMut(&Path) -> io::Result<BlockIndex>,
) -> io::Result<Vec<PathBuf>> {
    let mut folders: BTreeMap<&Path, Files<'_>> = BTreeMap::new();
    for path in files {
        let path = path.as_ref();
        let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str()))
        else {
            continue;
        };
        if let Some(number) = number_in(name, "journal-", ".ndjson") {
            folders.entry(folder).or_default().journals.push((number, path));
        } else if let Some(begun_ms) = number_in(name, "frames-", ".ndjson.zst") {
            folders.entry(folder).or_default().segments.push((begun_ms, path));
        }
    }
    let mut found = Vec::new();
    for files in folders.into_values().filter(|files| !files.journals.is_empty()) {
        let last = files.last_journal(&mut read_index)?;
        let journals = files.journals.iter().filter(|(number, _)| Some(*number) <= last);
        found.extend(journals.map(|(_, path)| path.to_path_buf()));
    }
    Ok(found)
}

/// The number in the name of a recorder's file.
fn number_in(name: &str, prefix: &str, suffix: &str) -> Option<u64> {
    name.strip_prefix(prefix)?.strip_suffix(suffix)?.parse().ok()
}

/// The files of a shard's folder, each with the number in its name.
#[derive(Default)]
struct Files<'a> {
    journals: Vec<(u64, &'a Path)>,
    segments: Vec<(u64, &'a Path)>,
}

impl Files<'_> {
    /// The number of the last journal that is in a segment.
    fn last_journal(
        &self,
        read_index: &mut impl FnMut(&Path) -> io::Result<BlockIndex>,
    ) -> io::Result<Option<u64>> {
        let mut segments = self.segments.clone();
        segments.sort_unstable();
        for (_, path) in segments.into_iter().rev() {
            let named =
                |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
            let index = read_index(path).map_err(named)?;
            // The last segment may have no whole block yet.
            if let Some(last) = index.blocks.iter().rev().find_map(|block| block.info.journal) {
                return Ok(Some(last));
            }
        }
        Ok(None)
    }
}
