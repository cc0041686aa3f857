//! Auto moderation: rules by which Discord moderates a guild, and what they do.

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

/// A rule by which Discord moderates a guild by itself.
///
/// Source: Discord, "Auto Moderation Resource", section "Auto Moderation Rule Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct AutoModerationRule {
    /// The identifier.
    pub id: Id<AutoModerationRule>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The name.
    pub name: String,
    /// Who made it.
    pub creator_id: Id<User>,
    /// What is looked at.
    pub event_type: AutoModEventType,
    /// What makes the rule act.
    pub trigger_type: AutoModTriggerType,
    /// What is looked for; its keys follow `trigger_type`.
    pub trigger_metadata: AutoModerationTriggerMetadata,
    /// What is done when the rule is met.
    pub actions: Vec<AutoModerationAction>,
    /// Whether it is switched on.
    pub enabled: bool,
    /// The roles that the rule leaves alone, at most 20.
    pub exempt_roles: Vec<Id<Role>>,
    /// The channels that the rule leaves alone, at most 50.
    pub exempt_channels: Vec<Id<Channel>>,
}

/// What a rule looks for.
///
/// Which keys are there follows the trigger.
///
/// Source: Discord, "Auto Moderation Resource", section "Trigger Metadata".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct AutoModerationTriggerMetadata {
    /// Parts of words that are looked for, at most 1000 of 60 characters each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyword_filter: Option<Vec<String>>,
    /// Patterns in Rust's flavour of regular expressions, at most 10 of 260 characters each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regex_patterns: Option<Vec<String>>,
    /// The lists of words that Discord keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presets: Option<Vec<AutoModKeywordPresetType>>,
    /// Words that are let through although they match, at most 100 or 1000 of 60 characters each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_list: Option<Vec<String>>,
    /// How many different roles and users one message may mention, at most 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention_total_limit: Option<u64>,
    /// Whether raids of mentions are noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mention_raid_protection_enabled: Option<bool>,
}

/// Something that is done when a rule is met.
///
/// Source: Discord, "Auto Moderation Resource", section "Auto Moderation Action Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct AutoModerationAction {
    /// What kind it is.
    #[serde(rename = "type")]
    pub kind: AutoModActionType,
    /// More about the action; may be an empty object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<AutoModerationActionMetadata>,
}

/// More about an action.
///
/// Which keys are there follows the type of the action.
///
/// Source: Discord, "Auto Moderation Resource", section "Action Metadata".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct AutoModerationActionMetadata {
    /// The channel that alerts are sent to; only for actions that send one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Id<Channel>>,
    /// For how many seconds the member is timed out, at most 2,419,200; only for time-outs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u64>,
    /// What the author of a blocked message is told, at most 150 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub custom_message: Field<String>,
}

/// The payload of `AUTO_MODERATION_ACTION_EXECUTION`: a rule was met and acted.
///
/// Each action is an event of its own.
///
/// Source: Discord, "Gateway Events", section "Auto Moderation Action Execution Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct AutoModerationActionExecution {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The action that was carried out.
    pub action: AutoModerationAction,
    /// The rule that was met.
    pub rule_id: Id<AutoModerationRule>,
    /// The trigger of the rule that was met.
    pub rule_trigger_type: AutoModTriggerType,
    /// Who wrote the content.
    pub user_id: Id<User>,
    /// The channel where the content was posted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Id<Channel>>,
    /// The message; absent when it was blocked or the content was in no message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<Id<Message>>,
    /// The message by which moderators were alerted; only for actions that send one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert_system_message_id: Option<Id<Message>>,
    /// The text that the user wrote; empty without the intent for message content.
    pub content: String,
    /// The word or pattern of the rule that matched.
    pub matched_keyword: Option<String>,
    /// The part of the text that matched; empty without the intent for message content.
    pub matched_content: Option<String>,
}

/// A raid of mentions was noticed in a guild.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Auto Moderation Mention Raid Detection
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct AutoModerationMentionRaidDetection {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The identifier of the decision.
    pub decision_id: String,
    /// Until when the raid is taken to last.
    pub suspicious_mention_activity_until: Timestamp,
}

open_enum! {
    /// What makes a rule of auto moderation act.
    pub enum AutoModTriggerType {
        /// Words that the guild chose.
        Keyword = 1,
        /// Links that Discord holds to be harmful. Undocumented. No longer in use.
        HarmfulLink = 2,
        /// What looks like spam.
        Spam = 3,
        /// Words from Discord's own lists.
        KeywordPreset = 4,
        /// Too many mentions.
        MentionSpam = 5,
        /// Words in a member's profile.
        MemberProfile = 6,
        /// What breaks the guild's rules. Undocumented.
        GuildPolicy = 7,
    }
}

open_enum! {
    /// A list of words that Discord keeps.
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
    /// What a rule of auto moderation looks at.
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
        /// It keeps the member from writing, speaking and reacting.
        BlockMemberInteraction = 4,
    }
}
