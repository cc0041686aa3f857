//! Threads and memory: bounded for any options.

use std::fs;
use std::process::{Command, Stdio};

use zerocord_firehose::Options;

use crate::folder::Folder;

/// Lines of `len` bytes, each of which is a frame.
fn long_lines(count: usize, len: usize) -> Vec<u8> {
    const END: &[u8] = b"\",\"b\":1}}";
    let mut lines = Vec::with_capacity(count * (len + 1));
    for sequence in 0..count {
        let start = format!("{{\"t\":\"READY\",\"s\":{sequence},\"op\":0,\"d\":{{\"a\":\"");
        lines.extend_from_slice(start.as_bytes());
        lines.resize(lines.len() + len - start.len() - END.len(), b'x');
        lines.extend_from_slice(END);
        lines.push(b'\n');
    }
    lines
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(zstd_safe::compress_bound(bytes.len()));
    zstd_safe::compress(&mut packed, bytes, 1).unwrap();
    packed
}

/// Runs the command and returns its exit code and its peak memory use, in bytes.
#[cfg(target_os = "linux")]
fn run_measured(folder: &Folder, arguments: &str) -> (i32, usize) {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("zerocord"))
        .args(arguments.split_whitespace())
        .current_dir(folder.path("."))
        // By default the allocator returns freed memory up to a second later. Here it is returned at once, so that
        // only memory in use is measured.
        .env("MIMALLOC_PURGE_DELAY", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(kib) = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<usize>().ok())
        {
            peak = peak.max(kib << 10);
        }
        if let Some(exit) = child.try_wait().unwrap() {
            return (exit.code().unwrap(), peak);
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn long_lines_share_one_budget() {
    let folder = Folder::new();
    let lines = long_lines(16, 16 << 20);
    folder.write("one.zst", zstd(&lines));
    let parts: Vec<u8> = lines.chunks(30 << 20).flat_map(zstd).collect();
    folder.write("many.zst", parts);
    folder.write("plain.ndjson", &lines);
    drop(lines);
    folder.write("short.ndjson", long_lines(1, 100));
    let (_, program) = run_measured(&folder, "filter --threads 1 short.ndjson");
    // The limit that the help states.
    let bound =
        (64 << 20) + 16 * Options::MEMORY_BEYOND_PER_THREAD + Options::FRAMES_BEYOND * (16 << 20) + program;
    for input in ["one.zst", "many.zst", "plain.ndjson"] {
        for command in ["stats", "filter"] {
            let (exit, peak) =
                run_measured(&folder, &format!("{command} --threads 16 --memory-max 64MiB {input}"));
            assert_eq!(exit, 0, "{command} {input}");
            assert!(peak < bound, "{command} {input}: {} of {} MiB", peak >> 20, bound >> 20);
        }
    }
    let count = folder.run("filter --count --threads 16 --memory-max 1M one.zst");
    assert_eq!((count.exit, count.stdout.as_str()), (0, "16\n"));
    assert_eq!(count.stderr, "zerocord: 1 of 16 threads are used: each takes 2 MiB of --memory-max\n");
}

#[test]
fn the_longest_frame_raises_every_limit() {
    let frame = long_lines(1, 260 << 20);
    let folder = Folder::with("a.zst", zstd(&frame));
    drop(frame);
    for command in [
        "select -f $s,b --to ndjson",
        "filter --count --where b!exists",
        "filter --count --user 1",
        "stats --by guild",
    ] {
        let words: Vec<_> = command.split(' ').map(|word| word.replace("b!exists", "b not exists")).collect();
        let run = |len: &str| {
            let options = ["--frame-len-max", len, "a.zst"].map(str::to_owned);
            folder.run_words(&[words.clone(), options.to_vec()].concat())
        };
        run("400MB").check(0, "");
        let ran = run("200M");
        assert_eq!(ran.exit, 1, "{command}");
        assert!(ran.stderr.contains("--frame-len-max"), "{}", ran.stderr);
    }
}

#[test]
fn threads_are_bounded() {
    let folder = Folder::with("a.ndjson", "{\"op\":11}\n");
    for command in ["stats", "filter", "select -f $s", "validate", "bench"] {
        for count in ["4000000000", "99999999999999999999", "1025", "-1", "x"] {
            let ran = folder.run(&format!("{command} --threads={count} a.ndjson"));
            assert_eq!(ran.exit, 2, "{command} {count}");
            assert!(
                ran.stderr.contains("up to 1024, or 0 for one per CPU core"),
                "{command}: {}",
                ran.stderr
            );
        }
    }
    for count in ["0", "1", "1024"] {
        let ran = folder.run(&format!("filter --threads {count} a.ndjson"));
        assert_eq!((ran.exit, ran.stdout.as_str()), (0, "{\"op\":11}\n"), "{count}: {}", ran.stderr);
    }
}

#[test]
fn byte_counts_events_and_formats_are_parsed_alike() {
    let line = "{\"t\":\"MESSAGE_CREATE\",\"s\":1,\"op\":0,\"d\":{\"id\":\"1\"}}\n";
    let folder = Folder::with("a.ndjson", line);
    for size in ["10MB", "10mb", "10M", "10MiB", "0.01G", "10_000_000"] {
        for option in ["--frame-len-max", "--memory-max", "--chunk-len"] {
            assert_eq!(
                folder.run(&format!("filter {option} {size} a.ndjson")).stdout,
                line,
                "{option} {size}"
            );
        }
        folder.run(&format!("bench --rounds 1 --bytes {size} a.ndjson")).check(0, "");
    }
    assert_eq!(folder.run("generate --bytes 9KB").stdout, folder.run("generate --bytes 9000").stdout);
    assert_eq!(folder.run("generate --bytes 9KiB").stdout, folder.run("generate --bytes 9216").stdout);
    for event in ["message_create", "Message-Create", "MessageCreate", "message_*", "*create"] {
        for command in ["filter", "select -f id --to ndjson"] {
            let ran = folder.run(&format!("{command} -e {event} a.ndjson"));
            ran.check(0, "");
            assert_eq!(ran.stdout.lines().count(), 1, "{command} {event}");
        }
    }
    for event in ["MESSAGE_CREATE", "message_create", "MessageCreate"] {
        for test in [format!("$t = '{event}'"), format!("$t in ('{event}')"), format!("not $t != '{event}'")]
        {
            let words = ["filter", "--count", "--where", &test, "a.ndjson"].map(str::to_owned);
            let ran = folder.run_words(&words);
            ran.check(0, "");
            assert_eq!(ran.stdout, "1\n", "{test}");
        }
    }
    folder.run("bench --rounds 1 -e message_create a.ndjson").check(0, "");
    assert_eq!(folder.run("select -f id --to CSV a.ndjson").stdout, "id\n1\n");
    folder.run("select -f id -o x.CSV a.ndjson").check(0, "");
    assert_eq!(fs::read_to_string(folder.path("x.CSV")).unwrap(), "id\n1\n");
    folder.run("stats --by Guild a.ndjson").check(0, "");
    folder.run("generate --bytes 1K --mix QUIET --shuffle None").check(0, "");
    folder.run("schema --format Table").check(0, "");
    let want = folder.run("schema --event MESSAGE_CREATE");
    assert_eq!(want.exit, 0);
    for command in
        ["schema MESSAGE_CREATE", "schema message_create", "schema MessageCreate", "schema -e message-create"]
    {
        assert_eq!(folder.run(command), want, "{command}");
    }
    let ran = folder.run("schema MESAGE_CREATE");
    assert!(ran.exit == 2 && ran.stderr.contains("did you mean MESSAGE_CREATE?"), "{}", ran.stderr);
}

#[test]
fn a_limit_has_one_exit_code_whatever_the_input_is() {
    // Alternating good and bad lines.
    let good = "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{}}\n";
    let lines = format!("{good}[1]\n{good}[2]\n{good}");
    let folder = Folder::with("a.ndjson", &lines);
    folder.write("a.zst", zstd(lines.as_bytes()));
    let many: Vec<u8> = lines.as_bytes().chunks(20).flat_map(zstd).collect();
    folder.write("many.zst", many);
    for (limit, exit, count, stderr) in [
        (0, 0, 0, ""),
        (1, 0, 1, ""),
        (
            2,
            1,
            2,
            "line 2, byte 0: expected an object, found `[`\nzerocord: 1 of 3 frames could not be read (exit code 1)\n",
        ),
        (
            3,
            1,
            3,
            "line 4, byte 0: expected an object, found `[`\nzerocord: 2 of 5 frames could not be read (exit code 1)\n",
        ),
    ] {
        for input in ["a.ndjson", "a.zst", "many.zst", "a.ndjson no-such-file", "-"] {
            for options in ["", "--threads 4 --chunk-len 40", "--threads 1 --chunk-len 9"] {
                let arguments = format!("filter --limit {limit} {options} {input}");
                let mut command = folder.zerocord(&arguments);
                let ran = crate::folder::Ran::new(command.write_stdin(lines.as_bytes()).output().unwrap());
                assert_eq!(ran.exit, exit, "{arguments}: {}", ran.stderr);
                assert!(ran.stderr.ends_with(stderr), "{arguments}: {}", ran.stderr);
                assert_eq!(ran.stdout, good.repeat(count), "{arguments}");
                let counted = folder
                    .zerocord(&format!("{arguments} --count"))
                    .write_stdin(lines.as_bytes())
                    .output()
                    .unwrap();
                assert_eq!(String::from_utf8(counted.stdout).unwrap(), format!("{count}\n"));
            }
        }
    }
}

#[test]
fn null_and_formulas_can_be_marked() {
    let lines = "{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":{\"a\":\"\",\"b\":\"=1+1\",\"c\":-5}}\n\
                 {\"t\":\"A\",\"s\":2,\"op\":0,\"d\":{\"a\":null,\"b\":\"NULL\"}}\n";
    let folder = Folder::with("a.ndjson", lines);
    let select = |options: &str| folder.run(&format!("select -f a,b,c --to csv {options} a.ndjson")).stdout;
    assert_eq!(select(""), "a,b,c\n,=1+1,-5\n,NULL,\n");
    assert_eq!(select("--csv-safe"), "a,b,c\n,'=1+1,-5\n,NULL,\n");
    assert_eq!(select("--csv-null NULL"), "a,b,c\n,=1+1,-5\nNULL,\"NULL\",NULL\n");
    assert_eq!(select("--csv-null= --csv-safe"), "a,b,c\n\"\",'=1+1,-5\n,NULL,\n");
    let tsv = folder.run("select -f a,b,c --to tsv --csv-safe a.ndjson").stdout;
    assert_eq!(tsv, "a\tb\tc\n\t'=1+1\t-5\n\tNULL\t\n");
    for options in
        ["--csv-safe --to ndjson", "--csv-null x --to json", "--csv-safe", "--csv-null a,b --to csv"]
    {
        let ran = folder.run(&format!("select -f a {options} a.ndjson"));
        assert_eq!(ran.exit, 2, "{options}");
    }
}
