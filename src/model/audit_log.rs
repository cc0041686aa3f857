//! The audit log: who did what in a guild.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zerocord_derive::View;

use super::application::Application;
use super::auto_moderation::AutoModTriggerType;
use super::channel::{Channel, OverwriteType};
use super::field::Field;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::integration::IntegrationType;
use super::message::Message;
use super::open_enum::open_enum;
use super::open_value::Scalar;
use super::role::Role;
use super::scheduled_event::GuildScheduledEventException;
use super::twin::twin_methods;
use super::user::User;
use super::wraps::wraps;
use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::{RawValue, ValueKind};
use crate::view::{FromJson, Model, deserialized_from_values};

/// The payload of `GUILD_AUDIT_LOG_ENTRY_CREATE`: something was written to the audit log.
///
/// Source: Discord, "Gateway Events", section "Guild Audit Log Entry Create Event Extra Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildAuditLogEntryCreate {
    /// The entry, flattened: its keys are in the same object as those below.
    #[serde(flatten)]
    pub entry: AuditLogEntry,
    /// The guild of the log.
    pub guild_id: Id<Guild>,
}

/// An entry of the audit log: who did what.
///
/// Source: Discord, "Audit Log Resource", section "Audit Log Entry Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AuditLogEntry {
    /// The affected object, as a string: nearly always an identifier, but not guaranteed.
    pub target_id: Option<String>,
    /// What was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<AuditLogChange>>,
    /// Who did it.
    pub user_id: Option<Id<User>>,
    /// The identifier.
    pub id: Id<AuditLogEntry>,
    /// What was done.
    pub action_type: AuditLogEvent,
    /// Details of the action; the keys depend on `action_type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<AuditLogEntryOptions>,
    /// Why it was done, at most 512 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A field that was changed.
///
/// Source: Discord, "Audit Log Resource", section "Audit Log Change Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AuditLogChange {
    /// The value after the change; absent if it was removed.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub new_value: Field<AuditLogChangeValue>,
    /// The value before the change; absent if there was none.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub old_value: Field<AuditLogChangeValue>,
    /// The changed field of the object, `$add` or `$remove` for roles, or an identifier for command permissions.
    pub key: String,
}

/// Details of an action.
///
/// The keys depend on the action.
///
/// Source: Discord, "Audit Log Resource", section "Optional Audit Entry Info".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AuditLogEntryOptions {
    /// The application whose permissions were changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Id<Application>>,
    /// The name of the triggered rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_moderation_rule_name: Option<String>,
    /// The trigger type of the triggered rule, as a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_moderation_rule_trigger_type: Option<String>,
    /// The channel that the action took place in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Id<Channel>>,
    /// The number of affected objects, as a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<String>,
    /// The number of days of inactivity for pruning, as a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_member_days: Option<String>,
    /// The role or user of the overwrite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Snowflake>,
    /// The number of pruned members, as a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members_removed: Option<String>,
    /// The message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<Id<Message>>,
    /// The name of the role, if the overwrite is for a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    /// Whether the overwrite is for a role (`0`) or a member (`1`).
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The type of integration that performed the action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_type: Option<IntegrationType>,
    /// The new status of the voice channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The exception from the event's rule. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_exception_id: Option<Id<GuildScheduledEventException>>,
}

/// A role that was added to or removed from a member.
///
/// Source: Discord Userdoccers, "Audit Log Resource", section "Partial Role Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct PartialRole {
    /// The role.
    pub id: Id<Role>,
    /// The name.
    pub name: String,
}

twin_methods! { AuditLogEntry, AuditLogEntryRef:
    /// `target_id` as a number; `None` if it is null, or a string that is not an identifier.
    fn target(target_id) -> Option<Snowflake> { target_id.and_then(Snowflake::parse) }
}

twin_methods! { AuditLogEntryOptions, AuditLogEntryOptionsRef:
    /// The target of the permission overwrite.
    fn overwrite_type(kind) -> Option<OverwriteType> { kind.and_then(OverwriteType::from_text) }

    /// The trigger type of the triggered rule.
    fn rule_trigger_type(auto_moderation_rule_trigger_type) -> Option<AutoModTriggerType> {
        auto_moderation_rule_trigger_type.and_then(AutoModTriggerType::from_text)
    }

    /// `count` as a number.
    fn affected_count(count) -> Option<u64> { count.and_then(|text| text.parse().ok()) }

    /// `members_removed` as a number.
    fn members_removed_count(members_removed) -> Option<u64> {
        members_removed.and_then(|text| text.parse().ok())
    }

    /// `delete_member_days` as a number.
    fn inactive_days(delete_member_days) -> Option<u64> {
        delete_member_days.and_then(|text| text.parse().ok())
    }
}

/// The value of a field before or after a change. Its type depends on the key.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum AuditLogChangeValue {
    /// A boolean.
    Boolean(bool),
    /// An integer: a number, a flag set, a colour or the number of an enum value.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A string, or an identifier.
    Text(String),
    /// The roles under the keys `$add` and `$remove`.
    Roles(Vec<PartialRole>),
    /// Anything else, such as a list of permission overwrites.
    Other(Value),
}

deserialized_from_values!(AuditLogChangeValue);

impl From<Value> for AuditLogChangeValue {
    fn from(value: Value) -> Self {
        match Scalar::of(&value) {
            Scalar::Boolean(value) => AuditLogChangeValue::Boolean(value),
            Scalar::Integer(integer) => AuditLogChangeValue::Integer(integer),
            Scalar::Float(float) => AuditLogChangeValue::Float(float),
            Scalar::Text(text) => AuditLogChangeValue::Text(text.to_owned()),
            Scalar::Other => match value.as_array().filter(|list| lists_roles(list)) {
                Some(_) => match Vec::deserialize(&value) {
                    Ok(roles) => AuditLogChangeValue::Roles(roles),
                    Err(_) => AuditLogChangeValue::Other(value),
                },
                None => AuditLogChangeValue::Other(value),
            },
        }
    }
}

/// Whether all elements have `id` and `name` and nothing else, and there is at least one.
fn lists_roles(list: &[Value]) -> bool {
    let is_role = |value: &Value| {
        value
            .as_object()
            .is_some_and(|role| role.len() == 2 && role.contains_key("id") && role.contains_key("name"))
    };
    !list.is_empty() && list.iter().all(is_role)
}

/// The value of a field before or after a change, as a view returns it.
#[derive(Clone, Copy, Debug)]
pub enum AuditLogChangeValueRef<'a> {
    /// A boolean.
    Boolean(bool),
    /// An integer: a number, a flag set, a colour or the number of an enum value.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A string, or an identifier.
    Text(&'a str),
    /// A list: [`RawValue::parse`] reads it. Under the keys `$add` and `$remove` it is a list of roles.
    List(RawValue<'a>),
    /// Anything else.
    Other(RawValue<'a>),
}

impl<'a> FromJson<'a> for AuditLogChangeValueRef<'a> {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        Ok(match Scalar::read(value, arena)? {
            Scalar::Boolean(value) => AuditLogChangeValueRef::Boolean(value),
            Scalar::Integer(integer) => AuditLogChangeValueRef::Integer(integer),
            Scalar::Float(float) => AuditLogChangeValueRef::Float(float),
            Scalar::Text(text) => AuditLogChangeValueRef::Text(text),
            Scalar::Other if value.kind()? == ValueKind::Array => AuditLogChangeValueRef::List(value),
            Scalar::Other => AuditLogChangeValueRef::Other(value),
        })
    }
}

impl Model for AuditLogChangeValue {
    type View<'a> = AuditLogChangeValueRef<'a>;

    fn blank() -> Self {
        AuditLogChangeValue::Boolean(false)
    }

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        Ok(match view {
            AuditLogChangeValueRef::Boolean(value) => AuditLogChangeValue::Boolean(value),
            AuditLogChangeValueRef::Integer(integer) => AuditLogChangeValue::Integer(integer),
            AuditLogChangeValueRef::Float(float) => AuditLogChangeValue::Float(float),
            AuditLogChangeValueRef::Text(text) => AuditLogChangeValue::Text(text.to_owned()),
            AuditLogChangeValueRef::List(value) | AuditLogChangeValueRef::Other(value) => {
                value.to_value()?.into()
            }
        })
    }
}

wraps!(GuildAuditLogEntryCreate => entry: AuditLogEntry);

open_enum! {
    /// The action of an audit log entry.
    pub enum AuditLogEvent {
        /// The guild was changed.
        GuildUpdate = 1,
        /// A channel was created.
        ChannelCreate = 10,
        /// A channel was changed.
        ChannelUpdate = 11,
        /// A channel was deleted.
        ChannelDelete = 12,
        /// A permission overwrite was added to a channel.
        ChannelOverwriteCreate = 13,
        /// A permission overwrite of a channel was changed.
        ChannelOverwriteUpdate = 14,
        /// A permission overwrite was removed from a channel.
        ChannelOverwriteDelete = 15,
        /// A member was kicked.
        MemberKick = 20,
        /// Inactive members were removed.
        MemberPrune = 21,
        /// A member was banned.
        MemberBanAdd = 22,
        /// A ban was lifted.
        MemberBanRemove = 23,
        /// A member was changed.
        MemberUpdate = 24,
        /// Roles were added to or removed from a member.
        MemberRoleUpdate = 25,
        /// A member was moved to another voice channel.
        MemberMove = 26,
        /// A member was disconnected from voice.
        MemberDisconnect = 27,
        /// A bot was added.
        BotAdd = 28,
        /// A role was created.
        RoleCreate = 30,
        /// A role was changed.
        RoleUpdate = 31,
        /// A role was deleted.
        RoleDelete = 32,
        /// An invite was created.
        InviteCreate = 40,
        /// An invite was changed.
        InviteUpdate = 41,
        /// An invite was deleted.
        InviteDelete = 42,
        /// A webhook was created.
        WebhookCreate = 50,
        /// A webhook was changed.
        WebhookUpdate = 51,
        /// A webhook was deleted.
        WebhookDelete = 52,
        /// An emoji was created.
        EmojiCreate = 60,
        /// An emoji was renamed.
        EmojiUpdate = 61,
        /// An emoji was deleted.
        EmojiDelete = 62,
        /// A message was deleted.
        MessageDelete = 72,
        /// Several messages were deleted.
        MessageBulkDelete = 73,
        /// A message was pinned.
        MessagePin = 74,
        /// A message was unpinned.
        MessageUnpin = 75,
        /// An integration was added.
        IntegrationCreate = 80,
        /// An integration was changed.
        IntegrationUpdate = 81,
        /// An integration was removed.
        IntegrationDelete = 82,
        /// A stage began.
        StageInstanceCreate = 83,
        /// A stage was changed.
        StageInstanceUpdate = 84,
        /// A stage ended.
        StageInstanceDelete = 85,
        /// A sticker was created.
        StickerCreate = 90,
        /// A sticker was changed.
        StickerUpdate = 91,
        /// A sticker was deleted.
        StickerDelete = 92,
        /// A scheduled event was created.
        GuildScheduledEventCreate = 100,
        /// A scheduled event was changed.
        GuildScheduledEventUpdate = 101,
        /// A scheduled event was cancelled.
        GuildScheduledEventDelete = 102,
        /// A thread was started.
        ThreadCreate = 110,
        /// A thread was changed.
        ThreadUpdate = 111,
        /// A thread was deleted.
        ThreadDelete = 112,
        /// The permissions of a command were changed.
        ApplicationCommandPermissionUpdate = 121,
        /// A sound was created.
        SoundboardSoundCreate = 130,
        /// A sound was changed.
        SoundboardSoundUpdate = 131,
        /// A sound was deleted.
        SoundboardSoundDelete = 132,
        /// A rule of auto moderation was created.
        AutoModerationRuleCreate = 140,
        /// A rule of auto moderation was changed.
        AutoModerationRuleUpdate = 141,
        /// A rule of auto moderation was deleted.
        AutoModerationRuleDelete = 142,
        /// Auto moderation blocked a message.
        AutoModerationBlockMessage = 143,
        /// Auto moderation alerted the moderators.
        AutoModerationFlagToChannel = 144,
        /// Auto moderation timed a member out.
        AutoModerationUserCommunicationDisabled = 145,
        /// Auto moderation prevented a member from taking part.
        AutoModerationQuarantineUser = 146,
        /// The guild requested creator monetization.
        CreatorMonetizationRequestCreated = 150,
        /// The creator monetization terms were accepted.
        CreatorMonetizationTermsAccepted = 151,
        /// A prompt to choose roles was created; superseded by onboarding prompts. Undocumented.
        RolePromptCreate = 160,
        /// A prompt to choose roles was changed. Undocumented.
        RolePromptUpdate = 161,
        /// A prompt to choose roles was deleted. Undocumented.
        RolePromptDelete = 162,
        /// A question for newcomers was created.
        OnboardingPromptCreate = 163,
        /// A question for newcomers was changed.
        OnboardingPromptUpdate = 164,
        /// A question for newcomers was deleted.
        OnboardingPromptDelete = 165,
        /// The questions for newcomers were set up.
        OnboardingCreate = 166,
        /// The questions for newcomers were changed.
        OnboardingUpdate = 167,
        /// An item was featured on the guild's home page. Undocumented.
        GuildHomeFeatureItem = 171,
        /// An item was removed from the guild's home page. Undocumented.
        GuildHomeRemoveItem = 172,
        /// A message with a harmful link was blocked. Undocumented. No longer in use.
        HarmfulLinksBlockedMessage = 180,
        /// The guide for newcomers was set up.
        HomeSettingsCreate = 190,
        /// The guide for newcomers was changed.
        HomeSettingsUpdate = 191,
        /// A voice channel got a status.
        VoiceChannelStatusCreate = 192,
        /// The status of a voice channel was removed.
        VoiceChannelStatusDelete = 193,
        /// The profile of the chat assistant was changed. Undocumented. No longer in use.
        ClydeAiProfileUpdate = 194,
        /// An exception for one occurrence of a recurring event was created. Undocumented.
        GuildScheduledEventExceptionCreate = 200,
        /// An exception of a recurring event was changed. Undocumented.
        GuildScheduledEventExceptionUpdate = 201,
        /// An exception of a recurring event was deleted. Undocumented.
        GuildScheduledEventExceptionDelete = 202,
        /// The rules for joining were changed. Undocumented.
        GuildMemberVerificationUpdate = 210,
        /// The guild's profile was changed. Undocumented.
        GuildProfileUpdate = 211,
        /// The guild was migrated to the permission for pinning. Undocumented.
        GuildMigratePinPermission = 212,
        /// The guild was migrated to the permission for bypassing slow mode. Undocumented.
        GuildMigrateBypassSlowmodePermission = 213,
    }
}
