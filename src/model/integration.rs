//! Integrations: guilds connected to other services and to applications.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::application::{Application, ApplicationType};
use super::field::Field;
use super::guild::Guild;
use super::id::Id;
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::monetization::Sku;
use super::open_enum::{open_enum, open_text_enum};
use super::open_value::open_value;
use super::role::Role;
use super::timestamp::Timestamp;
use super::twin::twin_methods;
use super::user::User;
use super::wraps::wraps;

/// A guild's connection to another service or to an application.
///
/// Source: Discord, "Guild Resource", section "Integration Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Integration {
    /// The integration: nearly always a snowflake, but `twitch-partners` exists.
    pub id: IntegrationId,
    /// The name.
    pub name: String,
    /// The type.
    #[serde(rename = "type")]
    pub kind: IntegrationType,
    /// Whether it is enabled.
    pub enabled: bool,
    /// Whether the integration is being synchronised; absent for bots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub syncing: Option<bool>,
    /// The role that subscribers have.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub role_id: Field<Id<Role>>,
    /// Whether the emojis of the Twitch channel are synchronised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_emoticons: Option<bool>,
    /// What happens to a subscriber whose subscription ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expire_behavior: Option<IntegrationExpireBehavior>,
    /// The grace period in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expire_grace_period: Option<i64>,
    /// The user who added it; documented as omitted from gateway payloads, but seen in one of 2020.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The account that is connected.
    pub account: IntegrationAccount,
    /// When the integration was last synchronised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synced_at: Option<Timestamp>,
    /// How many subscribers there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscriber_count: Option<u64>,
    /// Whether access was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<bool>,
    /// The bot or OAuth2 application of the integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<IntegrationApplication>,
    /// The OAuth2 scopes that the application was authorised for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// The conditions for linked roles. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_connections_metadata: Option<Vec<Value>>,
}

/// The account at the other service.
///
/// Source: Discord, "Guild Resource", section "Integration Account Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct IntegrationAccount {
    /// The account's id, in that service's format.
    pub id: String,
    /// The name of the account.
    pub name: String,
}

/// The application of an integration.
///
/// Source: Discord, "Guild Resource", section "Integration Application Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct IntegrationApplication {
    /// The application.
    pub id: Id<Application>,
    /// The name.
    pub name: String,
    /// The application's icon.
    pub icon: Option<ImageHash>,
    /// What the application does.
    pub description: String,
    /// The bot user of the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<Box<User>>,
    /// Formerly a summary of the application; now empty. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// The cover image in the store. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover_image: Option<ImageHash>,
    /// The background image of the application's invites. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub splash: Option<ImageHash>,
    /// The type. Undocumented.
    #[serde(rename = "type", default, skip_serializing_if = "Field::is_absent")]
    pub kind: Field<ApplicationType>,
    /// The SKU of the game that the application sells. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_sku_id: Option<Id<Sku>>,
    /// The URL that opens the application. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub deeplink_uri: Field<String>,
    /// The same game in other shops. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub third_party_skus: Option<Vec<Value>>,
    /// The URL for verifying linked roles. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub role_connections_verification_url: Field<String>,
    /// The URL for connecting an account. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_entrypoint_url: Option<String>,
    /// Whether the application is verified. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_verified: Option<bool>,
    /// Whether the application is listed. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_discoverable: Option<bool>,
    /// Whether the application sells something. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_monetized: Option<bool>,
    /// The application that this one belongs to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Id<Application>>,
    /// The requested OAuth2 scopes. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
}

/// The payload of `INTEGRATION_CREATE`.
///
/// Source: Discord, "Gateway Events", section "Integration Create Event Additional Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct IntegrationCreate {
    /// The integration, flattened: its keys are in the same object as those below.
    #[serde(flatten)]
    pub integration: Integration,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
}

/// The payload of `INTEGRATION_UPDATE`.
///
/// Source: Discord, "Gateway Events", section "Integration Update Event Additional Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct IntegrationUpdate {
    /// The integration, flattened: its keys are in the same object as those below.
    #[serde(flatten)]
    pub integration: Integration,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
}

/// The payload of `INTEGRATION_DELETE`.
///
/// Source: Discord, "Gateway Events", section "Integration Delete Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct IntegrationDelete {
    /// The integration: nearly always a snowflake.
    pub id: IntegrationId,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The bot or OAuth2 application of the integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Id<Application>>,
}

/// The payload of `GUILD_INTEGRATIONS_UPDATE`: some integration of the guild changed.
///
/// Source: Discord, "Gateway Events", section "Guild Integrations Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildIntegrationsUpdate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
}

wraps!(IntegrationCreate => integration: Integration);
wraps!(IntegrationUpdate => integration: Integration);

twin_methods! { IntegrationApplication, IntegrationApplicationRef:
    /// The URL of the application's icon; `None` if it has none.
    fn icon_url(id, icon) -> Option<ImageUrl<'a>> { icon.map(|hash| hash.application_icon_url(id)) }
}

open_value! {
    /// The id of an integration: nearly always a snowflake.
    pub enum IntegrationId {
        /// A snowflake.
        Id(Id<Integration>): snowflake,
        /// A string, such as `twitch-partners`.
        Text(S): text,
    }
}

open_text_enum! {
    /// The type of an integration.
    pub enum IntegrationType {
        /// Twitch.
        Twitch = "twitch",
        /// YouTube.
        Youtube = "youtube",
        /// An application of Discord.
        Discord = "discord",
        /// The guild's own role subscriptions.
        GuildSubscription = "guild_subscription",
    }
}

open_enum! {
    /// What happens to a subscriber whose subscription ends.
    pub enum IntegrationExpireBehavior {
        /// The role is removed.
        RemoveRole = 0,
        /// The member is kicked.
        Kick = 1,
    }
}
