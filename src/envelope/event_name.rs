//! The event name, the string in `t`.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem::discriminant;
use std::str::FromStr;

use super::events::for_each_event;
use crate::json::error::Error;
use crate::json::object::RawText;
use crate::view::{KeyTable, Keys, bucket_count};

/// Defines the enum, its names and their intents.
macro_rules! event_names {
    (
        { $($(#[$doc:meta])* $variant:ident = $name:literal: $payload:ty, [$($intent:literal),*];)* }
        { $($other:ident = $other_name:literal,)* }
    ) => {
        /// The name of an event, as given in `t`.
        ///
        /// Names that Discord has added since this release are kept in [`EventName::Unknown`]. Some of the events that
        /// only user accounts receive have a model (`MESSAGE_ACK`, `CALL_CREATE`, ...); the others are only known by
        /// name.
        #[derive(Clone, Copy)]
        #[non_exhaustive]
        pub enum EventName<'a> {
            $($(#[$doc])* $variant,)*
            $(#[doc = concat!("`", $other_name, "`, which only user accounts receive. Has no model.")] $other,)*
            /// A name that is not in this list, unread.
            Unknown(RawText<'a>),
        }

        /// The names in the order of the variants.
        pub(super) const NAMES: &[&str] = &[$($name,)* $($other_name),*];

        const VARIANTS: [EventName<'static>; NAMES.len()] =
            [$(EventName::$variant,)* $(EventName::$other),*];

        /// The intents of the variants, in order; variants without a payload are not included.
        const INTENTS: &[&[&str]] = &[$(&[$($intent),*]),*];

        impl EventName<'_> {
            /// The index of the name among the known ones, below [`EventName::COUNT`]; `None` for an unknown name. For
            /// tables with one row per event. Indexes may change with each version.
            // Inlined, this match and the next become a jump per variant; separate, they become a look-up.
            #[inline(never)]
            pub fn index(self) -> Option<usize> {
                /// The variants without a field, numbered from 0 in order.
                #[derive(Clone, Copy)]
                enum Index { $($variant,)* $($other),* }
                Some(match self {
                    $(EventName::$variant => Index::$variant as usize,)*
                    $(EventName::$other => Index::$other as usize,)*
                    EventName::Unknown(_) => return None,
                })
            }

            /// The name, if it is a known one.
            #[inline(never)]
            pub fn as_known_str(self) -> Option<&'static str> {
                match self {
                    $(EventName::$variant => Some($name),)*
                    $(EventName::$other => Some($other_name),)*
                    EventName::Unknown(_) => None,
                }
            }
        }
    };
}

for_each_event!(event_names);

static KEYS: Keys<{ NAMES.len() }, { bucket_count(NAMES.len()) }> = Keys::new(&{
    let mut names = [("", 0); NAMES.len()];
    let mut index = 0;
    while index < NAMES.len() {
        names[index] = (NAMES[index], index as u16);
        index += 1;
    }
    names
});

/// The known names, each with the index of its variant.
static TABLE: KeyTable<'static> = KEYS.table();

impl<'a> EventName<'a> {
    /// The event with this name, if it is a known one.
    ///
    /// ```
    /// use zerocord::EventName;
    ///
    /// assert_eq!(EventName::known("TYPING_START"), Some(EventName::TypingStart));
    /// assert_eq!(EventName::known("typing_start"), None);
    /// ```
    pub fn known(name: &str) -> Option<EventName<'static>> {
        TABLE.slot_of(name.as_bytes()).and_then(EventName::of_index)
    }

    /// The variant at this index.
    #[inline(always)]
    pub(super) fn of_index(index: u16) -> Option<EventName<'static>> {
        VARIANTS.get(usize::from(index)).copied()
    }

    /// The index of a name in a frame, if it is known.
    pub(super) fn index_of_text(text: RawText<'a>) -> Option<u16> {
        match text.as_bytes().contains(&b'\\') {
            false => TABLE.slot_of(text.as_bytes()),
            true => text.text().ok().and_then(|text| TABLE.slot_of(text.as_bytes())),
        }
    }

    /// The number of known names.
    pub const COUNT: usize = NAMES.len();

    /// The intents that enable the event; a client needs one of them. Empty if the event is always sent, or if Discord
    /// does not document it.
    ///
    /// Source: Discord, "Gateway", section "List of Intents".
    pub fn intents(self) -> &'static [&'static str] {
        self.index().and_then(|index| INTENTS.get(index)).copied().unwrap_or_default()
    }

    /// Whether the payload is the guild that the event is about, so that its `id` is the guild's: `GUILD_CREATE`,
    /// `GUILD_UPDATE` and `GUILD_DELETE`.
    pub fn payload_is_guild(self) -> bool {
        use EventName::{GuildCreate, GuildDelete, GuildUpdate};
        matches!(self, GuildCreate | GuildUpdate | GuildDelete)
    }

    /// Whether the `id` of the payload is that of the channel or thread that the event is about: events that create,
    /// change or delete one, `THREAD_MEMBER_UPDATE`, `THREAD_MEMBERS_UPDATE` and `VOICE_CHANNEL_STATUS_UPDATE`.
    pub fn payload_is_channel(self) -> bool {
        use EventName::{
            ChannelCreate, ChannelDelete, ChannelUpdate, ThreadCreate, ThreadDelete, ThreadMemberUpdate,
            ThreadMembersUpdate, ThreadUpdate, VoiceChannelStatusUpdate,
        };
        matches!(
            self,
            ChannelCreate
                | ChannelUpdate
                | ChannelDelete
                | ThreadCreate
                | ThreadUpdate
                | ThreadDelete
                | ThreadMemberUpdate
                | ThreadMembersUpdate
                | VoiceChannelStatusUpdate
        )
    }

    /// Whether the payload is the user that the event is about: `USER_UPDATE`.
    pub fn payload_is_user(self) -> bool {
        matches!(self, EventName::UserUpdate)
    }

    /// All known names.
    pub fn all() -> impl Iterator<Item = EventName<'static>> {
        VARIANTS.iter().copied()
    }

    /// The name, known or not.
    ///
    /// # Errors
    /// For an unknown name that is not a valid string: see [`RawText::text`].
    pub fn text(self) -> Result<Cow<'a, str>, Error> {
        match self {
            EventName::Unknown(text) => text.text(),
            known => Ok(Cow::Borrowed(known.as_known_str().unwrap_or_default())),
        }
    }
}

impl PartialEq for EventName<'_> {
    #[inline]
    fn eq(&self, other: &EventName<'_>) -> bool {
        match (self, other) {
            (EventName::Unknown(left), EventName::Unknown(right)) => match (left.text(), right.text()) {
                (Ok(left), Ok(right)) => left == right,
                _ => left.as_bytes() == right.as_bytes(),
            },
            _ => discriminant(self) == discriminant(other),
        }
    }
}

impl Eq for EventName<'_> {}

impl EventName<'_> {
    /// What comparisons compare: the name, or the raw bytes of one that is not a valid string.
    fn bytes(&self) -> Cow<'_, [u8]> {
        match (self.text(), self) {
            (Ok(Cow::Borrowed(text)), _) => Cow::Borrowed(text.as_bytes()),
            (Ok(Cow::Owned(text)), _) => Cow::Owned(text.into_bytes()),
            (Err(_), EventName::Unknown(text)) => Cow::Borrowed(text.as_bytes()),
            (Err(_), _) => Cow::Borrowed(&[]),
        }
    }
}

impl Hash for EventName<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.index() {
            Some(index) => index.hash(state),
            None => self.bytes().hash(state),
        }
    }
}

/// By the name.
impl Ord for EventName<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes().cmp(&other.bytes())
    }
}

impl PartialOrd for EventName<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Whether this is the name: `name == "MESSAGE_CREATE"`.
impl PartialEq<str> for EventName<'_> {
    fn eq(&self, other: &str) -> bool {
        self.text().is_ok_and(|text| text == other)
    }
}

impl PartialEq<&str> for EventName<'_> {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

/// A string that is not the name of a known event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseEventNameError;

impl fmt::Display for ParseEventNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no event of this name is known")
    }
}

impl std::error::Error for ParseEventNameError {}

/// Parses the name of a known event, as [`EventName::known`] does.
impl FromStr for EventName<'static> {
    type Err = ParseEventNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        EventName::known(name).ok_or(ParseEventNameError)
    }
}

/// The name; invalid parts are replaced.
impl fmt::Display for EventName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EventName::Unknown(text) => match text.text() {
                Ok(text) => f.pad(&text),
                Err(_) => f.pad(&String::from_utf8_lossy(text.as_bytes())),
            },
            known => f.pad(known.as_known_str().unwrap_or_default()),
        }
    }
}

impl fmt::Debug for EventName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use super::*;
    use crate::envelope::Envelope;

    fn name_of(t: &str) -> Option<String> {
        let frame = format!(r#"{{"t":"{t}","op":0}}"#);
        let name = Envelope::peek(frame.as_bytes()).ok()?.event_name().ok()??;
        let again = format!(r#"{{"t":"{t}","op":0}}"#);
        let other = Envelope::peek(again.as_bytes()).ok()?.event_name().ok()??;
        assert!(name == other && name.cmp(&other).is_eq());
        let counts = HashMap::from([(name, 1)]);
        assert_eq!(counts.get(&other), Some(&1), "{t}");
        Some(name.to_string())
    }

    #[test]
    fn names_are_keys_of_maps_and_compared_with_strings() {
        for event in EventName::all() {
            let name = event.as_known_str().unwrap();
            assert_eq!(name_of(name).as_deref(), Some(name));
            assert_eq!((name.parse(), event.to_string().as_str()), (Ok(event), name));
            assert!(event == name && event == *name && event != "X");
        }
        assert_eq!(name_of("TYPING\\u005fSTART").as_deref(), Some("TYPING_START"));
        assert_eq!(name_of("BRAND\\u005fNEW").as_deref(), Some("BRAND_NEW"));
        assert_eq!("BRAND_NEW".parse::<EventName<'_>>(), Err(ParseEventNameError));
        let sorted: BTreeSet<EventName<'_>> = EventName::all().collect();
        let names: Vec<String> = sorted.iter().map(EventName::to_string).collect();
        assert!(names.is_sorted() && names.len() == EventName::COUNT);
    }
}
