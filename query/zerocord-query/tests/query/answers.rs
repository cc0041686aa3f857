//! Conditions that are pushed down give the answers of conditions that DataFusion computes over all rows.

use std::sync::Arc;

use datafusion::datasource::MemTable;
use zerocord_query::Recordings;

use crate::support::{assert_rows, open, recording, rows, session, write};

const CONDITIONS: &[&str] = &[
    "guild_id = ID",
    "guild_id <> ID",
    "guild_id IN (ID, 5, 7)",
    "guild_id NOT IN (ID, 5, 7)",
    "guild_id IN (1, 2, 3, 4, 5, 6, 7, 8, 9, ID)",
    "guild_id > ID",
    "guild_id >= ID AND guild_id <= ID",
    "ID < guild_id OR guild_id IS NULL",
    "author.id = AUTHOR",
    "author['id'] = AUTHOR OR guild_id = ID",
    "author.id = AUTHOR AND guild_id = ID",
    "author.id IN (AUTHOR, 1) AND type = 0",
    "guild_id IS NULL",
    "guild_id IS NOT NULL AND edited_timestamp IS NULL",
    "member IS NULL",
    "member IS NOT NULL",
    "type = 0",
    "type <> 0",
    "type IN (0, 19)",
    "tts",
    "NOT tts",
    "timestamp >= TIMESTAMP '2020-01-01T00:00:00Z'",
    "timestamp < TIMESTAMP '2020-01-01T00:00:00Z' OR guild_id = ID",
    "content = 'x'",
    "content <> 'x'",
    "author.username IN ('a', 'b') OR author.bot",
    "author.global_name IS NULL",
    "content LIKE '%a%' AND guild_id = ID",
    "_line > 10 AND guild_id = ID",
    "guild_id = ID AND channel_id > author.id",
    "coalesce(author.bot, false) = false AND guild_id = ID",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_condition_gives_the_rows_that_datafusion_finds() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", &recording(3, 1 << 20));
    let (ctx, log) = open(3, &Recordings::new([file]).content(true)).await;
    // The oracle: all rows in memory.
    let all = ctx.sql("SELECT * FROM message_create").await.unwrap();
    let schema = Arc::new(all.schema().as_arrow().clone());
    let batches = all.collect().await.unwrap();
    let oracle = session(1);
    oracle
        .register_table("message_create", Arc::new(MemTable::try_new(schema, vec![batches]).unwrap()))
        .unwrap();
    let one = rows(&oracle, "SELECT guild_id, author.id FROM message_create WHERE guild_id IS NOT NULL ORDER BY guild_id, author.id LIMIT 1").await.unwrap();
    let ids: Vec<&str> = one[1].split(' ').filter(|part| *part != "|").collect();
    let mut with_rows = 0;
    for condition in CONDITIONS {
        let condition = condition.replace("AUTHOR", ids[1]).replace("ID", ids[0]);
        for columns in ["count(*)", "id, author.id, _seq", "author, guild_id", "_extra, _line, id"] {
            let sql = format!("SELECT {columns} FROM message_create WHERE {condition}");
            let (got, want) = (rows(&ctx, &sql).await.unwrap(), rows(&oracle, &sql).await.unwrap());
            assert_eq!(got, want, "{sql}");
            with_rows += usize::from(got.len() > 1);
        }
    }
    assert!(with_rows > CONDITIONS.len() * 2, "most conditions have rows");
    assert!(log.take().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_frames_meet_conditions_as_their_rows_do() {
    let frames = [
        r#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"7","guild_id":"5","timestamp":1}}"#,
        // Escapes in a value, in a key, and in the event name.
        r#"{"t":"TYPING_START","s":2,"op":0,"d":{"user_id":"\u0037","guild_id":"5","timestamp":2}}"#,
        r#"{"t":"TYPING_START","s":3,"op":0,"d":{"us\u0065r_id":"7","guild_id":"5","timestamp":3}}"#,
        r#"{"t":"TYPING\u005fSTART","s":4,"op":0,"d":{"user_id":"7","guild_id":"5","timestamp":4}}"#,
        // Another type, null, absent, repeated, as a number, empty.
        r#"{"t":"TYPING_START","s":5,"op":0,"d":{"user_id":{"x":"7"},"guild_id":"5","timestamp":5}}"#,
        r#"{"t":"TYPING_START","s":6,"op":0,"d":{"user_id":null,"guild_id":"5","timestamp":6}}"#,
        r#"{"t":"TYPING_START","s":7,"op":0,"d":{"guild_id":"7","timestamp":7}}"#,
        r#"{"t":"TYPING_START","s":8,"op":0,"d":{"user_id":"8","user_id":"7","timestamp":8}}"#,
        r#"{"t":"TYPING_START","s":9,"op":0,"d":{"user_id":7,"timestamp":9}}"#,
        r#"{"t":"TYPING_START","s":10,"op":0,"d":{"user_id":"","timestamp":10}}"#,
        r#"{"t":"TYPING_START","s":11,"op":0,"d":{"user_id":"7","timestamp":"2020"}}"#,
        r#"{ "d" : {"user_id":"7"} , "op":0, "s":12, "t":"TYPING_START" }"#,
        r#"{"t":"TYPING_START","s":13,"op":1,"d":{"user_id":"7"}}"#,
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", frames.join("\n").as_bytes());
    let (ctx, _) = open(1, &Recordings::new([file])).await;
    for (condition, want) in [
        ("user_id = 7", vec![1, 2, 3, 4, 9, 11, 12]),
        ("user_id <> 7", vec![8]),
        ("user_id IN (7, 8)", vec![1, 2, 3, 4, 8, 9, 11, 12]),
        ("user_id NOT IN (8, 9)", vec![1, 2, 3, 4, 9, 11, 12]),
        ("user_id IS NULL", vec![5, 6, 7, 10]),
        ("user_id IS NOT NULL", vec![1, 2, 3, 4, 8, 9, 11, 12]),
        ("user_id > 7", vec![8]),
        ("timestamp IS NULL", vec![11, 12]),
        ("timestamp <= to_timestamp_micros(3000000)", vec![1, 2, 3]),
    ] {
        let sql = format!("SELECT _seq FROM typing_start WHERE {condition} ORDER BY _seq");
        let got = rows(&ctx, &sql).await.unwrap();
        let want: Vec<String> = std::iter::once("| _seq |".to_owned())
            .chain(want.iter().map(|seq| format!("| {seq} |")))
            .collect();
        assert_rows(&got, &want, condition);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_of_ids_and_permissions() {
    let ctx = session(1);
    for (sql, want) in [
        ("snowflake_time(175928847299117063)", "2016-04-30T11:18:25.796Z"),
        ("snowflake_time(CAST(NULL AS BIGINT UNSIGNED))", ""),
        ("shard_of(197038439483310086, 16)", "2"),
        ("shard_of(4194304, 16)", "1"),
        ("permission('4', 'BAN_MEMBERS')", "true"),
        ("permission('4', 'ban_members')", "true"),
        ("permission('3', 'BAN_MEMBERS')", "false"),
        ("permission(8, 'ADMINISTRATOR')", "true"),
        ("permission(CAST(NULL AS VARCHAR), 'ADMINISTRATOR')", ""),
        ("permission('36893488147419103232', 'ADMINISTRATOR')", "false"),
        ("permission('x', 'ADMINISTRATOR')", ""),
    ] {
        let got = rows(&ctx, &format!("SELECT {sql} AS x")).await.unwrap();
        assert_eq!(got[1], format!("| {want} |").replace("  ", " "), "{sql}");
    }
    for (sql, want) in [
        ("permission('4', 'BAN_MEMBER')", "did you mean `BAN_MEMBERS`?"),
        ("shard_of(5, 0)", "at least one shard"),
    ] {
        let error = rows(&ctx, &format!("SELECT {sql}")).await.unwrap_err().to_string();
        assert!(error.contains(want), "{error}");
    }
}
