//! `zerocord verify`: gaps, repeats and sessions.

use crate::folder::{Folder, recording};
use serde_json::{Value, json};

fn ready(sequence: u64, shard: u64, session_id: &str) -> String {
    format!(
        "{{\"t\":\"READY\",\"s\":{sequence},\"op\":0,\"d\":{{\"v\":10,\"shard\":[{shard},2],\"session_id\":\"{session_id}\"}}}}\n"
    )
}

fn dispatches(sequences: impl IntoIterator<Item = u64>) -> String {
    let frame = |sequence| format!("{{\"t\":\"TYPING_START\",\"s\":{sequence},\"op\":0,\"d\":{{}}}}\n");
    sequences.into_iter().map(frame).collect()
}

const HELLO: &str = "{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":41250}}\n";
const RESUMED: &str = "{\"t\":\"RESUMED\",\"s\":9,\"op\":0,\"d\":{}}\n";

#[test]
fn a_generated_session_is_whole() {
    let folder = Folder::with("all.ndjson", recording(1 << 20));
    // Four sessions, one after another. Three of them have no READY, so their numbers start over.
    let bytes = zerocord_testkit::generator::Generator::new(7, zerocord_testkit::generator::Mix::Startup)
        .ndjson(1 << 20);
    folder.write("one.ndjson", &bytes);
    let ran = folder.run("verify one.ndjson");
    ran.check(0, "");
    assert!(
        ran.stdout.contains("1 session; 0 gaps (0 frames missing), 0 repeats; 0 bad frames\n"),
        "{}",
        ran.stdout
    );
    // Removing a line removes a frame.
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    folder.write(
        "less.ndjson",
        lines
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != 20)
            .map(|(_, line)| format!("{line}\n"))
            .collect::<String>(),
    );
    let ran = folder.run("verify --json less.ndjson");
    assert_eq!(ran.exit, 1);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((report["missing"].as_u64(), &report["gaps"][0]["line"]), (Some(1), &json!(21)));
}

#[test]
fn gaps_repeats_and_sessions() {
    let frames = [
        HELLO.to_owned(),
        ready(1, 0, "first"),
        dispatches([2, 3, 5, 4, 5, 6]),
        HELLO.to_owned(),
        RESUMED.to_owned(),
        dispatches([10]),
        ready(1, 0, "second"),
        dispatches([2, 10]),
        "{\"t\":\"TYPING_START\",\"op\":0,\"d\":{}}\n".to_owned(),
    ]
    .concat();
    let folder = Folder::with("a.ndjson", frames);
    for options in ["", "--chunk-len 60 --threads 3", "--strict"] {
        let ran = folder.run(&format!("verify a.ndjson {options}"));
        ran.check(1, "");
        assert_eq!(
            ran.stdout,
            "file      session  shard   line  first  last  dispatches  resumes  session id\n\
             a.ndjson  #1       0 of 2     2      1    10           9        1  first\n\
             a.ndjson  #2       0 of 2    12      1    10           3        0  second\n\
             \n\
             a.ndjson: line 5: 1 frame is missing: 5 comes after 3 in session #1\n\
             a.ndjson: line 14: 7 frames are missing: 10 comes after 2 in session #2\n\
             a.ndjson: line 6: 4 to 5 come again in session #1\n\
             \n\
             15 frames in 1 file, 2 sessions; 2 gaps (8 frames missing), 1 repeat; 0 bad frames\n\
             1 dispatch without a sequence\n"
        );
    }
    let report: Value = serde_json::from_str(&folder.run("verify --json a.ndjson").stdout).unwrap();
    assert_eq!(report["hellos"], 2);
    assert_eq!(report["sessions"][1]["session_id"], "second");
    assert_eq!(report["sessions"][0]["shard"], json!([0, 2]));
    assert_eq!(report["repeats"], json!([{"file": "a.ndjson", "line": 6, "session": 0, "from": 4, "to": 5}]));
}

#[test]
fn files_are_separate_unless_joined() {
    let folder = Folder::with("a.ndjson", ready(1, 0, "x") + &dispatches(2..=5));
    folder.write("b.ndjson", dispatches(7..=9));
    folder.run("verify a.ndjson b.ndjson").check(0, "");
    let ran = folder.run("verify --joined a.ndjson b.ndjson");
    ran.check(1, "");
    assert!(
        ran.stdout.contains("b.ndjson: line 1: 1 frame is missing: 7 comes after 5 in session #1\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn the_order_of_joined_files_does_not_matter() {
    let message = |sequence: u64| {
        let id = (300_000_000_000 + sequence) << 22;
        format!("{{\"t\":\"MESSAGE_CREATE\",\"s\":{sequence},\"op\":0,\"d\":{{\"id\":\"{id}\"}}}}\n")
    };
    let folder = Folder::with("a.ndjson", ready(1, 0, "x") + &message(2) + &dispatches(3..=10));
    folder.write("b.ndjson", message(11) + &dispatches(12..=20));
    // Without a time, it comes before c.ndjson.
    folder.write("between.ndjson", dispatches(21..=25));
    folder.write("c.ndjson", message(27) + &dispatches(28..=30));
    let ordered = folder.run("verify --joined a.ndjson b.ndjson between.ndjson c.ndjson");
    ordered.check(1, "");
    assert!(ordered.stdout.contains("1 session; 1 gap (1 frame missing), 0 repeats"), "{}", ordered.stdout);
    for files in ["b.ndjson a.ndjson between.ndjson c.ndjson", "between.ndjson c.ndjson b.ndjson a.ndjson"] {
        let ran = folder.run(&format!("verify --joined {files}"));
        let order = "a.ndjson, b.ndjson, between.ndjson, c.ndjson";
        ran.check(1, &format!("zerocord: the files are read in the order of their times: {order}\n"));
        assert_eq!(ran.stdout, ordered.stdout, "{files}");
    }
}

#[test]
fn shards_in_one_file_are_distinguished_by_their_numbers() {
    let mut frames = ready(1, 0, "x") + &ready(1, 1, "y");
    for number in 2..50 {
        frames += &dispatches([number, number]);
    }
    let folder = Folder::with("a.ndjson", &frames);
    let ran = folder.run("verify a.ndjson");
    ran.check(0, "");
    assert!(ran.stdout.contains("2 sessions; 0 gaps"), "{}", ran.stdout);
    let note =
        "several shards in one recording: each frame is assigned to the session that expects its number\n";
    assert!(ran.stdout.ends_with(note), "{}", ran.stdout);
    folder.write("a.ndjson", frames + &dispatches([50, 51, 53]));
    let report: Value = serde_json::from_str(&folder.run("verify --json a.ndjson").stdout).unwrap();
    assert_eq!((&report["missing"], report["gaps"].as_array().unwrap().len()), (&json!(1), 1));
}

#[test]
fn a_bad_frame_is_missing() {
    let folder = Folder::with(
        "a.ndjson",
        ready(1, 0, "x") + "{\"t\":\"TYPING_START\",\"s\":2,\"op\":0,\"d\":{\n" + &dispatches([3]),
    );
    let ran = folder.run("verify a.ndjson");
    assert_eq!(ran.exit, 1);
    assert!(ran.stdout.contains("line 3: 1 frame is missing: 3 comes after 1"), "{}", ran.stdout);
    assert!(ran.stderr.contains("a.ndjson: line 2, byte 38: the frame ends too early\n"), "{}", ran.stderr);
}

/// A recording with times: a READY, then messages with these sequences.
fn messages(session: &str, sequences: impl IntoIterator<Item = u64>) -> String {
    let message = |sequence: u64| {
        let id = (100_000_000_000 + sequence * 1000) << 22;
        let content =
            format!("a message of {session}, long enough to be distinguished from others: {sequence}");
        format!(
            "{{\"t\":\"MESSAGE_CREATE\",\"s\":{sequence},\"op\":0,\"d\":{{\"id\":\"{id}\",\"content\":\"{content}\"}}}}\n"
        )
    };
    sequences.into_iter().map(message).collect()
}

#[test]
fn a_session_that_is_recorded_twice_is_reported() {
    let whole = ready(1, 0, "x") + &messages("x", 2..=200);
    let folder = Folder::with("twice.ndjson", whole.clone() + &whole);
    folder.write("a.ndjson", &whole);
    folder.write("b.ndjson", &whole);
    folder.write("overlap.ndjson", messages("x", 150..=300));
    folder.write("other.ndjson", messages("y", 150..=300));
    for (files, repeats) in [
        ("twice.ndjson", json!([{"file": "twice.ndjson", "line": 201, "session": 0, "from": 1, "to": 200}])),
        ("a.ndjson b.ndjson", json!([{"file": "b.ndjson", "line": 1, "session": 0, "from": 1, "to": 200}])),
        (
            "a.ndjson overlap.ndjson",
            json!([{"file": "overlap.ndjson", "line": 1, "session": 0, "from": 150, "to": 200}]),
        ),
        (
            "overlap.ndjson a.ndjson",
            json!([{"file": "overlap.ndjson", "line": 1, "session": 1, "from": 150, "to": 200}]),
        ),
        ("a.ndjson other.ndjson", json!([])),
    ] {
        for options in ["", "--chunk-len 500 --threads 3"] {
            let ran = folder.run(&format!("verify --json {files} {options}"));
            let report: Value = serde_json::from_str(&ran.stdout).unwrap();
            assert_eq!((&report["repeats"], &report["gaps"]), (&repeats, &json!([])), "{files}");
            assert_eq!(ran.exit, i32::from(repeats != json!([])), "{files}");
        }
    }
}

#[test]
fn a_file_that_continues_another_is_recognized() {
    let folder = Folder::with("a.ndjson", ready(1, 0, "x") + &messages("x", 2..=200));
    folder.write("b.ndjson", messages("x", 301..=400));
    folder.write("next.ndjson", messages("x", 201..=300));
    let ran = folder.run("verify a.ndjson b.ndjson");
    ran.check(1, "");
    let gap = "b.ndjson: line 1: 100 frames are missing: 301 comes after 200 in session #1\n";
    assert!(ran.stdout.contains(gap), "{}", ran.stdout);
    assert!(ran.stdout.contains("1 gap (100 frames missing)"), "{}", ran.stdout);
    // In any order of the files, and complete if the part between them is present.
    assert!(folder.run("verify b.ndjson a.ndjson").stdout.contains("1 gap (100 frames missing)"));
    let ran = folder.run("verify a.ndjson next.ndjson b.ndjson");
    ran.check(0, "");
    assert!(
        ran.stdout.contains("next.ndjson: line 1: session #1 of a.ndjson goes on, 201 after 200\n"),
        "{}",
        ran.stdout
    );
    // Without times, the numbers alone prove nothing.
    folder.write("c.ndjson", dispatches(310..=320));
    let ran = folder.run("verify a.ndjson c.ndjson");
    ran.check(0, "");
    let hint = "c.ndjson: line 1: begins with 310, and session #1 of a.ndjson ends with 200: if it goes on here, \
        --joined counts what is missing\n";
    assert!(ran.stdout.contains(hint), "{}", ran.stdout);
}

#[test]
fn folders_are_read_in_natural_order() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("rec")).unwrap();
    folder.write("rec/rec.1", ready(1, 0, "x") + &dispatches(2..=10));
    folder.write("rec/rec.2", dispatches(11..=20));
    folder.write("rec/rec.10", dispatches(21..=30));
    folder.write("rec/rec.3", "");
    folder.write("rec/README", "This is\nno recording\n");
    let ran = folder.run("verify --joined rec/rec.1 rec/rec.10 rec/rec.2");
    ran.check(0, "");
    for argument in ["rec", "rec/rec.*"] {
        let ran = folder.run(&format!("verify --joined {argument}"));
        assert!(ran.stdout.contains("1 session; 0 gaps (0 frames missing), 0 repeats"), "{}", ran.stdout);
        assert!(ran.stderr.contains("rec/rec.3: there is no frame in this file\n"), "{}", ran.stderr);
        assert_eq!(ran.exit, i32::from(argument == "rec"));
        assert_eq!(ran.stderr.contains("rec/README: there is no frame in this file\n"), argument == "rec");
    }
}

#[test]
fn filtered_recordings_are_recognized() {
    let bytes = zerocord_testkit::generator::Generator::new(7, zerocord_testkit::generator::Mix::Quiet)
        .ndjson(1 << 20);
    let folder = Folder::with("one.ndjson", bytes);
    for filter in ["-v -e MESSAGE_CREATE", "-e MESSAGE_CREATE", "--sample 30%", "-v -e TYPING_START"] {
        folder.run(&format!("filter {filter} one.ndjson -o filtered.ndjson")).check(0, "");
        for command in ["stats", "verify"] {
            let ran = folder.run(&format!("{command} filtered.ndjson"));
            let says = "these gaps are all over the recording, as in the output of `zerocord filter`";
            assert!(ran.stdout.contains(says), "{filter}: {}", ran.stdout);
            assert!(ran.stdout.lines().count() < 60, "{filter}");
            let ran = folder.run(&format!("{command} --filtered filtered.ndjson"));
            ran.check(0, "");
            assert!(
                ran.stdout.contains("0 gaps (0 frames missing)") && !ran.stdout.contains(says),
                "{}",
                ran.stdout
            );
        }
    }
}
