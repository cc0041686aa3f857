//! Compares `zerocord validate` with serde_json, and checks its reports.

use crate::folder::{Folder, recording};
use serde_json::Value;

#[test]
fn valid_recordings_are_good() {
    let folder = Folder::with("all.ndjson", recording(1 << 20));
    let ran = folder.run("validate all.ndjson");
    ran.check(0, "");
    assert!(ran.stdout.ends_with(" frames in 1 file, all good\n"), "{}", ran.stdout);
    assert_eq!(ran.stdout.lines().count(), 1);
}

const BAD: &str = "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"user\":{\"id\":\"7\"}}}\n\
    {\"t\":\"R\",\"s\":2,\"op\":0,\"d\":{\"user\":{\"id\":\"7\"x}}}\n\
    \n\
    [1]\n\
    {\"t\":7}\n\
    {\"t\":\"READY\",\"s\":1.5}\n";

#[test]
fn faults_are_reported_with_their_position() {
    let folder = Folder::with("a.ndjson", BAD);
    for options in ["", "--chunk-len 30 --threads 3"] {
        let ran = folder.run(&format!("validate a.ndjson {options}"));
        ran.check(1, "");
        assert_eq!(
            ran.stdout,
            "a.ndjson: line 2, byte 43: expected `,` or `}` after a value, found `x`\n  in d.user.id\n  \
             \",\"s\":2,\"op\":0,\"d\":{\"user\":{\"id\":\"7\"x}}}\n                                      ^\n\
             a.ndjson: line 4, byte 0: expected an object, found `[`\n  [1]\n  ^\n\
             a.ndjson: line 5, byte 5: expected a string, found `7`\n  in t\n  {\"t\":7}\n       ^\n\
             a.ndjson: line 6, byte 18: expected a whole number, found `.`\n  in s\n  {\"t\":\"READY\",\"s\":1.5}\n                    ^\n\
             5 frames in 1 file, 4 bad\n"
        );
    }
    let ran = folder.run("validate --limit 1 a.ndjson");
    assert!(ran.stdout.ends_with("... and 3 further bad frames (--limit)\n5 frames in 1 file, 4 bad\n"));
    assert_eq!(ran.stdout.matches("line ").count(), 1);
}

#[test]
fn json_has_the_same_faults() {
    let folder = Folder::with("a.ndjson", BAD);
    folder.write("b.ndjson", format!("{{\"a\":\"{}\"}}\n{{\"op\":11}}\n", "x".repeat(5000)));
    let ran = folder.run("validate --json --frame-len-max 1000 a.ndjson b.ndjson");
    ran.check(1, "");
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["files"], serde_json::json!(["a.ndjson", "b.ndjson"]));
    assert_eq!((report["frames"].as_u64(), report["bad_frames"].as_u64()), (Some(7), Some(5)));
    let faults = report["faults"].as_array().unwrap();
    assert_eq!(faults.len(), 5);
    assert_eq!(
        faults[0],
        serde_json::json!({
            "file": "a.ndjson", "line": 2, "byte": 43, "path": "d.user.id",
            "reason": "expected `,` or `}` after a value, found `x`",
            "excerpt": "\",\"s\":2,\"op\":0,\"d\":{\"user\":{\"id\":\"7\"x}}}", "caret": 36,
        })
    );
    assert_eq!(
        faults[4],
        serde_json::json!({
            "file": "b.ndjson", "line": 1, "byte": 1000, "path": null, "excerpt": null, "caret": null,
            "reason": "the frame is longer than 1000 bytes (--frame-len-max)",
        })
    );
}

#[test]
fn every_cut_of_a_frame_is_bad_but_the_whole() {
    let frame = r#"{"t":"A","s":1,"op":0,"d":{"a":[1,"b\u00e9",true,null],"c":-1.5e3}}"#;
    let cuts: String = (1..=frame.len()).map(|len| format!("{}\n", &frame[..len])).collect();
    let folder = Folder::with("a.ndjson", cuts);
    let ran = folder.run("validate --json --limit 1000 a.ndjson");
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["bad_frames"], frame.len() - 1);
}

#[test]
fn a_missing_input_is_reported() {
    let folder = Folder::with("a.ndjson", "{\"op\":11}\n");
    let ran = folder.run("validate no.ndjson a.ndjson");
    ran.check(3, "zerocord: no.ndjson: No such file or directory (os error 2)\n");
    assert_eq!(ran.stdout, "1 frame in 2 files, 0 bad; not all input could be read\n");
}
