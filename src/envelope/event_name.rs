//! The text in `t`.

use std::fmt;

use crate::json::error::Error;
use crate::json::object::RawText;
use crate::view::{KeyTable, Keys, bucket_count};

/// Writes the enum, its names and the table that finds them.
macro_rules! event_names {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The name of an event, as it stands in `t`.
        ///
        /// Names that Discord has added since are kept as they are in [`EventName::Unknown`]. Events that only
        /// user accounts receive are known by name; their payloads have no model.
        #[derive(Clone, Copy)]
        #[non_exhaustive]
        pub enum EventName<'a> {
            $($(#[$doc])* $variant,)*
            /// A name that is not in this list, unread.
            Unknown(RawText<'a>),
        }

        /// The names in the order of the variants.
        const NAMES: &[&str] = &[$($name),*];

        const VARIANTS: [EventName<'static>; NAMES.len()] = [$(EventName::$variant),*];

        impl EventName<'_> {
            /// The name's place in the list of those that are known, below [`EventName::COUNT`]; `None` for an
            /// unknown one. For tables with a row an event; the places may change with each version.
            #[inline]
            pub fn index(self) -> Option<usize> {
                /// The variants without a field, counted from 0 in the order of the list.
                #[derive(Clone, Copy)]
                enum Index { $($variant),* }
                Some(match self {
                    $(EventName::$variant => Index::$variant as usize,)*
                    EventName::Unknown(_) => return None,
                })
            }
        }
    };
}

event_names! {
    /// `READY`.
    Ready = "READY",
    /// `RESUMED`.
    Resumed = "RESUMED",
    /// `RATE_LIMITED`.
    RateLimited = "RATE_LIMITED",
    /// `APPLICATION_COMMAND_PERMISSIONS_UPDATE`.
    ApplicationCommandPermissionsUpdate = "APPLICATION_COMMAND_PERMISSIONS_UPDATE",
    /// `AUTO_MODERATION_RULE_CREATE`. Needs `AUTO_MODERATION_CONFIGURATION`.
    AutoModerationRuleCreate = "AUTO_MODERATION_RULE_CREATE",
    /// `AUTO_MODERATION_RULE_UPDATE`. Needs `AUTO_MODERATION_CONFIGURATION`.
    AutoModerationRuleUpdate = "AUTO_MODERATION_RULE_UPDATE",
    /// `AUTO_MODERATION_RULE_DELETE`. Needs `AUTO_MODERATION_CONFIGURATION`.
    AutoModerationRuleDelete = "AUTO_MODERATION_RULE_DELETE",
    /// `AUTO_MODERATION_ACTION_EXECUTION`. Needs `AUTO_MODERATION_EXECUTION`.
    AutoModerationActionExecution = "AUTO_MODERATION_ACTION_EXECUTION",
    /// `CHANNEL_CREATE`. Needs `GUILDS`.
    ChannelCreate = "CHANNEL_CREATE",
    /// `CHANNEL_UPDATE`. Needs `GUILDS`.
    ChannelUpdate = "CHANNEL_UPDATE",
    /// `CHANNEL_DELETE`. Needs `GUILDS`.
    ChannelDelete = "CHANNEL_DELETE",
    /// `CHANNEL_INFO`.
    ChannelInfo = "CHANNEL_INFO",
    /// `VOICE_CHANNEL_STATUS_UPDATE`. Needs `GUILDS`.
    VoiceChannelStatusUpdate = "VOICE_CHANNEL_STATUS_UPDATE",
    /// `VOICE_CHANNEL_START_TIME_UPDATE`. Needs `GUILDS`.
    VoiceChannelStartTimeUpdate = "VOICE_CHANNEL_START_TIME_UPDATE",
    /// `CHANNEL_PINS_UPDATE`. Needs `GUILDS` or `DIRECT_MESSAGES`.
    ChannelPinsUpdate = "CHANNEL_PINS_UPDATE",
    /// `THREAD_CREATE`. Needs `GUILDS`.
    ThreadCreate = "THREAD_CREATE",
    /// `THREAD_UPDATE`. Needs `GUILDS`.
    ThreadUpdate = "THREAD_UPDATE",
    /// `THREAD_DELETE`. Needs `GUILDS`.
    ThreadDelete = "THREAD_DELETE",
    /// `THREAD_LIST_SYNC`. Needs `GUILDS`.
    ThreadListSync = "THREAD_LIST_SYNC",
    /// `THREAD_MEMBER_UPDATE`. Needs `GUILDS`.
    ThreadMemberUpdate = "THREAD_MEMBER_UPDATE",
    /// `THREAD_MEMBERS_UPDATE`. Needs `GUILDS` or `GUILD_MEMBERS`.
    ThreadMembersUpdate = "THREAD_MEMBERS_UPDATE",
    /// `ENTITLEMENT_CREATE`.
    EntitlementCreate = "ENTITLEMENT_CREATE",
    /// `ENTITLEMENT_UPDATE`.
    EntitlementUpdate = "ENTITLEMENT_UPDATE",
    /// `ENTITLEMENT_DELETE`.
    EntitlementDelete = "ENTITLEMENT_DELETE",
    /// `GUILD_CREATE`. Needs `GUILDS`.
    GuildCreate = "GUILD_CREATE",
    /// `GUILD_UPDATE`. Needs `GUILDS`.
    GuildUpdate = "GUILD_UPDATE",
    /// `GUILD_DELETE`. Needs `GUILDS`.
    GuildDelete = "GUILD_DELETE",
    /// `GUILD_AUDIT_LOG_ENTRY_CREATE`. Needs `GUILD_MODERATION`.
    GuildAuditLogEntryCreate = "GUILD_AUDIT_LOG_ENTRY_CREATE",
    /// `GUILD_BAN_ADD`. Needs `GUILD_MODERATION`.
    GuildBanAdd = "GUILD_BAN_ADD",
    /// `GUILD_BAN_REMOVE`. Needs `GUILD_MODERATION`.
    GuildBanRemove = "GUILD_BAN_REMOVE",
    /// `GUILD_EMOJIS_UPDATE`. Needs `GUILD_EXPRESSIONS`.
    GuildEmojisUpdate = "GUILD_EMOJIS_UPDATE",
    /// `GUILD_STICKERS_UPDATE`. Needs `GUILD_EXPRESSIONS`.
    GuildStickersUpdate = "GUILD_STICKERS_UPDATE",
    /// `GUILD_INTEGRATIONS_UPDATE`. Needs `GUILD_INTEGRATIONS`.
    GuildIntegrationsUpdate = "GUILD_INTEGRATIONS_UPDATE",
    /// `GUILD_MEMBER_ADD`. Needs `GUILD_MEMBERS`.
    GuildMemberAdd = "GUILD_MEMBER_ADD",
    /// `GUILD_MEMBER_REMOVE`. Needs `GUILD_MEMBERS`.
    GuildMemberRemove = "GUILD_MEMBER_REMOVE",
    /// `GUILD_MEMBER_UPDATE`. Needs `GUILD_MEMBERS`.
    GuildMemberUpdate = "GUILD_MEMBER_UPDATE",
    /// `GUILD_MEMBERS_CHUNK`.
    GuildMembersChunk = "GUILD_MEMBERS_CHUNK",
    /// `GUILD_ROLE_CREATE`. Needs `GUILDS`.
    GuildRoleCreate = "GUILD_ROLE_CREATE",
    /// `GUILD_ROLE_UPDATE`. Needs `GUILDS`.
    GuildRoleUpdate = "GUILD_ROLE_UPDATE",
    /// `GUILD_ROLE_DELETE`. Needs `GUILDS`.
    GuildRoleDelete = "GUILD_ROLE_DELETE",
    /// `GUILD_SCHEDULED_EVENT_CREATE`. Needs `GUILD_SCHEDULED_EVENTS`.
    GuildScheduledEventCreate = "GUILD_SCHEDULED_EVENT_CREATE",
    /// `GUILD_SCHEDULED_EVENT_UPDATE`. Needs `GUILD_SCHEDULED_EVENTS`.
    GuildScheduledEventUpdate = "GUILD_SCHEDULED_EVENT_UPDATE",
    /// `GUILD_SCHEDULED_EVENT_DELETE`. Needs `GUILD_SCHEDULED_EVENTS`.
    GuildScheduledEventDelete = "GUILD_SCHEDULED_EVENT_DELETE",
    /// `GUILD_SCHEDULED_EVENT_USER_ADD`. Needs `GUILD_SCHEDULED_EVENTS`.
    GuildScheduledEventUserAdd = "GUILD_SCHEDULED_EVENT_USER_ADD",
    /// `GUILD_SCHEDULED_EVENT_USER_REMOVE`. Needs `GUILD_SCHEDULED_EVENTS`.
    GuildScheduledEventUserRemove = "GUILD_SCHEDULED_EVENT_USER_REMOVE",
    /// `GUILD_SOUNDBOARD_SOUND_CREATE`. Needs `GUILD_EXPRESSIONS`.
    GuildSoundboardSoundCreate = "GUILD_SOUNDBOARD_SOUND_CREATE",
    /// `GUILD_SOUNDBOARD_SOUND_UPDATE`. Needs `GUILD_EXPRESSIONS`.
    GuildSoundboardSoundUpdate = "GUILD_SOUNDBOARD_SOUND_UPDATE",
    /// `GUILD_SOUNDBOARD_SOUND_DELETE`. Needs `GUILD_EXPRESSIONS`.
    GuildSoundboardSoundDelete = "GUILD_SOUNDBOARD_SOUND_DELETE",
    /// `GUILD_SOUNDBOARD_SOUNDS_UPDATE`. Needs `GUILD_EXPRESSIONS`.
    GuildSoundboardSoundsUpdate = "GUILD_SOUNDBOARD_SOUNDS_UPDATE",
    /// `SOUNDBOARD_SOUNDS`.
    SoundboardSounds = "SOUNDBOARD_SOUNDS",
    /// `INTEGRATION_CREATE`. Needs `GUILD_INTEGRATIONS`.
    IntegrationCreate = "INTEGRATION_CREATE",
    /// `INTEGRATION_UPDATE`. Needs `GUILD_INTEGRATIONS`.
    IntegrationUpdate = "INTEGRATION_UPDATE",
    /// `INTEGRATION_DELETE`. Needs `GUILD_INTEGRATIONS`.
    IntegrationDelete = "INTEGRATION_DELETE",
    /// `INTERACTION_CREATE`.
    InteractionCreate = "INTERACTION_CREATE",
    /// `INVITE_CREATE`. Needs `GUILD_INVITES`.
    InviteCreate = "INVITE_CREATE",
    /// `INVITE_DELETE`. Needs `GUILD_INVITES`.
    InviteDelete = "INVITE_DELETE",
    /// `MESSAGE_CREATE`. Needs `GUILD_MESSAGES` or `DIRECT_MESSAGES`.
    MessageCreate = "MESSAGE_CREATE",
    /// `MESSAGE_UPDATE`. Needs `GUILD_MESSAGES` or `DIRECT_MESSAGES`.
    MessageUpdate = "MESSAGE_UPDATE",
    /// `MESSAGE_DELETE`. Needs `GUILD_MESSAGES` or `DIRECT_MESSAGES`.
    MessageDelete = "MESSAGE_DELETE",
    /// `MESSAGE_DELETE_BULK`. Needs `GUILD_MESSAGES`.
    MessageDeleteBulk = "MESSAGE_DELETE_BULK",
    /// `MESSAGE_REACTION_ADD`. Needs `GUILD_MESSAGE_REACTIONS` or `DIRECT_MESSAGE_REACTIONS`.
    MessageReactionAdd = "MESSAGE_REACTION_ADD",
    /// `MESSAGE_REACTION_REMOVE`. Needs `GUILD_MESSAGE_REACTIONS` or `DIRECT_MESSAGE_REACTIONS`.
    MessageReactionRemove = "MESSAGE_REACTION_REMOVE",
    /// `MESSAGE_REACTION_REMOVE_ALL`. Needs `GUILD_MESSAGE_REACTIONS` or `DIRECT_MESSAGE_REACTIONS`.
    MessageReactionRemoveAll = "MESSAGE_REACTION_REMOVE_ALL",
    /// `MESSAGE_REACTION_REMOVE_EMOJI`. Needs `GUILD_MESSAGE_REACTIONS` or `DIRECT_MESSAGE_REACTIONS`.
    MessageReactionRemoveEmoji = "MESSAGE_REACTION_REMOVE_EMOJI",
    /// `MESSAGE_POLL_VOTE_ADD`. Needs `GUILD_MESSAGE_POLLS` or `DIRECT_MESSAGE_POLLS`.
    MessagePollVoteAdd = "MESSAGE_POLL_VOTE_ADD",
    /// `MESSAGE_POLL_VOTE_REMOVE`. Needs `GUILD_MESSAGE_POLLS` or `DIRECT_MESSAGE_POLLS`.
    MessagePollVoteRemove = "MESSAGE_POLL_VOTE_REMOVE",
    /// `PRESENCE_UPDATE`. Needs `GUILD_PRESENCES`.
    PresenceUpdate = "PRESENCE_UPDATE",
    /// `STAGE_INSTANCE_CREATE`. Needs `GUILDS`.
    StageInstanceCreate = "STAGE_INSTANCE_CREATE",
    /// `STAGE_INSTANCE_UPDATE`. Needs `GUILDS`.
    StageInstanceUpdate = "STAGE_INSTANCE_UPDATE",
    /// `STAGE_INSTANCE_DELETE`. Needs `GUILDS`.
    StageInstanceDelete = "STAGE_INSTANCE_DELETE",
    /// `SUBSCRIPTION_CREATE`.
    SubscriptionCreate = "SUBSCRIPTION_CREATE",
    /// `SUBSCRIPTION_UPDATE`.
    SubscriptionUpdate = "SUBSCRIPTION_UPDATE",
    /// `SUBSCRIPTION_DELETE`.
    SubscriptionDelete = "SUBSCRIPTION_DELETE",
    /// `TYPING_START`. Needs `GUILD_MESSAGE_TYPING` or `DIRECT_MESSAGE_TYPING`.
    TypingStart = "TYPING_START",
    /// `USER_UPDATE`.
    UserUpdate = "USER_UPDATE",
    /// `VOICE_CHANNEL_EFFECT_SEND`. Needs `GUILD_VOICE_STATES`.
    VoiceChannelEffectSend = "VOICE_CHANNEL_EFFECT_SEND",
    /// `VOICE_STATE_UPDATE`. Needs `GUILD_VOICE_STATES`.
    VoiceStateUpdate = "VOICE_STATE_UPDATE",
    /// `VOICE_SERVER_UPDATE`.
    VoiceServerUpdate = "VOICE_SERVER_UPDATE",
    /// `WEBHOOKS_UPDATE`. Needs `GUILD_WEBHOOKS`.
    WebhooksUpdate = "WEBHOOKS_UPDATE",
    /// `EMBEDDED_ACTIVITY_UPDATE`. Undocumented. Needs `GUILD_EMBEDDED_ACTIVITIES`.
    EmbeddedActivityUpdate = "EMBEDDED_ACTIVITY_UPDATE",
    /// `EMBEDDED_ACTIVITY_UPDATE_V2`. Undocumented. Needs `GUILD_EMBEDDED_ACTIVITIES` or `DIRECT_EMBEDDED_ACTIVITIES`.
    EmbeddedActivityUpdateV2 = "EMBEDDED_ACTIVITY_UPDATE_V2",
    /// `GUILD_JOIN_REQUEST_CREATE`. Undocumented. Needs `GUILD_MODERATION`.
    GuildJoinRequestCreate = "GUILD_JOIN_REQUEST_CREATE",
    /// `GUILD_JOIN_REQUEST_UPDATE`. Undocumented. Needs `GUILD_MODERATION`.
    GuildJoinRequestUpdate = "GUILD_JOIN_REQUEST_UPDATE",
    /// `GUILD_JOIN_REQUEST_DELETE`. Undocumented. Needs `GUILD_MODERATION`.
    GuildJoinRequestDelete = "GUILD_JOIN_REQUEST_DELETE",
    /// `GUILD_SCHEDULED_EVENT_EXCEPTION_CREATE`. Undocumented. Needs `GUILD_SCHEDULED_EVENTS`.
    GuildScheduledEventExceptionCreate = "GUILD_SCHEDULED_EVENT_EXCEPTION_CREATE",
    /// `GUILD_SCHEDULED_EVENT_EXCEPTION_UPDATE`. Undocumented. Needs `GUILD_SCHEDULED_EVENTS`.
    GuildScheduledEventExceptionUpdate = "GUILD_SCHEDULED_EVENT_EXCEPTION_UPDATE",
    /// `GUILD_SCHEDULED_EVENT_EXCEPTION_DELETE`. Undocumented. Needs `GUILD_SCHEDULED_EVENTS`.
    GuildScheduledEventExceptionDelete = "GUILD_SCHEDULED_EVENT_EXCEPTION_DELETE",
    /// `GUILD_SCHEDULED_EVENT_EXCEPTIONS_DELETE`. Undocumented. Needs `GUILD_SCHEDULED_EVENTS`.
    GuildScheduledEventExceptionsDelete = "GUILD_SCHEDULED_EVENT_EXCEPTIONS_DELETE",
    /// `AUTO_MODERATION_MENTION_RAID_DETECTION`. Undocumented.
    AutoModerationMentionRaidDetection = "AUTO_MODERATION_MENTION_RAID_DETECTION",
    /// `GUILD_APPLIED_BOOSTS_UPDATE`. Undocumented.
    GuildAppliedBoostsUpdate = "GUILD_APPLIED_BOOSTS_UPDATE",
    /// `GUILD_APPLICATION_COMMAND_INDEX_UPDATE`. Undocumented.
    GuildApplicationCommandIndexUpdate = "GUILD_APPLICATION_COMMAND_INDEX_UPDATE",
    /// `GUILD_APPLICATION_COMMAND_COUNTS_UPDATE`. Undocumented.
    GuildApplicationCommandCountsUpdate = "GUILD_APPLICATION_COMMAND_COUNTS_UPDATE",
    /// `GUILD_DIRECTORY_ENTRY_CREATE`. Undocumented.
    GuildDirectoryEntryCreate = "GUILD_DIRECTORY_ENTRY_CREATE",
    /// `GUILD_DIRECTORY_ENTRY_UPDATE`. Undocumented.
    GuildDirectoryEntryUpdate = "GUILD_DIRECTORY_ENTRY_UPDATE",
    /// `GUILD_DIRECTORY_ENTRY_DELETE`. Undocumented.
    GuildDirectoryEntryDelete = "GUILD_DIRECTORY_ENTRY_DELETE",
    /// `GUILD_POWERUP_ENTITLEMENTS_CREATE`. Undocumented.
    GuildPowerupEntitlementsCreate = "GUILD_POWERUP_ENTITLEMENTS_CREATE",
    /// `GUILD_POWERUP_ENTITLEMENTS_DELETE`. Undocumented.
    GuildPowerupEntitlementsDelete = "GUILD_POWERUP_ENTITLEMENTS_DELETE",
    /// `GUILD_OFFICIAL_GAME_APPLICATIONS_UPDATE`. Undocumented.
    GuildOfficialGameApplicationsUpdate = "GUILD_OFFICIAL_GAME_APPLICATIONS_UPDATE",
    /// `CREATOR_MONETIZATION_RESTRICTIONS_UPDATE`. Undocumented.
    CreatorMonetizationRestrictionsUpdate = "CREATOR_MONETIZATION_RESTRICTIONS_UPDATE",
    /// `CONVERSATION_SUMMARY_UPDATE`. Undocumented.
    ConversationSummaryUpdate = "CONVERSATION_SUMMARY_UPDATE",
    /// `GAME_SERVER_CREATE`. Undocumented.
    GameServerCreate = "GAME_SERVER_CREATE",
    /// `GAME_SERVER_UPDATE`. Undocumented.
    GameServerUpdate = "GAME_SERVER_UPDATE",
    /// `GAME_SERVER_DELETE`. Undocumented.
    GameServerDelete = "GAME_SERVER_DELETE",
    /// `MESSAGE_REACTION_ADD_MANY`. Undocumented. Needs `GUILD_MESSAGE_REACTIONS` or `DIRECT_MESSAGE_REACTIONS`.
    MessageReactionAddMany = "MESSAGE_REACTION_ADD_MANY",
    /// `CHANNEL_TOPIC_UPDATE`. Undocumented.
    ChannelTopicUpdate = "CHANNEL_TOPIC_UPDATE",
    /// `GIFT_CODE_CREATE`. Undocumented.
    GiftCodeCreate = "GIFT_CODE_CREATE",
    /// `GIFT_CODE_UPDATE`. Undocumented.
    GiftCodeUpdate = "GIFT_CODE_UPDATE",
    /// `APPLICATION_COMMAND_CREATE`. Undocumented.
    ApplicationCommandCreate = "APPLICATION_COMMAND_CREATE",
    /// `APPLICATION_COMMAND_UPDATE`. Undocumented.
    ApplicationCommandUpdate = "APPLICATION_COMMAND_UPDATE",
    /// `APPLICATION_COMMAND_DELETE`. Undocumented.
    ApplicationCommandDelete = "APPLICATION_COMMAND_DELETE",
    /// `CHANNEL_RECIPIENT_ADD`. Undocumented. Needs `PRIVATE_CHANNELS`.
    ChannelRecipientAdd = "CHANNEL_RECIPIENT_ADD",
    /// `CHANNEL_RECIPIENT_REMOVE`. Undocumented. Needs `PRIVATE_CHANNELS`.
    ChannelRecipientRemove = "CHANNEL_RECIPIENT_REMOVE",
    /// `CHANNEL_PINS_ACK`. Undocumented.
    ChannelPinsAck = "CHANNEL_PINS_ACK",
    /// `MESSAGE_ACK`. Undocumented.
    MessageAck = "MESSAGE_ACK",
    /// `CALL_CREATE`. Undocumented. Needs `CALLS`.
    CallCreate = "CALL_CREATE",
    /// `CALL_UPDATE`. Undocumented. Needs `CALLS`.
    CallUpdate = "CALL_UPDATE",
    /// `CALL_DELETE`. Undocumented. Needs `CALLS`.
    CallDelete = "CALL_DELETE",
    /// `INTERACTION_SUCCESS`. Undocumented.
    InteractionSuccess = "INTERACTION_SUCCESS",
    /// `INTERACTION_FAILURE`. Undocumented.
    InteractionFailure = "INTERACTION_FAILURE",
    /// `PRESENCES_REPLACE`. Undocumented.
    PresencesReplace = "PRESENCES_REPLACE",
    /// `SESSIONS_REPLACE`. Undocumented.
    SessionsReplace = "SESSIONS_REPLACE",
    /// `GUILD_SYNC`. Undocumented.
    GuildSync = "GUILD_SYNC",
    /// `USER_SETTINGS_UPDATE`. Undocumented.
    UserSettingsUpdate = "USER_SETTINGS_UPDATE",
    /// `ACTIVITY_INVITE_CREATE`. For user accounts only.
    ActivityInviteCreate = "ACTIVITY_INVITE_CREATE",
    /// `APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE`. For user accounts only.
    ApplicationCommandAutocompleteResponse = "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE",
    /// `AUDIO_SETTINGS_UPDATE`. For user accounts only.
    AudioSettingsUpdate = "AUDIO_SETTINGS_UPDATE",
    /// `AUTHENTICATOR_CREATE`. For user accounts only.
    AuthenticatorCreate = "AUTHENTICATOR_CREATE",
    /// `AUTHENTICATOR_DELETE`. For user accounts only.
    AuthenticatorDelete = "AUTHENTICATOR_DELETE",
    /// `AUTHENTICATOR_UPDATE`. For user accounts only.
    AuthenticatorUpdate = "AUTHENTICATOR_UPDATE",
    /// `AUTH_SESSION_CHANGE`. For user accounts only.
    AuthSessionChange = "AUTH_SESSION_CHANGE",
    /// `BILLING_POPUP_BRIDGE_CALLBACK`. For user accounts only.
    BillingPopupBridgeCallback = "BILLING_POPUP_BRIDGE_CALLBACK",
    /// `CHANNEL_MEMBER_COUNT_UPDATE`. For user accounts only.
    ChannelMemberCountUpdate = "CHANNEL_MEMBER_COUNT_UPDATE",
    /// `CHANNEL_STATUSES`. For user accounts only.
    ChannelStatuses = "CHANNEL_STATUSES",
    /// `CHANNEL_SYNC`. For user accounts only.
    ChannelSync = "CHANNEL_SYNC",
    /// `CHANNEL_UNREAD_UPDATE`. For user accounts only.
    ChannelUnreadUpdate = "CHANNEL_UNREAD_UPDATE",
    /// `CHANNEL_UPDATE_PARTIAL`. For user accounts only.
    ChannelUpdatePartial = "CHANNEL_UPDATE_PARTIAL",
    /// `CONSOLE_COMMAND_UPDATE`. For user accounts only.
    ConsoleCommandUpdate = "CONSOLE_COMMAND_UPDATE",
    /// `DELETED_ENTITY_IDS`. For user accounts only.
    DeletedEntityIds = "DELETED_ENTITY_IDS",
    /// `DM_SETTINGS_UPSELL_SHOW`. For user accounts only.
    DmSettingsUpsellShow = "DM_SETTINGS_UPSELL_SHOW",
    /// `EXPERIMENT_SESSION_OVERRIDE_CREATE`. For user accounts only.
    ExperimentSessionOverrideCreate = "EXPERIMENT_SESSION_OVERRIDE_CREATE",
    /// `EXPERIMENT_SESSION_OVERRIDE_DELETE`. For user accounts only.
    ExperimentSessionOverrideDelete = "EXPERIMENT_SESSION_OVERRIDE_DELETE",
    /// `FRIEND_SUGGESTION_CREATE`. For user accounts only.
    FriendSuggestionCreate = "FRIEND_SUGGESTION_CREATE",
    /// `FRIEND_SUGGESTION_DELETE`. For user accounts only.
    FriendSuggestionDelete = "FRIEND_SUGGESTION_DELETE",
    /// `GAME_INVITE_CREATE`. For user accounts only.
    GameInviteCreate = "GAME_INVITE_CREATE",
    /// `GAME_INVITE_DELETE`. For user accounts only.
    GameInviteDelete = "GAME_INVITE_DELETE",
    /// `GAME_INVITE_DELETE_MANY`. For user accounts only.
    GameInviteDeleteMany = "GAME_INVITE_DELETE_MANY",
    /// `GAME_RELATIONSHIP_ADD`. For user accounts only.
    GameRelationshipAdd = "GAME_RELATIONSHIP_ADD",
    /// `GAME_RELATIONSHIP_REMOVE`. For user accounts only.
    GameRelationshipRemove = "GAME_RELATIONSHIP_REMOVE",
    /// `GUILD_FEATURE_ACK`. For user accounts only.
    GuildFeatureAck = "GUILD_FEATURE_ACK",
    /// `INTERACTION_IFRAME_MODAL_CREATE`. For user accounts only.
    InteractionIframeModalCreate = "INTERACTION_IFRAME_MODAL_CREATE",
    /// `INTERACTION_MODAL_CREATE`. For user accounts only.
    InteractionModalCreate = "INTERACTION_MODAL_CREATE",
    /// `LAST_MESSAGES`. For user accounts only.
    LastMessages = "LAST_MESSAGES",
    /// `LOBBY_CREATE`. For user accounts only.
    LobbyCreate = "LOBBY_CREATE",
    /// `LOBBY_DELETE`. For user accounts only.
    LobbyDelete = "LOBBY_DELETE",
    /// `LOBBY_MEMBER_ADD`. For user accounts only.
    LobbyMemberAdd = "LOBBY_MEMBER_ADD",
    /// `LOBBY_MEMBER_REMOVE`. For user accounts only.
    LobbyMemberRemove = "LOBBY_MEMBER_REMOVE",
    /// `LOBBY_MEMBER_UPDATE`. For user accounts only.
    LobbyMemberUpdate = "LOBBY_MEMBER_UPDATE",
    /// `LOBBY_MESSAGE_CREATE`. For user accounts only.
    LobbyMessageCreate = "LOBBY_MESSAGE_CREATE",
    /// `LOBBY_MESSAGE_DELETE`. For user accounts only.
    LobbyMessageDelete = "LOBBY_MESSAGE_DELETE",
    /// `LOBBY_MESSAGE_UPDATE`. For user accounts only.
    LobbyMessageUpdate = "LOBBY_MESSAGE_UPDATE",
    /// `LOBBY_UPDATE`. For user accounts only.
    LobbyUpdate = "LOBBY_UPDATE",
    /// `LOBBY_VOICE_SERVER_UPDATE`. For user accounts only.
    LobbyVoiceServerUpdate = "LOBBY_VOICE_SERVER_UPDATE",
    /// `LOBBY_VOICE_STATE_UPDATE`. For user accounts only.
    LobbyVoiceStateUpdate = "LOBBY_VOICE_STATE_UPDATE",
    /// `NOTIFICATION_CENTER_ITEMS_ACK`. For user accounts only.
    NotificationCenterItemsAck = "NOTIFICATION_CENTER_ITEMS_ACK",
    /// `NOTIFICATION_CENTER_ITEM_COMPLETED`. For user accounts only.
    NotificationCenterItemCompleted = "NOTIFICATION_CENTER_ITEM_COMPLETED",
    /// `NOTIFICATION_CENTER_ITEM_CREATE`. For user accounts only.
    NotificationCenterItemCreate = "NOTIFICATION_CENTER_ITEM_CREATE",
    /// `NOTIFICATION_CENTER_ITEM_DELETE`. For user accounts only.
    NotificationCenterItemDelete = "NOTIFICATION_CENTER_ITEM_DELETE",
    /// `NOTIFICATION_SETTINGS_UPDATE`. For user accounts only.
    NotificationSettingsUpdate = "NOTIFICATION_SETTINGS_UPDATE",
    /// `OAUTH2_TOKEN_CREATE`. For user accounts only.
    Oauth2TokenCreate = "OAUTH2_TOKEN_CREATE",
    /// `OAUTH2_TOKEN_DELETE`. For user accounts only.
    Oauth2TokenDelete = "OAUTH2_TOKEN_DELETE",
    /// `OAUTH2_TOKEN_REVOKE`. For user accounts only.
    Oauth2TokenRevoke = "OAUTH2_TOKEN_REVOKE",
    /// `PASSIVE_UPDATE_V1`. For user accounts only.
    PassiveUpdateV1 = "PASSIVE_UPDATE_V1",
    /// `PASSIVE_UPDATE_V2`. For user accounts only.
    PassiveUpdateV2 = "PASSIVE_UPDATE_V2",
    /// `PAYMENT_UPDATE`. For user accounts only.
    PaymentUpdate = "PAYMENT_UPDATE",
    /// `QUESTS_USER_COMPLETION_UPDATE`. For user accounts only.
    QuestsUserCompletionUpdate = "QUESTS_USER_COMPLETION_UPDATE",
    /// `QUESTS_USER_STATUS_UPDATE`. For user accounts only.
    QuestsUserStatusUpdate = "QUESTS_USER_STATUS_UPDATE",
    /// `REACTION_NOTIFICATION_SENT`. For user accounts only.
    ReactionNotificationSent = "REACTION_NOTIFICATION_SENT",
    /// `READY_SUPPLEMENTAL`. For user accounts only.
    ReadySupplemental = "READY_SUPPLEMENTAL",
    /// `RECENT_MENTION_DELETE`. For user accounts only.
    RecentMentionDelete = "RECENT_MENTION_DELETE",
    /// `RELATIONSHIP_ADD`. For user accounts only.
    RelationshipAdd = "RELATIONSHIP_ADD",
    /// `RELATIONSHIP_REMOVE`. For user accounts only.
    RelationshipRemove = "RELATIONSHIP_REMOVE",
    /// `RELATIONSHIP_UPDATE`. For user accounts only.
    RelationshipUpdate = "RELATIONSHIP_UPDATE",
    /// `REMOTE_COMMAND`. For user accounts only.
    RemoteCommand = "REMOTE_COMMAND",
    /// `SAVED_MESSAGE_CREATE`. For user accounts only.
    SavedMessageCreate = "SAVED_MESSAGE_CREATE",
    /// `SAVED_MESSAGE_DELETE`. For user accounts only.
    SavedMessageDelete = "SAVED_MESSAGE_DELETE",
    /// `SOCIAL_LAYER_SKU_PURCHASE_ELIGIBILITY_RESPONSE`. For user accounts only.
    SocialLayerSkuPurchaseEligibilityResponse = "SOCIAL_LAYER_SKU_PURCHASE_ELIGIBILITY_RESPONSE",
    /// `SPEED_TEST_CREATE`. For user accounts only.
    SpeedTestCreate = "SPEED_TEST_CREATE",
    /// `SPEED_TEST_DELETE`. For user accounts only.
    SpeedTestDelete = "SPEED_TEST_DELETE",
    /// `SPEED_TEST_SERVER_UPDATE`. For user accounts only.
    SpeedTestServerUpdate = "SPEED_TEST_SERVER_UPDATE",
    /// `SPEED_TEST_UPDATE`. For user accounts only.
    SpeedTestUpdate = "SPEED_TEST_UPDATE",
    /// `STREAM_CREATE`. For user accounts only.
    StreamCreate = "STREAM_CREATE",
    /// `STREAM_DELETE`. For user accounts only.
    StreamDelete = "STREAM_DELETE",
    /// `STREAM_SERVER_UPDATE`. For user accounts only.
    StreamServerUpdate = "STREAM_SERVER_UPDATE",
    /// `STREAM_UPDATE`. For user accounts only.
    StreamUpdate = "STREAM_UPDATE",
    /// `USER_APPLICATION_IDENTITY_REMOVE`. For user accounts only.
    UserApplicationIdentityRemove = "USER_APPLICATION_IDENTITY_REMOVE",
    /// `USER_APPLICATION_IDENTITY_UPDATE`. For user accounts only.
    UserApplicationIdentityUpdate = "USER_APPLICATION_IDENTITY_UPDATE",
    /// `USER_APPLICATION_REMOVE`. For user accounts only.
    UserApplicationRemove = "USER_APPLICATION_REMOVE",
    /// `USER_APPLICATION_UPDATE`. For user accounts only.
    UserApplicationUpdate = "USER_APPLICATION_UPDATE",
    /// `USER_CONNECTIONS_UPDATE`. For user accounts only.
    UserConnectionsUpdate = "USER_CONNECTIONS_UPDATE",
    /// `USER_GUILD_SETTINGS_UPDATE`. For user accounts only.
    UserGuildSettingsUpdate = "USER_GUILD_SETTINGS_UPDATE",
    /// `USER_MERGE_OPERATION_COMPLETED`. For user accounts only.
    UserMergeOperationCompleted = "USER_MERGE_OPERATION_COMPLETED",
    /// `USER_NON_CHANNEL_ACK`. For user accounts only.
    UserNonChannelAck = "USER_NON_CHANNEL_ACK",
    /// `USER_NOTE_UPDATE`. For user accounts only.
    UserNoteUpdate = "USER_NOTE_UPDATE",
    /// `USER_PAYMENT_BROWSER_CHECKOUT_DONE`. For user accounts only.
    UserPaymentBrowserCheckoutDone = "USER_PAYMENT_BROWSER_CHECKOUT_DONE",
    /// `USER_PAYMENT_CLIENT_ADD`. For user accounts only.
    UserPaymentClientAdd = "USER_PAYMENT_CLIENT_ADD",
    /// `USER_PAYMENT_SOURCES_UPDATE`. For user accounts only.
    UserPaymentSourcesUpdate = "USER_PAYMENT_SOURCES_UPDATE",
    /// `USER_PREMIUM_GUILD_SUBSCRIPTION_SLOT_CREATE`. For user accounts only.
    UserPremiumGuildSubscriptionSlotCreate = "USER_PREMIUM_GUILD_SUBSCRIPTION_SLOT_CREATE",
    /// `USER_PREMIUM_GUILD_SUBSCRIPTION_SLOT_DELETE`. For user accounts only.
    UserPremiumGuildSubscriptionSlotDelete = "USER_PREMIUM_GUILD_SUBSCRIPTION_SLOT_DELETE",
    /// `USER_PREMIUM_GUILD_SUBSCRIPTION_SLOT_UPDATE`. For user accounts only.
    UserPremiumGuildSubscriptionSlotUpdate = "USER_PREMIUM_GUILD_SUBSCRIPTION_SLOT_UPDATE",
    /// `USER_REQUIRED_ACTION_UPDATE`. For user accounts only.
    UserRequiredActionUpdate = "USER_REQUIRED_ACTION_UPDATE",
    /// `USER_SETTINGS_PROTO_UPDATE`. For user accounts only.
    UserSettingsProtoUpdate = "USER_SETTINGS_PROTO_UPDATE",
    /// `USER_SUBSCRIPTIONS_UPDATE`. For user accounts only.
    UserSubscriptionsUpdate = "USER_SUBSCRIPTIONS_UPDATE",
    /// `VIRTUAL_CURRENCY_BALANCE_UPDATE`. For user accounts only.
    VirtualCurrencyBalanceUpdate = "VIRTUAL_CURRENCY_BALANCE_UPDATE",
}

static KEYS: Keys<{ NAMES.len() }, { bucket_count(NAMES.len()) }> = Keys::new(&{
    let mut names = [("", 0); NAMES.len()];
    let mut index = 0;
    while index < NAMES.len() {
        names[index] = (NAMES[index], index as u16);
        index += 1;
    }
    names
});

/// The names that are known, each with its index among the variants.
pub(super) static TABLE: KeyTable<'static> = KEYS.table();

impl<'a> EventName<'a> {
    /// How many names are known.
    pub const COUNT: usize = NAMES.len();

    /// The event of this name, if it is one of the list.
    ///
    /// ```
    /// use zerocord::EventName;
    ///
    /// assert_eq!(EventName::known("TYPING_START"), Some(EventName::TypingStart));
    /// assert_eq!(EventName::known("typing_start"), None);
    /// ```
    pub fn known(name: &str) -> Option<EventName<'static>> {
        TABLE.slot_of(name.as_bytes()).and_then(EventName::of_index)
    }

    /// The variant at this place of the list.
    #[inline]
    pub(super) fn of_index(index: u16) -> Option<EventName<'static>> {
        VARIANTS.get(usize::from(index)).copied()
    }

    /// The name in a frame, known or not.
    pub(super) fn of_text(text: RawText<'a>) -> EventName<'a> {
        let known = match text.as_bytes().contains(&b'\\') {
            false => TABLE.slot_of(text.as_bytes()),
            true => text.text().ok().and_then(|text| TABLE.slot_of(text.as_bytes())),
        };
        known.and_then(EventName::of_index).unwrap_or(EventName::Unknown(text))
    }

    /// All names of the list.
    pub fn all() -> impl Iterator<Item = EventName<'static>> {
        VARIANTS.iter().copied()
    }

    /// The name, where it is one of the list.
    #[inline]
    pub fn as_known_str(self) -> Option<&'static str> {
        self.index().map(|index| NAMES[index])
    }

    /// The name, known or not.
    ///
    /// # Errors
    /// For an unknown name whose text is not valid: see [`RawText::text`].
    pub fn text(self) -> Result<std::borrow::Cow<'a, str>, Error> {
        match self {
            EventName::Unknown(text) => text.text(),
            known => Ok(std::borrow::Cow::Borrowed(known.as_known_str().unwrap_or_default())),
        }
    }
}

impl PartialEq for EventName<'_> {
    fn eq(&self, other: &EventName<'_>) -> bool {
        match (self, other) {
            (EventName::Unknown(left), EventName::Unknown(right)) => match (left.text(), right.text()) {
                (Ok(left), Ok(right)) => left == right,
                _ => left.as_bytes() == right.as_bytes(),
            },
            _ => self.index() == other.index(),
        }
    }
}

/// The name; what is not valid in it, replaced.
impl fmt::Display for EventName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EventName::Unknown(text) => match text.text() {
                Ok(text) => f.pad(&text),
                Err(_) => f.pad(&String::from_utf8_lossy(text.as_bytes())),
            },
            known => f.pad(known.as_known_str().unwrap_or_default()),
        }
    }
}

impl fmt::Debug for EventName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
