//! `zerocord redact` against serde_json: what is redacted is gone, all else is there.

use crate::folder::{Folder, recording};
use serde_json::{Map, Value};

/// Takes `path` out of a value, in every element of lists on the way.
fn drop_path(value: &mut Value, path: &[&str]) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| drop_path(value, path)),
        Value::Object(members) if path.len() == 1 => drop(members.remove(path[0])),
        Value::Object(members) => {
            if let Some(value) = members.get_mut(path[0]) {
                drop_path(value, &path[1..]);
            }
        }
        _ => {}
    }
}

/// Calls `change` with each value at `path`.
fn change_path(value: &mut Value, path: &[&str], change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| change_path(value, path, change)),
        _ if path.is_empty() => change(value),
        Value::Object(members) => {
            if let Some(value) = members.get_mut(path[0]) {
                change_path(value, &path[1..], change);
            }
        }
        _ => {}
    }
}

const DROPPED: [&str; 4] = ["content", "mentions.username", "user.username", "members.user.avatar"];
const HASHED: [&str; 4] = ["author.id", "user_id", "mentions.id", "member.roles"];

#[test]
fn frames_are_those_of_serde_json() {
    let bytes = recording(2 << 20);
    let folder = Folder::with("all.ndjson", &bytes);
    folder.write("key", "0123456789abcdef".repeat(4));
    let key: [u8; 32] =
        std::array::from_fn(|index| [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef][index % 8]);
    let ran = folder.run(&format!(
        "redact --drop {} --hash {} -k key all.ndjson",
        DROPPED.join(","),
        HASHED.join(",")
    ));
    ran.check(0, "");
    let mut lines = ran.stdout.lines();
    let mut hashed_count = 0;
    for line in std::str::from_utf8(&bytes).unwrap().lines() {
        let mut want: Value = serde_json::from_str(line).unwrap();
        let mut payload = want["d"].take();
        for path in DROPPED {
            drop_path(&mut payload, &path.split('.').collect::<Vec<_>>());
        }
        for path in HASHED {
            change_path(&mut payload, &path.split('.').collect::<Vec<_>>(), &mut |value| {
                if let Some(text) = value.as_str() {
                    hashed_count += 1;
                    let hash = blake3::keyed_hash(&key, text.as_bytes()).to_hex();
                    *value = Value::from(&hash[..32]);
                }
            });
        }
        want["d"] = payload;
        assert_eq!(serde_json::from_str::<Value>(lines.next().unwrap()).unwrap(), want);
    }
    assert_eq!(lines.next(), None);
    assert!(hashed_count > 1000);
    assert_eq!(folder.run("validate all.ndjson").exit, 0);
}

#[test]
fn all_else_stays_byte_for_byte() {
    let frame = "{ \"d\" : {\"content\" : \"x\", \"n\" : 1.50e0, \"u\":{\"\\u0063ontent\":1} } , \"op\":0}";
    let folder = Folder::with("a.ndjson", format!("{frame}\r\n\n{{\"op\":11}}\n"));
    let ran = folder.run("redact --drop content --drop u.content a.ndjson");
    ran.check(0, "");
    assert_eq!(ran.stdout, "{ \"d\" : {\"n\" : 1.50e0, \"u\":{} } , \"op\":0}\n{\"op\":11}\n");
    // What is not there leaves all as it was.
    let bytes = recording(500_000);
    folder.write("all.ndjson", &bytes);
    assert!(folder.run("redact --drop no.such.path all.ndjson").stdout.as_bytes() == bytes);
}

#[test]
fn what_cannot_be_read_is_not_written() {
    let folder = Folder::with(
        "a.ndjson",
        "{\"d\":{\"content\":\"secret\"}\n[\"secret\"]\n{\"d\":{}} \"secret\"\n{\"d\":{}}\n",
    );
    let ran = folder.run("redact --drop content a.ndjson");
    ran.check(
        1,
        "zerocord: a.ndjson: line 1, byte 25: the frame ends too early\n\
         zerocord: a.ndjson: line 2, byte 0: expected an object, found `[`\n\
         zerocord: a.ndjson: line 3, byte 9: `\"` after the end of the document\n\
         zerocord: 3 of 4 frames could not be read (exit code 1)\n",
    );
    assert_eq!(ran.stdout, "{\"d\":{}}\n");
}

#[test]
fn hashes_depend_on_the_key_and_the_value_alone() {
    let payload: Map<String, Value> =
        [("a", Value::from("42")), ("b", Value::from(42)), ("c", Value::from("43"))]
            .map(|(key, value)| (key.to_owned(), value))
            .into_iter()
            .collect();
    let folder = Folder::with("a.ndjson", format!("{{\"d\":{}}}\n", Value::from(payload)));
    folder.write("one", [7; 32]);
    folder.write("two", [8; 32]);
    let hashes = |key: &str| {
        let ran = folder.run(&format!("redact --hash a,b,c --key-file {key} a.ndjson"));
        let frame: Value = serde_json::from_str(&ran.stdout).unwrap();
        ["a", "b", "c"].map(|key| frame["d"][key].as_str().unwrap().to_owned())
    };
    let (one, two) = (hashes("one"), hashes("two"));
    assert_eq!(one[0], one[1]);
    assert_ne!(one[0], one[2]);
    assert_ne!(one[0], two[0]);
    assert_eq!(one[0].len(), 32);
}

#[test]
fn what_makes_no_sense_is_told() {
    let folder = Folder::with("a.ndjson", "");
    folder.write("short", "abc");
    for (arguments, exit, message) in [
        ("a.ndjson", 2, "error: nothing to redact: name a path with --drop or --hash\n"),
        ("--hash a a.ndjson", 2, "--key-file <FILE>"),
        ("--drop a..b a.ndjson", 2, "error: --drop: a key of the path is empty\n  a..b\n    ^\n"),
        (
            "--drop $t a.ndjson",
            2,
            "error: --drop: a path leads into the payload; the envelope stays as it is\n",
        ),
        (
            "--drop a --hash a -k short a.ndjson",
            2,
            "error: --hash: the path is to be both dropped and hashed\n",
        ),
        ("--hash a -k short a.ndjson", 3, "zerocord: short: a key is 32 bytes or 64 hex digits\n"),
        ("--hash a -k no a.ndjson", 3, "zerocord: no: No such file or directory (os error 2)\n"),
    ] {
        let ran = folder.run(&format!("redact {arguments}"));
        assert_eq!(ran.exit, exit, "{arguments}: {}", ran.stderr);
        assert!(ran.stderr.contains(message), "{arguments}: {}", ran.stderr);
    }
}
