//! Messages and what happened to them, in bounded memory.

use std::collections::BTreeMap;

use super::reader::{Author, Happening, MessageChange};
use crate::question::time::{Nanos, NumberUnit, nanos_of_whole};

/// The memory of a message without its content, in bytes, including its entry in the map.
const MESSAGE_LEN: usize = 200;

/// A message and what happened to it.
#[derive(Clone, Debug, Default)]
pub struct Message {
    pub id: u64,
    pub channel: Option<u64>,
    pub guild: Option<u64>,
    pub author: Option<Author>,
    /// Whether the recording has the message's creation.
    pub has_creation: bool,
    /// Its contents, the first one first. The first is that of its creation if the recording has that.
    pub versions: Vec<Version>,
    pub is_deleted: bool,
    /// When it was deleted: the time of the last frame before that has one.
    pub deleted: Option<Nanos>,
}

/// The content of a message after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// `None` if no frame up to the change has a time.
    pub time: Option<Nanos>,
    pub content: String,
    /// Whether it replaced another content, known or not.
    pub is_edit: bool,
}

impl Message {
    /// When it was created, by its id.
    pub fn created(&self) -> Nanos {
        nanos_of_whole(self.id.into(), NumberUnit::Snowflake)
    }

    pub fn is_edited(&self) -> bool {
        self.versions.iter().any(|version| version.is_edit)
    }

    fn byte_len(&self) -> usize {
        let name_len = self.author.as_ref().map_or(0, |author| author.name.len());
        let contents = self.versions.iter().map(|version| size_of::<Version>() + version.content.len());
        MESSAGE_LEN + name_len + contents.sum::<usize>()
    }
}

/// The messages that may still change.
#[derive(Debug)]
pub struct Ledger {
    messages: BTreeMap<u64, Message>,
    byte_len: usize,
    byte_len_max: usize,
    /// The last time in the file.
    now: Option<Nanos>,
    /// The number of messages that were returned before the end.
    pub early_count: u64,
}

impl Ledger {
    pub fn new(byte_len_max: usize) -> Ledger {
        Ledger { messages: BTreeMap::new(), byte_len: 0, byte_len_max, now: None, early_count: 0 }
    }

    /// Starts another file.
    pub fn begin_file(&mut self) {
        self.now = None;
    }

    /// Sets the last time of a chunk, after its happenings.
    pub fn end_chunk(&mut self, now: Option<Nanos>) {
        self.now = now.or(self.now);
    }

    /// Adds what happened to a message.
    pub fn add(&mut self, happening: Happening) {
        let now = happening.now.or(self.now);
        let message = self.messages.entry(happening.id).or_insert_with(|| {
            self.byte_len += MESSAGE_LEN;
            Message { id: happening.id, ..Message::default() }
        });
        self.byte_len -= message.byte_len();
        message.channel = message.channel.or(happening.channel);
        message.guild = message.guild.or(happening.guild);
        message.author = message.author.take().or(happening.author);
        match (happening.change, happening.content) {
            (MessageChange::Created, content) if message.versions.is_empty() => {
                message.has_creation = true;
                let time = Some(message.created());
                message.versions.push(Version { time, content: content.unwrap_or_default(), is_edit: false });
            }
            (MessageChange::Updated, Some(content)) => {
                let is_other = message.versions.last().is_none_or(|last| last.content != content);
                // The preview of a link is an update of a message that nobody edited.
                let is_edit = happening.edited.is_some() || !message.versions.is_empty();
                if is_other {
                    message.versions.push(Version { time: happening.edited.or(now), content, is_edit });
                }
            }
            (MessageChange::Deleted, _) if !message.is_deleted => {
                message.is_deleted = true;
                message.deleted = now;
            }
            // A repeat, as after a resumed session, or an update without content.
            _ => {}
        }
        self.byte_len += message.byte_len();
    }

    /// The oldest message, if memory is used up.
    pub fn pop_early(&mut self) -> Option<Message> {
        if self.byte_len <= self.byte_len_max {
            return None;
        }
        self.early_count += 1;
        self.pop()
    }

    /// The oldest message.
    pub fn pop(&mut self) -> Option<Message> {
        let (_, message) = self.messages.pop_first()?;
        self.byte_len -= message.byte_len();
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn happening(change: MessageChange, id: u64, content: Option<&str>, edited: Option<Nanos>) -> Happening {
        let content = content.map(str::to_owned);
        Happening { change, id, channel: Some(1), guild: None, author: None, content, edited, now: Some(7) }
    }

    #[test]
    fn changes_are_joined() {
        let mut ledger = Ledger::new(1 << 20);
        ledger.add(happening(MessageChange::Created, 5, Some("a"), None));
        ledger.add(happening(MessageChange::Created, 5, Some("a"), None));
        // A preview, an edit, the same edit again, a delete.
        ledger.add(happening(MessageChange::Updated, 5, Some("a"), None));
        ledger.add(happening(MessageChange::Updated, 5, Some("b"), Some(6)));
        ledger.add(happening(MessageChange::Updated, 5, Some("b"), Some(6)));
        ledger.add(happening(MessageChange::Deleted, 5, None, None));
        // A preview of an unknown message does not show that it was edited.
        ledger.add(happening(MessageChange::Updated, 6, Some("x"), None));
        let message = ledger.pop().unwrap();
        let contents: Vec<_> = message.versions.iter().map(|version| version.content.as_str()).collect();
        assert_eq!(contents, ["a", "b"]);
        assert_eq!((message.has_creation, message.is_edited(), message.deleted), (true, true, Some(7)));
        let unknown = ledger.pop().unwrap();
        assert_eq!((unknown.has_creation, unknown.is_edited(), unknown.is_deleted), (false, false, false));
        assert_eq!(unknown.versions[0].content, "x");
        assert!(ledger.pop().is_none());
        assert_eq!(ledger.byte_len, 0);
    }

    #[test]
    fn the_oldest_are_written_first() {
        let mut ledger = Ledger::new(3 * MESSAGE_LEN);
        for id in [9, 7, 8, 6] {
            ledger.add(happening(MessageChange::Deleted, id, None, None));
        }
        assert_eq!(ledger.pop_early().map(|message| message.id), Some(6));
        assert!(ledger.pop_early().is_none());
        assert_eq!(ledger.early_count, 1);
    }
}
