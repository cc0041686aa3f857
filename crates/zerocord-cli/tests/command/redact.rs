//! Checks `zerocord redact` with serde_json: redacted values are gone, everything else remains.

use crate::folder::{Folder, recording};
use serde_json::{Map, Value};

/// Removes `path` from a value, in every element of lists on the path.
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
fn everything_else_stays_byte_for_byte() {
    let frame = "{ \"d\" : {\"content\" : \"x\", \"n\" : 1.50e0, \"u\":{\"\\u0063ontent\":1} } , \"op\":0}";
    let folder = Folder::with("a.ndjson", format!("{frame}\r\n\n{{\"op\":11}}\n"));
    let ran = folder.run("redact --drop content --drop u.content a.ndjson");
    ran.check(0, "");
    assert_eq!(ran.stdout, "{ \"d\" : {\"n\" : 1.50e0, \"u\":{} } , \"op\":0}\n{\"op\":11}\n");
    // A path that does not exist changes nothing.
    let bytes = recording(500_000);
    folder.write("all.ndjson", &bytes);
    let ran = folder.run("redact --drop no.such.path all.ndjson");
    assert!(ran.exit == 1 && ran.stdout.as_bytes() == bytes);
}

#[test]
fn malformed_frames_are_not_written() {
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
         zerocord: 3 of 4 frames could not be read (exit code 1)\n\
         zerocord: --drop: `content` is not in any frame (exit code 1)\n",
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
fn invalid_arguments_are_reported() {
    let folder = Folder::with("a.ndjson", "");
    folder.write("short", "abc");
    for (arguments, exit, message) in [
        ("a.ndjson", 2, "error: nothing to redact: name a path with --drop or --hash, or a --preset\n"),
        ("--hash a a.ndjson", 2, "--key-file <FILE>"),
        ("--drop a..b a.ndjson", 2, "error: --drop: a key of the path is empty\n  a..b\n    ^\n"),
        (
            "--drop $t a.ndjson",
            2,
            "error: --drop: only paths into the payload can be redacted, not the envelope\n",
        ),
        (
            "--drop a --hash a -k short a.ndjson",
            2,
            "error: --hash: the path cannot be both dropped and hashed\n",
        ),
        ("--hash a -k short a.ndjson", 3, "zerocord: short: a key is 32 bytes or 64 hex digits\n"),
        ("--hash a -k no a.ndjson", 3, "zerocord: no: No such file or directory (os error 2)\n"),
    ] {
        let ran = folder.run(&format!("redact {arguments}"));
        assert_eq!(ran.exit, exit, "{arguments}: {}", ran.stderr);
        assert!(ran.stderr.contains(message), "{arguments}: {}", ran.stderr);
    }
}

#[test]
fn a_path_that_matches_nothing_is_reported() {
    let folder = Folder::with("a.ndjson", "{\"op\":0,\"d\":{\"author\":{\"id\":\"7\"},\"content\":null}}\n");
    for (arguments, exit, message) in [
        ("--drop content", 0, ""),
        ("--drop d.author.id", 0, ""),
        ("--drop /author/id", 0, ""),
        ("--drop **.id", 0, ""),
        ("--drop author,author.id", 0, ""),
        (
            "--drop Author.id",
            1,
            "zerocord: --drop: `Author.id` is not in any frame: the table has no such path in any event; \
             did you mean `author.id`? (exit code 1)\n",
        ),
        ("--drop nonce", 1, "zerocord: --drop: `nonce` is not in any frame (exit code 1)\n"),
        ("--drop **.email", 1, "zerocord: --drop: `**.email` is not in any frame (exit code 1)\n"),
    ] {
        folder.run(&format!("redact {arguments} a.ndjson")).check(exit, message);
    }
    let words = ["redact", "--drop", "content, author.id", "a.ndjson"].map(str::to_owned);
    let ran = folder.run_words(&words);
    ran.check(0, "");
    assert_eq!(ran.stdout, "{\"op\":0,\"d\":{\"author\":{}}}\n");
}

#[test]
fn lines_that_are_not_frames_are_not_written() {
    let lines = [
        r#"{"level":"info","message":"token is abc"}"#,
        r#"{"ts":1,"data":{"op":0,"t":"X","d":{"content":"secret"}}}"#,
        r#"{"raw":"{\"op\":0,\"d\":{\"content\":\"secret\"}}"}"#,
        r#"{"op":0,"d":{},"raw":"{\"content\":\"secret\"}"}"#,
        r#"{"op":0,"d":{"content":"secret","n":1},"ts":5,"shard":"a"}"#,
        r#"{"op":11}"#,
    ];
    let folder = Folder::with("a.ndjson", lines.join("\n"));
    let ran = folder.run("redact --drop content a.ndjson");
    assert_eq!(ran.exit, 1);
    assert_eq!(ran.stdout, "{\"op\":0,\"d\":{\"n\":1},\"ts\":5,\"shard\":\"a\"}\n{\"op\":11}\n");
    assert!(
        ran.stderr.contains(
            "a.ndjson: line 1, byte 0: the line is not a gateway frame: it has neither `op` nor `d`\n"
        ),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("a.ndjson: line 4, byte 0: a key other than `d` holds"), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 5, "{}", ran.stderr);
}

/// Keys that must not remain in any object after all presets.
const GONE: [&str; 22] = [
    "username",
    "global_name",
    "display_name",
    "nick",
    "avatar",
    "discriminator",
    "email",
    "bio",
    "primary_guild",
    "avatar_decoration_data",
    "content",
    "embeds",
    "attachments",
    "components",
    "poll",
    "token",
    "session_id",
    "resume_gateway_url",
    "secrets",
    "invite_code",
    "collectibles",
    "reason",
];

/// Visits every key of every object, and every string.
fn walk(value: &Value, on_key: &mut dyn FnMut(&str, &Value), on_text: &mut dyn FnMut(&str)) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| walk(value, on_key, on_text)),
        Value::Object(members) => {
            for (key, value) in members {
                on_key(key, value);
                walk(value, on_key, on_text);
            }
        }
        Value::String(text) => on_text(text),
        _ => {}
    }
}

/// Redacts a recording with all presets. serde_json finds what must be gone, without using the table.
fn check_gone(bytes: &[u8]) -> usize {
    let folder = Folder::with("all.ndjson", bytes);
    let ran = folder.run("redact --preset secrets,text,people all.ndjson");
    ran.check(0, "");
    let (mut words, mut kept) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    let lines = bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    for line in lines.clone() {
        let frame: Value = serde_json::from_slice(line).unwrap();
        let mut keep = |key: &str, value: &Value| {
            if ["username", "global_name", "nick", "content", "token", "session_id"].contains(&key)
                && let Some(text) = value.as_str().filter(|text| text.chars().count() > 6)
            {
                words.insert(text.to_owned());
            }
            // The generator uses the same names for people and channels.
            if let ("name", Some(text)) = (key, value.as_str()) {
                kept.insert(text.to_owned());
            }
        };
        walk(&frame, &mut keep, &mut |_| {});
    }
    words.retain(|word| !kept.contains(word));
    assert_eq!(ran.stdout.lines().count(), lines.count());
    for line in ran.stdout.lines() {
        let frame: Value = serde_json::from_str(line).unwrap();
        let mut no_key = |key: &str, _: &Value| assert!(!GONE.contains(&key), "{key}: {line}");
        walk(&frame["d"], &mut no_key, &mut |text| assert!(!words.contains(text), "{text}: {line}"));
    }
    words.len()
}

#[test]
fn presets_remove_everything_they_cover() {
    assert!(check_gone(&recording(2 << 20)) > 500);
    let mut frames = zerocord_testkit::corpus::firehose_sample();
    for frame in zerocord_testkit::corpus::frames() {
        let frame: Value = serde_json::from_slice(&frame.bytes).unwrap();
        frames.extend(format!("{frame}\n").bytes());
    }
    assert!(check_gone(&frames) > 300);
}

#[test]
fn presets_reach_every_depth() {
    let message =
        r#"{"id":"1","content":"text","author":{"id":"7","username":"nelly","global_name":"Nelly"}}"#;
    let payload = format!(
        r#"{{"id":"2","token":"t0k3n","guild_id":"3","data":{{"name":"ban","resolved":{{"users":{{"7":{{"id":"7","username":"nelly"}}}},"members":{{"7":{{"nick":"nel","roles":[]}}}},"messages":{{"1":{message}}}}},"options":[{{"name":"why","value":"text"}}]}},"new_key":[{{"inner":{message}}}]}}"#
    );
    let interaction = format!(r#"{{"t":"INTERACTION_CREATE","s":1,"op":0,"d":{payload}}}"#);
    let reply = format!(
        r#"{{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{{"id":"9","content":"text","referenced_message":{message},"message_snapshots":[{{"message":{{"content":"text","type":0}}}}]}}}}"#
    );
    let audit = r#"{"t":"GUILD_AUDIT_LOG_ENTRY_CREATE","s":3,"op":0,"d":{"user_id":"7","reason":"text","changes":[{"key":"nick","old_value":"nel","new_value":"nelly"},{"key":"deaf","new_value":true}]}}"#;
    let new = r#"{"t":"NEW_EVENT","s":4,"op":0,"d":{"x":{"member":{"nick":"nel","access_token":"t0k3n"}},"name":"kept"}}"#;
    let folder = Folder::with("a.ndjson", format!("{interaction}\n{reply}\n{audit}\n{new}\n"));
    let ran = folder.run("redact --preset people --preset text,secrets a.ndjson");
    ran.check(0, "");
    let bare = r#"{"id":"1","author":{"id":"7"}}"#;
    let want = [
        format!(
            r#"{{"t":"INTERACTION_CREATE","s":1,"op":0,"d":{{"id":"2","guild_id":"3","data":{{"name":"ban","resolved":{{"users":{{"7":{{"id":"7"}}}},"members":{{"7":{{"roles":[]}}}},"messages":{{"1":{bare}}}}},"options":[{{"name":"why"}}]}},"new_key":[{{"inner":{bare}}}]}}}}"#
        ),
        format!(
            r#"{{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{{"id":"9","referenced_message":{bare},"message_snapshots":[{{"message":{{"type":0}}}}]}}}}"#
        ),
        r#"{"t":"GUILD_AUDIT_LOG_ENTRY_CREATE","s":3,"op":0,"d":{"user_id":"7","changes":[{"key":"nick"},{"key":"deaf","new_value":true}]}}"#.to_owned(),
        r#"{"t":"NEW_EVENT","s":4,"op":0,"d":{"x":{"member":{}},"name":"kept"}}"#.to_owned(),
    ];
    assert_eq!(ran.stdout, want.map(|line| line + "\n").concat());
    // One preset keeps what the others would remove.
    let ran = folder.run("redact --preset secrets a.ndjson");
    ran.check(0, "");
    assert!(!ran.stdout.contains("t0k3n") && ran.stdout.contains("nelly") && ran.stdout.contains("\"text\""));
}

#[test]
fn a_lone_surrogate_is_read_on_request() {
    let frame = r#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"content":"a\ud83db","x":1}}"#;
    let folder = Folder::with("a.ndjson", format!("{frame}\n"));
    for (arguments, lossy_stdout) in [
        (
            "redact --drop x",
            "{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":{\"content\":\"a\\ufffdb\"}}\n".to_owned(),
        ),
        ("select -f content", "{\"content\":\"a\\ufffdb\"}\n".to_owned()),
        ("select -f content --to csv --no-header", "a\u{fffd}b\n".to_owned()),
        ("filter --contains a", format!("{frame}\n")),
        ("filter --contains \u{fffd}b", format!("{frame}\n")),
        ("filter --strict --contains a", format!("{frame}\n")),
    ] {
        let ran = folder.run(&format!("{arguments} a.ndjson"));
        assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""), "{arguments}: {}", ran.stderr);
        assert!(ran.stderr.contains("is an unpaired surrogate"), "{arguments}: {}", ran.stderr);
        let ran = folder.run(&format!("{arguments} --lossy a.ndjson"));
        ran.check(0, "");
        assert_eq!(ran.stdout, lossy_stdout, "{arguments}");
    }
}

/// Unexpected content of a frame outside its payload is never written unredacted.
#[test]
fn an_envelope_with_nested_values_is_not_written() {
    for frame in [
        r#"{"op":0,"t":{"email":1},"d":{}}"#,
        r#"{"op":{"email":1},"d":{}}"#,
        r#"{"op":0,"s":[{"email":1}],"d":{}}"#,
        r#"{"op":0,"t":"X","d":"{\"email\":1}"}"#,
    ] {
        let good = r#"{"op":0,"t":"X","d":{"email":1,"x":2}}"#;
        let ran =
            Folder::with("a.ndjson", format!("{frame}\n{good}\n")).run("redact --drop **.email a.ndjson");
        assert_eq!(
            (ran.exit, ran.stdout.as_str()),
            (1, "{\"op\":0,\"t\":\"X\",\"d\":{\"x\":2}}\n"),
            "{frame}"
        );
        assert!(ran.stderr.contains("line 1, byte 0: "), "{}", ran.stderr);
    }
}
