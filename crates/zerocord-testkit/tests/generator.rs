//! Checks the promises of the generator: the same bytes for a seed, valid JSON, the shares and sizes of its mixes.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use zerocord_schema::Schema;
use zerocord_testkit::conformance::faults;
use zerocord_testkit::generator::{Generator, Mix, Richness, Shuffle};

const SAMPLE_BYTES: usize = 6 << 20;

/// Every frame of a sample as JSON, with its size.
fn sample(mix: Mix, bytes: usize) -> Vec<(Value, usize)> {
    let recording = Generator::new(11, mix).ndjson(bytes);
    let lines = recording.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| (serde_json::from_slice(line).expect("a frame is JSON"), line.len())).collect()
}

#[track_caller]
fn check_share(frames: &[(Value, usize)], event: &str, want_percent: f64, tolerance: f64) {
    let count = frames.iter().filter(|(frame, _)| frame["t"] == event).count();
    let percent = 100.0 * count as f64 / frames.len() as f64;
    assert!((percent - want_percent).abs() < tolerance, "{event}: {percent:.2} %");
}

#[track_caller]
fn check_mean(frames: &[(Value, usize)], event: &str, low: usize, high: usize) {
    let sizes: Vec<usize> =
        frames.iter().filter(|(frame, _)| frame["t"] == event).map(|&(_, size)| size).collect();
    let mean = sizes.iter().sum::<usize>() / sizes.len();
    assert!((low..=high).contains(&mean), "{event}: {mean} bytes on average of {}", sizes.len());
}

#[test]
fn a_seed_gives_the_same_bytes() {
    for mix in Mix::ALL {
        let once = Generator::new(3, mix).ndjson(500_000);
        assert!(once == Generator::new(3, mix).ndjson(500_000), "{mix}");
        assert!(once != Generator::new(4, mix).ndjson(500_000), "{mix}");
    }
}

#[test]
fn presences_dominate_the_presence_mix() {
    let frames = sample(Mix::PresenceHeavy, SAMPLE_BYTES);
    check_share(&frames, "PRESENCE_UPDATE", 93.0, 1.0);
    check_share(&frames, "MESSAGE_CREATE", 3.0, 0.6);
    check_mean(&frames, "PRESENCE_UPDATE", 450, 650);
}

#[test]
fn messages_lead_the_quiet_mix() {
    let frames = sample(Mix::Quiet, SAMPLE_BYTES);
    check_share(&frames, "MESSAGE_CREATE", 43.0, 2.0);
    check_share(&frames, "TYPING_START", 15.0, 1.5);
    check_mean(&frames, "MESSAGE_CREATE", 1350, 1550);
    check_mean(&frames, "INTERACTION_CREATE", 1300, 2200);
}

#[test]
fn member_updates_make_the_storm() {
    let frames = sample(Mix::Storm, SAMPLE_BYTES);
    check_share(&frames, "GUILD_MEMBER_UPDATE", 90.0, 1.0);
    check_mean(&frames, "GUILD_MEMBER_UPDATE", 550, 720);
}

#[test]
fn a_startup_has_hello_ready_and_large_guilds() {
    let mut generator = Generator::new(5, Mix::Startup);
    let mut sizes = Vec::new();
    for (index, frame) in generator.frames().take(400).enumerate() {
        let json: Value = serde_json::from_slice(&frame).unwrap();
        match index {
            0 => assert_eq!(json["op"], 10),
            1 => assert_eq!(json["t"], "READY"),
            _ => {}
        }
        if json["t"] == "GUILD_CREATE" {
            assert!(json["d"].as_object().unwrap().len() > 32);
            sizes.push(frame.len());
        }
    }
    let (smallest, largest) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
    assert!((3_000..6_000).contains(smallest), "{smallest}");
    assert!((1_000_000..6_000_000).contains(largest), "{largest}");
}

#[test]
fn the_sequence_counts_up() {
    for mix in Mix::ALL {
        let mut want = 1;
        for (frame, _) in sample(mix, 300_000) {
            if frame["op"] == 0 {
                assert_eq!(frame["s"], want);
                want += 1;
            } else {
                assert!(frame["s"].is_null() && frame["t"].is_null());
            }
        }
    }
}

#[test]
fn a_tenth_of_the_messages_has_escapes() {
    let recording = Generator::new(9, Mix::Quiet).ndjson(SAMPLE_BYTES);
    let text = std::str::from_utf8(&recording).unwrap();
    let messages: Vec<&str> =
        text.lines().filter(|line| line.starts_with("{\"t\":\"MESSAGE_CREATE\"")).collect();
    let escaped = messages.iter().filter(|line| line.contains('\\')).count();
    let percent = 100.0 * escaped as f64 / messages.len() as f64;
    assert!((8.0..13.0).contains(&percent), "{percent:.1} %");
    assert!(text.contains("\\ud83e\\udd80"), "a surrogate pair");
    for script in ["größer", "ありがとう", "مرحبا", "🦀"] {
        assert!(text.contains(script), "{script}");
    }
}

#[test]
fn ids_repeat() {
    let mut authors: BTreeMap<String, u32> = BTreeMap::new();
    for (frame, _) in sample(Mix::Quiet, SAMPLE_BYTES) {
        if frame["t"] == "MESSAGE_CREATE" {
            *authors.entry(frame["d"]["author"]["id"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    assert!(authors.len() > 200, "{}", authors.len());
    assert!(authors.values().max() > Some(&10));
}

#[test]
fn every_event_is_generated_at_every_richness() {
    let mut generator = Generator::new(2, Mix::Quiet);
    for event in Schema::bundled().events.iter().map(|event| event.name.as_str()) {
        for richness in Richness::ALL {
            for _ in 0..8 {
                let mut frame = Vec::new();
                assert!(generator.frame_of(event, richness, &mut frame));
                let json: Value = serde_json::from_slice(&frame).unwrap_or_else(|error| {
                    panic!("{event}, {richness:?}: {error}: {}", frame.escape_ascii())
                });
                assert_eq!(json["t"], event);
                let faults = faults(event, &json["d"]);
                assert!(richness == Richness::Odd || faults.is_empty(), "{event}, {richness:?}: {faults:#?}");
                assert!(frame.len() < 1 << 20, "{event}, {richness:?}: {} bytes", frame.len());
            }
        }
    }
    let mut nothing = Vec::new();
    assert!(!generator.frame_of("NO_SUCH_EVENT", Richness::Full, &mut nothing));
    assert!(nothing.is_empty());
}

#[test]
fn a_full_frame_has_every_key_and_a_minimal_one_fewer() {
    let mut generator = Generator::new(2, Mix::Quiet);
    let mut keys_count = |richness| {
        let mut frame = Vec::new();
        generator.frame_of("MESSAGE_CREATE", richness, &mut frame);
        serde_json::from_slice::<Value>(&frame).unwrap()["d"].as_object().unwrap().len()
    };
    let full = keys_count(Richness::Full);
    assert!(full >= 40, "{full}");
    assert!(keys_count(Richness::Minimal) < full / 2);
}

#[test]
fn shuffled_frames_say_the_same() {
    for shuffle in [Shuffle::Envelope, Shuffle::Everywhere] {
        let plain = Generator::new(6, Mix::Quiet).ndjson(300_000);
        let shuffled = Generator::new(6, Mix::Quiet).with_shuffle(shuffle).ndjson(300_000);
        assert!(plain != shuffled);
        for (plain, shuffled) in plain.split(|&byte| byte == b'\n').zip(shuffled.split(|&byte| byte == b'\n'))
        {
            assert_eq!(plain.len(), shuffled.len());
            if !plain.is_empty() {
                let parse = |frame| serde_json::from_slice::<Value>(frame).unwrap();
                assert_eq!(parse(plain), parse(shuffled));
            }
        }
    }
}

#[test]
fn frames_of_a_mix_fit_the_table() {
    for mix in Mix::ALL {
        for (frame, _) in sample(mix, 2 << 20) {
            if let Some(event) = frame["t"].as_str() {
                let faults = faults(event, &frame["d"]);
                assert!(faults.is_empty(), "{event}: {faults:#?}");
            }
        }
    }
}

#[test]
fn keys_are_in_the_order_of_the_wire() {
    for mix in Mix::ALL {
        let recording = Generator::new(8, mix).ndjson(1 << 20);
        for line in recording.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            let line = std::str::from_utf8(line).unwrap();
            assert!(line.starts_with("{\"t\":"), "{line}");
            let (_, payload) = line.split_once(",\"d\":").unwrap();
            let payload: KeyOrder = serde_json::from_str(&payload[..payload.len() - 1]).unwrap();
            assert!(payload.0, "{line}");
        }
    }
}

/// Whether the keys of a value and of all values inside it are in the wire order: descending in objects of up to 32
/// keys, sometimes with `guild_id` last or `member` first.
struct KeyOrder(bool);

impl<'de> Deserialize<'de> for KeyOrder {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyOrderVisitor)
    }
}

struct KeyOrderVisitor;

impl<'de> Visitor<'de> for KeyOrderVisitor {
    type Value = KeyOrder;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<KeyOrder, A::Error> {
        let (mut keys, mut inside) = (Vec::<String>::new(), true);
        while let Some((key, KeyOrder(ordered))) = members.next_entry()? {
            keys.push(key);
            inside &= ordered;
        }
        keys.pop_if(|last| last == "guild_id");
        if keys.first().is_some_and(|first| first == "member") {
            keys.remove(0);
        }
        let descending = keys.windows(2).all(|pair| pair[0] > pair[1]);
        Ok(KeyOrder(inside && (descending || keys.len() > 32)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<KeyOrder, A::Error> {
        let mut inside = true;
        while let Some(KeyOrder(ordered)) = elements.next_element()? {
            inside &= ordered;
        }
        Ok(KeyOrder(inside))
    }

    fn visit_unit<E>(self) -> Result<KeyOrder, E> {
        Ok(KeyOrder(true))
    }

    fn visit_bool<E>(self, _: bool) -> Result<KeyOrder, E> {
        Ok(KeyOrder(true))
    }

    fn visit_u64<E>(self, _: u64) -> Result<KeyOrder, E> {
        Ok(KeyOrder(true))
    }

    fn visit_f64<E>(self, _: f64) -> Result<KeyOrder, E> {
        Ok(KeyOrder(true))
    }

    fn visit_str<E>(self, _: &str) -> Result<KeyOrder, E> {
        Ok(KeyOrder(true))
    }
}
