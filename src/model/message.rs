//! Messages and the objects in them.

use std::collections::BTreeMap;

use std::fmt;

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

use super::application::{Application, ApplicationIntegrationType, PartialApplication};
use super::application_command::ApplicationCommandType;
use super::attachment::Attachment;
use super::channel::{Channel, ChannelType};
use super::component::Component;
use super::embed::Embed;
use super::emoji::Emoji;
use super::field::Field;
use super::flags::open_flags;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::interaction::{Interaction, InteractionType};
use super::member::PartialGuildMember;
use super::message_type::MessageType;
use super::open_enum::open_enum;
use super::open_value::open_value;
use super::poll::Poll;
use super::reaction::Reaction;
use super::resolved::ResolvedData;
use super::role::Role;
use super::soundboard::SoundboardSound;
use super::sticker::{Sticker, StickerItem};
use super::timestamp::Timestamp;
use super::twin::twin_methods;
use super::user::{MentionedUser, User};
use super::webhook::Webhook;

/// A message.
///
/// Source: Discord, "Message Resource", section "Message Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Message {
    /// The identifier.
    #[view(frequent)]
    pub id: Id<Message>,
    /// The channel that the message is in.
    #[view(frequent)]
    pub channel_id: Id<Channel>,
    /// Who wrote the message; for a webhook, its name and avatar with the webhook's identifier.
    #[view(frequent)]
    pub author: User,
    /// The text; empty without the intent for message content.
    #[view(frequent)]
    pub content: String,
    /// When the message was sent.
    #[view(frequent)]
    pub timestamp: Timestamp,
    /// When the message was last edited; null if never.
    pub edited_timestamp: Option<Timestamp>,
    /// Whether the message is read aloud; always false in `MESSAGE_UPDATE`.
    pub tts: bool,
    /// Whether everyone is mentioned.
    pub mention_everyone: bool,
    /// The users that are mentioned.
    pub mentions: Vec<MentionedUser>,
    /// The roles that are mentioned.
    pub mention_roles: Vec<Id<Role>>,
    /// The channels of other guilds that are mentioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention_channels: Option<Vec<ChannelMention>>,
    /// The files of the message; empty without the intent for message content.
    pub attachments: Vec<Attachment>,
    /// The embeds; empty without the intent for message content.
    pub embeds: Vec<Embed>,
    /// The reactions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reactions: Option<Vec<Reaction>>,
    /// The sender's own id for the message; null in frames of 2019 and 2020.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nonce: Field<Nonce>,
    /// Whether the message is pinned.
    pub pinned: bool,
    /// The webhook that sent the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_id: Option<Id<Webhook>>,
    /// The type of message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The activity of the message's invitation; sent with rich presence embeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<MessageActivity>,
    /// The application of the message's invitation; sent with rich presence embeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<Box<PartialApplication>>,
    /// The application that answered an interaction or owns the webhook.
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
    /// The guild of the message; absent in direct messages. Only in gateway payloads. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[view(frequent)]
    pub guild_id: Option<Id<Guild>>,
    /// The author as a member, without the user; absent for webhooks. Only in gateway payloads. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<PartialGuildMember>>,
    /// The type of the channel that the message is in. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_type: Option<ChannelType>,
}

/// The author of a message to a lobby, as a member of it.
///
/// Source: Discord, "Webhook Events", section "Lobby Message Object".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageLobbyMember {
    /// The name that the member had in the lobby when the message was sent.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub additional_name: Field<String>,
}

/// A reference to the message that another one replies to, forwards or is about.
///
/// Source: Discord, "Message Resource", section "Message Reference Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageReference {
    /// Whether the message replies or forwards; absent means it replies.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MessageReferenceType>,
    /// The message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<Id<Message>>,
    /// The channel of the message; always present when received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Id<Channel>>,
    /// The guild of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// Whether sending fails if the message does not exist; for sending only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_if_not_exists: Option<bool>,
}

/// A forwarded message.
///
/// Source: Discord, "Message Resource", section "Message Snapshot Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageSnapshot {
    /// The message.
    pub message: SnapshotMessage,
    /// The guild that this belongs to. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
}

/// The part of a message that is kept when it is forwarded.
///
/// Source: Discord, "Message Resource", section "Message Snapshot Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct SnapshotMessage {
    /// The type of message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The text; empty without the intent for message content.
    pub content: String,
    /// The embeds; empty without the intent for message content.
    pub embeds: Vec<Embed>,
    /// The files of the message; empty without the intent for message content.
    pub attachments: Vec<Attachment>,
    /// When the message was sent.
    pub timestamp: Timestamp,
    /// When the message was last edited; null if never.
    pub edited_timestamp: Option<Timestamp>,
    /// Flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flags: Option<MessageFlags>,
    /// The users that are mentioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<User>>,
    /// The roles that are mentioned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention_roles: Option<Vec<Id<Role>>>,
    /// The stickers of the message; superseded by `sticker_items`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stickers: Option<Vec<Sticker>>,
    /// The stickers of the message, partial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sticker_items: Option<Vec<StickerItem>>,
    /// The buttons, menus and layout of the message; empty without the intent for message content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Component>>,
    /// The users, members, roles, channels, messages and files that other keys refer to by identifier. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// The sounds. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub soundboard_sounds: Option<Vec<SoundboardSound>>,
}

/// The interaction that a message responds to.
///
/// The keys depend on its type.
///
/// Source: Discord, "Message Resource", section "Message Interaction Metadata Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageInteractionMetadata {
    /// The interaction.
    pub id: Id<Interaction>,
    /// The type.
    #[serde(rename = "type")]
    pub kind: InteractionType,
    /// The user.
    pub user: User,
    /// Who installed the application, by installation type: a guild or a user, or 0 for a guild installation used in a
    /// direct message.
    pub authorizing_integration_owners: BTreeMap<ApplicationIntegrationType, Snowflake>,
    /// The original response, for a follow-up message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_response_message_id: Option<Id<Message>>,
    /// The user that a context command was used on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_user: Option<Box<User>>,
    /// The message that a context command was used on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_message_id: Option<Id<Message>>,
    /// The message whose component was used; only for component interactions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interacted_message_id: Option<Id<Message>>,
    /// The interaction that opened the form; only for submitted forms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triggering_interaction_metadata: Option<Box<MessageInteractionMetadata>>,
    /// The name of the command, with its subcommands. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The type of the command. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command_type: Option<ApplicationCommandType>,
    /// Why only the user can see the response. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ephemerality_reason: Option<EphemeralityReason>,
    /// Who interacted, in an early format. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Id<User>>,
}

/// The interaction that a message responds to, in the older format.
///
/// Source: Discord, "Receiving and Responding", section "Message Interaction Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageInteraction {
    /// The interaction.
    pub id: Id<Interaction>,
    /// The type.
    #[serde(rename = "type")]
    pub kind: InteractionType,
    /// The name of the command, with its subcommands.
    pub name: String,
    /// The user.
    pub user: User,
    /// The member, if it happened in a guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<PartialGuildMember>>,
    /// The name in the user's language. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub name_localized: Field<String>,
}

/// The activity of a message's invitation.
///
/// Source: Discord, "Message Resource", section "Message Activity Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageActivity {
    /// The type.
    #[serde(rename = "type")]
    pub kind: MessageActivityType,
    /// The party of the invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_id: Option<String>,
    /// The session. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The name to show instead of the application's. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_override: Option<String>,
    /// The icon to show instead of the application's. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon_override: Option<String>,
}

/// The call that a message is about.
///
/// Source: Discord, "Message Resource", section "Message Call Object Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageCall {
    /// The participants.
    pub participants: Vec<Id<User>>,
    /// When the call ended; null while it lasts.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub ended_timestamp: Field<Timestamp>,
}

/// A channel of another guild that a message mentions.
///
/// Source: Discord, "Message Resource", section "Channel Mention Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ChannelMention {
    /// The channel.
    pub id: Id<Channel>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The type.
    #[serde(rename = "type")]
    pub kind: ChannelType,
    /// The name.
    pub name: String,
}

/// The role subscription that a message is about.
///
/// Source: Discord, "Message Resource", section "Role Subscription Data Object Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct RoleSubscriptionData {
    /// The listing that the user subscribed to.
    pub role_subscription_listing_id: Snowflake,
    /// The name of the tier.
    pub tier_name: String,
    /// The total number of months of the subscription.
    pub total_months_subscribed: u64,
    /// Whether the purchase renews a subscription.
    pub is_renewal: bool,
}

/// A theme for the client that a message shares.
///
/// Source: Discord, "Message Resource", section "Shared Client Theme Object Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct SharedClientTheme {
    /// The colours as hexadecimal digits without `#`, at most 5.
    pub colors: Vec<String>,
    /// The direction of the gradient, in degrees.
    pub gradient_angle: i64,
    /// The opacity of the colours, in percent.
    pub base_mix: i64,
    /// The theme under the colours.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub base_theme: Field<BaseThemeType>,
}

/// The purchase that a message is about.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Message Resource", section "Message Purchase Notification Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PurchaseNotification {
    /// The type.
    #[serde(rename = "type")]
    pub kind: PurchaseNotificationType,
    /// What was bought in the guild's shop.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub guild_product_purchase: Field<GuildProductPurchase>,
}

/// Something bought in a guild's shop.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Message Resource", section "Guild Product Purchase Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildProductPurchase {
    /// The listing that was bought.
    pub listing_id: Snowflake,
    /// The name of what was bought.
    pub product_name: String,
}

/// The emoji and sound of a gift.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Message Resource", section "Message Gift Info Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageGiftInfo {
    /// The emoji that goes with the gift.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub emoji: Field<Box<Emoji>>,
    /// The sound that goes with the gift.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub sound: Field<MessageSoundboardSound>,
}

/// The sound that goes with a gift.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Message Resource", section "Message Soundboard Sound Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageSoundboardSound {
    /// The sound.
    pub id: String,
}

/// The URL that opens a message in a client, as [`Display`](fmt::Display) writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageUrl {
    guild_id: Option<Id<Guild>>,
    channel_id: Id<Channel>,
    message_id: Id<Message>,
}

impl fmt::Display for MessageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MessageUrl { guild_id, channel_id, message_id } = self;
        match guild_id {
            Some(guild_id) => write!(f, "https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"),
            None => write!(f, "https://discord.com/channels/@me/{channel_id}/{message_id}"),
        }
    }
}

twin_methods! { Message, MessageRef:
    /// The URL that opens the message in a client.
    fn url(guild_id, channel_id, id) -> MessageUrl { MessageUrl { guild_id, channel_id, message_id: id } }
}

open_value! {
    /// The sender's own id for a message: a string or an integer, as sent.
    pub enum Nonce {
        /// A string, at most 25 characters.
        Text(S): text,
        /// An integer.
        Integer(i64): integer,
    }
}

open_enum! {
    /// The type of a message's invitation.
    pub enum MessageActivityType {
        /// To join.
        Join = 1,
        /// To watch.
        Spectate = 2,
        /// To listen along.
        Listen = 3,
        /// To watch a film together. Undocumented. No longer in use.
        Watch = 4,
        /// To ask to join.
        JoinRequest = 5,
        /// To ask for a stream.
        StreamRequest = 6,
    }
}

open_enum! {
    /// How a message refers to another.
    pub enum MessageReferenceType {
        /// It replies to the other, or is about it.
        Default = 0,
        /// It forwards the other.
        Forward = 1,
    }
}

open_enum! {
    /// The theme under the colours.
    pub enum BaseThemeType {
        /// None was chosen.
        Unset = 0,
        /// Dark.
        Dark = 1,
        /// Light.
        Light = 2,
        /// Darker.
        Darker = 3,
        /// Black.
        Midnight = 4,
    }
}

open_enum! {
    /// Why only the user can see a response.
    ///
    /// Undocumented.
    pub enum EphemeralityReason {
        /// No reason was given.
        None = 0,
        /// A feature is limited.
        FeatureLimited = 1,
        /// A feature is limited in the guild.
        GuildFeatureLimited = 2,
        /// A feature is limited for the user.
        UserFeatureLimited = 3,
        /// The channel is in slow mode.
        Slowmode = 4,
        /// The user wrote too often.
        RateLimit = 5,
        /// The other user cannot be written to.
        CannotMessageUser = 6,
        /// The user does not meet the guild's verification level.
        UserVerificationLevel = 7,
        /// The thread cannot be unarchived.
        CannotUnarchiveThread = 8,
        /// The thread cannot be joined.
        CannotJoinThread = 9,
        /// A permission is missing.
        MissingPermissions = 10,
        /// Files are not allowed.
        CannotSendAttachments = 11,
        /// Embeds are not allowed.
        CannotSendEmbeds = 12,
        /// Stickers are not allowed.
        CannotSendStickers = 13,
        /// Auto moderation blocked it.
        AutomodBlocked = 14,
        /// It contains a harmful link.
        HarmfulLink = 15,
        /// The command is not allowed here.
        CannotUseCommand = 16,
        /// The guild is too large for a trial.
        BetaGuildSize = 17,
        /// Applications from outside are not allowed here.
        CannotUseExternalApps = 18,
    }
}

open_enum! {
    /// What was bought.
    ///
    /// Undocumented.
    pub enum PurchaseNotificationType {
        /// Something in a guild's shop.
        GuildProduct = 0,
    }
}

open_flags! {
    /// Flags of a message.
    pub struct MessageFlags: integer {
        /// It was crossposted to the following channels.
        CROSSPOSTED = 0,
        /// It was crossposted from a followed channel.
        IS_CROSSPOST = 1,
        /// Its links have no previews.
        SUPPRESS_EMBEDS = 2,
        /// The original of the crossposted message was deleted.
        SOURCE_MESSAGE_DELETED = 3,
        /// It comes from Discord and is urgent.
        URGENT = 4,
        /// A thread of the same identifier was started from it.
        HAS_THREAD = 5,
        /// Only one user can see it.
        EPHEMERAL = 6,
        /// The response to an interaction is pending.
        LOADING = 7,
        /// Some members were not added to the thread.
        FAILED_TO_MENTION_SOME_ROLES_IN_THREAD = 8,
        /// It is not shown on the guild's home page. Undocumented.
        GUILD_FEED_HIDDEN = 9,
        /// Its link looks like Discord's and is not. Undocumented.
        SHOULD_SHOW_LINK_NOT_DISCORD_WARNING = 10,
        /// Nobody is notified of it.
        SUPPRESS_NOTIFICATIONS = 12,
        /// It is a voice message.
        IS_VOICE_MESSAGE = 13,
        /// It forwards a message.
        HAS_SNAPSHOT = 14,
        /// It consists only of components.
        IS_COMPONENTS_V2 = 15,
        /// It was written within a game. Undocumented.
        SENT_BY_SOCIAL_LAYER_INTEGRATION = 16,
        /// Its author is suspended. Undocumented.
        HIDDEN_SUSPENDED_USER = 17,
        /// Its author was the first to boost the guild. Undocumented.
        IS_FIRST_BOOSTER = 18,
        /// It is an official message of the guild. Undocumented.
        IS_GUILD_OFFICIAL = 19,
    }
}
