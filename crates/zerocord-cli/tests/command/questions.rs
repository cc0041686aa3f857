//! Queries that cannot have an answer, and the accepted spellings of those that can.

use crate::folder::{Folder, Ran, recording};

const FRAMES: &str = r#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"id":"1458282977820672000","timestamp":"2026-01-07T02:15:55.500000+00:00","content":"one","author":{"id":"7","username":"a","bot":true},"mentions":[{"id":"8"},{"id":"9"}],"embeds":[{"title":"first"},{"title":"second"}],"new_key":{"x":1}}}
{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"id":"1458282982014976000","timestamp":"2026-01-07T02:15:56+00:00","content":"two","author":{"id":"8","username":"b"},"mentions":[],"embeds":[]}}
{"t":"TYPING_START","s":3,"op":0,"d":{"channel_id":"5","user_id":"7","timestamp":1767752157}}
{"t":"PRESENCE_UPDATE","s":4,"op":0,"d":{"user":{"id":"7"},"status":"idle","activities":[{"name":"x","created_at":1767752158123}]}}
"#;

/// The values of a field in MESSAGE_CREATE, without its key.
#[track_caller]
fn check_field(folder: &Folder, written: &str, want: &[&str]) {
    let words = ["select", "-e", "MESSAGE_CREATE", "-f", written, "a.ndjson"].map(str::to_owned);
    let ran = folder.run_words(&words);
    ran.check(0, "");
    let key = serde_json::Value::from(written.trim()).to_string();
    let want: String = want.iter().map(|value| format!("{{{key}:{value}}}\n")).collect();
    assert_eq!(ran.stdout, want, "{written}");
}

#[test]
fn paths_have_the_spellings_of_other_tools() {
    let folder = Folder::with("a.ndjson", FRAMES);
    for written in [
        "author.id",
        " author.id ",
        "d.author.id",
        "$d.author.id",
        "$.d.author.id",
        ".author.id",
        "/author/id",
        "/d/author/id",
    ] {
        check_field(&folder, written, &["\"7\"", "\"8\""]);
    }
    for written in ["mentions.id", "mentions[].id", "mentions[*].id", "d.mentions.*.id", ".d.mentions[].id"] {
        check_field(&folder, written, &["[\"8\",\"9\"]", "[]"]);
    }
    for written in ["embeds[1].title", "embeds.1.title", "/embeds/1/title", "$.d.embeds[1]['title']"] {
        check_field(&folder, written, &["\"second\"", "null"]);
    }
    check_field(&folder, "mentions[0]", &["{\"id\":\"8\"}", "null"]);
    check_field(&folder, "new_key.x", &["1", "null"]);
    check_field(&folder, "t", &["\"MESSAGE_CREATE\"", "\"MESSAGE_CREATE\""]);
    let ran = folder
        .run_words(&["select", "-e", "MESSAGE_CREATE", "-f", "id, author.id", "a.ndjson"].map(str::to_owned));
    ran.check(0, "");
    assert_eq!(ran.stdout.lines().next(), Some("{\"id\":\"1458282977820672000\",\"author.id\":\"7\"}"));
}

fn filtered(folder: &Folder, condition: &str) -> Ran {
    folder.run_words(&["filter", "--where", condition, "a.ndjson"].map(str::to_owned))
}

/// The lines that a condition selects.
#[track_caller]
fn check_condition(condition: &str, want: &[usize]) {
    let folder = Folder::with("a.ndjson", FRAMES);
    let ran = filtered(&folder, condition);
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{condition}");
    let lines: Vec<&str> = FRAMES.lines().collect();
    let found: Vec<usize> =
        ran.stdout.lines().map(|line| 1 + lines.iter().position(|known| *known == line).unwrap()).collect();
    assert_eq!(found, want, "{condition}");
}

#[test]
fn conditions_take_the_same_spellings() {
    check_condition("d.author.id = 7", &[1]);
    check_condition("mentions[].id = 9", &[1]);
    check_condition("mentions[1].id = 9", &[1]);
    check_condition("mentions[0].id = 9", &[]);
    check_condition("/author/id = 8", &[2]);
    check_condition("$.d.embeds[0].title = 'first'", &[1]);
    check_condition("t = 'TYPING_START'", &[3]);
}

#[test]
fn is_not_true_includes_the_absent() {
    check_condition("author.bot = true", &[1]);
    check_condition("author.bot is true", &[1]);
    check_condition("author.bot = false", &[]);
    check_condition("author.id exists and author.bot is not true", &[2]);
    check_condition("author.bot is null and author exists", &[2]);
    check_condition("author.bot is not null", &[1]);
}

#[test]
fn times_are_compared_by_the_types_of_their_fields() {
    for second in [
        "\"2026-01-07 02:15:56\"",
        "\"2026-01-07 02:15:56 UTC\"",
        "\"2026-01-07T02:15:56Z\"",
        "2026-01-07T02:15:56Z",
        "\"2026-01-07T03:15:56+01:00\"",
        "1767752156",
        "\"1767752156\"",
        "1767752156000",
        "\"Wed, 07 Jan 2026 02:15:56 +0000\"",
    ] {
        check_condition(&format!("timestamp < {second}"), &[1]);
        check_condition(&format!("timestamp = {second}"), &[2]);
        check_condition(&format!("timestamp >= {second}"), &[2, 3]);
        check_condition(&format!("timestamp > {second}"), &[3]);
        check_condition(&format!("id < {second} and $t = 'MESSAGE_CREATE'"), &[1]);
        check_condition(&format!("activities.created_at > {second}"), &[4]);
        check_condition(&format!("activities.created_at < {second}"), &[]);
    }
    check_condition("timestamp = 2026-01-07", &[1, 2, 3]);
    check_condition("timestamp > 2026-01-07", &[1, 2, 3]);
    check_condition("timestamp < 2026-01-07", &[]);
    check_condition("timestamp in ('2026-01-07 02:15:57', '2026-01-07 02:15:55')", &[1, 3]);
    check_condition("id = '2026-01-07'", &[1, 2]);
    check_condition("id >= '2026-01-08'", &[]);
    check_condition("id > 1458282978000000000", &[2]);
    check_condition("activities.created_at = 1767752158123", &[4]);
}

#[test]
fn a_query_that_cannot_match_is_rejected() {
    let folder = Folder::with("a.ndjson", FRAMES);
    for (condition, message) in [
        (
            "timestamp > 'soon'",
            "the field is of type timestamp or unix_seconds: `soon` is not a time (2026-01-31, ",
        ),
        ("timestamp > 'tomorrow at 3'", "`tomorrow at 3` is not a time"),
        ("author.id = 'nelly'", "the field is of type snowflake: `nelly` is neither an id nor a time"),
        ("author = 7", "the field is of type User"),
        ("pinned = 1", "the field is of type boolean, which is never equal to this"),
        ("member_count = 'many'", "the field is of type integer, which is never equal to this"),
    ] {
        let ran = filtered(&folder, condition);
        assert_eq!(ran.exit, 2, "{condition}: {}", ran.stderr);
        assert!(ran.stderr.contains(message), "{condition}: {}", ran.stderr);
    }
    let message = "`content.id` cannot be in MESSAGE_CREATE: `content` is of type string, which has no keys";
    let ran = folder.run_words(
        &["filter", "-e", "MESSAGE_CREATE", "--where", "content.id = 1", "a.ndjson"].map(str::to_owned),
    );
    assert_eq!(ran.exit, 2);
    assert!(ran.stderr.starts_with(&format!("error: --where: {message}\n")), "{}", ran.stderr);
    let ran = folder.run("select -e MESSAGE_CREATE -f content.id a.ndjson");
    assert_eq!(ran.exit, 1);
    assert!(ran.stderr.contains(message), "{}", ran.stderr);
}

#[test]
fn a_path_that_never_matched_is_reported() {
    let folder = Folder::with("a.ndjson", FRAMES);
    for (path, meant) in [
        ("Author.id", "; did you mean `author.id`?"),
        ("contnt", "; did you mean `content`?"),
        ("authr.id", "; did you mean `author.id`?"),
        ("author.usrname", "; did you mean `author.username`?"),
        ("username", "; did you mean `author.username`?"),
        ("embeds[0].titel", "; did you mean `embeds.0.title`?"),
        ("Author.ID", "; did you mean `author.id`?"),
        ("guildId", "; did you mean `guild_id`?"),
        ("qqqqqq", ""),
    ] {
        let ran = folder.run(&format!("select -e MESSAGE_CREATE -f {path},id a.ndjson"));
        ran.check(
            1,
            &format!(
                "zerocord: --fields: `{path}` is not in any frame: \
                 the table has no such path in MESSAGE_CREATE{meant} (exit code 1)\n"
            ),
        );
        assert_eq!(ran.stdout.lines().count(), 2);
        let ran = folder.run_words(
            &["filter", "-e", "MESSAGE_CREATE", "--where", &format!("id = 1 and {path} = 'x'"), "a.ndjson"]
                .map(str::to_owned),
        );
        assert_eq!(ran.exit, 1, "{path}");
        assert!(
            ran.stderr.starts_with(&format!("zerocord: --where: `{path}` is not in any frame: ")),
            "{}",
            ran.stderr
        );
    }
    // A documented key may be absent. That is reported, but it is not an error.
    let ran = folder.run("select -e MESSAGE_CREATE -f webhook_id a.ndjson");
    ran.check(0, "zerocord: --fields: `webhook_id` is not in any frame\n");
    let ran = folder.run_words(&["filter", "--where", "$t = 'MESSAGE_CRATE'", "a.ndjson"].map(str::to_owned));
    ran.check(
        1,
        "zerocord: MESSAGE_CRATE is not an event that zerocord knows; did you mean MESSAGE_CREATE? \
         Searching for it as written\nzerocord: no frame is of an event MESSAGE_CRATE (exit code 1)\n",
    );
    // A limit hides a path that the table lacks as little, but one that it has may come later.
    for command in ["select -e MESSAGE_CREATE -f id,nope", "stats -e MESSAGE_CREATE --by nope"] {
        let ran = folder.run(&format!("{command} --limit 1 a.ndjson"));
        assert_eq!(ran.exit, 1, "{command}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("`nope` is not in any frame: the table has no such path"),
            "{}",
            ran.stderr
        );
    }
    folder.run("select -e MESSAGE_CREATE -f webhook_id --limit 1 a.ndjson").check(0, "");
    // Nothing is reported about frames that were not searched.
    folder.run("select -e READY -f session_id,no_such_key a.ndjson").check(0, "");
}

#[test]
fn every_path_of_the_sample_is_found_however_it_is_read() {
    let bytes = recording(300_000);
    let folder = Folder::with("all.ndjson", &bytes);
    for options in ["", "--threads 4 --chunk-len 900"] {
        let ran = folder
            .run(&format!("select -e MESSAGE_CREATE -f author.id,mentions[0].id,nope {options} all.ndjson"));
        assert_eq!(ran.exit, 1);
        assert_eq!(ran.stderr.matches("is not in any frame").count(), 1, "{}", ran.stderr);
    }
}

#[test]
fn a_time_window_applies_to_any_event() {
    let frames = r#"{"t":"READY","s":1,"op":0,"d":{"v":10}}
{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"id":"1458282977820672000","timestamp":"2026-01-07T02:15:55.500000+00:00","content":"one"}}
{"t":"PRESENCE_UPDATE","s":3,"op":0,"d":{"user":{"id":"7"}}}
{"t":"TYPING_START","s":4,"op":0,"d":{"channel_id":"5","user_id":"7","timestamp":1767752157}}
{"t":"PRESENCE_UPDATE","s":5,"op":0,"d":{"user":{"id":"8"}}}
{"t":"INTERACTION_CREATE","s":6,"op":0,"d":{"id":"1458282992500736000","type":1}}
{"op":11}
"#;
    let folder = Folder::with("a.ndjson", frames);
    let untimed = "zerocord: 1 frame left out: before the first frame with a time in their file\n";
    let numbers = |arguments: &[&str], options: &str| {
        let words: Vec<String> = ["select", "-f", "s", "--to", "csv", "--no-header", "a.ndjson"]
            .iter()
            .chain(arguments)
            .map(|word| (*word).to_owned())
            .chain(options.split_whitespace().map(str::to_owned))
            .collect();
        let ran = folder.run_words(&words);
        let outside = "zerocord: no frame is in the time window: the recording is from 2026-01-07 02:15:56 UTC to \
                       2026-01-07 02:15:59 UTC\n";
        let is_outside = arguments.contains(&"2026-01-08");
        ran.check(0, &format!("{}{untimed}", if is_outside { outside } else { "" }));
        ran.stdout.lines().map(|line| line.parse().unwrap()).collect::<Vec<u64>>()
    };
    for options in ["", "--chunk-len 60 --threads 3", "--chunk-len 200"] {
        assert_eq!(numbers(&["--since", "2026-01-07"], options), [2, 3, 4, 5, 6], "{options}");
        assert_eq!(numbers(&["--since", "2026-01-07 02:15:57"], options), [4, 5, 6]);
        assert_eq!(numbers(&["--since", "2026-01-07 02:15:58 UTC"], options), [6]);
        assert_eq!(numbers(&["--until", "1767752157"], options), [2, 3]);
        assert_eq!(
            numbers(&["--since", "2026-01-07T02:15:56Z", "--until", "2026-01-07T02:15:58Z"], options),
            [4, 5]
        );
        let empty: [u64; 0] = [];
        assert_eq!(numbers(&["--since", "2026-01-08"], options), empty);
        let ran = folder.run_words(
            &["filter", "-e", "PRESENCE_UPDATE", "--since", "2026-01-07 02:15:56", "a.ndjson"]
                .map(str::to_owned),
        );
        ran.check(0, "");
        assert_eq!(ran.stdout, format!("{}\n", frames.lines().nth(4).unwrap()));
    }
    for (arguments, message) in [
        (["--since", "soon"], "not a time; accepted are 2026-01-31, "),
        (
            ["--since=2026-02-01", "--until=2026-01-31"],
            "no time is from --since 2026-02-01 00:00:00 UTC until 2026-01-31 00:00:00 UTC",
        ),
    ] {
        let words = ["filter", "a.ndjson", arguments[0], arguments[1]].map(str::to_owned);
        let ran = folder.run_words(&words);
        assert_eq!(ran.exit, 2);
        assert!(ran.stderr.contains(message), "{}", ran.stderr);
    }
    folder.write("b.ndjson", "{\"t\":\"PRESENCE_UPDATE\",\"s\":3,\"op\":0,\"d\":{}}\n".repeat(2));
    folder
        .run("filter --since 2026-01-07 b.ndjson")
        .check(1, "zerocord: 2 frames left out: no frame has a time, as MESSAGE_CREATE does (exit code 1)\n");
}

/// Runs `filter --where` and returns the result.
fn run_filter(folder: &Folder, options: &[&str], condition: &str) -> Ran {
    let words = ["filter", "--where", condition, "a.ndjson"].into_iter().chain(options.iter().copied());
    folder.run_words(&words.map(str::to_owned).collect::<Vec<_>>())
}

#[test]
fn a_literal_that_no_value_can_be_compared_with_is_reported() {
    let folder = Folder::with("a.ndjson", FRAMES);
    for (condition, kind) in [
        ("new_key.x >= '2026-01-07'", ""),
        ("content < 5", "number"),
        ("content = 5", "number"),
        ("not status > 5", "number"),
    ] {
        let ran = run_filter(&folder, &[], condition);
        let is_reported = ran.stderr.contains(&format!("is a {kind}, so none was compared with `"));
        assert_eq!(
            (ran.exit, is_reported),
            if kind.is_empty() { (0, false) } else { (1, true) },
            "{condition}: {}",
            ran.stderr
        );
    }
    let wrapped = "{\"ts\":\"soon\",\"data\":{\"op\":11}}\n{\"ts\":\"later\",\"data\":{\"op\":11}}\n";
    let ran = run_filter(&Folder::with("a.ndjson", wrapped), &["--frame-at", "data"], "$ts >= '2026-01-07'");
    assert_eq!((ran.exit, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains("no value of `$ts` is a time"), "{}", ran.stderr);
}

#[test]
fn a_value_that_the_table_does_not_list_is_reported_if_no_frame_has_it() {
    let folder = Folder::with("a.ndjson", FRAMES);
    let status = "(dnd, idle, invisible, offline, online, unknown)";
    for (condition, message) in [
        (
            "status = 'Idle'",
            format!(
                "`Idle` is not a known value of `status` {status} and was in no frame; did you mean `idle`?"
            ),
        ),
        (
            "status in ('idle', 'asleep')",
            format!("`asleep` is not a known value of `status` {status} and was in no frame"),
        ),
        (
            "d.status != 'ofline'",
            format!(
                "`ofline` is not a known value of `d.status` {status} and was in no frame; did you mean `offline`?"
            ),
        ),
    ] {
        let ran = run_filter(&folder, &["-e", "PRESENCE_UPDATE"], condition);
        assert_eq!(ran.exit, 1, "{condition}: {}", ran.stderr);
        assert_eq!(ran.stdout.lines().count(), usize::from(!condition.contains("Idle")), "{condition}");
        assert!(
            ran.stderr.contains(&format!("--where: {message} (exit code 1)")),
            "{condition}: {}",
            ran.stderr
        );
    }
    // Not reported: a value that Discord has added and frames have, and a value that the table lists.
    let newer = Folder::with("a.ndjson", FRAMES.replace("\"idle\"", "\"asleep\""));
    for (folder, condition) in
        [(&newer, "status = 'asleep'"), (&folder, "status = 'dnd'"), (&folder, "not status = 'dnd'")]
    {
        let ran = run_filter(folder, &["-e", "PRESENCE_UPDATE"], condition);
        assert_eq!((ran.exit, ran.stderr.contains("known value")), (0, false), "{condition}: {}", ran.stderr);
    }
}

#[test]
fn containers_that_cannot_contain_the_literal_are_rejected() {
    let folder = Folder::with("a.ndjson", FRAMES);
    for condition in
        ["flags contains 4", "mentions contains 8", "author contains \"a\"", "author.bot contains 1"]
    {
        let ran = run_filter(&folder, &["-e", "MESSAGE_CREATE"], condition);
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{condition}");
        assert!(ran.stderr.contains("which does not contain this"), "{condition}: {}", ran.stderr);
    }
    for (condition, want) in
        [("content contains \"o\"", 2), ("mention_roles contains 8", 0), ("id contains \"1458\"", 2)]
    {
        let ran = run_filter(&folder, &["-e", "MESSAGE_CREATE"], condition);
        assert_eq!((ran.exit, ran.stdout.lines().count()), (0, want), "{condition}: {}", ran.stderr);
    }
}

#[test]
fn keys_in_brackets_are_part_of_a_condition() {
    let folder = Folder::with("a.ndjson", FRAMES);
    for condition in
        ["author[\"id\"] = 7", "author['id']=7", "$['author'][\"id\"] = \"7\"", "mentions[0]['id'] = 8"]
    {
        let ran = run_filter(&folder, &["-e", "MESSAGE_CREATE"], condition);
        assert_eq!((ran.exit, ran.stdout.lines().count()), (0, 1), "{condition}: {}", ran.stderr);
    }
}

#[test]
fn a_pattern_for_all_events_is_as_strict_as_none() {
    let folder = Folder::with("a.ndjson", FRAMES);
    for options in [&[][..], &["-e", "*"]] {
        let ran = run_filter(&folder, options, "contnt = \"one\"");
        assert_eq!(ran.exit, 1);
        assert!(ran.stderr.contains("did you mean `content`?"), "{}", ran.stderr);
    }
}
