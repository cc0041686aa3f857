//! Users.

use serde::Serialize;
use zerocord_derive::View;

use super::color::Color;
use super::field::Field;
use super::flags::open_flags;
use super::guild::Guild;
use super::id::Id;
use super::image_hash::ImageHash;
use super::image_url::{ImageUrl, avatar_decoration_url, default_avatar_url};
use super::locale::Locale;
use super::member::PartialGuildMember;
use super::monetization::Sku;
use super::open_enum::{open_enum, open_text_enum};
use super::timestamp::UnixSeconds;
use super::twin::twin_methods;
use super::wraps::wraps;

/// A user, which may be a bot.
///
/// Source: Discord, "User Resource", section "User Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct User {
    /// The user; for messages of a webhook, the webhook.
    #[view(frequent)]
    pub id: Id<User>,
    /// The name of the account, unique unless there is a discriminator.
    #[view(frequent)]
    pub username: String,
    /// The four digits after an old-style name; `0` for users with a new-style name, `0000` for webhooks.
    #[view(frequent)]
    pub discriminator: String,
    /// The display name; for bots the application's name. Absent before 2023.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[view(frequent)]
    pub global_name: Field<String>,
    /// The user's avatar. The hash of an animated one starts with `a_`.
    #[view(frequent)]
    pub avatar: Option<ImageHash>,
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
    /// The member, partial; only in the mentions of a message. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<PartialGuildMember>>,
}

/// A user whom a message mentions, with the partial member in `member`.
///
/// Source: Discord, "Gateway Events", section "Message Create Extra Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MentionedUser {
    /// The user.
    #[serde(flatten)]
    pub user: User,
}

/// The guild whose tag a user shows.
///
/// Source: Discord, "User Resource", section "User Primary Guild".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct UserPrimaryGuild {
    /// The guild whose tag the user shows.
    pub identity_guild_id: Option<Id<Guild>>,
    /// Whether the user shows the tag; null if Discord removed it.
    pub identity_enabled: Option<bool>,
    /// The tag, up to 4 characters.
    pub tag: Option<String>,
    /// The badge next to the tag.
    pub badge: Option<ImageHash>,
}

/// The decoration of a user's avatar.
///
/// Source: Discord, "User Resource", section "Avatar Decoration Data Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AvatarDecorationData {
    /// The hash of the image.
    pub asset: String,
    /// The SKU of the decoration.
    pub sku_id: Id<Sku>,
    /// When the decoration expires, in seconds. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub expires_at: Field<UnixSeconds>,
}

/// The collected decorations that a user wears.
///
/// Source: Discord, "User Resource", section "Collectible Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Collectibles {
    /// The background of the user's name in the list.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nameplate: Field<Nameplate>,
}

/// The background of a user's name in the list of members.
///
/// Source: Discord, "User Resource", section "Nameplate Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Nameplate {
    /// The SKU of the nameplate.
    pub sku_id: Id<Sku>,
    /// The folder of the images.
    pub asset: String,
    /// A description of the nameplate.
    pub label: String,
    /// The background colours of the name.
    pub palette: NameplatePalette,
    /// When the nameplate expires, in seconds. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub expires_at: Field<UnixSeconds>,
}

/// How a user's name is drawn.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "User Resource", section "Display Name Style Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct DisplayNameStyle {
    /// The font.
    pub font_id: DisplayNameFont,
    /// The effect that the letters are drawn with.
    pub effect_id: DisplayNameEffect,
    /// The colours, one or two.
    pub colors: Vec<Color>,
}

twin_methods! { User, UserRef:
    /// The name to show: the global name or, if there is none, the account's name.
    fn shown_name(global_name, username) -> &'a str { global_name.into_option().unwrap_or(username) }

    /// The URL of the user's avatar; `None` if the user has set none.
    fn avatar_url(id, avatar) -> Option<ImageUrl<'a>> { avatar.map(|hash| hash.user_avatar_url(id)) }

    /// The URL of the default avatar, shown if the user has set none.
    fn default_avatar_url(id, discriminator) -> ImageUrl<'static> { default_avatar_url(id, discriminator) }

    /// The URL of the profile banner; `None` if the user has set none.
    fn banner_url(id, banner) -> Option<ImageUrl<'a>> {
        banner.into_option().map(|hash| hash.user_banner_url(id))
    }
}

twin_methods! { UserPrimaryGuild, UserPrimaryGuildRef:
    /// The URL of the badge next to the tag; `None` if there is none.
    fn badge_url(identity_guild_id, badge) -> Option<ImageUrl<'a>> {
        Some(badge?.guild_tag_badge_url(identity_guild_id?))
    }
}

twin_methods! { AvatarDecorationData, AvatarDecorationDataRef:
    /// The URL of the avatar decoration.
    fn url(asset) -> ImageUrl<'a> { avatar_decoration_url(asset) }
}

wraps!(MentionedUser => user: User);

open_enum! {
    /// The premium subscription of a user.
    pub enum PremiumType {
        /// None.
        None = 0,
        /// The one that is no longer sold.
        NitroClassic = 1,
        /// The full one.
        Nitro = 2,
        /// The small one.
        NitroBasic = 3,
    }
}

open_text_enum! {
    /// The background colours of a name.
    pub enum NameplatePalette {
        /// Crimson.
        Crimson = "crimson",
        /// Berry.
        Berry = "berry",
        /// Sky blue.
        Sky = "sky",
        /// Teal.
        Teal = "teal",
        /// Dark green.
        Forest = "forest",
        /// Pink.
        BubbleGum = "bubble_gum",
        /// Violet.
        Violet = "violet",
        /// Cobalt blue.
        Cobalt = "cobalt",
        /// Light green.
        Clover = "clover",
        /// Yellow.
        Lemon = "lemon",
        /// White.
        White = "white",
        /// Black.
        Black = "black",
        /// No colour.
        None = "none",
    }
}

open_enum! {
    /// The font of a user's name.
    ///
    /// Undocumented.
    pub enum DisplayNameFont {
        /// Bangers.
        Bangers = 1,
        /// BioRhyme.
        BioRhyme = 2,
        /// Cherry Bomb.
        CherryBomb = 3,
        /// Chicle.
        Chicle = 4,
        /// Compagnon.
        Compagnon = 5,
        /// MuseoModerno.
        MuseoModerno = 6,
        /// Néo-Castel.
        NeoCastel = 7,
        /// Pixelify Sans.
        Pixelify = 8,
        /// Ribes.
        Ribes = 9,
        /// Sinistre.
        Sinistre = 10,
        /// The ordinary one.
        Default = 11,
        /// Zilla Slab.
        ZillaSlab = 12,
    }
}

open_enum! {
    /// The effect that a user's name is drawn with.
    ///
    /// Undocumented.
    pub enum DisplayNameEffect {
        /// One colour.
        Solid = 1,
        /// Two colours, one running into the other.
        Gradient = 2,
        /// A glow around the letters.
        Neon = 3,
        /// A black outline.
        Toon = 4,
        /// A coloured shadow.
        Pop = 5,
        /// A soft glow.
        Glow = 6,
    }
}

open_flags! {
    /// Flags of a user; the public ones are badges.
    pub struct UserFlags: integer {
        /// They work for Discord.
        STAFF = 0,
        /// They own a partnered guild.
        PARTNER = 1,
        /// They helped at HypeSquad events.
        HYPESQUAD = 2,
        /// They found bugs: first level.
        BUG_HUNTER_LEVEL_1 = 3,
        /// Their second factor is text messages. Undocumented.
        MFA_SMS = 4,
        /// They dismissed an advertisement for the premium account. Undocumented.
        PREMIUM_PROMO_DISMISSED = 5,
        /// They are in the House of Bravery.
        HYPESQUAD_ONLINE_HOUSE_1 = 6,
        /// They are in the House of Brilliance.
        HYPESQUAD_ONLINE_HOUSE_2 = 7,
        /// They are in the House of Balance.
        HYPESQUAD_ONLINE_HOUSE_3 = 8,
        /// They paid for an account early on.
        PREMIUM_EARLY_SUPPORTER = 9,
        /// The user is a team.
        TEAM_PSEUDO_USER = 10,
        /// They are a contact of Discord's sales team. Undocumented.
        IS_HUBSPOT_CONTACT = 11,
        /// The user is an official Discord account. Undocumented. No longer in use.
        SYSTEM = 12,
        /// They have not read an urgent message of Discord. Undocumented.
        HAS_UNREAD_URGENT_MESSAGES = 13,
        /// They found bugs: second level.
        BUG_HUNTER_LEVEL_2 = 14,
        /// They are too young and will be deleted. Undocumented.
        UNDERAGE_DELETED = 15,
        /// The bot is verified.
        VERIFIED_BOT = 16,
        /// They made a verified bot early on.
        VERIFIED_DEVELOPER = 17,
        /// They finished the school for moderators.
        CERTIFIED_MODERATOR = 18,
        /// The bot receives interactions by HTTP, so it is shown as online without a session.
        BOT_HTTP_INTERACTIONS = 19,
        /// They are considered a spammer. Undocumented.
        SPAMMER = 20,
        /// Their premium account is disabled. Undocumented. No longer in use.
        DISABLE_PREMIUM = 21,
        /// They develop a bot. Undocumented. No longer in use.
        ACTIVE_DEVELOPER = 22,
        /// The account was created by a game. Undocumented.
        PROVISIONAL_ACCOUNT = 23,
        /// They may send more requests. Undocumented.
        HIGH_GLOBAL_RATE_LIMIT = 33,
        /// The account is deleted. Undocumented.
        DELETED = 34,
        /// The account is disabled for suspicious activity. Undocumented.
        DISABLED_SUSPICIOUS_ACTIVITY = 35,
        /// They deleted the account themselves. Undocumented.
        SELF_DELETED = 36,
        /// They chose their discriminator. Undocumented.
        PREMIUM_DISCRIMINATOR = 37,
        /// They have used the desktop client. Undocumented.
        USED_DESKTOP_CLIENT = 38,
        /// They have used the web client. Undocumented.
        USED_WEB_CLIENT = 39,
        /// They have used the mobile client. Undocumented.
        USED_MOBILE_CLIENT = 40,
        /// The account is disabled. Undocumented.
        DISABLED = 41,
        /// They have begun a session at least once. Undocumented.
        HAS_SESSION_STARTED = 43,
        /// The account is limited. Undocumented.
        QUARANTINED = 44,
        /// They could choose a unique name early. Undocumented.
        PREMIUM_ELIGIBLE_FOR_UNIQUE_USERNAME = 47,
        /// They work with Discord. Undocumented.
        COLLABORATOR = 50,
        /// They work with Discord, with fewer rights. Undocumented.
        RESTRICTED_COLLABORATOR = 51,
    }
}
