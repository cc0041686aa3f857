//! An operator's loop over a recording: peek at every frame, drop most of them, read a few fields of the rest, and
//! continue after a bad frame.
//!
//! `cargo run --release --example route -- recording.ndjson`; without a path, it reads the sample in `corpus/`.

use std::collections::BTreeMap;

use zerocord::model::{Channel, Guild, User};
use zerocord::{Decoder, Envelope, Error, EventName, Id, Project};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/firehose/sample.ndjson");

/// The fields of a message that this program uses.
#[derive(Project)]
struct Spoken<'a> {
    channel_id: Id<Channel>,
    guild_id: Option<Id<Guild>>,
    #[project(path = "author.id")]
    author_id: Id<User>,
    #[project(path = "author.bot")]
    by_bot: Option<bool>,
    content: &'a str,
}

#[derive(Debug, Default)]
struct Tally {
    frames: u64,
    dropped: u64,
    messages: u64,
    calls_for_help: u64,
    guilds_left: u64,
    unknown: u64,
    bad: u64,
    messages_by_guild: BTreeMap<Option<Id<Guild>>, u64>,
}

/// Handles one frame.
fn route(frame: &[u8], decoder: &mut Decoder, tally: &mut Tally) -> Result<(), Error> {
    let envelope = Envelope::peek(frame)?;
    match envelope.event_name()? {
        Some(EventName::MessageCreate) => {
            let spoken: Spoken<'_> = decoder.parse(envelope.payload())?;
            if spoken.by_bot == Some(true) {
                tally.dropped += 1;
                return Ok(());
            }
            tally.messages += 1;
            *tally.messages_by_guild.entry(spoken.guild_id).or_default() += 1;
            if spoken.content.contains("help") {
                tally.calls_for_help += 1;
                println!("{} asks for help in {}", spoken.author_id.mention(), spoken.channel_id.mention());
            }
        }
        Some(EventName::GuildDelete) => match decoder.decode_envelope(envelope)? {
            zerocord::Event::GuildDelete(guild) if guild.left()? => tally.guilds_left += 1,
            _ => tally.dropped += 1,
        },
        // New since this release of zerocord: worth a line in a log, never an error.
        Some(EventName::Unknown(_)) => tally.unknown += 1,
        _ => tally.dropped += 1,
    }
    Ok(())
}

fn route_all(recording: &[u8]) -> Tally {
    let mut tally = Tally::default();
    let mut decoder = Decoder::new();
    let mut frames = zerocord::frames(recording);
    while let Some(frame) = frames.next() {
        tally.frames += 1;
        if let Err(error) = route(frame, &mut decoder, &mut tally) {
            tally.bad += 1;
            eprintln!("line {}: {}", frames.line_number(), error.explain(frame));
        }
    }
    tally
}

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).unwrap_or_else(|| SAMPLE.to_owned());
    let tally = route_all(&std::fs::read(path)?);
    let Tally { frames, dropped, messages, calls_for_help, guilds_left, unknown, bad, messages_by_guild } =
        tally;
    println!("{frames} frames: {dropped} dropped, {unknown} of unknown events, {bad} bad");
    println!(
        "{messages} messages in {} places, {calls_for_help} of them calls for help",
        messages_by_guild.len()
    );
    println!("{guilds_left} guilds left");
    Ok(())
}

#[test]
fn the_sample_has_no_bad_frame() {
    let tally = route_all(&std::fs::read(SAMPLE).unwrap());
    assert!(tally.messages > 0 && tally.dropped > tally.messages, "{tally:?}");
    assert_eq!((tally.bad, tally.unknown), (0, 0));
    assert_eq!(tally.frames, tally.messages + tally.dropped + tally.guilds_left);
}

#[test]
fn a_bad_frame_does_not_affect_others() {
    let recording =
        br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"content":7,"channel_id":"1","author":{"id":"2"}}}
{"t":"GUILD_DELETE","s":2,"op":0,"d":{"id":"3"}}
{"t":"SOMETHING_NEW","s":3,"op":0,"d":{}}
not a frame
{"t":"TYPING_START","s":4,"op":0,"d":{}}"#;
    let tally = route_all(recording);
    assert_eq!((tally.frames, tally.bad, tally.dropped, tally.guilds_left, tally.unknown), (5, 2, 1, 1, 1));
}
