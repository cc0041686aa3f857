//! Recordings whose lines are not bare frames.

use std::io::Write;

use crate::folder::{Folder, Ran, recording};

/// Lines around each frame of a recording.
fn wrapped(frames: &[u8], wrap: impl Fn(usize, &str) -> String) -> String {
    let frames = std::str::from_utf8(frames).unwrap();
    frames.lines().enumerate().map(|(index, frame)| wrap(index, frame)).collect()
}

/// How recordings are wrapped: the option that reads them, and the recording.
fn kinds(frames: &[u8]) -> Vec<(&'static str, String)> {
    let pretty = |frame: &str| {
        serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(frame).unwrap()).unwrap()
    };
    let array = wrapped(frames, |_, frame| format!("{frame},\n"));
    vec![
        ("--frame-at data", wrapped(frames, |index, frame| format!("{{\"ts\":{index},\"data\":{frame}}}\n"))),
        (
            "--frame-at a.b",
            wrapped(frames, |index, frame| {
                format!("{{ \"a\" : {{\"x\":[{{}}],\"b\":{frame} , \"y\":\"}}\"}},\"ts\":{index}}} \r\n")
            }),
        ),
        (
            "--frame-in raw",
            wrapped(frames, |index, frame| {
                format!("{{\"ts\":{index},\"raw\":{},\"shard\":3}}\n", serde_json::Value::from(frame))
            }),
        ),
        (
            "--skip-prefix",
            wrapped(frames, |index, frame| format!("2026-01-07 02:15:{index} [Receive {{1}}] {frame}\n")),
        ),
        ("--multiline", format!("[\n{}]\n", array.trim_end().trim_end_matches(','))),
        ("--multiline", format!("[{}]", array.trim_end().trim_end_matches(',').replace(",\n", ","))),
        ("--multiline", wrapped(frames, |_, frame| format!("{}\n", pretty(frame)))),
    ]
}

#[test]
fn wrapped_frames_are_the_frames() {
    let frames = recording(200_000);
    let bare = Folder::with("a.ndjson", &frames);
    let want = bare.run("filter a.ndjson");
    want.check(0, "");
    for (option, wrapped) in kinds(&frames) {
        let is_pretty = wrapped.starts_with("{\n");
        let folder = Folder::with("a.ndjson", &wrapped);
        let ran = folder.run(&format!("filter {option} a.ndjson"));
        ran.check(0, "");
        if is_pretty {
            let found: Vec<serde_json::Value> =
                ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let want: Vec<serde_json::Value> =
                want.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert!(found == want, "{option}");
        } else {
            assert!(ran.stdout == want.stdout, "{option}");
        }
        for command in [
            "stats --json",
            "verify --json",
            "validate --json",
            "select -f $t,$s --to csv",
            "redact --drop content",
        ] {
            let from_bare = bare.run(&format!("{command} a.ndjson"));
            let ran = folder.run(&format!("{command} {option} a.ndjson"));
            assert_eq!((ran.exit, &*ran.stderr), (from_bare.exit, &*from_bare.stderr), "{command} {option}");
            let has_lines = command.starts_with("verify") || (is_pretty && !command.starts_with("select"));
            assert!(has_lines || ran.stdout == from_bare.stdout, "{command} {option}");
        }
        let drift = folder.run(&format!("drift --json {option} a.ndjson"));
        assert_eq!(drift.exit, bare.run("drift --json a.ndjson").exit, "{option}: {}", drift.stderr);
        assert_eq!(folder.run(&format!("bench --rounds 1 {option} a.ndjson")).exit, 0, "{option}");
    }
}

#[test]
fn however_the_recording_is_read() {
    let frames = recording(60_000);
    for (option, wrapped) in kinds(&frames) {
        let folder = Folder::with("a.ndjson", &wrapped);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(wrapped.as_bytes()).unwrap();
        folder.write("a.gz", gzip.finish().unwrap());
        let (first, second) = wrapped.as_bytes().split_at(wrapped.len() / 2);
        folder.write("a.zst", [zstd(first), zstd(second)].concat());
        let want = folder.run(&format!("filter {option} a.ndjson"));
        want.check(0, "");
        for arguments in
            ["a.gz", "a.zst", "--threads 1 --chunk-len 100 a.ndjson", "--threads 3 --chunk-len 4096 a.ndjson"]
        {
            assert!(folder.run(&format!("filter {option} {arguments}")) == want, "{option} {arguments}");
        }
        let piped = folder.zerocord(&format!("filter {option} -")).write_stdin(wrapped).output().unwrap();
        assert!(Ran::new(piped) == want, "{option} -");
    }
}

/// A frame of stored blocks: a header of one segment and its length, and blocks of 100,000 bytes at most.
fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0xa0];
    frame.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    let count = bytes.chunks(100_000).count();
    for (index, block) in bytes.chunks(100_000).enumerate() {
        let header = (block.len() as u32) << 3 | u32::from(index + 1 == count);
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.extend_from_slice(block);
    }
    frame
}

#[test]
fn a_recording_that_needs_an_option_is_recognised() {
    let frames = recording(20_000);
    for (option, wrapped) in kinds(&frames) {
        let folder = Folder::with("a.ndjson", &wrapped);
        for command in
            ["stats", "filter", "verify", "select -f id", "validate", "drift", "redact --drop content"]
        {
            let ran = folder.run(&format!("{command} a.ndjson"));
            assert_eq!(ran.exit, 1, "{command}, {option}");
            let hints: Vec<_> = ran.stderr.lines().filter(|line| line.contains("add --")).collect();
            assert_eq!(hints.len(), 1, "{command}, {option}: {}", ran.stderr);
            assert!(hints[0].ends_with(&format!("add {option}")), "{command}, {option}: {}", hints[0]);
        }
    }
}

#[test]
fn lines_that_are_no_frames_are_never_all_good() {
    for lines in ["{\"a\":1}\n{\"b\":2}\n", "{}\n", "{\"level\":\"info\",\"message\":\"x\"}\n"] {
        let folder = Folder::with("a.ndjson", lines);
        for command in ["stats", "filter", "verify", "select -f id", "validate", "drift"] {
            let ran = folder.run(&format!("{command} a.ndjson"));
            assert_eq!(ran.exit, 1, "{command}: {lines}");
            assert!(ran.stderr.contains("no line is a gateway frame"), "{command}: {}", ran.stderr);
        }
    }
    // Nothing is wrong with a file without lines, or with one that has one frame.
    for lines in ["", "\n\n", "{\"a\":1}\n{\"op\":11}\n"] {
        Folder::with("a.ndjson", lines).run("validate a.ndjson").check(0, "");
    }
}

#[test]
fn faults_around_a_frame_are_named() {
    let lines = "{\"data\":{\"op\":11}}\n{\"data\":7}\nhello\n{\"data\":{\"op\":1\n{\"data\":{\"op\":{\"data\":{\"op\":11}}\n\
                 {\"data\":{\"op\":\"x\"}}\n";
    let folder = Folder::with("a.ndjson", lines);
    let ran = folder.run("stats --frame-at data a.ndjson");
    assert_eq!(ran.exit, 1);
    let named: Vec<_> = ran.stderr.lines().collect();
    assert!(
        named[0].ends_with("line 2, byte 8: the line has no frame where one is expected"),
        "{}",
        named[0]
    );
    assert!(named[1].ends_with("line 3, byte 0: the line is not one whole JSON object around a frame"));
    assert!(named[2].contains("line 4, byte 8: "));
    assert!(named[3].ends_with("line 5, byte 0: the frame is torn: its end is missing"));
    assert!(named[4].contains("line 6, byte 14: expected"), "{}", named[4]);
    assert!(named.last().unwrap().contains("5 of 7 frames could not be read"), "{}", ran.stderr);
    // Without a condition, `filter` reads no field: the opcode that is a string does not keep its frame out.
    let ran = folder.run("filter --frame-at data a.ndjson");
    assert_eq!(ran.stdout, "{\"op\":11}\n{\"op\":11}\n{\"op\":\"x\"}\n");
}
