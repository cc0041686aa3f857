//! Payloads there and back again: of every event, as they are in the corpus and as the generator makes them, from the
//! bare minimum to the odd.
//!
//! For each payload: the view read whole is serde's model, the model written and read again is the same model, and no
//! key of the payload is lost that `corpus/schema.json` knows, however deep it stands. That the models know all of
//! those is the business of `tests/schema_coverage.rs`.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use support::models::{RoundTrip, models};
use support::schema::{Schema, lost_keys};
use zerocord_testkit::corpus;
use zerocord_testkit::generator::{Generator, Mix, Richness, Shuffle};

/// As many frames of each event are made in each richness.
const SEEDS: u64 = 6;

/// Takes payloads there and back, and keeps what went wrong.
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

    /// A frame's payload, if the frame is of an event that has a model.
    fn take(&mut self, frame: &[u8]) {
        let json: Value = serde_json::from_slice(frame).expect("a frame is JSON");
        let Some(event) = json["t"].as_str() else { return };
        let facts = self.schema.events.get(event).and_then(|facts| facts.payload.as_deref());
        let Some(name) = facts.filter(|name| self.models.contains_key(name)) else { return };
        *self.payloads_count.entry(event.to_owned()).or_default() += 1;
        let elements = match &json["d"] {
            // A stub of an outage has a model of its own.
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

    /// Asserts that all went well, and that so many events were met, each as often as that.
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
