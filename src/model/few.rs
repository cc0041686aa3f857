//! A few models in place of all, one for each form that a field can have, so that the layers below compile in seconds.
//!
//! `--cfg few_models` compiles this file in place of `mod.rs`. cargo-mutants builds the library once per mutant, and
//! `.ci/other-targets` once per target: with all models each build takes minutes. The payloads of most
//! events are `User`.

mod field;
mod flags;
mod id;
mod permissions;
mod saturating;
mod timestamp;
mod wide_flags;

/// What wide flags implement; no model here needs it.
mod twin {
    #[allow(dead_code)]
    pub(super) trait Lend {
        type Lent<'a>
        where
            Self: 'a;

        fn lend(&self) -> Self::Lent<'_>;
    }
}

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use zerocord_derive::View;

pub use field::*;
pub use id::*;
pub use permissions::*;
pub use timestamp::*;
pub use wide_flags::*;

/// Other names of `User`, for the payloads of the other events.
macro_rules! users {
    ($($name:ident)*) => {
        $(
            /// See [`User`].
            pub type $name = User;
        )*
    };
}

users! {
    ApplicationCommand AutoModerationActionExecution AutoModerationMentionRaidDetection AutoModerationRule
    CallCreate CallDelete Channel ChannelInfo ChannelPinsAck ChannelPinsUpdate ChannelRecipientAdd
    ChannelRecipientRemove ChannelTopicUpdate ConversationSummaryUpdate CreatorMonetizationRestrictionsUpdate
    DirectoryEntry EmbeddedActivityInstance EmbeddedActivityUpdate Entitlement GameServerEvent GiftCode Guild
    GuildApplicationCommandPermissions GuildAppliedBoostsUpdate GuildAuditLogEntryCreate GuildCreate GuildEmojisUpdate GuildIdOnly GuildIntegrationsUpdate GuildJoinRequestCreate
    GuildJoinRequestDelete GuildJoinRequestUpdate GuildMemberAdd GuildMemberRemove GuildMemberUpdate
    GuildMembersChunk GuildOfficialGameApplicationsUpdate GuildPowerupEntitlements GuildRoleCreate
    GuildRoleDelete GuildRoleUpdate GuildScheduledEvent GuildScheduledEventException
    GuildScheduledEventExceptionsDelete GuildScheduledEventUser GuildSoundboardSoundDelete
    GuildSoundboardSoundsUpdate GuildStickersUpdate IntegrationCreate IntegrationDelete IntegrationUpdate
    Interaction InteractionAck InviteCreate InviteDelete MessageAck MessageDelete MessageDeleteBulk
    MessagePollVoteAdd MessagePollVoteRemove MessageReactionAdd MessageReactionAddMany MessageReactionRemove
    MessageReactionRemoveAll MessageReactionRemoveEmoji PresenceUpdate RateLimited Ready Resumed Role
    Session SoundboardSound SoundboardSounds StageInstance Subscription ThreadCreate ThreadDelete ThreadListSync
    ThreadMemberUpdate ThreadMembersUpdate UnavailableGuild VoiceChannelEffectSend VoiceChannelStartTimeUpdate
    VoiceChannelStatusUpdate VoiceServerUpdate VoiceState WebhooksUpdate
}

/// Plain fields, optional ones, and a list.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct User {
    /// A required number in quotes.
    pub id: Id<User>,
    /// A string.
    #[serde(default)]
    pub username: String,
    /// A string that is always present.
    pub discriminator: String,
    /// A string that may be null.
    #[serde(default)]
    pub avatar: Option<String>,
    /// A flag with a default.
    #[serde(default)]
    pub bot: bool,
    /// A small number.
    #[serde(default)]
    pub flags: Option<u16>,
}

/// Every form of field.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Message {
    /// A required number in quotes.
    pub id: Id<Message>,
    /// Another required number in quotes.
    pub channel_id: Id<Channel>,
    /// An object that is always present.
    pub author: User,
    /// A string that is always present.
    pub content: String,
    /// A time.
    #[serde(default)]
    pub timestamp: Option<Timestamp>,
    /// A time that may be absent or null.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub edited_timestamp: Field<Timestamp>,
    /// A flag.
    #[serde(default)]
    pub tts: bool,
    /// A list of objects.
    #[serde(default)]
    pub mentions: Vec<User>,
    /// A list of numbers in quotes.
    #[serde(default)]
    pub mention_roles: Vec<Id<Role>>,
    /// A number whose key is a Rust keyword.
    #[serde(rename = "type", default)]
    pub kind: i64,
    /// Anything.
    #[serde(default)]
    pub embeds: Option<Value>,
    /// A key longer than the bytes that are compared first.
    #[serde(default)]
    pub referenced_message: Option<Box<Message>>,
    /// A map of objects.
    #[serde(default)]
    pub users: Option<BTreeMap<Id<User>, User>>,
    /// A number with a fraction.
    #[serde(default)]
    pub weight: Option<f64>,
}

/// A message and the fields around it: one JSON object, two models.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct MessageCreate {
    /// The message.
    #[serde(flatten)]
    pub message: Message,
    /// The guild.
    #[serde(default)]
    pub guild_id: Option<Id<Guild>>,
    /// The author as a member.
    #[serde(default)]
    pub member: Option<Member>,
}

/// See [`MessageCreate`].
pub type MessageUpdate = MessageCreate;

/// A struct with an optional object in a box.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct TypingStart {
    /// The channel.
    #[serde(default)]
    pub channel_id: Option<Id<Channel>>,
    /// The guild.
    #[serde(default)]
    pub guild_id: Option<Id<Guild>>,
    /// The user who is typing.
    pub user_id: Id<User>,
    /// The time.
    pub timestamp: UnixSeconds,
    /// The member, in guilds.
    #[serde(default)]
    pub member: Option<Box<Member>>,
}

/// A member, whose user may be absent.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Member {
    /// The user.
    #[serde(default)]
    pub user: Option<User>,
    /// A name that may be absent, null or present.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nick: Field<String>,
    /// Numbers in quotes.
    #[serde(default)]
    pub roles: Vec<Id<Role>>,
}

/// A struct whose view has the user's accessors.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct GuildBan {
    /// The guild.
    pub guild_id: Id<Guild>,
    /// The banned user.
    #[view(through)]
    pub user: User,
}

/// See [`GuildBan`].
pub type GuildBanAdd = GuildBan;
/// See [`GuildBan`].
pub type GuildBanRemove = GuildBan;

/// The first frame of a connection.
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Hello {
    /// The heartbeat interval in milliseconds.
    pub heartbeat_interval: u64,
}
