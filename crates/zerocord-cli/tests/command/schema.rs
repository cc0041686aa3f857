//! `zerocord schema`: the list, JSON Schemas, tables. `zerocord-schema` tests that the schemas are correct.

use crate::folder::Folder;
use serde_json::Value;
use zerocord_schema::{JsonSchema, Schema};

fn stdout(arguments: &str) -> String {
    let ran = Folder::new().run(arguments);
    ran.check(0, "");
    ran.stdout
}

fn json(arguments: &str) -> Value {
    serde_json::from_str(&stdout(arguments)).unwrap()
}

#[test]
fn all_events_are_listed() {
    let list = json("schema --json");
    let list = list.as_array().unwrap();
    let names: Vec<_> = list.iter().map(|row| row["name"].as_str().unwrap()).collect();
    for event in zerocord::EventName::all() {
        let name = event.as_known_str().unwrap();
        let place = names.iter().position(|known| *known == name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(list[place]["intents"], Value::from(event.intents()), "{name}");
        assert_eq!(list[place]["opcode"], 0);
    }
    assert_eq!(names.len(), zerocord::EventName::COUNT + 5);
    assert_eq!(list[names.iter().position(|name| *name == "HELLO").unwrap()]["payload"], "Hello");

    let table = stdout("schema");
    let lines: Vec<_> = table.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), names.len() + 1);
    let row = |name: &str| {
        let line = lines.iter().find(|line| line.split(' ').next() == Some(name)).unwrap();
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(row("event"), ["event", "kind", "documented", "intents", "payload"]);
    assert_eq!(
        row("TYPING_START"),
        ["TYPING_START", "dispatch", "yes", "GUILD_MESSAGE_TYPING, DIRECT_MESSAGE_TYPING", "TypingStart"]
    );
    assert_eq!(row("CALL_CREATE")[..3], ["CALL_CREATE", "dispatch", "no"]);
    assert_eq!(row("USER_NOTE_UPDATE"), ["USER_NOTE_UPDATE", "dispatch", "no, user accounts"]);
    assert_eq!(row("HEARTBEAT_ACK")[1], "opcode 11");
    let markdown = stdout("schema --format markdown");
    assert!(markdown.starts_with("| event | kind | documented | intents | payload |\n| --- | --- | "));
    assert_eq!(markdown.lines().filter(|line| line.starts_with("| ")).count(), lines.len() + 1);
}

#[test]
fn a_json_schema_is_what_the_library_prints() {
    let printer = JsonSchema::new(Schema::bundled());
    let all: Vec<_> = JsonSchema::names(Schema::bundled()).collect();
    for (arguments, printer, names) in [
        ("-e TYPING_START", printer, &["TYPING_START"][..]),
        ("--event typing_start", printer, &["TYPING_START"]),
        ("-e Typing-Start --format json-schema", printer, &["TYPING_START"]),
        ("-e hello,TYPING_START -e HELLO", printer, &["HELLO", "TYPING_START"]),
        ("-e GUILD_CREATE --payload", printer.with_payload_only(true), &["GUILD_CREATE"]),
        ("-e GUILD_CREATE --closed", printer.with_closed(true), &["GUILD_CREATE"]),
        ("-e USER_NOTE_UPDATE", printer, &["USER_NOTE_UPDATE"]),
        ("--format json-schema", printer, &all),
    ] {
        let found = stdout(&format!("schema {arguments}"));
        assert_eq!(found.strip_suffix('\n'), printer.frames(names).as_deref(), "{arguments}");
    }
    let schema = json("schema -e TYPING_START");
    assert_eq!(schema["properties"]["d"]["$ref"], "#/$defs/TypingStart");
    assert_eq!(json("schema -e TYPING_START --payload")["$ref"], "#/$defs/TypingStart");
}

#[test]
fn fields_are_shown_as_tables() {
    let table = stdout("schema -e TYPING_START --format table");
    assert!(
        table.starts_with(
            "TYPING_START\n\
         A user has begun to type. Needs `GUILD_MESSAGE_TYPING` or `DIRECT_MESSAGE_TYPING`. \
         Intents: GUILD_MESSAGE_TYPING or DIRECT_MESSAGE_TYPING. Payload: TypingStart.\n\
         \n\
         TypingStart\n"
        ),
        "{table}"
    );
    let line = table.lines().find(|line| line.starts_with("guild_id ")).unwrap();
    assert!(line.contains(" snowflake ") && line.contains(" not always "), "{line}");
    // Every part appears once: objects, enums and flag sets.
    for part in ["TypingStart", "GuildMember", "User", "UserFlags"] {
        assert_eq!(table.lines().filter(|line| *line == part).count(), 1, "{part}");
    }
    let markdown = stdout("schema -e MESSAGE_CREATE --format markdown");
    assert!(markdown.contains("\n## MessageType\n"));
    assert!(markdown.contains("\n| 19 | REPLY | A user answered a message. |\n"));
    assert!(markdown.contains("\n| `type` is 2 | Button |\n"));
    assert!(markdown.contains("\n| 2 | SUPPRESS_EMBEDS | "));
}

#[test]
fn invalid_arguments_are_rejected() {
    let folder = Folder::new();
    let ran = folder.run("schema -e MESAGE_CREATE");
    assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""));
    assert!(
        ran.stderr.starts_with(
            "error: MESAGE_CREATE is not an event that zerocord knows; did you mean MESSAGE_CREATE?\n"
        ),
        "{}",
        ran.stderr
    );
    let ran = folder.run("schema -e NOTHING_LIKE_IT_AT_ALL");
    assert!(ran.stderr.contains("`zerocord schema` lists them all"), "{}", ran.stderr);
    for arguments in
        ["--payload", "--closed", "--json -e READY", "--format yaml", "-e READY --format table --payload"]
    {
        assert_eq!(folder.run(&format!("schema {arguments}")).exit, 2, "{arguments}");
    }
}

#[test]
fn columns_of_tables_are_listed() {
    let table = stdout("schema --columns typing_start,unknown");
    let row = |name: &str| {
        let line = table.lines().find(|line| line.split(' ').next() == Some(name)).unwrap();
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(row("guild_id")[1..3], ["UInt64", "snowflake"]);
    assert_eq!(row("timestamp")[1..3], ["Timestamp(µs, UTC)", "unix_seconds"]);
    assert_eq!(row("member.roles")[1..3], ["list of UInt64", "snowflake"]);
    assert_eq!(row("_line")[1..], ["UInt64", "The line of the recording, from 1."]);
    assert_eq!(row("t")[1..], ["Utf8", "The name of the event."]);
    let deeper = stdout("schema --columns TYPING_START --depth 3 --format markdown");
    assert!(deeper.contains("| member.user.id | UInt64 | snowflake |"), "{deeper}");
    let ran = Folder::new().run("schema --columns NO_SUCH");
    assert!(ran.exit == 2 && ran.stderr.contains("there is no event `NO_SUCH`"), "{}", ran.stderr);
}
