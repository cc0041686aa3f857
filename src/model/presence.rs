//! Presences: whether users are online, and what they are doing.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::activity::Activity;
use super::color::Color;
use super::field::Field;
use super::guild::Guild;
use super::id::Id;
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::locale::Locale;
use super::member::PartialGuildMember;
use super::open_enum::open_text_enum;
use super::role::Role;
use super::timestamp::{Timestamp, UnixMillis};
use super::twin::{names_itself, twin_methods};
use super::user::{
    AvatarDecorationData, Collectibles, DisplayNameStyle, PremiumType, User, UserFlags, UserPrimaryGuild,
};

/// Whether a user is online, and what they are doing: the payload of `PRESENCE_UPDATE`.
///
/// Clients choose much of the content, and Discord does not validate it.
///
/// Source: Discord, "Gateway Events", section "Presence Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PresenceUpdate {
    /// The user, partial: only the identifier is guaranteed, and Discord does not validate the rest.
    #[view(frequent)]
    pub user: PresenceUser,
    /// The guild; absent inside `GUILD_CREATE` and `GUILD_MEMBERS_CHUNK`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[view(frequent)]
    pub guild_id: Option<Id<Guild>>,
    /// The user's status; never `invisible` when received.
    #[view(frequent)]
    pub status: StatusType,
    /// What the user is doing, the most relevant first.
    #[view(frequent)]
    pub activities: Vec<Activity>,
    /// The status per client; an empty object if the user is offline.
    pub client_status: ClientStatus,
    /// Data about a broadcast; null in the presences of `GUILD_CREATE`. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub broadcast: Field<Value>,
    /// When the presence last changed, in milliseconds; for user accounts. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<UnixMillis>,
    /// When the presence was processed, in milliseconds. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processed_at_timestamp: Option<UnixMillis>,
    /// The first of `activities`; only in API version 6. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub game: Field<Box<Activity>>,
    /// The member's roles; until API version 8. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Id<Role>>>,
    /// The name of the member in the guild; until API version 8. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nick: Field<String>,
    /// When the member began to boost the guild; until API version 8. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub premium_since: Field<Timestamp>,
    /// Activities hidden from others. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_activities: Option<Vec<Activity>>,
    /// Whether the user has played the game before. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_played_game: Option<bool>,
}

/// A user for whom only the identifier is guaranteed.
///
/// Source: Discord, "Gateway Events", section "Presence Update".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PresenceUser {
    /// The user.
    #[view(frequent)]
    pub id: Id<User>,
    /// The name of the account, unique unless there is a discriminator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[view(frequent)]
    pub username: Option<String>,
    /// The four digits after an old-style name; `0` for users with a new-style name, `0000` for webhooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<String>,
    /// The display name; for bots the application's name. Absent before 2023.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[view(frequent)]
    pub global_name: Field<String>,
    /// The user's avatar. The hash of an animated one starts with `a_`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar: Field<ImageHash>,
    /// Whether the user is a bot; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[view(frequent)]
    pub bot: Option<bool>,
    /// Whether the user is an official Discord account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<bool>,
    /// Whether the current user has two-factor authentication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa_enabled: Option<bool>,
    /// The profile banner.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub banner: Field<ImageHash>,
    /// The colour that the user chose for the profile's banner.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub accent_color: Field<Color>,
    /// The user's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// Whether the current user's email address is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// The current user's email address; null for bots.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub email: Field<String>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<UserFlags>,
    /// The user's premium subscription.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premium_type: Option<PremiumType>,
    /// The public flags (badges).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_flags: Option<UserFlags>,
    /// The avatar decoration.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar_decoration_data: Field<AvatarDecorationData>,
    /// The collected decorations that the user wears.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub collectibles: Field<Collectibles>,
    /// The guild whose tag the user shows.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub primary_guild: Field<UserPrimaryGuild>,
    /// The older name of `primary_guild`, still sent in addition. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub clan: Field<UserPrimaryGuild>,
    /// How the name is drawn. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub display_name_styles: Field<DisplayNameStyle>,
    /// An alias of `global_name` from early 2023. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub display_name: Field<String>,
    /// The avatar decoration, in the format used before 2023. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar_decoration: Field<String>,
    /// What the user wrote about themselves. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub bio: Field<String>,
    /// The user's pronouns. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub pronouns: Field<String>,
    /// The colour of the banner as `#rrggbb`; computed from `accent_color`. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub banner_color: Field<String>,
    /// The member, partial. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<PartialGuildMember>>,
}

/// The status per client; a key is absent if no such client is running.
///
/// Source: Discord, "Gateway Events", section "Client Status Object".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ClientStatus {
    /// The status of the desktop client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desktop: Option<StatusType>,
    /// The status of the mobile client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<StatusType>,
    /// The status of the web client; bots count as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<StatusType>,
    /// The status of a client in virtual reality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vr: Option<StatusType>,
    /// The status of a client in a console or a game. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedded: Option<StatusType>,
}

/// A session of the current user: an element of the payload of `SESSIONS_REPLACE`.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Presence Resource", section "Session Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Session {
    /// The session.
    pub session_id: String,
    /// The status that the session shows.
    pub status: StatusType,
    /// What the user is doing, the most relevant first.
    pub activities: Vec<Activity>,
    /// Activities hidden from others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_activities: Option<Vec<Activity>>,
    /// Which client the session runs in.
    pub client_info: Value,
    /// Whether this session is the one in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

open_text_enum! {
    /// The status of a user.
    pub enum StatusType {
        /// Online.
        Online = "online",
        /// Do not disturb.
        Dnd = "dnd",
        /// Idle.
        Idle = "idle",
        /// Shown as offline. Only sent, never received.
        Invisible = "invisible",
        /// It was not found.
        Offline = "offline",
        /// Unknown to Discord. Undocumented.
        UnknownToDiscord = "unknown",
    }
}

names_itself! { PresenceUpdate, PresenceUpdateRef:
    /// The presence itself, as the payload of `PRESENCE_UPDATE`.
    presence
}

twin_methods! { PresenceUser, PresenceUserRef:
    /// The URL of the user's avatar; `None` if the user has set none, or if the key is absent.
    fn avatar_url(id, avatar) -> Option<ImageUrl<'a>> {
        avatar.into_option().map(|hash| hash.user_avatar_url(id))
    }
}
