//! Auto moderation: the rules of a guild, and what they do.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::field::Field;
use super::guild::Guild;
use super::id::Id;
use super::message::Message;
use super::open_enum::open_enum;
use super::role::Role;
use super::timestamp::Timestamp;
use super::user::User;

/// A rule by which Discord moderates a guild automatically.
///
/// Source: Discord, "Auto Moderation Resource", section "Auto Moderation Rule Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AutoModerationRule {
    /// The identifier.
    pub id: Id<AutoModerationRule>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The name.
    pub name: String,
    /// Who created it.
    pub creator_id: Id<User>,
    /// What the rule checks.
    pub event_type: AutoModEventType,
    /// What triggers the rule.
    pub trigger_type: AutoModTriggerType,
    /// What the rule looks for; the keys depend on `trigger_type`.
    pub trigger_metadata: AutoModerationTriggerMetadata,
    /// The actions to take when the rule is triggered.
    pub actions: Vec<AutoModerationAction>,
    /// Whether it is enabled.
    pub enabled: bool,
    /// The exempt roles, at most 20.
    pub exempt_roles: Vec<Id<Role>>,
    /// The exempt channels, at most 50.
    pub exempt_channels: Vec<Id<Channel>>,
}

/// What a rule looks for.
///
/// The keys depend on the trigger.
///
/// Source: Discord, "Auto Moderation Resource", section "Trigger Metadata".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AutoModerationTriggerMetadata {
    /// Substrings to look for, at most 1000 of 60 characters each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyword_filter: Option<Vec<String>>,
    /// Regular expressions in Rust's syntax, at most 10 of 260 characters each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regex_patterns: Option<Vec<String>>,
    /// The predefined word lists of Discord.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presets: Option<Vec<AutoModKeywordPresetType>>,
    /// Substrings that are allowed although they match, at most 100 or 1000 of 60 characters each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_list: Option<Vec<String>>,
    /// The maximum number of different roles and users that a message may mention, at most 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention_total_limit: Option<u64>,
    /// Whether mention raids are detected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention_raid_protection_enabled: Option<bool>,
}

/// An action to take when a rule is triggered.
///
/// Source: Discord, "Auto Moderation Resource", section "Auto Moderation Action Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AutoModerationAction {
    /// The type.
    #[serde(rename = "type")]
    pub kind: AutoModActionType,
    /// Details of the action; may be an empty object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<AutoModerationActionMetadata>,
}

/// Details of an action.
///
/// The keys depend on the type of the action.
///
/// Source: Discord, "Auto Moderation Resource", section "Action Metadata".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AutoModerationActionMetadata {
    /// The channel that alerts are sent to; only for actions that send one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Id<Channel>>,
    /// The duration of the time-out in seconds, at most 2,419,200; only for time-outs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u64>,
    /// The message shown to the author of a blocked message, at most 150 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub custom_message: Field<String>,
}

/// The payload of `AUTO_MODERATION_ACTION_EXECUTION`: a rule was triggered and an action was executed.
///
/// There is one event per action.
///
/// Source: Discord, "Gateway Events", section "Auto Moderation Action Execution Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AutoModerationActionExecution {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The action that was carried out.
    pub action: AutoModerationAction,
    /// The triggered rule.
    pub rule_id: Id<AutoModerationRule>,
    /// The trigger type of the triggered rule.
    pub rule_trigger_type: AutoModTriggerType,
    /// Who wrote the content.
    pub user_id: Id<User>,
    /// The channel where the content was posted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Id<Channel>>,
    /// The message; absent if it was blocked or if the content was not part of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<Id<Message>>,
    /// The alert message for moderators; only for actions that send one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert_system_message_id: Option<Id<Message>>,
    /// The text that the user wrote; empty without the intent for message content.
    pub content: String,
    /// The keyword or pattern of the rule that matched.
    pub matched_keyword: Option<String>,
    /// The part of the text that matched; empty without the intent for message content.
    pub matched_content: Option<String>,
}

/// A mention raid was detected in a guild.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Auto Moderation Mention Raid Detection
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct AutoModerationMentionRaidDetection {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The identifier of the decision.
    pub decision_id: String,
    /// The assumed end of the raid.
    pub suspicious_mention_activity_until: Timestamp,
}

open_enum! {
    /// What triggers a rule of auto moderation.
    pub enum AutoModTriggerType {
        /// Keywords chosen by the guild.
        Keyword = 1,
        /// Links that Discord considers harmful. Undocumented. No longer in use.
        HarmfulLink = 2,
        /// Suspected spam.
        Spam = 3,
        /// Words from Discord's own lists.
        KeywordPreset = 4,
        /// Too many mentions.
        MentionSpam = 5,
        /// Words in a member's profile.
        MemberProfile = 6,
        /// A violation of the guild's rules. Undocumented.
        GuildPolicy = 7,
    }
}

open_enum! {
    /// A predefined word list of Discord.
    pub enum AutoModKeywordPresetType {
        /// Swearing.
        Profanity = 1,
        /// Sexual words.
        SexualContent = 2,
        /// Insults and hate.
        Slurs = 3,
    }
}

open_enum! {
    /// What a rule of auto moderation checks.
    pub enum AutoModEventType {
        /// Messages that are sent or edited.
        MessageSend = 1,
        /// Members who join or change their profile.
        MemberUpdate = 2,
    }
}

open_enum! {
    /// What a rule of auto moderation does.
    pub enum AutoModActionType {
        /// It blocks the message.
        BlockMessage = 1,
        /// It alerts the moderators.
        SendAlertMessage = 2,
        /// It times the member out.
        Timeout = 3,
        /// It prevents the member from writing, speaking and reacting.
        BlockMemberInteraction = 4,
    }
}
