//! What guilds can do beyond the ordinary.

use super::open_enum::open_text_enum;

open_text_enum! {
    /// Something that a guild can do or is, beyond the ordinary.
    ///
    /// Most names speak for themselves and none but the documented ones are promised.
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
        /// Nobody can join by invite for now.
        InvitesDisabled = "INVITES_DISABLED",
        /// It may have a picture behind its invites.
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
        /// It can be looked at before joining.
        PreviewEnabled = "PREVIEW_ENABLED",
        /// It is not warned of raids.
        RaidAlertsDisabled = "RAID_ALERTS_DISABLED",
        /// Its roles may have pictures.
        RoleIcons = "ROLE_ICONS",
        /// It sells role subscriptions now.
        RoleSubscriptionsAvailableForPurchase = "ROLE_SUBSCRIPTIONS_AVAILABLE_FOR_PURCHASE",
        /// It may sell role subscriptions.
        RoleSubscriptionsEnabled = "ROLE_SUBSCRIPTIONS_ENABLED",
        /// It has sounds of its own.
        Soundboard = "SOUNDBOARD",
        /// It may sell tickets for events.
        TicketedEventsEnabled = "TICKETED_EVENTS_ENABLED",
        /// It may have an invite address of its own.
        VanityUrl = "VANITY_URL",
        /// It is what it says it is.
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
        /// Known by its name alone. Undocumented.
        ActivitiesAlpha = "ACTIVITIES_ALPHA",
        /// Known by its name alone. Undocumented.
        ActivitiesEmployee = "ACTIVITIES_EMPLOYEE",
        /// Known by its name alone. Undocumented.
        ActivitiesInternalDev = "ACTIVITIES_INTERNAL_DEV",
        /// Known by its name alone. Undocumented.
        ActivityFeedDisabledByUser = "ACTIVITY_FEED_DISABLED_BY_USER",
        /// Known by its name alone. Undocumented.
        ActivityFeedEnabledByUser = "ACTIVITY_FEED_ENABLED_BY_USER",
        /// Known by its name alone. Undocumented.
        AgeVerificationLargeGuild = "AGE_VERIFICATION_LARGE_GUILD",
        /// Known by its name alone. Undocumented.
        AudioBitrate128Kbps = "AUDIO_BITRATE_128_KBPS",
        /// Known by its name alone. Undocumented.
        AudioBitrate256Kbps = "AUDIO_BITRATE_256_KBPS",
        /// Known by its name alone. Undocumented.
        AudioBitrate384Kbps = "AUDIO_BITRATE_384_KBPS",
        /// Known by its name alone. Undocumented. No longer in use.
        AutomodTriggerKeywordFilter = "AUTOMOD_TRIGGER_KEYWORD_FILTER",
        /// Known by its name alone. Undocumented. No longer in use.
        AutomodTriggerMlSpamFilter = "AUTOMOD_TRIGGER_ML_SPAM_FILTER",
        /// Known by its name alone. Undocumented. No longer in use.
        AutomodTriggerSpamLinkFilter = "AUTOMOD_TRIGGER_SPAM_LINK_FILTER",
        /// Known by its name alone. Undocumented. No longer in use.
        AutomodTriggerUserProfile = "AUTOMOD_TRIGGER_USER_PROFILE",
        /// Known by its name alone. Undocumented.
        Bfg = "BFG",
        /// Known by its name alone. Undocumented. No longer in use.
        BoostingTiersExperimentMediumGuild = "BOOSTING_TIERS_EXPERIMENT_MEDIUM_GUILD",
        /// Known by its name alone. Undocumented. No longer in use.
        BoostingTiersExperimentSmallGuild = "BOOSTING_TIERS_EXPERIMENT_SMALL_GUILD",
        /// Known by its name alone. Undocumented.
        BotDeveloperEarlyAccess = "BOT_DEVELOPER_EARLY_ACCESS",
        /// Known by its name alone. Undocumented. No longer in use.
        BurstReactions = "BURST_REACTIONS",
        /// Known by its name alone. Undocumented.
        BypassSlowmodePermissionMigrationComplete = "BYPASS_SLOWMODE_PERMISSION_MIGRATION_COMPLETE",
        /// Known by its name alone. Undocumented. No longer in use.
        ChannelBanner = "CHANNEL_BANNER",
        /// Known by its name alone. Undocumented.
        ChannelEmojisGenerated = "CHANNEL_EMOJIS_GENERATED",
        /// Known by its name alone. Undocumented.
        ChannelIconEmojisGenerated = "CHANNEL_ICON_EMOJIS_GENERATED",
        /// Known by its name alone. Undocumented. No longer in use.
        ChannelHighlights = "CHANNEL_HIGHLIGHTS",
        /// Known by its name alone. Undocumented. No longer in use.
        ChannelHighlightsDisabled = "CHANNEL_HIGHLIGHTS_DISABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        Clan = "CLAN",
        /// Known by its name alone. Undocumented. No longer in use.
        ClanDiscoveryDisabled = "CLAN_DISCOVERY_DISABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        ClanPilotGenshin = "CLAN_PILOT_GENSHIN",
        /// Known by its name alone. Undocumented. No longer in use.
        ClanPilotValorant = "CLAN_PILOT_VALORANT",
        /// Known by its name alone. Undocumented. No longer in use.
        ClanPrepilotGenshin = "CLAN_PREPILOT_GENSHIN",
        /// Known by its name alone. Undocumented. No longer in use.
        ClanPrepilotValorant = "CLAN_PREPILOT_VALORANT",
        /// Known by its name alone. Undocumented. No longer in use.
        ClanSafetyReviewDisabled = "CLAN_SAFETY_REVIEW_DISABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        ClydeDisabled = "CLYDE_DISABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        ClydeEnabled = "CLYDE_ENABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        ClydeExperimentEnabled = "CLYDE_EXPERIMENT_ENABLED",
        /// Known by its name alone. Undocumented.
        Commerce = "COMMERCE",
        /// Known by its name alone. Undocumented.
        CommunityCanary = "COMMUNITY_CANARY",
        /// Known by its name alone. Undocumented.
        CommunityExpLargeGated = "COMMUNITY_EXP_LARGE_GATED",
        /// Known by its name alone. Undocumented.
        CommunityExpLargeUngated = "COMMUNITY_EXP_LARGE_UNGATED",
        /// Known by its name alone. Undocumented.
        CommunityExpMedium = "COMMUNITY_EXP_MEDIUM",
        /// Known by its name alone. Undocumented.
        Conference = "CONFERENCE",
        /// Known by its name alone. Undocumented.
        ConsideredExternallyDiscoverable = "CONSIDERED_EXTERNALLY_DISCOVERABLE",
        /// Known by its name alone. Undocumented. No longer in use.
        CreatorAcceptedNewTerms = "CREATOR_ACCEPTED_NEW_TERMS",
        /// Known by its name alone. Undocumented.
        CreatorMonetizable = "CREATOR_MONETIZABLE",
        /// Known by its name alone. Undocumented.
        CreatorMonetizableDisabled = "CREATOR_MONETIZABLE_DISABLED",
        /// Known by its name alone. Undocumented.
        CreatorMonetizablePendingNewOwnerOnboarding = "CREATOR_MONETIZABLE_PENDING_NEW_OWNER_ONBOARDING",
        /// Known by its name alone. Undocumented.
        CreatorMonetizableRestricted = "CREATOR_MONETIZABLE_RESTRICTED",
        /// Known by its name alone. Undocumented.
        CreatorMonetizableWhiteglove = "CREATOR_MONETIZABLE_WHITEGLOVE",
        /// Known by its name alone. Undocumented.
        CreatorMonetizationApplicationAllowlist = "CREATOR_MONETIZATION_APPLICATION_ALLOWLIST",
        /// Known by its name alone. Undocumented.
        DiscoverableDisabled = "DISCOVERABLE_DISABLED",
        /// Known by its name alone. Undocumented.
        EnabledDiscoverableBefore = "ENABLED_DISCOVERABLE_BEFORE",
        /// Known by its name alone. Undocumented.
        EnabledModerationExperienceForNonCommunity = "ENABLED_MODERATION_EXPERIENCE_FOR_NON_COMMUNITY",
        /// Known by its name alone. Undocumented.
        ExposedToActivitiesWtpExperiment = "EXPOSED_TO_ACTIVITIES_WTP_EXPERIMENT",
        /// Known by its name alone. Undocumented. No longer in use.
        ExposedToBoostingTiersExperiment = "EXPOSED_TO_BOOSTING_TIERS_EXPERIMENT",
        /// Known by its name alone. Undocumented. No longer in use.
        ForceRelay = "FORCE_RELAY",
        /// Known by its name alone. Undocumented.
        ForwardingDisabled = "FORWARDING_DISABLED",
        /// Known by its name alone. Undocumented.
        GameServerHosting = "GAME_SERVER_HOSTING",
        /// Known by its name alone. Undocumented.
        GameServers = "GAME_SERVERS",
        /// Known by its name alone. Undocumented. No longer in use.
        GenshinL30 = "GENSHIN_L30",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildAutomodDefaultList = "GUILD_AUTOMOD_DEFAULT_LIST",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildCommunicationDisabledGuilds = "GUILD_COMMUNICATION_DISABLED_GUILDS",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildHomeDeprecationOverride = "GUILD_HOME_DEPRECATION_OVERRIDE",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildHomeOverride = "GUILD_HOME_OVERRIDE",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildHomeTest = "GUILD_HOME_TEST",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildMemberVerificationExperiment = "GUILD_MEMBER_VERIFICATION_EXPERIMENT",
        /// Known by its name alone. Undocumented.
        GuildOnboarding = "GUILD_ONBOARDING",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildOnboardingAdminOnly = "GUILD_ONBOARDING_ADMIN_ONLY",
        /// Known by its name alone. Undocumented.
        GuildOnboardingEverEnabled = "GUILD_ONBOARDING_EVER_ENABLED",
        /// Known by its name alone. Undocumented.
        GuildOnboardingHasPrompts = "GUILD_ONBOARDING_HAS_PROMPTS",
        /// Known by its name alone. Undocumented.
        GuildProducts = "GUILD_PRODUCTS",
        /// Known by its name alone. Undocumented.
        GuildProductsAllowArchivedFile = "GUILD_PRODUCTS_ALLOW_ARCHIVED_FILE",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildRoleSubscriptions = "GUILD_ROLE_SUBSCRIPTIONS",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildRoleSubscriptionPurchaseFeedbackLoop = "GUILD_ROLE_SUBSCRIPTION_PURCHASE_FEEDBACK_LOOP",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildRoleSubscriptionTierTemplate = "GUILD_ROLE_SUBSCRIPTION_TIER_TEMPLATE",
        /// Known by its name alone. Undocumented. No longer in use.
        GuildRoleSubscriptionTrials = "GUILD_ROLE_SUBSCRIPTION_TRIALS",
        /// Known by its name alone. Undocumented.
        GuildServerGuide = "GUILD_SERVER_GUIDE",
        /// Known by its name alone. Undocumented.
        GuildTagsBadgePackCreepyCrawlies = "GUILD_TAGS_BADGE_PACK_CREEPY_CRAWLIES",
        /// Known by its name alone. Undocumented.
        GuildTagsBadgePackFlex = "GUILD_TAGS_BADGE_PACK_FLEX",
        /// Known by its name alone. Undocumented.
        GuildTagsBadgePackPets = "GUILD_TAGS_BADGE_PACK_PETS",
        /// Known by its name alone. Undocumented.
        GuildTagsBadgePackPlant = "GUILD_TAGS_BADGE_PACK_PLANT",
        /// Known by its name alone. Undocumented.
        GuildWebPageVanityUrl = "GUILD_WEB_PAGE_VANITY_URL",
        /// Known by its name alone. Undocumented.
        HadEarlyActivitiesAccess = "HAD_EARLY_ACTIVITIES_ACCESS",
        /// Known by its name alone. Undocumented.
        HasDirectoryEntry = "HAS_DIRECTORY_ENTRY",
        /// Known by its name alone. Undocumented.
        HideFromExperimentUi = "HIDE_FROM_EXPERIMENT_UI",
        /// Known by its name alone. Undocumented.
        Hub = "HUB",
        /// Known by its name alone. Undocumented.
        IncreasedThreadLimit = "INCREASED_THREAD_LIMIT",
        /// Known by its name alone. Undocumented.
        InternalEmployeeOnly = "INTERNAL_EMPLOYEE_ONLY",
        /// Known by its name alone. Undocumented. No longer in use.
        LeaderboardEnabled = "LEADERBOARD_ENABLED",
        /// Known by its name alone. Undocumented.
        LinkedToHub = "LINKED_TO_HUB",
        /// Known by its name alone. Undocumented. No longer in use.
        Lurkable = "LURKABLE",
        /// Known by its name alone. Undocumented. No longer in use.
        MarketplacesConnectionRoles = "MARKETPLACES_CONNECTION_ROLES",
        /// Known by its name alone. Undocumented.
        MaxFileSize50Mb = "MAX_FILE_SIZE_50_MB",
        /// Known by its name alone. Undocumented.
        MaxFileSize100Mb = "MAX_FILE_SIZE_100_MB",
        /// Known by its name alone. Undocumented.
        MaxFileSize250Mb = "MAX_FILE_SIZE_250_MB",
        /// Known by its name alone. Undocumented. No longer in use.
        MediaChannelAlpha = "MEDIA_CHANNEL_ALPHA",
        /// Known by its name alone. Undocumented. No longer in use.
        MemberListDisabled = "MEMBER_LIST_DISABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        MemberProfiles = "MEMBER_PROFILES",
        /// Known by its name alone. Undocumented. No longer in use.
        MemberSafetyPageRollout = "MEMBER_SAFETY_PAGE_ROLLOUT",
        /// Known by its name alone. Undocumented.
        MemberVerificationManualApproval = "MEMBER_VERIFICATION_MANUAL_APPROVAL",
        /// Known by its name alone. Undocumented. No longer in use.
        MemberVerificationRolloutTest = "MEMBER_VERIFICATION_ROLLOUT_TEST",
        /// Known by its name alone. Undocumented. No longer in use.
        MobileWebRoleSubscriptionPurchasePage = "MOBILE_WEB_ROLE_SUBSCRIPTION_PURCHASE_PAGE",
        /// Known by its name alone. Undocumented. No longer in use.
        MonetizationEnabled = "MONETIZATION_ENABLED",
        /// Known by its name alone. Undocumented.
        MoreEmoji = "MORE_EMOJI",
        /// Known by its name alone. Undocumented. No longer in use.
        NewThreadPermissions = "NEW_THREAD_PERMISSIONS",
        /// Known by its name alone. Undocumented.
        NonCommunityRaidAlerts = "NON_COMMUNITY_RAID_ALERTS",
        /// Known by its name alone. Undocumented.
        OfficialGameGuild = "OFFICIAL_GAME_GUILD",
        /// Known by its name alone. Undocumented.
        PinPermissionMigrationComplete = "PIN_PERMISSION_MIGRATION_COMPLETE",
        /// Known by its name alone. Undocumented.
        PowerupBetaFeatures = "POWERUP_BETA_FEATURES",
        /// Known by its name alone. Undocumented.
        PremiumTier3Override = "PREMIUM_TIER_3_OVERRIDE",
        /// Known by its name alone. Undocumented. No longer in use.
        PrivateThreads = "PRIVATE_THREADS",
        /// Known by its name alone. Undocumented.
        ProductsAvailableForPurchase = "PRODUCTS_AVAILABLE_FOR_PURCHASE",
        /// Known by its name alone. Undocumented.
        PruneRequiresAdmin = "PRUNE_REQUIRES_ADMIN",
        /// Known by its name alone. Undocumented. No longer in use.
        Public = "PUBLIC",
        /// Known by its name alone. Undocumented. No longer in use.
        PublicDisabled = "PUBLIC_DISABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        RaidAlertsEnabled = "RAID_ALERTS_ENABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        RapidashTest = "RAPIDASH_TEST",
        /// Known by its name alone. Undocumented. No longer in use.
        RapidashTestRebirth = "RAPIDASH_TEST_REBIRTH",
        /// Known by its name alone. Undocumented.
        RelayEnabled = "RELAY_ENABLED",
        /// Known by its name alone. Undocumented.
        ReportToModPilot = "REPORT_TO_MOD_PILOT",
        /// Known by its name alone. Undocumented.
        ReportToModSurvey = "REPORT_TO_MOD_SURVEY",
        /// Known by its name alone. Undocumented. No longer in use.
        RestrictSpamRiskGuilds = "RESTRICT_SPAM_RISK_GUILDS",
        /// Known by its name alone. Undocumented. No longer in use.
        RoleSubscriptionsEnabledForPurchase = "ROLE_SUBSCRIPTIONS_ENABLED_FOR_PURCHASE",
        /// Known by its name alone. Undocumented. No longer in use.
        SevenDayThreadArchive = "SEVEN_DAY_THREAD_ARCHIVE",
        /// Known by its name alone. Undocumented. No longer in use.
        ServerProfilesTest = "SERVER_PROFILES_TEST",
        /// Known by its name alone. Undocumented. No longer in use.
        Shard = "SHARD",
        /// Known by its name alone. Undocumented.
        SharedCanvasFriendsAndFamilyTest = "SHARED_CANVAS_FRIENDS_AND_FAMILY_TEST",
        /// Known by its name alone. Undocumented.
        SocialLayerStorefront = "SOCIAL_LAYER_STOREFRONT",
        /// Known by its name alone. Undocumented.
        StageChannelViewers50 = "STAGE_CHANNEL_VIEWERS_50",
        /// Known by its name alone. Undocumented.
        StageChannelViewers150 = "STAGE_CHANNEL_VIEWERS_150",
        /// Known by its name alone. Undocumented.
        StageChannelViewers300 = "STAGE_CHANNEL_VIEWERS_300",
        /// Known by its name alone. Undocumented. No longer in use.
        SummariesEnabled = "SUMMARIES_ENABLED",
        /// Known by its name alone. Undocumented.
        SummariesEnabledGa = "SUMMARIES_ENABLED_GA",
        /// Known by its name alone. Undocumented.
        SummariesDisabledByUser = "SUMMARIES_DISABLED_BY_USER",
        /// Known by its name alone. Undocumented.
        SummariesEnabledByUser = "SUMMARIES_ENABLED_BY_USER",
        /// Known by its name alone. Undocumented.
        SummariesLongLookback = "SUMMARIES_LONG_LOOKBACK",
        /// Known by its name alone. Undocumented.
        SummariesOptOutExperience = "SUMMARIES_OPT_OUT_EXPERIENCE",
        /// Known by its name alone. Undocumented.
        StaffLevelCollaboratorRequired = "STAFF_LEVEL_COLLABORATOR_REQUIRED",
        /// Known by its name alone. Undocumented.
        StaffLevelRestrictedCollaboratorRequired = "STAFF_LEVEL_RESTRICTED_COLLABORATOR_REQUIRED",
        /// Known by its name alone. Undocumented. No longer in use.
        TextInStageEnabled = "TEXT_IN_STAGE_ENABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        TextInVoiceEnabled = "TEXT_IN_VOICE_ENABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        ThreadsEnabled = "THREADS_ENABLED",
        /// Known by its name alone. Undocumented. No longer in use.
        ThreadsEnabledTesting = "THREADS_ENABLED_TESTING",
        /// Known by its name alone. Undocumented. No longer in use.
        ThreadDefaultAutoArchiveDuration = "THREAD_DEFAULT_AUTO_ARCHIVE_DURATION",
        /// Known by its name alone. Undocumented. No longer in use.
        ThreadsOnlyChannel = "THREADS_ONLY_CHANNEL",
        /// Known by its name alone. Undocumented. No longer in use.
        ThreeDayThreadArchive = "THREE_DAY_THREAD_ARCHIVE",
        /// Known by its name alone. Undocumented. No longer in use.
        TicketingEnabled = "TICKETING_ENABLED",
        /// Known by its name alone. Undocumented.
        TierlessBoosting = "TIERLESS_BOOSTING",
        /// Known by its name alone. Undocumented. No longer in use.
        TierlessBoostingClientTest = "TIERLESS_BOOSTING_CLIENT_TEST",
        /// Known by its name alone. Undocumented.
        TierlessBoostingSystemMessage = "TIERLESS_BOOSTING_SYSTEM_MESSAGE",
        /// Known by its name alone. Undocumented. No longer in use.
        TierlessBoostingTest = "TIERLESS_BOOSTING_TEST",
        /// Known by its name alone. Undocumented. No longer in use.
        ValorantL30 = "VALORANT_L30",
        /// Known by its name alone. Undocumented.
        VideoBitrateEnhanced = "VIDEO_BITRATE_ENHANCED",
        /// Known by its name alone. Undocumented.
        VideoQuality720At60Fps = "VIDEO_QUALITY_720_60FPS",
        /// Known by its name alone. Undocumented.
        VideoQuality1080At60Fps = "VIDEO_QUALITY_1080_60FPS",
        /// Known by its name alone. Undocumented. No longer in use.
        VoiceChannelEffects = "VOICE_CHANNEL_EFFECTS",
        /// Known by its name alone. Undocumented.
        VoiceInThreads = "VOICE_IN_THREADS",
    }
}
