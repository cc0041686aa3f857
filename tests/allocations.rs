//! Once warm, reading a frame allocates nothing on the heap, whatever is read.

use zerocord::view::Projection;
use zerocord::{Backend, Decoder, Event, model};
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
            members.map(|member| member.unwrap().roles().unwrap().len().unwrap()).sum()
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
