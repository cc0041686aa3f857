//! Forum and media channels: tags and the order of posts.

use serde::Serialize;
use zerocord_derive::View;

use super::color::Color;
use super::emoji::Emoji;
use super::field::Field;
use super::id::Id;
use super::open_enum::{open_enum, open_text_enum};

/// A tag for posts of a forum or media channel.
///
/// Source: Discord, "Channel Resource", section "Forum Tag Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ForumTag {
    /// The identifier.
    pub id: Id<ForumTag>,
    /// The name.
    pub name: String,
    /// Whether only moderators may set and remove the tag.
    pub moderated: bool,
    /// The custom emoji. At most one of this and `emoji_name` is not null.
    pub emoji_id: Option<Id<Emoji>>,
    /// The Unicode emoji. At most one of this and `emoji_id` is not null.
    pub emoji_name: Option<String>,
    /// The colour of the tag. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub color: Field<Color>,
}

/// The emoji of the reaction button on posts of a forum.
///
/// Source: Discord, "Channel Resource", section "Default Reaction Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct DefaultReaction {
    /// The custom emoji. At most one of this and `emoji_name` is not null.
    pub emoji_id: Option<Id<Emoji>>,
    /// The Unicode emoji. At most one of this and `emoji_id` is not null.
    pub emoji_name: Option<String>,
}

open_enum! {
    /// The sort order of a forum's posts.
    pub enum SortOrderType {
        /// By the latest message.
        LatestActivity = 0,
        /// By age, the newest first.
        CreationDate = 1,
    }
}

open_enum! {
    /// The layout of a forum's posts.
    pub enum ForumLayoutType {
        /// Nothing was chosen.
        NotSet = 0,
        /// As a list.
        ListView = 1,
        /// As tiles.
        GalleryView = 2,
    }
}

open_text_enum! {
    /// How tags match when searching posts of a forum.
    ///
    /// Undocumented.
    pub enum ForumTagSetting {
        /// One of the tags is enough.
        MatchSome = "match_some",
        /// All tags are needed.
        MatchAll = "match_all",
    }
}
