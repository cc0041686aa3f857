//! Requests to join a guild.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::field::Field;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::open_enum::open_text_enum;
use super::open_value::open_value;
use super::timestamp::Timestamp;
use super::user::User;

/// The payload of `GUILD_JOIN_REQUEST_CREATE`: a user asked to join a guild.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildJoinRequestCreate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The request.
    pub request: GuildJoinRequest,
    /// The status.
    pub status: GuildJoinRequestStatus,
}

/// The payload of `GUILD_JOIN_REQUEST_UPDATE`: a request changed or was decided.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildJoinRequestUpdate {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The request.
    pub request: GuildJoinRequest,
    /// The status.
    pub status: GuildJoinRequestStatus,
}

/// The payload of `GUILD_JOIN_REQUEST_DELETE`: a user withdrew the request, or left.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildJoinRequestDelete {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The user.
    pub user_id: Id<User>,
    /// The request. Absent in frames of 2020 to 2022.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id<GuildJoinRequest>>,
}

/// A request to join a guild.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Guild Resource", section "Guild Join Request Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildJoinRequest {
    /// The request. Absent in the oldest format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id<GuildJoinRequest>>,
    /// When it was created.
    pub created_at: Option<Timestamp>,
    /// When the request was decided.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub reviewed_at: Field<Timestamp>,
    /// The status of the request.
    pub application_status: Option<GuildJoinRequestStatus>,
    /// Why the request was rejected.
    pub rejection_reason: Option<String>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The user.
    pub user_id: Id<User>,
    /// The user.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub user: Field<Box<User>>,
    /// The answers to the guild's questions.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub form_responses: Field<Vec<FormFieldResponse>>,
    /// The moderator who decided.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub actioned_by_user: Field<Box<User>>,
    /// The request, under another key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join_request_id: Option<Id<GuildJoinRequest>>,
    /// When the user last looked at the guild.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub last_seen: Field<Timestamp>,
    /// When the request was decided, as a time or an identifier; sources disagree.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub actioned_at: Field<ActionedAt>,
    /// The group in which moderators talk with the user.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub interview_channel_id: Field<Id<Channel>>,
}

/// The answer to a field of a guild's form.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Guild Resource", section "Member Verification Form Field Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct FormFieldResponse {
    /// The type of field.
    pub field_type: MemberVerificationFieldType,
    /// The question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether the user must fill in the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The description below the field's label.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// The answers that can be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<String>>,
    /// The rules that were agreed to.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub values: Field<Vec<String>>,
    /// The answer: a boolean for rules, the number of a choice, or a string.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub response: Field<FormAnswer>,
    /// The placeholder shown while the value is empty.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub placeholder: Field<String>,
    /// The automatic checks of the answer.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub automations: Field<Vec<String>>,
}

open_value! {
    /// When a request was decided, as a time or an identifier; sources disagree.
    pub enum ActionedAt {
        /// An identifier, which contains a time.
        Id(Snowflake): snowflake,
        /// A time.
        Time(Timestamp): time,
        /// A string that is neither.
        Text(S): text,
    }
}

open_value! {
    /// The answer to a field of a form.
    pub enum FormAnswer {
        /// Whether rules were agreed to.
        Boolean(bool): boolean,
        /// The number of a choice, counted from 0.
        Integer(i64): integer,
        /// A string.
        Text(S): text,
    }
}

open_text_enum! {
    /// The status of a request to join.
    ///
    /// Undocumented.
    pub enum GuildJoinRequestStatus {
        /// The form is being filled in.
        Started = "STARTED",
        /// It is waiting for a decision.
        Submitted = "SUBMITTED",
        /// It was rejected.
        Rejected = "REJECTED",
        /// It was accepted.
        Approved = "APPROVED",
        /// It is waiting for a decision; an older name. No longer in use.
        Pending = "PENDING",
    }
}

open_text_enum! {
    /// The type of a field in a form for joining.
    ///
    /// Undocumented.
    pub enum MemberVerificationFieldType {
        /// Rules to agree to.
        Terms = "TERMS",
        /// A line of text.
        TextInput = "TEXT_INPUT",
        /// Several lines of text.
        Paragraph = "PARAGRAPH",
        /// One of several answers.
        MultipleChoice = "MULTIPLE_CHOICE",
        /// A proof of identity. No longer in use.
        Verification = "VERIFICATION",
    }
}
