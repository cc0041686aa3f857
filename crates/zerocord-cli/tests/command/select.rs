//! Compares `zerocord select` with columns read by serde_json.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use crate::folder::{Folder, Ran, recording};
use serde_json::Value;

/// The values of `path` in all frames of an event, read by serde_json; `None` if absent or null.
fn column(recording: &[u8], event: &str, path: &str) -> Vec<Option<Value>> {
    let lines = recording.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    let frames = lines.map(|line| serde_json::from_slice::<Value>(line).unwrap());
    let value = |frame: Value| {
        let mut value = match path {
            "$t" => &frame["t"],
            "$s" => &frame["s"],
            "$op" => &frame["op"],
            "$d" => &frame["d"],
            path => path.split('.').fold(&frame["d"], |value, key| &value[key]),
        };
        Some(std::mem::take(&mut value)).filter(|value| !value.is_null()).cloned()
    };
    frames.filter(|frame| frame["t"] == event).map(value).collect()
}

const FIELDS: [&str; 9] =
    ["author.id", "content", "$s", "mentions", "member.nick", "no.such", "$t", "$op", "attachments"];

/// The message about the field that no frame has.
const NO_SUCH: &str = "zerocord: --fields: `no.such` is not in any frame: \
    the table has no such path in MESSAGE_CREATE (exit code 1)\n";

#[test]
fn columns_are_those_of_serde_json() {
    let bytes = recording(2 << 20);
    let folder = Folder::with("all.ndjson", &bytes);
    let columns: Vec<_> = FIELDS.iter().map(|path| column(&bytes, "MESSAGE_CREATE", path)).collect();
    assert!(columns[0].len() > 20);
    let select = format!("select -e MESSAGE_CREATE -f {} all.ndjson", FIELDS.join(","));
    for options in ["", "--strict", "--threads 1", "--threads 4 --chunk-len 999", "--chunk-len 64"] {
        let ran = folder.run(&format!("{select} --to ndjson {options}"));
        ran.check(1, NO_SUCH);
        let rows: Vec<Value> = ran.stdout.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
        assert_eq!(rows.len(), columns[0].len());
        for (path, column) in FIELDS.iter().zip(&columns) {
            for (row, want) in rows.iter().zip(column) {
                assert_eq!(row.get(path), Some(want.as_ref().unwrap_or(&Value::Null)), "{path}");
            }
        }

        let ran = folder.run(&format!("{select} --to csv {options}"));
        ran.check(1, NO_SUCH);
        let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), FIELDS);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), columns[0].len());
        for (index, (path, column)) in FIELDS.iter().zip(&columns).enumerate() {
            for (row, want) in rows.iter().zip(column) {
                match want {
                    None => assert_eq!(&row[index], "", "{path}"),
                    Some(Value::String(want)) => assert_eq!(&row[index], want, "{path}"),
                    Some(want) => assert_eq!(&row[index].parse::<Value>().unwrap(), want, "{path}"),
                }
            }
        }
    }
}

#[test]
fn whole_payloads_are_copied_byte_for_byte() {
    let bytes = recording(500_000);
    let folder = Folder::with("all.ndjson", &bytes);
    let ran = folder.run("select -f $d,$t all.ndjson");
    ran.check(0, "");
    let mut rows = ran.stdout.lines();
    for line in std::str::from_utf8(&bytes).unwrap().lines() {
        let Some((head, payload)) = line.split_once(",\"d\":") else { continue };
        let Some(name) = head.strip_prefix("{\"t\":\"").and_then(|rest| rest.split('"').next()) else {
            continue;
        };
        let payload = payload.strip_suffix('}').unwrap();
        assert_eq!(rows.next(), Some(&*format!("{{\"$d\":{payload},\"$t\":\"{name}\"}}")));
    }
    assert_eq!(rows.next(), None);
}

const SMALL: &str = r#"{"t":"A_B","s":1,"op":0,"d":{"a":"x,\"y\"\n\u00e9","b":{"c":[1, 2]},"n":null}}
{"t":"A_B","s":2,"op":0,"d":{"b":{},"a":-1.50e2}}
{"t":"OTHER","s":3,"op":0,"d":{"a":"no"}}
{"t":"A_B","s":4,"op":0,"d":null}
{"t":"A_B","s":5,"op":0,"d":{"a":true,"b":null}}
"#;

const NEW_EVENT: &str = "zerocord: A_B is not an event that zerocord knows; searching for it as written\n";

#[test]
fn csv_cells() {
    let folder = Folder::with("a.ndjson", SMALL);
    let ran = folder.run("select -e A_B -f a,b.c -f n,$s --to csv a.ndjson");
    ran.check(0, NEW_EVENT);
    let rows = "\"x,\"\"y\"\"\né\",\"[1,2]\",,1\n-1.50e2,,,2\n,,,4\ntrue,,,5\n";
    assert_eq!(ran.stdout, format!("a,b.c,n,$s\n{rows}"));
    assert_eq!(folder.run("select -e A_B -f a,b.c,n,$s --to csv --no-header a.ndjson").stdout, rows);
}

#[test]
fn ndjson_rows() {
    let folder = Folder::with("a.ndjson", SMALL);
    let ran = folder.run("select -e A_B -f a,b.c,$op a.ndjson");
    assert_eq!(
        ran.stdout,
        "{\"a\":\"x,\\\"y\\\"\\n\\u00e9\",\"b.c\":[1, 2],\"$op\":0}\n\
         {\"a\":-1.50e2,\"b.c\":null,\"$op\":0}\n\
         {\"a\":null,\"b.c\":null,\"$op\":0}\n\
         {\"a\":true,\"b.c\":null,\"$op\":0}\n"
    );
}

#[test]
fn a_path_through_a_list_gives_a_list() {
    let frame =
        r#"{"t":"READY","s":1,"op":0,"d":{"a":[{"b":1},{"c":2},{"b":"x\u0079"},7,{"b":[{"c": 3}]}],"e":[]}}"#;
    let folder = Folder::with("a.ndjson", format!("{frame}\n"));
    let ran = folder.run("select -f a.b,e.x,a.b.c a.ndjson");
    let message = "zerocord: --fields: `e.x` is not in any frame: the table has no such path in any event (exit code 1)\n";
    ran.check(1, message);
    assert_eq!(ran.stdout, "{\"a.b\":[1,\"x\\u0079\",[{\"c\": 3}]],\"e.x\":[],\"a.b.c\":[3]}\n");
    let ran = folder.run("select -f a.b,e.x,a.b.c --to csv --no-header a.ndjson");
    assert_eq!(ran.stdout, "\"[1,\"\"x\\u0079\"\",[{\"\"c\"\":3}]]\",[],[3]\n");
}

#[test]
fn tsv_and_json() {
    let folder = Folder::with("a.ndjson", SMALL);
    let ran = folder.run("select -e A_* -f a,$s --to tsv a.ndjson");
    assert_eq!(
        (ran.exit, ran.stdout.as_str()),
        (0, "a\t$s\n\"x,\"\"y\"\"\né\"\t1\n-1.50e2\t2\n\t4\ntrue\t5\n")
    );
    for options in ["", "--chunk-len 10 --threads 3"] {
        folder.run(&format!("select -e A_B -f a,$s -o out.json a.ndjson {options}")).check(0, NEW_EVENT);
        let text = std::fs::read_to_string(folder.path("out.json")).unwrap();
        let rows: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(rows.as_array().unwrap().len(), 4);
        assert_eq!(rows[1], serde_json::json!({"a": -150.0, "$s": 2}));
    }
    assert_eq!(folder.run("select -e READY -f a --to json a.ndjson").stdout, "[]\n");
}

#[test]
fn rows_are_compressed_by_suffix() {
    let folder = Folder::with("a.ndjson", SMALL);
    let plain = folder.run("select -e A_B -f a,$s --to csv a.ndjson").stdout;
    folder.run("select -e A_B -f a,$s -o a.csv.zst a.ndjson").check(0, NEW_EVENT);
    let packed = std::fs::read(folder.path("a.csv.zst")).unwrap();
    let mut back = Vec::with_capacity(1000);
    zstd_safe::decompress(&mut back, &packed).unwrap();
    assert_eq!(back, plain.as_bytes());
    let ran = folder.run("select -f a -o a.zst a.ndjson");
    assert!(ran.stderr.contains("cannot infer a format from the suffix of `a.zst`"), "{}", ran.stderr);
}

#[test]
fn tables() {
    let folder = Folder::with("a.ndjson", SMALL);
    let ran = folder.run("select -e A_B -f a,b,$s --to table a.ndjson");
    assert_eq!(
        ran.stdout,
        "a         b            $s\n\
         x,\"y\"\\né  {\"c\":[1,2]}  1\n\
         -1.50e2   {}           2\n                       4\n\
         true                   5\n"
    );
}

#[test]
fn bad_frames_have_no_row() {
    let lines = "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"v\":10}}\n\
        {\"t\":\"READY\",\"s\":2,\"op\":0,\"d\":{\"v\":1\n\
        {\"t\":\"READY\",\"s\":3,\"op\":0,\"d\":{\"v\":01}}\n\
        {\"t\":\"READY\",\"s\":4,\"op\":0,\"d\":[]}\n\
        {\"t\":\"RESUMED\",\"s\":5,\"op\":0,\"d\":{\"v\":01\n\
        {\"t\":\"READY\",\"s\":6,\"op\":0,\"d\":{\"x\":[1,],\"v\":11}}\n\
        {\"t\":\"READY\",\"s\":7,\"op\":0,\"d\":{\"v\":\"\\ud800\"}}\n\
        {\"t\":1}\n";
    let folder = Folder::with("a.ndjson", lines);
    for format in ["csv --no-header", "ndjson", "table --no-header"] {
        for options in ["", "--chunk-len 30"] {
            let ran = folder.run(&format!("select -e READY -f v,$s --to {format} {options} a.ndjson"));
            ran.check(
                1,
                "zerocord: a.ndjson: line 2, byte 36: the frame ends too early\n\
                 zerocord: a.ndjson: line 3, byte 36: the number is malformed\n\
                 zerocord: a.ndjson: line 4, byte 30: expected an object, found `[`\n\
                 zerocord: a.ndjson: line 7, byte 36: the `\\u` escape is an unpaired surrogate\n\
                 zerocord: a.ndjson: line 8, byte 5: expected a string, found `1`\n\
                 zerocord: 5 of 8 frames could not be read (exit code 1)\n",
            );
            assert_eq!(ran.stdout.lines().count(), 2, "{}", ran.stdout);
        }
    }
    assert_eq!(folder.run("select -e READY -f v --strict a.ndjson").stdout, "{\"v\":10}\n");
}

#[test]
fn an_output_file_appears_once_it_is_whole() {
    let folder = Folder::with("a.ndjson", SMALL);
    for (name, first) in [("a.csv", "a"), ("b.jsonl", "{\"a\":\"x,\\\"y\\\"\\n\\u00e9\"}"), ("c.txt", "a")] {
        folder.write(name, "old");
        let ran = folder.run(&format!("select -e A_B -f a -o {name} a.ndjson"));
        assert_eq!((ran.exit, ran.stdout.as_str()), (0, ""));
        let text = std::fs::read_to_string(folder.path(name)).unwrap();
        assert_eq!(text.lines().next(), Some(first));
        assert_eq!(
            text.lines().count(),
            if name == "a.csv" {
                6
            } else if name == "c.txt" {
                5
            } else {
                4
            }
        );
    }
    folder.write("a.csv", "old");
    let ran = folder.run("select -e A_B -f a -o a.csv no-such.ndjson a.ndjson");
    assert_eq!(ran.exit, 3);
    assert!(
        ran.stderr.ends_with(
            "zerocord: a.csv: not written, since not all input could be read; --keep-partial writes what could be\n"
        ),
        "{}",
        ran.stderr
    );
    assert_eq!(std::fs::read_to_string(folder.path("a.csv")).unwrap(), "old");
    assert_eq!(folder.names(), ["a.csv", "a.ndjson", "b.jsonl", "c.txt"]);
    let ran = folder.run("select -f a -o no/such/folder.csv a.ndjson");
    assert_eq!(ran.exit, 3);
    ran.check(3, "zerocord: no/such/folder.csv: No such file or directory (os error 2)\n");
}

#[cfg(unix)]
#[test]
fn an_output_file_has_the_usual_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with("a.ndjson", SMALL);
    folder.run("select -f a -o a.csv a.ndjson");
    let mode = |name| std::fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("a.csv"), mode("a.ndjson"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_no_half_file() {
    for arguments in [
        &["select", "-f", "$s", "-o", "a.csv", "-"][..],
        &["filter", "-o", "a.csv", "-"],
        &["redact", "--drop", "x", "-o", "a.csv", "-"],
        &["stats", "--html", "a.csv", "-"],
    ] {
        check_interrupted(arguments);
    }
}

#[cfg(unix)]
fn check_interrupted(arguments: &[&str]) {
    let folder = Folder::new();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("zerocord"))
        .args(arguments)
        .current_dir(folder.path("."))
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while folder.names().is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // `wait` would close the input, and the program might finish before it receives the signal.
    let _input = child.stdin.take();
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(folder.names(), [""; 0]);
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(stderr, "zerocord: a.csv: not written, since the program was interrupted\n");
}

#[test]
fn a_closed_pipe_is_success_and_silent() {
    let folder = Folder::with("a.ndjson", "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{}}\n".repeat(100_000));
    for format in ["csv", "ndjson", "table"] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("zerocord"))
            .args(["select", "-e", "READY", "-f", "$t,$s", "--to", format])
            .arg(folder.path("a.ndjson"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut String::new()).unwrap();
        drop(stdout);
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
    }
}

#[test]
fn a_misspelled_event_is_suggested() {
    let folder = Folder::with("a.ndjson", "");
    for (written, meant) in [("MESAGE_CREATE", "MESSAGE_CREATE"), ("typing_strat", "TYPING_START")] {
        let warning = format!(
            "zerocord: {written} is not an event that zerocord knows; did you mean {meant}? \
             Searching for it as written\n"
        );
        let name = written.to_uppercase();
        let unmatched = format!("zerocord: no frame is of an event {name} (exit code 1)\n");
        for command in ["select -f a", "filter", "stats"] {
            let ran = folder.run(&format!("{command} -e {written} a.ndjson"));
            assert_eq!(ran.exit, 1, "{command}");
            assert!(ran.stderr.starts_with(&format!("{warning}{unmatched}")), "{command}: {}", ran.stderr);
        }
    }
    // A new event is found, and a known one may be absent.
    folder.write("a.ndjson", "{\"t\":\"BRAND_NEW\",\"s\":1,\"op\":0,\"d\":{}}\n");
    let ran = folder.run("filter --count -e brand_new,READY a.ndjson");
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, "1\n"), "{}", ran.stderr);
    // What comes after a limit is not known.
    let ran = folder.run("filter --limit 1 -e BRAND_*,BRANT_* a.ndjson");
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
}

#[test]
fn usage_errors_have_their_exit_code() {
    let folder = Folder::with("a.ndjson", "");
    for (arguments, message) in [
        ("-e READY a.ndjson", "required arguments were not provided"),
        ("-f a,b,a a.ndjson", "the field `a` is named twice"),
        ("-f a..b a.ndjson", "error: --fields: a key of the path is empty\n  a..b\n    ^\n"),
        ("-f $x a.ndjson", "the envelope has no `$x`"),
        ("-f a -o a.xlsx a.ndjson", "cannot infer a format from the suffix of `a.xlsx`"),
        ("-f a --to xml a.ndjson", "invalid value 'xml'"),
    ] {
        let Ran { exit, stderr, .. } = folder.run(&format!("select {arguments}"));
        assert_eq!(exit, 2, "{arguments}");
        assert!(stderr.contains(message), "{arguments}: {stderr}");
    }
}

/// What follows a value is checked in every format, also in lists, and every format rejects the same frames.
#[test]
fn bytes_after_a_value_are_checked_in_every_format() {
    for (payload, path) in [
        (r#"{"content":"hi"x"","z":1}"#, "content"),
        (r#"{"content":"hi"7,"z":1}"#, "content"),
        (r#"{"content":"hi" "x","z":1}"#, "content"),
        (r#"{"content":7"x","z":1}"#, "content"),
        (r#"{"content":null"x","z":1}"#, "content"),
        (r#"{"content":true x,"z":1}"#, "content"),
        (r#"{"content":{"a":1}"x","z":1}"#, "content"),
        (r#"{"content":[1]"x","z":1}"#, "content"),
        (r#"{"content":{"a":1"x"},"z":1}"#, "content.a"),
        (r#"{"mentions":[{"id":"1"x"},{"id":"2"}],"z":1}"#, "mentions.id"),
        (r#"{"mentions":[{"id":"1"},{"id":{} 2}],"z":1}"#, "mentions.id"),
    ] {
        let bad = format!("{{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":{payload}}}\n");
        let good = "{\"t\":\"MESSAGE_CREATE\",\"s\":2,\"op\":0,\"d\":{\"content\" : \"x\" ,\"mentions\":[{\"id\" : \"3\" }]}}\n";
        let folder = Folder::with("a.ndjson", format!("{bad}{good}"));
        let mut errors = Vec::new();
        for format in ["ndjson", "json", "csv", "tsv", "table"] {
            let ran = folder.run(&format!("select -f {path} --to {format} --no-header a.ndjson"));
            assert_eq!(ran.exit, 1, "{payload} to {format}");
            assert!(!ran.stdout.contains("hi") && !ran.stdout.contains('1'), "{payload}: {}", ran.stdout);
            errors.push(ran.stderr);
        }
        assert!(errors.iter().all(|error| *error == errors[0]), "{payload}: {errors:?}");
    }
}
