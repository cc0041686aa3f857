//! `zerocord drift` on frames that contain something new.

use crate::folder::{Folder, Ran};
use serde_json::{Value, json};
use zerocord_testkit::corpus;
use zerocord_testkit::generator::{Generator, Mix, Richness};

/// Runs `drift --json` on a recording.
fn report(recording: impl AsRef<[u8]>, options: &str) -> (i32, Value) {
    let folder = Folder::with("a.ndjson", recording);
    let ran = folder.run(&format!("drift --json {options} a.ndjson"));
    assert_eq!(ran.stderr, "");
    (ran.exit, serde_json::from_str(&ran.stdout).unwrap())
}

fn dispatch(event: &str, payload: &str) -> String {
    format!("{{\"t\":\"{event}\",\"s\":1,\"op\":0,\"d\":{payload}}}\n")
}

/// A finding as `kind path found documented example`.
fn line(finding: &Value) -> String {
    let text = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
    ["kind", "path", "found", "documented", "example"].map(text).join(" ")
}

/// Checks the findings in a payload. Two frames contain it, between two frames without it.
#[track_caller]
fn check(event: &str, payload: &str, want: &[&str]) {
    let frame = dispatch(event, payload);
    let (exit, report) = report(format!("{{\"op\":11}}\n{frame}{frame}{{\"op\":11}}\n"), "");
    let findings = report["findings"].as_array().unwrap();
    let found: Vec<_> = findings.iter().map(line).collect();
    assert_eq!(found, want, "{event} {payload}");
    assert_eq!(exit, i32::from(!want.is_empty()));
    let prefix = dispatch(event, "").len() - 2;
    for finding in findings {
        assert_eq!(finding["event"], event);
        let first = &finding["first"];
        assert_eq!(first["file"], "a.ndjson");
        assert_eq!((&finding["count"], &first["line"]), (&json!(2), &json!(2)), "{finding}");
        // The example is at the reported byte.
        let at = usize::try_from(first["byte"].as_u64().unwrap()).unwrap() - prefix;
        let example = finding["example"].as_str().unwrap();
        assert!(payload[at..].trim_start_matches('"').starts_with(example.trim_matches('"')), "{finding}");
    }
}

#[test]
fn each_kind_of_finding_has_a_position() {
    check("TYPING_START", r#"{"user_id":"7","timestamp":1700000000,"channel_id":"9"}"#, &[]);
    check("TYPING_START", r#"{"mood":{"a":[1]}}"#, &[r#"new_key mood mood TypingStart {"a":[1]}"#]);
    check("TYPING_START", r#"{"member":{"user":{"x.y":1}}}"#, &["new_key member.user.x.y x.y User 1"]);
    check(
        "MESSAGE_CREATE",
        r#"{"mentions":[{"id":"1"},{"id":"2","karma":-7}]}"#,
        &["new_key mentions[].karma karma MentionedUser -7"],
    );
    check("MESSAGE_CREATE", r#"{"type":201}"#, &["new_enum_value type 201 MessageType 201"]);
    check("MESSAGE_CREATE", r#"{"type":-1}"#, &["new_enum_value type -1 MessageType -1"]);
    check(
        "PRESENCE_UPDATE",
        r#"{"status":"sleeping"}"#,
        &[r#"new_enum_value status sleeping StatusType "sleeping""#],
    );
    check(
        "MESSAGE_CREATE",
        r#"{"flags":4611686019501129732}"#,
        &[
            "new_flag_bit flags 30 MessageFlags 4611686019501129732",
            "new_flag_bit flags 62 MessageFlags 4611686019501129732",
        ],
    );
    check(
        "GUILD_ROLE_UPDATE",
        r#"{"role":{"permissions":"36028797018963968"}}"#,
        &[r#"new_flag_bit role.permissions 55 permissions "36028797018963968""#],
    );
    check("TYPING_START", r#"{"user_id":7}"#, &["type_changed user_id integer snowflake 7"]);
    check("TYPING_START", r#"{"user_id":"me"}"#, &[r#"type_changed user_id string snowflake "me""#]);
    check("TYPING_START", r#"{"timestamp":1.5}"#, &["type_changed timestamp float unix_seconds 1.5"]);
    check(
        "MESSAGE_CREATE",
        r#"{"timestamp":"noon"}"#,
        &[r#"type_changed timestamp string timestamp "noon""#],
    );
    check(
        "MESSAGE_CREATE",
        r#"{"mentions":{}}"#,
        &["type_changed mentions object array of MentionedUser {}"],
    );
    check("MESSAGE_CREATE", r#"{"tts":"no"}"#, &[r#"type_changed tts string boolean "no""#]);
    check("MESSAGE_CREATE", "[]", &["type_changed $d array MessageCreate []"]);
    check("TYPING_START", r#"{"user_id":null}"#, &["undocumented_null user_id null snowflake null"]);
    check("MESSAGE_CREATE", r#"{"edited_timestamp":null,"nonce":null}"#, &[]);
    check("MESSAGE_CREATE", r#"{"nonce":[1]}"#, &["type_changed nonce array string or integer [1]"]);
}

#[test]
fn unions_and_maps_are_walked() {
    check(
        "MESSAGE_CREATE",
        r#"{"components":[{"components":[{"type":2,"style":1,"zz":true}],"type":1}]}"#,
        &["new_key components[].components[].zz zz Button true"],
    );
    check(
        "MESSAGE_CREATE",
        r#"{"components":[{"zz":1,"type":214}]}"#,
        &[r#"new_enum_value components[].type 214 Component {"zz":1,"type":214}"#],
    );
    check(
        "INTERACTION_CREATE",
        r#"{"type":2,"data":{"resolved":{"users":{"7":{"id":"7","zz":1},"me":{}}},"id":"1"}}"#,
        &["new_key data.resolved.users{}.zz zz User 1", "type_changed data.resolved.users{} me snowflake {}"],
    );
    check(
        "INTERACTION_CREATE",
        r#"{"data":{"zz":1},"type":99}"#,
        &["new_enum_value type 99 InteractionType 99"],
    );
    check("SESSIONS_REPLACE", r#"[{"zz":1}]"#, &["new_key [].zz zz Session 1"]);
    // An unavailable guild, and an available one.
    check("GUILD_CREATE", r#"{"id":"1","unavailable":true}"#, &[]);
    check("GUILD_CREATE", r#"{"id":"1","unavailable":true,"zz":0}"#, &["new_key zz zz GuildCreate 0"]);
}

#[test]
fn envelopes_are_walked() {
    let frames = "{\"t\":\"BRAND_NEW\",\"s\":1,\"op\":0,\"d\":{\"a\":1}}\n\
        {\"op\":77,\"d\":{\"b\":1}}\n\
        {\"t\":\"RESUMED\",\"s\":1,\"op\":0,\"z\":[2],\"d\":{}}\n\
        {\"op\":10,\"d\":{\"heartbeat_interval\":\"1\"}}\n\
        {\"op\":7,\"d\":null}\n{\"op\":1}\n{\"op\":9,\"d\":0}\n{\"op\":2,\"d\":{\"token\":1}}\n";
    let (exit, report) = report(frames, "");
    let found: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            format!("{} {} {}", finding["event"].as_str().unwrap(), finding["first"]["line"], line(finding))
        })
        .collect();
    assert_eq!(
        found,
        [
            r#" 2 new_opcode $op 77 - {"op":77,"d":{"b":1}}"#,
            r#"BRAND_NEW 1 new_event $t BRAND_NEW - {"t":"BRAND_NEW","s":1,"op":0,"d":{"a":1}}"#,
            r#"HELLO 4 type_changed heartbeat_interval string integer "1""#,
            "INVALID_SESSION 7 type_changed $d integer boolean 0",
            "RESUMED 3 new_key $z z GatewayPayload [2]",
        ]
    );
    assert_eq!((exit, &report["frames"]), (1, &json!(8)));
}

#[test]
fn missing_keys_are_reported_on_request() {
    let frame = dispatch("TYPING_START", r#"{"channel_id":"9","timestamp":1}"#);
    assert_eq!(
        report(&frame, ""),
        (
            0,
            json!({
                "files": ["a.ndjson"], "frames": 1, "bad_frames": 0, "known": 0, "left_out": 0, "findings": [],
            })
        )
    );
    let (exit, found) = report(&frame, "--missing-keys");
    let findings = found["findings"].as_array().unwrap();
    assert_eq!((exit, findings.len()), (1, 1));
    assert_eq!(
        line(&findings[0]),
        r#"missing_key user_id user_id TypingStart {"channel_id":"9","timestamp":1}"#
    );
}

#[test]
fn known_values_are_not_reported() {
    let (exit, found) = report(corpus::firehose_sample(), "");
    assert_eq!((exit, &found["findings"]), (0, &json!([])));
    for mix in Mix::ALL {
        let (exit, found) = report(Generator::new(4, mix).ndjson(400_000), "--missing-keys");
        assert_eq!((exit, &found["findings"]), (0, &json!([])), "{mix:?}");
    }
    let mut generator = Generator::new(9, Mix::Quiet);
    let events = zerocord::EventName::all().filter_map(zerocord::EventName::as_known_str);
    let mut recordings = Richness::ALL.map(|richness| (richness, Vec::new()));
    for event in events {
        for (richness, recording) in &mut recordings {
            if generator.frame_of(event, *richness, recording) {
                recording.push(b'\n');
            }
        }
    }
    for (richness, recording) in recordings {
        let (exit, found) = report(recording, "--missing-keys");
        match richness {
            Richness::Odd => {
                assert_eq!(exit, 1);
                let findings = found["findings"].as_array().unwrap();
                for (kind, count_min) in [("new_key", 500), ("new_enum_value", 100), ("new_flag_bit", 20)] {
                    let count = findings.iter().filter(|finding| finding["kind"] == kind).count();
                    assert!(count >= count_min, "{count} {kind}");
                }
                let is_planted = |finding: &Value| {
                    let planted = ["zz_new_key", "A new key", "zz_new_value", "213", "214"];
                    let found = finding["found"].as_str().unwrap();
                    planted.contains(&found) || finding["kind"] == "new_flag_bit"
                };
                let others: Vec<_> = findings.iter().filter(|finding| !is_planted(finding)).collect();
                assert!(others.is_empty(), "{others:#?}");
            }
            _ => assert_eq!((exit, &found["findings"]), (0, &json!([])), "{richness:?}"),
        }
    }
}

#[test]
fn threads_and_chunks_do_not_matter() {
    let mut recording = Generator::new(4, Mix::Quiet).ndjson(200_000);
    let mut generator = Generator::new(9, Mix::Quiet);
    for _ in 0..30 {
        generator.frame_of("GUILD_CREATE", Richness::Odd, &mut recording);
        recording.push(b'\n');
        generator.frame_of("MESSAGE_CREATE", Richness::Odd, &mut recording);
        recording.push(b'\n');
    }
    let want = report(&recording, "--threads 1");
    assert!(want.1["findings"].as_array().unwrap().len() > 50);
    for options in ["--threads 4 --chunk-len 999", "--chunk-len 64", "--strict"] {
        assert_eq!(report(&recording, options), want, "{options}");
    }
    let folder = Folder::with("a.ndjson", &recording);
    let piped = Ran::new(folder.zerocord("drift -").write_stdin(recording).output().unwrap());
    let from_file = folder.run("drift a.ndjson");
    assert_eq!(from_file.exit, 1);
    // Compared without the name of the input, which affects the width of a column.
    let columns = |text: &str, name: &str| {
        let words = text.replace(name, "-");
        words.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(columns(&piped.stdout, "<stdin>"), columns(&from_file.stdout, "a.ndjson"));
}

#[test]
fn a_table_groups_by_event() {
    let mood = dispatch("TYPING_START", r#"{"mood":"good"}"#);
    let flags = dispatch("MESSAGE_CREATE", r#"{"zz":1,"type":201}"#);
    let folder = Folder::with("a.ndjson", format!("{mood}{mood}{flags}"));
    let ran = folder.run("drift a.ndjson");
    ran.check(1, "");
    assert_eq!(
        ran.stdout,
        "event           what            where  found  documented     count  first       example\n\
         MESSAGE_CREATE  new key         zz     zz     MessageCreate      1  a.ndjson:3  1\n                \
                         new enum value  type   201    MessageType        1  a.ndjson:3  201\n\
         TYPING_START    new key         mood   mood   TypingStart        2  a.ndjson:1  \"good\"\n\
         \n\
         3 new things in 3 frames; 0 bad frames\n"
    );
    let ran = folder.run("drift --no-examples a.ndjson");
    assert!(!ran.stdout.contains("good") && ran.stdout.contains("mood"), "{}", ran.stdout);
}

#[test]
fn a_baseline_hides_its_findings() {
    let mood = dispatch("TYPING_START", r#"{"mood":"good"}"#);
    let folder = Folder::with("a.ndjson", &mood);
    let first = folder.run("drift --json a.ndjson");
    first.check(1, "");
    folder.write("known.json", &first.stdout);
    let ran = folder.run("drift --baseline known.json a.ndjson");
    ran.check(0, "");
    assert_eq!(ran.stdout, "0 new things in 1 frame; 0 bad frames; 1 more in the baseline\n");
    // Findings that differ only in count, position or example are the same. Findings with another key or event
    // differ.
    folder.write("b.ndjson", format!("{{\"op\":11}}\n{}{mood}", mood.replace("good", "bad")));
    assert_eq!(folder.run("drift --baseline known.json b.ndjson").exit, 0);
    folder.write("b.ndjson", mood.replace("mood", "temper"));
    assert_eq!(folder.run("drift --baseline known.json b.ndjson").exit, 1);
    folder.write("b.ndjson", mood.replace("TYPING_START", "MESSAGE_DELETE"));
    let ran = folder.run("drift --json --baseline known.json a.ndjson b.ndjson");
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.exit, &report["known"], report["findings"].as_array().unwrap().len()), (1, &json!(1), 1));
    assert_eq!(report["findings"][0]["first"]["file"], "b.ndjson");
    folder.write("known.json", "[]");
    let ran = folder.run("drift --baseline known.json a.ndjson");
    assert_eq!(ran.exit, 3);
    assert!(
        ran.stderr.starts_with("zerocord: known.json: not the output of `zerocord drift --json`: "),
        "{}",
        ran.stderr
    );
    folder
        .run("drift --baseline none.json a.ndjson")
        .check(3, "zerocord: none.json: No such file or directory (os error 2)\n");
}

#[test]
fn bad_frames_are_reported_and_have_no_findings() {
    let broken = r#"{"t":"TYPING_START","s":1,"op":0,"d":{"mood":1,"member":{"zz":1,]}}"#;
    let folder =
        Folder::with("a.ndjson", format!("{broken}\nnot a frame\n{{\"op\":11}}\n{{\"t\":\"RESUMED\"\n"));
    let ran = folder.run("drift a.ndjson");
    ran.check(
        1,
        "zerocord: a.ndjson: line 1, byte 64: expected a key, found `]`\n\
         zerocord: a.ndjson: line 2, byte 0: expected an object, found `n`\n\
         zerocord: a.ndjson: line 4, byte 14: the frame ends too early\n\
         zerocord: 3 of 4 frames could not be read (exit code 1)\n",
    );
    assert_eq!(ran.stdout, "0 new things in 4 frames; 3 bad frames\n");
    let unread = dispatch("NOT_KNOWN", r#"{"a":[1,]}"#);
    folder.write("a.ndjson", unread);
    assert_eq!(folder.run("drift a.ndjson").stderr, "");
    assert!(folder.run("drift --strict a.ndjson").stderr.contains("line 1, byte 42: expected a value"));
    folder
        .run("drift none.ndjson")
        .check(3, "zerocord: none.ndjson: No such file or directory (os error 2)\n");
    assert_eq!(folder.run("drift").exit, 2);
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| {
        let (open, close) = (r#"{"referenced_message":"#.repeat(depth), "}".repeat(depth));
        dispatch("MESSAGE_CREATE", &format!("{open}{{}}{close}"))
    };
    let folder = Folder::with("a.ndjson", nested(31));
    assert_eq!(folder.run("drift a.ndjson").exit, 0);
    folder.write("a.ndjson", nested(100_000));
    let ran = folder.run("drift a.ndjson");
    assert!(ran.stderr.contains("line 1, byte 743: brackets are nested too deeply\n"), "{}", ran.stderr);
    let unknown = format!("{{\"zz\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    folder.write("a.ndjson", dispatch("MESSAGE_CREATE", &unknown));
    let report: Value = serde_json::from_str(&folder.run("drift --json a.ndjson").stdout).unwrap();
    assert_eq!(report["findings"][0]["example"], format!("{}...", "[".repeat(200)));
}

#[test]
fn limits_are_applied_and_reported() {
    let statuses: String = (0..250)
        .map(|status| dispatch("PRESENCE_UPDATE", &format!("{{\"status\":\"s{status}\"}}")))
        .collect();
    let (_, found) = report(statuses, "--threads 2 --chunk-len 1000");
    let findings = found["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 101);
    let other = findings.iter().find(|finding| finding["found"] == "(other)").unwrap();
    assert_eq!(other["count"], 150);

    let keys: Vec<_> = (0..12_000).map(|key| format!("\"k{key}\":{key}")).collect();
    let folder = Folder::with("a.ndjson", dispatch("TYPING_START", &format!("{{{}}}", keys.join(","))));
    let ran = folder.run("drift --json a.ndjson");
    ran.check(1, "zerocord: more than 10000 different findings: 2000 occurrences of others are left out\n");
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&report["left_out"], report["findings"].as_array().unwrap().len()), (&json!(2000), 10_000));
}

#[test]
fn the_table_of_another_release_decides_what_is_new() {
    let frame =
        dispatch("TYPING_START", r#"{"user_id":"7","timestamp":1700000000,"channel_id":"9","mood":1}"#)
            + &dispatch("MESSAGE_DELETE", r#"{"id":"1","channel_id":"9"}"#);
    let folder = Folder::with("a.ndjson", frame);
    let table = folder.run("schema --export");
    table.check(0, "");
    folder.write("now.json", &table.stdout);
    assert_eq!(folder.run("drift --schema now.json a.ndjson"), folder.run("drift a.ndjson"));
    // A release that knew neither `user_id` of TypingStart nor MESSAGE_DELETE.
    let mut old: Value = serde_json::from_str(&table.stdout).unwrap();
    assert!(old["events"].as_object_mut().unwrap().remove("MESSAGE_DELETE").is_some());
    assert!(old["objects"]["TypingStart"]["fields"].as_object_mut().unwrap().remove("user_id").is_some());
    folder.write("old.json", old.to_string());
    for option in ["--schema", "--since-version"] {
        let ran = folder.run(&format!("drift --json {option} old.json a.ndjson"));
        assert_eq!((ran.exit, ran.stderr.as_str()), (1, ""));
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        let mut found: Vec<_> = report["findings"].as_array().unwrap().iter().map(line).collect();
        found.sort();
        assert_eq!(
            found,
            [
                r#"new_event $t MESSAGE_DELETE - {"t":"MESSAGE_DELETE","s":1,"op":0,"d":{"id":"1","channel_id":"9"}}"#,
                "new_key mood mood TypingStart 1",
                "new_key user_id user_id TypingStart \"7\"",
            ]
        );
    }
    folder.write("broken.json", "{}");
    for (file, message) in [
        (
            "0.1",
            "there is no file `0.1`: run `zerocord schema --export > FILE` with the release to compare with, then",
        ),
        ("broken.json", "broken.json: not a table of `zerocord schema --export`: "),
        ("a.ndjson", "a.ndjson: not a table of `zerocord schema --export`: "),
    ] {
        let ran = folder.run(&format!("drift --schema {file} a.ndjson"));
        assert_eq!((ran.exit, ran.stdout.as_str()), (3, ""));
        assert!(ran.stderr.contains(message), "{}", ran.stderr);
    }
}
