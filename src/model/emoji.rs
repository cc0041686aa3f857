//! Emojis.

use serde::Serialize;
use zerocord_derive::View;

use super::field::Field;
use super::guild::Guild;
use super::id::Id;
use super::image_url::{ImageUrl, emoji_url};
use super::role::Role;
use super::twin::twin_methods;
use super::user::User;
use super::version::Version;

/// An emoji: a guild's own, or a Unicode one.
///
/// Source: Discord, "Emoji Resource", section "Emoji Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Emoji {
    /// The custom emoji; null for a Unicode one, and absent from some emojis of components.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub id: Field<Id<Emoji>>,
    /// The name of a custom emoji, or the characters of a Unicode one; null for a deleted one in a
    /// reaction.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub name: Field<String>,
    /// The roles that may use the emoji; empty means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Id<Role>>>,
    /// Who uploaded the emoji.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// Whether the emoji is written between colons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_colons: Option<bool>,
    /// Whether an integration manages it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed: Option<bool>,
    /// Whether the emoji is animated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub animated: Option<bool>,
    /// Whether it can be used; false if the guild has lost the required boosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<bool>,
    /// When it last changed: 0, or milliseconds since the Unix epoch. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}

/// The payload of `GUILD_EMOJIS_UPDATE`: the guild's emojis changed.
///
/// Source: Discord, "Gateway Events", section "Guild Emojis Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildEmojisUpdate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// All custom emojis that the guild has now.
    pub emojis: Vec<Emoji>,
}

twin_methods! { Emoji, EmojiRef:
    /// Whether it is a guild's emoji and not a Unicode one.
    fn is_custom(id) -> bool { id.is_value() }

    /// The URL of a custom emoji's image; `None` for a Unicode one.
    fn image_url(id, animated) -> Option<ImageUrl<'static>> {
        id.into_option().map(|id| emoji_url(id, animated == Some(true)))
    }
}
