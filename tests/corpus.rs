//! Runs all checks with every backend on every file of the corpus, and on the payloads of other projects if available.

use std::collections::BTreeMap;

use zerocord::{Backend, Decoder, Envelope, Event, EventName};
use zerocord_testkit::checks::{check_all, check_strict};
use zerocord_testkit::corpus;

#[test]
fn frames_pass_all_checks() {
    for frame in corpus::frames() {
        check_all(&frame.bytes);
    }
}

#[test]
fn edge_cases_pass_all_checks() {
    for case in corpus::edge() {
        assert_eq!(zerocord::validate(&case.bytes), Ok(()), "{}", case.name);
        check_all(&case.bytes);
    }
}

#[test]
fn invalid_files_are_rejected_without_a_panic() {
    for case in corpus::invalid() {
        assert!(zerocord::validate(&case.bytes).is_err(), "{}", case.name);
        check_all(&case.bytes);
    }
}

#[test]
fn frames_are_the_events_that_their_folders_name() {
    for frame in corpus::frames() {
        let mut decoder = Decoder::new();
        let event = decoder.decode(&frame.bytes).unwrap_or_else(|error| panic!("{:?}: {error}", frame.path));
        let found = match event {
            Event::Hello(_) => "HELLO",
            Event::Heartbeat => "HEARTBEAT",
            Event::HeartbeatAck => "HEARTBEAT_ACK",
            Event::Reconnect => "RECONNECT",
            Event::InvalidSession { .. } => "INVALID_SESSION",
            _ => event.event_name().and_then(EventName::as_known_str).unwrap_or_default(),
        };
        assert_eq!(found, frame.event, "{:?}", frame.path);
    }
}

#[test]
fn every_event_with_a_model_has_an_ordinary_and_an_awkward_frame() {
    let mut frames: BTreeMap<String, usize> = BTreeMap::new();
    for frame in corpus::frames() {
        *frames.entry(frame.event).or_default() += 1;
    }
    struct HasModel;
    impl zerocord::__private::PayloadVisitor for HasModel {
        type Output = ();
        fn visit<M>(self) {}
    }
    for name in EventName::all().filter(|name| name.visit_payload(HasModel).is_some()) {
        let count = frames.get(name.as_known_str().unwrap()).copied().unwrap_or(0);
        assert!(count >= 2, "{name} has {count} frames");
    }
}

/// The members before a cut are read as in the whole frame, and the same with every backend.
#[test]
fn every_prefix_of_every_frame() {
    let frames = corpus::frames().into_iter().map(|frame| (frame.path, frame.bytes));
    let edge = corpus::edge().into_iter().map(|case| (case.path, case.bytes));
    let decoder = |backend| Decoder::builder().backend(backend).build();
    let mut decoders: Vec<Decoder> = Backend::available().map(decoder).collect();
    for (path, bytes) in frames.chain(edge) {
        let whole = Envelope::peek(&bytes).and_then(Envelope::event_name);
        // All lengths of short frames, every 13th length of long ones.
        for len in (0..bytes.len()).step_by(if bytes.len() > 1000 { 13 } else { 1 }) {
            let cut = &bytes[..len];
            check_strict(cut);
            let mut want = None;
            for decoder in &mut decoders {
                let printed = format!("{:?}", decoder.decode(cut));
                assert_eq!(want.get_or_insert_with(|| printed.clone()), &printed, "{:?}", decoder.backend());
                let name = Envelope::peek_with(cut, decoder.backend()).and_then(Envelope::event_name);
                if let Ok(name @ Some(_)) = name {
                    assert_eq!(Ok(name), whole, "{path:?} cut at {len}");
                }
            }
        }
    }
}

#[test]
fn fixtures_pass_all_checks() {
    let Some(fixtures) = corpus::fixtures() else {
        eprintln!("no fixtures here");
        return;
    };
    let mut events = 0;
    for fixture in fixtures {
        check_strict(&fixture.bytes);
        check_all(&fixture.bytes);
        let names = fixture.event.iter().filter(|_| fixture.kind == "d").chain(&fixture.payload_of);
        for name in names {
            let mut frame = format!("{{\"t\":\"{name}\",\"s\":1,\"op\":0,\"d\":").into_bytes();
            frame.extend_from_slice(&fixture.bytes);
            frame.push(b'}');
            check_all(&frame);
            events += 1;
        }
    }
    assert!(events > 100, "{events} payloads");
}
