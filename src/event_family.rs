//! One accessor for several events.

use crate::event::Event;
use crate::model::*;

/// Defines accessors that read the payloads of several events through one view.
macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident: $view:ident = $first:ident $(| $other:ident)*;)*) => {
        /// One accessor for several events; `None` for all others.
        ///
        /// The view is created again for each call: it does not reuse what the event's own view has found.
        impl<'a> Event<'a> {
            $(
                $(#[$doc])*
                pub fn $name(self) -> Option<$view<'a>> {
                    // An event's payload is already known to be an object, which is all that a view requires.
                    match self {
                        Event::$first(payload) => payload.view_as().ok(),
                        $(Event::$other(payload) => payload.view_as().ok(),)*
                        _ => None,
                    }
                }
            )*
        }
    };
}

readers! {
    /// The guild of `GUILD_CREATE` or `GUILD_UPDATE`. An unavailable guild has few fields.
    guild: GuildRef = GuildCreate | GuildUpdate;
    /// The channel of `CHANNEL_CREATE`, `CHANNEL_UPDATE` or `CHANNEL_DELETE`.
    channel: ChannelRef = ChannelCreate | ChannelUpdate | ChannelDelete;
    /// The thread of `THREAD_CREATE` or `THREAD_UPDATE`.
    thread: ChannelRef = ThreadCreate | ThreadUpdate;
    /// The message of `MESSAGE_CREATE` or `MESSAGE_UPDATE`. Until July 2024 an update had only the changed fields.
    message: MessageRef = MessageCreate | MessageUpdate;
    /// The member of `GUILD_MEMBER_ADD` or `GUILD_MEMBER_UPDATE`. An update may lack the join time.
    member: GuildMemberRef = GuildMemberAdd | GuildMemberUpdate;
    /// The presence of `PRESENCE_UPDATE`.
    presence: PresenceUpdateRef = PresenceUpdate;
    /// The voice state of `VOICE_STATE_UPDATE`.
    voice_state: VoiceStateRef = VoiceStateUpdate;
    /// The rule of `AUTO_MODERATION_RULE_CREATE`, `_UPDATE` or `_DELETE`.
    auto_moderation_rule: AutoModerationRuleRef =
        AutoModerationRuleCreate | AutoModerationRuleUpdate | AutoModerationRuleDelete;
    /// `INTEGRATION_CREATE`, `_UPDATE` or `_DELETE`.
    integration: IntegrationEventRef = IntegrationCreate | IntegrationUpdate | IntegrationDelete;
    /// `GUILD_MEMBER_ADD`, `_UPDATE` or `_REMOVE`.
    guild_member: GuildMemberEventRef = GuildMemberAdd | GuildMemberUpdate | GuildMemberRemove;
    /// `GUILD_ROLE_CREATE`, `_UPDATE` or `_DELETE`.
    guild_role: GuildRoleEventRef = GuildRoleCreate | GuildRoleUpdate | GuildRoleDelete;
    /// `GUILD_BAN_ADD` or `_REMOVE`.
    guild_ban: GuildBanEventRef = GuildBanAdd | GuildBanRemove;
    /// The event of `GUILD_SCHEDULED_EVENT_CREATE`, `_UPDATE` or `_DELETE`.
    scheduled_event: GuildScheduledEventRef =
        GuildScheduledEventCreate | GuildScheduledEventUpdate | GuildScheduledEventDelete;
    /// `GUILD_SCHEDULED_EVENT_USER_ADD` or `_REMOVE`.
    scheduled_event_user: GuildScheduledEventUserRef =
        GuildScheduledEventUserAdd | GuildScheduledEventUserRemove;
    /// `GUILD_JOIN_REQUEST_CREATE`, `_UPDATE` or `_DELETE`.
    guild_join_request: GuildJoinRequestEventRef =
        GuildJoinRequestCreate | GuildJoinRequestUpdate | GuildJoinRequestDelete;
    /// `MESSAGE_REACTION_ADD`, `_REMOVE`, `_REMOVE_ALL` or `_REMOVE_EMOJI`.
    message_reaction: MessageReactionEventRef = MessageReactionAdd
        | MessageReactionRemove
        | MessageReactionRemoveAll
        | MessageReactionRemoveEmoji;
}
