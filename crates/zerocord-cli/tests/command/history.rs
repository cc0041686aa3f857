//! `zerocord history`: messages joined with their edits and deletions.

use serde_json::{Value, json};

use crate::folder::Folder;

const EPOCH_MS: u64 = 1_420_070_400_000;
/// 2026-01-07 02:15:57 UTC.
const START: u64 = 1_767_752_157_000;

fn id(second: u64) -> u64 {
    (START - EPOCH_MS + second * 1000) << 22
}

fn frame(name: &str, payload: Value) -> String {
    format!("{{\"t\":\"{name}\",\"s\":1,\"op\":0,\"d\":{payload}}}\n")
}

fn message(name: &str, second: u64, channel: u64, content: &str, edited: Option<&str>) -> String {
    frame(
        name,
        json!({"id": id(second).to_string(), "channel_id": channel.to_string(), "guild_id": "5", "content": content,
            "author": {"id": "7", "username": "nelly"}, "edited_timestamp": edited,
            "timestamp": format!("2026-01-07T02:{:02}:{:02}Z", 15 + (57 + second) / 60, (57 + second) % 60)}),
    )
}

fn recording() -> String {
    [
        message("MESSAGE_CREATE", 0, 1, "first\nline", None),
        message("MESSAGE_CREATE", 1, 2, "<b>elsewhere</b>", None),
        // A preview, a repeat after a resume, and an edit.
        message("MESSAGE_UPDATE", 0, 1, "first\nline", None),
        message("MESSAGE_CREATE", 0, 1, "first\nline", None),
        message("MESSAGE_UPDATE", 0, 1, "second", Some("2026-01-07T02:16:10Z")),
        message("MESSAGE_CREATE", 20, 1, "kept", None),
        frame("MESSAGE_DELETE", json!({"id": id(0).to_string(), "channel_id": "1", "guild_id": "5"})),
        frame(
            "MESSAGE_DELETE_BULK",
            json!({"ids": [id(1).to_string(), "99"], "channel_id": "2", "guild_id": "5"}),
        ),
        frame("TYPING_START", json!({"id": "x"})),
    ]
    .concat()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn edits_and_deletions_are_joined_with_the_message() {
    let folder = Folder::new();
    folder.write("a.ndjson", recording());
    let ran = folder.run("history a.ndjson");
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""));
    let found = lines(&ran.stdout);
    assert_eq!(found.len(), 4);
    assert_eq!(
        found[1],
        json!({"id": id(0).to_string(), "channel_id": "1", "guild_id": "5", "author_id": "7", "author": "nelly",
            "created": "2026-01-07T02:15:57.000Z", "has_creation": true, "content": "second", "versions": [
                {"time": "2026-01-07T02:15:57.000Z", "content": "first\nline"},
                {"time": "2026-01-07T02:16:10.000Z", "content": "second"}],
            "is_deleted": true, "deleted": "2026-01-07T02:16:17.000Z"})
    );
    // The creation of the message with the smallest id is not in the recording.
    let unknown = &found[0];
    assert_eq!((&unknown["id"], &unknown["has_creation"]), (&json!("99"), &json!(false)));
    assert_eq!((&unknown["content"], &unknown["is_deleted"]), (&Value::Null, &json!(true)));
    assert_eq!((&found[2]["content"], &found[2]["is_deleted"]), (&json!("<b>elsewhere</b>"), &json!(true)));
    assert_eq!((&found[3]["content"], &found[3]["is_deleted"]), (&json!("kept"), &json!(false)));
}

#[test]
fn messages_are_chosen_by_ids_and_changes() {
    let folder = Folder::new();
    folder.write("a.ndjson", recording());
    let count = |arguments: &str| {
        let ran = folder.run(&format!("history {arguments} a.ndjson"));
        assert_eq!(ran.exit, 0, "{arguments}: {}", ran.stderr);
        ran.stdout.lines().count()
    };
    assert_eq!(count("--channel 1"), 2);
    assert_eq!(count("--channel 1,2"), 4);
    assert_eq!(count("--guild 5 --deleted"), 3);
    assert_eq!(count("--edited"), 1);
    assert_eq!(count("--user 7 --deleted"), 2);
    assert_eq!(count(&format!("--message {}", id(20))), 1);
    let ran = folder.run("history --user 8 a.ndjson");
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.ends_with("zerocord: no such message\n"), "{}", ran.stderr);
    assert_eq!(folder.run("history --channel x a.ndjson").exit, 2);
    assert_eq!(folder.run("history --follow a.ndjson").exit, 2);
}

#[test]
fn tables_and_pages_show_each_change() {
    let folder = Folder::new();
    folder.write("a.ndjson", recording());
    let ran = folder.run("history --to table --channel 1 a.ndjson");
    let count =
        |what: &str| ran.stdout.lines().filter(|line| line.contains(&format!(" UTC  {what}"))).count();
    let counts = ["created", "edited", "deleted"].map(count);
    assert_eq!((counts, ran.stdout.lines().count()), ([2, 1, 1], 5), "{}", ran.stdout);
    assert_eq!(folder.run("history --deleted -o page.html a.ndjson").exit, 0);
    let page = std::fs::read_to_string(folder.path("page.html")).unwrap();
    assert_eq!(page.matches("<section>").count(), 3);
    assert!(page.contains("&lt;b&gt;elsewhere&lt;/b&gt;") && !page.contains("<b>elsewhere"), "{page}");
    assert!(page.contains("first\nline") && page.contains("<del>second</del>"), "{page}");
}

#[test]
fn memory_is_bounded() {
    let folder = Folder::new();
    let many: String = (0..50).map(|second| message("MESSAGE_CREATE", second, 1, "x", None)).collect();
    let delete = frame("MESSAGE_DELETE", json!({"id": id(0).to_string(), "channel_id": "1"}));
    folder.write("a.ndjson", many + &delete);
    let ran = folder.run("history --keep 2K a.ndjson");
    assert!(ran.stderr.contains("messages written early"), "{}", ran.stderr);
    let found = lines(&ran.stdout);
    assert_eq!(found.len(), 51);
    assert_eq!(found.iter().filter(|message| message["is_deleted"] == true).count(), 1);
}

#[test]
fn time_in_voice_channels_is_measured() {
    let tick = |second: u64| message("MESSAGE_CREATE", second, 1, "x", None);
    let state = |user: &str, channel: Option<&str>| json!({"user_id": user, "channel_id": channel});
    let update = |user: &str, channel: Option<&str>| {
        let mut payload = state(user, channel);
        payload["guild_id"] = "5".into();
        payload["member"] = json!({"user": {"id": user, "username": format!("u{user}")}});
        frame("VOICE_STATE_UPDATE", payload)
    };
    let guild = |states: Vec<Value>| frame("GUILD_CREATE", json!({"id": "5", "voice_states": states}));
    let lines_of_file = [
        // A frame before the first time, and the end of a visit that began before it.
        update("6", None),
        guild(vec![state("8", Some("2"))]),
        tick(0),
        update("7", Some("2")),
        tick(60),
        // Muted, then in another channel.
        update("7", Some("2")),
        update("7", Some("3")),
        tick(90),
        update("7", None),
        update("9", None),
        tick(100),
        update("7", Some("2")),
        tick(160),
        guild(vec![state("7", Some("2"))]),
    ];
    let folder = Folder::with("a.ndjson", lines_of_file.concat());
    let row = |channel: &str, user: &str, name: Option<&str>, visits: u64, seconds: u64, is_open: bool| {
        json!({"guild_id": "5", "channel_id": channel, "user_id": user, "user": name, "visits": visits,
            "seconds": seconds, "is_open": is_open})
    };
    let want = [
        row("2", "8", None, 1, 160, false),
        row("2", "7", Some("u7"), 2, 120, true),
        row("3", "7", Some("u7"), 1, 30, false),
    ];
    for arguments in ["", "--chunk-len 100 --threads 3"] {
        let ran = folder.run(&format!("history --voice a.ndjson {arguments}"));
        ran.check(0, "");
        assert_eq!(lines(&ran.stdout), want);
    }
    assert_eq!(lines(&folder.run("history --voice --user 7 --channel 3 a.ndjson").stdout), want[2..]);
    folder.run("history --voice --guild 6 a.ndjson").check(0, "zerocord: no such visit\n");
    let table = folder.run("history --voice --to table a.ndjson").stdout;
    assert_eq!(
        table.lines().nth(2).unwrap().split_whitespace().collect::<Vec<_>>(),
        ["2.0", "2", "yes", "5", "2", "7", "u7"]
    );
    let ran = folder.run("history --voice --keep 500 a.ndjson");
    ran.check(0, "zerocord: 1 visit not counted: memory is used up (--keep)\n");
    assert_eq!(folder.run("history --voice --to html a.ndjson").exit, 2);
    assert_eq!(folder.run("history --voice --deleted a.ndjson").exit, 2);
}

#[test]
fn visits_without_a_time_are_reported() {
    let frames = ["2", "3"].map(|channel| {
        frame("VOICE_STATE_UPDATE", json!({"guild_id": "5", "user_id": "7", "channel_id": channel}))
    });
    let ran = Folder::with("a.ndjson", frames.concat()).run("history --voice a.ndjson");
    let message = "2 visits without a known length: no frame of the file has a time";
    ran.check(0, &format!("zerocord: {message}\n"));
    assert_eq!(lines(&ran.stdout).len(), 2);
}

#[test]
fn messages_of_unknown_authors_are_counted() {
    let frames = "{\"t\":\"MESSAGE_DELETE\",\"s\":1,\"op\":0,\"d\":{\"id\":\"71\",\"channel_id\":\"9\"}}\n\
                  {\"t\":\"MESSAGE_CREATE\",\"s\":2,\"op\":0,\"d\":{\"id\":\"72\",\"channel_id\":\"9\",\"content\":\"x\",\
                  \"author\":{\"id\":\"5\",\"username\":\"u\"}}}\n";
    let folder = Folder::with("a.ndjson", frames);
    let unknown = "zerocord: 1 message left out (--user): the recording does not contain who wrote them\n";
    let ran = folder.run("history --user 5 a.ndjson");
    ran.check(0, unknown);
    assert_eq!(ran.stdout.lines().count(), 1);
    folder
        .run("history --user 6 --deleted a.ndjson")
        .check(0, &format!("{unknown}zerocord: no such message\n"));
    folder.run("history --user 5 --edited a.ndjson").check(0, "zerocord: no such message\n");
    folder.run("history --deleted a.ndjson").check(0, "");
    let ran = folder.run("history -o messages.csv.gz a.ndjson");
    assert_eq!(ran.exit, 2);
    assert!(ran.stderr.contains(".csv is not written; use .ndjson, .html or .txt"), "{}", ran.stderr);
    folder.run("history -o messages.csv --to table a.ndjson").check(0, "");
}
