//! Tables as users configure them: columns, depth, privacy, values of wrong types, bad frames.

mod support;

use serde_json::{Value, json};
use support::row;
use zerocord_arrow::arrow_array::Array;
use zerocord_arrow::arrow_schema::DataType;
use zerocord_arrow::{BadFrameReason, FrameColumn, FrameOrigin, PushError, Table, TableError, TableOptions};
use zerocord_testkit::generator::{Generator, Mix, Richness};

/// The number of columns in a type, including those inside structs, lists and maps.
fn leaves(data_type: &DataType) -> usize {
    match data_type {
        DataType::Struct(fields) => fields.iter().map(|field| leaves(field.data_type())).sum(),
        DataType::List(item) => leaves(item.data_type()),
        DataType::Map(entries, _) => leaves(entries.data_type()),
        _ => 1,
    }
}

fn leaf_count(name: &str, options: &TableOptions) -> usize {
    let schema = Table::of(name, options).unwrap().schema();
    schema.fields().iter().map(|field| leaves(field.data_type())).sum()
}

#[test]
fn depth_bounds_the_columns() {
    let counts = [1, 2, 3].map(|depth| {
        let options = TableOptions::default().content(true).frame_columns([]).presence(false).depth(depth);
        let events = &zerocord_schema::Schema::bundled().events;
        let all: usize = events.iter().map(|event| leaf_count(&event.name, &options)).sum();
        (all, leaf_count("MESSAGE_CREATE", &options))
    });
    assert!(counts[0].0 > 1_000 && counts[0].1 < 60, "{counts:?}");
    assert!(counts[1].0 > 3 * counts[0].0 && counts[1].1 > 300, "{counts:?}");
    assert!(counts[2].0 > 2 * counts[1].0 && counts[2].0 < 20_000, "{counts:?}");
}

#[track_caller]
fn table(name: &str, columns: &[&str]) -> Table {
    Table::of(name, &TableOptions::default().columns(columns.iter().copied())).unwrap()
}

/// One row of a MESSAGE_CREATE with this payload.
#[track_caller]
fn message(options: &TableOptions, payload: &str) -> Value {
    let mut table = Table::of("MESSAGE_CREATE", options).unwrap();
    let frame = format!(r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{payload}}}"#);
    assert_eq!(table.push(frame.as_bytes()), Ok(true), "{frame}");
    Value::Object(row(&table.finish(), 0))
}

#[test]
fn every_column_can_be_selected_by_its_name() {
    let options = TableOptions::default().content(true);
    for whole in Table::of_all_events(&options).unwrap() {
        let schema = whole.schema();
        let names = schema.fields().iter().map(|field| field.name().as_str());
        let selected = Table::of(whole.name(), &options.clone().columns(names)).unwrap();
        assert_eq!(selected.schema(), schema, "{}", whole.name());
    }
}

#[test]
fn columns_come_in_the_order_in_which_they_are_named() {
    let options =
        TableOptions::default().columns(["_seq", "author.username", "id", "author.id", "mentions.id"]);
    let table = Table::of("MESSAGE_CREATE", &options).unwrap();
    let names: Vec<String> = table.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["_seq", "author", "id", "mentions"]);
    let payload = r#"{"id":"1","x":2,"author":{"id":"3","bot":true,"username":"u"},"mentions":[{"id":"4"},null,{"username":"v"}]}"#;
    assert_eq!(
        message(&options, payload),
        json!({"_seq": 1, "author": {"username": "u", "id": 3}, "id": 1, "mentions": [{"id": 4}, null, {"id": null}]})
    );
}

#[test]
fn a_path_may_lead_below_the_depth() {
    let options = TableOptions::default()
        .depth(1)
        .columns(["referenced_message.referenced_message.author.id", "author.avatar_decoration_data"]);
    let payload = r#"{"author":{"avatar_decoration_data":{"sku_id": "5"}},
        "referenced_message":{"referenced_message":{"author":{"id":"6"}}}}"#;
    assert_eq!(
        message(&options, payload),
        json!({
            "referenced_message": {"referenced_message": {"author": {"id": 6}}},
            "author": {"avatar_decoration_data": {"sku_id": "5"}},
        })
    );
}

#[test]
fn unknown_columns_are_errors_with_their_name() {
    let error = |columns: &[&str]| {
        Table::of("MESSAGE_CREATE", &TableOptions::default().columns(columns.iter().copied())).unwrap_err()
    };
    assert_eq!(error(&["id", "author.idd"]).to_string(), "MESSAGE_CREATE has no column `author.idd`");
    assert_eq!(error(&["id.x"]).to_string(), "MESSAGE_CREATE has no column `id`");
    assert_eq!(error(&["author.id", "author"]), TableError::Repeated("author".into()));
    assert_eq!(error(&["author", "author.id"]), TableError::Repeated("author.id".into()));
    assert_eq!(error(&["_seq", "_seq"]), TableError::Repeated("_seq".into()));
    assert_eq!(error(&[]), TableError::Empty);
    for private in ["content", "attachments.url", "poll.question", "referenced_message.content"] {
        assert_eq!(error(&[private]), TableError::Private(private.into()));
    }
    let unknown = Table::of("message_create", &TableOptions::default()).unwrap_err();
    assert_eq!(unknown, TableError::UnknownTable("message_create".into()));
}

#[test]
fn the_first_of_a_repeated_key_counts_and_escapes_match() {
    let options = TableOptions::default().columns(["id", "author.id", "mentions.id", "_extra"]);
    let payload = r#"{"\u0069d":"1","id":"2","author":{"id":"3","i\u0064":"4"},"author":{"id":"5"},
        "new":1,"n\u0065w":2,"mentions":[{"id":"6","id":"7","new":8,"new":9}]}"#;
    assert_eq!(
        message(&options, payload),
        json!({"id": 1, "author": {"id": 3}, "mentions": [{"id": 6}], "_extra": {"new": 1, "mentions.0.new": 8}})
    );
}

/// More keys than the limit for comparing them one by one.
#[test]
fn many_unknown_keys_are_distinguished() {
    let options = TableOptions::default().columns(["_extra"]);
    let keys: Vec<String> = (0..200).map(|key| format!(r#""k{}":{key}"#, key % 100)).collect();
    let found = message(&options, &format!("{{{}}}", keys.join(",")));
    let want: serde_json::Map<String, Value> = (0..100).map(|key| (format!("k{key}"), json!(key))).collect();
    assert_eq!(found["_extra"], Value::Object(want));
}

#[test]
fn a_repeated_key_of_a_map_counts_once() {
    let options = TableOptions::default().columns(["resolved.users.id"]);
    let users: Vec<String> = (0..60).map(|user| format!(r#""{}":{{"id":"{user}"}}"#, user % 30)).collect();
    let found = message(&options, &format!(r#"{{"resolved":{{"users":{{{},"x":{{}}}}}}}}"#, users.join(",")));
    let want: serde_json::Map<String, Value> =
        (0..30).map(|user| (user.to_string(), json!({"id": user}))).collect();
    assert_eq!(found["resolved"]["users"], Value::Object(want));
}

#[test]
fn absent_and_null_are_distinguished_in_updates() {
    let mut table = Table::of("GUILD_MEMBER_UPDATE", &TableOptions::default()).unwrap();
    let frame = br#"{"t":"GUILD_MEMBER_UPDATE","s":1,"op":0,"d":{"nick":null,"user":{"id":"1"}}}"#;
    assert_eq!(table.push(frame), Ok(true));
    let found = row(&table.finish(), 0);
    assert_eq!((&found["nick"], &found["avatar"]), (&Value::Null, &Value::Null));
    let absent: Vec<&str> =
        found["_absent"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
    assert!(absent.contains(&"avatar") && absent.contains(&"user.username"), "{absent:?}");
    assert!(
        !absent.contains(&"nick") && !absent.contains(&"user.id") && !absent.contains(&"user"),
        "{absent:?}"
    );
    let create = Table::of("MESSAGE_CREATE", &TableOptions::default()).unwrap();
    assert!(create.schema().field_with_name("_absent").is_err());
}

/// No cell contains message content, regardless of its position in the frame.
#[test]
fn message_content_is_left_out() {
    let inner = r#""content":"SECRET","embeds":[{"title":"SECRET"}],"components":[{"label":"SECRET"}],
        "attachments":[{"id":"1","filename":"SECRET","url":"SECRET","proxy_url":"SECRET","title":"SECRET","description":"SECRET","size":77}],
        "poll":{"question":{"text":"SECRET"},"answers":[{"poll_media":{"text":"SECRET"}}],"layout_type":88}"#;
    let message = format!(
        r#"{{"id":"5",{inner},"referenced_message":{{"id":"6",{inner},"new":{{{inner},"kept":99}}}},
        "message_snapshots":[{{"message":{{{inner}}}}}],"new":{{"deep":[{{{inner},"kept":66}}]}},"con\u0074ent2":1,
        "thread":{{"new":[{{"c\u006fntent":"SECRET"}}]}},
        "resolved":{{"messages":{{"7":{{{inner}}}}},"attachments":{{"8":{{"url":"SECRET","id":"8"}}}}}}}}"#
    );
    for depth in [1, 2, 3, 5] {
        for event in [
            "MESSAGE_CREATE",
            "MESSAGE_UPDATE",
            "NEWS",
            "INTERACTION_CREATE",
            "AUTO_MODERATION_ACTION_EXECUTION",
        ] {
            let payload = match event {
                "INTERACTION_CREATE" => format!(r#"{{"message":{message},"data":{message}}}"#),
                "AUTO_MODERATION_ACTION_EXECUTION" => r#"{"content":"SECRET","matched_content":"SECRET","matched_keyword":"SECRET","user_id":"5"}"#.to_owned(),
                _ => message.clone(),
            };
            let frame = format!(r#"{{"t":"{event}","s":1,"op":0,"d":{payload}}}"#);
            let options = TableOptions::default().depth(depth);
            let name = if event == "NEWS" { "unknown" } else { event };
            let mut table = Table::of(name, &options).unwrap();
            assert_eq!(table.push(frame.as_bytes()), Ok(true));
            let found = Value::Object(row(&table.finish(), 0)).to_string();
            assert!(!found.contains("SECRET"), "{event} at depth {depth}: {found}");
            if event.starts_with("MESSAGE") {
                assert!(["77", "88", "99", "66"].iter().all(|kept| found.contains(kept)), "{found}");
            }
            let mut table = Table::of(name, &options.clone().content(true)).unwrap();
            assert_eq!(table.push(frame.as_bytes()), Ok(true));
            assert!(Value::Object(row(&table.finish(), 0)).to_string().contains("SECRET"), "{event}");
        }
    }
}

#[test]
fn a_value_of_another_type_is_null_and_counted_by_path() {
    let mut table = table("MESSAGE_CREATE", &["id", "tts", "timestamp", "author.id", "mentions.id", "flags"]);
    let origin = |line| FrameOrigin {
        file: Some("a.ndjson"),
        line: Some(line),
        offset: Some(100),
        ..FrameOrigin::default()
    };
    for line in 1..=7 {
        let frame = br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"id":{},"tts":"x","timestamp":"no","author":[],"mentions":[{"id":"x"},5],"flags":1.5}}"#;
        assert_eq!(table.push_from(frame, &origin(line)), Ok(true));
    }
    let batch = table.finish();
    let found = Value::Object(row(&batch, 6));
    let want = json!({"id": null, "tts": null, "timestamp": null, "author": null, "mentions": [{"id": null}, null], "flags": null});
    assert_eq!(found, want);
    let report = table.report();
    let counts: Vec<(&str, u64)> =
        report.wrong.iter().map(|wrong| (wrong.path.as_str(), wrong.count)).collect();
    let want = [
        ("id", 7),
        ("tts", 7),
        ("timestamp", 7),
        ("author", 7),
        ("mentions.id", 7),
        ("mentions", 7),
        ("flags", 7),
    ];
    assert_eq!(counts, want);
    assert_eq!(report.wrong[1].first.len(), 5);
    assert!(report.wrong[1].to_string().starts_with(
        "MESSAGE_CREATE.tts: 7 values are not true or false; at a.ndjson: line 1, byte 154; a.ndjson: line 2, byte 154"
    ), "{}", report.wrong[1]);
}

#[test]
fn a_sequence_that_is_not_a_number_is_null_and_counted() {
    let mut table = table("RESUMED", &["_seq"]);
    for frame in [r#"{"t":"RESUMED","s":"5","op":0,"d":{}}"#, r#"{"t":"RESUMED","s":6,"op":0,"d":{}}"#] {
        assert_eq!(table.push(frame.as_bytes()), Ok(true));
    }
    assert_eq!(table.push(br#"{"t":"RESUMED","s":null,"op":0,"d":{}}"#), Ok(true));
    let batch = table.finish();
    let found: Vec<Value> = (0..3).map(|index| Value::Object(row(&batch, index))).collect();
    assert_eq!(found, [json!({"_seq": null}), json!({"_seq": 6}), json!({"_seq": null})]);
    let wrong: Vec<String> = table.report().wrong.iter().map(ToString::to_string).collect();
    assert_eq!(wrong, ["RESUMED._seq: 1 values are not a whole number of 64 bits; at byte 19"]);
}

#[test]
fn an_empty_id_is_null() {
    let mut table = table("MESSAGE_CREATE", &["id"]);
    assert_eq!(table.push(br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"id":""}}"#), Ok(true));
    assert!(table.finish().column(0).is_null(0) && table.report().is_clean());
}

/// A frame that is truncated at any byte, or has any byte changed, gives a complete row or no row.
#[test]
fn a_damaged_frame_loses_only_that_frame() {
    for validate in [true, false] {
        let options = TableOptions::default().content(true).depth(3).validate(validate);
        let mut table = Table::of("MESSAGE_CREATE", &options).unwrap();
        let mut generator = Generator::new(5, Mix::Quiet);
        let mut whole = Vec::new();
        generator.frame_of("MESSAGE_CREATE", Richness::Typical, &mut whole);
        assert_eq!(table.push(&whole), Ok(true));
        let (mut rows, mut bad) = (1, 0);
        for cut in 0..whole.len() {
            let mut changed = whole.clone();
            changed[cut] = b"\"{}[],:\\x"[cut % 9];
            for frame in [&whole[..cut], &changed] {
                let is_json = serde_json::from_slice::<Value>(frame).is_ok();
                match table.push(frame) {
                    Ok(true) => {
                        assert!(is_json || !validate, "{}", String::from_utf8_lossy(frame));
                        rows += 1;
                    }
                    Ok(false) => {}
                    Err(PushError::BadFrame(BadFrameReason::Frame(_))) => bad += 1,
                    Err(error) => panic!("{error}"),
                }
            }
        }
        let batch = table.finish();
        assert_eq!((batch.num_rows(), table.report().bad_frames), (rows, bad));
        // All cells can be read, and the last complete frame is as good as the first.
        (0..rows).for_each(|index| _ = row(&batch, index));
        assert_eq!(table.push(&whole), Ok(true));
        assert_eq!(row(&table.finish(), 0), row(&batch, 0));
        assert!(bad as usize > whole.len() / 2, "{bad}");
    }
}

#[test]
fn a_payload_that_is_not_an_object_is_a_bad_frame() {
    let mut table = table("MESSAGE_CREATE", &["id"]);
    for payload in ["null", "[]", "1", "\"x\""] {
        let frame = format!(r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{payload}}}"#);
        assert!(matches!(table.push(frame.as_bytes()), Err(PushError::BadFrame(_))), "{payload}");
    }
    assert_eq!((table.row_count(), table.report().bad_frames), (0, 4));
    assert_eq!(table.report().first_bad[0].to_string(), "expected an object, found `n` at byte 39");
}

#[test]
fn fields_have_metadata() {
    let schema = Table::of("MESSAGE_CREATE", &TableOptions::default()).unwrap().schema();
    let of = |name: &str, key: &str| {
        schema.field_with_name(name).unwrap().metadata().get(key).cloned().unwrap_or_default()
    };
    assert_eq!((of("id", "zerocord.kind").as_str(), of("id", "zerocord.path").as_str()), ("snowflake", "id"));
    let names: Value = serde_json::from_str(&of("type", "zerocord.names")).unwrap();
    assert_eq!(names["0"], json!("DEFAULT"));
    assert_eq!(of("nonce", "ARROW:extension:name"), "arrow.json");
    assert_eq!(of("_extra", "ARROW:extension:name"), "arrow.json");
    assert_eq!(schema.metadata()["zerocord.event"], "MESSAGE_CREATE");
    assert_eq!((schema.metadata()["zerocord.depth"].as_str(), schema.metadata().len()), ("2", 3));
    let DataType::Struct(author) = schema.field_with_name("author").unwrap().data_type() else { panic!() };
    assert_eq!(author.find("id").unwrap().1.metadata()["zerocord.path"], "author.id");
}

#[test]
fn other_frames_have_tables_too() {
    let mut unknown = Table::of("unknown", &TableOptions::default()).unwrap();
    let mut other = Table::of("other", &TableOptions::default()).unwrap();
    let frames = [
        r#"{"t":"NEW_EVENT","s":4,"op":0,"d":{"a" : 1}}"#,
        r#"{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}"#,
        r#"{"op":11}"#,
        r#"{"t":"TYPING_START","s":1,"op":0,"d":{}}"#,
    ];
    for frame in frames {
        let _ = (unknown.push(frame.as_bytes()).unwrap(), other.push(frame.as_bytes()).unwrap());
    }
    let (unknown, other) = (unknown.finish(), other.finish());
    assert_eq!((unknown.num_rows(), other.num_rows()), (1, 2));
    let found = row(&unknown, 0);
    assert_eq!(
        (&found["t"], &found["d"], &found["_seq"]),
        (&json!("NEW_EVENT"), &json!({"a": 1}), &json!(4))
    );
    assert_eq!((row(&other, 0)["op"].clone(), row(&other, 1)["d"].clone()), (json!(10), Value::Null));
}

#[test]
fn frame_columns_have_the_origin() {
    let columns = ["id", "_shard", "_session", "_file", "_line", "_offset", "_received"];
    let mut table = table("TYPING_START", &columns.map(|name| if name == "id" { "user_id" } else { name }));
    let origin = FrameOrigin {
        file: Some("f"),
        line: Some(2),
        offset: Some(3),
        shard: Some(4),
        session: Some("s"),
        received: Some(zerocord::Timestamp::from_unix_micros(-5)),
    };
    let frame = br#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"7"}}"#;
    assert_eq!(table.push_from(frame, &origin), Ok(true));
    assert_eq!(table.push(frame), Ok(true));
    let batch = table.finish();
    let want = json!({"user_id": 7, "_shard": 4, "_session": "s", "_file": "f", "_line": 2, "_offset": 3, "_received": -5});
    assert_eq!(Value::Object(row(&batch, 0)), want);
    let nulls = row(&batch, 1).values().filter(|value| value.is_null()).count();
    assert_eq!(nulls, 6);
}

#[test]
fn a_full_table_accepts_no_more_rows() {
    let options = TableOptions::default().columns(["id"]).validate(false).frame_columns([FrameColumn::Seq]);
    let mut table = Table::of("MESSAGE_CREATE", &options).unwrap();
    let frame =
        format!(r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{{"id":"1","x":"{}"}}}}"#, "x".repeat(1 << 24));
    let mut rows = 0;
    while table.push(frame.as_bytes()) == Ok(true) {
        rows += 1;
    }
    assert_eq!((rows, table.push(frame.as_bytes())), (16, Err(PushError::Full)));
    assert_eq!(table.finish().num_rows(), 16);
    assert_eq!(table.push(frame.as_bytes()), Ok(true));
}
