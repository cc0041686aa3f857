//! Permissions.

use super::flags::open_flags;

open_flags! {
    /// Permissions in a guild or channel.
    ///
    /// On the wire a string of decimal digits of any length, which fields of models hold as
    /// [`WideFlags<Permissions>`](super::WideFlags).
    pub struct Permissions: text {
        /// Create invites.
        CREATE_INSTANT_INVITE = 0,
        /// Kick members.
        KICK_MEMBERS = 1,
        /// Ban members.
        BAN_MEMBERS = 2,
        /// All permissions. Overwrites of channels are ignored.
        ADMINISTRATOR = 3,
        /// Create, change and delete channels.
        MANAGE_CHANNELS = 4,
        /// Change the guild.
        MANAGE_GUILD = 5,
        /// Add new reactions.
        ADD_REACTIONS = 6,
        /// Read the audit log.
        VIEW_AUDIT_LOG = 7,
        /// Use priority speaker, which lowers the volume of other speakers.
        PRIORITY_SPEAKER = 8,
        /// Stream.
        STREAM = 9,
        /// See the channel.
        VIEW_CHANNEL = 10,
        /// Write messages, and start threads in forums.
        SEND_MESSAGES = 11,
        /// Write text-to-speech messages.
        SEND_TTS_MESSAGES = 12,
        /// Delete the messages of others.
        MANAGE_MESSAGES = 13,
        /// Post links with previews.
        EMBED_LINKS = 14,
        /// Send files.
        ATTACH_FILES = 15,
        /// Read earlier messages.
        READ_MESSAGE_HISTORY = 16,
        /// Mention everyone, and all roles.
        MENTION_EVERYONE = 17,
        /// Use emojis of other guilds.
        USE_EXTERNAL_EMOJIS = 18,
        /// See the guild's statistics.
        VIEW_GUILD_INSIGHTS = 19,
        /// Join voice channels.
        CONNECT = 20,
        /// Speak.
        SPEAK = 21,
        /// Mute members.
        MUTE_MEMBERS = 22,
        /// Deafen members.
        DEAFEN_MEMBERS = 23,
        /// Move members between voice channels.
        MOVE_MEMBERS = 24,
        /// Speak without pressing a key.
        USE_VAD = 25,
        /// Change one's own nickname.
        CHANGE_NICKNAME = 26,
        /// Change the nicknames of others.
        MANAGE_NICKNAMES = 27,
        /// Create, change and assign roles.
        MANAGE_ROLES = 28,
        /// Create, change and delete webhooks.
        MANAGE_WEBHOOKS = 29,
        /// Change and delete all emojis, stickers and sounds.
        MANAGE_GUILD_EXPRESSIONS = 30,
        /// Use commands.
        USE_APPLICATION_COMMANDS = 31,
        /// Ask to speak on a stage.
        REQUEST_TO_SPEAK = 32,
        /// Change and delete all scheduled events.
        MANAGE_EVENTS = 33,
        /// Change and delete threads, and see private ones.
        MANAGE_THREADS = 34,
        /// Start public threads.
        CREATE_PUBLIC_THREADS = 35,
        /// Start private threads.
        CREATE_PRIVATE_THREADS = 36,
        /// Use stickers of other guilds.
        USE_EXTERNAL_STICKERS = 37,
        /// Write messages in threads.
        SEND_MESSAGES_IN_THREADS = 38,
        /// Start activities.
        USE_EMBEDDED_ACTIVITIES = 39,
        /// Time members out.
        MODERATE_MEMBERS = 40,
        /// See what role subscriptions earn.
        VIEW_CREATOR_MONETIZATION_ANALYTICS = 41,
        /// Play sounds.
        USE_SOUNDBOARD = 42,
        /// Add emojis, stickers and sounds, and change one's own.
        CREATE_GUILD_EXPRESSIONS = 43,
        /// Create scheduled events, and change one's own.
        CREATE_EVENTS = 44,
        /// Play sounds of other guilds.
        USE_EXTERNAL_SOUNDS = 45,
        /// Send voice messages.
        SEND_VOICE_MESSAGES = 46,
        /// Talk to the chat assistant. Undocumented. No longer in use.
        USE_CLYDE_AI = 47,
        /// Set the status of voice channels.
        SET_VOICE_CHANNEL_STATUS = 48,
        /// Send polls.
        SEND_POLLS = 49,
        /// Let self-installed applications respond publicly.
        USE_EXTERNAL_APPS = 50,
        /// Pin and unpin messages.
        PIN_MESSAGES = 51,
        /// Bypass slow mode.
        BYPASS_SLOWMODE = 52,
        /// Write official messages of the guild. Undocumented.
        MANAGE_OFFICIAL_MESSAGES = 53,
    }
}
