//! Recording with faults, choices and rotation.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use zerocord::{Envelope, EventName};
use zerocord_firehose::blocks::BlockIndex;
use zerocord_live::{GAP_MARK, GatewayCompression, MetricsServer, RecordError, ReplayGateway, Rewrite};

use crate::support::*;

async fn check(faults: &str, compression: GatewayCompression) -> Arc<zerocord_live::Metrics> {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 600_000);
    let gateway = ReplayGateway::start(LOOPBACK, replay_options(source, faults)).await.unwrap();
    let root = folder.path().join("rec");
    let mut options = recorder_options(&root, gateway.url());
    options.compression = compression;
    options.store.block_len = 100_000;
    let metrics = record_all(&gateway, options).await;
    assert_whole(&gateway, &root.join("0-of-1"));
    assert_eq!(metrics.missing(), 0);
    metrics
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_compression_gives_the_same_frames() {
    for compression in [GatewayCompression::Zstd, GatewayCompression::Zlib, GatewayCompression::None] {
        check("", compression).await;
    }
}

#[tokio::test]
async fn nothing_is_lost_when_the_gateway_asks_for_reconnects() {
    let metrics = check("reconnect=60", GatewayCompression::Zstd).await;
    assert!(metrics.resumes() > 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_when_connections_break() {
    let metrics = check("cut=70,resume=110", GatewayCompression::Zlib).await;
    assert!(metrics.resumes() > 2);
}

#[tokio::test]
async fn what_is_sent_twice_is_recorded_once() {
    let metrics = check("duplicate=20,resume=90", GatewayCompression::None).await;
    assert!(metrics.duplicates() > 2);
}

#[tokio::test]
async fn a_lost_session_leaves_a_mark() {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 300_000);
    let mut replay = replay_options(source, "invalid=120");
    // Faults occur at random, so the recording is repeated until there were enough.
    replay.is_looped = true;
    let gateway = ReplayGateway::start(LOOPBACK, replay).await.unwrap();
    let root = folder.path().join("rec");
    let recorder = recorder(recorder_options(&root, gateway.url()));
    let metrics = recorder.metrics();
    let lost = async {
        while metrics.lost_sessions() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, recorder.run(lost)).await.unwrap().unwrap();
    let lines = lines_of(&root.join("0-of-1"));
    let marks: Vec<_> = lines.iter().filter(|line| is_mark(line)).collect();
    assert!(marks.len() >= 2, "{} marks", marks.len());
    let mark: serde_json::Value = serde_json::from_slice(marks[0]).unwrap();
    let before = lines.iter().take_while(|line| !is_mark(line)).cloned().collect::<Vec<_>>();
    let last = sequence(dispatches(&before).last().unwrap());
    assert_eq!((&mark["d"]["reason"], mark["d"]["last"].as_u64()), (&"session_invalid".into(), Some(last)));
    // Each session begins with READY, and its numbers follow each other.
    let mut next = 1;
    for frame in dispatches(&lines) {
        if event_name(&frame) == Some(EventName::Ready) {
            next = 1;
        }
        assert_eq!(sequence(&frame), next);
        next += 1;
    }
}

fn is_mark(line: &[u8]) -> bool {
    event_name(line).is_some_and(|name| name.text().unwrap() == GAP_MARK)
}

#[tokio::test]
async fn chosen_events_are_recorded_and_sessions_still_resume() {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 300_000);
    let gateway = ReplayGateway::start(LOOPBACK, replay_options(source, "resume=100")).await.unwrap();
    let root = folder.path().join("rec");
    let mut options = recorder_options(&root, gateway.url());
    options.events.only = BTreeSet::from(["MESSAGE_CREATE".to_owned()]);
    let (metrics, done) = record_for_all_frames(&gateway, options).await;
    assert!(done && metrics.resumes() > 1 && metrics.missing() == 0);
    let sessions = gateway.sessions();
    let is_message = |frame: &&Vec<u8>| event_name(frame) == Some(EventName::MessageCreate);
    let want: Vec<_> = sent(&gateway, &sessions[0]).iter().filter(is_message).cloned().collect();
    assert!(lines_of(&root.join("0-of-1")) == want && want.len() > 50);
}

/// Records until the gateway has sent everything. Frames may be left out of the recording.
async fn record_for_all_frames(
    gateway: &ReplayGateway,
    options: zerocord_live::RecorderOptions,
) -> (Arc<zerocord_live::Metrics>, bool) {
    let recorder = recorder(options);
    let metrics = recorder.metrics();
    let done = async {
        while !gateway.sessions().iter().any(|session| session.is_done) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Time to read what is still in the socket.
        tokio::time::sleep(Duration::from_millis(300)).await;
    };
    let ended = tokio::time::timeout(PATIENCE, recorder.run(done)).await;
    (metrics, ended.is_ok_and(|outcome| outcome.is_ok()))
}

/// Redacts the session id.
struct WithoutSessionId;

impl Rewrite for WithoutSessionId {
    fn rewrite(&self, frame: &[u8], out: &mut Vec<u8>) -> Result<(), String> {
        let text = std::str::from_utf8(frame).map_err(|error| error.to_string())?;
        out.extend_from_slice(text.replace("\"session_id\"", "\"hidden\"").as_bytes());
        Ok(())
    }
}

#[tokio::test]
async fn a_redacted_recording_is_continued_by_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 300_000);
    let gateway = ReplayGateway::start(LOOPBACK, replay_options(source, "")).await.unwrap();
    let root = folder.path().join("rec");
    let options = || {
        let mut options = recorder_options(&root, gateway.url());
        options.rewrite = Some(Arc::new(WithoutSessionId));
        options.store.with_received = true;
        options
    };
    // The first run ends in the middle.
    let first = recorder(options());
    let metrics = first.metrics();
    let some = async {
        while metrics.frames() < 20 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    first.run(some).await.unwrap();
    record_all(&gateway, options()).await;
    assert_eq!(gateway.sessions()[0].resumes, 1);
    let lines = lines_of(&root.join("0-of-1"));
    let mut next = 1;
    for line in &lines {
        let value: serde_json::Value = serde_json::from_slice(line).unwrap();
        assert!(value["received"].as_u64().unwrap() > 1_700_000_000_000);
        assert!(value["frame"]["d"].get("session_id").is_none() || value["frame"]["t"] != "READY");
        if let Some(found) = value["frame"]["s"].as_u64() {
            assert_eq!(found, next);
            next += 1;
        }
    }
    assert_eq!(next - 1, gateway.sessions()[0].dispatches);
}

#[tokio::test]
async fn segments_rotate_and_their_blocks_say_what_they_contain() {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 600_000);
    let gateway = ReplayGateway::start(LOOPBACK, replay_options(source, "")).await.unwrap();
    let root = folder.path().join("rec");
    let mut options = recorder_options(&root, gateway.url());
    options.store.block_len = 50_000;
    options.store.rotate_len = Some(20_000);
    record_all(&gateway, options).await;
    assert_whole(&gateway, &root.join("0-of-1"));
    let mut sequences = 0;
    let mut segments = 0;
    for entry in std::fs::read_dir(root.join("0-of-1")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "zst") {
            continue;
        }
        segments += 1;
        let index = BlockIndex::read(&std::fs::File::open(&path).unwrap()).unwrap();
        assert!(index.is_finished && !index.blocks.is_empty(), "{}", path.display());
        for block in &index.blocks {
            assert_eq!(block.info.shard, Some([0, 1]));
            for run in block.info.sessions.iter().filter(|run| run.last > 0) {
                assert_eq!(run.session.as_ref().map(String::len), Some(16));
                sequences += run.last - run.first + 1;
            }
        }
    }
    assert!(segments > 3, "{segments} segments");
    assert_eq!(sequences, gateway.sessions()[0].dispatches);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_shards_are_recorded_into_their_folders() {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 400_000);
    let mut replay = replay_options(source, "resume=150");
    replay.shards = Some(2);
    let gateway = ReplayGateway::start(LOOPBACK, replay).await.unwrap();
    let root = folder.path().join("rec");
    let mut options = recorder_options(&root, gateway.url());
    (options.shards, options.shard_count) = (vec![0, 1], 2);
    record_all(&gateway, options).await;
    for session in gateway.sessions() {
        let found = dispatches(&lines_of(&root.join(format!("{}-of-2", session.shard[0]))));
        assert!(found == sent(&gateway, &session), "{session:?}");
    }
    // The recording of both shards, replayed to two shards: each gets what was recorded from it.
    let gateway = ReplayGateway::start(LOOPBACK, replay_options(root.clone(), "")).await.unwrap();
    let again = folder.path().join("again");
    let mut options = recorder_options(&again, gateway.url());
    (options.shards, options.shard_count) = (vec![0, 1], 2);
    record_all(&gateway, options).await;
    for shard in ["0-of-2", "1-of-2"] {
        let [before, after] =
            [&root, &again].map(|root| unnumbered(&dispatches(&lines_of(&root.join(shard)))));
        assert!(before.len() > 20 && before == after, "{shard}: {} and {}", before.len(), after.len());
    }
}

/// Dispatches without their sequences; READY and RESUMED, which are of a session, are left out.
fn unnumbered(frames: &[Vec<u8>]) -> Vec<serde_json::Value> {
    let is_of_session =
        |frame: &&Vec<u8>| matches!(event_name(frame), Some(EventName::Ready | EventName::Resumed));
    let without_sequence = |frame: &Vec<u8>| {
        let mut value: serde_json::Value = serde_json::from_slice(frame).unwrap();
        value["s"] = serde_json::Value::Null;
        value
    };
    frames.iter().filter(|frame| !is_of_session(frame)).map(without_sequence).collect()
}

#[tokio::test]
async fn refusals_end_the_recorder_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 10_000);
    let mut replay = replay_options(source, "");
    replay.shards = Some(2);
    let gateway = ReplayGateway::start(LOOPBACK, replay).await.unwrap();
    let recorder = recorder(recorder_options(&folder.path().join("rec"), gateway.url()));
    let ended = tokio::time::timeout(PATIENCE, recorder.run(std::future::pending())).await.unwrap();
    assert!(matches!(ended, Err(RecordError::Refused { shard: 0, reason }) if reason.contains("4010")));
}

#[tokio::test]
async fn two_recorders_do_not_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 10_000);
    let gateway = ReplayGateway::start(LOOPBACK, replay_options(source, "")).await.unwrap();
    let root = folder.path().join("rec");
    let first = tokio::spawn(recorder(recorder_options(&root, gateway.url())).run(std::future::pending()));
    while gateway.sessions().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let second = recorder(recorder_options(&root, gateway.url())).run(std::future::pending()).await;
    assert!(
        matches!(second, Err(RecordError::Disk { error, .. }) if error.kind() == std::io::ErrorKind::ResourceBusy)
    );
    first.abort();
}

#[cfg(unix)]
#[tokio::test]
async fn the_state_is_private_and_the_token_is_in_no_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 100_000);
    let gateway = ReplayGateway::start(LOOPBACK, replay_options(source, "resume=50")).await.unwrap();
    let root = folder.path().join("rec");
    let token = zerocord_live::Token::new("secret.token-value").unwrap();
    let recorder = zerocord_live::Recorder::new(token, recorder_options(&root, gateway.url())).unwrap();
    let metrics = recorder.metrics();
    let some = async {
        while metrics.resumes() < 1 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, recorder.run(some)).await.unwrap().unwrap();
    let mode = std::fs::metadata(root.join("0-of-1/.session.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    for entry in std::fs::read_dir(root.join("0-of-1")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(12).any(|window| window == b"secret.token"));
    }
}

#[tokio::test]
async fn figures_are_served_over_http() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 50_000);
    let gateway = ReplayGateway::start(LOOPBACK, replay_options(source, "")).await.unwrap();
    let metrics = record_all(&gateway, recorder_options(&folder.path().join("rec"), gateway.url())).await;
    let server = MetricsServer::start(LOOPBACK, metrics).await.unwrap();
    let get = async |path: &str| {
        let mut stream = tokio::net::TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let answer = get("/metrics").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("zerocord_frames_total{shard=\"0\",event=\"READY\"} 1\n"), "{answer}");
    assert!(get("/").await.starts_with("HTTP/1.1 404"));
}

#[test]
fn a_mark_is_a_frame_for_every_reader() {
    let mark = br#"{"t":"ZEROCORD_GAP","s":null,"op":null,"d":{"reason":"state_lost"}}"#;
    zerocord::validate(mark).unwrap();
    let envelope = Envelope::peek(mark).unwrap();
    assert_eq!((envelope.opcode(), envelope.sequence()), (Ok(None), Ok(None)));
    assert!(is_mark(mark));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_disk_costs_neither_the_session_nor_a_frame() {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 100_000);
    let mut replay = replay_options(source, "");
    // Every pause is longer than the gateway waits for a heartbeat.
    replay.heartbeat = Duration::from_millis(100);
    let gateway = ReplayGateway::start(LOOPBACK, replay).await.unwrap();
    let root = folder.path().join("rec");
    let mut options = recorder_options(&root, gateway.url());
    let journaled = Arc::new(AtomicU64::new(0));
    let last = Arc::clone(&journaled);
    options.on_journaled = Some(Arc::new(move |_, sequence| {
        if matches!(sequence, 3 | 20 | 21) {
            std::thread::sleep(Duration::from_millis(500));
        }
        last.store(sequence, Ordering::Relaxed);
    }));
    let recorder = recorder(options);
    let metrics = recorder.metrics();
    let done = async {
        let is_last = |session: &zerocord_live::ReplaySession| {
            session.is_done && session.dispatches == journaled.load(Ordering::Relaxed)
        };
        while !gateway.sessions().iter().any(is_last) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, recorder.run(done)).await.expect("it ends").unwrap();
    assert_eq!((metrics.lost_sessions(), gateway.sessions()[0].resumes), (0, 0), "the session was kept");
    assert_whole(&gateway, &root.join("0-of-1"));
}

/// Mounts a small file system in memory, and unmounts it at the end.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mount(&self, options: &str) -> bool {
        let mut mount = std::process::Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&self.0)
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(&self.0).status();
    }
}

/// Needs the right to mount: `cargo test -p zerocord-live -- --ignored a_full_disk`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "mounts a file system"]
async fn a_full_disk_is_waited_for_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let source = recording(folder.path(), 1_000_000);
    let mut replay = replay_options(source, "");
    replay.heartbeat = Duration::from_secs(1);
    let gateway = ReplayGateway::start(LOOPBACK, replay).await.unwrap();
    let root = folder.path().join("disk");
    std::fs::create_dir(&root).unwrap();
    let disk = SmallDisk(root.clone());
    assert!(disk.mount("size=150k"), "cannot mount");
    let mut options = recorder_options(&root, gateway.url());
    options.store.block_len = 100_000;
    let recorder = recorder(options);
    let metrics = recorder.metrics();
    let watched = Arc::clone(&metrics);
    let done = async {
        while watched.disk_waits() < 5 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(disk.mount("remount,size=64m"), "cannot enlarge it");
        while !gateway.sessions()[0].is_done {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    };
    tokio::time::timeout(PATIENCE, recorder.run(done)).await.unwrap().unwrap();
    assert_eq!((metrics.lost_sessions(), gateway.sessions()[0].resumes), (0, 0), "the session was kept");
    assert_whole(&gateway, &root.join("0-of-1"));
}
