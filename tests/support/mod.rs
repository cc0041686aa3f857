//! The models by name, and the facts of `corpus/schema.json` that they are checked against.

#![allow(dead_code)] // each test uses a part

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zerocord::model::*;

/// Reads a model from a value, writes it, and reads it again: the written form, or why not.
pub type RoundTrip = fn(&Value) -> Result<Written, String>;

/// What a model was written as.
pub struct Written {
    pub value: Value,
    /// Whether a union in it was kept as JSON, because none of its variants fitted.
    pub keeps_unknown: bool,
}

fn round_trip<T: DeserializeOwned + Serialize + PartialEq + Debug>(value: &Value) -> Result<Written, String> {
    // By way of text, so that numbers and keys are read as from a frame.
    let model: T = serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())?;
    let text = serde_json::to_string(&model).map_err(|error| error.to_string())?;
    let again: T = serde_json::from_str(&text).map_err(|error| format!("written form: {error}"))?;
    if again != model {
        return Err(format!("the written form is read as another model: {text}"));
    }
    let value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    Ok(Written { value, keeps_unknown: format!("{model:?}").contains("Unknown(Object") })
}

/// Every object that has a model.
pub fn models() -> BTreeMap<&'static str, RoundTrip> {
    macro_rules! table {
        ($($model:ident,)*) => { BTreeMap::from([$((stringify!($model), round_trip::<$model> as RoundTrip),)*]) };
    }
    table![
        ActionRow,
        ActionRowResponse,
        Activity,
        ActivityAssets,
        ActivityButton,
        ActivityEmoji,
        ActivityParty,
        ActivitySecrets,
        ActivityTimestamps,
        AddedThreadMember,
        Application,
        ApplicationCommand,
        ApplicationCommandData,
        ApplicationCommandDataOption,
        ApplicationCommandOption,
        ApplicationCommandOptionChoice,
        ApplicationCommandPermission,
        ApplicationIntegrationTypeConfig,
        Attachment,
        AuditLogChange,
        AuditLogEntry,
        AuditLogEntryOptions,
        AutoModerationAction,
        AutoModerationActionExecution,
        AutoModerationActionMetadata,
        AutoModerationMentionRaidDetection,
        AutoModerationRule,
        AutoModerationTriggerMetadata,
        AvatarDecorationData,
        Button,
        CallCreate,
        CallDelete,
        Channel,
        ChannelIconEmoji,
        ChannelInfo,
        ChannelInfoChannel,
        ChannelMention,
        ChannelPinsAck,
        ChannelPinsUpdate,
        ChannelRecipientAdd,
        ChannelRecipientRemove,
        ChannelSelect,
        ChannelTopicUpdate,
        Checkbox,
        CheckboxGroup,
        CheckboxGroupResponse,
        CheckboxResponse,
        CheckpointCard,
        ClientStatus,
        Collectibles,
        Component,
        Container,
        ContentInventoryEntryComponent,
        ContentScanMetadata,
        ConversationSummary,
        ConversationSummaryUpdate,
        CreatorMonetizationRestrictionsUpdate,
        DebouncedReaction,
        DefaultReaction,
        DirectoryEntry,
        DisplayNameStyle,
        Embed,
        EmbedAuthor,
        EmbedField,
        EmbedFooter,
        EmbedImage,
        EmbedProvider,
        EmbedVideo,
        EmbeddedActivityInstance,
        EmbeddedActivityLocation,
        EmbeddedActivityParticipant,
        EmbeddedActivityUpdate,
        Emoji,
        Entitlement,
        EntitySelectResponse,
        FileComponent,
        FileUpload,
        FileUploadResponse,
        FormFieldResponse,
        ForumTag,
        GameServerEvent,
        GiftCode,
        GroupOption,
        Guild,
        GuildApplicationCommandPermissions,
        GuildAppliedBoostsUpdate,
        GuildAuditLogEntryCreate,
        GuildBanAdd,
        GuildBanRemove,
        GuildCreate,
        GuildEmojisUpdate,
        GuildIdOnly,
        GuildIdentity,
        GuildIntegrationsUpdate,
        GuildJoinRequest,
        GuildJoinRequestCreate,
        GuildJoinRequestDelete,
        GuildJoinRequestUpdate,
        GuildMember,
        GuildMemberAdd,
        GuildMemberRemove,
        GuildMemberUpdate,
        GuildMembersChunk,
        GuildOfficialGameApplicationsUpdate,
        GuildPowerupEntitlements,
        GuildPremiumFeatures,
        GuildProductPurchase,
        GuildRoleCreate,
        GuildRoleDelete,
        GuildRoleUpdate,
        GuildScheduledEvent,
        GuildScheduledEventEntityMetadata,
        GuildScheduledEventException,
        GuildScheduledEventExceptionsDelete,
        GuildScheduledEventNWeekday,
        GuildScheduledEventRecurrenceRule,
        GuildScheduledEventUserAdd,
        GuildScheduledEventUserRemove,
        GuildSoundboardSoundDelete,
        GuildSoundboardSoundsUpdate,
        GuildStickersUpdate,
        Hello,
        IncidentsData,
        InstallParams,
        Integration,
        IntegrationAccount,
        IntegrationApplication,
        IntegrationCreate,
        IntegrationDelete,
        IntegrationUpdate,
        Interaction,
        InteractionAck,
        InteractionData,
        InteractionGuild,
        Invite,
        InviteCreate,
        InviteDelete,
        InviteMetadata,
        InviteRole,
        Label,
        LabelResponse,
        LinkedLobby,
        MediaGallery,
        MediaGalleryItem,
        MentionableSelect,
        MentionedUser,
        Message,
        MessageAck,
        MessageActivity,
        MessageCall,
        MessageComponentData,
        MessageCreate,
        MessageDelete,
        MessageDeleteBulk,
        MessageGiftInfo,
        MessageInteraction,
        MessageInteractionMetadata,
        MessagePollVoteAdd,
        MessagePollVoteRemove,
        MessageReactionAdd,
        MessageReactionAddMany,
        MessageReactionRemove,
        MessageReactionRemoveAll,
        MessageReactionRemoveEmoji,
        MessageReference,
        MessageSnapshot,
        MessageSoundboardSound,
        MessageUpdate,
        ModalComponentResponse,
        ModalSubmitData,
        Nameplate,
        PartialApplication,
        PartialGuild,
        PartialGuildMember,
        PartialRole,
        PartialVoiceState,
        PermissionOverwrite,
        Poll,
        PollAnswer,
        PollAnswerCount,
        PollMedia,
        PollResults,
        PresenceUpdate,
        PresenceUser,
        PurchaseNotification,
        RadioGroup,
        RadioGroupResponse,
        RateLimited,
        Reaction,
        ReactionCountDetails,
        Ready,
        ReadyApplication,
        RequestGuildMembersRateLimitMeta,
        ResolvedData,
        ResolvedMember,
        Resumed,
        Role,
        RoleColors,
        RoleSelect,
        RoleSubscriptionData,
        RoleTags,
        Section,
        SelectDefaultValue,
        SelectOption,
        Separator,
        Session,
        SharedClientTheme,
        Sku,
        SnapshotMessage,
        SocialLayerSkuPurchaseEligibilityData,
        SoundboardSound,
        SoundboardSounds,
        StageInstance,
        Sticker,
        StickerItem,
        StringSelect,
        StringSelectResponse,
        Subscription,
        Team,
        TeamMember,
        TextDisplay,
        TextDisplayResponse,
        TextInput,
        TextInputResponse,
        ThreadCreate,
        ThreadDelete,
        ThreadListSync,
        ThreadMember,
        ThreadMemberUpdate,
        ThreadMembersUpdate,
        ThreadMetadata,
        Thumbnail,
        TypingStart,
        UnavailableGuild,
        UnfurledMediaItem,
        User,
        UserPrimaryGuild,
        UserSelect,
        VoiceChannelEffectSend,
        VoiceChannelStartTimeUpdate,
        VoiceChannelStatusUpdate,
        VoiceServerUpdate,
        VoiceState,
        Webhook,
        WebhooksUpdate,
        WelcomeScreen,
        WelcomeScreenChannel,
        GuildAvailability,
    ]
}

/// Every enum: how often each of its values is read as something with a name, and how many have one.
pub fn enums() -> BTreeMap<&'static str, (RoundTrip, usize)> {
    macro_rules! table {
        ($($model:ident,)*) => {
            BTreeMap::from([$((
                stringify!($model),
                (round_trip_named::<$model> as RoundTrip, <$model>::NAMED.len()),
            ),)*])
        };
    }
    table![
        // Over integers.
        ActivityType,
        ApplicationCommandHandlerType,
        ApplicationCommandOptionType,
        ApplicationCommandPermissionType,
        ApplicationCommandType,
        ApplicationEventWebhookStatus,
        ApplicationIntegrationType,
        ApplicationType,
        AuditLogEvent,
        AutoModActionType,
        AutoModEventType,
        AutoModKeywordPresetType,
        AutoModTriggerType,
        BaseThemeType,
        ButtonStyle,
        ChannelType,
        ComponentType,
        DefaultMessageNotificationLevel,
        DirectoryCategory,
        DirectoryEntryType,
        DisplayNameEffect,
        DisplayNameFont,
        EntitlementFulfillmentStatus,
        EntitlementSourceType,
        EntitlementType,
        EphemeralityReason,
        ExplicitContentFilterLevel,
        ForumLayoutType,
        HubType,
        IntegrationExpireBehavior,
        InteractionContextType,
        InteractionType,
        InviteTargetType,
        InviteType,
        MessageActivityType,
        MessageReferenceType,
        MessageType,
        MfaLevel,
        NsfwLevel,
        OverwriteType,
        PollLayoutType,
        PremiumTier,
        PremiumType,
        PurchaseNotificationType,
        ReactionType,
        RecurrenceFrequency,
        RecurrenceMonth,
        RecurrenceWeekday,
        ScheduledEventEntityType,
        ScheduledEventPrivacyLevel,
        ScheduledEventStatus,
        ScheduledEventUserResponse,
        SeparatorSpacing,
        SkuType,
        SortOrderType,
        StagePrivacyLevel,
        StatusDisplayType,
        StickerFormatType,
        StickerType,
        SubscriptionStatus,
        TeamMembershipState,
        TextInputStyle,
        ThreadAutoArchiveDuration,
        UnfurledMediaLoadingState,
        VerificationLevel,
        VideoQualityMode,
        VoiceEffectAnimationType,
        WebhookType,
        // Over text.
        ActivityPlatform,
        EmbedType,
        EmbeddedActivityLocationKind,
        ForumTagSetting,
        GuildFeature,
        GuildJoinRequestStatus,
        IntegrationType,
        Locale,
        MemberVerificationFieldType,
        NameplatePalette,
        SelectDefaultValueType,
        StatusType,
        TeamMemberRole,
    ]
}

fn round_trip_named<T: DeserializeOwned + Serialize + PartialEq + Debug>(
    value: &Value,
) -> Result<Written, String> {
    let model: T = serde_json::from_value(value.clone()).map_err(|error| error.to_string())?;
    if format!("{model:?}").starts_with("Unknown(") {
        return Err(format!("{value} has no name"));
    }
    round_trip::<T>(value)
}

/// Every flag set: its round trip, and the bits that have a name.
pub fn flag_sets() -> BTreeMap<&'static str, (RoundTrip, u64)> {
    macro_rules! table {
        ($($model:ident,)*) => {
            BTreeMap::from([$((
                stringify!($model),
                (round_trip::<$model> as RoundTrip, $model::all().bits()),
            ),)*])
        };
    }
    table![
        ActivityFlags,
        ApplicationFlags,
        AttachmentFlags,
        ChannelFlags,
        ContentScanFlags,
        EmbedFlags,
        EmbedMediaFlags,
        GatewayCapabilities,
        GiftCodeFlags,
        GuildMemberFlags,
        Intents,
        InviteFlags,
        MessageFlags,
        Permissions,
        RecipientFlags,
        RoleFlags,
        SkuFlags,
        SystemChannelFlags,
        ThreadMemberFlags,
        UnfurledMediaFlags,
        UserFlags,
    ]
}

/// `corpus/schema.json`.
#[derive(Deserialize)]
pub struct Schema {
    pub events: BTreeMap<String, EventFacts>,
    pub objects: BTreeMap<String, ObjectFacts>,
    pub enums: BTreeMap<String, EnumFacts>,
    pub flags: BTreeMap<String, FlagFacts>,
}

#[derive(Deserialize)]
pub struct EventFacts {
    pub payload: Option<String>,
    #[serde(default)]
    pub array: bool,
}

#[derive(Deserialize)]
pub struct ObjectFacts {
    #[serde(default)]
    pub fields: BTreeMap<String, FieldFacts>,
    #[serde(default)]
    pub variants: BTreeMap<String, String>,
    pub tag: Option<String>,
}

#[derive(Deserialize)]
pub struct FieldFacts {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub nullable: bool,
    /// How many elements an array has, where that is fixed.
    pub len: Option<usize>,
}

#[derive(Deserialize)]
pub struct EnumFacts {
    pub values: BTreeMap<String, ValueFacts>,
}

#[derive(Deserialize)]
pub struct ValueFacts {
    pub value: Value,
}

#[derive(Deserialize)]
pub struct FlagFacts {
    pub form: String,
    pub bits: BTreeMap<String, BitFacts>,
}

#[derive(Deserialize)]
pub struct BitFacts {
    pub bit: u32,
}

impl Schema {
    pub fn read() -> Self {
        serde_json::from_str(include_str!("../../corpus/schema.json")).expect("corpus/schema.json")
    }

    /// The places below `input` that `output` lost or changed, in the eyes of the type `kind`.
    pub fn differences(&self, kind: &str, input: &Value, output: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.compare(kind, input, output, &mut String::new(), &mut found);
        found
    }

    fn compare(&self, kind: &str, input: &Value, output: &Value, path: &mut String, found: &mut Vec<String>) {
        let len = path.len();
        if input.is_null() && output.is_null() {
            return;
        }
        if let Some(inner) = inside(kind, "array<") {
            let (Some(inputs), Some(outputs)) = (input.as_array(), output.as_array()) else {
                return found.push(format!("{path}: {input} became {output}"));
            };
            if inputs.len() != outputs.len() {
                return found.push(format!("{path}: another number of elements"));
            }
            for (index, (input, output)) in inputs.iter().zip(outputs).enumerate() {
                path.push_str(&format!("[{index}]"));
                self.compare(inner, input, output, path, found);
                path.truncate(len);
            }
        } else if let Some(inner) = inside(kind, "map<") {
            let (_, inner) = inner.split_once(',').expect("a map has two types");
            let (Some(inputs), Some(outputs)) = (input.as_object(), output.as_object()) else {
                return found.push(format!("{path}: {input} became {output}"));
            };
            for (key, input) in inputs {
                path.push_str(&format!(".{key}"));
                match outputs.get(key) {
                    Some(output) => self.compare(inner, input, output, path, found),
                    None => found.push(format!("{path}: lost")),
                }
                path.truncate(len);
            }
        } else if let Some(name) = kind.strip_prefix("object:") {
            let facts = &self.objects[name];
            if facts.tag.is_some() {
                let number = input.get("type").map(|kind| kind.to_string());
                match number.and_then(|number| facts.variants.get(&number)) {
                    Some(name) => self.compare(&format!("object:{name}"), input, output, path, found),
                    None if input == output => {}
                    None => self.compare_by_shape(name, input, output, path, found),
                }
                return;
            }
            let (Some(inputs), Some(outputs)) = (input.as_object(), output.as_object()) else {
                return found.push(format!("{path}: {input} became {output}"));
            };
            for (key, field) in &facts.fields {
                let Some(input) = inputs.get(key) else {
                    continue;
                };
                path.push_str(&format!(".{key}"));
                match outputs.get(key) {
                    Some(output) => self.compare(&field.kind, input, output, path, found),
                    // Null where the key should be absent.
                    None if input.is_null() && !field.nullable => {}
                    None => found.push(format!("{path}: lost")),
                }
                path.truncate(len);
            }
        } else if !same_scalar(kind, input, output) {
            found.push(format!("{path}: {input} became {output}"));
        }
    }

    /// A union whose tag stands elsewhere: the variant that knows the most keys.
    fn compare_by_shape(
        &self,
        name: &str,
        input: &Value,
        output: &Value,
        path: &mut String,
        found: &mut Vec<String>,
    ) {
        let Some(keys) = input.as_object() else {
            return found.push(format!("{path}: {input} became {output}"));
        };
        let known =
            |name: &&String| keys.keys().filter(|key| self.objects[*name].fields.contains_key(*key)).count();
        let name = self.objects[name].variants.values().max_by_key(known).expect("a union has variants");
        self.compare(&format!("object:{name}"), input, output, path, found);
    }
}

/// What stands between the angle brackets of `array<...>` and the like.
pub fn inside<'a>(kind: &'a str, open: &str) -> Option<&'a str> {
    kind.strip_prefix(open)?.strip_suffix('>')
}

/// Whether two values say the same in one of the forms that a model may choose.
fn same_scalar(kind: &str, input: &Value, output: &Value) -> bool {
    if input == output {
        return true;
    }
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (input_text, output_text) = (text(input), text(output));
    if kind.contains("timestamp") {
        return Timestamp::parse(&input_text) == Timestamp::parse(&output_text);
    }
    if let (Ok(input), Ok(output)) = (input_text.parse::<f64>(), output_text.parse::<f64>()) {
        return input == output;
    }
    // The words of API version 6.
    matches!(
        (kind, input_text.as_str(), output_text.as_str()),
        ("enum:OverwriteType", "role", "0") | ("enum:OverwriteType", "member", "1")
    )
}

/// Makes values of the schema's types.
pub struct Maker<'a> {
    pub schema: &'a Schema,
    /// Which of several forms, enum values and variants to take.
    pub choice: usize,
    pub optional: bool,
    pub null: bool,
}

impl Maker<'_> {
    pub fn make(&self, kind: &str, depth: usize) -> Value {
        if let Some(inner) = inside(kind, "array<") {
            let is_deep = depth > 3 && inner.starts_with("object:");
            return if is_deep { Value::Array(vec![]) } else { Value::Array(vec![self.make(inner, depth)]) };
        }
        if let Some(inner) = inside(kind, "map<") {
            let (key, inner) = inner.split_once(',').expect("a map has two types");
            let key = if key == "string" { "da".to_owned() } else { "1".to_owned() };
            return Value::Object(Map::from_iter([(key, self.make(inner, depth))]));
        }
        if let Some(inner) = inside(kind, "oneof<") {
            let forms: Vec<&str> = inner.split(',').collect();
            let form = forms[self.choice % forms.len()];
            // A time that is too large for a number of JavaScript.
            let is_time = forms[0] == "unix_millis" && form == "string";
            return if is_time { "9007199254740993".into() } else { self.make(form, depth) };
        }
        match kind.split_once(':') {
            Some(("object", name)) => return self.make_object(name, depth + 1),
            Some(("enum", name)) => {
                let values: Vec<&Value> =
                    self.schema.enums[name].values.values().map(|facts| &facts.value).collect();
                return match values.get(self.choice % (values.len() + 1)) {
                    Some(value) => (*value).clone(),
                    None if values[0].is_string() => Value::from("a word of tomorrow"),
                    None => Value::from(32_767),
                };
            }
            Some(("flags", name)) => {
                let bits = u64::MAX >> (self.choice % 60);
                return if self.schema.flags[name].form == "text" {
                    bits.to_string().into()
                } else {
                    bits.into()
                };
            }
            _ => {}
        }
        match kind {
            "snowflake" => "175928847299117063".into(),
            "string" => ["", "text", "\u{e9}\"\\ \u{1f980}"][self.choice % 3].into(),
            "integer" => Value::from([0, 7, 2_147_483_648_u64][self.choice % 3]),
            "float" => Value::from([0.5, 1.0, 20.25][self.choice % 3]),
            "boolean" => Value::from(self.choice % 2 == 0),
            "timestamp" => {
                ["2020-07-19T20:42:30.904000+00:00", "2022-01-22T10:58:40+00:00"][self.choice % 2].into()
            }
            "unix_seconds" => Value::from(1_595_191_350),
            "unix_millis" => Value::from(1_595_191_350_904_i64),
            "permissions" => "2251799813685247".into(),
            "image_hash" => ["a_1269e74af4df7417b13759eae50c83dc", "1269e74af4df7417b13759eae50c83dc"]
                [self.choice % 2]
                .into(),
            "color" => Value::from(0xa9_c9_ff),
            "locale" => ["en-GB", "tlh"][self.choice % 2].into(),
            "null_flag" => Value::Null,
            "any" => serde_json::json!({"any": [1, null, "x", {"deep": true}]}),
            other => panic!("no value of type {other}"),
        }
    }

    pub fn make_object(&self, name: &str, depth: usize) -> Value {
        let facts = &self.schema.objects[name];
        if facts.tag.is_some() {
            let tags: Vec<&String> = facts.variants.keys().collect();
            // Deep down, one that holds no others.
            let tag = if depth > 3 {
                tags.iter().find(|tag| ["10", "6"].contains(&tag.as_str())).unwrap()
            } else {
                &tags[self.choice % tags.len()]
            };
            let mut object = self.make_object(&facts.variants[*tag], depth);
            if facts.tag.as_deref() == Some("type") {
                object["type"] = tag.parse::<i64>().unwrap().into();
            }
            return object;
        }
        let mut object = Map::new();
        for (key, field) in &facts.fields {
            let is_deep = depth > 3 && field.kind.contains("object:");
            if field.optional && (!self.optional || is_deep) {
                continue;
            }
            let is_null = field.nullable && (self.null || is_deep);
            let mut value = if is_null { Value::Null } else { self.make(&field.kind, depth) };
            if let (Some(len), Some(list)) = (field.len, value.as_array_mut()) {
                list.resize(len, list[0].clone());
            }
            object.insert(key.clone(), value);
        }
        Value::Object(object)
    }
}
