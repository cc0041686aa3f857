//! Reads what frames report about messages.

use zerocord::view::FromJson;
use zerocord::{Arena, Envelope, Error, EventName, RawValue};

use super::WantedMessages;
use crate::question::paths::{PathResult, PathRow, Paths};
use crate::question::time::{Nanos, NumberUnit, nanos_of_text};

/// The fields that are read, in the order of the constants below.
const PATHS: [&str; 8] =
    ["id", "ids", "channel_id", "guild_id", "author.id", "author.username", "content", "edited_timestamp"];
const ID: usize = 0;
const IDS: usize = 1;
const CHANNEL: usize = 2;
const GUILD: usize = 3;
const AUTHOR: usize = 4;
const NAME: usize = 5;
const CONTENT: usize = 6;
const EDITED: usize = 7;

/// What happened to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageChange {
    Created,
    /// A message changed; what changed need not be its content.
    Updated,
    Deleted,
}

/// What one frame reports about one message.
#[derive(Clone, Debug)]
pub struct Happening {
    pub change: MessageChange,
    pub id: u64,
    pub channel: Option<u64>,
    pub guild: Option<u64>,
    pub author: Option<Author>,
    pub content: Option<String>,
    /// When the content was last edited.
    pub edited: Option<Nanos>,
    /// The last time in the file up to this frame; `None` if the chunk had none yet.
    pub now: Option<Nanos>,
}

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    pub id: u64,
    pub name: String,
}

/// Reads happenings.
#[derive(Debug)]
pub struct HappeningReader {
    paths: Paths,
}

impl HappeningReader {
    /// Creates a reader. Never returns `None`, because the paths are constants of this module.
    pub fn new() -> Option<HappeningReader> {
        Paths::new(&PATHS).ok().map(|paths| HappeningReader { paths })
    }

    /// Adds what a frame reports about wanted messages.
    ///
    /// # Errors
    /// A value that is read is malformed.
    pub fn read(
        &self,
        envelope: Envelope<'_>,
        wanted: &WantedMessages,
        now: Option<Nanos>,
        arena: &Arena,
        found: &mut Vec<Happening>,
    ) -> Result<(), Error> {
        let change = match envelope.event_name()? {
            Some(EventName::MessageCreate) => MessageChange::Created,
            Some(EventName::MessageUpdate) => MessageChange::Updated,
            Some(EventName::MessageDelete | EventName::MessageDeleteBulk) => MessageChange::Deleted,
            _ => return Ok(()),
        };
        let row = self.paths.find(envelope.payload(), arena)?;
        let [channel, guild, author] = [CHANNEL, GUILD, AUTHOR].map(|index| id_at(&row, index));
        let (channel, guild) = (channel?, guild?);
        if !wanted.is_in(channel, guild) {
            return Ok(());
        }
        let mut ids = Vec::new();
        ids.extend(id_at(&row, ID)?);
        if let PathResult::Value(list) = row.get(IDS)?
            && change == MessageChange::Deleted
        {
            for id in list.elements()? {
                ids.push(id?.quoted_u64()?);
            }
        }
        ids.retain(|&id| wanted.is_message(id));
        if ids.is_empty() {
            return Ok(());
        }
        let name = text_at(&row, NAME, arena)?.unwrap_or_default();
        let author = author?.map(|id| Author { id, name });
        let content = text_at(&row, CONTENT, arena)?;
        let edited =
            text_at(&row, EDITED, arena)?.and_then(|text| nanos_of_text(&text, NumberUnit::Magnitude));
        found.extend(ids.into_iter().map(|id| Happening {
            change,
            id,
            channel,
            guild,
            author: author.clone(),
            content: content.clone(),
            edited,
            now,
        }));
        Ok(())
    }
}

fn value_at<'a>(row: &PathRow<'_, 'a>, index: usize) -> Result<Option<RawValue<'a>>, Error> {
    match row.get(index)? {
        PathResult::Value(value) if !value.is_null()? => Ok(Some(value)),
        _ => Ok(None),
    }
}

fn id_at(row: &PathRow<'_, '_>, index: usize) -> Result<Option<u64>, Error> {
    value_at(row, index)?.map(|value| value.quoted_u64()).transpose()
}

fn text_at(row: &PathRow<'_, '_>, index: usize, arena: &Arena) -> Result<Option<String>, Error> {
    value_at(row, index)?.map(|value| <&str>::from_json(value, arena).map(str::to_owned)).transpose()
}
