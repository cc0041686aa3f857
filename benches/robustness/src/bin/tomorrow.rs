//! Tests which frames of `corpus/tomorrow.ndjson` and `corpus/tomorrow_by_hand.ndjson` zerocord, twilight, serenity and
//! serde_json still decode.
//!
//! Prints the table of `docs/robustness.md`. A frame counts for an engine only if the engine decodes the event's
//! unchanged frame, so unsupported events do not count against it. "Decoded" means no error, whatever values are read.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::{DeserializeOwned, DeserializeSeed};
use twilight_model::gateway::event::GatewayEventDeserializer;
use zerocord::__private::PayloadVisitor;
use zerocord::view::{Model, Projection, ViewOf};
use zerocord::{Decoder, Envelope, Event};
use zerocord_testkit::corpus;
use zerocord_testkit::tomorrow::{self, Case};

/// Whether a frame decodes. An engine that reads only the wanted paths gets them from the case.
type Engine = fn(&Case) -> bool;

const ENGINES: [(&str, Engine); 4] = [
    ("zerocord, wanted fields", zerocord),
    ("serde_json into owned models", models),
    ("twilight-model", twilight),
    ("serenity", serenity),
];

fn zerocord(case: &Case) -> bool {
    let mut decoder = Decoder::new();
    let is_known = match decoder.decode(&case.frame) {
        Ok(Event::Unknown(event)) => event.name() == case.event,
        other => other.is_ok(),
    };
    let is_read = Projection::new(case.wanted.keys()).is_ok_and(|projection| {
        let row = decoder.project_with(&projection, &case.frame);
        row.is_ok_and(|row| (0..case.wanted.len()).all(|index| matches!(row.value(index), Ok(Some(_)))))
    });
    is_known && is_read
}

/// zerocord's models as plain serde structs, as a strict owned decoder would use them.
fn models(case: &Case) -> bool {
    struct Read<'a>(&'a [u8]);
    impl PayloadVisitor for Read<'_> {
        type Output = bool;

        fn visit<M>(self) -> bool
        where
            M: Model + Serialize + DeserializeOwned + PartialEq + Debug,
            for<'a> ViewOf<'a, M>: Debug,
        {
            serde_json::from_slice::<M>(self.0).is_ok()
        }
    }
    let Ok(envelope) = Envelope::peek(&case.frame) else { return false };
    let (Ok(Some(name)), Ok(payload)) = (envelope.event_name(), envelope.payload().to_bytes()) else {
        return false;
    };
    name.visit_payload(Read(payload)).unwrap_or(false)
}

/// The same steps as twilight-gateway: a peek for opcode and event name, then serde.
fn twilight(case: &Case) -> bool {
    let Ok(text) = std::str::from_utf8(&case.frame) else { return false };
    let Some(peeked) = GatewayEventDeserializer::from_json(text) else { return false };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    peeked.deserialize(&mut deserializer).is_ok()
}

fn serenity(case: &Case) -> bool {
    use serenity::model::event::{Event, GatewayEvent};
    match serde_json::from_slice::<GatewayEvent>(&case.frame) {
        Ok(GatewayEvent::Dispatch(_, Event::Unknown(_))) | Err(_) => false,
        Ok(_) => true,
    }
}

/// The event's frame before the change, as a case. `None` for an event that does not exist yet.
fn unchanged(case: &Case) -> Option<Case> {
    let path = corpus::folder().join("frames").join(&case.event).join("typical.json");
    let frame = std::fs::read(path).ok()?;
    Some(Case { frame: frame.trim_ascii_end().to_vec(), ..case.clone() })
}

fn main() {
    let cases = tomorrow::cases();
    let mut counts: BTreeMap<String, [(u32, u32); ENGINES.len()]> = BTreeMap::new();
    for case in &cases {
        let before = unchanged(case);
        for row in [case.change.as_str(), "**all**"] {
            let row = counts.entry(row.to_owned()).or_default();
            for ((_, engine), (decoded, known)) in ENGINES.iter().zip(row) {
                let is_known = before.as_ref().is_none_or(engine);
                *known += u32::from(is_known);
                *decoded += u32::from(is_known && engine(case));
            }
        }
    }
    println!("| change | {} |", ENGINES.map(|(name, _)| name).join(" | "));
    println!("| --- |{}", " --- |".repeat(ENGINES.len()));
    for (change, row) in counts {
        let cells = row.map(|(decoded, known)| format!("{decoded} of {known}"));
        println!("| {change} | {} |", cells.join(" | "));
    }
}
