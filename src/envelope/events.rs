//! The list of all events. No other file lists them.

/// Calls a macro with every known event.
///
/// A row is `Variant = "NAME_IN_T": Payload, ["INTENT", ...];`. [`EventName`](super::EventName) uses the names, and
/// [`Event`](crate::Event) the payloads, which are types of [`model`](crate::model) that this layer does not use. A
/// client needs one of the listed intents; an empty list means that the event is always sent. After the events come the
/// names of those that only user accounts receive and that have no model.
///
/// Source: Discord, "Gateway Events", section "Receive Events", and "Gateway", section "List of Intents".
macro_rules! for_each_event {
    ($callback:ident) => {
        $callback! {{
            /// The first dispatch of a session; guilds are stubs.
            Ready = "READY": Ready, [];
            /// A session was resumed: missed events have been replayed.
            Resumed = "RESUMED": Resumed, [];
            /// A request of the client (opcode 8) was throttled.
            RateLimited = "RATE_LIMITED": RateLimited, [];
            /// The permissions of a command have changed.
            ApplicationCommandPermissionsUpdate = "APPLICATION_COMMAND_PERMISSIONS_UPDATE": GuildApplicationCommandPermissions, [];
            /// An auto-moderation rule was created. Needs `AUTO_MODERATION_CONFIGURATION`.
            AutoModerationRuleCreate = "AUTO_MODERATION_RULE_CREATE": AutoModerationRule, ["AUTO_MODERATION_CONFIGURATION"];
            /// An auto-moderation rule has changed. Needs `AUTO_MODERATION_CONFIGURATION`.
            AutoModerationRuleUpdate = "AUTO_MODERATION_RULE_UPDATE": AutoModerationRule, ["AUTO_MODERATION_CONFIGURATION"];
            /// An auto-moderation rule was deleted. Needs `AUTO_MODERATION_CONFIGURATION`.
            AutoModerationRuleDelete = "AUTO_MODERATION_RULE_DELETE": AutoModerationRule, ["AUTO_MODERATION_CONFIGURATION"];
            /// An auto-moderation rule has acted; one event per action. Needs `AUTO_MODERATION_EXECUTION`.
            AutoModerationActionExecution = "AUTO_MODERATION_ACTION_EXECUTION": AutoModerationActionExecution, ["AUTO_MODERATION_EXECUTION"];
            /// A channel of a guild was created. Needs `GUILDS`.
            ChannelCreate = "CHANNEL_CREATE": Channel, ["GUILDS"];
            /// A channel has changed; not sent for a new last message alone. Needs `GUILDS`.
            ChannelUpdate = "CHANNEL_UPDATE": Channel, ["GUILDS"];
            /// A channel was deleted. Needs `GUILDS`.
            ChannelDelete = "CHANNEL_DELETE": Channel, ["GUILDS"];
            /// The answer to opcode 43.
            ChannelInfo = "CHANNEL_INFO": ChannelInfo, [];
            /// The status of a voice channel has changed. Needs `GUILDS`.
            VoiceChannelStatusUpdate = "VOICE_CHANNEL_STATUS_UPDATE": VoiceChannelStatusUpdate, ["GUILDS"];
            /// The start time of a voice channel's use has changed. Needs `GUILDS`.
            VoiceChannelStartTimeUpdate = "VOICE_CHANNEL_START_TIME_UPDATE": VoiceChannelStartTimeUpdate, ["GUILDS"];
            /// A message was pinned or unpinned; not sent when a pinned message is deleted. Needs `GUILDS`
            /// or `DIRECT_MESSAGES`.
            ChannelPinsUpdate = "CHANNEL_PINS_UPDATE": ChannelPinsUpdate, ["GUILDS", "DIRECT_MESSAGES"];
            /// A thread was created, or the client was added to one. Needs `GUILDS`.
            ThreadCreate = "THREAD_CREATE": ThreadCreate, ["GUILDS"];
            /// A thread has changed; not sent for a new last message alone. Needs `GUILDS`.
            ThreadUpdate = "THREAD_UPDATE": Channel, ["GUILDS"];
            /// A thread was deleted; only four keys are sent. Needs `GUILDS`.
            ThreadDelete = "THREAD_DELETE": ThreadDelete, ["GUILDS"];
            /// The active threads of channels that the client can see from now on. Needs `GUILDS`.
            ThreadListSync = "THREAD_LIST_SYNC": ThreadListSync, ["GUILDS"];
            /// The client's own membership of a thread has changed. Needs `GUILDS`.
            ThreadMemberUpdate = "THREAD_MEMBER_UPDATE": ThreadMemberUpdate, ["GUILDS"];
            /// Members were added to a thread or removed from it. Needs `GUILDS` or `GUILD_MEMBERS`.
            ThreadMembersUpdate = "THREAD_MEMBERS_UPDATE": ThreadMembersUpdate, ["GUILDS", "GUILD_MEMBERS"];
            /// An entitlement was created.
            EntitlementCreate = "ENTITLEMENT_CREATE": Entitlement, [];
            /// An entitlement has changed.
            EntitlementUpdate = "ENTITLEMENT_UPDATE": Entitlement, [];
            /// An entitlement was deleted; not sent when it runs out.
            EntitlementDelete = "ENTITLEMENT_DELETE": Entitlement, [];
            /// A guild became available, or the client has joined it. Needs `GUILDS`.
            ///
            /// In an outage the guild is a stub with an id and `unavailable: true`. The view reads both; its
            /// `availability()` returns either as an owned value, while `to_owned()` reports the first field that a
            /// stub lacks.
            GuildCreate = "GUILD_CREATE": GuildCreate, ["GUILDS"];
            /// A guild has changed; without members, channels and presences. Needs `GUILDS`.
            GuildUpdate = "GUILD_UPDATE": Guild, ["GUILDS"];
            /// A guild became unavailable, or the client has left it. Needs `GUILDS`.
            GuildDelete = "GUILD_DELETE": UnavailableGuild, ["GUILDS"];
            /// An entry was written to the audit log. Needs `GUILD_MODERATION`.
            GuildAuditLogEntryCreate = "GUILD_AUDIT_LOG_ENTRY_CREATE": GuildAuditLogEntryCreate, ["GUILD_MODERATION"];
            /// A user was banned. Needs `GUILD_MODERATION`.
            GuildBanAdd = "GUILD_BAN_ADD": GuildBanAdd, ["GUILD_MODERATION"];
            /// A user is no longer banned. Needs `GUILD_MODERATION`.
            GuildBanRemove = "GUILD_BAN_REMOVE": GuildBanRemove, ["GUILD_MODERATION"];
            /// The emojis of a guild have changed; the event has all of them. Needs `GUILD_EXPRESSIONS`.
            GuildEmojisUpdate = "GUILD_EMOJIS_UPDATE": GuildEmojisUpdate, ["GUILD_EXPRESSIONS"];
            /// The stickers of a guild have changed; the event has all of them. Needs `GUILD_EXPRESSIONS`.
            GuildStickersUpdate = "GUILD_STICKERS_UPDATE": GuildStickersUpdate, ["GUILD_EXPRESSIONS"];
            /// An integration of a guild has changed; only the guild id is sent. Needs `GUILD_INTEGRATIONS`.
            GuildIntegrationsUpdate = "GUILD_INTEGRATIONS_UPDATE": GuildIntegrationsUpdate, ["GUILD_INTEGRATIONS"];
            /// A user has joined a guild. Needs `GUILD_MEMBERS`.
            GuildMemberAdd = "GUILD_MEMBER_ADD": GuildMemberAdd, ["GUILD_MEMBERS"];
            /// A user has left a guild or was removed. Needs `GUILD_MEMBERS`.
            GuildMemberRemove = "GUILD_MEMBER_REMOVE": GuildMemberRemove, ["GUILD_MEMBERS"];
            /// A member, or the member's user, has changed. Needs `GUILD_MEMBERS`.
            GuildMemberUpdate = "GUILD_MEMBER_UPDATE": GuildMemberUpdate, ["GUILD_MEMBERS"];
            /// Up to 1,000 members, in answer to opcode 8.
            GuildMembersChunk = "GUILD_MEMBERS_CHUNK": GuildMembersChunk, [];
            /// A role was created. Needs `GUILDS`.
            GuildRoleCreate = "GUILD_ROLE_CREATE": GuildRoleCreate, ["GUILDS"];
            /// A role has changed. Needs `GUILDS`.
            GuildRoleUpdate = "GUILD_ROLE_UPDATE": GuildRoleUpdate, ["GUILDS"];
            /// A role was deleted; only its id is sent. Needs `GUILDS`.
            GuildRoleDelete = "GUILD_ROLE_DELETE": GuildRoleDelete, ["GUILDS"];
            /// A scheduled event was created. Needs `GUILD_SCHEDULED_EVENTS`.
            GuildScheduledEventCreate = "GUILD_SCHEDULED_EVENT_CREATE": GuildScheduledEvent, ["GUILD_SCHEDULED_EVENTS"];
            /// A scheduled event has changed. Needs `GUILD_SCHEDULED_EVENTS`.
            GuildScheduledEventUpdate = "GUILD_SCHEDULED_EVENT_UPDATE": GuildScheduledEvent, ["GUILD_SCHEDULED_EVENTS"];
            /// A scheduled event was deleted. Needs `GUILD_SCHEDULED_EVENTS`.
            GuildScheduledEventDelete = "GUILD_SCHEDULED_EVENT_DELETE": GuildScheduledEvent, ["GUILD_SCHEDULED_EVENTS"];
            /// A user is interested in a scheduled event. Needs `GUILD_SCHEDULED_EVENTS`.
            GuildScheduledEventUserAdd = "GUILD_SCHEDULED_EVENT_USER_ADD": GuildScheduledEventUser, ["GUILD_SCHEDULED_EVENTS"];
            /// A user is no longer interested in a scheduled event. Needs `GUILD_SCHEDULED_EVENTS`.
            GuildScheduledEventUserRemove = "GUILD_SCHEDULED_EVENT_USER_REMOVE": GuildScheduledEventUser, ["GUILD_SCHEDULED_EVENTS"];
            /// A sound was added to a guild's soundboard. Needs `GUILD_EXPRESSIONS`.
            GuildSoundboardSoundCreate = "GUILD_SOUNDBOARD_SOUND_CREATE": SoundboardSound, ["GUILD_EXPRESSIONS"];
            /// A sound of a guild's soundboard has changed. Needs `GUILD_EXPRESSIONS`.
            GuildSoundboardSoundUpdate = "GUILD_SOUNDBOARD_SOUND_UPDATE": SoundboardSound, ["GUILD_EXPRESSIONS"];
            /// A sound of a guild's soundboard was deleted. Needs `GUILD_EXPRESSIONS`.
            GuildSoundboardSoundDelete = "GUILD_SOUNDBOARD_SOUND_DELETE": GuildSoundboardSoundDelete, ["GUILD_EXPRESSIONS"];
            /// Several sounds of a guild's soundboard have changed. Needs `GUILD_EXPRESSIONS`.
            GuildSoundboardSoundsUpdate = "GUILD_SOUNDBOARD_SOUNDS_UPDATE": GuildSoundboardSoundsUpdate, ["GUILD_EXPRESSIONS"];
            /// The sounds of a guild, in answer to opcode 31.
            SoundboardSounds = "SOUNDBOARD_SOUNDS": SoundboardSounds, [];
            /// An integration was created. Needs `GUILD_INTEGRATIONS`.
            IntegrationCreate = "INTEGRATION_CREATE": IntegrationCreate, ["GUILD_INTEGRATIONS"];
            /// An integration has changed. Needs `GUILD_INTEGRATIONS`.
            IntegrationUpdate = "INTEGRATION_UPDATE": IntegrationUpdate, ["GUILD_INTEGRATIONS"];
            /// An integration was deleted. Needs `GUILD_INTEGRATIONS`.
            IntegrationDelete = "INTEGRATION_DELETE": IntegrationDelete, ["GUILD_INTEGRATIONS"];
            /// A user has used a command, a component or a modal of the application.
            InteractionCreate = "INTERACTION_CREATE": Interaction, [];
            /// An invite was created. Needs `GUILD_INVITES`.
            InviteCreate = "INVITE_CREATE": InviteCreate, ["GUILD_INVITES"];
            /// An invite was deleted. Needs `GUILD_INVITES`.
            InviteDelete = "INVITE_DELETE": InviteDelete, ["GUILD_INVITES"];
            /// A message was sent. Needs `GUILD_MESSAGES` or `DIRECT_MESSAGES`.
            MessageCreate = "MESSAGE_CREATE": MessageCreate, ["GUILD_MESSAGES", "DIRECT_MESSAGES"];
            /// A message was edited, or its embeds were filled in; may lack fields in frames from before
            /// July 2024. Needs `GUILD_MESSAGES` or `DIRECT_MESSAGES`.
            MessageUpdate = "MESSAGE_UPDATE": MessageUpdate, ["GUILD_MESSAGES", "DIRECT_MESSAGES"];
            /// A message was deleted. Needs `GUILD_MESSAGES` or `DIRECT_MESSAGES`.
            MessageDelete = "MESSAGE_DELETE": MessageDelete, ["GUILD_MESSAGES", "DIRECT_MESSAGES"];
            /// Several messages were deleted at once. Needs `GUILD_MESSAGES`.
            MessageDeleteBulk = "MESSAGE_DELETE_BULK": MessageDeleteBulk, ["GUILD_MESSAGES"];
            /// A user has reacted to a message. Needs `GUILD_MESSAGE_REACTIONS` or
            /// `DIRECT_MESSAGE_REACTIONS`.
            MessageReactionAdd = "MESSAGE_REACTION_ADD": MessageReactionAdd, ["GUILD_MESSAGE_REACTIONS", "DIRECT_MESSAGE_REACTIONS"];
            /// A user has taken a reaction back. Needs `GUILD_MESSAGE_REACTIONS` or
            /// `DIRECT_MESSAGE_REACTIONS`.
            MessageReactionRemove = "MESSAGE_REACTION_REMOVE": MessageReactionRemove, ["GUILD_MESSAGE_REACTIONS", "DIRECT_MESSAGE_REACTIONS"];
            /// All reactions to a message were removed. Needs `GUILD_MESSAGE_REACTIONS` or
            /// `DIRECT_MESSAGE_REACTIONS`.
            MessageReactionRemoveAll = "MESSAGE_REACTION_REMOVE_ALL": MessageReactionRemoveAll, ["GUILD_MESSAGE_REACTIONS", "DIRECT_MESSAGE_REACTIONS"];
            /// All reactions of one emoji to a message were removed. Needs `GUILD_MESSAGE_REACTIONS` or
            /// `DIRECT_MESSAGE_REACTIONS`.
            MessageReactionRemoveEmoji = "MESSAGE_REACTION_REMOVE_EMOJI": MessageReactionRemoveEmoji, ["GUILD_MESSAGE_REACTIONS", "DIRECT_MESSAGE_REACTIONS"];
            /// A user has voted in a poll; one event per answer. Needs `GUILD_MESSAGE_POLLS` or `DIRECT_MESSAGE_POLLS`.
            MessagePollVoteAdd = "MESSAGE_POLL_VOTE_ADD": MessagePollVoteAdd, ["GUILD_MESSAGE_POLLS", "DIRECT_MESSAGE_POLLS"];
            /// A user has taken a vote back; one event per answer. Needs `GUILD_MESSAGE_POLLS` or
            /// `DIRECT_MESSAGE_POLLS`.
            MessagePollVoteRemove = "MESSAGE_POLL_VOTE_REMOVE": MessagePollVoteRemove, ["GUILD_MESSAGE_POLLS", "DIRECT_MESSAGE_POLLS"];
            /// A user's status or activities have changed; only the user's id is always present. Needs
            /// `GUILD_PRESENCES`.
            PresenceUpdate = "PRESENCE_UPDATE": PresenceUpdate, ["GUILD_PRESENCES"];
            /// A stage has begun. Needs `GUILDS`.
            StageInstanceCreate = "STAGE_INSTANCE_CREATE": StageInstance, ["GUILDS"];
            /// A stage has changed. Needs `GUILDS`.
            StageInstanceUpdate = "STAGE_INSTANCE_UPDATE": StageInstance, ["GUILDS"];
            /// A stage has ended. Needs `GUILDS`.
            StageInstanceDelete = "STAGE_INSTANCE_DELETE": StageInstance, ["GUILDS"];
            /// A subscription to the application was made.
            SubscriptionCreate = "SUBSCRIPTION_CREATE": Subscription, [];
            /// A subscription to the application has changed.
            SubscriptionUpdate = "SUBSCRIPTION_UPDATE": Subscription, [];
            /// A subscription to the application was deleted.
            SubscriptionDelete = "SUBSCRIPTION_DELETE": Subscription, [];
            /// A user has begun to type. Needs `GUILD_MESSAGE_TYPING` or `DIRECT_MESSAGE_TYPING`.
            TypingStart = "TYPING_START": TypingStart, ["GUILD_MESSAGE_TYPING", "DIRECT_MESSAGE_TYPING"];
            /// The client's own user has changed.
            UserUpdate = "USER_UPDATE": User, [];
            /// A user has sent an effect in the voice channel that the client is in. Needs
            /// `GUILD_VOICE_STATES`.
            VoiceChannelEffectSend = "VOICE_CHANNEL_EFFECT_SEND": VoiceChannelEffectSend, ["GUILD_VOICE_STATES"];
            /// A user has joined, left or moved in voice, or has changed a voice setting. Needs `GUILD_VOICE_STATES`.
            VoiceStateUpdate = "VOICE_STATE_UPDATE": VoiceState, ["GUILD_VOICE_STATES"];
            /// The voice server of a guild has changed.
            VoiceServerUpdate = "VOICE_SERVER_UPDATE": VoiceServerUpdate, [];
            /// A webhook of a channel has changed; only ids are sent. Needs `GUILD_WEBHOOKS`.
            WebhooksUpdate = "WEBHOOKS_UPDATE": WebhooksUpdate, ["GUILD_WEBHOOKS"];
            /// An activity in a voice channel has changed. Needs `GUILD_EMBEDDED_ACTIVITIES`. Undocumented.
            EmbeddedActivityUpdate = "EMBEDDED_ACTIVITY_UPDATE": EmbeddedActivityUpdate, ["GUILD_EMBEDDED_ACTIVITIES"];
            /// An activity has changed. Needs `GUILD_EMBEDDED_ACTIVITIES` or `DIRECT_EMBEDDED_ACTIVITIES`.
            /// Undocumented.
            EmbeddedActivityUpdateV2 = "EMBEDDED_ACTIVITY_UPDATE_V2": EmbeddedActivityInstance, ["GUILD_EMBEDDED_ACTIVITIES", "DIRECT_EMBEDDED_ACTIVITIES"];
            /// A user asks to join a guild. Needs `GUILD_MODERATION`. Undocumented.
            GuildJoinRequestCreate = "GUILD_JOIN_REQUEST_CREATE": GuildJoinRequestCreate, ["GUILD_MODERATION"];
            /// A request to join a guild has changed. Needs `GUILD_MODERATION`. Undocumented.
            GuildJoinRequestUpdate = "GUILD_JOIN_REQUEST_UPDATE": GuildJoinRequestUpdate, ["GUILD_MODERATION"];
            /// A request to join a guild was deleted. Needs `GUILD_MODERATION`. Undocumented.
            GuildJoinRequestDelete = "GUILD_JOIN_REQUEST_DELETE": GuildJoinRequestDelete, ["GUILD_MODERATION"];
            /// An exception for one date of a recurring scheduled event was created. Needs `GUILD_SCHEDULED_EVENTS`.
            /// Undocumented.
            GuildScheduledEventExceptionCreate = "GUILD_SCHEDULED_EVENT_EXCEPTION_CREATE": GuildScheduledEventException, ["GUILD_SCHEDULED_EVENTS"];
            /// An exception of a scheduled event has changed. Needs `GUILD_SCHEDULED_EVENTS`. Undocumented.
            GuildScheduledEventExceptionUpdate = "GUILD_SCHEDULED_EVENT_EXCEPTION_UPDATE": GuildScheduledEventException, ["GUILD_SCHEDULED_EVENTS"];
            /// An exception of a scheduled event was deleted. Needs `GUILD_SCHEDULED_EVENTS`. Undocumented.
            GuildScheduledEventExceptionDelete = "GUILD_SCHEDULED_EVENT_EXCEPTION_DELETE": GuildScheduledEventException, ["GUILD_SCHEDULED_EVENTS"];
            /// All exceptions of a scheduled event were deleted. Needs `GUILD_SCHEDULED_EVENTS`. Undocumented.
            GuildScheduledEventExceptionsDelete = "GUILD_SCHEDULED_EVENT_EXCEPTIONS_DELETE": GuildScheduledEventExceptionsDelete, ["GUILD_SCHEDULED_EVENTS"];
            /// A raid of mentions was detected. Undocumented.
            AutoModerationMentionRaidDetection = "AUTO_MODERATION_MENTION_RAID_DETECTION": AutoModerationMentionRaidDetection, [];
            /// A boost of a guild has changed. Undocumented.
            GuildAppliedBoostsUpdate = "GUILD_APPLIED_BOOSTS_UPDATE": GuildAppliedBoostsUpdate, [];
            /// The commands of a guild have changed; only the guild id is sent. Undocumented.
            GuildApplicationCommandIndexUpdate = "GUILD_APPLICATION_COMMAND_INDEX_UPDATE": GuildIdOnly, [];
            /// The count of a guild's commands has changed. Undocumented.
            GuildApplicationCommandCountsUpdate = "GUILD_APPLICATION_COMMAND_COUNTS_UPDATE": GuildIdOnly, [];
            /// An entry of a hub's directory was created. Undocumented.
            GuildDirectoryEntryCreate = "GUILD_DIRECTORY_ENTRY_CREATE": DirectoryEntry, [];
            /// An entry of a hub's directory has changed. Undocumented.
            GuildDirectoryEntryUpdate = "GUILD_DIRECTORY_ENTRY_UPDATE": DirectoryEntry, [];
            /// An entry of a hub's directory was deleted. Undocumented.
            GuildDirectoryEntryDelete = "GUILD_DIRECTORY_ENTRY_DELETE": DirectoryEntry, [];
            /// Powerups of a guild were added. Undocumented.
            GuildPowerupEntitlementsCreate = "GUILD_POWERUP_ENTITLEMENTS_CREATE": GuildPowerupEntitlements, [];
            /// Powerups of a guild were removed. Undocumented.
            GuildPowerupEntitlementsDelete = "GUILD_POWERUP_ENTITLEMENTS_DELETE": GuildPowerupEntitlements, [];
            /// The official games of a guild have changed. Undocumented.
            GuildOfficialGameApplicationsUpdate = "GUILD_OFFICIAL_GAME_APPLICATIONS_UPDATE": GuildOfficialGameApplicationsUpdate, [];
            /// What a guild may sell has changed. Undocumented.
            CreatorMonetizationRestrictionsUpdate = "CREATOR_MONETIZATION_RESTRICTIONS_UPDATE": CreatorMonetizationRestrictionsUpdate, [];
            /// Summaries of conversations in a channel. Undocumented.
            ConversationSummaryUpdate = "CONVERSATION_SUMMARY_UPDATE": ConversationSummaryUpdate, [];
            /// A game server of a guild was created. Undocumented.
            GameServerCreate = "GAME_SERVER_CREATE": GameServerEvent, [];
            /// A game server of a guild has changed. Undocumented.
            GameServerUpdate = "GAME_SERVER_UPDATE": GameServerEvent, [];
            /// A game server of a guild was deleted. Undocumented.
            GameServerDelete = "GAME_SERVER_DELETE": GameServerEvent, [];
            /// Several reactions to a message at once, for clients that request it. Needs `GUILD_MESSAGE_REACTIONS` or
            /// `DIRECT_MESSAGE_REACTIONS`. Undocumented.
            MessageReactionAddMany = "MESSAGE_REACTION_ADD_MANY": MessageReactionAddMany, ["GUILD_MESSAGE_REACTIONS", "DIRECT_MESSAGE_REACTIONS"];
            /// The topic of a channel has changed. Undocumented.
            ChannelTopicUpdate = "CHANNEL_TOPIC_UPDATE": ChannelTopicUpdate, [];
            /// A gift code was created. Undocumented.
            GiftCodeCreate = "GIFT_CODE_CREATE": GiftCode, [];
            /// A gift code has changed. Undocumented.
            GiftCodeUpdate = "GIFT_CODE_UPDATE": GiftCode, [];
            /// A command was created. Not sent since 2021. Undocumented.
            ApplicationCommandCreate = "APPLICATION_COMMAND_CREATE": ApplicationCommand, [];
            /// A command has changed. Not sent since 2021. Undocumented.
            ApplicationCommandUpdate = "APPLICATION_COMMAND_UPDATE": ApplicationCommand, [];
            /// A command was deleted. Not sent since 2021. Undocumented.
            ApplicationCommandDelete = "APPLICATION_COMMAND_DELETE": ApplicationCommand, [];
            /// A user was added to a group channel. Needs `PRIVATE_CHANNELS`. Undocumented.
            ChannelRecipientAdd = "CHANNEL_RECIPIENT_ADD": ChannelRecipientAdd, ["PRIVATE_CHANNELS"];
            /// A user was removed from a group channel. Needs `PRIVATE_CHANNELS`. Undocumented.
            ChannelRecipientRemove = "CHANNEL_RECIPIENT_REMOVE": ChannelRecipientRemove, ["PRIVATE_CHANNELS"];
            /// A user account has seen the pins of a channel. Undocumented.
            ChannelPinsAck = "CHANNEL_PINS_ACK": ChannelPinsAck, [];
            /// A user account has read a message. Undocumented.
            MessageAck = "MESSAGE_ACK": MessageAck, [];
            /// A call has begun; for user accounts. Needs `CALLS`. Undocumented.
            CallCreate = "CALL_CREATE": CallCreate, ["CALLS"];
            /// A call has changed; for user accounts. Needs `CALLS`. Undocumented.
            CallUpdate = "CALL_UPDATE": CallCreate, ["CALLS"];
            /// A call has ended; for user accounts. Needs `CALLS`. Undocumented.
            CallDelete = "CALL_DELETE": CallDelete, ["CALLS"];
            /// An interaction of the user account was accepted. Undocumented.
            InteractionSuccess = "INTERACTION_SUCCESS": InteractionAck, [];
            /// An interaction of the user account has failed. Undocumented.
            InteractionFailure = "INTERACTION_FAILURE": InteractionAck, [];
            /// All presences at once; the payload is a list. Retired long ago. Undocumented.
            PresencesReplace = "PRESENCES_REPLACE": Vec<PresenceUpdate>, [];
            /// The sessions of a user account; the payload is a list. Undocumented.
            SessionsReplace = "SESSIONS_REPLACE": Vec<Session>, [];
            /// A part of a guild; for user accounts. Retired. Undocumented.
            GuildSync = "GUILD_SYNC": GuildCreate, [];
            /// The settings of a user account, as an arbitrary object. Undocumented.
            UserSettingsUpdate = "USER_SETTINGS_UPDATE": Value, [];

        } {
            ActivityInviteCreate = "ACTIVITY_INVITE_CREATE",
            ApplicationCommandAutocompleteResponse = "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE",
            AudioSettingsUpdate = "AUDIO_SETTINGS_UPDATE",
            AuthenticatorCreate = "AUTHENTICATOR_CREATE",
            AuthenticatorDelete = "AUTHENTICATOR_DELETE",
            AuthenticatorUpdate = "AUTHENTICATOR_UPDATE",
            AuthSessionChange = "AUTH_SESSION_CHANGE",
            BillingPopupBridgeCallback = "BILLING_POPUP_BRIDGE_CALLBACK",
            ChannelMemberCountUpdate = "CHANNEL_MEMBER_COUNT_UPDATE",
            ChannelStatuses = "CHANNEL_STATUSES",
            ChannelSync = "CHANNEL_SYNC",
            ChannelUnreadUpdate = "CHANNEL_UNREAD_UPDATE",
            ChannelUpdatePartial = "CHANNEL_UPDATE_PARTIAL",
            ConsoleCommandUpdate = "CONSOLE_COMMAND_UPDATE",
            DeletedEntityIds = "DELETED_ENTITY_IDS",
            DmSettingsUpsellShow = "DM_SETTINGS_UPSELL_SHOW",
            ExperimentSessionOverrideCreate = "EXPERIMENT_SESSION_OVERRIDE_CREATE",
            ExperimentSessionOverrideDelete = "EXPERIMENT_SESSION_OVERRIDE_DELETE",
            FriendSuggestionCreate = "FRIEND_SUGGESTION_CREATE",
            FriendSuggestionDelete = "FRIEND_SUGGESTION_DELETE",
            GameInviteCreate = "GAME_INVITE_CREATE",
            GameInviteDelete = "GAME_INVITE_DELETE",
            GameInviteDeleteMany = "GAME_INVITE_DELETE_MANY",
            GameRelationshipAdd = "GAME_RELATIONSHIP_ADD",
            GameRelationshipRemove = "GAME_RELATIONSHIP_REMOVE",
            GuildFeatureAck = "GUILD_FEATURE_ACK",
            InteractionIframeModalCreate = "INTERACTION_IFRAME_MODAL_CREATE",
            InteractionModalCreate = "INTERACTION_MODAL_CREATE",
            LastMessages = "LAST_MESSAGES",
            LobbyCreate = "LOBBY_CREATE",
            LobbyDelete = "LOBBY_DELETE",
            LobbyMemberAdd = "LOBBY_MEMBER_ADD",
            LobbyMemberRemove = "LOBBY_MEMBER_REMOVE",
            LobbyMemberUpdate = "LOBBY_MEMBER_UPDATE",
            LobbyMessageCreate = "LOBBY_MESSAGE_CREATE",
            LobbyMessageDelete = "LOBBY_MESSAGE_DELETE",
            LobbyMessageUpdate = "LOBBY_MESSAGE_UPDATE",
            LobbyUpdate = "LOBBY_UPDATE",
            LobbyVoiceServerUpdate = "LOBBY_VOICE_SERVER_UPDATE",
            LobbyVoiceStateUpdate = "LOBBY_VOICE_STATE_UPDATE",
            NotificationCenterItemsAck = "NOTIFICATION_CENTER_ITEMS_ACK",
            NotificationCenterItemCompleted = "NOTIFICATION_CENTER_ITEM_COMPLETED",
            NotificationCenterItemCreate = "NOTIFICATION_CENTER_ITEM_CREATE",
            NotificationCenterItemDelete = "NOTIFICATION_CENTER_ITEM_DELETE",
            NotificationSettingsUpdate = "NOTIFICATION_SETTINGS_UPDATE",
            Oauth2TokenCreate = "OAUTH2_TOKEN_CREATE",
            Oauth2TokenDelete = "OAUTH2_TOKEN_DELETE",
            Oauth2TokenRevoke = "OAUTH2_TOKEN_REVOKE",
            PassiveUpdateV1 = "PASSIVE_UPDATE_V1",
            PassiveUpdateV2 = "PASSIVE_UPDATE_V2",
            PaymentUpdate = "PAYMENT_UPDATE",
            QuestsUserCompletionUpdate = "QUESTS_USER_COMPLETION_UPDATE",
            QuestsUserStatusUpdate = "QUESTS_USER_STATUS_UPDATE",
            ReactionNotificationSent = "REACTION_NOTIFICATION_SENT",
            ReadySupplemental = "READY_SUPPLEMENTAL",
            RecentMentionDelete = "RECENT_MENTION_DELETE",
            RelationshipAdd = "RELATIONSHIP_ADD",
            RelationshipRemove = "RELATIONSHIP_REMOVE",
            RelationshipUpdate = "RELATIONSHIP_UPDATE",
            RemoteCommand = "REMOTE_COMMAND",
            SavedMessageCreate = "SAVED_MESSAGE_CREATE",
            SavedMessageDelete = "SAVED_MESSAGE_DELETE",
            SocialLayerSkuPurchaseEligibilityResponse = "SOCIAL_LAYER_SKU_PURCHASE_ELIGIBILITY_RESPONSE",
            SpeedTestCreate = "SPEED_TEST_CREATE",
            SpeedTestDelete = "SPEED_TEST_DELETE",
            SpeedTestServerUpdate = "SPEED_TEST_SERVER_UPDATE",
            SpeedTestUpdate = "SPEED_TEST_UPDATE",
            StreamCreate = "STREAM_CREATE",
            StreamDelete = "STREAM_DELETE",
            StreamServerUpdate = "STREAM_SERVER_UPDATE",
            StreamUpdate = "STREAM_UPDATE",
            UserApplicationIdentityRemove = "USER_APPLICATION_IDENTITY_REMOVE",
            UserApplicationIdentityUpdate = "USER_APPLICATION_IDENTITY_UPDATE",
            UserApplicationRemove = "USER_APPLICATION_REMOVE",
            UserApplicationUpdate = "USER_APPLICATION_UPDATE",
            UserConnectionsUpdate = "USER_CONNECTIONS_UPDATE",
            UserGuildSettingsUpdate = "USER_GUILD_SETTINGS_UPDATE",
            UserMergeOperationCompleted = "USER_MERGE_OPERATION_COMPLETED",
            UserNonChannelAck = "USER_NON_CHANNEL_ACK",
            UserNoteUpdate = "USER_NOTE_UPDATE",
            UserPaymentBrowserCheckoutDone = "USER_PAYMENT_BROWSER_CHECKOUT_DONE",
            UserPaymentClientAdd = "USER_PAYMENT_CLIENT_ADD",
            UserPaymentSourcesUpdate = "USER_PAYMENT_SOURCES_UPDATE",
            UserPremiumGuildSubscriptionSlotCreate = "USER_PREMIUM_GUILD_SUBSCRIPTION_SLOT_CREATE",
            UserPremiumGuildSubscriptionSlotDelete = "USER_PREMIUM_GUILD_SUBSCRIPTION_SLOT_DELETE",
            UserPremiumGuildSubscriptionSlotUpdate = "USER_PREMIUM_GUILD_SUBSCRIPTION_SLOT_UPDATE",
            UserRequiredActionUpdate = "USER_REQUIRED_ACTION_UPDATE",
            UserSettingsProtoUpdate = "USER_SETTINGS_PROTO_UPDATE",
            UserSubscriptionsUpdate = "USER_SUBSCRIPTIONS_UPDATE",
            VirtualCurrencyBalanceUpdate = "VIRTUAL_CURRENCY_BALANCE_UPDATE",
        }}
    };
}

pub(crate) use for_each_event;
