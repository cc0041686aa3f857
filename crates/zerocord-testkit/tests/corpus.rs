//! Checks the promises of the corpus: valid files are JSON, invalid ones are not, and every event is present.

use std::collections::BTreeMap;

use serde_json::Value;
use zerocord_schema::Schema;
use zerocord_testkit::conformance::faults;
use zerocord_testkit::{corpus, fuzz_dictionary, sample};

#[test]
fn frames_are_one_line_of_json_each() {
    for frame in corpus::frames() {
        let json: Value = serde_json::from_slice(&frame.bytes)
            .unwrap_or_else(|error| panic!("{}: {error}", frame.path.display()));
        assert!(!frame.bytes.contains(&b'\n'), "{} has several lines", frame.path.display());
        if json["op"] == 0 {
            assert_eq!(json["t"], frame.event.as_str(), "{}", frame.path.display());
            assert!(json["s"].is_u64(), "{}", frame.path.display());
        } else {
            assert!(json["t"].is_null(), "{}", frame.path.display());
        }
    }
}

#[test]
fn typical_frames_fit_the_table() {
    for frame in corpus::frames().into_iter().filter(|frame| frame.name == "typical") {
        let json: Value = serde_json::from_slice(&frame.bytes).unwrap();
        if json["op"] == 0 {
            let faults = faults(&frame.event, &json["d"]);
            assert!(faults.is_empty(), "{}: {faults:#?}", frame.path.display());
        }
    }
}

#[test]
fn every_event_has_a_typical_and_an_awkward_frame() {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for frame in corpus::frames() {
        names.entry(frame.event).or_default().push(frame.name);
    }
    for event in Schema::bundled().events.iter().map(|event| event.name.as_str()) {
        let names = names.get(event).unwrap_or_else(|| panic!("{event} has no frames"));
        assert!(names.iter().any(|name| name == "typical"), "{event}: {names:?}");
        assert!(names.len() >= 2, "{event}: {names:?}");
    }
    for name in names.keys() {
        let opcode = matches!(
            name.as_str(),
            "HELLO" | "HEARTBEAT" | "HEARTBEAT_ACK" | "RECONNECT" | "INVALID_SESSION"
        );
        assert!(opcode || Schema::bundled().event(name).is_some(), "{name} is not an event");
    }
}

#[test]
fn edge_cases_are_json() {
    let cases = corpus::edge();
    assert!(cases.len() > 100);
    for case in cases {
        if let Err(error) = serde_json::from_slice::<Value>(&case.bytes) {
            panic!("{}: {error}", case.path.display());
        }
    }
}

#[test]
fn invalid_cases_are_rejected() {
    let cases = corpus::invalid();
    assert!(cases.len() > 100);
    for case in cases {
        assert!(serde_json::from_slice::<Value>(&case.bytes).is_err(), "{}", case.path.display());
    }
}

#[test]
fn the_sample_is_what_the_generator_writes() {
    // If the generator or the table was changed intentionally, run: just regenerate
    assert!(
        corpus::firehose_sample() == sample::firehose(),
        "corpus/firehose/sample.ndjson is not up to date"
    );
}

#[test]
fn the_dictionary_has_the_keys_and_events_of_the_table() {
    // After a change of the table, run: just regenerate
    let written = std::fs::read_to_string(fuzz_dictionary::path()).unwrap();
    assert!(written == fuzz_dictionary::text(), "fuzz/dictionary is not up to date");
}

#[test]
fn the_sample_shows_a_shards_day() {
    let recording = corpus::firehose_sample();
    assert!((600_000..1_000_000).contains(&recording.len()), "{} bytes", recording.len());
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for line in recording.split_inclusive(|&byte| byte == b'\n') {
        let json: Value = serde_json::from_slice(line).unwrap();
        *counts.entry(json["t"].as_str().unwrap_or("no event").to_owned()).or_default() += 1;
    }
    for event in ["no event", "READY", "GUILD_CREATE", "MESSAGE_CREATE", "TYPING_START", "VOICE_STATE_UPDATE"]
    {
        assert!(counts.contains_key(event), "{event}: {counts:?}");
    }
    assert!(counts["PRESENCE_UPDATE"] > 500, "{counts:?}");
}

#[test]
fn fixtures_are_read_if_there_are_any() {
    if let Some(fixtures) = corpus::fixtures() {
        assert!(fixtures.iter().all(|fixture| !fixture.bytes.is_empty()));
    }
}
