//! Events about messages.

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::application::{Application, PartialApplication};
use super::attachment::Attachment;
use super::channel::{Channel, ChannelType};
use super::component::Component;
use super::embed::Embed;
use super::field::Field;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::member::PartialGuildMember;
use super::message::{
    ChannelMention, Message, MessageActivity, MessageCall, MessageFlags, MessageGiftInfo, MessageInteraction,
    MessageInteractionMetadata, MessageLobbyMember, MessageReference, MessageSnapshot, Nonce,
    PurchaseNotification, RoleSubscriptionData, SharedClientTheme,
};
use super::message_type::MessageType;
use super::poll::Poll;
use super::reaction::Reaction;
use super::resolved::ResolvedData;
use super::role::Role;
use super::soundboard::SoundboardSound;
use super::sticker::{Sticker, StickerItem};
use super::timestamp::Timestamp;
use super::twin::names_itself;
use super::user::{MentionedUser, User};
use super::webhook::Webhook;
use super::wraps::wraps;

/// The payload of `MESSAGE_CREATE`: a message was sent.
///
/// Source: Discord, "Gateway Events", section "Message Create Extra Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageCreate {
    /// The message.
    #[serde(flatten)]
    pub message: Message,
}

/// The payload of `MESSAGE_UPDATE`: a message changed, or the preview of its link became ready.
///
/// Until July 2024 only changed fields were sent, so only the two identifiers are guaranteed.
///
/// Source: Discord, "Gateway Events", section "Message Update".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageUpdate {
    /// The identifier.
    #[view(frequent)]
    pub id: Id<Message>,
    /// The channel that the message is in.
    #[view(frequent)]
    pub channel_id: Id<Channel>,
    /// Who wrote the message; for a webhook, its name and avatar with the webhook's identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[view(frequent)]
    pub author: Option<Box<User>>,
    /// The text; empty without the intent for message content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[view(frequent)]
    pub content: Option<String>,
    /// When the message was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[view(frequent)]
    pub timestamp: Option<Timestamp>,
    /// When the message was last edited; null if never.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[view(frequent)]
    pub edited_timestamp: Field<Timestamp>,
    /// Whether the message is read aloud; always false in `MESSAGE_UPDATE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tts: Option<bool>,
    /// Whether everyone is mentioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention_everyone: Option<bool>,
    /// The users that are mentioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<MentionedUser>>,
    /// The roles that are mentioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention_roles: Option<Vec<Id<Role>>>,
    /// The channels of other guilds that are mentioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention_channels: Option<Vec<ChannelMention>>,
    /// The files of the message; empty without the intent for message content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<Attachment>>,
    /// The embeds; empty without the intent for message content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embeds: Option<Vec<Embed>>,
    /// The reactions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reactions: Option<Vec<Reaction>>,
    /// The sender's own id for the message; null in frames of 2019 and 2020.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nonce: Field<Nonce>,
    /// Whether the message is pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// The webhook that sent the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_id: Option<Id<Webhook>>,
    /// The type of message.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MessageType>,
    /// The activity of the message's invitation; sent with rich presence embeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<MessageActivity>,
    /// The application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<Box<PartialApplication>>,
    /// The application that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Id<Application>>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<MessageFlags>,
    /// The message that this one replies to, forwards or is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_reference: Option<MessageReference>,
    /// The forwarded messages, as snapshots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_snapshots: Option<Vec<MessageSnapshot>>,
    /// The message that this one replies to; absent if it was not looked up, null if it was deleted. It has no
    /// `referenced_message` itself.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub referenced_message: Field<Box<Message>>,
    /// The interaction that the message responds to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interaction_metadata: Option<Box<MessageInteractionMetadata>>,
    /// The interaction that the message responds to; superseded by `interaction_metadata`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interaction: Option<Box<MessageInteraction>>,
    /// The thread that was started from the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Box<Channel>>,
    /// The buttons, menus and layout of the message; empty without the intent for message content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Component>>,
    /// The stickers of the message, partial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sticker_items: Option<Vec<StickerItem>>,
    /// The stickers of the message; superseded by `sticker_items`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stickers: Option<Vec<Sticker>>,
    /// The approximate position of the message in its thread; there may be gaps and duplicates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// The role subscription that was bought or renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_subscription_data: Option<RoleSubscriptionData>,
    /// The users, members, roles, channels, messages and files that other keys refer to by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// The poll in the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<Box<Poll>>,
    /// The call that the message is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<MessageCall>,
    /// The theme that the message shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_client_theme: Option<SharedClientTheme>,
    /// What was bought. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purchase_notification: Option<PurchaseNotification>,
    /// The emoji and sound of the gift in the message. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift_info: Option<MessageGiftInfo>,
    /// The change log that the message is about. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changelog_id: Option<Snowflake>,
    /// The sounds. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soundboard_sounds: Option<Vec<SoundboardSound>>,
    /// Effects shown over the message. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub potions: Option<Vec<Value>>,
    /// The lobby of a game. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lobby_id: Option<Snowflake>,
    /// The author as a member of the lobby; absent if the author has no additional name there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lobby_member: Option<MessageLobbyMember>,
    /// The keys and values that a game sent with the message to a lobby.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub metadata: Field<Value>,
    /// The keys and values that a game set when it moderated the message.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub moderation_metadata: Field<Value>,
    /// The guild of the message; absent in direct messages and for ephemeral responses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[view(frequent)]
    pub guild_id: Option<Id<Guild>>,
    /// The author as a member, without the user; absent for webhooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<PartialGuildMember>>,
    /// The type of the channel that the message is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_type: Option<ChannelType>,
}

/// The payload of `MESSAGE_DELETE`.
///
/// Source: Discord, "Gateway Events", section "Message Delete Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageDelete {
    /// The message.
    pub id: Id<Message>,
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The guild; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The lobby that the message was sent to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lobby_id: Option<Snowflake>,
    /// About the session that the deletion belongs to. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub session_metadata: Field<Value>,
}

/// The payload of `MESSAGE_DELETE_BULK`.
///
/// No `MESSAGE_DELETE` is sent for the same messages.
///
/// Source: Discord, "Gateway Events", section "Message Delete Bulk Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageDeleteBulk {
    /// The deleted messages. A purge deletes up to 100, but do not rely on a limit.
    pub ids: Vec<Id<Message>>,
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The guild; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
}

/// The current user has read up to a message.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageAck {
    /// The channel that this happened in.
    pub channel_id: Id<Channel>,
    /// The message.
    pub message_id: Id<Message>,
    /// How often the state was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// The type of what was read, as a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ack_type: Option<i64>,
    /// When the channel was last viewed, in days since 2015.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub last_viewed: Field<i64>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub flags: Field<u64>,
    /// Whether the user marked the channel manually.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manual: Option<bool>,
    /// The number of unread mentions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention_count: Option<u64>,
}

wraps!(MessageCreate => message: Message);

names_itself! { MessageUpdate, MessageUpdateRef:
    /// The message itself, as the payload of `MESSAGE_UPDATE`.
    message
}
