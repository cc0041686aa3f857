//! Activities: what a user is doing according to a presence.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zerocord_derive::View;

use super::application::Application;
use super::emoji::Emoji;
use super::field::Field;
use super::flags::open_flags;
use super::id::Id;
use super::image_url::{ImageUrl, activity_image_url};
use super::open_enum::{open_enum, open_text_enum};
use super::saturating::saturating_integers;
use super::timestamp::UnixMillis;
use super::twin::twin_methods;
use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::{RawValue, ValueKind};
use crate::view::{FromJson, Model, deserialized_from_values};

/// What a user is doing.
///
/// Source: Discord, "Gateway Events", section "Activity Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Activity {
    /// The name of the activity; `Custom Status` for a custom status.
    pub name: String,
    /// The type of activity.
    #[serde(rename = "type")]
    pub kind: ActivityType,
    /// The URL of the stream.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub url: Field<String>,
    /// When the activity was added to the session.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub created_at: Field<UnixMillis>,
    /// The start and end times.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub timestamps: Field<ActivityTimestamps>,
    /// The game's application; has been seen as a bare integer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Id<Application>>,
    /// Which string is shown next to the user's name in the member list.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub status_display_type: Field<StatusDisplayType>,
    /// What the user is doing right now.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub details: Field<String>,
    /// The URL that opens when `details` is clicked.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub details_url: Field<String>,
    /// What the user does within the activity, or the text of a custom status.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub state: Field<String>,
    /// The URL that opens when `state` is clicked.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub state_url: Field<String>,
    /// The emoji of a custom status.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub emoji: Field<ActivityEmoji>,
    /// The party that the user is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<ActivityParty>,
    /// The images of the presence and their hover texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assets: Option<ActivityAssets>,
    /// The secrets for joining and watching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrets: Option<ActivitySecrets>,
    /// Whether the activity is a session of a game.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<bool>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<ActivityFlags>,
    /// The labels of the presence's buttons. The form with URLs is for sending only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buttons: Option<Vec<ReceivedActivityButton>>,
    /// The activity's id within the session: a name or hexadecimal digits, such as `custom` or `spotify:1`.
    /// Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The session. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub session_id: Field<String>,
    /// What kind of device the activity runs on. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<ActivityPlatform>,
    /// The kinds of devices on which the activity runs. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supported_platforms: Option<Vec<ActivityPlatform>>,
    /// The application that this one belongs to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_application_id: Option<Id<Application>>,
    /// What to play for listening along, such as a Spotify track. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync_id: Option<String>,
    /// Further data; its shape depends on the type. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub metadata: Field<Value>,
}

/// The start and end times of an activity.
///
/// Discord does not validate the numbers.
///
/// Source: Discord, "Gateway Events", section "Activity Timestamps".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ActivityTimestamps {
    /// When the activity started, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<UnixMillis>,
    /// When the activity ends, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<UnixMillis>,
}

/// The emoji of a custom status.
///
/// Source: Discord, "Gateway Events", section "Activity Emoji".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ActivityEmoji {
    /// The name of a custom emoji, or the characters of a Unicode one.
    pub name: String,
    /// The custom emoji; absent for a Unicode one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id<Emoji>>,
    /// Whether the emoji is animated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub animated: Option<bool>,
}

/// The party that a user is in.
///
/// Source: Discord, "Gateway Events", section "Activity Party".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ActivityParty {
    /// The party's id, in the game's own format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The current and maximum size of the party: two numbers, but Discord does not check that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Vec<PartySize>>,
}

/// The current or maximum size of a party.
///
/// The number is chosen by a game. A fraction is dropped; a number outside `i64` saturates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartySize(pub i64);

saturating_integers!(PartySize);

/// The images of a presence and their hover texts.
///
/// Source: Discord, "Gateway Events", section "Activity Assets".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ActivityAssets {
    /// The large image: the id of an asset, or a prefix such as `mp:` or `spotify:` followed by more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub large_image: Option<String>,
    /// The hover text of the large image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub large_text: Option<String>,
    /// The URL that opens when the large image is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub large_url: Option<String>,
    /// The small image, in the same format as the large one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_image: Option<String>,
    /// The hover text of the small image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_text: Option<String>,
    /// The URL that opens when the small image is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_url: Option<String>,
    /// The image of the invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invite_cover_image: Option<String>,
}

/// The secrets for joining and watching a game.
///
/// Source: Discord, "Gateway Events", section "Activity Secrets".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ActivitySecrets {
    /// The secret for joining the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join: Option<String>,
    /// The secret for watching the party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spectate: Option<String>,
    /// The secret for joining the match.
    #[serde(rename = "match", default, skip_serializing_if = "Option::is_none")]
    pub match_secret: Option<String>,
}

/// A button of a presence, in the form used for sending.
///
/// Source: Discord, "Gateway Events", section "Activity Buttons".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ActivityButton {
    /// The text shown.
    pub label: String,
    /// The URL.
    pub url: String,
}

/// A button of a presence: a label when received, a label and a URL when sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ReceivedActivityButton {
    /// The label; received buttons have nothing else.
    Label(String),
    /// The form used for sending.
    Button(ActivityButton),
    /// Anything else.
    Other(Value),
}

deserialized_from_values!(ReceivedActivityButton);

impl From<Value> for ReceivedActivityButton {
    fn from(value: Value) -> Self {
        match value {
            Value::String(label) => ReceivedActivityButton::Label(label),
            value => match ActivityButton::deserialize(&value) {
                Ok(button) => ReceivedActivityButton::Button(button),
                Err(_) => ReceivedActivityButton::Other(value),
            },
        }
    }
}

/// A button of a presence, as a view returns it.
#[derive(Clone, Copy, Debug)]
pub enum ReceivedActivityButtonRef<'a> {
    /// The label; received buttons have nothing else.
    Label(&'a str),
    /// The form used for sending.
    Button(ActivityButtonRef<'a>),
    /// Anything else.
    Other(RawValue<'a>),
}

impl<'a> FromJson<'a> for ReceivedActivityButtonRef<'a> {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        Ok(match value.kind()? {
            ValueKind::String => ReceivedActivityButtonRef::Label(FromJson::from_json(value, arena)?),
            ValueKind::Object => ReceivedActivityButtonRef::Button(FromJson::from_json(value, arena)?),
            _ => ReceivedActivityButtonRef::Other(value),
        })
    }
}

impl Model for ReceivedActivityButton {
    type View<'a> = ReceivedActivityButtonRef<'a>;

    fn blank() -> Self {
        ReceivedActivityButton::Other(Value::Null)
    }

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        Ok(match view {
            ReceivedActivityButtonRef::Label(label) => ReceivedActivityButton::Label(label.to_owned()),
            ReceivedActivityButtonRef::Button(view) => match Model::from_view(view) {
                Ok(button) => ReceivedActivityButton::Button(button),
                Err(_) => ReceivedActivityButton::Other(view.as_raw().to_value()?),
            },
            ReceivedActivityButtonRef::Other(value) => ReceivedActivityButton::Other(value.to_value()?),
        })
    }
}

twin_methods! { ActivityAssets, ActivityAssetsRef:
    /// The URL of the large image of an activity of this application; `None` if there is no image, or if its format is
    /// undocumented.
    fn large_image_url(large_image; application_id: Option<Id<Application>>) -> Option<ImageUrl<'a>> {
        activity_image_url(application_id, large_image?)
    }

    /// The URL of the small image; see `large_image_url`.
    fn small_image_url(small_image; application_id: Option<Id<Application>>) -> Option<ImageUrl<'a>> {
        activity_image_url(application_id, small_image?)
    }
}

open_enum! {
    /// The type of activity.
    pub enum ActivityType {
        /// Playing a game.
        Playing = 0,
        /// Streaming, with a URL.
        Streaming = 1,
        /// Listening.
        Listening = 2,
        /// Watching.
        Watching = 3,
        /// A custom status: the text is in `state`, the emoji in `emoji`.
        Custom = 4,
        /// Competing.
        Competing = 5,
        /// Staying in a voice channel. Undocumented.
        Hang = 6,
    }
}

open_enum! {
    /// Which string of an activity is shown next to the user's name.
    pub enum StatusDisplayType {
        /// The name.
        Name = 0,
        /// The state.
        State = 1,
        /// The details.
        Details = 2,
    }
}

open_text_enum! {
    /// What kind of device an activity runs on.
    ///
    /// Undocumented.
    pub enum ActivityPlatform {
        /// A computer.
        Desktop = "desktop",
        /// An Xbox.
        Xbox = "xbox",
        /// A Samsung telephone.
        Samsung = "samsung",
        /// An iPhone or iPad.
        Ios = "ios",
        /// A device with Android.
        Android = "android",
        /// Discord itself.
        Embedded = "embedded",
        /// A PlayStation 4.
        Ps4 = "ps4",
        /// A PlayStation 5.
        Ps5 = "ps5",
        /// A Meta Quest.
        MetaQuest = "meta_quest",
    }
}

open_flags! {
    /// Flags of an activity: what others can do with it.
    pub struct ActivityFlags: integer {
        /// It is a session of a game.
        INSTANCE = 0,
        /// It can be joined.
        JOIN = 1,
        /// It can be watched.
        SPECTATE = 2,
        /// Others can ask to join.
        JOIN_REQUEST = 3,
        /// Others can listen along.
        SYNC = 4,
        /// It can be played.
        PLAY = 5,
        /// Friends can join the party.
        PARTY_PRIVACY_FRIENDS = 6,
        /// Those in the voice channel can join the party.
        PARTY_PRIVACY_VOICE_CHANNEL = 7,
        /// It runs within Discord.
        EMBEDDED = 8,
        /// It runs without a channel. Undocumented.
        CONTEXTLESS = 9,
    }
}
