//! `zerocord diff`, on recordings with known differences.

use serde_json::Value;

use crate::folder::Folder;

const EPOCH_MS: u64 = 1_420_070_400_000;
const START: u64 = 1_767_752_157_000;

/// A message at each of these milliseconds after the start, with these fields.
fn messages(times: impl Iterator<Item = u64>, fields: impl Fn(u64) -> String) -> String {
    let message = |(index, at): (usize, u64)| {
        let id = (START - EPOCH_MS + at) << 22;
        format!(
            "{{\"t\":\"MESSAGE_CREATE\",\"s\":{},\"op\":0,\"d\":{{\"id\":\"{id}\"{}}}}}\n",
            index + 1,
            fields(index as u64)
        )
    };
    times.enumerate().map(message).collect()
}

fn other(name: &str, count: usize) -> String {
    format!("{{\"t\":\"{name}\",\"s\":1,\"op\":0,\"d\":{{\"x\":[{{\"7\":1}}]}}}}\n").repeat(count)
}

fn before() -> String {
    let fields = |index: u64| match index % 2 {
        0 => r#","type":0,"old":1,"nick":null"#.to_owned(),
        _ => r#","type":0,"old":1,"nick":"a""#.to_owned(),
    };
    // 100 messages in 9.9 seconds.
    messages((0..100).map(|index| index * 100), fields) + &other("RARE", 3) + &other("LOST", 40)
}

fn after() -> String {
    let fields = |index: u64| match index % 10 {
        0 => r#","type":"0","poll":{"a":[1,2]},"nick":null"#.to_owned(),
        _ => r#","type":0,"poll":{"a":[1,"x"]}"#.to_owned(),
    };
    // 100 messages in 49.5 seconds.
    messages((0..100).map(|index| index * 500), fields) + &other("NEW", 50)
}

#[test]
fn each_kind_of_change_is_found() {
    let folder = Folder::new();
    folder.write("a.ndjson", before());
    folder.write("b.ndjson", after());
    let ran = folder.run("diff --json --min 10 a.ndjson b.ndjson");
    assert_eq!((ran.exit, ran.stderr.as_str()), (1, ""));
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let changes: Vec<String> = report["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let word = |key: &str| change.get(key).and_then(Value::as_str).unwrap_or("-").to_owned();
            let number = |key: &str| format!("{:.3}", change[key].as_f64().unwrap());
            [word("kind"), word("event"), word("path"), word("type"), number("before"), number("after")]
                .join(" ")
        })
        .collect();
    assert_eq!(
        changes,
        [
            "event_rate - - - 14.444 3.030",
            "lost_event LOST - - 0.280 0.000",
            "event_rate MESSAGE_CREATE - - 10.101 2.020",
            "field_share MESSAGE_CREATE nick - 1.000 0.100",
            "lost_field MESSAGE_CREATE old - 1.000 0.000",
            "new_field MESSAGE_CREATE poll - 0.000 1.000",
            "new_field MESSAGE_CREATE poll.a - 0.000 1.000",
            "new_field MESSAGE_CREATE poll.a[] - 0.000 1.000",
            "new_type MESSAGE_CREATE type string 0.000 0.100",
            "new_event NEW - - 0.000 0.333",
        ]
    );
    // RARE, and the string `nick`, which 10 frames need not have.
    assert_eq!(report["small"], 2);
    assert_eq!(report["before"]["frames"], 143);
    assert_eq!(report["after"]["seconds"], 49.5);
}

#[test]
fn a_recording_does_not_differ_from_itself() {
    let folder = Folder::new();
    folder.write("a.ndjson", before());
    let ran = folder.run("diff a.ndjson a.ndjson");
    assert_eq!(ran.stdout, "0 changes from 143 frames to 143 frames\n");
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
}

#[test]
fn recordings_that_cannot_be_compared_are_reported() {
    let folder = Folder::new();
    folder.write("a.ndjson", before());
    folder.write("beats.ndjson", "{\"op\":11}\n".repeat(5));
    let ran = folder.run("diff a.ndjson beats.ndjson");
    assert_eq!(ran.exit, 1);
    assert!(ran.stderr.contains("beats.ndjson: no event to compare"), "{}", ran.stderr);
    for (arguments, message) in [
        ("a.ndjson", "name two recordings"),
        ("a.ndjson a.ndjson a.ndjson", "name two recordings"),
        ("--factor 1 a.ndjson a.ndjson", "--factor must be more than 1"),
        ("--rejects bad.ndjson a.ndjson a.ndjson", "diff does not support --rejects"),
    ] {
        let ran = folder.run(&format!("diff {arguments}"));
        assert_eq!(ran.exit, 2, "{arguments}");
        assert!(ran.stderr.contains(message), "{}", ran.stderr);
    }
    assert_eq!(folder.run("diff a.ndjson missing.ndjson").exit, 3);
}
