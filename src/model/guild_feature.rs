//! Features of guilds.

use super::open_enum::open_text_enum;

open_text_enum! {
    /// A feature of a guild.
    ///
    /// Most names explain themselves. Only the documented ones are stable.
    pub enum GuildFeature {
        /// It may have an animated banner.
        AnimatedBanner = "ANIMATED_BANNER",
        /// It may have an animated icon.
        AnimatedIcon = "ANIMATED_ICON",
        /// It uses the older form of command permissions.
        ApplicationCommandPermissionsV2 = "APPLICATION_COMMAND_PERMISSIONS_V2",
        /// It has rules of auto moderation.
        AutoModeration = "AUTO_MODERATION",
        /// It may have a banner.
        Banner = "BANNER",
        /// It is a community, with welcome screen, stages and more.
        Community = "COMMUNITY",
        /// It may sell.
        CreatorMonetizableProvisional = "CREATOR_MONETIZABLE_PROVISIONAL",
        /// It has a page with what it sells.
        CreatorStorePage = "CREATOR_STORE_PAGE",
        /// It helps the users of an application.
        DeveloperSupportServer = "DEVELOPER_SUPPORT_SERVER",
        /// It is in the server directory.
        Discoverable = "DISCOVERABLE",
        /// It may be shown at the top of the server directory.
        Featurable = "FEATURABLE",
        /// Joining by invite is currently disabled.
        InvitesDisabled = "INVITES_DISABLED",
        /// It may have a background image for its invites.
        InviteSplash = "INVITE_SPLASH",
        /// Newcomers must agree to its rules.
        MemberVerificationGateEnabled = "MEMBER_VERIFICATION_GATE_ENABLED",
        /// It may have more sounds.
        MoreSoundboard = "MORE_SOUNDBOARD",
        /// It may have more stickers.
        MoreStickers = "MORE_STICKERS",
        /// It may have announcement channels.
        News = "NEWS",
        /// It is a partner of Discord.
        Partnered = "PARTNERED",
        /// It can be previewed before joining.
        PreviewEnabled = "PREVIEW_ENABLED",
        /// Its raid alerts are disabled.
        RaidAlertsDisabled = "RAID_ALERTS_DISABLED",
        /// Its roles may have images.
        RoleIcons = "ROLE_ICONS",
        /// It has role subscriptions for sale.
        RoleSubscriptionsAvailableForPurchase = "ROLE_SUBSCRIPTIONS_AVAILABLE_FOR_PURCHASE",
        /// It may sell role subscriptions.
        RoleSubscriptionsEnabled = "ROLE_SUBSCRIPTIONS_ENABLED",
        /// It has sounds of its own.
        Soundboard = "SOUNDBOARD",
        /// It may sell tickets for events.
        TicketedEventsEnabled = "TICKETED_EVENTS_ENABLED",
        /// It may have a vanity invite URL.
        VanityUrl = "VANITY_URL",
        /// It is verified.
        Verified = "VERIFIED",
        /// Its voice channels may be of better quality.
        VipRegions = "VIP_REGIONS",
        /// It has a welcome screen.
        WelcomeScreenEnabled = "WELCOME_SCREEN_ENABLED",
        /// It may invite guests.
        GuestsEnabled = "GUESTS_ENABLED",
        /// It may have a tag.
        GuildTags = "GUILD_TAGS",
        /// Its roles may have gradients.
        EnhancedRoleColors = "ENHANCED_ROLE_COLORS",
        /// Only the name is known. Undocumented.
        ActivitiesAlpha = "ACTIVITIES_ALPHA",
        /// Only the name is known. Undocumented.
        ActivitiesEmployee = "ACTIVITIES_EMPLOYEE",
        /// Only the name is known. Undocumented.
        ActivitiesInternalDev = "ACTIVITIES_INTERNAL_DEV",
        /// Only the name is known. Undocumented.
        ActivityFeedDisabledByUser = "ACTIVITY_FEED_DISABLED_BY_USER",
        /// Only the name is known. Undocumented.
        ActivityFeedEnabledByUser = "ACTIVITY_FEED_ENABLED_BY_USER",
        /// Only the name is known. Undocumented.
        AgeVerificationLargeGuild = "AGE_VERIFICATION_LARGE_GUILD",
        /// Only the name is known. Undocumented.
        AudioBitrate128Kbps = "AUDIO_BITRATE_128_KBPS",
        /// Only the name is known. Undocumented.
        AudioBitrate256Kbps = "AUDIO_BITRATE_256_KBPS",
        /// Only the name is known. Undocumented.
        AudioBitrate384Kbps = "AUDIO_BITRATE_384_KBPS",
        /// Only the name is known. Undocumented. No longer in use.
        AutomodTriggerKeywordFilter = "AUTOMOD_TRIGGER_KEYWORD_FILTER",
        /// Only the name is known. Undocumented. No longer in use.
        AutomodTriggerMlSpamFilter = "AUTOMOD_TRIGGER_ML_SPAM_FILTER",
        /// Only the name is known. Undocumented. No longer in use.
        AutomodTriggerSpamLinkFilter = "AUTOMOD_TRIGGER_SPAM_LINK_FILTER",
        /// Only the name is known. Undocumented. No longer in use.
        AutomodTriggerUserProfile = "AUTOMOD_TRIGGER_USER_PROFILE",
        /// Only the name is known. Undocumented.
        Bfg = "BFG",
        /// Only the name is known. Undocumented. No longer in use.
        BoostingTiersExperimentMediumGuild = "BOOSTING_TIERS_EXPERIMENT_MEDIUM_GUILD",
        /// Only the name is known. Undocumented. No longer in use.
        BoostingTiersExperimentSmallGuild = "BOOSTING_TIERS_EXPERIMENT_SMALL_GUILD",
        /// Only the name is known. Undocumented.
        BotDeveloperEarlyAccess = "BOT_DEVELOPER_EARLY_ACCESS",
        /// Only the name is known. Undocumented. No longer in use.
        BurstReactions = "BURST_REACTIONS",
        /// Only the name is known. Undocumented.
        BypassSlowmodePermissionMigrationComplete = "BYPASS_SLOWMODE_PERMISSION_MIGRATION_COMPLETE",
        /// Only the name is known. Undocumented. No longer in use.
        ChannelBanner = "CHANNEL_BANNER",
        /// Only the name is known. Undocumented.
        ChannelEmojisGenerated = "CHANNEL_EMOJIS_GENERATED",
        /// Only the name is known. Undocumented.
        ChannelIconEmojisGenerated = "CHANNEL_ICON_EMOJIS_GENERATED",
        /// Only the name is known. Undocumented. No longer in use.
        ChannelHighlights = "CHANNEL_HIGHLIGHTS",
        /// Only the name is known. Undocumented. No longer in use.
        ChannelHighlightsDisabled = "CHANNEL_HIGHLIGHTS_DISABLED",
        /// Only the name is known. Undocumented. No longer in use.
        Clan = "CLAN",
        /// Only the name is known. Undocumented. No longer in use.
        ClanDiscoveryDisabled = "CLAN_DISCOVERY_DISABLED",
        /// Only the name is known. Undocumented. No longer in use.
        ClanPilotGenshin = "CLAN_PILOT_GENSHIN",
        /// Only the name is known. Undocumented. No longer in use.
        ClanPilotValorant = "CLAN_PILOT_VALORANT",
        /// Only the name is known. Undocumented. No longer in use.
        ClanPrepilotGenshin = "CLAN_PREPILOT_GENSHIN",
        /// Only the name is known. Undocumented. No longer in use.
        ClanPrepilotValorant = "CLAN_PREPILOT_VALORANT",
        /// Only the name is known. Undocumented. No longer in use.
        ClanSafetyReviewDisabled = "CLAN_SAFETY_REVIEW_DISABLED",
        /// Only the name is known. Undocumented. No longer in use.
        ClydeDisabled = "CLYDE_DISABLED",
        /// Only the name is known. Undocumented. No longer in use.
        ClydeEnabled = "CLYDE_ENABLED",
        /// Only the name is known. Undocumented. No longer in use.
        ClydeExperimentEnabled = "CLYDE_EXPERIMENT_ENABLED",
        /// Only the name is known. Undocumented.
        Commerce = "COMMERCE",
        /// Only the name is known. Undocumented.
        CommunityCanary = "COMMUNITY_CANARY",
        /// Only the name is known. Undocumented.
        CommunityExpLargeGated = "COMMUNITY_EXP_LARGE_GATED",
        /// Only the name is known. Undocumented.
        CommunityExpLargeUngated = "COMMUNITY_EXP_LARGE_UNGATED",
        /// Only the name is known. Undocumented.
        CommunityExpMedium = "COMMUNITY_EXP_MEDIUM",
        /// Only the name is known. Undocumented.
        Conference = "CONFERENCE",
        /// Only the name is known. Undocumented.
        ConsideredExternallyDiscoverable = "CONSIDERED_EXTERNALLY_DISCOVERABLE",
        /// Only the name is known. Undocumented. No longer in use.
        CreatorAcceptedNewTerms = "CREATOR_ACCEPTED_NEW_TERMS",
        /// Only the name is known. Undocumented.
        CreatorMonetizable = "CREATOR_MONETIZABLE",
        /// Only the name is known. Undocumented.
        CreatorMonetizableDisabled = "CREATOR_MONETIZABLE_DISABLED",
        /// Only the name is known. Undocumented.
        CreatorMonetizablePendingNewOwnerOnboarding = "CREATOR_MONETIZABLE_PENDING_NEW_OWNER_ONBOARDING",
        /// Only the name is known. Undocumented.
        CreatorMonetizableRestricted = "CREATOR_MONETIZABLE_RESTRICTED",
        /// Only the name is known. Undocumented.
        CreatorMonetizableWhiteglove = "CREATOR_MONETIZABLE_WHITEGLOVE",
        /// Only the name is known. Undocumented.
        CreatorMonetizationApplicationAllowlist = "CREATOR_MONETIZATION_APPLICATION_ALLOWLIST",
        /// Only the name is known. Undocumented.
        DiscoverableDisabled = "DISCOVERABLE_DISABLED",
        /// Only the name is known. Undocumented.
        EnabledDiscoverableBefore = "ENABLED_DISCOVERABLE_BEFORE",
        /// Only the name is known. Undocumented.
        EnabledModerationExperienceForNonCommunity = "ENABLED_MODERATION_EXPERIENCE_FOR_NON_COMMUNITY",
        /// Only the name is known. Undocumented.
        ExposedToActivitiesWtpExperiment = "EXPOSED_TO_ACTIVITIES_WTP_EXPERIMENT",
        /// Only the name is known. Undocumented. No longer in use.
        ExposedToBoostingTiersExperiment = "EXPOSED_TO_BOOSTING_TIERS_EXPERIMENT",
        /// Only the name is known. Undocumented. No longer in use.
        ForceRelay = "FORCE_RELAY",
        /// Only the name is known. Undocumented.
        ForwardingDisabled = "FORWARDING_DISABLED",
        /// Only the name is known. Undocumented.
        GameServerHosting = "GAME_SERVER_HOSTING",
        /// Only the name is known. Undocumented.
        GameServers = "GAME_SERVERS",
        /// Only the name is known. Undocumented. No longer in use.
        GenshinL30 = "GENSHIN_L30",
        /// Only the name is known. Undocumented. No longer in use.
        GuildAutomodDefaultList = "GUILD_AUTOMOD_DEFAULT_LIST",
        /// Only the name is known. Undocumented. No longer in use.
        GuildCommunicationDisabledGuilds = "GUILD_COMMUNICATION_DISABLED_GUILDS",
        /// Only the name is known. Undocumented. No longer in use.
        GuildHomeDeprecationOverride = "GUILD_HOME_DEPRECATION_OVERRIDE",
        /// Only the name is known. Undocumented. No longer in use.
        GuildHomeOverride = "GUILD_HOME_OVERRIDE",
        /// Only the name is known. Undocumented. No longer in use.
        GuildHomeTest = "GUILD_HOME_TEST",
        /// Only the name is known. Undocumented. No longer in use.
        GuildMemberVerificationExperiment = "GUILD_MEMBER_VERIFICATION_EXPERIMENT",
        /// Only the name is known. Undocumented.
        GuildOnboarding = "GUILD_ONBOARDING",
        /// Only the name is known. Undocumented. No longer in use.
        GuildOnboardingAdminOnly = "GUILD_ONBOARDING_ADMIN_ONLY",
        /// Only the name is known. Undocumented.
        GuildOnboardingEverEnabled = "GUILD_ONBOARDING_EVER_ENABLED",
        /// Only the name is known. Undocumented.
        GuildOnboardingHasPrompts = "GUILD_ONBOARDING_HAS_PROMPTS",
        /// Only the name is known. Undocumented.
        GuildProducts = "GUILD_PRODUCTS",
        /// Only the name is known. Undocumented.
        GuildProductsAllowArchivedFile = "GUILD_PRODUCTS_ALLOW_ARCHIVED_FILE",
        /// Only the name is known. Undocumented. No longer in use.
        GuildRoleSubscriptions = "GUILD_ROLE_SUBSCRIPTIONS",
        /// Only the name is known. Undocumented. No longer in use.
        GuildRoleSubscriptionPurchaseFeedbackLoop = "GUILD_ROLE_SUBSCRIPTION_PURCHASE_FEEDBACK_LOOP",
        /// Only the name is known. Undocumented. No longer in use.
        GuildRoleSubscriptionTierTemplate = "GUILD_ROLE_SUBSCRIPTION_TIER_TEMPLATE",
        /// Only the name is known. Undocumented. No longer in use.
        GuildRoleSubscriptionTrials = "GUILD_ROLE_SUBSCRIPTION_TRIALS",
        /// Only the name is known. Undocumented.
        GuildServerGuide = "GUILD_SERVER_GUIDE",
        /// Only the name is known. Undocumented.
        GuildTagsBadgePackCreepyCrawlies = "GUILD_TAGS_BADGE_PACK_CREEPY_CRAWLIES",
        /// Only the name is known. Undocumented.
        GuildTagsBadgePackFlex = "GUILD_TAGS_BADGE_PACK_FLEX",
        /// Only the name is known. Undocumented.
        GuildTagsBadgePackPets = "GUILD_TAGS_BADGE_PACK_PETS",
        /// Only the name is known. Undocumented.
        GuildTagsBadgePackPlant = "GUILD_TAGS_BADGE_PACK_PLANT",
        /// Only the name is known. Undocumented.
        GuildWebPageVanityUrl = "GUILD_WEB_PAGE_VANITY_URL",
        /// Only the name is known. Undocumented.
        HadEarlyActivitiesAccess = "HAD_EARLY_ACTIVITIES_ACCESS",
        /// Only the name is known. Undocumented.
        HasDirectoryEntry = "HAS_DIRECTORY_ENTRY",
        /// Only the name is known. Undocumented.
        HideFromExperimentUi = "HIDE_FROM_EXPERIMENT_UI",
        /// Only the name is known. Undocumented.
        Hub = "HUB",
        /// Only the name is known. Undocumented.
        IncreasedThreadLimit = "INCREASED_THREAD_LIMIT",
        /// Only the name is known. Undocumented.
        InternalEmployeeOnly = "INTERNAL_EMPLOYEE_ONLY",
        /// Only the name is known. Undocumented. No longer in use.
        LeaderboardEnabled = "LEADERBOARD_ENABLED",
        /// Only the name is known. Undocumented.
        LinkedToHub = "LINKED_TO_HUB",
        /// Only the name is known. Undocumented. No longer in use.
        Lurkable = "LURKABLE",
        /// Only the name is known. Undocumented. No longer in use.
        MarketplacesConnectionRoles = "MARKETPLACES_CONNECTION_ROLES",
        /// Only the name is known. Undocumented.
        MaxFileSize50Mb = "MAX_FILE_SIZE_50_MB",
        /// Only the name is known. Undocumented.
        MaxFileSize100Mb = "MAX_FILE_SIZE_100_MB",
        /// Only the name is known. Undocumented.
        MaxFileSize250Mb = "MAX_FILE_SIZE_250_MB",
        /// Only the name is known. Undocumented. No longer in use.
        MediaChannelAlpha = "MEDIA_CHANNEL_ALPHA",
        /// Only the name is known. Undocumented. No longer in use.
        MemberListDisabled = "MEMBER_LIST_DISABLED",
        /// Only the name is known. Undocumented. No longer in use.
        MemberProfiles = "MEMBER_PROFILES",
        /// Only the name is known. Undocumented. No longer in use.
        MemberSafetyPageRollout = "MEMBER_SAFETY_PAGE_ROLLOUT",
        /// Only the name is known. Undocumented.
        MemberVerificationManualApproval = "MEMBER_VERIFICATION_MANUAL_APPROVAL",
        /// Only the name is known. Undocumented. No longer in use.
        MemberVerificationRolloutTest = "MEMBER_VERIFICATION_ROLLOUT_TEST",
        /// Only the name is known. Undocumented. No longer in use.
        MobileWebRoleSubscriptionPurchasePage = "MOBILE_WEB_ROLE_SUBSCRIPTION_PURCHASE_PAGE",
        /// Only the name is known. Undocumented. No longer in use.
        MonetizationEnabled = "MONETIZATION_ENABLED",
        /// Only the name is known. Undocumented.
        MoreEmoji = "MORE_EMOJI",
        /// Only the name is known. Undocumented. No longer in use.
        NewThreadPermissions = "NEW_THREAD_PERMISSIONS",
        /// Only the name is known. Undocumented.
        NonCommunityRaidAlerts = "NON_COMMUNITY_RAID_ALERTS",
        /// Only the name is known. Undocumented.
        OfficialGameGuild = "OFFICIAL_GAME_GUILD",
        /// Only the name is known. Undocumented.
        PinPermissionMigrationComplete = "PIN_PERMISSION_MIGRATION_COMPLETE",
        /// Only the name is known. Undocumented.
        PowerupBetaFeatures = "POWERUP_BETA_FEATURES",
        /// Only the name is known. Undocumented.
        PremiumTier3Override = "PREMIUM_TIER_3_OVERRIDE",
        /// Only the name is known. Undocumented. No longer in use.
        PrivateThreads = "PRIVATE_THREADS",
        /// Only the name is known. Undocumented.
        ProductsAvailableForPurchase = "PRODUCTS_AVAILABLE_FOR_PURCHASE",
        /// Only the name is known. Undocumented.
        PruneRequiresAdmin = "PRUNE_REQUIRES_ADMIN",
        /// Only the name is known. Undocumented. No longer in use.
        Public = "PUBLIC",
        /// Only the name is known. Undocumented. No longer in use.
        PublicDisabled = "PUBLIC_DISABLED",
        /// Only the name is known. Undocumented. No longer in use.
        RaidAlertsEnabled = "RAID_ALERTS_ENABLED",
        /// Only the name is known. Undocumented. No longer in use.
        RapidashTest = "RAPIDASH_TEST",
        /// Only the name is known. Undocumented. No longer in use.
        RapidashTestRebirth = "RAPIDASH_TEST_REBIRTH",
        /// Only the name is known. Undocumented.
        RelayEnabled = "RELAY_ENABLED",
        /// Only the name is known. Undocumented.
        ReportToModPilot = "REPORT_TO_MOD_PILOT",
        /// Only the name is known. Undocumented.
        ReportToModSurvey = "REPORT_TO_MOD_SURVEY",
        /// Only the name is known. Undocumented. No longer in use.
        RestrictSpamRiskGuilds = "RESTRICT_SPAM_RISK_GUILDS",
        /// Only the name is known. Undocumented. No longer in use.
        RoleSubscriptionsEnabledForPurchase = "ROLE_SUBSCRIPTIONS_ENABLED_FOR_PURCHASE",
        /// Only the name is known. Undocumented. No longer in use.
        SevenDayThreadArchive = "SEVEN_DAY_THREAD_ARCHIVE",
        /// Only the name is known. Undocumented. No longer in use.
        ServerProfilesTest = "SERVER_PROFILES_TEST",
        /// Only the name is known. Undocumented. No longer in use.
        Shard = "SHARD",
        /// Only the name is known. Undocumented.
        SharedCanvasFriendsAndFamilyTest = "SHARED_CANVAS_FRIENDS_AND_FAMILY_TEST",
        /// Only the name is known. Undocumented.
        SocialLayerStorefront = "SOCIAL_LAYER_STOREFRONT",
        /// Only the name is known. Undocumented.
        StageChannelViewers50 = "STAGE_CHANNEL_VIEWERS_50",
        /// Only the name is known. Undocumented.
        StageChannelViewers150 = "STAGE_CHANNEL_VIEWERS_150",
        /// Only the name is known. Undocumented.
        StageChannelViewers300 = "STAGE_CHANNEL_VIEWERS_300",
        /// Only the name is known. Undocumented. No longer in use.
        SummariesEnabled = "SUMMARIES_ENABLED",
        /// Only the name is known. Undocumented.
        SummariesEnabledGa = "SUMMARIES_ENABLED_GA",
        /// Only the name is known. Undocumented.
        SummariesDisabledByUser = "SUMMARIES_DISABLED_BY_USER",
        /// Only the name is known. Undocumented.
        SummariesEnabledByUser = "SUMMARIES_ENABLED_BY_USER",
        /// Only the name is known. Undocumented.
        SummariesLongLookback = "SUMMARIES_LONG_LOOKBACK",
        /// Only the name is known. Undocumented.
        SummariesOptOutExperience = "SUMMARIES_OPT_OUT_EXPERIENCE",
        /// Only the name is known. Undocumented.
        StaffLevelCollaboratorRequired = "STAFF_LEVEL_COLLABORATOR_REQUIRED",
        /// Only the name is known. Undocumented.
        StaffLevelRestrictedCollaboratorRequired = "STAFF_LEVEL_RESTRICTED_COLLABORATOR_REQUIRED",
        /// Only the name is known. Undocumented. No longer in use.
        TextInStageEnabled = "TEXT_IN_STAGE_ENABLED",
        /// Only the name is known. Undocumented. No longer in use.
        TextInVoiceEnabled = "TEXT_IN_VOICE_ENABLED",
        /// Only the name is known. Undocumented. No longer in use.
        ThreadsEnabled = "THREADS_ENABLED",
        /// Only the name is known. Undocumented. No longer in use.
        ThreadsEnabledTesting = "THREADS_ENABLED_TESTING",
        /// Only the name is known. Undocumented. No longer in use.
        ThreadDefaultAutoArchiveDuration = "THREAD_DEFAULT_AUTO_ARCHIVE_DURATION",
        /// Only the name is known. Undocumented. No longer in use.
        ThreadsOnlyChannel = "THREADS_ONLY_CHANNEL",
        /// Only the name is known. Undocumented. No longer in use.
        ThreeDayThreadArchive = "THREE_DAY_THREAD_ARCHIVE",
        /// Only the name is known. Undocumented. No longer in use.
        TicketingEnabled = "TICKETING_ENABLED",
        /// Only the name is known. Undocumented.
        TierlessBoosting = "TIERLESS_BOOSTING",
        /// Only the name is known. Undocumented. No longer in use.
        TierlessBoostingClientTest = "TIERLESS_BOOSTING_CLIENT_TEST",
        /// Only the name is known. Undocumented.
        TierlessBoostingSystemMessage = "TIERLESS_BOOSTING_SYSTEM_MESSAGE",
        /// Only the name is known. Undocumented. No longer in use.
        TierlessBoostingTest = "TIERLESS_BOOSTING_TEST",
        /// Only the name is known. Undocumented. No longer in use.
        ValorantL30 = "VALORANT_L30",
        /// Only the name is known. Undocumented.
        VideoBitrateEnhanced = "VIDEO_BITRATE_ENHANCED",
        /// Only the name is known. Undocumented.
        VideoQuality720At60Fps = "VIDEO_QUALITY_720_60FPS",
        /// Only the name is known. Undocumented.
        VideoQuality1080At60Fps = "VIDEO_QUALITY_1080_60FPS",
        /// Only the name is known. Undocumented. No longer in use.
        VoiceChannelEffects = "VOICE_CHANNEL_EFFECTS",
        /// Only the name is known. Undocumented.
        VoiceInThreads = "VOICE_IN_THREADS",
    }
}
