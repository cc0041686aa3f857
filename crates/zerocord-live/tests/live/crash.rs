//! The end of the process at any moment: what was journaled is in the recording once, in order.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use zerocord_live::store::{ShardStore, StoreOptions};
use zerocord_live::{GapReason, ReplayGateway};

use crate::support::*;

const FOLDER: &str = "ZEROCORD_TEST_FOLDER";
const GATEWAY: &str = "ZEROCORD_TEST_GATEWAY";
/// If set, the child has the usual options and prints nothing.
const QUIET: &str = "ZEROCORD_TEST_QUIET";

/// Runs in a process of its own: records, and prints each sequence that is journaled.
#[test]
#[ignore = "only as the child of another test"]
fn child() {
    let Some((folder, gateway)) = std::env::var_os(FOLDER).zip(std::env::var(GATEWAY).ok()) else { return };
    let mut options = recorder_options(Path::new(&folder), &gateway);
    if std::env::var_os(QUIET).is_none() {
        options.store.block_len = 30_000;
        options.store.rotate_len = Some(60_000);
        options.on_journaled = Some(std::sync::Arc::new(|_, sequence| {
            // Not `println!`, which tests capture. One call is one write, which the pipe takes whole.
            let line = format!("{sequence}\n");
            std::io::Write::write_all(&mut std::io::stdout().lock(), line.as_bytes()).unwrap();
            std::io::Write::flush(&mut std::io::stdout().lock()).unwrap();
        }));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(recorder(options).run(std::future::pending())).unwrap();
}

pub fn start_child(folder: &Path, gateway: &str, is_quiet: bool) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "--nocapture", "crash::child"]);
    command.env(FOLDER, folder).env(GATEWAY, gateway);
    if is_quiet {
        command.env(QUIET, "1");
    }
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills a recorder again and again, until `end`. Returns the number of kills, and the sequences that were reported as
/// journaled.
fn kill_again_and_again(folder: &Path, gateway: &str, kill_count: u64, end: Instant) -> (u64, Vec<u64>) {
    let mut journaled = Vec::new();
    for kill in 0..kill_count {
        if Instant::now() > end {
            return (kill, journaled);
        }
        let mut child = start_child(folder, gateway, false);
        let output = BufReader::new(child.stdout.take().unwrap());
        // After some dispatches, or while it starts and repairs the files; at a moment that is never the same.
        let wanted = if kill % 4 == 3 { 0 } else { 1 + (kill * 7919) % 97 };
        let reader = std::thread::spawn(move || {
            let (sender, receiver) = std::sync::mpsc::channel();
            let lines = output.lines().map_while(Result::ok).filter_map(|line| line.parse::<u64>().ok());
            let handle = std::thread::spawn(move || lines.for_each(|line| _ = sender.send(line)));
            (receiver, handle)
        });
        let (receiver, handle) = reader.join().unwrap();
        let mut seen = 0;
        while seen < wanted {
            match receiver.recv_timeout(Duration::from_millis(1500)) {
                Ok(sequence) => journaled.push(sequence),
                Err(_) => break,
            }
            seen += 1;
        }
        let jitter_us = if wanted == 0 { 60_000 } else { 5_000 };
        std::thread::sleep(Duration::from_micros((kill * 104_729) % jitter_us));
        child.kill().unwrap();
        child.wait().unwrap();
        handle.join().unwrap();
        journaled.extend(receiver.try_iter());
    }
    (kill_count, journaled)
}

fn check_kills(kill_count: u64, source_len: usize, time_max: Duration) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("rec");
    let mut options =
        replay_options(recording(folder.path(), source_len), "resume=130,reconnect=170,cut=110,duplicate=40");
    options.is_looped = true;
    options.backlog_len = 1 << 30;
    let gateway = runtime.block_on(ReplayGateway::start(LOOPBACK, options)).unwrap();
    let end = Instant::now() + time_max;
    let (kill_count, journaled) = kill_again_and_again(&root, gateway.url(), kill_count, end);
    assert!(journaled.len() as u64 > kill_count, "{} dispatches", journaled.len());
    // Opens the folder as the next run would, and makes blocks of everything.
    ShardStore::open(&root, [0, 1], StoreOptions::default()).unwrap().close().unwrap();
    let found = dispatches(&lines_of(&root.join("0-of-1")));
    let sessions = gateway.sessions();
    assert_eq!(sessions.len(), 1, "{sessions:?}");
    let sent = sent(&gateway, &sessions[0]);
    assert!(sent[..found.len()] == found, "the recording is not what was sent");
    let last = journaled.iter().max().copied().unwrap_or_default();
    assert!(found.len() as u64 >= last, "{} of {last} journaled dispatches", found.len());
    let resumes = sessions[0].resumes;
    println!("{kill_count} kills, {resumes} resumes, {last} journaled dispatches, {} recorded", found.len());
}

#[test]
fn twenty_kills_lose_nothing() {
    check_kills(20, 500_000, PATIENCE);
}

/// Takes several minutes: `just kills`. Ends earlier after the seconds in ZEROCORD_TEST_SECONDS.
#[test]
#[ignore = "takes several minutes"]
fn a_thousand_kills_lose_nothing() {
    let seconds = std::env::var("ZEROCORD_TEST_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    check_kills(1000, 5_000_000, Duration::from_secs(seconds.unwrap_or(3_600)));
}

/// A recording of one session in some blocks and a journal that is not folded.
fn unfinished(root: &Path) -> (Vec<Vec<u8>>, PathBuf) {
    let frames: Vec<Vec<u8>> = (1..=25)
        .map(|sequence| match sequence {
            1 => br#"{"t":"READY","s":1,"op":0,"d":{"session_id":"abc"}}"#.to_vec(),
            _ => format!(r#"{{"t":"TYPING_START","s":{sequence},"op":0,"d":{{}}}}"#).into_bytes(),
        })
        .collect();
    let mut options = StoreOptions::default();
    options.block_len = 400;
    let mut store = ShardStore::open(root, [0, 1], options).unwrap();
    store.begin_session("abc", None).unwrap();
    for (frame, sequence) in frames.iter().zip(1..) {
        store.append(frame, Some(sequence), 1_700_000_000_000 + sequence).unwrap();
        store.maintain(1_700_000_000_000 + sequence).unwrap();
    }
    (frames, root.join("0-of-1"))
}

fn paths(folder: &Path, part: &str) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.to_string_lossy().contains(part)).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_journal_cut_at_any_byte_keeps_its_whole_lines() {
    let folder = tempfile::tempdir().unwrap();
    let (frames, from) = unfinished(&folder.path().join("a"));
    let journal = paths(&from, "journal-").pop().unwrap();
    let len = std::fs::metadata(&journal).unwrap().len();
    let in_blocks = lines_of(&from).len() - std::fs::read_to_string(&journal).unwrap().lines().count();
    assert!(len > 100 && in_blocks > 0);
    for cut in (0..=len).rev() {
        let root = folder.path().join("b");
        copy(&from, &root.join("0-of-1"));
        let journal = root.join("0-of-1").join(journal.file_name().unwrap());
        std::fs::File::options().write(true).open(&journal).unwrap().set_len(cut).unwrap();
        let whole = std::fs::read(&journal).unwrap().iter().filter(|&&byte| byte == b'\n').count();
        let store = ShardStore::open(&root, [0, 1], StoreOptions::default()).unwrap();
        let sequence = store.session().unwrap().sequence;
        store.close().unwrap();
        let found = lines_of(&root.join("0-of-1"));
        assert_eq!(found.len(), in_blocks + whole, "cut at {cut}");
        assert!(found == frames[..found.len()]);
        assert_eq!(sequence, found.len() as u64, "cut at {cut}");
        std::fs::remove_dir_all(&root).unwrap();
    }
}

#[test]
fn a_segment_cut_within_its_last_block_is_repaired_from_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let (frames, from) = unfinished(&folder.path().join("a"));
    // As if the process had ended while the journal was folded: the block is there in part, the journal is whole.
    let segment = paths(&from, "frames-").pop().unwrap();
    let before = std::fs::metadata(&segment).unwrap().len();
    let folded = folder.path().join("c");
    copy(&from, &folded.join("0-of-1"));
    let journal = paths(&from, "journal-").pop().unwrap();
    ShardStore::open(&folded, [0, 1], StoreOptions::default()).unwrap();
    let whole = std::fs::read(folded.join("0-of-1").join(segment.file_name().unwrap())).unwrap();
    assert!(whole.len() as u64 > before);
    for len in before..=whole.len() as u64 {
        let root = folder.path().join("b");
        copy(&from, &root.join("0-of-1"));
        std::fs::write(root.join("0-of-1").join(segment.file_name().unwrap()), &whole[..len as usize])
            .unwrap();
        assert!(root.join("0-of-1").join(journal.file_name().unwrap()).exists());
        let store = ShardStore::open(&root, [0, 1], StoreOptions::default()).unwrap();
        assert_eq!(store.session().unwrap().sequence, 25);
        store.close().unwrap();
        assert!(lines_of(&root.join("0-of-1")) == frames, "{len} bytes of the segment");
        std::fs::remove_dir_all(&root).unwrap();
    }
}

#[test]
fn zeros_at_the_end_of_a_journal_are_no_lines() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("a");
    let (frames, from) = unfinished(&root);
    let journal = paths(&from, "journal-").pop().unwrap();
    let len = std::fs::metadata(&journal).unwrap().len();
    std::fs::File::options().write(true).open(&journal).unwrap().set_len(len + 5000).unwrap();
    ShardStore::open(&root, [0, 1], StoreOptions::default()).unwrap().close().unwrap();
    assert!(lines_of(&from) == frames);
}

#[test]
fn two_sessions_have_one_mark_between_them() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("a");
    let (frames, from) = unfinished(&root);
    let open = || ShardStore::open(&root, [0, 1], StoreOptions::default()).unwrap();
    let mut store = open();
    store.append_gap(GapReason::SessionInvalid, 1_700_000_100_000).unwrap();
    store.append_gap(GapReason::SessionInvalid, 1_700_000_100_001).unwrap();
    drop(store);
    // The first run makes a block of the mark. If the state is then lost, it is not known what the mark belongs to.
    for is_state_left in [true, false] {
        if !is_state_left {
            std::fs::remove_file(from.join(".session.json")).unwrap();
        }
        let mut store = open();
        assert_eq!((store.session().cloned(), store.take_is_state_lost()), (None, !is_state_left));
    }
    open().close().unwrap();
    assert_eq!(lines_of(&from).len(), frames.len() + 1);
}

#[test]
fn damage_within_a_segment_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    // In the info of the first block, and of the last one.
    for (is_finished, is_first) in [(false, true), (false, false), (true, true), (true, false)] {
        let root = folder.path().join(format!("{is_finished} {is_first}"));
        let (_, from) = unfinished(&root);
        if is_finished {
            ShardStore::open(&root, [0, 1], StoreOptions::default()).unwrap().close().unwrap();
        }
        let segment = paths(&from, "frames-").pop().unwrap();
        let mut bytes = std::fs::read(&segment).unwrap();
        let mut tags =
            bytes.windows(4).enumerate().filter(|(_, window)| *window == b"ZCB1").map(|(at, _)| at);
        let tag = if is_first { tags.next() } else { tags.next_back() }.unwrap();
        bytes[tag] = b'X';
        std::fs::write(&segment, &bytes).unwrap();
        ShardStore::open(&root, [0, 1], StoreOptions::default()).unwrap().close().unwrap();
        assert!(std::fs::read(&segment).unwrap() == bytes, "{is_finished} {is_first}");
    }
}

#[test]
fn a_seek_table_cut_at_any_byte_is_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("a");
    let (frames, from) = unfinished(&root);
    let before = || std::fs::metadata(paths(&from, "frames-").pop().unwrap()).unwrap().len();
    drop(ShardStore::open(&root, [0, 1], StoreOptions::default()).unwrap());
    let blocks_len = before();
    ShardStore::open(&root, [0, 1], StoreOptions::default()).unwrap().close().unwrap();
    let segment = paths(&from, "frames-").pop().unwrap();
    let whole = std::fs::read(&segment).unwrap();
    for len in blocks_len..=whole.len() as u64 {
        std::fs::write(&segment, &whole[..len as usize]).unwrap();
        ShardStore::open(&root, [0, 1], StoreOptions::default()).unwrap().close().unwrap();
        assert!(std::fs::read(&segment).unwrap() == whole, "{len} bytes");
    }
    assert!(lines_of(&from) == frames);
}
