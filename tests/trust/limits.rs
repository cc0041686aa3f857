//! The limits, at each entry point of a decoder and of an arena.

use zerocord::view::Projection;
use zerocord::{
    Arena, Decoder, Envelope, Error, ErrorKind, Event, Limits, Project, RawValue, decode_in, model,
};
use zerocord_testkit::hostile::FAMILIES;

const FRAME: &[u8] =
    br#"{"t":"TYPING_START","s":5,"op":0,"d":{"user_id":"7","x":"a\nb","timestamp":1700000000,"channel_id":"9"}}"#;

#[derive(Debug, Project)]
#[allow(dead_code)] // printed
struct Line<'a> {
    x: &'a str,
}

fn limited(limits: Limits) -> Decoder {
    Decoder::builder().limits(limits).build()
}

/// The results of all entry points that take an arena.
fn answers_in(arena: &Arena) -> [Result<(), Error>; 6] {
    let envelope = Envelope::peek(FRAME).unwrap();
    let payload = envelope.payload();
    let projection = Projection::new(["x"]).unwrap();
    [
        decode_in(FRAME, arena).map(drop),
        envelope.event(arena).map(drop),
        payload.parse::<model::TypingStartRef<'_>>(arena).map(drop),
        payload.get("user_id").unwrap().unwrap().parse::<zerocord::Snowflake>(arena).map(drop),
        Line::project(payload, arena).map(drop),
        projection.project(payload, arena).and_then(|row| row.field::<&str>(0)).map(drop),
    ]
}

/// The results of all entry points of a decoder.
fn answers_of(decoder: &mut Decoder) -> [Result<(), Error>; 6] {
    let envelope = Envelope::peek(FRAME).unwrap();
    let projection = Projection::new(["x"]).unwrap();
    [
        decoder.decode(FRAME).map(drop),
        decoder.decode_envelope(envelope).map(drop),
        decoder.parse::<model::TypingStartRef<'_>>(envelope.payload()).map(drop),
        decoder.to_model::<model::TypingStart>(FRAME).map(drop),
        decoder.project::<Line<'_>>(FRAME).map(drop),
        decoder.project_with(&projection, FRAME).and_then(|row| row.field::<&str>(0)).map(drop),
    ]
}

#[test]
fn frames_up_to_the_size_limit_are_read() {
    let len = FRAME.len();
    let limits = Limits::DEFAULT.with_frame_bytes(len);
    assert_eq!(answers_in(&Arena::with_limits(limits)), [Ok(()); 6]);
    assert_eq!(answers_of(&mut limited(limits)), [Ok(()); 6]);
    let error = Error::new(ErrorKind::FrameTooLong, len - 1);
    let limits = Limits::DEFAULT.with_frame_bytes(len - 1);
    assert_eq!(answers_in(&Arena::with_limits(limits)), [Err(error); 6]);
    assert_eq!(answers_of(&mut limited(limits)), [Err(error); 6]);
    assert_eq!(limits.check_frame(FRAME), Err(error));
    assert_eq!(Limits::DEFAULT.check_frame(FRAME), Ok(()));
    assert_eq!(error.to_string(), format!("the frame exceeds the size limit of {} bytes", len - 1));
}

#[test]
fn exceeding_the_memory_limit_is_an_error_of_the_value() {
    let content = format!("\"{}\"", "\\n".repeat(100_000));
    let frame = format!(r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{{"content":{content},"id":"1"}}}}"#);
    for (bytes, fits) in [(150_000, false), (250_000, true), (usize::MAX, true)] {
        let mut decoder = limited(Limits::DEFAULT.with_arena_bytes(bytes));
        for _ in 0..3 {
            let Ok(Event::MessageCreate(message)) = decoder.decode(frame.as_bytes()) else {
                panic!("a message")
            };
            match message.content() {
                Ok(text) => assert!(fits && text.len() == 100_000, "{bytes}"),
                Err(error) => {
                    assert_eq!((error.kind(), error.offset(), fits), (ErrorKind::ArenaFull, 50, false))
                }
            }
            // The other fields can still be read.
            assert_eq!(message.id().map(|id| id.get()), Ok(1));
            assert!(decoder.allocated_bytes() <= bytes);
        }
    }
}

/// An arena that is never reset fills up, and the error says what to do; a decoder with the same limit never does.
#[test]
fn an_arena_without_a_reset_fills_up_and_a_decoder_does_not() {
    let limits = Limits::DEFAULT.with_arena_bytes(64 << 10);
    let mut arena = Arena::with_limits(limits);
    let mut error = None;
    for _ in 0..10_000 {
        error = error.or(decode_in(FRAME, &arena).err());
    }
    let error = error.expect("64 KiB do not hold ten thousand views");
    assert_eq!(error.kind(), ErrorKind::ArenaFull);
    let message = error.to_string();
    assert!(message.contains("`Decoder`") && message.contains("reset the arena"), "{message}");
    arena.reset();
    assert!(decode_in(FRAME, &arena).is_ok());
    let mut decoder = limited(limits);
    assert!((0..10_000).all(|_| decoder.decode(FRAME).is_ok()));
}

/// Views of a million empty objects would use sixty times the memory of the frame; the limit stops them.
#[test]
fn views_use_no_more_than_the_arena_has() {
    let family = FAMILIES.iter().find(|family| family.name == "a list of empty objects").unwrap();
    let frame = family.frame(3_000_000);
    let mut decoder = limited(Limits::DEFAULT.with_arena_bytes(4 << 20));
    let Ok(Event::MessageCreate(message)) = decoder.decode(&frame) else { panic!("a message") };
    let (mut read, mut full) = (0, 0);
    for user in message.mentions().unwrap().iter() {
        match user {
            Ok(_) => read += 1,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::ArenaFull);
                full += 1;
            }
        }
    }
    assert!(read > 5_000 && full > 900_000, "{read} read, {full} not");
    assert!(decoder.allocated_bytes() <= 4 << 20, "{} bytes", decoder.allocated_bytes());
}

#[cfg(not(few_models))]
#[test]
fn models_and_printing_stop_at_the_depth_limit() {
    let nested = |depth: usize| {
        let components = format!("{}[]{}", r#"[{"type":17,"components":"#.repeat(depth), "}]".repeat(depth));
        format!(r#"{{"t":"MODAL","s":1,"op":0,"d":{{"type":17,"components":{components}}}}}"#)
    };
    let read = |limits: Limits, depth: usize| {
        let frame = nested(depth);
        let mut decoder = limited(limits);
        let payload = Envelope::peek(frame.as_bytes()).unwrap().payload();
        let container = decoder.parse::<model::ContainerRef<'_>>(payload).unwrap();
        (container.to_owned().unwrap(), format!("{container:?}").len())
    };
    // A component that cannot be built is kept as a value, so that the rest of the message is not lost.
    let fits = |limits: Limits, depth: usize| !format!("{:?}", read(limits, depth).0).contains("Unknown(");
    let deepest = |limits: Limits| (1..60).take_while(|depth| fits(limits, *depth)).count();
    assert_eq!(deepest(Limits::DEFAULT.with_depth(4)), 3);
    assert_eq!(deepest(Limits::DEFAULT.with_depth(1)), 0);
    assert_eq!(deepest(Limits::NONE.with_depth(50)), 49);
    let by_stack = deepest(Limits::DEFAULT.with_stack_bytes(16 << 10));
    assert!((2..8).contains(&by_stack), "{by_stack}");
    assert!(read(Limits::DEFAULT.with_depth(2), 20).1 < read(Limits::DEFAULT.with_depth(20), 20).1);
    let printed = |depth| read(Limits::DEFAULT.with_depth(8), depth).1;
    assert_eq!(printed(20), printed(60), "nothing is printed below the limit");
}

/// The stack that models use is counted by their size: a message uses some kilobytes.
#[test]
fn messages_are_owned_as_deep_as_the_stack_allows() {
    const MEMBERS: &str = r#""type":0,"tts":false,"timestamp":"2025-01-12T13:58:19.805000+00:00","pinned":false,"mentions":[],"mention_roles":[],"mention_everyone":false,"id":"1","embeds":[],"edited_timestamp":null,"content":"hi","channel_id":"2","author":{"username":"nelly","id":"3","discriminator":"0","avatar":null},"attachments":[]"#;
    let nested = |depth: usize| {
        let open = format!(r#"{{{MEMBERS},"referenced_message":"#).repeat(depth);
        let close = "}".repeat(depth);
        format!(r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{open}{{{MEMBERS}}}{close}}}"#)
    };
    let deepest = |limits: Limits| {
        let makes = |depth: &usize| {
            let frame = nested(*depth);
            let mut decoder = limited(limits);
            let Ok(Event::MessageCreate(message)) = decoder.decode(frame.as_bytes()) else {
                panic!("{frame}")
            };
            match message.to_owned() {
                Ok(_) => true,
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::TooDeep, "{frame}");
                    false
                }
            }
        };
        (0..200).take_while(makes).count()
    };
    let step = 7 * size_of::<model::Message>() / 2 + 2048;
    for steps in [2, 10, 30] {
        let found = deepest(Limits::DEFAULT.with_depth(1000).with_stack_bytes(steps * step));
        assert!(found <= steps && found + 3 >= steps, "{found} messages in room for {steps}");
    }
}

#[test]
fn functions_without_an_arena_need_no_limit() {
    let envelope = Envelope::peek(FRAME).unwrap();
    assert!(envelope.event_name().is_ok() && envelope.payload().range().is_ok());
    assert!(RawValue::new(FRAME).is_ok() && zerocord::validate(FRAME).is_ok());
}
