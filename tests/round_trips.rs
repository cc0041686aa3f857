//! Round trips of payloads: of every event, from the corpus and from the generator, from the bare minimum to the
//! unusual.
//!
//! For each payload, the fully read view is serde's model, the model written and read again is the same model, and no
//! key of the payload in `corpus/schema.json` is lost, at any depth. `tests/schema_coverage.rs` checks that the models
//! have all of those keys.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use support::models::{RoundTrip, models};
use support::schema::{Schema, lost_keys};
use zerocord_testkit::corpus;
use zerocord_testkit::generator::{Generator, Mix, Richness, Shuffle};

/// How many frames per event and richness are generated.
const SEEDS: u64 = 6;

/// Makes round trips of payloads, and collects the failures.
struct Journey {
    schema: Schema,
    models: BTreeMap<&'static str, RoundTrip>,
    payloads_count: BTreeMap<String, usize>,
    faults: BTreeSet<String>,
}

impl Journey {
    fn new() -> Journey {
        let (schema, models) = (Schema::read(), models());
        Journey { schema, models, payloads_count: BTreeMap::new(), faults: BTreeSet::new() }
    }

    /// Processes a frame's payload, if its event has a model.
    fn take(&mut self, frame: &[u8]) {
        let json: Value = serde_json::from_slice(frame).expect("a frame is JSON");
        let Some(event) = json["t"].as_str() else { return };
        let facts = self.schema.events.get(event).and_then(|facts| facts.payload.as_deref());
        let Some(name) = facts.filter(|name| self.models.contains_key(name)) else { return };
        *self.payloads_count.entry(event.to_owned()).or_default() += 1;
        let elements = match &json["d"] {
            // The stub of an outage has its own model.
            payload if name == "GuildCreate" && payload["unavailable"] == true => {
                vec![("UnavailableGuild", payload)]
            }
            Value::Array(elements) => elements.iter().map(|element| (name, element)).collect(),
            payload => vec![(name, payload)],
        };
        for (name, payload) in elements {
            let written = match self.models[name](payload) {
                Err(error) => {
                    self.faults.insert(format!("{event}: {error}: {payload}"));
                    continue;
                }
                Ok(written) => written.value,
            };
            let kind = format!("object:{name}");
            let changed = self.schema.differences(&kind, payload, &written);
            self.faults.extend(changed.into_iter().map(|change| format!("{event}{change}")));
            let unknown = self.schema.unknown_keys(&kind, payload);
            let is_known = |path: &String| !unknown.iter().any(|key| key.path == *path);
            let lost = lost_keys(payload, &written).into_iter().filter(is_known);
            self.faults.extend(lost.map(|path| format!("{event}{path} is not written back")));
        }
    }

    /// Asserts that there was no failure, and that at least this many events occurred, each at least this often.
    #[track_caller]
    fn end(self, events_at_least: usize, each_at_least: usize) {
        let faults: Vec<&String> = self.faults.iter().take(40).collect();
        assert!(faults.is_empty(), "{} faults, such as {faults:#?}", self.faults.len());
        let rare: Vec<_> = self.payloads_count.iter().filter(|(_, count)| **count < each_at_least).collect();
        assert!(
            rare.is_empty() && self.payloads_count.len() >= events_at_least,
            "{} events; {rare:?}",
            self.payloads_count.len()
        );
    }
}

#[test]
fn of_the_corpus() {
    let mut journey = Journey::new();
    for frame in corpus::frames() {
        journey.take(&frame.bytes);
    }
    journey.end(120, 2);
}

#[test]
fn of_every_event_in_every_richness() {
    let mut journey = Journey::new();
    let events: Vec<String> = journey.schema.events.keys().cloned().collect();
    let mut frame = Vec::new();
    for seed in 0..SEEDS {
        let shuffle = [Shuffle::None, Shuffle::Everywhere][seed as usize % 2];
        let mut generator = Generator::new(seed, Mix::Quiet).with_shuffle(shuffle);
        for event in &events {
            for richness in Richness::ALL {
                frame.clear();
                assert!(generator.frame_of(event, richness, &mut frame), "{event}");
                journey.take(&frame);
            }
        }
    }
    journey.end(120, SEEDS as usize * 4);
}

#[test]
fn of_recordings() {
    let mut journey = Journey::new();
    let sample = corpus::firehose_sample();
    let recordings = Mix::ALL.map(|mix| Generator::new(29, mix).ndjson(400_000));
    for recording in recordings.iter().chain([&sample]) {
        zerocord::frames(recording).for_each(|frame| journey.take(frame));
    }
    journey.end(20, 1);
}
