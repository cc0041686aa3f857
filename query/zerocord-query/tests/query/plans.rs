//! What `EXPLAIN` and metrics show.

use zerocord_query::Recordings;

use crate::support::{open, plan, recording, rows, write};

#[track_caller]
fn check(plan: &str, has: &[&str], lacks: &[&str]) {
    for part in has {
        assert!(plan.contains(part), "`{part}` is missing:\n{plan}");
    }
    for part in lacks {
        assert!(!plan.contains(part), "`{part}` is there:\n{plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn explain_shows_what_is_pushed_down() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", &recording(3, 300 << 10));
    let (ctx, _) = open(4, &Recordings::new([file]).content(true)).await;
    for (sql, has, lacks) in [
        (
            "SELECT channel_id, count(*) FROM message_create GROUP BY channel_id",
            vec!["table=MESSAGE_CREATE", "reads=[channel_id]", "4 groups"],
            vec!["FilterExec"],
        ),
        (
            "SELECT author.id, count(*) FROM message_create GROUP BY author.id",
            vec!["reads=[author.id]"],
            vec!["author.username"],
        ),
        ("SELECT count(*) FROM message_create", vec!["reads=[]"], vec![]),
        (
            "SELECT id FROM message_create WHERE guild_id = 5 AND author.id IN (7, 8) AND timestamp > TIMESTAMP '2020-01-01T00:00:00Z'",
            vec![
                "reads=[id, timestamp, author.id, guild_id]",
                "ids_as_bytes=[5]",
                "ids_as_bytes=[7, 8]",
                "filter=",
            ],
            vec!["FilterExec"],
        ),
        (
            "SELECT id FROM message_create WHERE guild_id IS NULL",
            vec!["filter=guild_id"],
            vec!["FilterExec", "ids_as_bytes"],
        ),
        (
            "SELECT id FROM message_create WHERE guild_id = 5 AND content LIKE '%a%'",
            vec!["FilterExec: content", "ids_as_bytes=[5]"],
            vec![],
        ),
        ("SELECT id FROM message_create LIMIT 3", vec!["limit=3"], vec![]),
        (
            "SELECT size FROM frames WHERE t = 'TYPING_START'",
            vec!["table=frames", "filter=t"],
            vec!["FilterExec"],
        ),
    ] {
        let plan = plan(&ctx, sql).await;
        let physical = plan.split("physical_plan").nth(1).unwrap();
        let reads = physical.split("reads=").nth(1).unwrap().to_owned();
        for part in &has {
            // The order of columns is that of the table.
            let Some(list) = part.strip_prefix("reads=[") else { continue };
            let got = reads.split(']').next().unwrap().trim_start_matches('[').split(", ");
            let (mut got, mut want): (Vec<_>, Vec<_>) =
                (got.collect(), list.trim_end_matches(']').split(", ").collect());
            got.sort();
            want.sort();
            assert_eq!(got, want, "{sql}");
        }
        let has: Vec<&str> = has.into_iter().filter(|part| !part.starts_with("reads=")).collect();
        check(physical, &has, &lacks);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_what_each_step_left_out() {
    let frame = |seq: u64, guild: u64, user: u64| {
        format!(r#"{{"t":"TYPING_START","s":{seq},"op":0,"d":{{"user_id":"{user}","guild_id":"{guild}"}}}}"#)
    };
    let mut lines: Vec<String> = (0..10).map(|seq| frame(seq, 1000, seq)).collect();
    // The digits are there, in another field.
    lines.push(frame(10, 3000, 2000));
    lines.push(frame(11, 2000, 4000));
    lines.push(r#"{"op":11}"#.to_owned());
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", lines.join("\n").as_bytes());
    let (ctx, _) = open(1, &Recordings::new([file])).await;
    let plan =
        rows(&ctx, "EXPLAIN ANALYZE SELECT user_id FROM typing_start WHERE guild_id = 2000 -- ORDER BY")
            .await
            .unwrap();
    let want = [
        "frames=13",
        "frames_of_event=12",
        "frames_skipped_by_bytes=10",
        "frames_skipped_by_fields=1",
        "output_rows=1",
        "bad_frames=0",
    ];
    check(&plan.join("\n"), &want, &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_ends_the_scan() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = recording(3, 8 << 20);
    let file = write(&folder, "a.ndjson", &bytes);
    let (ctx, _) = open(1, &Recordings::new([file])).await;
    assert_eq!(rows(&ctx, "SELECT id FROM message_create LIMIT 3").await.unwrap().len(), 4);
    let plan = rows(&ctx, "EXPLAIN ANALYZE SELECT id FROM message_create LIMIT 3 -- ORDER BY")
        .await
        .unwrap()
        .join("\n");
    let frames: usize = plan
        .split("frames=")
        .nth(1)
        .unwrap()
        .split(|letter: char| !letter.is_ascii_digit())
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(frames < 1000, "{plan}");
}
