//! `-o` and standard output: what is replaced, what is written to directly, and what is rejected.

use std::fs::{self, File};
use std::io::Read;
use std::process::{Command, Stdio};

use crate::folder::{Folder, Ran, recording};

const LINES: &str =
    "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"a\":1}}\n{\"t\":\"RESUMED\",\"s\":2,\"op\":0,\"d\":{}}\n";
const READY: &str = "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"a\":1}}\n";

/// Runs a shell script in the folder, with `zerocord` as a command.
fn shell(folder: &Folder, script: &str) -> Ran {
    let binary = assert_cmd::cargo::cargo_bin!("zerocord");
    let script = format!("zerocord() {{ '{}' \"$@\"; }}\n{script}", binary.display());
    let mut command = Command::new("bash");
    command.args(["-c", &script]).current_dir(folder.path(".")).stdin(Stdio::null());
    Ran::new(command.output().unwrap())
}

fn text(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path(name)).unwrap()
}

/// Runs each command and checks whether it is rejected, and whether the recording still exists.
#[track_caller]
fn check_refused(folder: &Folder, commands: &[&str]) {
    for command in commands {
        let ran = folder.run(command);
        assert_eq!(ran.exit, 2, "{command}: {}", ran.stderr);
        assert!(ran.stderr.contains("is one of the inputs"), "{command}: {}", ran.stderr);
        assert_eq!(text(folder, "in/a.ndjson"), LINES, "{command}");
    }
}

#[test]
fn an_output_that_is_an_input_is_rejected() {
    let folder = Folder::new();
    fs::create_dir(folder.path("in")).unwrap();
    folder.write("in/a.ndjson", LINES);
    folder.write("b.ndjson", LINES);
    check_refused(
        &folder,
        &[
            "filter -e READY -o in/a.ndjson in/a.ndjson",
            "filter -e READY -o ./in/../in/a.ndjson in/a.ndjson",
            "filter -e READY -o in/a.ndjson b.ndjson in/a.ndjson",
            "filter -e READY -o in/a.ndjson in",
            "filter -e READY -o in/a.ndjson in/*.ndjson",
            "filter -e READY -o in/a.ndjson **/a.*",
            "select -f a -o in/a.ndjson in/a.ndjson",
            "redact --drop a -o in/a.ndjson in/a.ndjson",
            "stats --html in/a.ndjson in/a.ndjson",
            "stats --html in/a.ndjson in",
        ],
    );
    let stdin = File::open(folder.path("in/a.ndjson")).unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("zerocord"));
    command.args(["filter", "-o", "in/a.ndjson", "-"]).current_dir(folder.path(".")).stdin(stdin);
    let ran = Ran::new(command.output().unwrap());
    assert!(ran.exit == 2 && ran.stderr.contains("(`<stdin>`)"), "{}", ran.stderr);
    assert_eq!(text(&folder, "in/a.ndjson"), LINES);
    folder.write("key", "ab".repeat(32));
    let ran = folder.run("redact --hash a -k key -o ./key b.ndjson");
    assert!(ran.exit == 2 && ran.stderr.contains("the key file"), "{}", ran.stderr);
    assert_eq!(folder.names(), ["b.ndjson", "in", "key"]);
}

#[cfg(unix)]
#[test]
fn an_output_that_is_an_input_by_another_name_is_rejected() {
    let folder = Folder::new();
    fs::create_dir(folder.path("in")).unwrap();
    folder.write("in/a.ndjson", LINES);
    fs::hard_link(folder.path("in/a.ndjson"), folder.path("hard.ndjson")).unwrap();
    std::os::unix::fs::symlink("in/a.ndjson", folder.path("soft.ndjson")).unwrap();
    std::os::unix::fs::symlink("in", folder.path("other")).unwrap();
    check_refused(
        &folder,
        &[
            "filter -e READY -o hard.ndjson in/a.ndjson",
            "filter -e READY -o soft.ndjson in/a.ndjson",
            "filter -e READY -o in/a.ndjson soft.ndjson",
            "filter -e READY -o in/a.ndjson hard.ndjson",
            "filter -e READY -o other/a.ndjson in",
            "filter -e READY -o hard.ndjson in",
            "stats --html soft.ndjson in/a.ndjson",
            "stats --html hard.ndjson in/*",
        ],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_is_not_an_input() {
    let folder = Folder::with("a.ndjson", LINES);
    let ran = shell(&folder, "zerocord filter a.ndjson >> a.ndjson");
    ran.check(3, "zerocord: a.ndjson: is standard output as well; write to another file\n");
    assert_eq!(text(&folder, "a.ndjson"), LINES);
    let ran = shell(&folder, "zerocord filter - < a.ndjson >> a.ndjson");
    ran.check(3, "zerocord: <stdin>: is standard output as well; write to another file\n");
    let ran = shell(&folder, "zerocord filter . > b.ndjson");
    ran.check(0, "zerocord: b.ndjson: left out, it is standard output\n");
    assert_eq!(text(&folder, "b.ndjson"), LINES);
}

#[cfg(target_os = "linux")]
#[test]
fn open_files_are_written_to_and_never_replaced() {
    for path in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"] {
        let folder = Folder::with("a.ndjson", LINES);
        std::os::unix::fs::symlink("/dev/stdout", folder.path("link")).unwrap();
        folder.write("log", "before\n");
        let script = format!("zerocord filter -e READY a.ndjson -o {path} >> log");
        shell(&folder, &script).check(0, "");
        assert_eq!(text(&folder, "log"), format!("before\n{READY}"), "{path}");
        let script = format!("zerocord select -f a -e READY a.ndjson -o {path} > log");
        shell(&folder, &script).check(0, "");
        assert_eq!(text(&folder, "log"), "{\"a\":1}\n", "{path}");
        assert_eq!(folder.names(), ["a.ndjson", "link", "log"]);
    }
    let folder = Folder::with("a.ndjson", LINES);
    folder.write("log", "before\n");
    shell(&folder, "zerocord filter -e READY a.ndjson -o /dev/stderr 2>> log").check(0, "");
    shell(&folder, "zerocord filter -e READY a.ndjson -o /dev/fd/5 5>> log").check(0, "");
    assert_eq!(text(&folder, "log"), format!("before\n{READY}{READY}"));
    shell(&folder, "zerocord filter a.ndjson -o /dev/null").check(0, "");
    assert!(!fs::symlink_metadata("/dev/null").unwrap().is_file());
    let ran = shell(&folder, "mkfifo pipe; zerocord filter -e READY a.ndjson -o pipe & cat pipe; wait $!");
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, READY));
    assert_eq!(folder.names(), ["a.ndjson", "log", "pipe"]);
    let ran = folder.run("filter a.ndjson -o .");
    ran.check(3, "zerocord: .: is a directory\n");
    folder.run("filter -e READY a.ndjson -o ./-").check(0, "");
    assert_eq!(text(&folder, "-"), READY);
    let ran = folder.run("stats a.ndjson --html -");
    assert!(ran.exit == 2 && ran.stderr.contains("name a file"), "{}", ran.stderr);
    assert_eq!(folder.run("generate --bytes 100 -o -").stdout, folder.run("generate --bytes 100").stdout);
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_mode_and_links_are_followed() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    for name in ["out.ndjson", "out.ndjson.zst"] {
        for mode in [0o600, 0o640, 0o666, 0o604] {
            let folder = Folder::with("a.ndjson", LINES);
            folder.write(name, "old");
            let path = folder.path(name);
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let before = fs::metadata(&path).unwrap();
            folder.run(&format!("filter a.ndjson -o {name}")).check(0, "");
            let after = fs::metadata(&path).unwrap();
            assert_eq!(after.mode() & 0o777, mode);
            assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
            assert_ne!(fs::read(&path).unwrap(), b"old");
        }
    }
    let folder = Folder::with("a.ndjson", LINES);
    folder.write("target", "old");
    fs::create_dir(folder.path("deep")).unwrap();
    for (target, link, written) in [
        ("target", "link", "target"),
        ("link", "link to link", "target"),
        ("new", "dangling", "new"),
        ("../newer", "deep/dangling", "newer"),
    ] {
        symlink(target, folder.path(link)).unwrap();
        let words = ["filter", "-e", "READY", "a.ndjson", "-o", link].map(str::to_owned);
        folder.run_words(&words).check(0, "");
        assert!(fs::symlink_metadata(folder.path(link)).unwrap().is_symlink(), "{link}");
        assert!(!fs::symlink_metadata(folder.path(written)).unwrap().is_symlink(), "{link}");
        assert_eq!(text(&folder, written), READY, "{link}");
    }
    symlink("round", folder.path("round")).unwrap();
    folder.run("filter a.ndjson -o round").check(3, "zerocord: round: too many symbolic links\n");
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_owner_if_permitted() {
    use std::os::unix::fs::{MetadataExt, chown};
    let folder = Folder::with("a.ndjson", LINES);
    folder.write("out.ndjson", "old");
    let path = folder.path("out.ndjson");
    // Only the superuser can change the owner of a file.
    if chown(&path, Some(12_345), Some(23_456)).is_err() {
        return;
    }
    folder.run("filter a.ndjson -o out.ndjson").check(0, "");
    let after = fs::metadata(&path).unwrap();
    assert_eq!((after.uid(), after.gid(), text(&folder, "out.ndjson").as_str()), (12_345, 23_456, LINES));
}

#[test]
fn an_output_that_the_next_run_would_read_is_rejected() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("in/deep")).unwrap();
    folder.write("in/a.ndjson", LINES);
    for (command, argument) in [
        ("filter in -o in/out.ndjson", "in"),
        ("filter . -o out.ndjson", "."),
        ("filter in -o ./in/../in/deep/out.ndjson.zst", "in"),
        ("filter in/*.ndjson -o in/out.ndjson", "in/*.ndjson"),
        ("filter in/a.ndjson **/*.ndjson -o out.ndjson", "**/*.ndjson"),
        ("filter i*/a.ndjson *.csv -o out.csv", "*.csv"),
        ("select -f a in -o in/out.csv", "in"),
        ("redact --drop a in -o in/out", "in"),
        ("stats in --html in/page.html", "in"),
    ] {
        let ran = folder.run(command);
        assert_eq!(ran.exit, 2, "{command}");
        let message = format!("would be one of the inputs next time, since `{argument}` includes it");
        assert!(ran.stderr.contains(&message), "{command}: {}", ran.stderr);
    }
    assert_eq!(folder.names(), ["in"]);
    // The next run does not read these outputs.
    for command in ["filter in -o in/.out.ndjson", "filter in -o out.ndjson", "stats in --html page.html"] {
        folder.run(command).check(0, "");
        assert_eq!(folder.run("filter --count in").stdout, "2\n", "{command}");
    }
    folder.run("filter in/*.ndjson -o in/out.csv").check(0, "");
    folder.run("filter in/a.ndjson -o in/d.ndjson").check(0, "");
}

#[test]
fn an_unsupported_compression_is_rejected() {
    let folder = Folder::with("a.ndjson", LINES);
    for command in [
        "filter -o x.ndjson.xz a.ndjson",
        "filter -o x.BZ2 a.ndjson",
        "redact --drop a -o x.ndjson.lz4 a.ndjson",
        "select -f a -o x.csv.xz a.ndjson",
        "select -f a --to csv -o x.csv.br a.ndjson",
        "generate -o x.ndjson.xz",
        "stats --html x.html.zip a.ndjson",
    ] {
        let ran = folder.run(command);
        assert_eq!(ran.exit, 2, "{command}");
        assert!(ran.stderr.contains("name the file .zst or .gz, or pipe"), "{command}: {}", ran.stderr);
    }
    assert_eq!(folder.names(), ["a.ndjson"]);
}

#[test]
fn data_before_the_damage_is_written_on_request() {
    let bytes = recording(3_000_000);
    let folder = Folder::with("all.ndjson", &bytes);
    for (packed, compression) in [("all.zst", "zstd"), ("all.gz", "gzip")] {
        folder.run(&format!("filter all.ndjson -o {packed}")).check(0, "");
        let whole = fs::read(folder.path(packed)).unwrap();
        folder.write(packed, &whole[..whole.len() / 2]);
        let ran = folder.run(&format!("filter {packed} -o out.ndjson"));
        assert_eq!(ran.exit, 3);
        assert!(ran.stderr.contains(compression), "{}", ran.stderr);
        assert!(
            ran.stderr.ends_with("could be read; --keep-partial writes what could be\n"),
            "{}",
            ran.stderr
        );
        assert!(!folder.path("out.ndjson").exists());
        let ran = folder.run(&format!("filter {packed} -o out.ndjson --keep-partial"));
        assert_eq!(ran.exit, 3);
        assert!(
            ran.stderr.ends_with("out.ndjson: holds only what could be read (--keep-partial)\n"),
            "{}",
            ran.stderr
        );
        let kept = fs::read(folder.path("out.ndjson")).unwrap();
        assert!(!kept.is_empty() && kept.len() < bytes.len() && bytes.starts_with(&kept));
        assert_eq!(kept.last(), Some(&b'\n'));
        fs::remove_file(folder.path("out.ndjson")).unwrap();
        let ran = folder.run(&format!("stats {packed} --html page.html"));
        assert!(ran.exit == 3 && !folder.path("page.html").exists());
        let ran = folder.run(&format!("stats {packed} --html page.html --keep-partial"));
        assert!(ran.exit == 3 && folder.path("page.html").exists());
        fs::remove_file(folder.path("page.html")).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn files_of_a_killed_run_are_removed_and_not_read() {
    let folder = Folder::with("a.ndjson", LINES);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("zerocord"))
        .args(["filter", "-o", "out.ndjson", "-"])
        .current_dir(folder.path("."))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    while folder.names().len() < 2 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let part = folder.names()[0].clone();
    assert!(part.starts_with(".zerocord-") && part.ends_with(".part"), "{part}");
    // An output that is still being written is neither removed nor read.
    folder.run("filter . --count").check(0, "");
    folder.run("filter a.ndjson -o b.csv").check(0, "");
    assert_eq!(folder.names(), [part.as_str(), "a.ndjson", "b.csv"]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(folder.names(), [part.as_str(), "a.ndjson", "b.csv"]);
    let ran = folder.run(&format!("stats {part}"));
    assert!(ran.exit == 3 && ran.stderr.contains("rename it to read it"), "{}", ran.stderr);
    let ran = folder.run("filter a.ndjson -o c.csv");
    let note = format!("zerocord: ./{part}: removed, left over from a run that was killed\n");
    ran.check(0, &note);
    assert_eq!(folder.names(), ["a.ndjson", "b.csv", "c.csv"]);
}

#[cfg(unix)]
#[test]
fn a_closed_stream_is_an_error() {
    let folder = Folder::with("a.ndjson", LINES);
    for command in [
        "filter a.ndjson",
        "filter -o - a.ndjson",
        "filter --count a.ndjson",
        "select -f a a.ndjson",
        "redact --drop a a.ndjson",
        "stats a.ndjson",
        "stats --json a.ndjson",
        "validate a.ndjson",
        "verify a.ndjson",
        "drift a.ndjson",
        "schema",
        "bench --rounds 1 a.ndjson",
        "generate",
        "completions bash",
        "man",
        "--help",
        "stats --help",
        "--version",
    ] {
        let ran = shell(&folder, &format!("zerocord {command} >&-"));
        ran.check(3, "zerocord: <stdout>: closed, nothing can be written\n");
        let ran = shell(&folder, &format!("zerocord {command} 1< a.ndjson"));
        assert_eq!(ran.exit, 3, "{command}: {}", ran.stderr);
        let ran = shell(&folder, &format!("zerocord {command} > /dev/null"));
        assert!(ran.exit == 0 || command.starts_with("drift"), "{command}: {}", ran.stderr);
    }
    shell(&folder, "zerocord filter a.ndjson -o out.ndjson >&-").check(0, "");
    assert_eq!(text(&folder, "out.ndjson"), LINES);
    for command in ["stats -", "filter -", "bench -", "verify a.ndjson -"] {
        let ran = shell(&folder, &format!("zerocord {command} <&-"));
        assert_eq!(ran.exit, 3, "{command}");
        assert!(ran.stderr.contains("<stdin>: closed, nothing can be read\n"), "{command}: {}", ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn without_a_file_piped_input_is_read() {
    let folder = Folder::with("a.ndjson", LINES);
    for command in
        ["filter", "select -f a --to ndjson", "stats", "validate", "verify", "redact --drop a", "stats --lag"]
    {
        let named = shell(&folder, &format!("cat a.ndjson | zerocord {command} -"));
        assert_eq!(shell(&folder, &format!("cat a.ndjson | zerocord {command}")), named, "{command}");
        assert!(named.exit == 0 && !named.stdout.is_empty(), "{command}: {named:?}");
        assert_eq!(shell(&folder, &format!("zerocord {command} < a.ndjson")).exit, 0, "{command}");
        // Standard input is not a pipe with data.
        for input in ["", " < /dev/null", " < empty", " <&-"] {
            let ran = shell(&folder, &format!(": > empty; : | zerocord {command}{input}"));
            assert_eq!(ran.exit, 2, "{command}{input}");
            assert!(ran.stderr.contains("`-` reads standard input"), "{command}{input}: {}", ran.stderr);
        }
    }
    shell(&folder, ": | zerocord stats -").check(0, "");
    let mut piped = String::new();
    File::open(folder.path("a.ndjson")).unwrap().read_to_string(&mut piped).unwrap();
    assert_eq!(piped, LINES);
}
