//! Once warm, no way of reading a frame allocates on the heap.

use zerocord::view::{KeyTree, KeysSeen, Projection, VisitKeys};
use zerocord::{Backend, Decoder, Envelope, Event, RawText, RawValue, model};
use zerocord_testkit::generator::{Generator, Mix};

/// Reads much of an event, including strings with escapes.
fn read(event: &Event<'_>) -> usize {
    match event {
        Event::MessageCreate(message) => {
            let mentions =
                message.mentions().unwrap().iter().map(|user| user.unwrap().username().unwrap().len());
            message.content().unwrap().len()
                + mentions.sum::<usize>()
                + message.author().unwrap().username().unwrap().len()
        }
        Event::GuildCreate(guild) => {
            let members = guild.members().unwrap().iter();
            members.map(|member| member.unwrap().roles().unwrap().count().unwrap()).sum()
        }
        Event::PresenceUpdate(presence) => {
            presence.activities().unwrap().iter().filter(Result::is_ok).count()
        }
        _ => 1,
    }
}

#[test]
fn a_warm_decoder_does_not_allocate() {
    let projection = Projection::new(["author.id", "content", "guild_id", "user.id"]).unwrap();
    for mix in [Mix::Quiet, Mix::PresenceHeavy, Mix::Startup] {
        let recording = Generator::new(7, mix).ndjson(4 << 20);
        let frames: Vec<&[u8]> =
            recording.split(|byte| *byte == b'\n').filter(|frame| !frame.is_empty()).collect();
        for backend in Backend::available() {
            let mut decoder = Decoder::builder().backend(backend).build();
            let mut pass = || {
                let mut sum = 0usize;
                for frame in &frames {
                    sum = sum.wrapping_add(read(&decoder.decode(frame).unwrap()));
                    if let Ok(row) = decoder.project_with(&projection, frame) {
                        sum += row.field::<Option<&str>>(1).unwrap().map_or(0, str::len);
                        sum +=
                            usize::from(row.field::<Option<zerocord::Id<model::User>>>(0).unwrap().is_some());
                    }
                }
                sum
            };
            let want = pass();
            pass();
            let info = allocation_counter::measure(|| assert_eq!(pass(), want));
            assert_eq!(info.count_total, 0, "{backend:?}, {mix}: {info:?}");
        }
    }
}

/// Counts the members that a walk finds.
#[derive(Default)]
struct Counts {
    wanted: usize,
    unknown: usize,
}

impl<'a> VisitKeys<'a> for Counts {
    fn wanted(&mut self, _: usize, _: RawValue<'a>) {
        self.wanted += 1;
    }

    fn unknown(&mut self, _: Option<usize>, _: RawText<'a>, _: RawValue<'a>) {
        self.unknown += 1;
    }
}

#[test]
fn a_warm_walk_along_a_key_tree_takes_nothing_from_the_heap() {
    let mut keys = KeyTree::builder();
    let user = keys.add(None, "user").unwrap();
    let author = keys.add(None, "author").unwrap();
    for (inside, name) in [(None, "id"), (None, "content"), (Some(user), "id"), (Some(author), "id")] {
        keys.add(inside, name).unwrap();
    }
    let tree = keys.with_unknown().build();
    let recording = Generator::new(7, Mix::Quiet).ndjson(1 << 20);
    let mut seen = KeysSeen::default();
    let mut pass = || {
        let mut counts = Counts::default();
        for frame in recording.split(|byte| *byte == b'\n').filter(|frame| !frame.is_empty()) {
            let payload = Envelope::peek(frame).unwrap().payload();
            let _ = tree.walk(payload, &mut seen, &mut counts);
        }
        (counts.wanted, counts.unknown)
    };
    let (wanted, unknown) = pass();
    assert!(wanted > 1_000 && unknown > 1_000, "{wanted}, {unknown}");
    let info = allocation_counter::measure(|| assert_eq!(pass(), (wanted, unknown)));
    assert_eq!(info.count_total, 0, "{info:?}");
}
