//! Recordings to replay, and recorders.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use zerocord::{Envelope, EventName, Opcode};
use zerocord_firehose::{Options, Recording};
use zerocord_generator::{Generator, Mix};
use zerocord_live::{
    Faults, Recorder, RecorderOptions, ReplayGateway, ReplayOptions, ReplaySession, Speed, Token,
};

pub const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

/// Waits for something, but not forever.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A recording with some dispatches, beginning with READY.
pub fn recording(folder: &Path, byte_count: usize) -> PathBuf {
    let path = folder.join("source.ndjson");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(&Generator::new(7, Mix::Quiet).ndjson(byte_count)).unwrap();
    path
}

pub fn replay_options(path: PathBuf, faults: &str) -> ReplayOptions {
    let mut options = ReplayOptions::new(vec![path]);
    options.speed = Speed::Max;
    options.faults = faults.parse::<Faults>().unwrap();
    options
}

/// Options for a recorder that does not wait long.
pub fn recorder_options(folder: &Path, url: &str) -> RecorderOptions {
    let mut options = RecorderOptions::new(folder.to_owned(), 513);
    options.gateway = url.to_owned();
    options.identify_every = Duration::from_millis(10);
    options.pause = Duration::from_millis(20);
    options
}

pub fn recorder(options: RecorderOptions) -> Recorder {
    Recorder::new(Token::new("test").unwrap(), options).unwrap()
}

/// Records until all sessions of the gateway have got everything and all of it is journaled.
pub async fn record_all(
    gateway: &ReplayGateway,
    mut options: RecorderOptions,
) -> Arc<zerocord_live::Metrics> {
    let journaled: Arc<std::sync::Mutex<BTreeMap<u64, u64>>> = Arc::default();
    let seen = Arc::clone(&journaled);
    let shards = options.shards.clone();
    options.on_journaled = Some(Arc::new(move |shard, sequence| {
        seen.lock().unwrap().insert(shard, sequence);
    }));
    let recorder = recorder(options);
    let metrics = recorder.metrics();
    let is_done = || {
        let journaled = journaled.lock().unwrap();
        let sessions = gateway.sessions();
        shards.iter().all(|shard| {
            let last = |session: &ReplaySession| {
                session.shard[0] == *shard
                    && session.is_done
                    && journaled.get(shard) == Some(&session.dispatches)
            };
            sessions.iter().any(last)
        })
    };
    let done = async {
        while !is_done() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, recorder.run(done)).await.expect("it ends").unwrap();
    metrics
}

/// All lines of a recording: the files of a folder in the order of their names.
pub fn lines_of(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'));
    paths.sort();
    let mut lines = Vec::new();
    for path in paths {
        let mut reader = Recording::open(&path).unwrap().reader(&Options::default());
        while let Some(frame) = reader.next_frame().unwrap() {
            lines.push(frame.bytes.unwrap_or_else(|fault| panic!("{}: {fault}", path.display())).to_vec());
        }
    }
    lines
}

/// The dispatches among some lines.
pub fn dispatches(lines: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let is_dispatch =
        |line: &&Vec<u8>| Envelope::peek(line).unwrap().opcode().unwrap() == Some(Opcode::Dispatch);
    lines.iter().filter(is_dispatch).cloned().collect()
}

pub fn sequence(frame: &[u8]) -> u64 {
    Envelope::peek(frame).unwrap().sequence().unwrap().unwrap()
}

pub fn event_name(frame: &[u8]) -> Option<EventName<'_>> {
    Envelope::peek(frame).unwrap().event_name().unwrap()
}

/// What the gateway sent in a session, in order.
pub fn sent(gateway: &ReplayGateway, session: &ReplaySession) -> Vec<Vec<u8>> {
    gateway.dispatches(&session.id).into_iter().map(|(_, frame)| frame.to_vec()).collect()
}

/// Checks that the recording has exactly what the gateway sent in its only session.
#[track_caller]
pub fn assert_whole(gateway: &ReplayGateway, folder: &Path) {
    let sessions = gateway.sessions();
    assert_eq!(sessions.len(), 1, "{sessions:?}");
    let (sent, found) = (sent(gateway, &sessions[0]), dispatches(&lines_of(folder)));
    let numbers: Vec<_> = found.iter().map(|frame| sequence(frame)).collect();
    let wanted: Vec<_> = sent.iter().map(|frame| sequence(frame)).collect();
    assert_eq!(numbers, wanted);
    assert!(sent == found, "the bytes differ");
}
