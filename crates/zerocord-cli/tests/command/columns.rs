//! `zerocord select` to Parquet and Arrow: typed columns of one event.

use std::fs::File;
use std::io::Cursor;

use arrow_array::cast::AsArray;
use arrow_array::types::{UInt32Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use arrow_ipc::reader::{FileReader, StreamReader};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::folder::{Folder, check, recording};

/// Reads a file by its suffix.
fn batches(folder: &Folder, name: &str) -> Vec<RecordBatch> {
    let file = File::open(folder.path(name)).unwrap();
    match name.rsplit('.').next().unwrap() {
        "parquet" => {
            let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
            reader.map(Result::unwrap).collect()
        }
        "arrow" => FileReader::try_new(file, None).unwrap().map(Result::unwrap).collect(),
        _ => StreamReader::try_new(file, None).unwrap().map(Result::unwrap).collect(),
    }
}

/// The ids of a column in all batches; null becomes 0.
fn ids(batches: &[RecordBatch], name: &str) -> Vec<u64> {
    let columns =
        batches.iter().map(|batch| batch.column_by_name(name).unwrap().as_primitive::<UInt64Type>());
    columns.flat_map(|column| column.iter().map(Option::unwrap_or_default).collect::<Vec<_>>()).collect()
}

#[test]
fn columns_are_those_of_ndjson() {
    let folder = Folder::with("a.ndjson", recording(3 << 20));
    let select = "select a.ndjson -e MESSAGE_CREATE -f id,author.id,guild_id";
    let times = folder.run("select a.ndjson -e MESSAGE_CREATE -f timestamp --to csv --no-header").stdout;
    let times: Vec<&str> = times.lines().collect();
    let since = format!("--since {}", times[times.len() / 2]);
    for conditions in ["", "--where tts=false", &since, &format!("{since} --chunk-len 999 --threads 3")] {
        let rows = folder.run(&format!("{select} {conditions} --to ndjson")).stdout;
        let rows: Vec<Value> = rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
        assert!(rows.len() > 10, "{conditions}");
        for file in ["x.parquet", "x.arrow", "x.arrows"] {
            check(&folder.run(&format!("{select} {conditions} -o {file}")), 0, "");
            let found = batches(&folder, file);
            for name in ["id", "author.id", "guild_id"] {
                let want: Vec<u64> =
                    rows.iter().map(|row| row[name].as_str().map_or(0, |id| id.parse().unwrap())).collect();
                assert!(ids(&found, name) == want, "{file}, {name} {conditions}");
            }
        }
    }
    // A stream on standard output.
    let command = folder.zerocord(&format!("{select} --to arrow")).output().unwrap();
    let found: Vec<RecordBatch> =
        StreamReader::try_new(Cursor::new(&command.stdout), None).unwrap().map(Result::unwrap).collect();
    check(&folder.run(&format!("{select} -o x.parquet")), 0, "");
    assert_eq!(ids(&found, "id"), ids(&batches(&folder, "x.parquet"), "id"));
}

/// The rows of ndjson.
fn rows(folder: &Folder, select: &str) -> Vec<Value> {
    let rows = folder.run(&format!("{select} --to ndjson")).stdout;
    rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect()
}

#[test]
fn the_same_frames_are_chosen_as_for_ndjson() {
    let folder = Folder::with("a.ndjson", recording(1 << 20));
    folder.write("b.ndjson", recording(1 << 20));
    let select = "select a.ndjson b.ndjson -e MESSAGE_CREATE -f id,guild_id";
    let all = rows(&folder, select);
    let guild = all.iter().find_map(|row| row["guild_id"].as_str()).unwrap();
    let times = folder.run("select a.ndjson -e MESSAGE_CREATE -f timestamp --to csv --no-header").stdout;
    let times: Vec<&str> = times.lines().collect();
    let since = format!("--since {} --limit 3", times[times.len() / 2]);
    let over_the_first_file = format!("--limit {}", all.len() / 2 + 3);
    for choice in [
        "--limit 0",
        "--limit 1",
        "--limit 7 --where tts=false --chunk-len 999 --threads 3",
        &over_the_first_file,
        &since,
        "--sample 30%",
        "--sample 30% --limit 4",
        &format!("--guild {guild}"),
        "--shard 1 --shards 3",
    ] {
        let want = rows(&folder, &format!("{select} {choice}"));
        assert!(want.len() < all.len(), "{choice}");
        let want: Vec<u64> = want.iter().map(|row| row["id"].as_str().unwrap().parse().unwrap()).collect();
        for file in ["x.parquet", "x.arrow"] {
            check(&folder.run(&format!("{select} {choice} -o {file}")), 0, "");
            assert!(ids(&batches(&folder, file), "id") == want, "{file} {choice}");
        }
    }
}

#[test]
fn values_of_unexpected_types_after_the_limit_are_not_reported() {
    let message = |id: u32, tts: &str| {
        format!("{{\"t\":\"MESSAGE_CREATE\",\"s\":4,\"op\":0,\"d\":{{\"id\":\"{id}\",\"tts\":{tts}}}}}\n")
    };
    let broken = "{\"t\":\"MESSAGE_CREATE\",\"s\":4,\"op\":0,\"d\":{\"id\n";
    let folder =
        Folder::with("a.ndjson", message(1, "true") + broken + &message(2, "false") + &message(3, "5"));
    let select = "select a.ndjson -e MESSAGE_CREATE -f id,tts -o x.parquet";
    // A bad frame has no row and is not counted.
    check(&folder.run(&format!("{select} --limit 2")), 1, "1 of 3 frames could not be read");
    assert_eq!(ids(&batches(&folder, "x.parquet"), "id"), [1, 2]);
    let ran = folder.run(&format!("{select} --limit 2"));
    assert!(!ran.stderr.contains("tts"), "{}", ran.stderr);
    check(
        &folder.run(&format!("{select} --limit 3")),
        1,
        "MESSAGE_CREATE.tts: 1 values are not true or false",
    );
}

#[test]
fn the_file_the_line_and_the_shard_are_columns() {
    let folder = Folder::with("a.ndjson", recording(300 << 10));
    folder.write("b.ndjson", recording(300 << 10));
    let select = "select a.ndjson b.ndjson -e MESSAGE_CREATE -f $file,$line,$shard --shards 3 --chunk-len 9999 --threads 2";
    let want = rows(&folder, select);
    check(&folder.run(&format!("{select} -o x.parquet")), 0, "");
    let found = batches(&folder, "x.parquet");
    let lines: Vec<u64> = want.iter().map(|row| row["$line"].as_u64().unwrap()).collect();
    assert_eq!(ids(&found, "$line"), lines);
    let (mut files, mut shards) = (Vec::new(), Vec::new());
    for batch in &found {
        let column = batch.column_by_name("$file").unwrap().as_string::<i32>();
        files.extend(column.iter().map(|file| file.unwrap().to_owned()));
        shards.extend(batch.column_by_name("$shard").unwrap().as_primitive::<UInt32Type>().iter());
    }
    let of = |name: &str| want.iter().map(|row| row[name].clone()).collect::<Vec<Value>>();
    assert_eq!(files.into_iter().map(Value::from).collect::<Vec<_>>(), of("$file"));
    assert_eq!(shards.into_iter().map(Value::from).collect::<Vec<_>>(), of("$shard"));
}

#[test]
fn lists_maps_and_values_of_other_types() {
    let lines = "{\"t\":\"MESSAGE_CREATE\",\"s\":4,\"op\":0,\"d\":{\"id\":\"1\",\"mentions\":[{\"id\":\"7\"},{},{\"id\":\"8\"}],\"tts\":5}}\n\
                 {\"t\":\"TYPING_START\",\"s\":5,\"op\":0,\"d\":{}}\n\
                 {\"t\":\"MESSAGE_CREATE\",\"s\":6,\"op\":0,\"d\":{\"id\n\
                 {\"t\":\"MESSAGE_CREATE\",\"s\":7,\"op\":0,\"d\":{\"id\":\"2\",\"mentions\":null,\"member\":{\"nick\":\"n\"}}}\n";
    let folder = Folder::with("a.ndjson", lines);
    let ran =
        folder.run("select a.ndjson -e MESSAGE_CREATE -f id,mentions.id,tts,$s,member.nick -o x.parquet");
    check(&ran, 1, "MESSAGE_CREATE.tts: 1 values are not true or false; at a.ndjson: line 1, byte ");
    assert!(ran.stderr.contains("1 of 4 frames could not be read"), "{}", ran.stderr);
    let found = batches(&folder, "x.parquet");
    assert_eq!((ids(&found, "id"), ids(&found, "$s")), (vec![1, 2], vec![4, 7]));
    let mentions = found[0].column_by_name("mentions.id").unwrap().as_list::<i32>().clone();
    let first = mentions.value(0);
    let first: Vec<Option<u64>> = first.as_primitive::<UInt64Type>().iter().collect();
    assert_eq!(first, [Some(7), None, Some(8)]);
    assert!(mentions.is_null(1));
    assert_eq!(found[0].column_by_name("tts").unwrap().null_count(), 2);
    let nick = found[0].column_by_name("member.nick").unwrap().as_string::<i32>();
    assert_eq!((nick.is_null(0), nick.value(1)), (true, "n"));
}

#[test]
fn an_input_without_rows_gives_a_file_with_the_columns() {
    let folder = Folder::with("a.ndjson", "{\"op\":11}\n");
    for file in ["x.parquet", "x.arrow", "x.arrows"] {
        check(&folder.run(&format!("select a.ndjson -e MESSAGE_CREATE -f id -o {file}")), 0, "");
        assert!(ids(&batches(&folder, file), "id").is_empty());
    }
    let parquet = ParquetRecordBatchReaderBuilder::try_new(File::open(folder.path("x.parquet")).unwrap());
    assert_eq!(parquet.unwrap().schema().field(0).name(), "id");
}

#[test]
fn fields_that_cannot_be_columns_are_rejected() {
    let folder = Folder::with("a.ndjson", "{\"op\":11}\n");
    for (arguments, message) in [
        ("select a.ndjson -f id -o x.parquet", "fields of one event: name it with --event"),
        ("select a.ndjson -e MESSAGE_* -f id -o x.parquet", "fields of one event"),
        ("select a.ndjson -e READY -f no_such -o x.parquet", "READY has no column `no_such`"),
        ("select a.ndjson -e READY -f $t -o x.arrow", "`$t` cannot be a column"),
        ("select a.ndjson -e READY -f $bytes -o x.arrow", "`$bytes` cannot be a column"),
        ("select a.ndjson -e READY -f $shard -o x.arrow", "`$shard` needs --shards COUNT"),
        ("select a.ndjson --frame-at data -e READY -f $ts -o x.arrow", "`$ts` is outside the frame"),
        ("select a.ndjson -e READY -f user,user.id -o x.arrow", "is named twice"),
        ("select a.ndjson -e READY -f v -o x.parquet.zst", "not compressed as a whole"),
        ("select a.ndjson -e READY -f v --to csv -o x.parquet", "names another format"),
        ("select a.ndjson -e READY -f v --to parquet --csv-safe", "need --to csv or --to tsv"),
        ("filter a.ndjson -o x.parquet", "this command does not write columns"),
        ("filter a.ndjson -o x.arrow", "this command does not write columns"),
        ("redact a.ndjson --drop content -o x.arrows", "this command does not write columns"),
    ] {
        check(&folder.run(arguments), 2, message);
    }
    assert!(!folder.path("x.parquet").exists());
}
