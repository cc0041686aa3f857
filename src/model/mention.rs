//! The markup for mentions in a message.
//!
//! It is formatted when it is displayed; nothing is allocated before that.
//!
//! Source: Discord, "API Reference", section "Message Formatting".

use std::fmt;

use super::channel::{Channel, ChannelRef};
use super::emoji::{Emoji, EmojiRef};
use super::id::{Id, Snowflake};
use super::role::{Role, RoleRef};
use super::twin::twin_methods;
use super::user::{User, UserRef};

/// The markup that mentions a user, a role or a channel: `<@80351110224678912>`, `<@&…>`, `<#…>`.
///
/// ```
/// use zerocord::{Id, model::User};
///
/// let user: Id<User> = Id::new(80351110224678912);
/// assert_eq!(format!("hello {}", user.mention()), "hello <@80351110224678912>");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mention {
    sign: &'static str,
    id: Snowflake,
}

impl fmt::Display for Mention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}{}>", self.sign, self.id)
    }
}

impl Id<User> {
    /// The markup that mentions the user in a message.
    pub const fn mention(self) -> Mention {
        Mention { sign: "@", id: self.snowflake() }
    }
}

impl Id<Role> {
    /// The markup that mentions the role in a message.
    pub const fn mention(self) -> Mention {
        Mention { sign: "@&", id: self.snowflake() }
    }
}

impl Id<Channel> {
    /// The markup that mentions the channel in a message.
    pub const fn mention(self) -> Mention {
        Mention { sign: "#", id: self.snowflake() }
    }
}

/// The markup that shows an emoji in a message: `<:name:id>`, `<a:name:id>` if it is animated, or the Unicode emoji
/// itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EmojiMention<'a> {
    name: &'a str,
    id: Option<Id<Emoji>>,
    animated: bool,
}

impl fmt::Display for EmojiMention<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.id, self.animated) {
            (Some(id), true) => write!(f, "<a:{}:{id}>", self.name),
            (Some(id), false) => write!(f, "<:{}:{id}>", self.name),
            (None, _) => f.write_str(self.name),
        }
    }
}

twin_methods! { User, UserRef:
    /// The markup that mentions the user in a message.
    fn mention(id) -> Mention { id.mention() }
}

twin_methods! { Role, RoleRef:
    /// The markup that mentions the role in a message.
    fn mention(id) -> Mention { id.mention() }
}

twin_methods! { Channel, ChannelRef:
    /// The markup that mentions the channel in a message.
    fn mention(id) -> Mention { id.mention() }
}

twin_methods! { Emoji, EmojiRef:
    /// The markup that shows the emoji in a message; `None` if its name is unknown.
    fn mention(id, name, animated) -> Option<EmojiMention<'a>> {
        let name = name.into_option()?;
        Some(EmojiMention { name, id: id.into_option(), animated: animated == Some(true) })
    }
}
