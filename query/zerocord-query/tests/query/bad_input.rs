//! Bad frames are left out and reported; damage is an error.

use zerocord_query::Recordings;

use crate::support::{open, recording, rows, write};

#[tokio::test(flavor = "multi_thread")]
async fn bad_frames_are_reported_with_their_lines() {
    let good = r#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"7","guild_id":"5"}}"#;
    let wrong = r#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":[],"guild_id":"5"}}"#;
    let torn = r#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"7","guild"#;
    let lines = [good, "no frame", good, wrong, torn, good];
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", lines.join("\n").as_bytes());
    for partitions in [1, 2, 5] {
        let (ctx, log) = open(partitions, &Recordings::new([&file])).await;
        let count = rows(&ctx, "SELECT count(*), count(user_id) FROM typing_start").await.unwrap();
        assert_eq!(count[1], "| 4 | 3 |");
        let reports = log.take();
        assert_eq!(reports.len(), 1);
        let text = reports[0].to_string();
        for part in [
            "typing_start: 2 bad frames",
            "a.ndjson: line 2: ",
            "a.ndjson: line 5: ",
            "TYPING_START.user_id: 1 values",
            "a.ndjson: line 4",
        ] {
            assert!(text.contains(part), "`{part}` is missing in {partitions} parts:\n{text}");
        }
        assert!(log.take().is_empty(), "reports are taken once");
        // Other tables see the line that is not a frame.
        rows(&ctx, "SELECT count(*) FROM frames").await.unwrap();
        let text = log.take()[0].to_string();
        assert!(text.contains("frames: 1 bad frame left out") && text.contains("line 2"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_damaged_where_nothing_is_read_is_bad_unless_checks_are_off() {
    let frame = r#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"7","guild_id":tru}}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", frame.as_bytes());
    for (validate, want) in [(true, "| 0 |"), (false, "| 1 |")] {
        let (ctx, log) = open(1, &Recordings::new([&file]).validate(validate)).await;
        assert_eq!(rows(&ctx, "SELECT count(user_id) FROM typing_start").await.unwrap()[1], want);
        assert_eq!(log.take().len(), usize::from(validate));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_ends_the_query_with_the_name_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = zstd::encode_all(&recording(4, 200 << 10)[..], 1).unwrap();
    let cut = write(&folder, "cut.zst", &bytes[..bytes.len() / 2]);
    let foreign = write(&folder, "a.zip", b"PK\x03\x04 and so on");
    for (file, want) in
        [(cut, "cut.zst: the zstd data is cut short"), (foreign, "a.zip: the recording is a zip archive")]
    {
        let (ctx, _) = open(2, &Recordings::new([file])).await;
        for sql in ["SELECT count(*) FROM message_create", "SELECT count(*) FROM frames"] {
            let error = rows(&ctx, sql).await.unwrap_err().to_string();
            assert!(error.contains(want), "{error}");
        }
    }
    let empty = write(&folder, "empty", b"");
    let (ctx, log) = open(2, &Recordings::new([empty])).await;
    assert_eq!(rows(&ctx, "SELECT count(*) FROM frames").await.unwrap()[1], "| 0 |");
    assert!(log.take().is_empty());
}
