//! Prints how fast the walk beside the table is, over each mix of the generator, and beside it what a walk over
//! `serde_json::Value` takes, in turns, the best of five.
//!
//! `cargo run --release -p zerocord-schema --example speed`

use std::time::{Duration, Instant};

use serde_json::Value;
use zerocord_schema::{Drift, Findings, Schema};
use zerocord_testkit::conformance::faults;
use zerocord_testkit::generator::{Generator, Mix};

const BYTES: usize = 32 << 20;

fn main() {
    for mix in Mix::ALL {
        let recording = Generator::new(1, mix).ndjson(BYTES);
        let mut best = [Duration::MAX; 4];
        for _ in 0..5 {
            let walks: [&dyn Fn(&[u8]); 4] = [&peek, &validate, &walk, &walk_values];
            for (best, walk) in best.iter_mut().zip(walks) {
                let start = Instant::now();
                walk(&recording);
                *best = start.elapsed().min(*best);
            }
        }
        let [peek, validate, walk, values] =
            best.map(|best| format!("{:.0} MB/s", recording.len() as f64 / 1e6 / best.as_secs_f64()));
        println!("{mix}: peek {peek}, validate {validate}, drift {walk}, serde_json::Value {values}");
    }
}

fn peek(recording: &[u8]) {
    for frame in zerocord::frames(recording) {
        assert!(zerocord::Envelope::peek(frame).and_then(|envelope| envelope.event_name()).is_ok());
    }
}

fn validate(recording: &[u8]) {
    for frame in zerocord::frames(recording) {
        assert_eq!(zerocord::validate(frame), Ok(()));
    }
}

fn walk(recording: &[u8]) {
    let mut drift = Drift::new(Schema::bundled());
    let mut findings = Findings::new(1000, 100);
    for frame in zerocord::frames(recording) {
        assert_eq!(drift.walk(frame, (), &mut findings), Ok(()));
    }
    assert!(findings.is_empty());
}

fn walk_values(recording: &[u8]) {
    for frame in zerocord::frames(recording) {
        let frame: Value = serde_json::from_slice(frame).expect("a frame is JSON");
        if let Some(event) = frame["t"].as_str() {
            assert!(faults(event, &frame["d"]).is_empty());
        }
    }
}
