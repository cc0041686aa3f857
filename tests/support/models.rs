//! The models by name.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zerocord::model::*;
use zerocord::view::{FromJson, Model};
use zerocord::{Arena, Limits, RawValue};

/// Reads a model from a value, writes it, and reads it again: the written form, or the failure.
///
/// Both ways of reading, serde's and the view's, are used, and must give the same model.
pub type RoundTrip = fn(&Value) -> Result<Written, String>;

/// The written form of a model.
pub struct Written {
    pub value: Value,
    /// Whether a union in it was kept as JSON, because none of its variants matched.
    pub keeps_unknown: bool,
}

fn round_trip<T>(value: &Value) -> Result<Written, String>
where
    T: DeserializeOwned + Serialize + PartialEq + Debug + Model,
{
    // Through JSON text, so that numbers and keys are read as from a frame.
    let text = value.to_string();
    let model: T = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let viewed = by_view::<T>(&text).map_err(|error| format!("view: {error}"))?;
    if viewed != model {
        return Err(format!("serde and the view differ: {model:?} and {viewed:?}"));
    }
    let text = serde_json::to_string(&model).map_err(|error| error.to_string())?;
    let again: T = serde_json::from_str(&text).map_err(|error| format!("written form: {error}"))?;
    if again != model {
        return Err(format!("the written form is read as another model: {text}"));
    }
    let value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    Ok(Written { value, keeps_unknown: format!("{model:?}").contains("Unknown(Object") })
}

fn round_trip_named<T>(value: &Value) -> Result<Written, String>
where
    T: DeserializeOwned + Serialize + PartialEq + Debug + Model,
{
    let model: T = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    if format!("{model:?}").starts_with("Unknown(") {
        return Err(format!("{value} has no name"));
    }
    round_trip::<T>(value)
}

fn by_view<T: Model>(text: &str) -> Result<T, zerocord::Error> {
    // Values made from the table nest deeper than any real frame.
    let arena = Arena::with_limits(Limits::DEFAULT.with_stack_bytes(256 << 10));
    T::from_view(T::View::from_json(RawValue::new(text.as_bytes())?, &arena)?)
}

/// Every object that has a model.
pub fn models() -> BTreeMap<&'static str, RoundTrip> {
    macro_rules! table {
        ($($model:ident,)*) => {
            BTreeMap::from([$((stringify!($model), round_trip::<$model> as RoundTrip),)*])
        };
    }
    table! {
        ActionRow, ActionRowResponse, Activity, ActivityAssets, ActivityButton, ActivityEmoji,
        ActivityParty, ActivitySecrets, ActivityTimestamps, AddedThreadMember, Application,
        ApplicationCommand, ApplicationCommandData, ApplicationCommandDataOption,
        ApplicationCommandOption, ApplicationCommandOptionChoice, ApplicationCommandPermission,
        ApplicationIntegrationTypeConfig, Attachment, AuditLogChange, AuditLogEntry,
        AuditLogEntryOptions, AutoModerationAction, AutoModerationActionExecution,
        AutoModerationActionMetadata, AutoModerationMentionRaidDetection, AutoModerationRule,
        AutoModerationTriggerMetadata, AvatarDecorationData, Button, CallCreate, CallDelete,
        Channel, ChannelIconEmoji, ChannelInfo, ChannelInfoChannel, ChannelMention,
        ChannelPinsAck, ChannelPinsUpdate, ChannelRecipientAdd, ChannelRecipientRemove,
        ChannelSelect, ChannelTopicUpdate, Checkbox, CheckboxGroup, CheckboxGroupResponse,
        CheckboxResponse, CheckpointCard, ClientStatus, Collectibles, Component, Container,
        ContentInventoryEntryComponent, ContentScanMetadata, ConversationSummary,
        ConversationSummaryUpdate, CreatorMonetizationRestrictionsUpdate, DebouncedReaction,
        DefaultReaction, DirectoryEntry, DisplayNameStyle, Embed, EmbedAuthor, EmbedField,
        EmbedFooter, EmbedImage, EmbedProvider, EmbedVideo, EmbeddedActivityInstance,
        EmbeddedActivityLocation, EmbeddedActivityParticipant, EmbeddedActivityUpdate, Emoji,
        Entitlement, EntitySelectResponse, FileComponent, FileUpload, FileUploadResponse,
        FormFieldResponse, ForumTag, GameServerEvent, GiftCode, GroupOption, Guild,
        GuildApplicationCommandPermissions, GuildAppliedBoostsUpdate, GuildAuditLogEntryCreate,
        GuildBanAdd, GuildBanRemove, GuildCreate, GuildEmojisUpdate, GuildIdOnly, GuildIdentity,
        GuildIntegrationsUpdate, GuildJoinRequest, GuildJoinRequestCreate,
        GuildJoinRequestDelete, GuildJoinRequestUpdate, GuildMember, GuildMemberAdd,
        GuildMemberRemove, GuildMemberUpdate, GuildMembersChunk,
        GuildOfficialGameApplicationsUpdate, GuildPowerupEntitlements, GuildPremiumFeatures,
        GuildProductPurchase, GuildRoleCreate, GuildRoleDelete, GuildRoleUpdate,
        GuildScheduledEvent, GuildScheduledEventEntityMetadata, GuildScheduledEventException,
        GuildScheduledEventExceptionsDelete, GuildScheduledEventNWeekday,
        GuildScheduledEventRecurrenceRule, GuildScheduledEventUser,
        GuildSoundboardSoundDelete, GuildSoundboardSoundsUpdate,
        GuildStickersUpdate, Hello, IncidentsData, InstallParams, Integration,
        IntegrationAccount, IntegrationApplication, IntegrationCreate, IntegrationDelete,
        IntegrationUpdate, Interaction, InteractionAck, InteractionData, InteractionGuild,
        Invite, InviteCreate, InviteDelete, InviteMetadata, InviteRole, Label, LabelResponse,
        LinkedGame, LinkedLobby, MediaGallery, MediaGalleryItem, MentionableSelect, MentionedUser, Message,
        MessageAck, MessageActivity, MessageCall, MessageComponentData, MessageCreate,
        MessageDelete, MessageDeleteBulk, MessageGiftInfo, MessageInteraction,
        MessageInteractionMetadata, MessageLobbyMember, MessagePollVoteAdd, MessagePollVoteRemove,
        MessageReactionAdd, MessageReactionAddMany, MessageReactionRemove,
        MessageReactionRemoveAll, MessageReactionRemoveEmoji, MessageReference, MessageSnapshot,
        MessageSoundboardSound, MessageUpdate, ModalComponentResponse, ModalSubmitData,
        Nameplate, PartialApplication, PartialGuild, PartialGuildMember, PartialRole,
        PartialVoiceState, PermissionOverwrite, Poll, PollAnswer, PollAnswerCount, PollMedia,
        PollResults, PresenceUpdate, PresenceUser, PurchaseNotification, RadioGroup,
        RadioGroupResponse, RateLimited, Reaction, ReactionCountDetails, Ready,
        ReadyApplication, RequestGuildMembersRateLimitMeta, ResolvedData, ResolvedMember,
        Resumed, Role, RoleColors, RoleSelect, RoleSubscriptionData, RoleTags, Section,
        SelectDefaultValue, SelectOption, Separator, Session, SharedClientTheme, Sku,
        SnapshotMessage, SocialLayerSkuPurchaseEligibilityData, SoundboardSound,
        SoundboardSounds, StageInstance, Sticker, StickerItem, StringSelect,
        StringSelectResponse, Subscription, Team, TeamMember, TextDisplay, TextDisplayResponse,
        TextInput, TextInputResponse, ThreadCreate, ThreadDelete, ThreadListSync, ThreadMember,
        ThreadMemberUpdate, ThreadMembersUpdate, ThreadMetadata, Thumbnail, TypingStart,
        UnavailableGuild, UnfurledMediaItem, User, UserPrimaryGuild, UserSelect,
        VoiceChannelEffectSend, VoiceChannelStartTimeUpdate, VoiceChannelStatusUpdate,
        VoiceServerUpdate, VoiceState, Webhook, WebhooksUpdate, WelcomeScreen,
        WelcomeScreenChannel,
    }
}

/// The keys that each view knows. Unions are not listed; their variants are.
pub fn view_keys() -> BTreeMap<&'static str, &'static [&'static str]> {
    macro_rules! table {
        ($($view:ident,)*) => { BTreeMap::from([$((stringify!($view), $view::KEYS),)*]) };
    }
    table! {
        ActionRowRef, ActionRowResponseRef, ActivityAssetsRef, ActivityButtonRef,
        ActivityEmojiRef, ActivityPartyRef, ActivityRef, ActivitySecretsRef,
        ActivityTimestampsRef, AddedThreadMemberRef, ApplicationCommandDataOptionRef,
        ApplicationCommandDataRef, ApplicationCommandOptionChoiceRef,
        ApplicationCommandOptionRef, ApplicationCommandPermissionRef, ApplicationCommandRef,
        ApplicationIntegrationTypeConfigRef, ApplicationRef, AttachmentRef, AuditLogChangeRef,
        AuditLogEntryOptionsRef, AuditLogEntryRef, AutoModerationActionExecutionRef,
        AutoModerationActionMetadataRef, AutoModerationActionRef,
        AutoModerationMentionRaidDetectionRef, AutoModerationRuleRef,
        AutoModerationTriggerMetadataRef, AvatarDecorationDataRef, ButtonRef, CallCreateRef,
        CallDeleteRef, ChannelIconEmojiRef, ChannelInfoChannelRef, ChannelInfoRef,
        ChannelMentionRef, ChannelPinsAckRef, ChannelPinsUpdateRef, ChannelRecipientAddRef,
        ChannelRecipientRemoveRef, ChannelRef, ChannelSelectRef, ChannelTopicUpdateRef,
        CheckboxGroupRef, CheckboxGroupResponseRef, CheckboxRef, CheckboxResponseRef,
        CheckpointCardRef, ClientStatusRef, CollectiblesRef, ContainerRef,
        ContentInventoryEntryComponentRef, ContentScanMetadataRef, ConversationSummaryRef,
        ConversationSummaryUpdateRef, CreatorMonetizationRestrictionsUpdateRef,
        DebouncedReactionRef, DefaultReactionRef, DirectoryEntryRef, DisplayNameStyleRef,
        EmbedAuthorRef, EmbedFieldRef, EmbedFooterRef, EmbedImageRef, EmbedProviderRef,
        EmbedRef, EmbedVideoRef, EmbeddedActivityInstanceRef, EmbeddedActivityLocationRef,
        EmbeddedActivityParticipantRef, EmbeddedActivityUpdateRef, EmojiRef, EntitlementRef,
        EntitySelectResponseRef, FileComponentRef, FileUploadRef, FileUploadResponseRef,
        FormFieldResponseRef, ForumTagRef, GameServerEventRef, GiftCodeRef, GroupOptionRef,
        GuildApplicationCommandPermissionsRef, GuildAppliedBoostsUpdateRef,
        GuildAuditLogEntryCreateRef, GuildBanAddRef, GuildBanRemoveRef, GuildCreateRef,
        GuildEmojisUpdateRef, GuildIdOnlyRef, GuildIdentityRef, GuildIntegrationsUpdateRef,
        GuildJoinRequestCreateRef, GuildJoinRequestDeleteRef, GuildJoinRequestRef,
        GuildJoinRequestUpdateRef, GuildMemberAddRef, GuildMemberRef, GuildMemberRemoveRef,
        GuildMemberUpdateRef, GuildMembersChunkRef, GuildOfficialGameApplicationsUpdateRef,
        GuildPowerupEntitlementsRef, GuildPremiumFeaturesRef, GuildProductPurchaseRef, GuildRef,
        GuildRoleCreateRef, GuildRoleDeleteRef, GuildRoleUpdateRef,
        GuildScheduledEventEntityMetadataRef, GuildScheduledEventExceptionRef,
        GuildScheduledEventExceptionsDeleteRef, GuildScheduledEventNWeekdayRef,
        GuildScheduledEventRecurrenceRuleRef, GuildScheduledEventRef,
        GuildScheduledEventUserRef,
        GuildSoundboardSoundDeleteRef, GuildSoundboardSoundsUpdateRef, GuildStickersUpdateRef,
        HelloRef, IncidentsDataRef, InstallParamsRef, IntegrationAccountRef,
        IntegrationApplicationRef, IntegrationCreateRef, IntegrationDeleteRef, IntegrationRef,
        IntegrationUpdateRef, InteractionAckRef, InteractionGuildRef, InteractionRef,
        InviteCreateRef, InviteDeleteRef, InviteMetadataRef, InviteRef, InviteRoleRef, LabelRef,
        LabelResponseRef, LinkedGameRef, LinkedLobbyRef, MediaGalleryItemRef, MediaGalleryRef,
        MentionableSelectRef, MentionedUserRef, MessageAckRef, MessageActivityRef,
        MessageCallRef, MessageComponentDataRef, MessageCreateRef, MessageDeleteBulkRef,
        MessageDeleteRef, MessageGiftInfoRef, MessageInteractionMetadataRef, MessageLobbyMemberRef,
        MessageInteractionRef, MessagePollVoteAddRef, MessagePollVoteRemoveRef,
        MessageReactionAddManyRef, MessageReactionAddRef, MessageReactionRemoveAllRef,
        MessageReactionRemoveEmojiRef, MessageReactionRemoveRef, MessageRef,
        MessageReferenceRef, MessageSnapshotRef, MessageSoundboardSoundRef, MessageUpdateRef,
        ModalSubmitDataRef, NameplateRef, PartialApplicationRef, PartialGuildMemberRef,
        PartialGuildRef, PartialRoleRef, PartialVoiceStateRef, PermissionOverwriteRef,
        PollAnswerCountRef, PollAnswerRef, PollMediaRef, PollRef, PollResultsRef,
        PresenceUpdateRef, PresenceUserRef, PurchaseNotificationRef, RadioGroupRef,
        RadioGroupResponseRef, RateLimitedRef, ReactionCountDetailsRef, ReactionRef,
        ReadyApplicationRef, ReadyRef, RequestGuildMembersRateLimitMetaRef, ResolvedDataRef,
        ResolvedMemberRef, ResumedRef, RoleColorsRef, RoleRef, RoleSelectRef,
        RoleSubscriptionDataRef, RoleTagsRef, SectionRef, SelectDefaultValueRef,
        SelectOptionRef, SeparatorRef, SessionRef, SharedClientThemeRef, SkuRef,
        SnapshotMessageRef, SocialLayerSkuPurchaseEligibilityDataRef, SoundboardSoundRef,
        SoundboardSoundsRef, StageInstanceRef, StickerItemRef, StickerRef, StringSelectRef,
        StringSelectResponseRef, SubscriptionRef, TeamMemberRef, TeamRef, TextDisplayRef,
        TextDisplayResponseRef, TextInputRef, TextInputResponseRef, ThreadCreateRef,
        ThreadDeleteRef, ThreadListSyncRef, ThreadMemberRef, ThreadMemberUpdateRef,
        ThreadMembersUpdateRef, ThreadMetadataRef, ThumbnailRef, TypingStartRef,
        UnavailableGuildRef, UnfurledMediaItemRef, UserPrimaryGuildRef, UserRef, UserSelectRef,
        VoiceChannelEffectSendRef, VoiceChannelStartTimeUpdateRef, VoiceChannelStatusUpdateRef,
        VoiceServerUpdateRef, VoiceStateRef, WebhookRef, WebhooksUpdateRef,
        WelcomeScreenChannelRef, WelcomeScreenRef,
    }
}

/// Every enum: a round trip that requires a name, and how many values have one.
pub fn enums() -> BTreeMap<&'static str, (RoundTrip, usize)> {
    macro_rules! table {
        ($($model:ident,)*) => {
            BTreeMap::from([$((
                stringify!($model),
                (round_trip_named::<$model> as RoundTrip, <$model>::NAMED.len()),
            ),)*])
        };
    }
    table! {
        // Over integers.
        ActivityType, ApplicationCommandHandlerType, ApplicationCommandOptionType,
        ApplicationCommandPermissionType, ApplicationCommandType, ApplicationEventWebhookStatus,
        ApplicationIntegrationType, ApplicationType, AuditLogEvent, AutoModActionType,
        AutoModEventType, AutoModKeywordPresetType, AutoModTriggerType, BaseThemeType,
        ButtonStyle, ChannelType, ComponentType, DefaultMessageNotificationLevel,
        DirectoryCategory, DirectoryEntryType, DisplayNameEffect, DisplayNameFont,
        EntitlementFulfillmentStatus, EntitlementSourceType, EntitlementType,
        EphemeralityReason, ExplicitContentFilterLevel, ForumLayoutType, HubType,
        IntegrationExpireBehavior, InteractionContextType, InteractionType, InviteTargetType,
        InviteType, MessageActivityType, MessageReferenceType, MessageType, MfaLevel, NsfwLevel,
        OverwriteType, PollLayoutType, PremiumTier, PremiumType, PurchaseNotificationType,
        ReactionType, RecurrenceFrequency, RecurrenceMonth, RecurrenceWeekday,
        ScheduledEventEntityType, ScheduledEventPrivacyLevel, ScheduledEventStatus,
        ScheduledEventUserResponse, SeparatorSpacing, SkuType, SortOrderType, StagePrivacyLevel,
        StatusDisplayType, StickerFormatType, StickerType, SubscriptionStatus,
        TeamMembershipState, TextInputStyle, ThreadAutoArchiveDuration,
        UnfurledMediaLoadingState, VerificationLevel, VideoQualityMode,
        VoiceEffectAnimationType, WebhookType,
        // Over strings.
        ActivityPlatform, EmbedType, EmbeddedActivityLocationKind, ForumTagSetting,
        GuildFeature, GuildJoinRequestStatus, IntegrationType, Locale,
        MemberVerificationFieldType, NameplatePalette, SelectDefaultValueType, StatusType,
        TeamMemberRole,
    }
}

/// Every flag set: its round trip, and its named bits.
pub fn flag_sets() -> BTreeMap<&'static str, (RoundTrip, u64)> {
    macro_rules! table {
        ($($model:ident,)*) => {
            BTreeMap::from([$((
                stringify!($model),
                (round_trip::<$model> as RoundTrip, $model::all().bits()),
            ),)*])
        };
    }
    table! {
        ActivityFlags, ApplicationFlags, AttachmentFlags, ChannelFlags, ContentScanFlags,
        EmbedFlags, EmbedMediaFlags, GatewayCapabilities, GiftCodeFlags, GuildMemberFlags,
        Intents, InviteFlags, MessageFlags, Permissions, RecipientFlags, RoleFlags, SkuFlags,
        SystemChannelFlags, ThreadMemberFlags, UnfurledMediaFlags, UserFlags,
    }
}
