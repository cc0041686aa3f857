//! Common tasks of a bot besides reading fields: events as keys of maps, names compared and kept, models made and
//! changed, times computed.
//!
//! `cargo run --release --example bot`

use std::collections::HashMap;
use std::error::Error;
use std::time::{Duration, SystemTime};

use zerocord::model::{ChannelType, Message, MessageCreate, MessageType, StatusType, TypingStart, User};
use zerocord::{Decoder, Event, EventName, Field, Id, Snowflake, Timestamp, frames};

const RECORDING: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/firehose/sample.ndjson"));

/// The bot's state.
#[derive(Default)]
struct Memory {
    /// Known names are `'static`, so they are kept as they are.
    by_event: HashMap<EventName<'static>, u64>,
    /// Names that this version does not know are kept as strings.
    new_events: HashMap<String, u64>,
    by_guild: HashMap<Id<zerocord::model::Guild>, u64>,
    last_message: Option<Message>,
}

fn handle(event: Event<'_>, memory: &mut Memory) -> Result<(), zerocord::Error> {
    match event.event_name() {
        Some(name) => *memory.by_event.entry(name).or_default() += 1,
        None if !event.name().is_empty() => {
            *memory.new_events.entry(event.name().to_owned()).or_default() += 1
        }
        None => {}
    }
    if let Some(guild) = event.guild_id()? {
        *memory.by_guild.entry(guild).or_default() += 1;
    }
    if let Event::MessageCreate(message) = event
        && message.kind()? == MessageType::Default
    {
        memory.last_message = Some(message.to_owned()?.into());
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut decoder = Decoder::new();
    let mut memory = Memory::default();
    for frame in frames(RECORDING) {
        handle(decoder.decode(frame)?, &mut memory)?;
    }
    assert!(EventName::PresenceUpdate == "PRESENCE_UPDATE");
    assert_eq!(memory.by_event[&"PRESENCE_UPDATE".parse::<EventName<'_>>()?], 723);
    assert!(memory.new_events.is_empty());

    // A model for a test, without a frame.
    let mut author = User::default();
    author.id = "80351110224678912".parse()?;
    author.username = "nelly".to_owned();
    let mut created = MessageCreate::default();
    created.message.author = author;
    created.message.timestamp = "2026-01-31T12:00:00+00:00".parse()?;
    created.message.edited_timestamp = Some("2026-01-31T12:00:30+00:00".parse()?);
    let message: Message = created.into();
    let edited = message.edited_timestamp.and_then(|edited| edited.duration_since(message.timestamp));
    assert_eq!(edited, Some(Duration::from_secs(30)));
    println!("{} wrote {} at {}", message.author.username, message.id, message.timestamp);

    // Times, ids and open enums go into and out of what programs have.
    let age = SystemTime::now().duration_since(message.author.id.created_at().into())?;
    assert!(age > Duration::from_secs(86_400) && Timestamp::from(SystemTime::now()) > message.timestamp);
    assert_eq!((u64::from(message.author.id), Snowflake::from(7).get()), (80351110224678912, 7));
    let typing = TypingStart::default();
    assert_eq!((typing.channel_id.get(), Option::from(Field::Value(3))), (0, Some(3)));
    let status: StatusType = StatusType::from("idle");
    assert!(status == "idle" && ChannelType::default() == ChannelType::GuildText);
    println!("type {} is new: {}", ChannelType::from_number(99), ChannelType::from_number(99).is_unknown());
    Ok(())
}

#[test]
fn the_program_runs() {
    main().unwrap();
}
