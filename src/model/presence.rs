//! Presences: whether users are there, and what they do.

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

/// Whether a user is there, and what they do: the payload of `PRESENCE_UPDATE`.
///
/// Clients choose much of it, and Discord does not check what they send.
///
/// Source: Discord, "Gateway Events", section "Presence Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct PresenceUpdate {
    /// The user, in part: only the identifier is certain, and nobody checks the rest.
    pub user: PresenceUser,
    /// The guild; absent inside `GUILD_CREATE` and `GUILD_MEMBERS_CHUNK`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// Whether the user is there; never `invisible` when received.
    pub status: StatusType,
    /// What the user is doing, the most relevant first.
    pub activities: Vec<Activity>,
    /// The status by kind of client; an empty object when the user is offline.
    pub client_status: ClientStatus,
    /// Data about a broadcast; null in the presences of `GUILD_CREATE`. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub broadcast: Field<Value>,
    /// When the presence last changed, in milliseconds; for user accounts. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<UnixMillis>,
    /// When the presence was worked on, in milliseconds. Undocumented.
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
    /// Since when the member has boosted the guild; until API version 8. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub premium_since: Field<Timestamp>,
    /// Activities that others are not shown. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_activities: Option<Vec<Activity>>,
    /// Whether the user has played the game before. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_played_game: Option<bool>,
}

/// A user of whom only the identifier is sure.
///
/// Source: Discord, "Gateway Events", section "Presence Update".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct PresenceUser {
    /// The user.
    pub id: Id<User>,
    /// The name of the account, unique unless there is a discriminator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The four digits after the old form of name; `0` for users with the new form, `0000` for webhooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<String>,
    /// The name that is shown; for bots the application's name. Absent before 2023.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub global_name: Field<String>,
    /// The picture of the user. An animated one starts with `a_`.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar: Field<ImageHash>,
    /// Whether the user is a bot; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<bool>,
    /// Whether the user speaks for Discord.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<bool>,
    /// Whether the own user has a second factor for logging in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa_enabled: Option<bool>,
    /// The picture behind the profile.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub banner: Field<ImageHash>,
    /// The colour that the user chose for the profile's banner.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub accent_color: Field<Color>,
    /// The user's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// Whether the own user's address is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// The own user's address; null for bots.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub email: Field<String>,
    /// Bits that say more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<UserFlags>,
    /// Which premium subscription the user has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub premium_type: Option<PremiumType>,
    /// The badges that everybody sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_flags: Option<UserFlags>,
    /// The frame around the picture.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub avatar_decoration_data: Field<AvatarDecorationData>,
    /// The collected decorations that the user wears.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub collectibles: Field<Collectibles>,
    /// The guild whose tag the user wears.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub primary_guild: Field<UserPrimaryGuild>,
    /// The older name of `primary_guild`, still sent beside it. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub clan: Field<UserPrimaryGuild>,
    /// How the name is drawn. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub display_name_styles: Field<DisplayNameStyle>,
    /// An alias of `global_name` from early 2023. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub display_name: Field<String>,
    /// The frame around the picture, in the form used before 2023. Undocumented.
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
    /// The member, in part. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<PartialGuildMember>>,
}

/// The status by kind of client; a key is absent where no client runs.
///
/// Source: Discord, "Gateway Events", section "Client Status Object".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ClientStatus {
    /// The status of the desktop client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desktop: Option<StatusType>,
    /// The status of the client on a telephone or tablet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<StatusType>,
    /// The status of the client in a browser; bots count as such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<StatusType>,
    /// The status of a client in virtual reality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vr: Option<StatusType>,
    /// The status of a client in a console or a game. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedded: Option<StatusType>,
}

/// A session of the own user: an element of the payload of `SESSIONS_REPLACE`.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Presence Resource", section "Session Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Session {
    /// The session.
    pub session_id: String,
    /// The status that the session shows.
    pub status: StatusType,
    /// What the user is doing, the most relevant first.
    pub activities: Vec<Activity>,
    /// Activities that others are not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_activities: Option<Vec<Activity>>,
    /// Which client the session runs in.
    pub client_info: Value,
    /// Whether this session is the one in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

open_text_enum! {
    /// Whether a user is there.
    pub enum StatusType {
        /// They are there.
        Online = "online",
        /// They do not want to be disturbed.
        Dnd = "dnd",
        /// They are away.
        Idle = "idle",
        /// They are there but do not show it. Only ever sent, not received.
        Invisible = "invisible",
        /// They are not there.
        Offline = "offline",
        /// Discord itself does not know. Undocumented.
        UnknownToDiscord = "unknown",
    }
}

names_itself! { PresenceUpdate, PresenceUpdateRef:
    /// The presence itself, as the payload of `PRESENCE_UPDATE`.
    presence
}

twin_methods! { PresenceUser, PresenceUserRef:
    /// The address of the user's picture; `None` where the user has set none, or where it is not told.
    fn avatar_url(id, avatar) -> Option<ImageUrl<'a>> {
        avatar.into_option().map(|hash| hash.user_avatar_url(id))
    }
}
