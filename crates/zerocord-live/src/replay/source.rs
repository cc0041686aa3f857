//! The dispatches of a recording, for one shard.

use std::io;
use std::path::{Path, PathBuf};

use tokio::sync::mpsc::{Receiver, Sender, channel};
use zerocord::{Envelope, EventName};
use zerocord_firehose::blocks::{frame_of_line, journals_in_segments};
use zerocord_firehose::{Options, Recording};

use super::edit::minimal_ready;
use crate::peek::{Peeked, id_time_ms, payload_id};
use crate::store::shard_of_folder;

/// Dispatches that are read ahead.
const AHEAD: usize = 64;
/// A READY is looked for in this many frames at the start of each file.
const READY_WITHIN: usize = 1_000;

/// A dispatch and the time at which it was recorded.
#[derive(Debug)]
pub(super) struct SourceFrame {
    pub(super) bytes: Vec<u8>,
    pub(super) at_ms: Option<u64>,
    /// Whether the recording begins here, for the first time or again.
    pub(super) is_start: bool,
}

/// The files of a recording, in order, each with the shard that its folder names.
#[derive(Clone, Debug)]
pub(crate) struct Files(Vec<(PathBuf, Option<[u64; 2]>)>);

impl Files {
    /// Finds files. A folder means the files in it and in folders in it, sorted by name; hidden ones are left out,
    /// and so are journals whose lines are in a segment too.
    pub(super) fn find(paths: &[PathBuf]) -> io::Result<Files> {
        let mut files = Vec::new();
        for path in paths {
            add_files(path, &mut files)?;
        }
        let paths: Vec<&Path> = files.iter().map(|(path, _)| path.as_path()).collect();
        let twice = journals_in_segments(&paths)?;
        files.retain(|(path, _)| !twice.contains(path));
        match files.is_empty() {
            true => Err(io::Error::new(io::ErrorKind::NotFound, "there is no recording to replay")),
            false => Ok(Files(files)),
        }
    }

    /// The files for a shard: those that were recorded from it; if there are none, all files, whose frames must then be
    /// chosen by guild.
    fn of_shard(&self, shard: [u64; 2]) -> (Vec<PathBuf>, bool) {
        let own: Vec<_> =
            self.0.iter().filter(|(_, of)| *of == Some(shard)).map(|(path, _)| path.clone()).collect();
        match own.is_empty() {
            true => (self.0.iter().map(|(path, _)| path.clone()).collect(), shard[1] > 1),
            false => (own, false),
        }
    }
}

fn add_files(path: &Path, files: &mut Vec<(PathBuf, Option<[u64; 2]>)>) -> io::Result<()> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if !std::fs::metadata(path).map_err(named)?.is_dir() {
        files.push((path.to_owned(), path.parent().and_then(shard_of_folder)));
        return Ok(());
    }
    let entries: io::Result<Vec<_>> = std::fs::read_dir(path).map_err(named)?.collect();
    let mut paths: Vec<_> = entries?.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| !path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")));
    paths.sort_unstable();
    paths.iter().try_for_each(|path| add_files(path, files))
}

/// Starts a thread that reads the dispatches for a shard. It ends when the receiver is dropped.
///
/// # Errors
/// If the thread cannot be started.
pub(super) fn start(files: &Files, shard: [u64; 2], is_looped: bool) -> io::Result<Receiver<SourceFrame>> {
    let (sender, receiver) = channel(AHEAD);
    let (paths, by_guild) = files.of_shard(shard);
    let reader = SourceReader { shard: by_guild.then_some(shard), sender };
    std::thread::Builder::new().name("replay".to_owned()).spawn(move || reader.run(&paths, is_looped))?;
    Ok(receiver)
}

struct SourceReader {
    /// The shard whose guilds are chosen.
    shard: Option<[u64; 2]>,
    sender: Sender<SourceFrame>,
}

/// The receiver was dropped.
struct Closed;

impl SourceReader {
    fn run(self, paths: &[PathBuf], is_looped: bool) {
        loop {
            let mut count = 0;
            for path in paths {
                match self.read_file(path, &mut count) {
                    Ok(Ok(())) => {}
                    Ok(Err(Closed)) => return,
                    Err(error) => {
                        tracing::warn!(path = %path.display(), %error, "the file cannot be replayed further")
                    }
                }
            }
            if !is_looped || count == 0 {
                return;
            }
        }
    }

    fn read_file(&self, path: &Path, count: &mut u64) -> io::Result<Result<(), Closed>> {
        let mut reader = Recording::open(path)?.reader(&Options::default());
        while let Some(line) = reader.next_frame()? {
            let Some(mut frame) = line.bytes.ok().and_then(|line| self.dispatch(line)) else { continue };
            frame.is_start = *count == 0;
            *count += 1;
            if self.sender.blocking_send(frame).is_err() {
                return Ok(Err(Closed));
            }
        }
        Ok(Ok(()))
    }

    /// The dispatch in a line, unless it belongs to a session or to another shard.
    fn dispatch(&self, line: &[u8]) -> Option<SourceFrame> {
        let (frame, received) = frame_of_line(line);
        let peeked = Peeked::of(frame);
        if !peeked.is_dispatch() || matches!(peeked.name, None | Some(EventName::Ready | EventName::Resumed))
        {
            return None;
        }
        if let Some(shard) = self.shard
            && shard_of(frame, peeked.name?, shard[1]) != shard[0]
        {
            return None;
        }
        // WebSocket text messages are UTF-8, and a client could read nothing after a torn frame.
        if !peeked.is_readable || std::str::from_utf8(frame).is_err() {
            return None;
        }
        let at_ms = received.or_else(|| {
            let is_message = peeked.name == Some(EventName::MessageCreate);
            is_message.then(|| payload_id(frame, "id").map(id_time_ms)).flatten()
        });
        Some(SourceFrame { bytes: frame.to_vec(), at_ms, is_start: false })
    }
}

/// The shard that a dispatch belongs to. Without a guild, that is shard 0.
fn shard_of(frame: &[u8], name: EventName<'_>, shard_count: u64) -> u64 {
    let key = if name.payload_is_guild() { "id" } else { "guild_id" };
    payload_id(frame, key).map_or(0, |guild| (guild >> 22) % shard_count.max(1))
}

/// The READY that a shard's files begin with, or a minimal one.
pub(super) fn find_ready(files: &Files, shard: [u64; 2]) -> Vec<u8> {
    let (paths, _) = files.of_shard(shard);
    paths.iter().find_map(|path| ready_in(path).ok().flatten()).unwrap_or_else(minimal_ready)
}

fn ready_in(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let mut reader = Recording::open(path)?.reader(&Options::default());
    for _ in 0..READY_WITHIN {
        let Some(line) = reader.next_frame()? else { break };
        let Ok(line) = line.bytes else { continue };
        let (frame, _) = frame_of_line(line);
        let is_object = || Envelope::peek(frame).is_ok_and(|envelope| envelope.payload().members().is_ok());
        if Peeked::of(frame).is(EventName::Ready) && is_object() && zerocord::validate(frame).is_ok() {
            return Ok(Some(frame.to_vec()));
        }
    }
    Ok(None)
}
