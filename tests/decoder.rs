//! A decoder reuses its memory from frame to frame: it frees what a huge frame needed, and what it has read changes no
//! result. The memory that one frame can use, and the output it can print, are bounded.

use std::fmt::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use zerocord::model::{self, MessageCreate};
use zerocord::view::{List, Map, Projection};
use zerocord::{Backend, Decoder, Envelope, ErrorKind, Event, Id, Limits, Project, RawValue, decode_in};
use zerocord_testkit::checks::print_everything;
use zerocord_testkit::corpus;
use zerocord_testkit::hostile::FAMILIES;

const MESSAGE: &[u8] = br#"{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"type":0,"tts":false,"timestamp":"2025-01-12T13:58:19.805000+00:00","pinned":false,"mentions":[],"mention_roles":[],"mention_everyone":false,"id":"1","embeds":[],"edited_timestamp":null,"content":"caf\u00e9","channel_id":"2","author":{"username":"nelly","id":"3","discriminator":"0","avatar":null},"attachments":[]}}"#;

/// The default of `DecoderBuilder::memory_kept`.
const KEPT: usize = 1 << 20;

/// A message whose content is unescaped into about `len` bytes.
fn message_of(len: usize) -> Vec<u8> {
    let content = "\\n".repeat(len);
    format!(r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{{"id":"1","content":"{content}"}}}}"#).into_bytes()
}

/// Reads the content of a message and returns its length.
fn content_len(decoder: &mut Decoder, frame: &[u8]) -> usize {
    let Ok(Event::MessageCreate(message)) = decoder.decode(frame) else { panic!("a message") };
    message.content().unwrap().len()
}

#[derive(Debug, PartialEq, Project)]
struct Line<'a> {
    #[project(path = "author.id")]
    author_id: Id<model::User>,
    content: &'a str,
}

#[test]
fn every_entry_point_reads_the_same_frame() {
    let want = Line { author_id: Id::new(3), content: "café" };
    let projection = Projection::new(["content", "author.id"]).unwrap();
    for backend in Backend::available() {
        let mut decoder = Decoder::builder().backend(backend).build();
        assert_eq!(decoder.backend(), backend);
        let Ok(Event::MessageCreate(message)) = decoder.decode(MESSAGE) else { panic!("a message") };
        assert_eq!(message.view_as::<Line<'_>>().as_ref(), Ok(&want));
        assert_eq!(decoder.project::<Line<'_>>(MESSAGE).as_ref(), Ok(&want));
        let row = decoder.project_with(&projection, MESSAGE).unwrap();
        assert_eq!((row.field::<&str>(0), row.field_of::<Id<()>>("author.id")), (Ok("café"), Ok(Id::new(3))));
        let envelope = Envelope::peek_with(MESSAGE, backend).unwrap();
        let Ok(Event::MessageCreate(message)) = decoder.decode_envelope(envelope) else {
            panic!("a message")
        };
        assert_eq!(message.content(), Ok("café"));
        let owned = message.to_owned().unwrap();
        assert_eq!(decoder.to_model::<MessageCreate>(MESSAGE), Ok(owned.clone()));
        assert_eq!(decoder.parse::<Line<'_>>(envelope.payload()).unwrap().content, owned.message.content);
        let arena = decoder.arena();
        let [first, second] = [decode_in(MESSAGE, arena), envelope.event(arena)];
        assert_eq!(format!("{first:?}"), format!("{second:?}"));
    }
}

#[test]
fn a_non_frame_is_an_error_for_every_entry_point() {
    let projection = Projection::new(["content"]).unwrap();
    let mut decoder = Decoder::new();
    for frame in [&b""[..], b"[]", b" ", b"null"] {
        let want = decoder.decode(frame).map(drop).unwrap_err();
        assert!(matches!(want.kind(), ErrorKind::Truncated | ErrorKind::Expected(..)), "{want}");
        assert_eq!(decoder.project::<Line<'_>>(frame).map(drop), Err(want));
        assert_eq!(decoder.project_with(&projection, frame).map(drop), Err(want));
        assert_eq!(decoder.to_model::<MessageCreate>(frame).map(drop), Err(want));
    }
    // Without a payload there is nothing to project.
    let error = decoder.project::<Line<'_>>(b"{}").unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Expected(..)), "{error}");
}

#[test]
fn memory_of_a_huge_frame_is_returned_before_the_next() {
    let huge = message_of(8 << 20);
    let list =
        FAMILIES.iter().find(|family| family.name == "a list of empty objects").unwrap().frame(200_000);
    for kept in [None, Some(0), Some(4 << 10), Some(64 << 10), Some(16 << 20)] {
        let mut builder = Decoder::builder();
        if let Some(bytes) = kept {
            builder = builder.memory_kept(bytes);
        }
        let bound = kept.unwrap_or(KEPT);
        let mut decoder = builder.build();
        assert_eq!(decoder.allocated_bytes(), 0);
        for _ in 0..3 {
            assert_eq!(content_len(&mut decoder, &huge), 8 << 20);
            assert!(decoder.allocated_bytes() >= 8 << 20, "{kept:?}");
            // A frame that needs no memory.
            decoder.decode(br#"{"t":null,"s":null,"op":11,"d":null}"#).unwrap();
            assert!(decoder.allocated_bytes() <= bound, "{kept:?}: {} bytes", decoder.allocated_bytes());
            // Many views, not one long string.
            let Ok(Event::MessageCreate(message)) = decoder.decode(&list) else { panic!("a message") };
            assert!(message.mentions().unwrap().iter().all(|user| user.is_ok()));
            assert!(decoder.allocated_bytes() > 4 << 20, "{kept:?}");
            assert_eq!(content_len(&mut decoder, MESSAGE), 5);
            let small = 4 << 10;
            assert!(decoder.allocated_bytes() <= bound.max(small), "{} bytes", decoder.allocated_bytes());
        }
    }
}

/// The limit per frame still applies after memory was freed.
#[test]
fn limits_survive_the_return_of_memory() {
    let limits = Limits::DEFAULT.with_arena_bytes(3 << 20);
    let mut decoder = Decoder::builder().limits(limits).memory_kept(0).build();
    for _ in 0..3 {
        assert_eq!(content_len(&mut decoder, &message_of(1 << 20)), 1 << 20);
        let frame = message_of(4 << 20);
        let Ok(Event::MessageCreate(message)) = decoder.decode(&frame) else { panic!("a message") };
        assert_eq!(message.content().unwrap_err().kind(), ErrorKind::ArenaFull);
        assert!(decoder.allocated_bytes() <= 3 << 20, "{} bytes", decoder.allocated_bytes());
    }
}

/// A decoder that has read all hostile families and the corpus gives the same results as a new one.
#[test]
fn history_changes_no_answer() {
    let frames = corpus::frames();
    let len = if cfg!(debug_assertions) { 10_000 } else { 200_000 };
    for backend in Backend::available() {
        let new = || Decoder::builder().backend(backend).build();
        let ask = |decoder: &mut Decoder, frame: &[u8]| {
            let mut text = String::new();
            print_everything(frame, decoder, &mut text);
            text
        };
        let mut used = new();
        for (index, frame) in frames.iter().enumerate() {
            let hostile = FAMILIES[index % FAMILIES.len()];
            ask(&mut used, &hostile.frame(len));
            let cut = &frame.bytes[..frame.bytes.len() * 2 / 3];
            ask(&mut used, cut);
            let found = ask(&mut used, &frame.bytes);
            assert_eq!(found, ask(&mut new(), &frame.bytes), "{backend:?}: {}", frame.path.display());
        }
    }
}

/// Bytes after the end of a broken object are not read, however many valid objects of its type were read before.
#[test]
fn a_broken_object_reads_the_same_after_valid_ones() {
    let whole = br#"{"t":"X","s":1,"op":0,"d":{"id":"1","name":"a"}}"#;
    let broken = br#"{"t":"X","s":1,"op":0,"d":{"zzz":1}"id":"666","name":"evil"}}"#;
    let projection = Projection::new(["id", "name"]).unwrap();
    for backend in Backend::available() {
        let mut decoder = Decoder::builder().backend(backend).build();
        for _ in 0..20 {
            for _ in 0..6 {
                let row = decoder.project_with(&projection, whole).unwrap();
                assert_eq!((row.field::<&str>(0), row.field::<&str>(1)), (Ok("1"), Ok("a")));
            }
            let row = decoder.project_with(&projection, broken).unwrap();
            assert_eq!((row.value(0).unwrap().is_none(), row.value(1).unwrap().is_none()), (true, true));
        }
    }
}

/// `raw` finds known and unknown keys, and distinguishes null from absence; `as_raw` is the whole object.
#[test]
fn unread_values_of_a_view() {
    let object = r#"{"content":"a","mood":[1, 2],"nonce":null}"#;
    let frame = format!(r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{object}}}"#);
    let mut decoder = Decoder::new();
    let Ok(Event::MessageCreate(message)) = decoder.decode(frame.as_bytes()) else { panic!("a message") };
    for (key, want) in
        [("content", Some("\"a\"")), ("mood", Some("[1, 2]")), ("nonce", Some("null")), ("id", None)]
    {
        let found = message.raw(key).unwrap().map(|value| &frame[value.range().unwrap()]);
        assert_eq!(found, want, "{key}");
    }
    assert_eq!(&frame[message.as_raw().range().unwrap()], object);
}

/// Reading a field again uses no more memory, whether or not its string can be unescaped.
#[test]
fn a_string_is_unescaped_once_per_view_and_field() {
    let frame = format!(
        r#"{{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{{"content":"{0}a","nonce":"{0}b","author":{{"global_name":"{0}c"}},"guild_id":"\ud800"}}}}"#,
        "\\n".repeat(1000)
    );
    let line_feeds = "\n".repeat(1000);
    for backend in Backend::available() {
        let mut decoder = Decoder::builder().backend(backend).build();
        let mut read = |times: usize| {
            let Ok(Event::MessageCreate(message)) = decoder.decode(frame.as_bytes()) else {
                panic!("a message")
            };
            let author = message.author().unwrap();
            let first = message.content().unwrap();
            for _ in 0..times {
                let content = message.content().unwrap();
                assert_eq!(
                    (content.strip_prefix(&line_feeds), content.as_ptr()),
                    (Some("a"), first.as_ptr())
                );
                let name = author.global_name().unwrap().into_option().unwrap();
                assert_eq!(name.strip_prefix(&line_feeds), Some("c"));
                assert!(format!("{:?}", message.nonce()).contains("b"));
                assert!(message.get::<&str>("guild_id").is_err() && message.get::<&str>("content").is_ok());
            }
            decoder.allocated_bytes()
        };
        read(1);
        let once = read(1);
        assert!(once < 64 << 10, "{once} bytes");
        assert_eq!(read(1000), once, "{backend:?}");
    }
}

/// `{:?}` of a frame in which every three bytes are an object with all fields absent.
#[test]
fn printed_output_is_bounded() {
    let frame =
        FAMILIES.iter().find(|family| family.name == "a list of empty objects").unwrap().frame(3_000_000);
    let printed = |limits: Limits, is_pretty: bool| {
        let mut decoder = Decoder::builder().limits(limits).build();
        let event = decoder.decode(&frame).unwrap();
        // Each call starts a new count: earlier output does not count.
        let texts = [(); 2].map(|()| if is_pretty { format!("{event:#?}") } else { format!("{event:?}") });
        assert_eq!(texts[0], texts[1]);
        texts[0].len()
    };
    let default = printed(Limits::DEFAULT, false);
    assert!((100_000..1_000_000).contains(&default), "{default} bytes");
    assert!(printed(Limits::DEFAULT, true) < 3_000_000);
    let short = printed(Limits::DEFAULT.with_printed(100), false);
    assert!((1_000..10_000).contains(&short), "{short} bytes");
    assert!(printed(Limits::DEFAULT.with_printed(0), false) < 100);
    assert!(printed(Limits::DEFAULT.with_printed(100_000), false) > 5 * default);
    // Lists and maps without a view around them.
    let mut decoder = Decoder::builder().limits(Limits::DEFAULT.with_printed(3)).build();
    let list: List<'_, List<'_, u8>> = decoder.parse(RawValue::new(b"[[1,2],[3],[4]]").unwrap()).unwrap();
    assert_eq!(format!("{list:?}"), "[[1, 2], ..]");
    let map: Map<'_, String, u8> =
        decoder.parse(RawValue::new(br#"{"a":1,"b":2,"c":3,"d":4}"#).unwrap()).unwrap();
    assert_eq!(format!("{map:?}"), r#"{"a": 1, "b": 2, "c": 3, ..}"#);
}

/// Events of normal size are printed in full.
#[test]
fn typical_events_are_printed_in_full() {
    for frame in corpus::frames().iter().filter(|frame| frame.bytes.len() < 20_000) {
        let printed = |limits: Limits| {
            format!("{:?}", Decoder::builder().limits(limits).build().decode(&frame.bytes).unwrap())
        };
        let all = Limits::DEFAULT.with_printed(u32::MAX);
        assert_eq!(printed(Limits::DEFAULT), printed(all), "{}", frame.path.display());
    }
}

/// A sink that fails after some bytes, with an error or a panic.
struct Failing {
    left: usize,
    panics: bool,
}

impl Write for Failing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match self.left.checked_sub(text.len()) {
            Some(left) => self.left = left,
            None if self.panics => panic!("the sink is full"),
            None => return Err(fmt::Error),
        }
        Ok(())
    }
}

/// After a forgotten guard or interrupted printing, later frames are read and printed to the same depth.
#[test]
fn forgotten_or_interrupted_reads_change_no_result() {
    let nested = format!(
        r#"{{"t":"MODAL","s":1,"op":0,"d":{{"type":17,"components":{}[]{}}}}}"#,
        r#"[{"type":17,"components":"#.repeat(20),
        "}]".repeat(20)
    );
    let read = |arena: &zerocord::Arena| {
        let payload = Envelope::peek(nested.as_bytes()).unwrap().payload();
        let container = payload.parse::<model::ContainerRef<'_>>(arena).unwrap();
        format!("{container:?} {:?}", container.to_owned())
    };
    let mut arena = zerocord::Arena::new();
    let want = read(&arena);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    for left in 0..400 {
        let payload = Envelope::peek(nested.as_bytes()).unwrap().payload();
        let container = payload.parse::<model::ContainerRef<'_>>(&arena).unwrap();
        let components = container.components().unwrap();
        assert!(write!(Failing { left, panics: false }, "{container:?}").is_err());
        let panicked =
            catch_unwind(AssertUnwindSafe(|| write!(Failing { left, panics: true }, "{components:?}")));
        assert!(panicked.is_err());
        std::mem::forget((container, components.iter(), container.to_owned(), container.unknown_fields()));
        if left % 100 == 99 {
            arena.reset();
        }
    }
    std::panic::set_hook(hook);
    assert_eq!(read(&arena), want);
}
