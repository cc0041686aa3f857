//! Types of messages.

use super::open_enum::open_enum;

open_enum! {
    /// The type of a message: written by a user, or a system message.
    pub enum MessageType {
        /// A user wrote it.
        Default = 0,
        /// A user was added to the group or thread.
        RecipientAdd = 1,
        /// A user left the group or thread.
        RecipientRemove = 2,
        /// A call began.
        Call = 3,
        /// The group or thread was renamed.
        ChannelNameChange = 4,
        /// The group's icon was changed.
        ChannelIconChange = 5,
        /// A message was pinned.
        ChannelPinnedMessage = 6,
        /// A user joined the guild.
        UserJoin = 7,
        /// A user boosted the guild.
        GuildBoost = 8,
        /// A boost brought the guild to tier 1.
        GuildBoostTier1 = 9,
        /// A boost brought the guild to tier 2.
        GuildBoostTier2 = 10,
        /// A boost brought the guild to tier 3.
        GuildBoostTier3 = 11,
        /// The channel follows an announcement channel.
        ChannelFollowAdd = 12,
        /// A user began to stream. Undocumented. No longer in use.
        GuildStream = 13,
        /// The guild was removed from the server directory.
        GuildDiscoveryDisqualified = 14,
        /// The guild is in the server directory again.
        GuildDiscoveryRequalified = 15,
        /// The guild does not meet the terms of the server directory: first warning.
        GuildDiscoveryGracePeriodInitialWarning = 16,
        /// The guild does not meet the terms of the server directory: last warning.
        GuildDiscoveryGracePeriodFinalWarning = 17,
        /// A thread was started.
        ThreadCreated = 18,
        /// A user answered a message.
        Reply = 19,
        /// The answer to a command.
        ChatInputCommand = 20,
        /// The first message of a thread, which refers to the message it was started from.
        ThreadStarterMessage = 21,
        /// A new guild's owner is asked to invite people.
        GuildInviteReminder = 22,
        /// The answer to a context command.
        ContextMenuCommand = 23,
        /// A rule of auto moderation alerts the moderators.
        AutoModerationAction = 24,
        /// A user subscribed to a role.
        RoleSubscriptionPurchase = 25,
        /// An application offers a subscription.
        InteractionPremiumUpsell = 26,
        /// A stage began.
        StageStart = 27,
        /// A stage ended.
        StageEnd = 28,
        /// A user became a speaker.
        StageSpeaker = 29,
        /// A user asked to speak. Undocumented.
        StageRaiseHand = 30,
        /// The topic of a stage was changed.
        StageTopic = 31,
        /// A user subscribed to an application for the guild.
        GuildApplicationPremiumSubscription = 32,
        /// An application was added to the group. Undocumented. No longer in use.
        PrivateChannelIntegrationAdded = 33,
        /// An application was removed from the group. Undocumented. No longer in use.
        PrivateChannelIntegrationRemoved = 34,
        /// A user shared a trial of the premium account. Undocumented.
        PremiumReferral = 35,
        /// Parts of the guild were disabled because of an incident.
        GuildIncidentAlertModeEnabled = 36,
        /// The guild's restrictions after an incident were lifted.
        GuildIncidentAlertModeDisabled = 37,
        /// A moderator reported a raid.
        GuildIncidentReportRaid = 38,
        /// A moderator reported a false alarm.
        GuildIncidentReportFalseAlarm = 39,
        /// A suggested topic for a silent guild. Undocumented.
        GuildDeadchatRevivePrompt = 40,
        /// A user gave a gift. Undocumented.
        CustomGift = 41,
        /// What the members play. Undocumented.
        GuildGamingStatsPrompt = 42,
        /// A poll, in an early form. Undocumented. No longer in use.
        Poll = 43,
        /// A user bought something in the guild's shop.
        PurchaseNotification = 44,
        /// An invitation to a voice channel. Undocumented. No longer in use.
        VoiceHangoutInvite = 45,
        /// A poll ended.
        PollResult = 46,
        /// News about Discord. Undocumented.
        Changelog = 47,
        /// News about the premium account. Undocumented.
        NitroNotification = 48,
        /// The channel was linked to a game's lobby. Undocumented.
        ChannelLinkedToLobby = 49,
        /// A proposal to give a gift. Undocumented.
        GiftingPrompt = 50,
        /// The first message that was written within a game. Undocumented.
        InGameMessageNux = 51,
        /// A request to join was accepted. Undocumented.
        GuildJoinRequestAcceptNotification = 52,
        /// A request to join was rejected. Undocumented.
        GuildJoinRequestRejectNotification = 53,
        /// A request to join was withdrawn. Undocumented.
        GuildJoinRequestWithdrawnNotification = 54,
        /// Streams in high definition were paid for. Undocumented.
        HdStreamingUpgraded = 55,
        /// A chat wallpaper was set. Undocumented. No longer in use.
        ChatWallpaperSet = 56,
        /// The chat wallpaper was removed. Undocumented. No longer in use.
        ChatWallpaperRemove = 57,
        /// After a report, a moderator deleted a message. Undocumented.
        ReportToModDeletedMessage = 58,
        /// After a report, a moderator timed a user out. Undocumented.
        ReportToModTimeoutUser = 59,
        /// After a report, a moderator kicked a user. Undocumented.
        ReportToModKickUser = 60,
        /// After a report, a moderator banned a user. Undocumented.
        ReportToModBanUser = 61,
        /// A moderator closed a report. Undocumented.
        ReportToModClosedReport = 62,
        /// An emoji was added. Undocumented. No longer in use.
        EmojiAdded = 63,
        /// An invitation to share a premium account. Undocumented.
        PremiumGroupInvite = 64,
        /// A voice session took place. Undocumented.
        VoiceSession = 65,
        /// A proposal to boost the guild. Undocumented.
        GuildBoostUpsell = 66,
        /// A request for friendship was accepted. Undocumented.
        FriendRequestAccepted = 67,
        /// An image or video mentions a user. Undocumented.
        MediaMentionMessage = 68,
    }
}
