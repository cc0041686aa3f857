//! Files of messages.

use serde::Serialize;
use zerocord_derive::View;

use super::application::{Application, PartialApplication};
use super::field::Field;
use super::flags::open_flags;
use super::id::Id;
use super::timestamp::Timestamp;
use super::user::User;

/// A file of a message.
///
/// Source: Discord, "Message Resource", section "Attachment Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Attachment {
    /// The identifier.
    pub id: Id<Attachment>,
    /// The name of the file.
    pub filename: String,
    /// The title. Can be null for clips.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub title: Field<String>,
    /// The alternative text, at most 1024 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The media type, such as `image/png`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The size in bytes.
    pub size: u64,
    /// The URL.
    pub url: String,
    /// The URL through Discord's proxy.
    pub proxy_url: String,
    /// The height in pixels, for images and videos.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub height: Field<u64>,
    /// The width in pixels, for images and videos.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub width: Field<u64>,
    /// A placeholder to show while the image loads, as a thumbhash in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The version of the placeholder format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder_version: Option<u64>,
    /// Whether the file is removed after some time; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ephemeral: Option<bool>,
    /// The length of a voice message, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_secs: Option<f64>,
    /// The waveform of a voice message, as bytes in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waveform: Option<String>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<AttachmentFlags>,
    /// The users heard or seen in the clip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clip_participants: Option<Vec<User>>,
    /// When the clip was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clip_created_at: Option<Timestamp>,
    /// The application that made the clip.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub application: Field<Box<PartialApplication>>,
    /// The version of the content scanner. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_scan_version: Option<u64>,
    /// The media type before Discord converted the file. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_content_type: Option<String>,
    /// The application that uploaded the file. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Id<Application>>,
    /// Whether it is a spoiler, hidden until it is clicked. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoiler: Option<bool>,
}

open_flags! {
    /// Flags of an attachment.
    pub struct AttachmentFlags: integer {
        /// It is a clip from a stream.
        IS_CLIP = 0,
        /// It is the thumbnail of a thread in a media channel.
        IS_THUMBNAIL = 1,
        /// It was edited with a tool that no longer exists.
        IS_REMIX = 2,
        /// It is a spoiler, hidden until it is clicked.
        IS_SPOILER = 3,
        /// It shows explicit images. Undocumented.
        CONTAINS_EXPLICIT_MEDIA = 4,
        /// It is animated.
        IS_ANIMATED = 5,
        /// It shows violence. Undocumented.
        CONTAINS_GORE_CONTENT = 6,
        /// It shows self-harm. Undocumented.
        CONTAINS_SELF_HARM_CONTENT = 7,
    }
}
