//! `zerocord merge`, on recordings that are parts of one.

use crate::folder::{Folder, recording};
use serde_json::Value;

const EPOCH_MS: u64 = 1_420_070_400_000;

fn message(sequence: u64, unix_ms: u64, content: &str) -> String {
    let id = (unix_ms - EPOCH_MS) << 22 | sequence;
    format!(
        "{{\"t\":\"MESSAGE_CREATE\",\"s\":{sequence},\"op\":0,\"d\":{{\"id\":\"{id}\",\"content\":\"{content}\"}}}}\n"
    )
}

fn presence(sequence: u64, status: &str) -> String {
    format!(
        "{{\"t\":\"PRESENCE_UPDATE\",\"s\":{sequence},\"op\":0,\"d\":{{\"user\":{{\"id\":\"7\"}},\"status\":\"{status}\"}}}}\n"
    )
}

fn ready(session: &str) -> String {
    format!("{{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{{\"session_id\":\"{session}\"}}}}\n")
}

const START: u64 = 1_767_752_157_000;

#[test]
fn shards_are_merged_in_the_order_of_time() {
    let folder = Folder::new();
    let mut want = Vec::new();
    for shard in 0..3u64 {
        let mut lines = String::new();
        for index in 0..200 {
            let at = START + index * 30 + shard * 10;
            let line = message(index + 1, at, &format!("{shard}"));
            want.push((at, line.clone()));
            lines += &line;
            let line = presence(1000 + index, &format!("{shard} {index}"));
            want.push((at, line.clone()));
            lines += &line;
        }
        folder.write(&format!("shard{shard}.ndjson"), lines);
    }
    want.sort_by_key(|(at, _)| *at);
    let want: String = want.into_iter().map(|(_, line)| line).collect();
    let ran = folder.run("merge shard0.ndjson shard1.ndjson shard2.ndjson");
    ran.check(0, "zerocord: 1,200 frames, 0 left out as repeats\n");
    assert!(ran.stdout == want);
    let ran = folder.run("merge -o all.ndjson.zst shard2.ndjson shard0.ndjson shard1.ndjson");
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, ""));
    assert!(folder.run("filter all.ndjson.zst").stdout == want);
}

#[test]
fn overlapping_recorders_give_each_frame_once() {
    let bytes = recording(600 << 10);
    let lines: Vec<String> =
        std::str::from_utf8(&bytes).unwrap().lines().map(|line| format!("{line}\n")).collect();
    let folder = Folder::new();
    // Each recording has lost other frames, and has its own sessions.
    let is_lost = |recorder: usize, index: usize| index % 97 == 13 + recorder && index > 10;
    for recorder in 0..2 {
        let part =
            lines.iter().enumerate().filter(|(index, _)| !is_lost(recorder, *index)).map(|(_, line)| {
                let frame: Value = serde_json::from_str(line).unwrap();
                let line = match frame["t"] == "READY" && recorder == 1 {
                    true => line.replacen("\"session_id\":\"", "\"session_id\":\"b", 1),
                    false => line.clone(),
                };
                match frame["s"].as_u64() {
                    Some(sequence) if recorder == 1 => {
                        line.replacen(&format!("\"s\":{sequence}"), &format!("\"s\":{}", sequence + 5000), 1)
                    }
                    _ => line,
                }
            });
        folder.write(&format!("recorder{recorder}.ndjson"), part.collect::<String>());
    }
    let ran = folder.run("merge recorder0.ndjson recorder1.ndjson");
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    let payloads = |text: &str| {
        let mut payloads: Vec<String> = text
            .lines()
            .filter(|line| !line.contains("\"s\":null") && !line.contains("\"t\":\"READY\""))
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .map(|frame| format!("{} {}", frame["t"], frame["d"]))
            .collect();
        payloads.sort();
        payloads
    };
    let (found, want) = (payloads(&ran.stdout), payloads(&lines.concat()));
    let extra = found.iter().filter(|frame| want.binary_search(frame).is_err()).count();
    assert_eq!((found.len(), extra), (want.len(), 0));
    assert!(found == want);
}

/// A session that repeats the same presence between messages, of which four come at once.
fn session(id: &str, count: u64) -> Vec<String> {
    let mut lines = vec![ready(id)];
    for index in 0..count {
        lines.push(message(2 * index + 2, START + index / 4 * 40, "x"));
        lines.push(presence(2 * index + 3, "idle"));
    }
    lines
}

#[test]
fn two_recorders_of_a_session_that_both_lost_frames() {
    let folder = Folder::new();
    let lines = session("x", 150);
    let write = |name: &str, is_lost: &dyn Fn(usize) -> bool| {
        let kept = lines.iter().enumerate().filter(|(index, _)| *index == 0 || !is_lost(*index));
        folder.write(name, kept.map(|(_, line)| line.as_str()).collect::<String>());
    };
    // Lost frames: single ones and runs, with messages and presences among them.
    write("a.ndjson", &|index| {
        if (100..121).contains(&index) { false } else { index % 7 == 3 || (40..60).contains(&index) }
    });
    write("b.ndjson", &|index| {
        if (40..60).contains(&index) { false } else { index % 7 == 5 || (100..121).contains(&index) }
    });
    for files in ["a.ndjson b.ndjson", "b.ndjson a.ndjson"] {
        let ran = folder.run(&format!("merge {files}"));
        assert_eq!(ran.exit, 0, "{}", ran.stderr);
        assert_eq!(ran.stdout, lines.concat(), "{files}");
    }
    let ran = folder.run("merge --by seq a.ndjson b.ndjson");
    assert_eq!(ran.stdout, lines.concat());
    // One recorder may write the same JSON differently.
    let spaced: String = lines.iter().map(|line| line.replace(",\"d\":", ", \"d\": ")).collect();
    let spaced = spaced.replace("\"status\":", "\"status\": ");
    folder.write("c.ndjson", &spaced);
    let ran = folder.run("merge a.ndjson b.ndjson c.ndjson");
    assert_eq!(ran.stdout.lines().count(), lines.len(), "{}", ran.stderr);
}

#[test]
fn parts_of_a_recording_merge_to_the_whole() {
    let with_ready = session("x", 40);
    let presences: Vec<String> = (1..60).map(|sequence| presence(sequence, "idle")).collect();
    for lines in [&with_ready[..], &with_ready[1..], &presences[..]] {
        for (first, second) in [(1, 2), (7, 13), (8, 40), (20, 41), (33, 34)] {
            let folder = Folder::new();
            folder.write("rec.1.ndjson", lines[..first].concat());
            folder.write("rec.2.ndjson", lines[first..second].concat());
            folder.write("rec.10.ndjson", lines[second..].concat());
            let ran = folder.run("merge rec.1.ndjson rec.10.ndjson rec.2.ndjson");
            let count = lines.len();
            ran.check(0, &format!("zerocord: {count} frames, 0 left out as repeats\n"));
            assert!(ran.stdout == lines.concat(), "{first} {second} {}", lines[0]);
        }
    }
}

#[test]
fn two_recorders_that_both_rotate_their_files() {
    let folder = Folder::new();
    let lines = session("x", 60);
    folder.write("a.1.ndjson", lines[..30].concat());
    folder.write("a.2.ndjson", lines[30..].concat());
    folder.write("b.1.ndjson", lines[..51].concat());
    folder.write("b.2.ndjson", lines[51..].concat());
    let ran = folder.run("merge a.1.ndjson a.2.ndjson b.1.ndjson b.2.ndjson");
    ran.check(0, "zerocord: 242 frames, 121 left out as repeats\n");
    assert_eq!(ran.stdout, lines.concat());
}

#[test]
fn frames_of_unknown_sessions_are_compared_by_event_and_ids() {
    let other = |sequence: u64| format!("{{\"t\":\"X\",\"s\":{sequence},\"op\":0,\"d\":{{\"n\":1}}}}\n");
    let lines = |first: u64, last: u64| {
        message(first, START, "a")
            + &presence(first + 1, "idle")
            + &other(first + 2)
            + &presence(first + 3, "idle")
            + &message(last, START + 9000, "b")
    };
    // The ids of the messages are those of the first recorder, the sequences are not.
    let (one, two) = (lines(10, 20), lines(10, 20).replace("\"s\":", "\"s\":7"));
    let folder = Folder::with("a.ndjson", &one);
    folder.write("b.ndjson", &two);
    let ran = folder.run("merge a.ndjson b.ndjson");
    // Frames without an id are kept.
    ran.check(0, "zerocord: 10 frames, 4 left out as repeats\n");
    assert_eq!(ran.stdout.matches("\"t\":\"X\"").count(), 2);
    // The same message by its id.
    folder.write("c.ndjson", message(10, START, "a"));
    folder.write("d.ndjson", message(10, START, "a").replace("\"s\":10", "\"s\":77"));
    folder.run("merge c.ndjson d.ndjson").check(0, "zerocord: 2 frames, 1 left out as repeats\n");
}

#[test]
fn sequences_of_several_shards_in_a_file_lose_nothing() {
    let ready_of = |id: &str, shard: u32| {
        format!(
            "{{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{{\"session_id\":\"{id}\",\"shard\":[{shard},2]}}}}\n"
        )
    };
    let mut lines = ready_of("x", 0) + &ready_of("y", 1);
    for index in 0..50 {
        lines += &message(index + 2, START + index, "x");
        lines += &message(index + 2, START + 100_000 + index, "y");
        lines += &presence(index + 200, "idle");
        lines += &presence(index + 200, "online");
    }
    let folder = Folder::with("a.ndjson", &lines);
    let ran = folder.run("merge a.ndjson");
    ran.check(0, "zerocord: 202 frames, 0 left out as repeats\n");
    assert_eq!(ran.stdout, lines);
    // The READY was lost.
    let lost = session("x", 20).concat() + &session("y", 20)[1..].concat().replace("idle", "online");
    let folder = Folder::with("a.ndjson", &lost);
    assert_eq!(folder.run("merge a.ndjson").stdout.matches("online").count(), 20);
}

#[test]
fn repeats_within_a_recording_are_kept_unless_sent_again() {
    let first = message(2, START, "a") + &presence(3, "idle") + &presence(4, "online") + &presence(5, "idle");
    // After a resume, the last frames are sent again.
    let resumed =
        first.clone() + &presence(4, "online") + &presence(5, "idle") + &message(6, START + 5000, "b");
    let folder = Folder::with("a.ndjson", ready("x") + &resumed);
    let ran = folder.run("merge a.ndjson");
    ran.check(0, "zerocord: 8 frames, 2 left out as repeats\n");
    assert_eq!(ran.stdout, ready("x") + &first + &message(6, START + 5000, "b"));
    let ran = folder.run("merge --keep-repeats a.ndjson");
    assert_eq!(ran.stdout.lines().count(), 8);
}

#[test]
fn rotated_files_are_in_their_natural_order_and_lose_nothing() {
    let folder = Folder::new();
    let mut want = String::new();
    let mut sequence = 0;
    for file in 0..12u64 {
        let mut lines = String::new();
        for index in 0..20 {
            sequence += 1;
            lines += &message(sequence, START + file * 1000 + index, "x");
            sequence += 1;
            // The same presence at the end of one file and at the start of the next.
            lines += &presence(sequence, "idle");
        }
        want += &lines;
        folder.write(&format!("rec.{file}.ndjson"), lines);
    }
    let names: Vec<String> = folder.names().iter().map(|name| format!("merge-in/{name}")).collect();
    std::fs::create_dir(folder.path("merge-in")).unwrap();
    for name in &names {
        std::fs::rename(folder.path(&name["merge-in/".len()..]), folder.path(name)).unwrap();
    }
    for by in ["time", "seq"] {
        let ran = folder.run(&format!("merge --by {by} merge-in"));
        ran.check(0, "zerocord: 480 frames, 0 left out as repeats\n");
        assert!(ran.stdout == want, "{by}");
    }
}

#[test]
fn a_recorders_time_orders_wrapped_lines() {
    let line = |ts: u64, s: u64| {
        format!("{{\"ts\":{ts},\"data\":{{\"t\":\"X\",\"s\":{s},\"op\":0,\"d\":{{\"n\":{s}}}}}}}\n")
    };
    let folder = Folder::with("a.ndjson", line(1_767_752_157, 1) + &line(1_767_752_160, 2));
    // A different session: the first sequence does not follow the last one of a.ndjson.
    folder.write("b.ndjson", line(1_767_752_158, 13) + "broken\n" + &line(1_767_752_159, 14));
    let ran = folder.run("merge --frame-at data --time-at ts a.ndjson b.ndjson");
    assert_eq!(ran.exit, 1);
    assert!(ran.stderr.contains("b.ndjson: line 2, byte 0"), "{}", ran.stderr);
    let want = line(1_767_752_157, 1)
        + &line(1_767_752_158, 13)
        + &line(1_767_752_159, 14)
        + &line(1_767_752_160, 2);
    assert_eq!(ran.stdout, want);
    // What a logger wrote before a frame is no torn frame.
    let lines: String =
        (1..4).map(|s| format!("12:00:0{s} recv {{\"t\":\"X\",\"s\":{s},\"op\":0,\"d\":{{}}}}\n")).collect();
    folder.write("log.ndjson", &lines);
    let ran = folder.run("merge --by seq --skip-prefix log.ndjson");
    ran.check(0, "zerocord: 3 frames, 0 left out as repeats\n");
    assert_eq!(ran.stdout, lines);
    let ran = folder.run("merge no-such-file.ndjson a.ndjson");
    assert_eq!(ran.exit, 3, "{}", ran.stderr);
}

#[test]
fn equal_payloads_of_two_recorders_are_kept_if_they_are_different_events() {
    let messages = |first: u64| -> String {
        (0..150)
            .map(|index| message(first + index, START + index * 100, "x").replace("\"s\":", "\"s\": "))
            .collect()
    };
    // The ids of the messages are the same in both recordings.
    let messages_of_other = messages(1000).replace("\"s\": 1", "\"s\": 5");
    let folder = Folder::with("a.ndjson", ready("x") + &presence(999, "idle") + &messages(1000));
    folder.write("b.ndjson", ready("y") + &messages_of_other + &presence(6000, "idle"));
    for files in ["a.ndjson b.ndjson", "b.ndjson a.ndjson"] {
        let ran = folder.run(&format!("merge {files}"));
        ran.check(0, "zerocord: 304 frames, 150 left out as repeats\n");
        assert_eq!(ran.stdout.matches("PRESENCE_UPDATE").count(), 2, "{files}");
    }
    // Two shards of a bot have no common frames, but two shards of different counts have.
    let ready_of = |id: &str, shard: &str| {
        format!("{{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{{\"session_id\":\"{id}\",\"shard\":{shard}}}}}\n")
    };
    let frames = |first: u64| presence(first, "idle") + &message(first + 1, START, "x");
    folder.write("a.ndjson", ready_of("x", "[0,2]") + &frames(2));
    for (shard, repeat_count) in [("[1,2]", 1), ("[1,4]", 2), ("[0,2]", 2)] {
        let other = frames(2).replace("\"s\":", "\"s\":7");
        folder.write("b.ndjson", ready_of("y", shard) + &other);
        let ran = folder.run("merge a.ndjson b.ndjson");
        ran.check(0, &format!("zerocord: 6 frames, {repeat_count} left out as repeats\n"));
    }
}

#[test]
fn joined_lines_are_split_and_reported() {
    let folder =
        Folder::with("a.ndjson", ready("x") + message(2, START, "a").trim() + &message(3, START + 10, "b"));
    let torn = &message(4, START + 20, "c")[..60];
    folder.write(
        "b.ndjson",
        ready("y") + torn + message(5, START + 30, "d").trim() + &message(6, START + 40, "e"),
    );
    let ran = folder.run("merge --rejects bad.ndjson a.ndjson b.ndjson");
    assert_eq!(ran.exit, 1, "{}", ran.stderr);
    let byte = message(2, START, "a").len() - 1;
    let joined =
        format!("a.ndjson: line 2, byte {byte}: another frame begins on the same line; both are read");
    assert!(ran.stderr.contains(&joined), "{}", ran.stderr);
    assert!(ran.stderr.contains("b.ndjson: line 2, byte 0: the frame is torn"), "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("another frame begins").count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("7 frames, 0 left out"), "{}", ran.stderr);
    let want =
        [2, 3, 5, 6].map(|s| message(s, START + s * 10 - 20, ["a", "b", "c", "d", "e"][s as usize - 2]));
    let found: Vec<_> = ran.stdout.split_inclusive('\n').filter(|line| !line.contains("READY")).collect();
    assert_eq!(found, want);
    assert_eq!(std::fs::read_to_string(folder.path("bad.ndjson")).unwrap(), format!("{torn}\n"));
}

#[test]
fn joined_lines_of_wrapped_frames_are_split_and_reported() {
    let wrapped = |s: u64| format!("{{\"n\":{s}, \"data\":{}}}", message(s, START + s, "x").trim());
    let [one, two, three] = [1, 2, 3].map(wrapped);
    let folder = Folder::with("a.ndjson", format!("{one}{two}\n{}{three}\n", &one[..40]));
    let ran = folder.run("merge --frame-at data --rejects bad.ndjson a.ndjson");
    assert_eq!((ran.exit, ran.stdout), (1, format!("{one}\n{two}\n{three}\n")), "{}", ran.stderr);
    assert!(ran.stderr.contains("a.ndjson: line 1, byte "), "{}", ran.stderr);
    assert!(ran.stderr.contains("a.ndjson: line 2, byte 0: the frame is torn"), "{}", ran.stderr);
    assert!(ran.stderr.contains("4 frames, 0 left out"), "{}", ran.stderr);
    let bad = std::fs::read_to_string(folder.path("bad.ndjson")).unwrap();
    assert_eq!(bad, format!("{}{three}\n", &one[..40]));
    let [one, two] = [1, 2].map(|s| message(s, START + s, "x").trim().to_owned());
    folder.write("log.ndjson", format!("12:00 recv {one}{two}\n"));
    let ran = folder.run("merge --skip-prefix log.ndjson");
    assert_eq!(
        (ran.exit, ran.stdout),
        (1, format!("12:00 recv {one}\n12:00 recv {two}\n")),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_resumed_session_repeats_frames_that_are_older_than_the_window() {
    // Ten minutes apart.
    let lines: Vec<String> = (2..40).map(|s| message(s, START + s * 600_000, "x")).collect();
    let resumed = "{\"t\":\"RESUMED\",\"s\":900,\"op\":0,\"d\":{}}\n";
    let folder =
        Folder::with("a.ndjson", ready("x") + &lines[..30].concat() + resumed + &lines[20..].concat());
    let ran = folder.run("merge a.ndjson");
    ran.check(0, "zerocord: 50 frames, 10 left out as repeats\n");
    assert_eq!(ran.stdout.replace(resumed, ""), ready("x") + &lines.concat());
    // Different frames of one sequence stay: the READY of the second session is missing.
    let other: String = (2..40).map(|s| message(s, START + 50_000_000 + s * 600_000, "y")).collect();
    folder.write("b.ndjson", ready("x") + &lines.concat() + &other);
    folder.run("merge b.ndjson").check(0, "zerocord: 77 frames, 0 left out as repeats\n");
}
