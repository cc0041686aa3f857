//! Scheduled events of guilds.

use serde::Serialize;
use zerocord_derive::View;

use super::channel::Channel;
use super::field::Field;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::image_hash::ImageHash;
use super::image_url::ImageUrl;
use super::member::GuildMember;
use super::monetization::Sku;
use super::open_enum::open_enum;
use super::timestamp::Timestamp;
use super::twin::twin_methods;
use super::user::User;

/// A scheduled event of a guild.
///
/// Source: Discord, "Guild Scheduled Event Resource", section "Guild Scheduled Event Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildScheduledEvent {
    /// The identifier.
    pub id: Id<GuildScheduledEvent>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The voice or stage channel of the event; null for an external one.
    pub channel_id: Option<Id<Channel>>,
    /// Who created the event; null for those created before 2021-10-25.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub creator_id: Field<Id<User>>,
    /// The name.
    pub name: String,
    /// What the event is about, 1 to 1000 characters.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description: Field<String>,
    /// When the event is planned to start.
    pub scheduled_start_time: Timestamp,
    /// When the event is planned to end; never null for an external one.
    pub scheduled_end_time: Option<Timestamp>,
    /// Who can see it.
    pub privacy_level: ScheduledEventPrivacyLevel,
    /// The status of the event.
    pub status: ScheduledEventStatus,
    /// Where the event takes place.
    pub entity_type: ScheduledEventEntityType,
    /// The object that belongs to the event, such as a stage instance.
    pub entity_id: Option<Snowflake>,
    /// Details of the location; null unless the event is external.
    pub entity_metadata: Option<GuildScheduledEventEntityMetadata>,
    /// Who created the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creator: Option<Box<User>>,
    /// The number of interested users; only in REST responses, on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_count: Option<u64>,
    /// The cover of the event.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub image: Field<ImageHash>,
    /// How the event recurs. Absent before 2024.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub recurrence_rule: Field<GuildScheduledEventRecurrenceRule>,
    /// Whether the event starts automatically at the planned time. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_start: Option<bool>,
    /// The occurrences that differ from the rule. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_scheduled_event_exceptions: Option<Vec<GuildScheduledEventException>>,
    /// The SKUs. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku_ids: Option<Vec<Id<Sku>>>,
}

/// Details of the location of an event.
///
/// Source: Discord, "Guild Scheduled Event Resource", section "Guild Scheduled Event Entity Metadata".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildScheduledEventEntityMetadata {
    /// The location, 1 to 100 characters; always present for an external event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// How an event recurs: a subset of iCalendar.
///
/// Source: Discord, "Guild Scheduled Event Resource", section "Guild Scheduled Event Recurrence Rule
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildScheduledEventRecurrenceRule {
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Option<Timestamp>,
    /// How often it recurs.
    pub frequency: RecurrenceFrequency,
    /// The interval between occurrences, in units of `frequency`.
    pub interval: u64,
    /// The weekdays on which it recurs.
    pub by_weekday: Option<Vec<RecurrenceWeekday>>,
    /// The weekdays of certain weeks of the month on which it recurs.
    pub by_n_weekday: Option<Vec<GuildScheduledEventNWeekday>>,
    /// The months in which it recurs.
    pub by_month: Option<Vec<RecurrenceMonth>>,
    /// The days of the month on which it recurs.
    pub by_month_day: Option<Vec<i64>>,
    /// The days of the year on which it recurs, 1 to 364.
    pub by_year_day: Option<Vec<i64>>,
    /// The number of occurrences.
    pub count: Option<u64>,
}

/// A weekday of a certain week of the month.
///
/// Source: Discord, "Guild Scheduled Event Resource", section "Guild Scheduled Event Recurrence Rule -
/// N_Weekday Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildScheduledEventNWeekday {
    /// Which week of the month, 1 to 5.
    pub n: u64,
    /// The day of the week.
    pub day: RecurrenceWeekday,
}

/// An occurrence that differs from the rule of its event.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Guild Scheduled Event Resource", section "Guild Scheduled Event
/// Exception Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildScheduledEventException {
    /// The event.
    pub event_id: Id<GuildScheduledEvent>,
    /// The exception from the event's rule.
    pub event_exception_id: Id<GuildScheduledEventException>,
    /// Whether this occurrence is cancelled.
    pub is_canceled: bool,
    /// When this occurrence is planned to start; null when that is unchanged.
    pub scheduled_start_time: Option<Timestamp>,
    /// When this occurrence is planned to end; null when that is unchanged.
    pub scheduled_end_time: Option<Timestamp>,
    /// The guild that this belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
}

/// All exceptions of an event were deleted.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Guild Scheduled Event Exceptions Delete
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildScheduledEventExceptionsDelete {
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The event.
    pub event_id: Id<GuildScheduledEvent>,
}

/// The payload of `GUILD_SCHEDULED_EVENT_USER_ADD` and `GUILD_SCHEDULED_EVENT_USER_REMOVE`: a user is interested
/// in an event, or no longer.
///
/// Source: Discord, "Gateway Events", sections "Guild Scheduled Event User Add Event Fields" and "Guild Scheduled
/// Event User Remove Event Fields".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildScheduledEventUser {
    /// The scheduled event.
    pub guild_scheduled_event_id: Id<GuildScheduledEvent>,
    /// The user.
    pub user_id: Id<User>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// The single occurrence, for recurring events. Undocumented.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub guild_scheduled_event_exception_id: Field<Id<GuildScheduledEventException>>,
    /// Whether the user is interested. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ScheduledEventUserResponse>,
    /// The user. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The member, if it happened in a guild. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<GuildMember>>,
}

twin_methods! { GuildScheduledEvent, GuildScheduledEventRef:
    /// The URL of the event's cover; `None` if it has none.
    fn cover_url(id, image) -> Option<ImageUrl<'a>> {
        image.into_option().map(|hash| hash.scheduled_event_cover_url(id))
    }
}

open_enum! {
    /// Who can see a scheduled event.
    pub enum ScheduledEventPrivacyLevel {
        /// Everybody. Undocumented.
        Public = 1,
        /// The members of the guild.
        GuildOnly = 2,
    }
}

open_enum! {
    /// Where a scheduled event takes place.
    pub enum ScheduledEventEntityType {
        /// On a stage.
        StageInstance = 1,
        /// In a voice channel.
        Voice = 2,
        /// Outside Discord.
        External = 3,
        /// In a programme of events. Undocumented.
        PrimeTime = 4,
    }
}

open_enum! {
    /// The status of a scheduled event.
    pub enum ScheduledEventStatus {
        /// It is planned.
        Scheduled = 1,
        /// It has begun.
        Active = 2,
        /// It is over. This is final.
        Completed = 3,
        /// It was cancelled. This is final.
        Canceled = 4,
    }
}

open_enum! {
    /// How often an event recurs.
    pub enum RecurrenceFrequency {
        /// Every year.
        Yearly = 0,
        /// Every month.
        Monthly = 1,
        /// Every week.
        Weekly = 2,
        /// Every day.
        Daily = 3,
    }
}

open_enum! {
    /// A day of the week.
    pub enum RecurrenceWeekday {
        /// Monday.
        Monday = 0,
        /// Tuesday.
        Tuesday = 1,
        /// Wednesday.
        Wednesday = 2,
        /// Thursday.
        Thursday = 3,
        /// Friday.
        Friday = 4,
        /// Saturday.
        Saturday = 5,
        /// Sunday.
        Sunday = 6,
    }
}

open_enum! {
    /// A month.
    pub enum RecurrenceMonth {
        /// January.
        January = 1,
        /// February.
        February = 2,
        /// March.
        March = 3,
        /// April.
        April = 4,
        /// May.
        May = 5,
        /// June.
        June = 6,
        /// July.
        July = 7,
        /// August.
        August = 8,
        /// September.
        September = 9,
        /// October.
        October = 10,
        /// November.
        November = 11,
        /// December.
        December = 12,
    }
}

open_enum! {
    /// Whether a user is interested in an event.
    ///
    /// Undocumented.
    pub enum ScheduledEventUserResponse {
        /// Not interested.
        Uninterested = 0,
        /// Interested.
        Interested = 1,
    }
}
