//! A segment: a file of blocks.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use zerocord_firehose::__private::sync_folder;
use zerocord_firehose::blocks::{BlockEncoder, BlockIndex, BlockInfo, SeekEntry, SessionRun, seek_table};

use super::append_file::AppendFile;
use super::folder::{Listing, segment_path};

#[derive(Debug)]
pub(super) struct Segment {
    blocks: AppendFile,
    pub(super) path: PathBuf,
    pub(super) begun_ms: u64,
    entries: Vec<SeekEntry>,
    /// The journal that the last block was made from.
    pub(super) last_journal: Option<u64>,
    /// The last session of the last block, when the segment was opened.
    last_run: Option<SessionRun>,
}

/// The last segment that an earlier process left.
#[derive(Debug, Default)]
pub(super) struct LastSegment {
    /// The segment, if blocks can be appended to it.
    pub(super) open: Option<Segment>,
    /// The journal that its last block was made from.
    pub(super) journal: Option<u64>,
    /// The last session of its last block.
    pub(super) run: Option<SessionRun>,
}

impl Segment {
    /// Creates a segment. Its name sorts after those of all others, even if the clock was set back.
    pub(super) fn create(folder: &Path, begun_ms: u64) -> io::Result<Segment> {
        let last = Listing::read(folder)?.segments.last().map(|(last, _)| last + 1);
        let begun_ms = begun_ms.max(last.unwrap_or(0));
        let path = segment_path(folder, begun_ms);
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        sync_folder(folder)?;
        let blocks = AppendFile::new(file);
        Ok(Segment { blocks, path, begun_ms, entries: Vec::new(), last_journal: None, last_run: None })
    }

    /// Opens a segment that an earlier process left. The second value is whether blocks can be appended to it.
    ///
    /// A last block that is not whole, or was not on the disk before a power failure, is removed: its journal is among
    /// `journals`. If journals are not durable, it can be lost, unless the session's state knows of the next one: `lost_journal` is the
    /// journal of the state. Any other damage is left as it is.
    pub(super) fn recover(
        path: PathBuf,
        begun_ms: u64,
        journals: &[u64],
        lost_journal: Option<u64>,
    ) -> io::Result<(Segment, bool)> {
        let mut file = File::options().read(true).write(true).open(&path)?;
        let mut index = BlockIndex::read(&file)?;
        let last_journal = index.blocks.last().and_then(|block| block.info.journal);
        // A journal is removed after its block is complete, so a part of a block has its journal, which is the next one.
        let next = journals.iter().find(|number| Some(**number) > last_journal);
        let has_journal = next.is_some_and(|next| last_journal.is_none_or(|last| *next == last + 1));
        let has_journal = has_journal
            || lost_journal.is_some_and(|number| last_journal.is_none_or(|last| number <= last + 1));
        let mut is_damaged = !index.is_finished && !is_torn_block(&mut file, index.end, has_journal)?;
        if !index.is_finished
            && !is_damaged
            && let Some(last) = index.blocks.last()
            && !is_intact(&mut file, last.range.start, last.range.end)?
        {
            match last.info.journal.is_some_and(|number| journals.contains(&number)) {
                true => {
                    index.end = last.range.start;
                    index.blocks.pop();
                }
                false => is_damaged = true,
            }
        }
        if is_damaged {
            tracing::warn!(path = %path.display(), "the file is damaged, and is left as it is: see `zerocord repair`");
        }
        let is_open = !index.is_finished && !is_damaged;
        let last_journal = index.blocks.last().and_then(|block| block.info.journal);
        let last_run = last_run(&index);
        let entries = index.entries().collect();
        let mut blocks = AppendFile::new(file);
        if is_open {
            blocks.cut(index.end)?;
        }
        Ok((Segment { blocks, path, begun_ms, entries, last_journal, last_run }, is_open))
    }

    /// Appends a block and makes it durable. After an error the segment is as before.
    pub(super) fn append(
        &mut self,
        encoder: &mut BlockEncoder,
        lines: &[u8],
        info: &BlockInfo,
    ) -> io::Result<()> {
        let block = encoder.encode(lines, info)?;
        self.blocks.append_durably(&block.bytes)?;
        self.entries.extend(block.entries);
        self.last_journal = info.journal;
        Ok(())
    }

    /// The length of the whole blocks.
    pub(super) fn len(&self) -> u64 {
        self.blocks.len
    }

    /// Adds the seek table. A segment without blocks is removed.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if self.entries.is_empty() {
            return std::fs::remove_file(&self.path);
        }
        self.blocks.append_durably(&seek_table(&self.entries))
    }
}

impl LastSegment {
    /// Opens the last of these segments.
    ///
    /// # Errors
    /// I/O errors.
    pub(super) fn open(
        segments: Vec<(u64, PathBuf)>,
        journals: &[u64],
        lost_journal: Option<u64>,
    ) -> io::Result<LastSegment> {
        for (begun_ms, path) in segments.into_iter().rev() {
            let (mut segment, is_open) = Segment::recover(path, begun_ms, journals, lost_journal)?;
            if segment.len() == 0 && is_open {
                // Its first block was not complete.
                std::fs::remove_file(&segment.path)?;
                continue;
            }
            let (journal, run) = (segment.last_journal, segment.last_run.take());
            return Ok(LastSegment { open: is_open.then_some(segment), journal, run });
        }
        Ok(LastSegment::default())
    }
}

/// The last session of a file, with its highest sequence in all blocks.
fn last_run(index: &BlockIndex) -> Option<SessionRun> {
    let mut last = index.blocks.last()?.info.sessions.last()?.clone();
    let runs = index.blocks.iter().flat_map(|block| &block.info.sessions);
    let highest = runs.filter(|run| run.session == last.session).map(|run| run.last).max();
    last.last = highest.unwrap_or(0);
    Some(last)
}

/// Whether the frame in a part of the file inflates and has the right checksum.
fn is_intact(file: &mut File, start: u64, end: u64) -> io::Result<bool> {
    file.seek(SeekFrom::Start(start))?;
    let mut stored = Vec::new();
    file.take(end - start).read_to_end(&mut stored)?;
    let Ok(bound) = zstd_safe::decompress_bound(&stored) else { return Ok(false) };
    // A block has one journal, which is bounded by the longest frame.
    const LEN_MAX: u64 = 1 << 30;
    if bound > LEN_MAX {
        return Ok(false);
    }
    let mut lines = Vec::with_capacity(bound as usize);
    Ok(zstd_safe::decompress(&mut lines, &stored).is_ok())
}

/// Whether what follows the whole blocks can be a part of one block or of a seek table, as a process leaves it that
/// ends while it writes. Neither has a complete info.
fn is_torn_block(file: &mut File, end: u64, has_journal: bool) -> io::Result<bool> {
    /// The tag of a block's info.
    const TAG: &[u8] = b"ZCB1";
    /// The first and the last bytes of a seek table.
    const TABLE_START: &[u8] = &0x184d_2a5e_u32.to_le_bytes();
    const TABLE_END: &[u8] = &0x8f92_eab1_u32.to_le_bytes();
    /// A longer part is not one block.
    const LEN_MAX: u64 = 1 << 30;
    file.seek(SeekFrom::Start(end))?;
    let mut rest = Vec::new();
    file.take(LEN_MAX).read_to_end(&mut rest)?;
    let is_complete = |tag: usize| {
        let len = rest[..tag].last_chunk().map(|len| u32::from_le_bytes(*len) as usize);
        len.is_some_and(|len| tag + len <= rest.len())
    };
    let has_info = memchr::memmem::find_iter(&rest, TAG).any(is_complete);
    let is_part = !has_info && !rest.ends_with(TABLE_END) && (rest.len() as u64) < LEN_MAX;
    // A seek table can be written again.
    let is_table = rest.starts_with(TABLE_START) || TABLE_START.starts_with(&rest);
    Ok(is_part && (has_journal || is_table))
}
