//! Interactions: commands, components and forms that users use.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use zerocord_derive::View;

use super::application::{Application, ApplicationIntegrationType};
use super::application_command::{
    ApplicationCommand, ApplicationCommandOptionType, ApplicationCommandType, CommandOptionValue,
};
use super::channel::Channel;
use super::component::ComponentType;
use super::component::ModalComponentResponse;
use super::field::Field;
use super::guild::Guild;
use super::guild_feature::GuildFeature;
use super::id::{Id, Snowflake};
use super::locale::Locale;
use super::member::GuildMember;
use super::message::Message;
use super::monetization::{Entitlement, Sku};
use super::open_enum::open_enum;
use super::permissions::Permissions;
use super::resolved::ResolvedData;
use super::user::{User, UserRef};
use super::wide_flags::WideFlags;
use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::{RawValue, ValueKind};
use crate::view::{DeserializeModel, FromJson, Model, deserialized_as_themselves};

/// A user used a command, a component or a form of the bot: the payload of `INTERACTION_CREATE`.
///
/// Source: Discord, "Receiving and Responding", section "Interaction Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Interaction {
    /// The identifier.
    pub id: Id<Interaction>,
    /// The application. Absent from frames of 2020 and from the documented example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Id<Application>>,
    /// The type of interaction.
    #[serde(rename = "type")]
    pub kind: InteractionType,
    /// What was chosen, typed or submitted; its shape depends on `type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<InteractionData>,
    /// The guild where the interaction happened, partial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild: Option<InteractionGuild>,
    /// The guild where the interaction happened; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The channel where the interaction happened, partial, with permissions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Box<Channel>>,
    /// The channel that this happened in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<Id<Channel>>,
    /// The member who interacted, with user and permissions; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<GuildMember>>,
    /// The user who interacted; in direct messages only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Box<User>>,
    /// The token for responding to the interaction, valid for 15 minutes.
    pub token: String,
    /// The format version, always 1. Absent from the documented example.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// The message with the component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<Message>>,
    /// The application's permissions where the interaction happened. Absent in old frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_permissions: Option<WideFlags<Permissions>>,
    /// The user's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// The guild's language; absent in direct messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_locale: Option<Locale>,
    /// The entitlements of the user or guild.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entitlements: Option<Vec<Entitlement>>,
    /// Who installed the application, by installation type: a guild or a user, or 0 for a guild installation used in a
    /// direct message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorizing_integration_owners: Option<BTreeMap<ApplicationIntegrationType, Snowflake>>,
    /// Where the interaction happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<InteractionContextType>,
    /// The maximum size of a file in the response, in bytes. Absent in old frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachment_size_limit: Option<u64>,
    /// The SKUs that the user is entitled to; superseded by `entitlements`. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entitlement_sku_ids: Option<Vec<Id<Sku>>>,
}

/// The part of a guild that an interaction contains.
///
/// Source: Discord Userdoccers, "Receiving and Responding", section "Interaction Guild Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct InteractionGuild {
    /// The guild.
    pub id: Id<Guild>,
    /// The guild's enabled features.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<GuildFeature>>,
    /// The guild's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
}

/// The command that a user used.
///
/// Source: Discord, "Receiving and Responding", section "Application Command Data Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ApplicationCommandData {
    /// The command.
    pub id: Id<ApplicationCommand>,
    /// The name.
    pub name: String,
    /// The type of the command; absent from frames of 2020 and 2021, when all were typed.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ApplicationCommandType>,
    /// The users, members, roles, channels, messages and files that other keys refer to by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// The values that the user gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<ApplicationCommandDataOption>>,
    /// The guild that the command is registered in; absent for global commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The user or message that a context command was used on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_id: Option<Snowflake>,
}

/// A value that a user gave to a command.
///
/// Source: Discord, "Receiving and Responding", section "Application Command Interaction Data Option
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ApplicationCommandDataOption {
    /// The name.
    pub name: String,
    /// The type of the option's value. Absent from frames of 2020.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ApplicationCommandOptionType>,
    /// The value; its type is given by `type`, and identifiers are strings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<CommandOptionValue>,
    /// The values within a subcommand or group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<ApplicationCommandDataOption>>,
    /// Whether the user is typing this option; if so, its value is a string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focused: Option<bool>,
}

/// The component that a user used.
///
/// Source: Discord, "Receiving and Responding", section "Message Component Data Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MessageComponentData {
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The type of component.
    pub component_type: ComponentType,
    /// The choices: values of options, or identifiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    /// The users, members, roles, channels, messages and files that other keys refer to by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// The number of the component within the message. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
}

/// The form that a user submitted.
///
/// Source: Discord, "Receiving and Responding", section "Modal Submit Data Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ModalSubmitData {
    /// The application's own id for the form, 1 to 100 characters.
    pub custom_id: String,
    /// The values of the components of the form.
    pub components: Vec<ModalComponentResponse>,
    /// The users, members, roles, channels, messages and files that other keys refer to by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
}

/// The SKU that a user wants to buy.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Receiving and Responding", section "Social Layer SKU Purchase
/// Eligibility Data Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct SocialLayerSkuPurchaseEligibilityData {
    /// The SKU.
    pub sku_id: Id<Sku>,
}

/// An interaction of the current user was answered or failed.
///
/// Undocumented.
///
/// Source: Discord Userdoccers, "Gateway Events", section "Interaction Create/Success/Failure
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct InteractionAck {
    /// The interaction.
    pub id: Id<Interaction>,
    /// The client's own id for the interaction.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub nonce: Field<String>,
    /// Why it failed, as a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<i64>,
}

/// What a user chose, typed or submitted.
///
/// Its shape depends on the interaction's type, which is a key of the interaction and not of this object. So the shapes
/// are recognised by their required keys.
///
/// Source: Discord, "Receiving and Responding", section "Interaction Data".
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum InteractionData {
    /// A command was used, or values for autocompletion are requested.
    ApplicationCommand(Box<ApplicationCommandData>),
    /// A component of a message was used.
    MessageComponent(Box<MessageComponentData>),
    /// A form was submitted.
    ModalSubmit(Box<ModalSubmitData>),
    /// A check whether a user may buy something. Undocumented.
    SocialLayerSkuPurchaseEligibility(SocialLayerSkuPurchaseEligibilityData),
    /// Any other.
    Unknown(Value),
}

deserialized_as_themselves!(InteractionData);

impl<'de> Deserialize<'de> for InteractionData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize_model(deserializer)?;
        let has = |key| value.get(key).is_some();
        let data = if has("component_type") {
            Deserialize::deserialize(&value).map(InteractionData::MessageComponent)
        } else if has("custom_id") {
            Deserialize::deserialize(&value).map(InteractionData::ModalSubmit)
        } else if has("name") {
            Deserialize::deserialize(&value).map(InteractionData::ApplicationCommand)
        } else if has("sku_id") {
            Deserialize::deserialize(&value).map(InteractionData::SocialLayerSkuPurchaseEligibility)
        } else {
            return Ok(InteractionData::Unknown(value));
        };
        Ok(data.unwrap_or(InteractionData::Unknown(value)))
    }
}

/// What a user chose, typed or submitted, as a view returns it.
///
/// A shape is recognised by its keys; the rest is checked when it is read.
#[derive(Clone, Copy, Debug)]
pub enum InteractionDataRef<'a> {
    /// A command was used, or values for autocompletion are requested.
    ApplicationCommand(ApplicationCommandDataRef<'a>),
    /// A component of a message was used.
    MessageComponent(MessageComponentDataRef<'a>),
    /// A form was submitted.
    ModalSubmit(ModalSubmitDataRef<'a>),
    /// A check whether a user may buy something. Undocumented.
    SocialLayerSkuPurchaseEligibility(SocialLayerSkuPurchaseEligibilityDataRef<'a>),
    /// Any other.
    Unknown(RawValue<'a>),
}

impl<'a> FromJson<'a> for InteractionDataRef<'a> {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        if value.kind()? != ValueKind::Object {
            return Ok(InteractionDataRef::Unknown(value));
        }
        let mut has = [false; 4];
        for member in value.members()? {
            let (key, _) = member?;
            for (has, name) in has.iter_mut().zip(["component_type", "custom_id", "name", "sku_id"]) {
                *has |= key.is(name);
            }
        }
        Ok(match has {
            [true, ..] => InteractionDataRef::MessageComponent(FromJson::from_json(value, arena)?),
            [_, true, ..] => InteractionDataRef::ModalSubmit(FromJson::from_json(value, arena)?),
            [_, _, true, _] => InteractionDataRef::ApplicationCommand(FromJson::from_json(value, arena)?),
            [.., true] => {
                InteractionDataRef::SocialLayerSkuPurchaseEligibility(FromJson::from_json(value, arena)?)
            }
            _ => InteractionDataRef::Unknown(value),
        })
    }
}

impl Model for InteractionData {
    type View<'a> = InteractionDataRef<'a>;

    fn blank() -> Self {
        InteractionData::Unknown(Value::Null)
    }

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        let (data, value) = match view {
            InteractionDataRef::ApplicationCommand(view) => {
                (Model::from_view(view).map(InteractionData::ApplicationCommand), view.as_raw())
            }
            InteractionDataRef::MessageComponent(view) => {
                (Model::from_view(view).map(InteractionData::MessageComponent), view.as_raw())
            }
            InteractionDataRef::ModalSubmit(view) => {
                (Model::from_view(view).map(InteractionData::ModalSubmit), view.as_raw())
            }
            InteractionDataRef::SocialLayerSkuPurchaseEligibility(view) => {
                let data = Model::from_view(view).map(InteractionData::SocialLayerSkuPurchaseEligibility);
                (data, view.as_raw())
            }
            InteractionDataRef::Unknown(value) => {
                return value.to_value().map(InteractionData::Unknown);
            }
        };
        data.or_else(|_| value.to_value().map(InteractionData::Unknown))
    }
}

impl Interaction {
    /// The user who interacted, in a guild or in a direct message.
    pub fn author(&self) -> Option<&User> {
        let member_user = self.member.as_ref().and_then(|member| member.user.as_deref());
        member_user.or(self.user.as_deref())
    }
}

impl<'a> InteractionRef<'a> {
    /// The user who interacted, in a guild or in a direct message.
    ///
    /// # Errors
    /// The member or the user cannot be read.
    pub fn author(&self) -> Result<Option<UserRef<'a>>, Error> {
        let member_user = self.member()?.map(|member| member.user()).transpose()?.flatten();
        if member_user.is_some() { Ok(member_user) } else { self.user() }
    }
}

open_enum! {
    /// The type of interaction.
    pub enum InteractionType {
        /// A test by Discord. Only sent by HTTP.
        Ping = 1,
        /// A command was used.
        ApplicationCommand = 2,
        /// A component of a message was used.
        MessageComponent = 3,
        /// Values for autocompletion are requested.
        ApplicationCommandAutocomplete = 4,
        /// A form was submitted.
        ModalSubmit = 5,
        /// A check whether a user may buy something. Undocumented.
        SocialLayerSkuPurchaseEligibility = 6,
    }
}

open_enum! {
    /// Where an interaction happened.
    pub enum InteractionContextType {
        /// In a guild.
        Guild = 0,
        /// In the direct message with the bot.
        BotDm = 1,
        /// In another direct message.
        PrivateChannel = 2,
    }
}
