//! The program as a user meets it: results, errors and exit codes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use zerocord_generator::{Generator, Mix};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zerocord-sql"));
    command.current_dir(root()).args(arguments).stdin(Stdio::null());
    command
}

const SAMPLE: &str = "corpus/firehose/sample.ndjson";

/// Runs the program: exit code, standard output, standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = program(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[track_caller]
fn answer(arguments: &[&str]) -> String {
    let (exit, stdout, stderr) = run(arguments);
    assert_eq!((exit, stderr.as_str()), (0, ""), "{arguments:?}");
    stdout
}

fn write(folder: &TempDir, name: &str, bytes: &[u8]) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

const FRAMES: &str = r#"{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"9007199254740993","guild_id":"5","member":{"roles":["1","2"]},"new":{"a":[7]}}}
{"t":"TYPING_START","s":2,"op":0,"d":{"user_id":"7"}}
"#;

#[test]
fn every_format() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", FRAMES.as_bytes());
    let sql = "SELECT user_id, guild_id, member.roles AS roles FROM typing_start ORDER BY _seq";
    let of = |format: &str, sql: &str| answer(&[&file, "--format", format, "-c", sql]);
    assert_eq!(of("csv", sql), "user_id,guild_id,roles\n9007199254740993,5,\"[1,2]\"\n7,,\n");
    assert_eq!(
        of("ndjson", sql),
        "{\"user_id\":9007199254740993,\"guild_id\":5,\"roles\":[1,2]}\n{\"user_id\":7,\"guild_id\":null,\"roles\":null}\n"
    );
    assert_eq!(of("json", "SELECT user_id FROM typing_start WHERE user_id = 7"), "[{\"user_id\":7}]\n");
    let none = "SELECT user_id FROM typing_start WHERE user_id = 8";
    assert_eq!(
        (of("csv", none), of("json", none), of("ndjson", none)),
        ("user_id\n".into(), "[]\n".into(), String::new())
    );
    let table = of("table", "SELECT user_id FROM typing_start ORDER BY _seq");
    assert!(
        table.contains(
            "| user_id          |\n+------------------+\n| 9007199254740993 |\n| 7                |"
        ),
        "{table}"
    );
    let cut = answer(&[&file, "--rows", "1", "-c", "SELECT user_id FROM typing_start"]);
    assert!(cut.ends_with("2 rows, of which 1 are shown (--rows)\n"), "{cut}");
    let out = folder.path().join("out.parquet");
    answer(&[&file, "--format", "parquet", "-o", out.to_str().unwrap(), "-c", sql]);
    assert_eq!(&std::fs::read(&out).unwrap()[..4], b"PAR1");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
}

#[test]
fn the_file_of_the_result() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", FRAMES.as_bytes());
    let sql = "SELECT user_id FROM typing_start WHERE user_id = 7";
    for (name, want) in [
        ("x.csv", "user_id\n7\n"),
        ("x.json", "[{\"user_id\":7}]\n"),
        ("x.ndjson", "{\"user_id\":7}\n"),
        ("x.jsonl", "{\"user_id\":7}\n"),
        ("x", "+---------+\n| user_id |\n+---------+\n| 7       |\n+---------+\n"),
    ] {
        let path = write(&folder, name, b"an older result");
        assert_eq!(answer(&[&file, "-o", &path, "-c", sql]), "", "{name}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), want, "{name}");
    }
    let parquet = folder.path().join("x.parquet");
    answer(&[&file, "-o", parquet.to_str().unwrap(), "-c", sql]);
    assert_eq!(&std::fs::read(&parquet).unwrap()[..4], b"PAR1");
    assert_eq!(answer(&[&file, "-o", "-", "--format", "csv", "-c", sql]), "user_id\n7\n");
    // Statements without a result print nothing.
    assert_eq!(answer(&[&file, "-c", "CREATE VIEW v AS SELECT 1"]), "");
}

#[test]
#[cfg(unix)]
fn links_and_pipes_remain() {
    use std::io::Read;
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", FRAMES.as_bytes());
    let sql = "SELECT user_id FROM typing_start WHERE user_id = 7";
    let target = write(&folder, "target", b"");
    let link = folder.path().join("link.csv");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    answer(&[&file, "-o", link.to_str().unwrap(), "--format", "csv", "-c", sql]);
    assert!(link.is_symlink());
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "user_id\n7\n");
    let pipe = folder.path().join("pipe.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || {
            let mut text = String::new();
            std::fs::File::open(pipe).unwrap().read_to_string(&mut text).unwrap();
            text
        }
    });
    answer(&[&file, "-o", pipe.to_str().unwrap(), "--format", "csv", "-c", sql]);
    assert_eq!(reader.join().unwrap(), "user_id\n7\n");
    assert!(pipe.metadata().unwrap().file_type().is_fifo());
}

#[test]
fn statements_from_options_a_file_and_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", FRAMES.as_bytes());
    let script = write(
        &folder,
        "q.sql",
        b"CREATE VIEW v AS SELECT user_id FROM typing_start; -- a comment\nSELECT count(*) AS n FROM v;",
    );
    assert_eq!(answer(&[&file, "--format", "csv", "-f", &script]), "n\n2\n");
    let two = answer(&[&file, "--format", "csv", "-c", "SELECT 1 AS x", "-c", "SELECT ';' AS y;"]);
    assert_eq!(two, "x\n1\ny\n;\n");
    let mut piped = program(&[&file, "--format", "csv"]);
    piped.stdin(std::fs::File::open(&script).unwrap());
    assert!(String::from_utf8(piped.output().unwrap().stdout).unwrap().ends_with("n\n2\n"));
    let named = format!("old={file}");
    let both = answer(&[
        &file,
        &named,
        "--format",
        "csv",
        "-c",
        "SELECT count(*) AS n FROM typing_start a JOIN old.typing_start b ON a.user_id = b.user_id",
    ]);
    assert_eq!(both, "n\n2\n");
}

#[test]
fn describe_lists_columns_and_fields() {
    let columns = answer(&[SAMPLE, "--format", "csv", "-c", "DESCRIBE message_reaction_add"]);
    for line in [
        "column_name,data_type,kind\n",
        "\nuser_id,UInt64,snowflake\n",
        "\nemoji,Struct,object\n",
        "\nemoji.id,UInt64,snowflake\n",
        "\nmember.roles,List(UInt64),snowflake\n",
        "\n_extra,Utf8,json\n",
    ] {
        assert!(columns.contains(line), "{line:?} is missing:\n{columns}");
    }
    let frames = answer(&[SAMPLE, "--format", "csv", "-c", "DESCRIBE frames"]);
    assert_eq!(
        frames,
        "column_name,data_type,kind\nt,Utf8,\ns,UInt64,\nop,UInt64,\nsize,UInt64,\nfile,Utf8,\nline,UInt64,\n"
    );
}

#[test]
fn functions_and_json() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", FRAMES.as_bytes());
    let sql = "SELECT json_int(_extra, 'new', 'a', 0) AS a, json_text(_extra, 'new', 'a') AS b, json_length(_extra) AS n, \
               json_keys(_extra, 'new') AS k, json_text(_extra, 'x', 1) AS x, shard_of(guild_id, 3) AS s \
               FROM typing_start WHERE _extra IS NOT NULL";
    let want = "{\"a\":7,\"b\":\"[7]\",\"n\":1,\"k\":[\"a\"],\"x\":null,\"s\":0}\n";
    assert_eq!(answer(&[&file, "--format", "ndjson", "-c", sql]), want);
}

#[test]
fn errors_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", FRAMES.as_bytes());
    for (sql, want) in [
        ("SELECT * FROM typing_strat", "there is no table `typing_strat`; did you mean `typing_start`?"),
        ("SELECT * FROM zzzz", "there is no table `zzzz`; SHOW TABLES lists them"),
        ("SELECT user_di FROM typing_start", "there is no column `user_di`; did you mean `user_id`?"),
        ("SELECT zzzz FROM typing_start", "there is no column `zzzz`; DESCRIBE lists the columns of a table"),
        (
            "SELECT autor.id FROM message_create",
            "there is no table or object `autor`; did you mean `author`?",
        ),
        (
            "SELECT content FROM message_create",
            "there is no column `content`; message content is left out: --with-content includes it",
        ),
        (
            "SELECT emoji.nmae FROM message_reaction_add",
            "there is no field `nmae` in this object; DESCRIBE lists",
        ),
        ("DROP TABLE typing_start", "`typing_start` is a table of the recordings and cannot be dropped"),
        ("SELEC 1", "Expected"),
        ("SELECT permission('1', 'BAN') FROM typing_start", "did you mean `BAN_MEMBERS`?"),
        ("SELECT snowflake_time(true)", "snowflake_time takes other arguments: snowflake_time(id)"),
    ] {
        let (exit, stdout, stderr) = run(&[&file, "-c", sql]);
        assert_eq!((exit, stdout.as_str()), (2, ""), "{sql}: {stderr}");
        assert!(stderr.contains(want) && stderr.lines().count() <= 2, "{sql}: {stderr}");
    }
    for (arguments, exit, want) in [
        (vec!["missing.ndjson", "-c", "SELECT 1"], 3, "missing.ndjson: No such file"),
        (vec!["missing/*", "-c", "SELECT 1"], 2, "missing/*: no file matches this pattern"),
        (vec![&file, "-f", "missing.sql"], 3, "missing.sql: No such file"),
        (vec![&file, "--format", "parquet", "-c", "SELECT 1"], 2, "-o FILE"),
        (vec![&file, "-m", "1XB", "-c", "SELECT 1"], 2, "a size is digits"),
        (vec![&file, "-o", &file, "-c", "SELECT 1"], 2, "is one of the inputs and would be lost"),
        (vec![folder.path().to_str().unwrap(), "-o", &file, "-c", "SELECT 1"], 2, "is one of the inputs"),
        (vec![&file, "-o", "x.csv.gz", "-c", "SELECT 1"], 2, "results are not compressed"),
        (vec![&file, "-o", "x.csv", "-c", "-- nothing"], 2, "there is no statement"),
        (vec![&file, "-o", "/missing/x", "-c", "SELECT 1"], 3, "/missing/x: No such file"),
    ] {
        let (got, stdout, stderr) = run(&arguments);
        assert_eq!((got, stdout.as_str()), (exit, ""), "{arguments:?}: {stderr}");
        assert!(stderr.contains(want), "{arguments:?}: {stderr}");
    }
}

#[test]
fn bad_frames_are_named_and_damage_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", format!("{FRAMES}no frame\n{FRAMES}").as_bytes());
    let (exit, stdout, stderr) =
        run(&[&file, "--format", "csv", "-c", "SELECT count(*) AS n FROM typing_start"]);
    assert_eq!((exit, stdout.as_str()), (1, "n\n4\n"));
    assert!(
        stderr.starts_with("typing_start: 1 bad frame left out\n") && stderr.contains("a.ndjson: line 3: "),
        "{stderr}"
    );
    let bytes = zstd::encode_all(&Generator::new(1, Mix::Quiet).ndjson(300 << 10)[..], 1).unwrap();
    let cut = write(&folder, "cut.zst", &bytes[..bytes.len() - 100]);
    let out = folder.path().join("out.csv");
    let (exit, _, stderr) =
        run(&[&cut, "--format", "csv", "-o", out.to_str().unwrap(), "-c", "SELECT size FROM frames"]);
    assert_eq!(exit, 3);
    assert!(stderr.contains("cut.zst: the zstd data is cut short"), "{stderr}");
    assert!(!out.exists());
}

#[test]
fn memory_is_limited_and_sorting_spills() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", &Generator::new(1, Mix::Quiet).ndjson(24 << 20));
    let sql = "SELECT id, content, author.username FROM message_create ORDER BY content, id";
    let of =
        |memory: &str| run(&[&file, "--with-content", "-j", "2", "--format", "csv", "-m", memory, "-c", sql]);
    let (plenty, little) = (of("1GB"), of("6MB"));
    assert_eq!((plenty.0, little.0), (0, 0), "{}{}", plenty.2, little.2);
    assert!(plenty.1 == little.1 && plenty.1.lines().count() > 1000);
    let (exit, _, stderr) = of("10KB");
    assert_eq!(exit, 3);
    assert!(stderr.contains("the memory limit (-m) is too small for this query"), "{stderr}");
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_a_query() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", &Generator::new(1, Mix::Quiet).ndjson(4 << 20));
    let out = folder.path().join("out.csv");
    let sql = "SELECT count(*) FROM message_create a CROSS JOIN message_create b CROSS JOIN message_create c WHERE a.id + b.id < c.id";
    let start = Instant::now();
    // All threads of the program are busy with the join.
    let mut child = program(&[&file, "-j", "2", "--format", "csv", "-o", out.to_str().unwrap(), "-c", sql])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert!(child.try_wait().unwrap().is_none(), "the query is still running");
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), String::from_utf8(output.stderr).unwrap().trim()),
        (Some(3), "interrupted")
    );
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no file is left");
}

#[test]
fn a_closed_pipe_is_success() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&folder, "a.ndjson", &Generator::new(1, Mix::Quiet).ndjson(8 << 20));
    for format in ["csv", "ndjson", "json"] {
        let mut child = program(&[&file, "--format", format, "-c", "SELECT * FROM message_create"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()),
            (Some(0), ""),
            "{format}"
        );
    }
}

/// The lines of the page's blocks of a language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let start = format!("```{language}\n");
    let blocks = page.split(&start).skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_page_about_sql_is_right() {
    let page = std::fs::read_to_string(root().join("docs/sql.md")).unwrap();
    let statements = blocks(&page, "sql");
    assert!(statements.len() >= 8);
    for sql in statements {
        answer(&[SAMPLE, "-c", &sql]);
    }
    for command in blocks(&page, "sh") {
        let (program, rest) = command.trim().split_once(' ').unwrap();
        let (file, rest) = rest.split_once(" -c ").unwrap();
        let mut parts = rest.split('"').skip(1);
        let (sql, options) = (parts.next().unwrap(), parts.next().unwrap().trim().split(' '));
        let arguments: Vec<&str> = [file, "-c", sql].into_iter().chain(options).collect();
        assert_eq!(program, "zerocord-sql");
        assert!(answer(&arguments).starts_with("t,frames\n"));
    }
}
