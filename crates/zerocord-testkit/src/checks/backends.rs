//! Every backend against the portable one.

use std::fmt::Write;

use zerocord::{Arena, Backend, Envelope, RawValue, decode, validate_with};

/// Each backend gives the values, errors and offsets that the portable one gives, for every question.
#[track_caller]
pub fn check_backends(frame: &[u8]) {
    let want = everything(frame, Backend::PORTABLE);
    for backend in Backend::available().skip(1) {
        assert_eq!(everything(frame, backend), want, "{backend:?} against portable");
    }
}

/// All that zerocord says of a frame, as text. Printing an event reads every field of its view.
fn everything(frame: &[u8], backend: Backend) -> String {
    let mut text = String::new();
    let arena = Arena::with_backend(backend);
    let mut line = |part: std::fmt::Arguments<'_>| writeln!(text, "{part}").expect("a string takes any text");
    line(format_args!("{:?}", validate_with(frame, backend)));
    line(format_args!("{:?}", decode(frame, &arena)));
    match Envelope::peek_with(frame, backend) {
        Ok(envelope) => {
            line(format_args!("{:?} {:?}", envelope.opcode(), envelope.sequence()));
            line(format_args!("{:?} {:?}", envelope.event_name(), envelope.payload().range()));
            if let Ok(members) = envelope.payload().members() {
                members.for_each(|member| line(format_args!("{member:?}")));
            }
        }
        Err(error) => line(format_args!("{error:?}")),
    }
    match RawValue::with_backend(frame, backend) {
        Ok(value) => {
            line(format_args!("{:?} {:?}", value.kind(), value.range()));
            line(format_args!("{:?}", value.parse::<&str>(&arena)));
            line(format_args!("{:?}", value.parse::<zerocord::view::List<'_, f64>>(&arena)));
            line(format_args!("{:?} {:?}", value.parse::<u64>(&arena), value.parse::<i64>(&arena)));
            line(format_args!("{:?} {:?}", value.parse::<f64>(&arena), value.parse::<bool>(&arena)));
            if let Ok(elements) = value.elements() {
                elements.for_each(|element| line(format_args!("{element:?}")));
            }
        }
        Err(error) => line(format_args!("{error:?}")),
    }
    text
}
