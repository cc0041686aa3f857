//! A shard's journal, segments and state together.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use zerocord::EventName;
use zerocord_firehose::blocks::{BlockEncoder, BlockInfo, frame_of_line, push_line};

use super::folder::{Listing, shard_folder};
use super::journal::Journal;
use super::segment::{LastSegment, Segment};
use super::state::{Checkpoint, SessionState, session_hash};
use crate::gap::{Gap, GapReason, is_gap_mark};
use crate::peek::{Peeked, payload_string};

/// How often the session's state is written if the only news are frames that are left out of the recording.
const CHECKPOINT_MS: u64 = 10_000;
/// How often old segments are looked for.
const KEEP_CHECK_MS: u64 = 600_000;

/// When the journal is made durable. Any choice survives the end of the process; this bounds what a power failure
/// costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fsync {
    /// After every line.
    Always,
    /// At most this long after a line.
    Every(Duration),
    /// Only when a block is complete.
    Blocks,
}

/// How a shard is kept on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreOptions {
    /// The journal becomes a block when it has this many bytes; by default 4 MiB.
    pub block_len: u64,
    /// A segment ends at each multiple of this time.
    pub rotate_every: Option<Duration>,
    /// A segment ends when it has this many bytes.
    pub rotate_len: Option<u64>,
    /// Segments that were last written longer ago are removed.
    pub keep: Option<Duration>,
    /// When the journal is made durable; by default within a second.
    pub fsync: Fsync,
    /// Each line also has the time at which its frame was received.
    pub with_received: bool,
}

impl Default for StoreOptions {
    fn default() -> StoreOptions {
        StoreOptions {
            block_len: 4 << 20,
            rotate_every: None,
            rotate_len: None,
            keep: None,
            fsync: Fsync::Every(Duration::from_secs(1)),
            with_received: false,
        }
    }
}

/// A shard's recording. All calls are synchronous. After any error, the same call can be repeated: nothing is lost or
/// written twice.
#[derive(Debug)]
pub struct ShardStore {
    folder: PathBuf,
    shard: [u64; 2],
    options: StoreOptions,
    journal: Journal,
    /// What the journal contains.
    info: BlockInfo,
    /// The hash of the session at the start of the journal.
    first_session: Option<String>,
    segment: Option<Segment>,
    /// Journals that are in a segment and can be removed.
    folded: Vec<Journal>,
    session: Option<SessionState>,
    /// Whether there are frames of an earlier session, whose state is not known.
    is_state_lost: bool,
    /// Whether the end of the last session has its mark.
    is_gap_marked: bool,
    /// Whether the session has passed frames that are not in the recording since the last checkpoint.
    has_skipped: bool,
    checkpoint_ms: u64,
    synced_ms: u64,
    kept_ms: u64,
    line: Vec<u8>,
    /// Held as long as the store is open, so that two recorders do not write to one folder.
    _lock: File,
}

impl ShardStore {
    /// Opens or creates the folder of a shard in `root`, and repairs what an earlier process left.
    ///
    /// # Errors
    /// I/O errors; [`io::ErrorKind::ResourceBusy`] if another process records into the folder.
    pub fn open(root: &Path, shard: [u64; 2], options: StoreOptions) -> io::Result<ShardStore> {
        let folder = shard_folder(root, shard);
        fs::create_dir_all(&folder)?;
        let lock = lock_folder(&folder)?;
        remove_stale_states(&folder)?;
        let mut checkpoint = match Checkpoint::read(&folder) {
            Ok(checkpoint) => checkpoint,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                tracing::warn!(%error, "the session's state is damaged, so a new session starts");
                Checkpoint::default()
            }
            Err(error) => return Err(error),
        };
        let listing = Listing::read(&folder)?;
        let journals = open_journals(listing.journals)?;
        let has_earlier_frames = !listing.segments.is_empty() || !journals.is_empty();
        let numbers: Vec<u64> = journals.iter().map(|journal| journal.number).collect();
        let lost_journal = (options.fsync == Fsync::Blocks).then_some(checkpoint.journal);
        let LastSegment { open: segment, journal: last_journal, run } =
            LastSegment::open(listing.segments, &numbers, lost_journal)?;
        let len_of =
            |number| journals.iter().find(|journal| journal.number == number).map_or(0, Journal::len);
        let has_lost_lines =
            last_journal < Some(checkpoint.journal) && len_of(checkpoint.journal) < checkpoint.journal_len;
        if has_lost_lines {
            tracing::warn!("lines that were not on the disk before a power failure are lost");
            checkpoint.forget_lines(run.as_ref());
            // Before anything counts on it.
            checkpoint.write(&folder, true)?;
        }
        // A state or a journal that is older than the last block does not know what followed a mark.
        let may_be_old = lost_journal.is_some();
        checkpoint.is_gap_marked &= !(may_be_old && Some(checkpoint.journal) <= last_journal);
        let last_number = numbers.last().copied().max(last_journal);
        let number = last_number.map_or(0, |last| last + 1).max(checkpoint.journal);
        let mut store = ShardStore {
            journal: Journal::create(&folder, number)?,
            folder,
            shard,
            options,
            info: BlockInfo::default(),
            first_session: None,
            segment,
            folded: Vec::new(),
            session: checkpoint.session.clone(),
            is_state_lost: has_earlier_frames || has_lost_lines,
            is_gap_marked: checkpoint.is_gap_marked,
            has_skipped: false,
            checkpoint_ms: 0,
            synced_ms: 0,
            kept_ms: 0,
            line: Vec::new(),
            _lock: lock,
        };
        for journal in journals {
            let is_folded = last_journal.is_some_and(|last| journal.number <= last);
            store.recover_journal(journal, is_folded, &checkpoint)?;
            store.is_gap_marked &= !(may_be_old && is_folded);
        }
        // After a power failure, the state and the journal can be older than the last block.
        if let Some((session, run)) =
            store.session.as_mut().zip(run).filter(|(session, run)| session.is_in(run))
        {
            session.sequence = session.sequence.max(run.last);
        }
        store.is_state_lost &= store.session.is_none() && !store.is_gap_marked;
        store.begin_journal();
        store.remove_folded_after_checkpoint()?;
        Ok(store)
    }

    /// Reads a journal that an earlier process left, and makes a block of it unless it is in the segment already.
    fn recover_journal(
        &mut self,
        mut journal: Journal,
        is_folded: bool,
        checkpoint: &Checkpoint,
    ) -> io::Result<()> {
        let mut lines = Vec::new();
        journal.read(&mut lines)?;
        let mut info = self.scan(&lines, journal.number, checkpoint);
        if !is_folded {
            tracing::info!(lines = info.lines, "recovered lines of an earlier process");
            fold_journal(&self.folder, &mut self.segment, &mut journal, &mut info)?;
        }
        self.folded.push(journal);
        Ok(())
    }

    /// Reads the lines of a journal: what it contains, and how far the session is.
    fn scan(&mut self, lines: &[u8], number: u64, checkpoint: &Checkpoint) -> BlockInfo {
        let mut info = BlockInfo::default();
        info.shard = Some(self.shard);
        let first_session = match number == checkpoint.journal {
            true => checkpoint.first_session.clone(),
            false => self.session.as_ref().map(SessionState::hash),
        };
        info.begin_session(first_session.as_deref());
        let (mut at, mut wrapped) = (0, 0);
        for line in lines.split_inclusive(|&byte| byte == b'\n') {
            // The checkpoint knows of the lines before it.
            let is_news =
                number > checkpoint.journal || number == checkpoint.journal && at >= checkpoint.journal_len;
            let (frame, received) = frame_of_line(&line[..line.len() - 1]);
            let peeked = Peeked::of(frame);
            if peeked.is(EventName::Ready) {
                self.scan_ready(frame, is_news, &mut info);
            } else if is_news && is_gap_mark(&peeked) {
                (self.session, self.is_gap_marked) = (None, true);
            }
            if is_news
                && peeked.is_dispatch()
                && let (Some(session), Some(sequence)) = (&mut self.session, peeked.sequence)
            {
                session.sequence = sequence;
            }
            info.add_frame(frame, line.len(), received);
            wrapped += u64::from(received.is_some());
            at += line.len() as u64;
        }
        info.is_wrapped = wrapped > 0;
        if wrapped > 0 && wrapped < info.lines {
            // No reader can read such a block as a whole, so none skips it.
            info.unreadable += 1;
        }
        info
    }

    fn scan_ready(&mut self, frame: &[u8], is_news: bool, info: &mut BlockInfo) {
        // A READY without an id was redacted. Its session is in the checkpoint, which is written before the line.
        let Some(session_id) = payload_string(frame, "session_id") else {
            let hash = self.session.as_ref().map(SessionState::hash);
            return info.begin_session(hash.as_deref());
        };
        info.begin_session(Some(&session_hash(&session_id)));
        if is_news {
            let resume_url = payload_string(frame, "resume_gateway_url");
            self.session = Some(SessionState { session_id, resume_url, sequence: 0 });
            self.is_gap_marked = false;
        }
    }

    /// The session that can be resumed, with the last sequence that is in the recording.
    pub fn session(&self) -> Option<&SessionState> {
        self.session.as_ref()
    }

    /// Whether the folder had a recording when it was opened, but no session. Only the first call returns true.
    pub fn take_is_state_lost(&mut self) -> bool {
        std::mem::take(&mut self.is_state_lost)
    }

    /// The shard's number and the number of shards.
    pub fn shard(&self) -> [u64; 2] {
        self.shard
    }

    /// The number of bytes in the journal.
    pub fn journal_len(&self) -> u64 {
        self.journal.len()
    }

    /// The time at which the oldest line of the journal was received, in Unix milliseconds.
    pub fn journal_begun_ms(&self) -> Option<u64> {
        self.info.received.map(|[first, _]| first)
    }

    /// Starts a session. Must be called before its READY is appended.
    ///
    /// # Errors
    /// I/O errors.
    pub fn begin_session(&mut self, session_id: &str, resume_url: Option<&str>) -> io::Result<()> {
        let session = SessionState {
            session_id: session_id.to_owned(),
            resume_url: resume_url.map(str::to_owned),
            sequence: 0,
        };
        let hash = session.hash();
        self.session = Some(session);
        self.is_gap_marked = false;
        self.checkpoint()?;
        self.info.begin_session(Some(&hash));
        if self.journal.len() == 0 {
            self.first_session = Some(hash);
        }
        Ok(())
    }

    /// Appends a frame. `sequence` is that of the session if it is a dispatch.
    ///
    /// # Errors
    /// I/O errors, after which the frame is not in the recording.
    pub fn append(&mut self, frame: &[u8], sequence: Option<u64>, received_ms: u64) -> io::Result<()> {
        if self.is_folded() {
            self.replace_journal()?;
        }
        self.line.clear();
        push_line(&mut self.line, frame, self.options.with_received.then_some(received_ms));
        self.journal.append(&self.line)?;
        self.info.add_frame(frame, self.line.len(), Some(received_ms));
        if let (Some(session), Some(sequence)) = (&mut self.session, sequence) {
            session.sequence = sequence;
        }
        Ok(())
    }

    /// Notes a dispatch that is left out of the recording on purpose.
    pub fn skip(&mut self, sequence: Option<u64>) {
        if let (Some(session), Some(sequence)) = (&mut self.session, sequence) {
            session.sequence = sequence;
            self.has_skipped = true;
        }
    }

    /// Appends a mark that frames may be missing here, and forgets the session. Two sessions have one mark between them.
    ///
    /// # Errors
    /// I/O errors.
    pub fn append_gap(&mut self, reason: GapReason, at_ms: u64) -> io::Result<()> {
        if !self.is_gap_marked {
            let hash = self.session.as_ref().map(SessionState::hash);
            let last = self.session.as_ref().map(|session| session.sequence);
            let gap = Gap { reason, shard: self.shard, session: hash.as_deref(), last, at: at_ms };
            self.append(&gap.to_frame(), None, at_ms)?;
            (self.session, self.is_gap_marked) = (None, true);
        }
        self.checkpoint()
    }

    /// Whether [`maintain`](ShardStore::maintain) has something to do.
    pub fn is_maintenance_due(&self, now_ms: u64) -> bool {
        self.is_folded()
            || !self.folded.is_empty()
            || self.is_fold_due(now_ms)
            || self.is_sync_due(now_ms)
            || self.is_checkpoint_due(now_ms)
            || self.is_removal_due(now_ms)
    }

    /// Does what is due: makes the journal durable, turns a full journal into a block, ends the segment, removes old
    /// segments. Should be called after each line, and about once per second.
    ///
    /// # Errors
    /// I/O errors.
    pub fn maintain(&mut self, now_ms: u64) -> io::Result<()> {
        if self.is_fold_due(now_ms) || self.is_folded() || !self.folded.is_empty() {
            let is_rotation_due = self.is_rotation_due(now_ms);
            self.fold()?;
            if is_rotation_due || self.segment.as_ref().is_some_and(|segment| self.is_long(segment)) {
                self.finish_segment()?;
            }
        }
        if self.is_sync_due(now_ms) {
            self.journal.sync()?;
            self.synced_ms = now_ms;
        }
        if self.is_checkpoint_due(now_ms) {
            self.checkpoint()?;
            self.checkpoint_ms = now_ms;
        }
        if self.is_removal_due(now_ms) {
            self.remove_old_segments(now_ms)?;
            self.kept_ms = now_ms;
        }
        Ok(())
    }

    fn is_fold_due(&self, now_ms: u64) -> bool {
        self.journal.len() >= self.options.block_len
            || self.is_rotation_due(now_ms)
            || self.segment.as_ref().is_some_and(|segment| self.is_long(segment))
    }

    fn is_sync_due(&self, now_ms: u64) -> bool {
        !self.journal.is_synced()
            && match self.options.fsync {
                Fsync::Always => true,
                Fsync::Every(time) => now_ms.saturating_sub(self.synced_ms) >= time.as_millis() as u64,
                Fsync::Blocks => false,
            }
    }

    fn is_checkpoint_due(&self, now_ms: u64) -> bool {
        self.has_skipped && now_ms.saturating_sub(self.checkpoint_ms) >= CHECKPOINT_MS
    }

    fn is_removal_due(&self, now_ms: u64) -> bool {
        self.options.keep.is_some() && now_ms.saturating_sub(self.kept_ms) >= KEEP_CHECK_MS
    }

    /// Turns the journal into a block, ends the segment and writes the session's state.
    ///
    /// # Errors
    /// I/O errors. The journal is then kept, and folded when the folder is opened again.
    pub fn close(mut self) -> io::Result<()> {
        self.fold()?;
        self.finish_segment()?;
        self.checkpoint()?;
        self.remove_folded()?;
        if self.journal.len() == 0 {
            self.journal.remove()?;
        }
        Ok(())
    }

    fn is_long(&self, segment: &Segment) -> bool {
        self.options.rotate_len.is_some_and(|len_max| segment.len() >= len_max)
    }

    fn is_rotation_due(&self, now_ms: u64) -> bool {
        let Some(every) = self.options.rotate_every.map(|every| every.as_millis().max(1) as u64) else {
            return false;
        };
        let begun = self.segment.as_ref().map(|segment| segment.begun_ms).or(self.journal_begun_ms());
        begun.is_some_and(|begun| begun / every != now_ms / every)
    }

    /// Whether the current journal is in the segment, but no new one could be created.
    fn is_folded(&self) -> bool {
        self.segment.as_ref().is_some_and(|segment| segment.last_journal == Some(self.journal.number))
    }

    fn fold(&mut self) -> io::Result<()> {
        if self.journal.len() > 0 && !self.is_folded() {
            fold_journal(&self.folder, &mut self.segment, &mut self.journal, &mut self.info)?;
        }
        if self.is_folded() {
            self.replace_journal()?;
        }
        self.remove_folded_after_checkpoint()
    }

    fn replace_journal(&mut self) -> io::Result<()> {
        let next = Journal::create(&self.folder, self.journal.number + 1)?;
        self.folded.push(std::mem::replace(&mut self.journal, next));
        self.begin_journal();
        Ok(())
    }

    fn begin_journal(&mut self) {
        self.first_session = self.session.as_ref().map(SessionState::hash);
        self.info = BlockInfo::default();
        self.info.shard = Some(self.shard);
        self.info.is_wrapped = self.options.with_received;
        self.info.begin_session(self.first_session.as_deref());
    }

    fn remove_folded_after_checkpoint(&mut self) -> io::Result<()> {
        if self.folded.is_empty() {
            return Ok(());
        }
        self.checkpoint()?;
        self.remove_folded()
    }

    /// Removes the journals that are in a segment. The session's state must have been written after them.
    fn remove_folded(&mut self) -> io::Result<()> {
        while let Some(journal) = self.folded.pop() {
            journal.remove()?;
        }
        Ok(())
    }

    /// Writes the session's state. The lines that it counts on are made durable first.
    fn checkpoint(&mut self) -> io::Result<()> {
        let is_durable = self.options.fsync != Fsync::Blocks;
        if is_durable {
            self.journal.sync()?;
        }
        let checkpoint = Checkpoint {
            session: self.session.clone(),
            journal: self.journal.number,
            journal_len: self.journal.len(),
            first_session: self.first_session.clone(),
            is_gap_marked: self.is_gap_marked,
        };
        checkpoint.write(&self.folder, is_durable)?;
        self.has_skipped = false;
        Ok(())
    }

    fn finish_segment(&mut self) -> io::Result<()> {
        if let Some(segment) = &mut self.segment {
            segment.finish()?;
            self.segment = None;
        }
        Ok(())
    }

    fn remove_old_segments(&self, now_ms: u64) -> io::Result<()> {
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(now_ms);
        let Some(limit) = self.options.keep.and_then(|keep| now.checked_sub(keep)) else { return Ok(()) };
        for (_, path) in Listing::read(&self.folder)?.segments {
            let is_current = self.segment.as_ref().is_some_and(|segment| segment.path == path);
            if !is_current && fs::metadata(&path)?.modified()? < limit {
                fs::remove_file(&path)?;
                tracing::info!(path = %path.display(), "removed a segment that is older than --keep");
            }
        }
        Ok(())
    }
}

/// The current Unix time in milliseconds.
pub(crate) fn unix_ms() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(0, |now| now.as_millis() as u64)
}

/// How long a lock is waited for. A process that has just been started holds a copy of its parent's lock until it runs its
/// own program.
const LOCK_WAIT: Duration = Duration::from_secs(1);

fn lock_folder(folder: &Path) -> io::Result<File> {
    let lock = File::options().write(true).create(true).truncate(false).open(folder.join(".lock"))?;
    let start = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if start.elapsed() < LOCK_WAIT => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(TryLockError::WouldBlock) => {
                let message = format!("{}: another process records into this folder", folder.display());
                return Err(io::Error::new(io::ErrorKind::ResourceBusy, message));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Removes states that were not complete when their process ended.
fn remove_stale_states(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".session-")) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Opens the journals of earlier processes. Those without a whole line are removed, so that the journals of blocks
/// have consecutive numbers.
fn open_journals(paths: Vec<(u64, PathBuf)>) -> io::Result<Vec<Journal>> {
    let mut journals = Vec::new();
    for (number, path) in paths {
        let journal = Journal::recover(path, number)?;
        if journal.len() > 0 {
            journals.push(journal);
        } else {
            journal.remove()?;
        }
    }
    Ok(journals)
}

/// The most memory for lines that is kept.
const KEPT_LEN_MAX: usize = 8 << 20;

static KEPT_ENCODER: Mutex<Option<Folding>> = Mutex::new(None);

/// The memory for turning a journal into a block.
#[derive(Default)]
struct Folding {
    encoder: BlockEncoder,
    lines: Vec<u8>,
}

/// Appends a journal to the segment, which is created if there is none.
fn fold_journal(
    folder: &Path,
    segment: &mut Option<Segment>,
    journal: &mut Journal,
    info: &mut BlockInfo,
) -> io::Result<()> {
    // The memory of one encoder is kept for all shards. Another one is made if several shards need one at once.
    let mut kept = KEPT_ENCODER.try_lock();
    let mut made = None;
    let Folding { encoder, lines } = match &mut kept {
        Ok(kept) => kept.get_or_insert_default(),
        Err(_) => made.get_or_insert_default(),
    };
    journal.read(lines)?;
    info.journal = Some(journal.number);
    let segment = match segment {
        Some(segment) => segment,
        None => {
            let begun_ms = info.received.map_or_else(unix_ms, |[first, _]| first);
            segment.insert(Segment::create(folder, begun_ms)?)
        }
    };
    let appended = segment.append(encoder, lines, info);
    lines.clear();
    lines.shrink_to(KEPT_LEN_MAX);
    appended
}
