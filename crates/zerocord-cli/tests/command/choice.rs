//! The options that choose frames, which are the same in every command, compared with the same tests written with
//! serde_json.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::folder::{Folder, Ran, recording};

fn frames(bytes: &[u8]) -> Vec<(String, Value)> {
    let lines = std::str::from_utf8(bytes).unwrap().lines().filter(|line| !line.is_empty());
    lines.map(|line| (line.to_owned(), serde_json::from_str(line).unwrap())).collect()
}

fn name(frame: &Value) -> &str {
    frame["t"].as_str().unwrap_or_default()
}

fn any_string(value: &Value, test: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => test(text),
        Value::Array(values) => values.iter().any(|value| any_string(value, test)),
        Value::Object(values) => values.values().any(|value| any_string(value, test)),
        _ => false,
    }
}

/// Runs a command with additional arguments, which may contain spaces.
fn run(folder: &Folder, command: &str, words: &[&str]) -> Ran {
    Ran::new(folder.zerocord(command).args(words).output().unwrap())
}

/// Checks that the output of each command for these options agrees with the frames that `is_wanted` accepts. Returns
/// their number.
#[track_caller]
fn check(
    folder: &Folder,
    all: &[(String, Value)],
    words: &[&str],
    is_wanted: impl Fn(&Value) -> bool,
) -> usize {
    let wanted: Vec<_> = all.iter().filter(|(_, frame)| is_wanted(frame)).collect();
    let lines: String = wanted.iter().map(|(line, _)| format!("{line}\n")).collect();
    let ran = run(folder, "filter all.ndjson", words);
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{words:?}");
    assert!(ran.stdout == lines, "{words:?}: {} frames, not {}", ran.stdout.lines().count(), wanted.len());
    let rows = run(folder, "select -f $t --to tsv --no-header all.ndjson", words).stdout;
    let names: String = wanted
        .iter()
        .map(|(_, frame)| name(frame))
        .filter(|name| !name.is_empty())
        .map(|name| format!("{name}\n"))
        .collect();
    assert!(rows == names, "{words:?}");
    let stats: Value = serde_json::from_str(&run(folder, "stats --json all.ndjson", words).stdout).unwrap();
    assert_eq!(stats["frames"], wanted.len(), "{words:?}");
    assert_eq!(stats["bytes"], lines.len() - wanted.len(), "{words:?}");
    let redacted = run(folder, "redact --drop **.no_such_key all.ndjson", words);
    assert!(redacted.stdout == lines, "{words:?}");
    wanted.len()
}

#[test]
fn every_command_chooses_the_same_frames() {
    let bytes = recording(1 << 20);
    let all = frames(&bytes);
    let folder = Folder::with("all.ndjson", &bytes);
    let is_message = |frame: &Value| name(frame) == "MESSAGE_CREATE";
    let content = |frame: &Value| frame["d"]["content"].as_str().unwrap_or_default().to_owned();
    let message = all.iter().map(|(_, frame)| frame).find(|frame| is_message(frame)).unwrap();
    let guild = message["d"]["guild_id"].as_str().unwrap();
    assert!(check(&folder, &all, &["-e", "MESSAGE_CREATE"], is_message) > 20);
    assert!(
        check(&folder, &all, &["-e", "MESSAGE_CREATE", "--guild", guild], |frame| is_message(frame)
            && frame["d"]["guild_id"] == guild)
            > 0
    );
    // The same, ignoring case.
    let has = |frame: &Value, word: &str| any_string(&frame["d"], &|text| text.to_lowercase().contains(word));
    let count = check(&folder, &all, &["-i", "--contains", "SERVER"], |frame| has(frame, "server"));
    assert!(count > 0);
    assert_eq!(check(&folder, &all, &["--regex", "(?i)server"], |frame| has(frame, "server")), count);
    check(&folder, &all, &["--contains", "SERVER"], |frame| {
        any_string(&frame["d"], &|text| text.contains("SERVER"))
    });
    check(&folder, &all, &["--regex", "^[0-9]{3}"], |frame| {
        any_string(&frame["d"], &|text| {
            text.len() >= 3 && text.bytes().take(3).all(|byte| byte.is_ascii_digit())
        })
    });
    // A word, anything, and another word.
    let two = |frame: &Value| {
        let text = content(frame).to_lowercase();
        text.lines().any(|line| line.find("on").is_some_and(|at| line[at + 2..].contains("s")))
    };
    assert!(check(&folder, &all, &["--where", "content ~ /on.*s/i"], two) > 0);
    check(&folder, &all, &["-e", "MESSAGE_CREATE", "--where", "content !~ /on.*s/i"], |frame| {
        is_message(frame) && !two(frame)
    });
    check(&folder, &all, &["--where", "$t ~ /^GUILD_.*(ADD|REMOVE)$/"], |frame| {
        name(frame).starts_with("GUILD_") && (name(frame).ends_with("ADD") || name(frame).ends_with("REMOVE"))
    });
    let lengths: Vec<usize> = all.iter().map(|(line, _)| line.len()).collect();
    let longest = *lengths.iter().max().unwrap();
    let condition = format!("$bytes >= {longest}");
    let ran = run(&folder, "filter --count all.ndjson --where", &[&condition]);
    assert_eq!(ran.stdout, format!("{}\n", lengths.iter().filter(|len| **len == longest).count()));
}

#[test]
fn limits_are_the_first_frames() {
    let bytes = recording(300 << 10);
    let all = frames(&bytes);
    let folder = Folder::with("all.ndjson", &bytes);
    folder.write("more.ndjson", &bytes);
    let messages: Vec<_> = all.iter().filter(|(_, frame)| name(frame) == "MESSAGE_CREATE").collect();
    for count in [0, 1, 7, messages.len() + 3] {
        let limit = format!("-n {count} -e MESSAGE_CREATE all.ndjson more.ndjson --chunk-len 999");
        let twice = messages.iter().chain(&messages).take(count);
        let lines: String = twice.clone().map(|(line, _)| format!("{line}\n")).collect();
        assert!(folder.run(&format!("filter {limit}")).stdout == lines, "{count}");
        assert!(folder.run(&format!("redact --drop **.no_such_key {limit}")).stdout == lines, "{count}");
        let rows: String = twice.map(|(_, frame)| format!("{}\n", frame["s"])).collect();
        assert_eq!(folder.run(&format!("select -f $s --to csv --no-header {limit}")).stdout, rows, "{count}");
        let stats: Value =
            serde_json::from_str(&folder.run(&format!("stats --json {limit}")).stdout).unwrap();
        assert_eq!(
            (&stats["frames"], &stats["bytes"]),
            (&count.into(), &(lines.len() - count).into()),
            "{count}"
        );
    }
}

#[test]
fn windows_are_the_same_in_every_command() {
    let bytes = recording(600 << 10);
    let folder = Folder::with("all.ndjson", &bytes);
    let first =
        folder.run("select -e MESSAGE_CREATE -f timestamp --to csv --no-header -n 40 all.ndjson").stdout;
    let since = first.lines().last().unwrap().to_owned();
    let words = ["--since", since.as_str()];
    let filtered = run(&folder, "filter all.ndjson", &words);
    assert!(filtered.stdout.lines().count() > 50);
    let redacted = run(&folder, "redact --drop **.no_such_key all.ndjson", &words);
    assert!(redacted.stdout == filtered.stdout);
    let stats: Value = serde_json::from_str(&run(&folder, "stats --json all.ndjson", &words).stdout).unwrap();
    assert_eq!(stats["frames"], filtered.stdout.lines().count());
}

#[test]
fn files_and_lines_are_fields() {
    let bytes = recording(200 << 10);
    let all = frames(&bytes);
    let folder = Folder::with("b.ndjson", &bytes);
    folder.write(
        "a.ndjson",
        "\n{\"t\":\"X\",\"s\":1,\"op\":0,\"d\":{}}\n\n{\"t\":\"Y\",\"s\":2,\"op\":0,\"d\":{}}\n",
    );
    let mut want = "$file,$line,$bytes,$t\na.ndjson,2,29,X\na.ndjson,4,29,Y\n".to_owned();
    for (index, (line, frame)) in all.iter().enumerate() {
        if !name(frame).is_empty() {
            want += &format!("b.ndjson,{},{},{}\n", index + 1, line.len(), name(frame));
        }
    }
    let command = "select -f $file,$line,$bytes,$t --to csv --chunk-len 777 a.ndjson b.ndjson";
    assert_eq!(folder.run(command).stdout, want);
    let ran = run(&folder, "filter a.ndjson b.ndjson --where", &["$line in (4, 9) and $file ~ /^b/"]);
    assert_eq!(ran.stdout, format!("{}\n{}\n", all[3].0, all[8].0));
}

#[test]
fn shards_are_those_of_guilds() {
    let bytes = recording(400 << 10);
    let all = frames(&bytes);
    let folder = Folder::with("all.ndjson", &bytes);
    let shard = |frame: &Value| {
        let payload = &frame["d"];
        let own =
            matches!(name(frame), "GUILD_CREATE" | "GUILD_UPDATE" | "GUILD_DELETE").then_some(&payload["id"]);
        let guild =
            own.into_iter().chain([&payload["guild_id"], &payload["guild"]["id"]]).find_map(Value::as_str);
        let guild = guild.and_then(|id| id.parse::<u64>().ok()).map(|id| (id >> 22) % 5);
        guild
            .or_else(|| if name(frame) == "READY" { payload["shard"][0].as_u64() } else { None })
            .or_else(|| payload["channel_id"].is_string().then_some(0))
    };
    for number in 0..5 {
        let count = check(&folder, &all, &["--shards", "5", "--shard", &number.to_string()], |frame| {
            !name(frame).is_empty() && shard(frame) == Some(number)
        });
        assert!(count > 10, "{number}");
    }
    let rows = folder.run("select --shards 5 -f $shard --to csv --no-header all.ndjson").stdout;
    let want: String = all
        .iter()
        .filter(|(_, frame)| !name(frame).is_empty())
        .map(|(_, frame)| shard(frame).map_or("\"\"\n".to_owned(), |shard| format!("{shard}\n")))
        .collect();
    assert_eq!(rows, want);
}

#[test]
fn samples_by_a_key_keep_related_frames() {
    let bytes = recording(1 << 20);
    let folder = Folder::with("all.ndjson", &bytes);
    let sample = |share: &str| {
        let command =
            format!("filter --sample {share} --key author.id,user_id,user.id,member.user.id all.ndjson");
        frames(folder.run(&command).stdout.as_bytes())
    };
    let users = |frames: &[(String, Value)]| -> BTreeSet<String> {
        let of = |(_, frame): &(String, Value)| {
            let payload = &frame["d"];
            let ids = [
                &payload["author"]["id"],
                &payload["user_id"],
                &payload["user"]["id"],
                &payload["member"]["user"]["id"],
            ];
            ids.into_iter().find_map(Value::as_str).map(str::to_owned)
        };
        frames.iter().filter_map(of).collect()
    };
    let (tenth, all) = (sample("20%"), frames(&bytes));
    let (chosen, everyone) = (users(&tenth), users(&all));
    let share = chosen.len() as f64 / everyone.len() as f64;
    assert!((0.1..0.3).contains(&share), "{share}");
    // All frames of a chosen user are there.
    let is_chosen = |pair: &&(String, Value)| !users(std::slice::from_ref(pair)).is_disjoint(&chosen);
    assert_eq!(all.iter().filter(is_chosen).count(), tenth.iter().filter(is_chosen).count());
}

#[test]
fn misspelled_paths_are_reported() {
    let bytes = recording(100 << 10);
    let folder = Folder::with("all.ndjson", &bytes);
    for (words, exit, message) in [
        // No frame has the literal, so no frame needs to be parsed.
        (&["filter", "--where", "contnt ~ /zzzqqq/", "all.ndjson"][..], 1, "`contnt` is not in any frame"),
        (&["filter", "--where", "content ~ /zzzqqq/", "all.ndjson"], 0, ""),
        (
            &["filter", "--sample", "1%", "--key", "autor.id", "all.ndjson"],
            1,
            "`autor.id` is not in any frame",
        ),
        (&["stats", "--by", "autor.id", "all.ndjson"], 1, "`autor.id` is not in any frame"),
        (&["stats", "--histogram", "contnt", "all.ndjson"], 1, "`contnt` is not in any frame"),
    ] {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let ran = folder.run_words(&words);
        assert_eq!(ran.exit, exit, "{words:?}: {}", ran.stderr);
        assert!(
            ran.stderr.contains(message) && ran.stderr.is_empty() == message.is_empty(),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn invalid_arguments_are_rejected() {
    let folder = Folder::with("a.ndjson", "{\"op\":11}\n");
    for (words, message) in [
        (&["filter", "--where", "content ~ /a(b/", "a.ndjson"][..], "unclosed group"),
        (&["filter", "--where", "content ~ /ab/q", "a.ndjson"], "`q` is not a flag"),
        (&["filter", "--where", "content ~ 5", "a.ndjson"], "expected a regular expression"),
        (&["filter", "--where", "content ~ /ab", "a.ndjson"], "has no closing slash"),
        (&["stats", "--regex", "[", "a.ndjson"], "--regex: unclosed character class"),
        (&["filter", "--shard", "3", "a.ndjson"], "needs --shards COUNT"),
        (&["select", "-f", "$shard", "a.ndjson"], "needs --shards COUNT"),
        (&["filter", "--sample", "1%", "--key", "$t", "a.ndjson"], "by a field of the payload"),
        (&["filter", "-v", "--since", "2026-01-31", "a.ndjson"], "leaves no frame"),
        (&["filter", "-i", "--where", "content contains \"X\"", "a.ndjson"], "after the expression"),
        (&["redact", "--drop", "x", "--since", "soon", "a.ndjson"], "not a time"),
    ] {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let ran = folder.run_words(&words);
        assert_eq!(ran.exit, 2, "{words:?}");
        assert!(ran.stderr.contains(message), "{words:?}: {}", ran.stderr);
    }
}

#[test]
fn the_help_of_each_subcommand_fits_one_screen_or_two() {
    let folder = Folder::new();
    let page = folder.run("--help").stdout;
    let list = page.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let names: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 15 && names.contains(&"stats"), "{names:?}");
    // All arguments of `sql` are passed on to another program.
    for name in names.into_iter().filter(|name| !["help", "sql"].contains(name)) {
        let [short, long, full] = [format!("{name} -h"), format!("{name} --help"), format!("help {name}")]
            .map(|words| folder.run(&words).stdout);
        for (help, most) in [(&short, 54), (&long, 100)] {
            assert!(help.lines().count() <= most, "{name}: {} lines\n{help}", help.lines().count());
            assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
        }
        assert!(long.contains("Examples:") && long.contains(&format!("zerocord help {name}")), "{long}");
        // Each has the options of the shorter one.
        let options = |help: &str| {
            let words = help.lines().flat_map(|line| {
                let words = line.split([' ', ',']).filter(|word| !word.is_empty());
                words.take_while(|word| word.starts_with('-'))
            });
            words.map(str::to_owned).collect::<BTreeSet<_>>()
        };
        assert!(options(&long).is_superset(&options(&short)), "{long}");
        assert!(options(&full).is_superset(&options(&long)), "{full}");
    }
}

#[test]
fn the_short_help_has_the_common_options() {
    let folder = Folder::new();
    for command in ["stats", "select", "filter", "split"] {
        let help = folder.run(&format!("{command} -h")).stdout;
        for heading in ["Options:", "Choosing frames:", "Input and output:", "Wrapped recordings:"] {
            assert_eq!(help.lines().filter(|line| *line == heading).count(), 1, "{heading} {help}");
        }
        // One line for each option.
        let choosing = help.split_once("Choosing frames:").unwrap().1.split_once("\n\n").unwrap().0;
        assert!(choosing.lines().skip(1).all(|line| line.trim_start().starts_with('-')), "{help}");
        let long = folder.run(&format!("{command} --help")).stdout;
        for option in ["--shards", "--key", "--time-at", "--shard-at", "--memory-max", "--frame-in"] {
            assert!(!help.contains(&format!("  {option} <")) && long.contains(option), "{command} {option}");
        }
    }
}

#[test]
fn an_event_that_event_excludes_is_refused_in_a_condition() {
    let folder = Folder::with("a.ndjson", recording(20 << 10));
    for (events, condition) in [
        ("TYPING_START", "$t = 'MESSAGE_CREATE'"),
        ("TYPING_START,READY", "$s > 5 and $t in ('message_create', 'NEW_EVENT')"),
        ("NEW_*", "$t = 'NEVER_SENT' or $t = 'READY'"),
    ] {
        let words = ["filter", "-e", events, "--where", condition, "a.ndjson"].map(str::to_owned);
        let ran = folder.run_words(&words);
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{condition}: {}", ran.stderr);
        assert!(ran.stderr.contains("no frame can match"), "{}", ran.stderr);
    }
    for (events, condition) in [
        ("TYPING_START,MESSAGE_*", "$t = 'message_create'"),
        ("TYPING_START", "not $t = 'MESSAGE_CREATE'"),
        ("TYPING_START", "$t = 'TYPING_START' or $t = 'MESSAGE_CREATE'"),
        ("NEW_*", "$t = 'NEW_EVENT'"),
    ] {
        let words = ["filter", "-e", events, "--where", condition, "a.ndjson"].map(str::to_owned);
        let ran = folder.run_words(&words);
        assert!(ran.exit < 2, "{condition}: {}", ran.stderr);
    }
}

#[test]
fn a_window_outside_the_recording_is_reported() {
    let folder = Folder::with("a.ndjson", zerocord_testkit::corpus::firehose_sample());
    let times = "zerocord: no frame is in the time window: the recording is from 2026-01-07 02:15:54 UTC to 2026-01-07 02:15:58 UTC\n";
    for (command, window) in [
        ("filter --count", "--since 2026-01-08"),
        ("select -f id", "--until 2026-01-07"),
        ("stats", "--since 2025-01-01 --until 2025-02-01"),
    ] {
        let ran = folder.run(&format!("{command} {window} a.ndjson"));
        assert_eq!(ran.exit, 0, "{}", ran.stderr);
        assert!(ran.stderr.contains(times), "{command}: {}", ran.stderr);
    }
    let ran = folder.run("filter --count --since 2026-01-07T02:15:57Z a.ndjson");
    assert!(!ran.stderr.contains("window"), "{}", ran.stderr);
}

#[test]
fn a_shard_that_does_not_exist_is_refused() {
    let folder = Folder::with("a.ndjson", recording(20 << 10));
    let ran = folder.run("filter --shards 8 --shard 7,8 a.ndjson");
    assert_eq!(ran.exit, 2);
    assert!(ran.stderr.contains("with --shards 8, the shards are 0 to 7"), "{}", ran.stderr);
}
