//! Activities: what a presence says a user is doing.

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
pub struct Activity {
    /// The name of the activity; `Custom Status` for a custom status.
    pub name: String,
    /// What kind of activity it is.
    #[serde(rename = "type")]
    pub kind: ActivityType,
    /// The address of the stream.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub url: Field<String>,
    /// When the activity was added to the session.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub created_at: Field<UnixMillis>,
    /// Since when and until when.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub timestamps: Field<ActivityTimestamps>,
    /// The game's application; it has been seen as a bare integer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Id<Application>>,
    /// Which text stands beside the user's name in the list.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub status_display_type: Field<StatusDisplayType>,
    /// What the user is doing right now.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub details: Field<String>,
    /// The address that opens when `details` is clicked.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub details_url: Field<String>,
    /// What the user does within the activity, or the text of a custom status.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub state: Field<String>,
    /// The address that opens when `state` is clicked.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub state_url: Field<String>,
    /// The emoji of a custom status.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub emoji: Field<ActivityEmoji>,
    /// The party that the user is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<ActivityParty>,
    /// The pictures of the presence and their hover texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assets: Option<ActivityAssets>,
    /// The secrets for joining and watching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrets: Option<ActivitySecrets>,
    /// Whether the activity is a session of a game.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<bool>,
    /// Bits that say more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<ActivityFlags>,
    /// The labels of the presence's buttons. The form with addresses is for sending only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buttons: Option<Vec<ReceivedActivityButton>>,
    /// The activity within the session: words or hexadecimal digits, such as `custom` or `spotify:1`.
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
    /// What others listen to when they listen along, such as a Spotify track. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync_id: Option<String>,
    /// More about it; its form follows the type. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub metadata: Field<Value>,
}

/// Since when and until when an activity lasts.
///
/// Nobody checks the numbers.
///
/// Source: Discord, "Gateway Events", section "Activity Timestamps".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
pub struct ActivityEmoji {
    /// The name of a custom emoji, or the characters of a Unicode one.
    pub name: String,
    /// The custom emoji; absent for a Unicode one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id<Emoji>>,
    /// Whether the emoji moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub animated: Option<bool>,
}

/// The party that a user is in.
///
/// Source: Discord, "Gateway Events", section "Activity Party".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ActivityParty {
    /// The party, in the game's own form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// How many are in the party and how many may be; two numbers, but nobody checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Vec<PartySize>>,
}

/// How many are in a party, or how many may be.
///
/// A game chooses the number. One with a fraction loses it; one beyond `i64` becomes the nearest that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartySize(pub i64);

saturating_integers!(PartySize);

/// The pictures of a presence and their hover texts.
///
/// Source: Discord, "Gateway Events", section "Activity Assets".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ActivityAssets {
    /// The large picture: an identifier of an asset, or a prefix such as `mp:` or `spotify:` and more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub large_image: Option<String>,
    /// The text shown over the large picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub large_text: Option<String>,
    /// The address that opens when the large picture is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub large_url: Option<String>,
    /// The small picture, in the same form as the large one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_image: Option<String>,
    /// The text shown over the small picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_text: Option<String>,
    /// The address that opens when the small picture is clicked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_url: Option<String>,
    /// The picture of the invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invite_cover_image: Option<String>,
}

/// The secrets for joining and watching a game.
///
/// Source: Discord, "Gateway Events", section "Activity Secrets".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
pub struct ActivityButton {
    /// The text shown.
    pub label: String,
    /// The address.
    pub url: String,
}

/// A button of a presence: a label when received, a label and an address when sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ReceivedActivityButton {
    /// The label, which is all that is received.
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

/// A button of a presence as a view hands it out.
#[derive(Clone, Copy, Debug)]
pub enum ReceivedActivityButtonRef<'a> {
    /// The label, which is all that is received.
    Label(&'a str),
    /// The form used for sending.
    Button(ActivityButtonRef<'a>),
    /// Anything else.
    Other(RawValue<'a>),
}

impl<'a> FromJson<'a> for ReceivedActivityButtonRef<'a> {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        Ok(match value.kind()? {
            ValueKind::Text => ReceivedActivityButtonRef::Label(FromJson::from_json(value, arena)?),
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
                Err(_) => ReceivedActivityButton::Other(view.raw_value().to_value()?),
            },
            ReceivedActivityButtonRef::Other(value) => ReceivedActivityButton::Other(value.to_value()?),
        })
    }
}

twin_methods! { ActivityAssets, ActivityAssetsRef:
    /// The address of the large picture of an activity of this application; `None` where there is no picture, or
    /// one of a form that is not documented.
    fn large_image_url(large_image; application_id: Option<Id<Application>>) -> Option<ImageUrl<'a>> {
        activity_image_url(application_id, large_image?)
    }

    /// The address of the small picture, as of the large one.
    fn small_image_url(small_image; application_id: Option<Id<Application>>) -> Option<ImageUrl<'a>> {
        activity_image_url(application_id, small_image?)
    }
}

open_enum! {
    /// What kind of activity it is.
    pub enum ActivityType {
        /// Playing a game.
        Playing = 0,
        /// Streaming, with an address.
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
    /// Which text of an activity stands beside the user's name.
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
    /// Bits about an activity: what others can do with it.
    pub struct ActivityFlags: integer {
        /// It is a session of a game.
        INSTANCE = 0,
        /// It can be joined.
        JOIN = 1,
        /// It can be watched.
        SPECTATE = 2,
        /// One can ask to join.
        JOIN_REQUEST = 3,
        /// One can listen along.
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
