//! Stickers.

use serde::Serialize;
use zerocord_derive::View;

use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::image_url::{ImageUrl, sticker_url};
use super::open_enum::open_enum;
use super::twin::twin_methods;
use super::user::User;
use super::version::Version;

/// A sticker, of a guild or of Discord.
///
/// Source: Discord, "Sticker Resource", section "Sticker Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Sticker {
    /// The identifier.
    pub id: Id<Sticker>,
    /// The pack of a standard sticker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack_id: Option<Snowflake>,
    /// The name.
    pub name: String,
    /// What the sticker shows.
    pub description: Option<String>,
    /// The search keywords: comma-separated, or an emoji.
    pub tags: String,
    /// The type.
    #[serde(rename = "type")]
    pub kind: StickerType,
    /// The format of the image.
    pub format_type: StickerFormatType,
    /// Whether it can be used; false if the guild has lost the required boosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<bool>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// Who uploaded the sticker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The position within its pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort_value: Option<i64>,
    /// Formerly the hash of the image; now empty. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// When it last changed: 0, or milliseconds since the Unix epoch. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
}

/// The part of a sticker that is needed to draw it.
///
/// Source: Discord, "Sticker Resource", section "Sticker Item Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct StickerItem {
    /// The sticker.
    pub id: Id<Sticker>,
    /// The name.
    pub name: String,
    /// The format of the image.
    pub format_type: StickerFormatType,
}

/// The payload of `GUILD_STICKERS_UPDATE`: the guild's stickers changed.
///
/// Source: Discord, "Gateway Events", section "Guild Stickers Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildStickersUpdate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// All stickers that the guild has now.
    pub stickers: Vec<Sticker>,
}

twin_methods! { StickerItem, StickerItemRef:
    /// The URL of the sticker's image; `None` for unknown formats.
    fn image_url(id, format_type) -> Option<ImageUrl<'static>> { sticker_url(id, format_type) }
}

twin_methods! { Sticker, StickerRef:
    /// The URL of the sticker's image; `None` for unknown formats.
    fn image_url(id, format_type) -> Option<ImageUrl<'static>> { sticker_url(id, format_type) }
}

open_enum! {
    /// The type of a sticker.
    pub enum StickerType {
        /// Discord's own, in a pack.
        Standard = 1,
        /// A guild's.
        Guild = 2,
    }
}

open_enum! {
    /// The format of a sticker's image.
    pub enum StickerFormatType {
        /// A still PNG.
        Png = 1,
        /// An animated PNG.
        Apng = 2,
        /// A Lottie vector animation.
        Lottie = 3,
        /// A GIF.
        Gif = 4,
    }
}
