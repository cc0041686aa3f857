//! The limits of an arena, at each entry point that takes one.

use zerocord::view::Projection;
use zerocord::{Arena, Envelope, Error, ErrorKind, Event, Limits, Project, RawValue, decode};
use zerocord_testkit::hostile::FAMILIES;

const FRAME: &[u8] =
    br#"{"t":"TYPING_START","s":5,"op":0,"d":{"user_id":"7","x":"a\nb","timestamp":1700000000,"channel_id":"9"}}"#;

#[derive(Debug, Project)]
#[allow(dead_code)] // printed
struct Line<'a> {
    x: &'a str,
}

/// The answers of all entry points that take an arena.
fn answers(arena: &Arena) -> [Result<(), Error>; 6] {
    let envelope = Envelope::peek(FRAME).unwrap();
    let payload = envelope.payload();
    let projection = Projection::new(["x"]).unwrap();
    [
        decode(FRAME, arena).map(drop),
        envelope.event(arena).map(drop),
        payload.parse::<zerocord::model::TypingStartRef<'_>>(arena).map(drop),
        payload.get("user_id").unwrap().unwrap().parse::<zerocord::Snowflake>(arena).map(drop),
        Line::project(payload, arena).map(drop),
        projection.project(payload, arena).and_then(|row| row.field::<&str>(0, arena)).map(drop),
    ]
}

#[test]
fn a_frame_is_as_long_as_the_limit_says() {
    let len = FRAME.len();
    assert_eq!(answers(&Arena::with_limits(Limits::DEFAULT.with_frame_bytes(len))), [Ok(()); 6]);
    let error = Error::new(ErrorKind::FrameTooLong, len - 1);
    let limits = Limits::DEFAULT.with_frame_bytes(len - 1);
    assert_eq!(answers(&Arena::with_limits(limits)), [Err(error); 6]);
    assert_eq!(limits.check_frame(FRAME), Err(error));
    assert_eq!(Limits::DEFAULT.check_frame(FRAME), Ok(()));
    assert_eq!(error.to_string(), format!("a frame longer than the limit, which is at byte {}", len - 1));
}

#[test]
fn a_full_arena_is_an_error_of_the_value() {
    let content = format!("\"{}\"", "\\n".repeat(100_000));
    let frame = format!(r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{{"content":{content},"id":"1"}}}}"#);
    for (bytes, fits) in [(150_000, false), (250_000, true), (usize::MAX, true)] {
        let mut arena = Arena::with_limits(Limits::DEFAULT.with_arena_bytes(bytes));
        for _ in 0..3 {
            let Ok(Event::MessageCreate(message)) = decode(frame.as_bytes(), &arena) else {
                panic!("a message")
            };
            match message.content() {
                Ok(text) => assert!(fits && text.len() == 100_000, "{bytes}"),
                Err(error) => {
                    assert_eq!((error.kind(), error.offset(), fits), (ErrorKind::ArenaFull, 50, false))
                }
            }
            // The others can still be read.
            assert_eq!(message.id().map(|id| id.get()), Ok(1));
            assert!(arena.allocated_bytes() <= bytes);
            arena.reset();
        }
    }
}

/// Views of a million empty objects would take sixty times the frame; the limit stops them.
#[test]
fn views_take_no_more_than_the_arena_has() {
    let family = FAMILIES.iter().find(|family| family.name == "a list of empty objects").unwrap();
    let frame = family.frame(3_000_000);
    let arena = Arena::with_limits(Limits::DEFAULT.with_arena_bytes(4 << 20));
    let Ok(Event::MessageCreate(message)) = decode(&frame, &arena) else { panic!("a message") };
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
    assert!(arena.allocated_bytes() <= 4 << 20, "{} bytes", arena.allocated_bytes());
}

#[test]
fn models_and_printing_go_as_deep_as_the_limit_says() {
    let nested = |depth: usize| {
        let components = format!("{}[]{}", r#"[{"type":17,"components":"#.repeat(depth), "}]".repeat(depth));
        format!(r#"{{"t":"MODAL","s":1,"op":0,"d":{{"type":17,"components":{components}}}}}"#)
    };
    let read = |limits: Limits, depth: usize| {
        let frame = nested(depth);
        let arena = Arena::with_limits(limits);
        let payload = Envelope::peek(frame.as_bytes()).unwrap().payload();
        let container = payload.parse::<zerocord::model::ContainerRef<'_>>(&arena).unwrap();
        (container.to_owned().unwrap(), format!("{container:?}").len())
    };
    // A component that cannot be made is kept as a value, so that the rest of the message is not lost.
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

/// What models take of the stack is counted by their size: a message takes some kilobytes.
#[test]
fn messages_are_made_as_deep_as_the_stack_allows() {
    const MEMBERS: &str = r#""type":0,"tts":false,"timestamp":"2025-01-12T13:58:19.805000+00:00","pinned":false,"mentions":[],"mention_roles":[],"mention_everyone":false,"id":"1","embeds":[],"edited_timestamp":null,"content":"hi","channel_id":"2","author":{"username":"nelly","id":"3","discriminator":"0","avatar":null},"attachments":[]"#;
    let nested = |depth: usize| {
        let open = format!(r#"{{{MEMBERS},"referenced_message":"#).repeat(depth);
        let close = "}".repeat(depth);
        format!(r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{open}{{{MEMBERS}}}{close}}}"#)
    };
    let deepest = |limits: Limits| {
        let makes = |depth: &usize| {
            let frame = nested(*depth);
            let arena = Arena::with_limits(limits);
            let Ok(Event::MessageCreate(message)) = decode(frame.as_bytes(), &arena) else {
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
    let step = 7 * size_of::<zerocord::model::Message>() / 2 + 2048;
    for steps in [2, 10, 30] {
        let found = deepest(Limits::DEFAULT.with_depth(1000).with_stack_bytes(steps * step));
        assert!(found <= steps && found + 3 >= steps, "{found} messages in room for {steps}");
    }
}

#[test]
fn what_needs_no_arena_needs_no_limit() {
    let envelope = Envelope::peek(FRAME).unwrap();
    assert!(envelope.event_name().is_ok() && envelope.payload().range().is_ok());
    assert!(RawValue::new(FRAME).is_ok() && zerocord::validate(FRAME).is_ok());
}
