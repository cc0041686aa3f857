//! Checks the envelope against serde_json.

use serde_json::Value;
use zerocord::{Backend, Envelope};

use crate::members::Members;

/// The four members of an envelope are those that serde_json finds. If a key is repeated, the first one is used.
#[track_caller]
pub fn check_peek(frame: &[u8]) {
    let Ok(members) = serde_json::from_slice::<Members>(frame) else {
        // Not a complete object: members before the error may be readable, but nothing may panic.
        for backend in Backend::available() {
            if let Ok(envelope) = Envelope::peek_with(frame, backend) {
                let _ = (envelope.opcode(), envelope.sequence(), envelope.event_name());
                let _ = envelope.payload().to_bytes();
            }
        }
        return;
    };
    for backend in Backend::available() {
        let envelope = Envelope::peek_with(frame, backend).expect("an object has an envelope");
        check_number(envelope.opcode().map(|op| op.map(|op| op.number())).ok(), members.first("op"));
        check_number(envelope.sequence().ok(), members.first("s"));
        let name = envelope.event_name().ok().map(|name| name.map(|name| name.text().unwrap().into_owned()));
        match members.first("t") {
            None | Some(Value::Null) => assert_eq!(name, Some(None), "{backend:?}"),
            Some(Value::String(text)) => assert_eq!(name, Some(Some(text.clone())), "{backend:?}"),
            Some(other) => assert_eq!(name, None, "{backend:?}: {other}"),
        }
        let payload = envelope.payload().to_bytes().expect("the payload of a whole object has an end");
        let payload: Value = serde_json::from_slice(payload).expect("the payload is a value");
        assert_eq!(&payload, members.first("d").unwrap_or(&Value::Null), "{backend:?}");
    }
}

#[track_caller]
fn check_number(found: Option<Option<u64>>, wanted: Option<&Value>) {
    match wanted {
        None | Some(Value::Null) => assert_eq!(found, Some(None)),
        Some(value) => assert_eq!(found.map(|found| found.unwrap()), value.as_u64(), "{value}"),
    }
}
