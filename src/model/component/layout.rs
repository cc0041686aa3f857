//! Components that are looked at: rows, texts, pictures and boxes.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::{Component, ComponentType};
use crate::model::attachment::Attachment;
use crate::model::color::Color;
use crate::model::embed::ContentScanMetadata;
use crate::model::field::Field;
use crate::model::flags::open_flags;
use crate::model::id::{Id, Snowflake};
use crate::model::open_enum::open_enum;

/// A row of buttons, or of one select menu.
///
/// Source: Discord, "Component Reference", section "Action Row Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ActionRow {
    /// Always [`ComponentType::ActionRow`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// Up to five buttons, or one select menu.
    pub components: Vec<Component>,
}

/// Texts with a button or picture beside them.
///
/// Source: Discord, "Component Reference", section "Section Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Section {
    /// Always [`ComponentType::Section`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// One to three texts.
    pub components: Vec<Component>,
    /// What stands beside the texts: a button or a thumbnail.
    pub accessory: Box<Component>,
}

/// A text.
///
/// Source: Discord, "Component Reference", section "Text Display Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct TextDisplay {
    /// Always [`ComponentType::TextDisplay`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text, in Discord's markdown.
    pub content: String,
}

/// A small picture beside texts.
///
/// Source: Discord, "Component Reference", section "Thumbnail Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Thumbnail {
    /// Always [`ComponentType::Thumbnail`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The picture.
    pub media: UnfurledMediaItem,
    /// The alternative text, at most 1024 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// Whether it is covered until it is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoiler: Option<bool>,
}

/// Several pictures.
///
/// Source: Discord, "Component Reference", section "Media Gallery Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct MediaGallery {
    /// Always [`ComponentType::MediaGallery`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The pictures, 1 to 10.
    pub items: Vec<MediaGalleryItem>,
}

/// A picture of several.
///
/// Source: Discord, "Component Reference", section "Media Gallery Item Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct MediaGalleryItem {
    /// The picture.
    pub media: UnfurledMediaItem,
    /// The alternative text, at most 1024 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// Whether it is covered until it is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoiler: Option<bool>,
}

/// A file shown within a message.
///
/// Source: Discord, "Component Reference", section "File Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct FileComponent {
    /// Always [`ComponentType::File`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The file, which must be an attachment of the message.
    pub file: UnfurledMediaItem,
    /// Whether it is covered until it is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoiler: Option<bool>,
    /// The name of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
}

/// A gap between components, with or without a line.
///
/// Source: Discord, "Component Reference", section "Separator Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Separator {
    /// Always [`ComponentType::Separator`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// Whether a line is drawn; absent means yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub divider: Option<bool>,
    /// How much room is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spacing: Option<SeparatorSpacing>,
}

/// A box around components.
///
/// Source: Discord, "Component Reference", section "Container Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Container {
    /// Always [`ComponentType::Container`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// What is in the container.
    pub components: Vec<Component>,
    /// The colour of the bar at the container's left edge.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub accent_color: Field<Color>,
    /// Whether it is covered until it is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoiler: Option<bool>,
}

/// A heading and description around a component of a form.
///
/// Source: Discord, "Component Reference", section "Label Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Label {
    /// Always [`ComponentType::Label`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text shown.
    pub label: String,
    /// What is said below the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What is labelled.
    pub component: Box<Component>,
}

/// What a user has played or watched lately.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Components Resource", section "Content Inventory Entry Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ContentInventoryEntryComponent {
    /// Always [`ComponentType::ContentInventoryEntry`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The entry that is shown.
    pub content_inventory_entry: Value,
}

/// The card of a yearly review.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Components Resource", section "Checkpoint Card Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct CheckpointCard {
    /// Always [`ComponentType::CheckpointCard`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The data of the card.
    pub checkpoint_data: Value,
}

/// A picture, video or file in a component.
///
/// Source: Discord, "Component Reference", section "Unfurled Media Item Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct UnfurledMediaItem {
    /// The address.
    pub url: String,
    /// The address by way of Discord.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_url: Option<String>,
    /// The height in pixels, for pictures and videos.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub height: Field<u64>,
    /// The width in pixels, for pictures and videos.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub width: Field<u64>,
    /// A very small picture to show until the real one is there, as base64 of a thumbhash.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub placeholder: Field<String>,
    /// The version of the placeholder's form.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub placeholder_version: Field<u64>,
    /// The media type, such as `image/png`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub content_type: Field<String>,
    /// Bits that say more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<UnfurledMediaFlags>,
    /// The file this is, if it was uploaded with the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment_id: Option<Id<Attachment>>,
    /// The identifier. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Snowflake>,
    /// Whether the media could be fetched. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loading_state: Option<UnfurledMediaLoadingState>,
    /// What an automatic look at the picture found. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub content_scan_metadata: Field<ContentScanMetadata>,
}

open_enum! {
    /// How much room a gap leaves.
    pub enum SeparatorSpacing {
        /// Little.
        Small = 1,
        /// Much.
        Large = 2,
    }
}

open_enum! {
    /// Whether media could be fetched.
    ///
    /// Undocumented.
    pub enum UnfurledMediaLoadingState {
        /// Discord itself does not know.
        UnknownToDiscord = 0,
        /// They are being fetched.
        Loading = 1,
        /// They were fetched.
        LoadedSuccess = 2,
        /// They are not there.
        LoadedNotFound = 3,
    }
}

open_flags! {
    /// Bits about a picture or video in a component.
    pub struct UnfurledMediaFlags: integer {
        /// It moves.
        IS_ANIMATED = 0,
    }
}
