//! Power failures with `--fsync blocks`: journals and states are not durable, blocks are.
//!
//! A test records, then leaves the files as a power failure can: a journal that is cut, has zeros or is gone, a state that is old,
//! empty or gone, a journal whose removal was not durable, and a part of a block that was being written.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use zerocord_firehose::blocks::BlockIndex;
use zerocord_live::GapReason;
use zerocord_live::store::{Fsync, ShardStore, StoreOptions};

use crate::support::{dispatches, lines_of};

const STATE: &str = ".session.json";
const BEGIN_MS: u64 = 1_769_860_800_000;

/// Random numbers that are the same in each run.
struct Random(fastrand::Rng);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0.u64(0..end.max(1))
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }
}

/// A gateway with one session after another.
#[derive(Default)]
struct Gateway {
    /// The dispatches of each session.
    sessions: BTreeMap<String, Vec<Vec<u8>>>,
}

impl Gateway {
    fn begin(&mut self) -> String {
        let id = format!("session-{}", self.sessions.len());
        let ready = format!(r#"{{"t":"READY","s":1,"op":0,"d":{{"session_id":"{id}"}}}}"#);
        self.sessions.insert(id.clone(), vec![ready.into_bytes()]);
        id
    }

    fn send(&mut self, session: &str) {
        let frames = self.sessions.get_mut(session).unwrap();
        let sequence = frames.len() + 1;
        let number = 1000 + sequence;
        frames.push(
            format!(
                r#"{{"t":"TYPING_START","s":{sequence},"op":0,"d":{{"id":"{number}","of":"{session}"}}}}"#
            )
            .into_bytes(),
        );
    }
}

fn options() -> StoreOptions {
    let mut options = StoreOptions::default();
    (options.block_len, options.fsync) = (1_500, Fsync::Blocks);
    options.rotate_len = Some(2_000);
    options
}

/// Does what the recorder does when it connects: resumes the session, or marks a gap and begins another one.
fn connect(store: &mut ShardStore, gateway: &mut Gateway, now_ms: u64) -> String {
    store.append(br#"{"t":null,"s":null,"op":10,"d":{}}"#, None, now_ms).unwrap();
    let known = store.session().map(|session| (session.session_id.clone(), session.sequence));
    let last = gateway.sessions.keys().last().cloned();
    if let Some((id, sequence)) = known {
        if Some(&id) == last.as_ref() {
            for (frame, number) in gateway.sessions[&id].iter().zip(1..).skip(sequence as usize) {
                store.append(frame, Some(number), now_ms).unwrap();
                store.maintain(now_ms).unwrap();
            }
            return id;
        }
        store.append_gap(GapReason::SessionInvalid, now_ms).unwrap();
    }
    let id = gateway.begin();
    if store.take_is_state_lost() {
        store.append_gap(GapReason::StateLost, now_ms).unwrap();
    }
    store.begin_session(&id, None).unwrap();
    store.append(&gateway.sessions[&id][0], Some(1), now_ms).unwrap();
    id
}

fn files(folder: &Path, part: &str) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.to_string_lossy().contains(part)).collect();
    paths.sort();
    paths
}

/// What a file that was not synced can be after a power failure.
fn damaged(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let cut = random.below(bytes.len() as u64 + 1) as usize;
    match random.below(5) {
        0 => bytes.to_vec(),
        1 => bytes[..cut].to_vec(),
        // The length is durable, the content is not.
        2 => [&bytes[..cut], &vec![0; bytes.len() - cut]].concat(),
        // A part in the middle was not written.
        3 => {
            let start = cut / 512 * 512;
            let end = (start + 512).min(bytes.len());
            [&bytes[..start], &vec![0; end - start], &bytes[end..]].concat()
        }
        _ => Vec::new(),
    }
}

/// The frames in the finished blocks of a shard: what must survive.
fn durable_count(folder: &Path) -> u64 {
    let count = |path: &PathBuf| -> u64 {
        let index = BlockIndex::read(&File::open(path).unwrap()).unwrap();
        index.blocks.iter().map(|block| block.info.lines).sum()
    };
    files(folder, "frames-").iter().map(count).sum()
}

/// Checks that each session's frames are there once and in order, and that a gap mark is where some are missing.
fn check(lines: &[Vec<u8>], gateway: &Gateway, seed: u64) -> u64 {
    let mut gaps = 0;
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    // The session of the last dispatch, if no gap mark has followed it.
    let mut open: Option<&str> = None;
    for line in lines {
        let text = std::str::from_utf8(line).unwrap();
        if text.contains("ZEROCORD_GAP") {
            (gaps, open) = (gaps + 1, None);
            continue;
        }
        if dispatches(std::slice::from_ref(line)).is_empty() {
            continue;
        }
        let (id, frames) = gateway
            .sessions
            .iter()
            .find(|(id, frames)| text.contains(&format!("\"{id}\"")) && frames.contains(line))
            .unwrap_or_else(|| panic!("seed {seed}: the gateway never sent {text}"));
        let next = found.entry(id).or_default();
        assert_eq!(Some(line), frames.get(*next), "seed {seed}: frame {} of {id}", *next + 1);
        *next += 1;
        if let Some(before) = open.filter(|before| before != id) {
            let (have, sent) = (found[before], gateway.sessions[before].len());
            assert_eq!(have, sent, "seed {seed}: the end of {before} is missing without a mark");
        }
        open = Some(id);
    }
    let (last, sent) = gateway.sessions.iter().next_back().unwrap();
    assert_eq!(found.get(last.as_str()), Some(&sent.len()), "seed {seed}: the last session is complete");
    gaps
}

/// Records, fails, and records again. Returns the number of gap marks, and of frames that were lost.
fn fail_once(seed: u64) -> (u64, u64) {
    let mut random = Random(fastrand::Rng::with_seed(seed));
    let directory = tempfile::tempdir().unwrap();
    let (root, folder) = (directory.path().to_owned(), directory.path().join("0-of-1"));
    let mut gateway = Gateway::default();
    let mut now_ms = BEGIN_MS;
    let mut states: Vec<Vec<u8>> = vec![Vec::new()];
    let mut journals: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    for _ in 0..3 {
        let mut store = ShardStore::open(&root, [0, 1], options()).unwrap();
        let mut session = connect(&mut store, &mut gateway, now_ms);
        for _ in 0..random.below(60) {
            now_ms += 100;
            match random.below(40) {
                0 => {
                    store.append_gap(GapReason::SessionInvalid, now_ms).unwrap();
                    session = connect(&mut store, &mut gateway, now_ms);
                }
                1..6 => store.append(br#"{"t":null,"s":null,"op":11,"d":null}"#, None, now_ms).unwrap(),
                _ => {
                    gateway.send(&session);
                    let frames = &gateway.sessions[&session];
                    store.append(&frames[frames.len() - 1], Some(frames.len() as u64), now_ms).unwrap();
                }
            }
            states.extend(std::fs::read(folder.join(STATE)));
            journals.extend(files(&folder, "journal-").into_iter().map(|path| {
                let bytes = std::fs::read(&path).unwrap();
                (path, bytes)
            }));
            store.maintain(now_ms).unwrap();
        }
        drop(store);
        let durable = durable_count(&folder);
        // A block that was being written when the power failed.
        if random.one_in(3)
            && let Some(segment) = files(&folder, "frames-").pop()
        {
            let index = BlockIndex::read(&File::open(&segment).unwrap()).unwrap();
            if !index.is_finished && !index.blocks.is_empty() {
                let mut bytes = std::fs::read(&segment).unwrap();
                let block = &index.blocks[0];
                let part = block.range.start
                    ..block.range.end - 1 - random.below(block.range.end - block.range.start - 1);
                bytes.extend_from_within(part.start as usize..part.end as usize);
                std::fs::write(&segment, bytes).unwrap();
            }
        }
        // Journals whose removal was not durable.
        for (path, bytes) in &journals {
            if !path.exists() && random.one_in(20) {
                std::fs::write(path, damaged(bytes, &mut random)).unwrap();
            }
        }
        if let Some(journal) = files(&folder, "journal-").pop() {
            let bytes = std::fs::read(&journal).unwrap();
            std::fs::write(&journal, damaged(&bytes, &mut random)).unwrap();
            if random.one_in(6) {
                std::fs::remove_file(&journal).unwrap();
            }
        }
        let state = folder.join(STATE);
        match random.below(6) {
            0 => std::fs::remove_file(&state).unwrap(),
            // An older one, or an empty one, which is the first.
            1 | 2 => {
                let older = random.below(states.len() as u64) as usize;
                std::fs::write(&state, &states[older]).unwrap();
            }
            _ => {}
        }
        let store = ShardStore::open(&root, [0, 1], options()).unwrap();
        assert!(durable_count(&folder) >= durable, "seed {seed}: blocks are lost");
        drop(store);
    }
    let mut store = ShardStore::open(&root, [0, 1], options()).unwrap();
    connect(&mut store, &mut gateway, now_ms);
    store.close().unwrap();
    let lines = lines_of(&folder);
    let gaps = check(&lines, &gateway, seed);
    let sent: usize = gateway.sessions.values().map(Vec::len).sum();
    (gaps, (sent - dispatches(&lines).len()) as u64)
}

#[test]
fn what_a_power_failure_takes_is_sent_again_or_marked() {
    let (mut gaps, mut lost) = (0, 0);
    for seed in 0..150 {
        let (more_gaps, more_lost) = fail_once(seed);
        gaps += more_gaps;
        lost += more_lost;
    }
    assert!(gaps > 40 && lost > 40, "the failures are severe: {gaps} marks, {lost} frames lost");
}
