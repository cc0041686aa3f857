//! Applications: what bots and games belong to.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::field::Field;
use super::flags::open_flags;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::monetization::Sku;
use super::open_enum::open_enum;
use super::partial_guild::PartialGuild;
use super::permissions::Permissions;
use super::team::Team;
use super::twin::twin_methods;
use super::user::User;
use super::wide_flags::WideFlags;

/// An application, as returned by REST calls.
///
/// Events contain [`PartialApplication`].
///
/// Source: Discord, "Application Resource", section "Application Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Application {
    /// The identifier.
    pub id: Id<Application>,
    /// The name.
    pub name: String,
    /// The application's icon.
    pub icon: Option<ImageHash>,
    /// What the application does.
    pub description: String,
    /// The RPC origin URLs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rpc_origins: Option<Vec<String>>,
    /// Whether users other than the owner may add the bot.
    pub bot_public: bool,
    /// Whether the bot is added only after the full OAuth2 code grant.
    pub bot_require_code_grant: bool,
    /// The bot user of the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Box<User>>,
    /// The URL of the terms of service.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub terms_of_service_url: Field<String>,
    /// The URL of the privacy policy.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub privacy_policy_url: Field<String>,
    /// Who owns the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Box<User>>,
    /// The key in hexadecimal digits with which interactions are signed.
    pub verify_key: String,
    /// The team that owns the application.
    pub team: Option<Box<Team>>,
    /// The guild that the application belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// The games that the application is linked to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_games: Option<Vec<LinkedGame>>,
    /// The SKU of the game that the application sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_sku_id: Option<Id<Sku>>,
    /// The name as it appears in URLs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// The cover image in the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover_image: Option<ImageHash>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<ApplicationFlags>,
    /// All flags, beyond the 32 bits of `flags`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags_new: Option<WideFlags<ApplicationFlags>>,
    /// The approximate number of guilds that have installed the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_guild_count: Option<u64>,
    /// The approximate number of users who have installed the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_user_install_count: Option<u64>,
    /// The approximate number of users who have authorised the application by OAuth2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_user_authorization_count: Option<u64>,
    /// The OAuth2 redirect URLs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<Vec<String>>,
    /// The URL that receives interactions instead of the gateway.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub interactions_endpoint_url: Field<String>,
    /// The URL for verifying linked roles.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub role_connections_verification_url: Field<String>,
    /// The URL that events are sent to.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub event_webhooks_url: Field<String>,
    /// Whether events are sent to the application by HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_webhooks_status: Option<ApplicationEventWebhookStatus>,
    /// Which events are sent by HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_webhooks_types: Option<Vec<String>>,
    /// Up to 5 tags that describe the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// The scopes and permissions requested when the application is added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install_params: Option<InstallParams>,
    /// The scopes and permissions requested when the application is added, by installation type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_types_config:
        Option<BTreeMap<ApplicationIntegrationType, ApplicationIntegrationTypeConfig>>,
    /// The application's own installation URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_install_url: Option<String>,
}

/// A game that an application is linked to.
///
/// Undocumented.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct LinkedGame {
    /// The game.
    pub id: Id<Application>,
    /// The type of link, as a number.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<i64>,
    /// The application of the game.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub application: Field<Box<PartialApplication>>,
}

/// An application for which only the identifier is guaranteed.
///
/// Source: Discord, "Application Resource", section "Application Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PartialApplication {
    /// The identifier.
    pub id: Id<Application>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The application's icon.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub icon: Field<ImageHash>,
    /// What the application does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The RPC origin URLs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rpc_origins: Option<Vec<String>>,
    /// Whether users other than the owner may add the bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_public: Option<bool>,
    /// Whether the bot is added only after the full OAuth2 code grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot_require_code_grant: Option<bool>,
    /// The bot user of the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Box<User>>,
    /// The URL of the terms of service.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub terms_of_service_url: Field<String>,
    /// The URL of the privacy policy.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub privacy_policy_url: Field<String>,
    /// Who owns the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Box<User>>,
    /// The key in hexadecimal digits with which interactions are signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify_key: Option<String>,
    /// The team that owns the application.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub team: Field<Box<Team>>,
    /// The guild that the application belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild: Option<Box<PartialGuild>>,
    /// The games that the application is linked to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_games: Option<Vec<LinkedGame>>,
    /// The SKU of the game that the application sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_sku_id: Option<Id<Sku>>,
    /// The name as it appears in URLs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// The cover image in the store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover_image: Option<ImageHash>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<ApplicationFlags>,
    /// All flags, beyond the 32 bits of `flags`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags_new: Option<WideFlags<ApplicationFlags>>,
    /// The approximate number of guilds that have installed the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_guild_count: Option<u64>,
    /// The approximate number of users who have installed the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_user_install_count: Option<u64>,
    /// The approximate number of users who have authorised the application by OAuth2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate_user_authorization_count: Option<u64>,
    /// The OAuth2 redirect URLs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uris: Option<Vec<String>>,
    /// The URL that receives interactions instead of the gateway.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub interactions_endpoint_url: Field<String>,
    /// The URL for verifying linked roles.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub role_connections_verification_url: Field<String>,
    /// The URL that events are sent to.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub event_webhooks_url: Field<String>,
    /// Whether events are sent to the application by HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_webhooks_status: Option<ApplicationEventWebhookStatus>,
    /// Which events are sent by HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_webhooks_types: Option<Vec<String>>,
    /// Up to 5 tags that describe the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// The scopes and permissions requested when the application is added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install_params: Option<InstallParams>,
    /// The scopes and permissions requested when the application is added, by installation type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_types_config:
        Option<BTreeMap<ApplicationIntegrationType, ApplicationIntegrationTypeConfig>>,
    /// The application's own installation URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_install_url: Option<String>,
    /// Formerly a summary of the application; now empty. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The background image of the application's invites. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub splash: Option<ImageHash>,
    /// The type. Undocumented.
    #[serde(rename = "type", default, skip_serializing_if = "Field::is_absent")]
    pub kind: Field<ApplicationType>,
    /// Whether the application is hooked by the client. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook: Option<bool>,
    /// Whether the application sells something. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_monetized: Option<bool>,
    /// Whether the application is verified. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_verified: Option<bool>,
    /// Whether the application is listed. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_discoverable: Option<bool>,
    /// Whether the application has a shop. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storefront_available: Option<bool>,
    /// Whether people other than the owner may add the integration. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_public: Option<bool>,
    /// Whether the integration is added only after the full OAuth2 code grant. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_require_code_grant: Option<bool>,
    /// The application that this one belongs to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Id<Application>>,
    /// The maximum number of participants of the activity; -1 means no limit. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_participants: Option<i64>,
    /// How the application runs as an activity. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub embedded_activity_config: Field<Value>,
    /// The same game in other shops. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub third_party_skus: Option<Vec<Value>>,
    /// The executables that identify the game. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub executables: Option<Vec<Value>>,
    /// The companies that made the game. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub developers: Option<Vec<Value>>,
    /// The companies that publish the game. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publishers: Option<Vec<Value>>,
    /// Other names of the game. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aliases: Option<Vec<String>>,
    /// The licence that users agree to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eula_id: Option<Snowflake>,
    /// The URL that opens the application. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub deeplink_uri: Field<String>,
    /// The URL for connecting an account. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub connection_entrypoint_url: Field<String>,
    /// Whether the game works with the overlay. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlay: Option<bool>,
    /// Whether the overlay needs another hook for the game. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlay_compatibility_hook: Option<bool>,
    /// How the overlay is drawn, as bits. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub overlay_methods: Field<i64>,
    /// Whether the user is warned about the overlay. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlay_warn: Option<bool>,
}

/// The scopes and permissions that an application requests when it is added.
///
/// Source: Discord, "Application Resource", section "Install Params Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct InstallParams {
    /// The requested OAuth2 scopes.
    pub scopes: Vec<String>,
    /// The permissions requested for the bot's role.
    pub permissions: WideFlags<Permissions>,
}

/// The scopes and permissions that an application requests for one installation type.
///
/// Source: Discord, "Application Resource", section "Application Integration Type Configuration Object".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ApplicationIntegrationTypeConfig {
    /// The requested scopes and permissions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth2_install_params: Option<InstallParams>,
}

twin_methods! { Application, ApplicationRef:
    /// The URL of the application's icon; `None` if it has none.
    fn icon_url(id, icon) -> Option<ImageUrl<'a>> { icon.map(|hash| hash.application_icon_url(id)) }

    /// The URL of the application's cover image in the store; `None` if it has none.
    fn cover_url(id, cover_image) -> Option<ImageUrl<'a>> {
        cover_image.map(|hash| hash.application_icon_url(id))
    }
}

twin_methods! { PartialApplication, PartialApplicationRef:
    /// The URL of the application's icon; `None` if it has none.
    fn icon_url(id, icon) -> Option<ImageUrl<'a>> {
        icon.into_option().map(|hash| hash.application_icon_url(id))
    }
}

open_enum! {
    /// How an application is installed.
    pub enum ApplicationIntegrationType {
        /// Into a guild.
        GuildInstall = 0,
        /// For a user, in all guilds and direct messages.
        UserInstall = 1,
    }
}

open_enum! {
    /// Whether events are sent to an application by HTTP.
    pub enum ApplicationEventWebhookStatus {
        /// Disabled by the developer.
        Disabled = 1,
        /// Enabled.
        Enabled = 2,
        /// Disabled by Discord, usually because the endpoint did not respond.
        DisabledByDiscord = 3,
    }
}

open_enum! {
    /// What an application is for.
    ///
    /// Undocumented.
    pub enum ApplicationType {
        /// A game, in an older form.
        DeprecatedGame = 1,
        /// Music. No longer in use.
        Music = 2,
        /// Events that cost an entrance fee.
        TicketedEvents = 3,
        /// A guild's shop.
        CreatorMonetization = 4,
        /// A game.
        Game = 5,
    }
}

open_flags! {
    /// Flags of an application.
    pub struct ApplicationFlags: integer {
        /// Its activity is released. Undocumented.
        EMBEDDED_RELEASED = 1,
        /// It can make emojis. Undocumented.
        MANAGED_EMOJI = 2,
        /// Its activity sells something. Undocumented.
        EMBEDDED_IAP = 3,
        /// It can make groups of direct messages. Undocumented.
        GROUP_DM_CREATE = 4,
        /// It can use local calls. Undocumented.
        RPC_PRIVATE_BETA = 5,
        /// It uses rules of auto moderation.
        APPLICATION_AUTO_MODERATION_RULE_CREATE_BADGE = 6,
        /// Its game has no profile page. Undocumented.
        GAME_PROFILE_DISABLED = 7,
        /// It is a public OAuth2 client. Undocumented.
        PUBLIC_OAUTH2_CLIENT = 8,
        /// Its activity runs without a channel. Undocumented.
        CONTEXTLESS_ACTIVITY = 9,
        /// It uses the social layer within limits. Undocumented.
        SOCIAL_LAYER_INTEGRATION_LIMITED = 10,
        /// It is a demonstration of cloud gaming. Undocumented.
        CLOUD_GAMING_DEMO = 11,
        /// It may request presences.
        GATEWAY_PRESENCE = 12,
        /// It may request presences while it is in fewer than 100 guilds.
        GATEWAY_PRESENCE_LIMITED = 13,
        /// It may request members.
        GATEWAY_GUILD_MEMBERS = 14,
        /// It may request members while it is in fewer than 100 guilds.
        GATEWAY_GUILD_MEMBERS_LIMITED = 15,
        /// Its growth is too unusual for verification.
        VERIFICATION_PENDING_GUILD_LIMIT = 16,
        /// It runs as an activity.
        EMBEDDED = 17,
        /// It may request message content.
        GATEWAY_MESSAGE_CONTENT = 18,
        /// It may request message content while it is in fewer than 100 guilds.
        GATEWAY_MESSAGE_CONTENT_LIMITED = 19,
        /// It is an activity by Discord. Undocumented.
        EMBEDDED_FIRST_PARTY = 20,
        /// It moved to commands. Undocumented.
        APPLICATION_COMMAND_MIGRATED = 21,
        /// It has commands.
        APPLICATION_COMMAND_BADGE = 23,
        /// It was used within the last thirty days. Undocumented.
        ACTIVE = 24,
        /// It was not used recently and may lose its badge. Undocumented.
        ACTIVE_GRACE_PERIOD = 25,
        /// It can show web pages as forms. Undocumented.
        IFRAME_MODAL = 26,
        /// It uses the social layer. Undocumented.
        SOCIAL_LAYER_INTEGRATION = 27,
        /// Discord advertises it. Undocumented.
        PROMOTED = 29,
        /// It is a partner's. Undocumented.
        PARTNER = 30,
        /// Other applications belong to it. Undocumented.
        PARENT = 33,
        /// It cannot see friends. Undocumented.
        DISABLE_RELATIONSHIP_ACCESS = 34,
        /// It may have a shop. Undocumented.
        STOREFRONT_ELIGIBLE = 35,
    }
}
