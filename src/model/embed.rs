//! Embeds: the boxes below the text of a message.

use serde::Serialize;
use zerocord_derive::View;

use super::color::Color;
use super::component::Component;
use super::flags::open_flags;
use super::id::Snowflake;
use super::open_enum::open_text_enum;
use super::timestamp::Timestamp;

/// A box below the text of a message.
///
/// Source: Discord, "Message Resource", section "Embed Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Embed {
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The type of embed; `rich` for those sent by bots.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EmbedType>,
    /// The main text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The URL that the title links to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The time set by the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// The colour of the bar at the left edge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// The footer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<EmbedFooter>,
    /// The image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<EmbedImage>,
    /// The thumbnail on the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<EmbedImage>,
    /// The video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<EmbedVideo>,
    /// The site that the link leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<EmbedProvider>,
    /// The author line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<EmbedAuthor>,
    /// The fields, at most 25.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<EmbedField>>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<EmbedFlags>,
    /// The object that the embed represents. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_id: Option<Snowflake>,
    /// The version of the content scanner. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_scan_version: Option<u64>,
    /// The embed, in auto moderation messages and unfurled links. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The components that the embed is shown as. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Component>>,
}

/// An image of an embed, large or small.
///
/// Source: Discord, "Message Resource", section "Embed Image Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EmbedImage {
    /// The URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The URL through Discord's proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_url: Option<String>,
    /// The height in pixels, for images and videos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    /// The width in pixels, for images and videos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u64>,
    /// The media type, such as `image/png`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// A placeholder to show while the image loads, as a thumbhash in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The version of the placeholder format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder_version: Option<u64>,
    /// The alternative text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<EmbedMediaFlags>,
    /// The result of an automatic content scan. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_scan_metadata: Option<ContentScanMetadata>,
}

/// The video of an embed.
///
/// Source: Discord, "Message Resource", section "Embed Video Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EmbedVideo {
    /// The URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The URL through Discord's proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_url: Option<String>,
    /// The height in pixels, for images and videos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u64>,
    /// The width in pixels, for images and videos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u64>,
    /// The media type, such as `image/png`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// A placeholder to show while the image loads, as a thumbhash in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The version of the placeholder format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder_version: Option<u64>,
    /// The alternative text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<EmbedMediaFlags>,
    /// The result of an automatic content scan. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_scan_metadata: Option<ContentScanMetadata>,
}

/// The site that an embed's link leads to.
///
/// Source: Discord, "Message Resource", section "Embed Provider Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EmbedProvider {
    /// The name of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The author line of an embed.
///
/// Source: Discord, "Message Resource", section "Embed Author Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EmbedAuthor {
    /// The name of the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The URL of the icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// The URL of the icon through Discord's proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_icon_url: Option<String>,
}

/// The footer of an embed.
///
/// Source: Discord, "Message Resource", section "Embed Footer Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EmbedFooter {
    /// The text.
    pub text: String,
    /// The URL of the icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon_url: Option<String>,
    /// The URL of the icon through Discord's proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_icon_url: Option<String>,
}

/// A field of an embed: a heading and a text.
///
/// Source: Discord, "Message Resource", section "Embed Field Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EmbedField {
    /// The heading.
    pub name: String,
    /// The text.
    pub value: String,
    /// Whether the field may be in one row with others; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inline: Option<bool>,
}

/// The result of an automatic content scan.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Message Resource", section "Content Scan Metadata Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ContentScanMetadata {
    /// Flags.
    pub flags: ContentScanFlags,
    /// The version of the content scanner.
    pub version: u64,
}

open_text_enum! {
    /// The type of embed.
    pub enum EmbedType {
        /// One with fields, as bots send it.
        Rich = "rich",
        /// An image.
        Image = "image",
        /// A video.
        Video = "video",
        /// A GIF that is shown as a video.
        Gifv = "gifv",
        /// An article.
        Article = "article",
        /// A link.
        Link = "link",
        /// The result of a poll.
        PollResult = "poll_result",
        /// A notification about age verification. Undocumented.
        AgeVerificationSystemNotification = "age_verification_system_notification",
        /// News of an application. Undocumented.
        ApplicationNews = "application_news",
        /// A message of auto moderation. Undocumented.
        AutoModerationMessage = "auto_moderation_message",
        /// News of auto moderation. Undocumented.
        AutoModerationNotification = "auto_moderation_notification",
        /// A gift. Undocumented.
        Gift = "gift",
        /// The preview of a post. Undocumented.
        PostPreview = "post_preview",
        /// A warning that terms were broken. Undocumented.
        SafetyPolicyNotice = "safety_policy_notice",
        /// News about safety. Undocumented.
        SafetySystemNotification = "safety_system_notification",
    }
}

open_flags! {
    /// Flags of an embed.
    pub struct EmbedFlags: integer {
        /// It shows explicit images. Undocumented.
        CONTAINS_EXPLICIT_MEDIA = 4,
        /// It shows what a user has played or watched.
        IS_CONTENT_INVENTORY_ENTRY = 5,
        /// It shows violence. Undocumented.
        CONTAINS_GORE_CONTENT = 6,
        /// It shows self-harm. Undocumented.
        CONTAINS_SELF_HARM_CONTENT = 7,
    }
}

open_flags! {
    /// Flags of an image or video of an embed.
    pub struct EmbedMediaFlags: integer {
        /// It is animated.
        IS_ANIMATED = 5,
    }
}

open_flags! {
    /// The result of an automatic content scan.
    ///
    /// Undocumented.
    pub struct ContentScanFlags: integer {
        /// Explicit content.
        EXPLICIT = 0,
        /// Violence.
        GORE = 1,
    }
}
