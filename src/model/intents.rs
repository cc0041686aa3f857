//! What a session requests: intents and capabilities.

use super::flags::open_flags;

open_flags! {
    /// The groups of events that a bot requests.
    ///
    /// Sent in IDENTIFY, never received.
    pub struct Intents: integer {
        /// Guilds, roles, channels, threads and stages.
        GUILDS = 0,
        /// Members who join, leave and change. Needs approval.
        GUILD_MEMBERS = 1,
        /// Bans and the audit log.
        GUILD_MODERATION = 2,
        /// Emojis, stickers and sounds.
        GUILD_EXPRESSIONS = 3,
        /// Integrations.
        GUILD_INTEGRATIONS = 4,
        /// Webhooks.
        GUILD_WEBHOOKS = 5,
        /// Invites.
        GUILD_INVITES = 6,
        /// Voice states.
        GUILD_VOICE_STATES = 7,
        /// Presences. Needs approval.
        GUILD_PRESENCES = 8,
        /// Messages in guilds.
        GUILD_MESSAGES = 9,
        /// Reactions in guilds.
        GUILD_MESSAGE_REACTIONS = 10,
        /// Typing in guilds.
        GUILD_MESSAGE_TYPING = 11,
        /// Direct messages.
        DIRECT_MESSAGES = 12,
        /// Reactions in direct messages.
        DIRECT_MESSAGE_REACTIONS = 13,
        /// Typing in direct messages.
        DIRECT_MESSAGE_TYPING = 14,
        /// The content of messages, in the events of other intents. Needs approval.
        MESSAGE_CONTENT = 15,
        /// Scheduled events.
        GUILD_SCHEDULED_EVENTS = 16,
        /// Activities in guilds. Undocumented.
        GUILD_EMBEDDED_ACTIVITIES = 17,
        /// Groups of direct messages. Undocumented.
        PRIVATE_CHANNELS = 18,
        /// Private calls. Undocumented.
        CALLS = 19,
        /// Rules of auto moderation.
        AUTO_MODERATION_CONFIGURATION = 20,
        /// What auto moderation does.
        AUTO_MODERATION_EXECUTION = 21,
        /// Friends. Undocumented.
        USER_RELATIONSHIPS = 22,
        /// Presences of friends. Undocumented.
        USER_PRESENCE = 23,
        /// Votes in guilds.
        GUILD_MESSAGE_POLLS = 24,
        /// Votes in direct messages.
        DIRECT_MESSAGE_POLLS = 25,
        /// Activities in direct messages. Undocumented.
        DIRECT_EMBEDDED_ACTIVITIES = 26,
        /// Lobbies of games. Undocumented.
        LOBBIES = 27,
        /// Lobbies of games that are deleted. Undocumented.
        LOBBY_DELETE = 28,
    }
}

open_flags! {
    /// What a client supports.
    ///
    /// Sent in IDENTIFY, never received. Undocumented.
    pub struct GatewayCapabilities: integer {
        /// Notes about users are fetched when needed.
        LAZY_USER_NOTES = 0,
        /// Affine users are not sent.
        NO_AFFINE_USER_IDS = 1,
        /// Read states have versions.
        VERSIONED_READ_STATES = 2,
        /// Settings of guilds have versions.
        VERSIONED_USER_GUILD_SETTINGS = 3,
        /// Each user is sent once in `READY`.
        DEDUPE_USER_OBJECTS = 4,
        /// `READY` is sent in two parts.
        PRIORITIZED_READY_PAYLOAD = 5,
        /// Experiments have several populations.
        MULTIPLE_GUILD_EXPERIMENT_POPULATIONS = 6,
        /// Read states exist for more than channels.
        NON_CHANNEL_READ_STATES = 7,
        /// A new token may be sent.
        AUTH_TOKEN_REFRESH = 8,
        /// Settings are sent as a protocol buffer.
        USER_SETTINGS_PROTO = 9,
        /// The client's state has its second format.
        CLIENT_STATE_V2 = 10,
        /// Guilds that are not open in the client are updated occasionally.
        PASSIVE_GUILD_UPDATE = 11,
        /// Calls are connected automatically.
        AUTO_CALL_CONNECT = 12,
        /// Reactions are gathered into `MESSAGE_REACTION_ADD_MANY`.
        DEBOUNCE_MESSAGE_REACTIONS = 13,
        /// Guilds that are not open in the client are updated by differences.
        PASSIVE_GUILD_UPDATE_V2 = 14,
        /// Channels that cannot be viewed are sent with their names hidden.
        CHANNEL_OBFUSCATION = 15,
        /// Lobbies are connected automatically.
        AUTO_LOBBY_CONNECT = 16,
    }
}
