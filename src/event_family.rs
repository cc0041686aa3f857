//! One reader for several events.

use crate::event::Event;
use crate::model::*;

/// Writes accessors that lay one view over the payloads of several events.
macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident: $view:ident = $first:ident $(| $other:ident)*;)*) => {
        /// One reader for several events; `None` for all others.
        ///
        /// The view is laid over the payload anew: what the event's own view has found is not used again.
        impl<'a> Event<'a> {
            $(
                $(#[$doc])*
                pub fn $name(self) -> Option<$view<'a>> {
                    // An event's payload is an object already, and that is all that a view asks for.
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
    /// The guild of `GUILD_CREATE` or `GUILD_UPDATE`. Of one that is unavailable little can be read.
    guild: GuildRef = GuildCreate | GuildUpdate;
    /// The channel of `CHANNEL_CREATE`, `CHANNEL_UPDATE` or `CHANNEL_DELETE`.
    channel: ChannelRef = ChannelCreate | ChannelUpdate | ChannelDelete;
    /// The thread of `THREAD_CREATE` or `THREAD_UPDATE`.
    thread: ChannelRef = ThreadCreate | ThreadUpdate;
    /// The message of `MESSAGE_CREATE` or `MESSAGE_UPDATE`. Until July 2024 an update had only what had changed.
    message: MessageRef = MessageCreate | MessageUpdate;
    /// The member of `GUILD_MEMBER_ADD` or `GUILD_MEMBER_UPDATE`. An update may lack the time of joining.
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
