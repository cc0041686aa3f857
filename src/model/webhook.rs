//! Webhooks.

use serde::Serialize;
use zerocord_derive::View;

use super::application::Application;
use super::channel::Channel;
use super::field::Field;
use super::guild::Guild;
use super::id::Id;
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::open_enum::open_enum;
use super::partial_guild::PartialGuild;
use super::twin::twin_methods;
use super::user::User;

/// A way to post to a channel without a user, as returned by REST calls.
///
/// It is not part of any event.
///
/// Source: Discord, "Webhook Resource", section "Webhook Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Webhook {
    /// The identifier.
    pub id: Id<Webhook>,
    /// The type.
    #[serde(rename = "type")]
    pub kind: WebhookType,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub guild_id: Field<Id<Guild>>,
    /// The channel that the webhook posts to.
    pub channel_id: Option<Id<Channel>>,
    /// Who created the webhook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The name.
    pub name: Option<String>,
    /// The webhook's default avatar.
    pub avatar: Option<ImageHash>,
    /// The token with which the webhook can be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The bot that made the webhook.
    pub application_id: Option<Id<Application>>,
    /// The guild of the channel that is followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_guild: Option<Box<PartialGuild>>,
    /// The announcement channel that is followed: identifier and name only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_channel: Option<Box<Channel>>,
    /// The URL for using the webhook; only after the OAuth2 flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The payload of `WEBHOOKS_UPDATE`: some webhook of a channel was created, changed or deleted.
///
/// Source: Discord, "Gateway Events", section "Webhooks Update Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct WebhooksUpdate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The channel whose webhooks changed.
    pub channel_id: Id<Channel>,
}

twin_methods! { Webhook, WebhookRef:
    /// The URL of the webhook's avatar; `None` if it has none.
    fn avatar_url(id, avatar) -> Option<ImageUrl<'a>> { avatar.map(|hash| hash.webhook_avatar_url(id)) }
}

open_enum! {
    /// The type of a webhook.
    pub enum WebhookType {
        /// It posts to a channel with a token.
        Incoming = 1,
        /// It posts the messages of a followed announcement channel.
        ChannelFollower = 2,
        /// An application responds to interactions with it.
        Application = 3,
    }
}
