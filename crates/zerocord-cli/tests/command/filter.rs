//! Compares `zerocord filter` with filters written with serde_json.

use crate::folder::{Folder, Ran, recording};
use serde_json::Value;

/// The lines whose frames satisfy `is_wanted`.
fn wanted(recording: &[u8], is_wanted: impl Fn(&Value) -> bool) -> String {
    let lines = std::str::from_utf8(recording).unwrap().lines().filter(|line| !line.is_empty());
    let lines = lines.filter(|line| is_wanted(&serde_json::from_str(line).unwrap()));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Runs `filter` and compares its output with the lines that satisfy `is_wanted`, and the rest with the other lines.
#[track_caller]
fn check(folder: &Folder, bytes: &[u8], arguments: &[&str], is_wanted: impl Fn(&Value) -> bool) -> usize {
    let want = wanted(bytes, &is_wanted);
    let count = want.lines().count();
    for options in [&[][..], &["--strict"], &["--threads", "4", "--chunk-len", "999"]] {
        let ran =
            Ran::new(folder.zerocord("filter all.ndjson").args(arguments).args(options).output().unwrap());
        ran.check(0, "");
        assert!(ran.stdout == want, "{arguments:?}: {} lines, not {count}", ran.stdout.lines().count());
    }
    let inverted = folder.zerocord("filter --invert all.ndjson").args(arguments).output().unwrap();
    assert_eq!(Ran::new(inverted).stdout, wanted(bytes, |frame| !is_wanted(frame)), "{arguments:?}");
    let counted = folder.zerocord("filter --count all.ndjson").args(arguments).output().unwrap();
    assert_eq!(Ran::new(counted).stdout, format!("{count}\n"), "{arguments:?}");
    count
}

fn name(frame: &Value) -> &str {
    frame["t"].as_str().unwrap_or_default()
}

fn id_at(frame: &Value, path: &str) -> String {
    let value = path.split('.').fold(&frame["d"], |value, key| &value[key]);
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[test]
fn frames_are_those_of_serde_json() {
    check_all(&recording(2 << 20));
}

#[test]
fn they_are_the_same_with_escapes_everywhere() {
    let bytes = recording(1 << 20);
    let lines = std::str::from_utf8(&bytes).unwrap().lines();
    let escaped: String = lines.map(|line| escape(line) + "\n").collect();
    check_all(escaped.as_bytes());
}

/// A frame in which every third character of each string, including keys, is written as an escape.
fn escape(frame: &str) -> String {
    let (mut escaped, mut is_in_string) = (String::new(), false);
    let mut chars = frame.chars().enumerate();
    while let Some((index, char)) = chars.next() {
        match char {
            '\\' => {
                escaped.push(char);
                let (_, kind) = chars.next().unwrap();
                escaped.push(kind);
                if kind == 'u' {
                    escaped.extend(chars.by_ref().take(4).map(|(_, digit)| digit));
                }
            }
            _ if is_in_string && char.is_ascii_alphanumeric() && index % 3 == 0 => {
                escaped += &format!("\\u{:04x}", u32::from(char));
            }
            _ => {
                is_in_string ^= char == '"';
                escaped.push(char);
            }
        }
    }
    escaped
}

fn check_all(bytes: &[u8]) {
    let folder = Folder::with("all.ndjson", bytes);
    let frames = || bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    let frames: Vec<Value> = frames().map(|line| serde_json::from_slice(line).unwrap()).collect();
    let message = frames.iter().rfind(|frame| name(frame) == "MESSAGE_CREATE").unwrap();
    let (guild, channel) = (id_at(message, "guild_id"), id_at(message, "channel_id"));
    let user = id_at(message, "author.id");

    assert_eq!(check(&folder, bytes, &[], |_| true), frames.len());
    let count = check(&folder, bytes, &["-e", "MESSAGE_CREATE"], |frame| name(frame) == "MESSAGE_CREATE");
    assert!(count > 20);
    let creates = |frame: &Value| name(frame).ends_with("_CREATE") || name(frame) == "READY";
    check(&folder, bytes, &["-e", "*_CREATE,READY"], creates);
    let is_of_guild = |frame: &Value| {
        ["guild_id", "guild.id"].iter().any(|path| id_at(frame, path) == guild)
            || name(frame).starts_with("GUILD_") && name(frame).len() == 12 && id_at(frame, "id") == guild
    };
    assert!(check(&folder, bytes, &["--guild", &guild], is_of_guild) > 0);
    check(&folder, bytes, &["--guild", &guild, "-e", "MESSAGE_CREATE"], |frame| {
        is_of_guild(frame) && name(frame) == "MESSAGE_CREATE"
    });
    let is_of_user = |frame: &Value| {
        ["user_id", "user.id", "author.id", "member.user.id"].iter().any(|path| id_at(frame, path) == user)
    };
    assert!(check(&folder, bytes, &["--user", &user], is_of_user) > 0);
    assert!(
        check(&folder, bytes, &["--channel", &channel], |frame| id_at(frame, "channel_id") == channel) > 0
    );
    let has_text = |frame: &Value| has_text(&frame["d"], "an");
    assert!(check(&folder, bytes, &["--contains", "an"], has_text) > 0);
    check(&folder, bytes, &["--where", "author.id = 1 or not (content exists)"], |frame| {
        frame["d"]["content"].is_null()
    });
}

fn has_text(value: &Value, text: &str) -> bool {
    match value {
        Value::String(value) => value.contains(text),
        Value::Array(values) => values.iter().any(|value| has_text(value, text)),
        Value::Object(values) => values.values().any(|value| has_text(value, text)),
        _ => false,
    }
}

const ODD: &str = r#"{"t":"A","s":1,"op":0,"d":{"guild_id":"\u0034\u0032","x":1}}
{"t":"A","s":2,"op":0,"d":{"guild_id":42}}
{"t":"A","s":3,"op":0,"d":{"guild_id":"142"}}
{"t":"A","s":4,"op":0,"d":{"id":"42","content":"42"}}
{"t":"GUILD_CREATE","s":5,"op":0,"d":{"id":"42","channels":[{"id":"7"}]}}
{"d":{"guild":{"id":"42"}},"op":0,"s":6,"t":"A"}
{"t":"A","s":7,"op":0,"d":{"guild":"42","user":[42],"guild_id":"042"}}
{"op":11,"d":null,"s":null,"t":null}
{"t":"A","s":9,"op":0,"d":{"guild_\u0069d":"42"}}
"#;

#[test]
fn ids_are_found_however_they_are_spelled() {
    let folder = Folder::with("all.ndjson", ODD);
    let ran = folder.run("filter --guild 42 all.ndjson");
    ran.check(0, "");
    let sequences: Vec<u64> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["s"].as_u64().unwrap())
        .collect();
    assert_eq!(sequences, [1, 2, 5, 6, 7, 9]);
    assert_eq!(folder.run("filter --guild 42,142 --count all.ndjson").stdout, "7\n");
    assert_eq!(folder.run("filter --guild 42 --guild 142 --count all.ndjson").stdout, "7\n");
}

#[test]
fn conditions() {
    let frames = r#"{"t":"A","s":1,"op":0,"d":{"id":"175928847299117063","n":5,"b":true,"tags":["x","y"],"who":[{"id":"7"},{"id":"8"}]}}
{"t":"A","s":2,"op":0,"d":{"id":"99","n":5.5,"b":false,"text":"say \u0068ello","at":"2026-01-31T12:00:00.000000+00:00"}}
{"t":"B","s":3,"op":0,"d":{"id":100,"n":-1,"b":null,"tags":[],"who":{"id":9},"at":"2026-02-01T12:00:00+00:00"}}
{"t":null,"s":null,"op":11,"d":null}
"#;
    let folder = Folder::with("a.ndjson", frames);
    for (condition, want) in [
        ("id = 175928847299117063", &[1][..]),
        ("id = \"175928847299117063\"", &[1]),
        ("id > 99", &[1, 3]),
        ("id <= '99'", &[2]),
        ("n = 5.0", &[1]),
        ("n < 5", &[3]),
        ("n > -2 and n < 5.5", &[1, 3]),
        ("b", &[1]),
        ("not b", &[2, 3, 4]),
        ("b = false", &[2]),
        ("b = null", &[3, 4]),
        ("b exists", &[1, 2]),
        ("tags exists", &[1, 3]),
        ("tags contains \"x\"", &[1]),
        ("tags = 'y'", &[1]),
        ("tags not contains 'x'", &[2, 3, 4]),
        ("who.id = 8", &[1]),
        ("who.id in (7, 9)", &[1, 3]),
        ("who.id not in (7)", &[2, 3, 4]),
        ("text contains 'hello'", &[2]),
        ("text contains 'Hello'", &[]),
        ("at > '2026-01-31'", &[2, 3]),
        ("at >= '2026-02-01'", &[3]),
        ("at = '2026-01-31T13:00:00+01:00'", &[2]),
        ("$t = 'A' and $s != 1", &[2]),
        ("$op = 11", &[4]),
        ("$op in (0, 11) and (n = 5 or n = 5.5)", &[1, 2]),
        ("`who.id` = 9", &[3]),
        ("id != 99 and id exists", &[1, 3]),
    ] {
        for command in ["filter", "select -f $s --to ndjson"] {
            let ran = folder
                .zerocord(&format!("{command} a.ndjson"))
                .args(["--where", condition])
                .output()
                .unwrap();
            let ran = Ran::new(ran);
            let unknown = "zerocord: A is not an event that zerocord knows; searching for it as written\n";
            ran.check(0, if condition.contains("'A'") { unknown } else { "" });
            // `select` has rows only for frames with a name.
            let want: Vec<_> = want.iter().filter(|&&line| line < 4 || command == "filter").collect();
            assert_eq!(ran.stdout.lines().count(), want.len(), "{condition}: {}", ran.stdout);
            if command == "filter" {
                let lines: Vec<_> = frames.lines().collect();
                let want: String = want.iter().map(|&&line| format!("{}\n", lines[line - 1])).collect();
                assert_eq!(ran.stdout, want, "{condition}");
            }
        }
    }
}

#[test]
fn an_invalid_condition_is_reported_with_a_caret() {
    let folder = Folder::with("a.ndjson", "");
    for (condition, message) in [
        (
            "author.id = and",
            "expected a value: a number, a string in quotes, true, false or null, found `and`\n  author.id = and\n              ^",
        ),
        (
            "author.id = nelly",
            "expected a value, found `nelly`; strings go in quotes\n  author.id = nelly\n              ^",
        ),
        ("a", ""),
        ("(a = 1", "expected `)`, found the end\n  (a = 1\n        ^"),
        ("a = 1)", "this parenthesis was not opened\n  a = 1)\n       ^"),
        ("a = 1 b = 2", "expected `and`, `or` or the end, found `b`\n  a = 1 b = 2\n        ^"),
        (
            "pinned = 'true'",
            "the field is of type boolean, which is never equal to this\n  pinned = 'true'\n           ^",
        ),
        ("a < true", "expected a number or a string, which have an order, found `true`\n  a < true\n      ^"),
        ("a ^ 1", "`^` cannot start a part of a condition\n  a ^ 1\n    ^"),
        ("a = 'x", "the string has no closing quote\n  a = 'x\n      ^"),
        ("a..b = 1", "a key of the path is empty\n  a..b = 1\n  ^"),
        ("a in 5", "expected `(` and the values, separated by commas, found `5`\n  a in 5\n       ^"),
        ("a not = 5", "expected `in`, `contains`, `~` or `exists`, found `=`\n  a not = 5\n        ^"),
        ("a = 12x", "`12x` is neither a number nor a time; strings go in quotes\n  a = 12x\n      ^"),
        (
            "$x = 1",
            "the envelope has no `$x`: there are $t, $s, $op and $d, and $bytes, $file, $line and $shard; a key around the frame needs --frame-at, --frame-in or --skip-prefix\n  $x = 1\n  ^",
        ),
        ("", "expected a path such as author.id, `not` or `(`, found the end\n  \n  ^"),
        ("a contains true", "expected a string or a number, found `true`\n  a contains true\n             ^"),
    ] {
        let ran = Ran::new(folder.zerocord("filter a.ndjson").args(["--where", condition]).output().unwrap());
        assert_eq!(ran.exit, if message.is_empty() { 0 } else { 2 }, "{condition}: {}", ran.stderr);
        if !message.is_empty() {
            assert!(
                ran.stderr.starts_with(&format!("error: --where: {message}\n")),
                "{condition}: {}",
                ran.stderr
            );
        }
    }
    let deep = format!("{}a{}", "(".repeat(100), ")".repeat(100));
    let ran = Ran::new(folder.zerocord("filter a.ndjson").args(["--where", &deep]).output().unwrap());
    assert!(
        ran.stderr.contains("parentheses and `not` can be nested 64 levels deep at most"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_sample_is_the_same_in_every_file() {
    let bytes = recording(1 << 20);
    let folder = Folder::with("all.ndjson", &bytes);
    let sample = folder.run("filter --sample 20% all.ndjson");
    sample.check(0, "");
    let count = bytes.iter().filter(|&&byte| byte == b'\n').count();
    let share = sample.stdout.lines().count() as f64 / count as f64;
    assert!((0.1..0.3).contains(&share), "{share}");
    let (head, tail) = bytes.split_at(bytes.len() / 2);
    let line_end = tail.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    folder.write("a.ndjson", [head, &tail[..line_end]].concat());
    folder.write("b.ndjson", &tail[line_end..]);
    assert_eq!(folder.run("filter --sample 0.2 a.ndjson b.ndjson"), sample);
    folder.write("sample.ndjson", &sample.stdout);
    assert_eq!(folder.run("filter --sample 20% sample.ndjson"), sample);
    assert_eq!(folder.run("filter --sample 100% --count all.ndjson").stdout, format!("{count}\n"));
}

#[test]
fn a_limit_ends_the_run() {
    let bytes = recording(500_000);
    let folder = Folder::with("all.ndjson", &bytes);
    let text = std::str::from_utf8(&bytes).unwrap();
    for limit in [0, 1, 7, 100] {
        let ran = folder.run(&format!("filter -n {limit} --chunk-len 3000 all.ndjson all.ndjson"));
        ran.check(0, "");
        assert_eq!(ran.stdout, text.split_inclusive('\n').take(limit).collect::<String>());
        let counted = folder.run(&format!("filter -n {limit} --count all.ndjson"));
        assert_eq!(counted.stdout, format!("{limit}\n"));
    }
}

#[test]
fn bad_frames_are_reported_and_left_out() {
    let folder = Folder::with(
        "a.ndjson",
        "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"guild_id\":\"7\"}}\n\
         {\"t\":\"READY\",\"s\":2,\"op\":0,\"d\":{\"guild_id\":\"7\"\n\
         [7]\n\
         {\"t\":\"READY\",\"s\":3,\"op\":0,\"d\":{\"guild_id\" \"7\"}}\r\n\
         {\"t\":\"RESUMED\",\"s\":3,\"op\":0,\"d\":{\n",
    );
    let ran = folder.run("filter -e READY --guild 7 a.ndjson");
    ran.check(
        1,
        "zerocord: a.ndjson: line 2, byte 45: the frame ends too early\n\
         zerocord: a.ndjson: line 3, byte 0: expected an object, found `[`\n\
         zerocord: a.ndjson: line 4, byte 42: expected `:` after a key, found `\"`\n\
         zerocord: 3 of 5 frames could not be read (exit code 1)\n",
    );
    assert_eq!(ran.stdout.lines().count(), 1);
}

#[test]
fn compressed_outputs_hold_the_same_bytes() {
    let bytes = recording(9 << 20);
    let folder = Folder::with("all.ndjson", &bytes);
    for name in ["out.ndjson.gz", "out.ndjson.zst"] {
        folder.run(&format!("filter all.ndjson -o {name}")).check(0, "");
        let packed = std::fs::read(folder.path(name)).unwrap();
        assert!(packed.len() < bytes.len() / 3);
        let mut back = Vec::with_capacity(bytes.len());
        match name.ends_with(".gz") {
            true => {
                std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&packed[..]), &mut back)
                    .unwrap();
            }
            false => drop(zstd_safe::decompress(&mut back, &packed).unwrap()),
        }
        assert!(back == bytes, "{name}");
    }
    assert_eq!(folder.names(), ["all.ndjson", "out.ndjson.gz", "out.ndjson.zst"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let folder = Folder::with("all.ndjson", recording(500_000));
    let ran = folder.run("filter all.ndjson -o /dev/full");
    ran.check(3, "zerocord: /dev/full: No space left on device (os error 28)\n");
    std::os::unix::fs::symlink("/dev/full", folder.path("out.zst")).unwrap();
    let ran = folder.run("filter all.ndjson -o out.zst");
    ran.check(3, "zerocord: out.zst: No space left on device (os error 28)\n");
    for command in ["filter", "stats", "validate", "verify", "drift"] {
        let stdout = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let run = std::process::Command::new(assert_cmd::cargo::cargo_bin!("zerocord"))
            .args([command.as_ref(), folder.path("all.ndjson").as_os_str()])
            .stdout(stdout)
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(3), "{command}");
        let message = "zerocord: <stdout>: No space left on device (os error 28)\n";
        assert_eq!(String::from_utf8(run.stderr).unwrap(), message, "{command}");
    }
}

/// A condition on the envelope alone rejects an invalid payload, as any other condition does.
#[test]
fn a_malformed_payload_is_a_bad_frame_for_every_condition() {
    let folder = Folder::with("a.ndjson", "{\"t\":\"RESUMED\",\"s\":1,\"op\":0,\"d\":x}\n");
    for condition in ["$t = 'RESUMED'", "$s = 1", "$t = 'RESUMED' and user_id exists"] {
        let ran = Ran::new(folder.zerocord("filter a.ndjson").args(["--where", condition]).output().unwrap());
        assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""), "{condition}: {}", ran.stderr);
    }
}

#[test]
fn an_event_name_in_a_condition_that_no_frame_has_is_reported() {
    let line = |name: &str| format!("{{\"t\":\"{name}\",\"s\":1,\"op\":0,\"d\":{{\"n\":1}}}}\n");
    let folder = Folder::with("a.ndjson", line("MESSAGE_CREATE") + &line("NEW_EVENT"));
    let run =
        |condition: &str| folder.run_words(&["filter", "--where", condition, "a.ndjson"].map(str::to_owned));
    let unknown = "zerocord: MESAGE_CREATE is not an event that zerocord knows; did you mean MESSAGE_CREATE? Searching \
                   for it as written\nzerocord: no frame is of an event MESAGE_CREATE (exit code 1)\n";
    for condition in
        ["$t = \"MESAGE_CREATE\"", "$t in (\"MESAGE_CREATE\", \"READY\")", "n = 2 and $t = \"MESAGE_CREATE\""]
    {
        let ran = run(condition);
        ran.check(1, unknown);
        assert_eq!(ran.stdout, "");
    }
    // The frame is found, although another test rejects it first.
    let known = "zerocord: NEW_EVENT is not an event that zerocord knows; searching for it as written\n";
    for condition in ["$t = \"NEW_EVENT\"", "n = 2 and $t = \"NEW_EVENT\""] {
        run(condition).check(0, known);
    }
    assert_eq!(run("$t = \"NEW_EVENT\"").stdout, line("NEW_EVENT"));
    run("$t = \"messageCreate\"").check(0, "");
}
