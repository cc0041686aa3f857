//! Layout and content components: rows, texts, images and containers.

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
#[non_exhaustive]
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

/// Texts with a button or image as an accessory.
///
/// Source: Discord, "Component Reference", section "Section Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Section {
    /// Always [`ComponentType::Section`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// One to three texts.
    pub components: Vec<Component>,
    /// The accessory next to the texts: a button or a thumbnail.
    pub accessory: Box<Component>,
}

/// A text.
///
/// Source: Discord, "Component Reference", section "Text Display Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
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

/// A thumbnail next to texts.
///
/// Source: Discord, "Component Reference", section "Thumbnail Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Thumbnail {
    /// Always [`ComponentType::Thumbnail`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The image.
    pub media: UnfurledMediaItem,
    /// The alternative text, at most 1024 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// Whether it is a spoiler, hidden until it is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoiler: Option<bool>,
}

/// A gallery of images.
///
/// Source: Discord, "Component Reference", section "Media Gallery Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MediaGallery {
    /// Always [`ComponentType::MediaGallery`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The images, 1 to 10.
    pub items: Vec<MediaGalleryItem>,
}

/// An image of a gallery.
///
/// Source: Discord, "Component Reference", section "Media Gallery Item Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MediaGalleryItem {
    /// The image.
    pub media: UnfurledMediaItem,
    /// The alternative text, at most 1024 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// Whether it is a spoiler, hidden until it is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoiler: Option<bool>,
}

/// A file shown within a message.
///
/// Source: Discord, "Component Reference", section "File Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct FileComponent {
    /// Always [`ComponentType::File`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The file, which must be an attachment of the message.
    pub file: UnfurledMediaItem,
    /// Whether it is a spoiler, hidden until it is clicked.
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
#[non_exhaustive]
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
    /// The size of the gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spacing: Option<SeparatorSpacing>,
}

/// A container around components.
///
/// Source: Discord, "Component Reference", section "Container Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Container {
    /// Always [`ComponentType::Container`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The components in the container.
    pub components: Vec<Component>,
    /// The colour of the bar at the container's left edge.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub accent_color: Field<Color>,
    /// Whether it is a spoiler, hidden until it is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoiler: Option<bool>,
}

/// A heading and description around a component of a form.
///
/// Source: Discord, "Component Reference", section "Label Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Label {
    /// Always [`ComponentType::Label`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text shown.
    pub label: String,
    /// The description below the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The labelled component.
    pub component: Box<Component>,
}

/// What a user has recently played or watched.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Components Resource", section "Content Inventory Entry Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
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
#[non_exhaustive]
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

/// An image, video or file in a component.
///
/// Source: Discord, "Component Reference", section "Unfurled Media Item Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct UnfurledMediaItem {
    /// The URL.
    pub url: String,
    /// The URL through Discord's proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_url: Option<String>,
    /// The height in pixels, for images and videos.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub height: Field<u64>,
    /// The width in pixels, for images and videos.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub width: Field<u64>,
    /// A placeholder to show while the image loads, as a thumbhash in base64.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub placeholder: Field<String>,
    /// The version of the placeholder format.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub placeholder_version: Field<u64>,
    /// The media type, such as `image/png`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub content_type: Field<String>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<UnfurledMediaFlags>,
    /// The file this is, if it was uploaded with the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment_id: Option<Id<Attachment>>,
    /// The identifier. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Snowflake>,
    /// Whether the media has been loaded. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loading_state: Option<UnfurledMediaLoadingState>,
    /// The result of an automatic content scan. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub content_scan_metadata: Field<ContentScanMetadata>,
}

open_enum! {
    /// The size of a gap.
    pub enum SeparatorSpacing {
        /// Small.
        Small = 1,
        /// Large.
        Large = 2,
    }
}

open_enum! {
    /// Whether media has been loaded.
    ///
    /// Undocumented.
    pub enum UnfurledMediaLoadingState {
        /// Unknown to Discord.
        UnknownToDiscord = 0,
        /// It is being loaded.
        Loading = 1,
        /// It was loaded.
        LoadedSuccess = 2,
        /// It was not found.
        LoadedNotFound = 3,
    }
}

open_flags! {
    /// Flags of an image or video in a component.
    pub struct UnfurledMediaFlags: integer {
        /// It is animated.
        IS_ANIMATED = 0,
    }
}
