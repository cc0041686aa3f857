//! Compares every cell with the value that serde_json reads from the same frame: the corpus, generated frames of all
//! events, and the fixtures of other projects if they are available.

mod support;

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use support::{absent_and_extra, everything, row, want};
use zerocord_arrow::{FrameOrigin, Table, TableOptions};
use zerocord_testkit::corpus;
use zerocord_testkit::generator::{Generator, Mix, Richness};
use zerocord_testkit::tokens::{Choices, change_token, change_value, split};

/// Tables by event.
struct Tables {
    options: TableOptions,
    by_name: HashMap<String, Table>,
    rows: usize,
}

impl Tables {
    fn new(depth: usize) -> Tables {
        Tables { options: everything(depth), by_name: HashMap::new(), rows: 0 }
    }

    fn of(&mut self, name: &str) -> &mut Table {
        let options = &self.options;
        self.by_name.entry(name.to_owned()).or_insert_with(|| Table::of(name, options).unwrap())
    }

    /// Checks the row of a valid frame.
    #[track_caller]
    fn check(&mut self, frame: &[u8]) {
        let document: Value = serde_json::from_slice(frame).unwrap();
        let shown = || String::from_utf8_lossy(&frame[..frame.len().min(3000)]).into_owned();
        let payload = document.get("d").unwrap_or(&Value::Null);
        let name = match (document.get("op").and_then(Value::as_u64), document.get("t")) {
            (Some(0), Some(Value::String(name))) if is_described(name) => name.clone(),
            (Some(0), Some(Value::String(_))) => "unknown".to_owned(),
            _ => "other".to_owned(),
        };
        let table = self.of(&name);
        let origin = FrameOrigin {
            file: Some("f"),
            line: Some(3),
            offset: Some(4),
            shard: Some(5),
            ..FrameOrigin::default()
        };
        let result = table.push_from(frame, &origin);
        let Ok(true) = result else {
            let is_object_wanted = !table.schema().fields().iter().any(|field| field.name() == "d");
            assert!(is_object_wanted && !payload.is_object(), "{result:?}: {}", shown());
            return;
        };
        let batch = table.finish();
        let mut found = row(&batch, batch.num_rows() - 1);
        let frame_cells: BTreeMap<String, Value> =
            ["_seq", "_shard", "_session", "_file", "_line", "_offset", "_received"]
                .map(|name| (name.to_owned(), found.remove(name).unwrap()))
                .into();
        let seq = document.get("s").and_then(Value::as_u64);
        let want_cells = json!({
            "_seq": seq, "_shard": 5, "_session": null, "_file": "f", "_line": 3, "_offset": 4, "_received": null,
        });
        assert_eq!(json!(frame_cells), want_cells, "{}", shown());
        let (absent, extra) = (found.remove("_absent"), found.remove("_extra"));
        let schema = batch.schema();
        match name.as_str() {
            "unknown" => {
                assert_eq!(Value::Object(found), json!({"t": document["t"], "d": payload}), "{}", shown())
            }
            "other" => {
                let want = json!({"op": document.get("op").and_then(Value::as_i64), "d": payload});
                assert_eq!(Value::Object(found), want, "{}", shown());
            }
            _ => {
                let want = match schema.fields()[0].name().as_str() {
                    "d" => want(&schema, &json!({"d": payload})),
                    _ => want(&schema, payload),
                };
                assert_eq!(Value::Object(found), Value::Object(want), "{}", shown());
                let (want_absent, want_extra) = absent_and_extra(&schema, payload);
                let mut absent: Vec<String> = serde_json::from_value(absent.unwrap()).unwrap();
                absent.sort();
                assert_eq!(absent, want_absent, "{}", shown());
                let extra: Option<BTreeMap<String, Value>> = serde_json::from_value(extra.unwrap()).unwrap();
                assert_eq!(extra.unwrap_or_default(), want_extra, "{}", shown());
            }
        }
        self.rows += 1;
    }
}

fn is_described(name: &str) -> bool {
    zerocord_schema::Schema::bundled().event(name).is_some()
}

/// Whether serde_json and zerocord read the frame the same way: it has no duplicate keys, and the envelope's values
/// have the expected types.
fn is_usual(frame: &[u8]) -> bool {
    let Ok(document @ Value::Object(_)) = serde_json::from_slice(frame) else { return false };
    let op_is_number = document.get("op").is_none_or(|op| op.is_u64() || op.is_null());
    let name_is_text = document.get("t").is_none_or(|name| name.is_string() || name.is_null());
    let colons = split(frame).into_iter().filter(|token| *token == b":").count();
    op_is_number && name_is_text && member_count(&document) == colons
}

fn member_count(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.len() + members.values().map(member_count).sum::<usize>(),
        Value::Array(elements) => elements.iter().map(member_count).sum(),
        _ => 0,
    }
}

#[test]
fn the_corpus() {
    for depth in [1, 2, 3] {
        let mut tables = Tables::new(depth);
        let frames = corpus::frames().into_iter().map(|frame| frame.bytes);
        let edge = corpus::edge().into_iter().map(|case| case.bytes);
        for frame in frames.chain(edge).filter(|frame| is_usual(frame)) {
            tables.check(&frame);
        }
        let sample = corpus::firehose_sample();
        for frame in sample.split(|byte| *byte == b'\n').filter(|frame| is_usual(frame)) {
            tables.check(frame);
        }
        assert!(tables.rows > 1_000, "{}", tables.rows);
    }
}

#[test]
fn generated_frames_of_all_events() {
    for depth in [1, 2, 3, 4] {
        let mut tables = Tables::new(depth);
        let mut generator = Generator::new(depth as u64, Mix::Quiet);
        for event in &zerocord_schema::Schema::bundled().events {
            for richness in [Richness::Minimal, Richness::Typical, Richness::Full, Richness::Odd] {
                let mut frame = Vec::new();
                assert!(generator.frame_of(&event.name, richness, &mut frame));
                tables.check(&frame);
            }
        }
        for mix in [Mix::PresenceHeavy, Mix::Storm, Mix::Startup] {
            let recording = Generator::new(9, mix).ndjson(200_000);
            for frame in recording.split(|byte| *byte == b'\n').filter(|frame| !frame.is_empty()) {
                tables.check(frame);
            }
        }
    }
}

#[test]
fn fixtures_of_other_projects() {
    let Some(fixtures) = corpus::fixtures() else { return };
    let mut tables = Tables::new(2);
    for fixture in fixtures {
        let payload = String::from_utf8_lossy(&fixture.bytes).into_owned();
        let frames = match fixture.kind.as_str() {
            "frame" => vec![payload],
            _ => {
                let events = fixture.payload_of.iter().chain(&fixture.event);
                events.map(|event| format!(r#"{{"t":"{event}","s":1,"op":0,"d":{payload}}}"#)).collect()
            }
        };
        frames
            .iter()
            .filter(|frame| is_usual(frame.as_bytes()))
            .for_each(|frame| tables.check(frame.as_bytes()));
    }
    assert!(tables.rows > 200, "{}", tables.rows);
}

/// Values of other types, and documents mutated token by token. Mutants that are still JSON are read as serde_json
/// reads them; the others are rejected.
#[test]
fn changed_frames() {
    let mut tables = Tables::new(3);
    let mut generator = Generator::new(11, Mix::Quiet);
    let (mut valid, mut invalid) = (0, 0);
    for seed in 0..6u64 {
        let mut choices = Choices::of_seed(seed);
        for event in &zerocord_schema::Schema::bundled().events {
            let mut frame = Vec::new();
            generator.frame_of(&event.name, Richness::Typical, &mut frame);
            for step in 0..4 {
                frame = if step < 3 {
                    change_value(&frame, &mut choices)
                } else {
                    change_token(&frame, &mut choices)
                };
                // serde_json reads these as floating-point numbers.
                let text = String::from_utf8_lossy(&frame);
                let is_fraction = text.contains("-0") || text.contains(":18446744073709551616");
                if is_usual(&frame) && !is_fraction {
                    tables.check(&frame);
                    valid += 1;
                } else if serde_json::from_slice::<Value>(&frame).is_err() {
                    let table = tables.of(&event.name);
                    assert!(!matches!(table.push(&frame), Ok(true)), "{}", String::from_utf8_lossy(&frame));
                    assert_eq!(table.row_count(), 0);
                    invalid += 1;
                }
            }
        }
    }
    assert!(valid > 1_000 && invalid > 100, "{valid}, {invalid}");
}
