//! Compares the walk with the testkit's check of frames by `serde_json::Value`, and runs it on broken frames.

use serde_json::Value;
use zerocord::{Envelope, Error};
use zerocord_schema::{Drift, Finding, FindingKind, Findings, Schema};
use zerocord_testkit::conformance::faults;
use zerocord_testkit::corpus;
use zerocord_testkit::generator::{Generator, Mix, Richness, Shuffle};

/// A walk that also reports missing keys.
fn drift() -> Drift<'static> {
    Drift::new(Schema::bundled()).with_missing_keys(true)
}

fn findings(drift: &mut Drift<'_>, frame: &[u8]) -> Result<Vec<Finding<()>>, Error> {
    let mut findings = Findings::new(10_000, 100);
    let walked = drift.walk(frame, (), &mut findings);
    assert!(walked.is_ok() || findings.is_empty());
    walked.map(|()| findings.into_list())
}

/// Checks that the walk reports something for a dispatch if and only if the other check does. Exceptions are new bits,
/// which the other check accepts, and unavailable guilds, which it does not know.
#[track_caller]
fn check_agrees(drift: &mut Drift<'_>, frame: &[u8]) {
    let json: Value = serde_json::from_slice(frame).unwrap();
    let Some(event) = json["t"].as_str() else { return };
    if event == "GUILD_CREATE" && json["d"]["unavailable"] == true {
        return;
    }
    let faults = faults(event, &json["d"]);
    let mut findings = findings(drift, frame).unwrap();
    findings.retain(|finding| finding.kind != FindingKind::NewFlagBit);
    assert_eq!(findings.is_empty(), faults.is_empty(), "{findings:#?} {faults:#?} {json}");
}

#[test]
fn the_walk_agrees_with_the_check_of_values() {
    for frame in corpus::frames() {
        check_agrees(&mut drift(), &frame.bytes);
    }
    for shuffle in [Shuffle::None, Shuffle::Everywhere] {
        let mut generator = Generator::new(12, Mix::Quiet).with_shuffle(shuffle);
        for event in &Schema::bundled().events {
            for richness in Richness::ALL {
                let mut frame = Vec::new();
                generator.frame_of(&event.name, richness, &mut frame);
                check_agrees(&mut drift(), &frame);
            }
        }
    }
}

/// Replaces each value that the table describes with one value after another.
#[test]
fn the_walk_agrees_on_spoiled_frames() {
    let values =
        ["null", "true", "7", "-1", "0.5", "\"x\"", "\"7\"", "\"2020-07-19T20:42:30+00:00\"", "[]", "{}"];
    let mut generator = Generator::new(13, Mix::Quiet);
    for event in ["MESSAGE_CREATE", "INTERACTION_CREATE", "PRESENCE_UPDATE", "GUILD_MEMBERS_CHUNK"] {
        let mut bytes = Vec::new();
        generator.frame_of(event, Richness::Full, &mut bytes);
        let frame: Value = serde_json::from_slice(&bytes).unwrap();
        let keys: Vec<_> = frame["d"].as_object().unwrap().keys().cloned().collect();
        for key in keys {
            for value in values {
                let mut spoiled = frame.clone();
                spoiled["d"][&key] = serde_json::from_str(value).unwrap();
                // Formats that only one of the two checks verifies.
                let is_form = [("color", "\"x\""), ("nonce", "")].contains(&(key.as_str(), value));
                if !is_form {
                    check_agrees(&mut drift(), spoiled.to_string().as_bytes());
                }
            }
        }
    }
}

#[test]
fn keys_and_values_with_escapes_are_the_same() {
    let frame = br#"{"\u0074":"TYPING_START","s":1,"op":0,"d":{"user\u005fid":"\u0037","timestamp":1,"channel_id":"9",
        "member":{"user":{"id":"7","username":"x","discriminator":"0","avatar":null,"zz\"\n":1},"roles":[],"joined_at":
        "2020-07-19T20:42:30\u002b00:00","deaf":false,"mute":false,"flags":0}}}"#;
    let frame = String::from_utf8_lossy(frame).replace('\n', " ");
    let found = findings(&mut drift(), frame.as_bytes()).unwrap();
    let found: Vec<_> = found.iter().map(|finding| (finding.kind, finding.path.as_str())).collect();
    assert_eq!(found, [(FindingKind::NewKey, "member.user.zz\"\\u000a")]);
}

#[test]
fn broken_frames_are_errors() {
    let mut drift = drift();
    for case in corpus::edge() {
        // Unusual, but valid JSON: an error only if the envelope's own values have other types.
        let is_read = Envelope::peek(&case.bytes).is_ok_and(|envelope| {
            envelope.opcode().is_ok() && envelope.sequence().is_ok() && envelope.event_name().is_ok()
        });
        assert_eq!(findings(&mut drift, &case.bytes).is_ok(), is_read, "{}", case.name);
    }
    for frame in corpus::frames().iter().filter(|frame| frame.event == "MESSAGE_CREATE") {
        for len in 0..frame.bytes.len() {
            assert!(findings(&mut drift, &frame.bytes[..len]).is_err(), "{} cut at {len}", frame.name);
        }
    }
}

/// Permissions have unlimited width: bits beyond the 64th are new bits, not another type.
#[test]
fn bits_of_any_number_are_found() {
    let frame = |permissions: &str| {
        let mut generator = Generator::new(14, Mix::Quiet);
        let mut bytes = Vec::new();
        generator.frame_of("GUILD_ROLE_CREATE", Richness::Full, &mut bytes);
        let mut frame: Value = serde_json::from_slice(&bytes).unwrap();
        frame["d"]["role"]["permissions"] = permissions.into();
        frame.to_string().into_bytes()
    };
    let found = |permissions: &str| {
        let found = findings(&mut drift(), &frame(permissions)).unwrap();
        let of_role = found.into_iter().filter(|finding| finding.path.starts_with("role.permissions"));
        of_role.map(|finding| (finding.kind, finding.found)).collect::<Vec<_>>()
    };
    assert_eq!(found("8"), []);
    let bit = |number: &str| (FindingKind::NewFlagBit, number.to_owned());
    assert_eq!(found("18446744073709551624"), [bit("64")]);
    assert_eq!(found("55340232221128654848"), [bit("64"), bit("65")]);
    assert_eq!(found("all")[0].0, FindingKind::TypeChanged);
}
