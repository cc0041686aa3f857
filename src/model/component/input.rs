//! Components that are used: buttons, menus and fields.

use serde::Serialize;
use zerocord_derive::View;

use super::ComponentType;
use crate::model::channel::ChannelType;
use crate::model::emoji::Emoji;
use crate::model::id::{Id, Snowflake};
use crate::model::monetization::Sku;
use crate::model::open_enum::{open_enum, open_text_enum};

/// A button.
///
/// Source: Discord, "Component Reference", section "Button Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Button {
    /// Always [`ComponentType::Button`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// How it looks.
    pub style: ButtonStyle,
    /// The text shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The emoji on the button, in part; its key `id` may be absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<Box<Emoji>>,
    /// The text by which the application knows the component, 1 to 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<String>,
    /// The SKU that a premium button sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<Id<Sku>>,
    /// The address that a link button opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether it is shown but cannot be used; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A menu of texts.
///
/// Source: Discord, "Component Reference", section "String Select Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct StringSelect {
    /// Always [`ComponentType::StringSelect`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What can be chosen, at most 25.
    pub options: Vec<SelectOption>,
    /// What is shown while nothing is chosen or typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// How many must be chosen at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// How many can be chosen at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether an answer is needed; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is shown but cannot be used; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// An option of a menu of texts.
///
/// Source: Discord, "Component Reference", section "Select Option Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct SelectOption {
    /// The text shown.
    pub label: String,
    /// What the application gets, at most 100 characters.
    pub value: String,
    /// The description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The emoji beside the option, in part; its key `id` may be absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<Box<Emoji>>,
    /// Whether it is chosen from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<bool>,
}

/// A field for text in a form.
///
/// Source: Discord, "Component Reference", section "Text Input Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct TextInput {
    /// Always [`ComponentType::TextInput`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// How it looks.
    pub style: TextInputStyle,
    /// The fewest characters that are accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// The most characters that are accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// Whether an answer is needed; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// What stands in the input from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What is shown while nothing is chosen or typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The heading; superseded by the label component. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// A menu of users.
///
/// Source: Discord, "Component Reference", section "User Select Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct UserSelect {
    /// Always [`ComponentType::UserSelect`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What is shown while nothing is chosen or typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// What is chosen from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_values: Option<Vec<SelectDefaultValue>>,
    /// How many must be chosen at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// How many can be chosen at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether an answer is needed; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is shown but cannot be used; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A menu of roles.
///
/// Source: Discord, "Component Reference", section "Role Select Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct RoleSelect {
    /// Always [`ComponentType::RoleSelect`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What is shown while nothing is chosen or typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// What is chosen from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_values: Option<Vec<SelectDefaultValue>>,
    /// How many must be chosen at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// How many can be chosen at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether an answer is needed; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is shown but cannot be used; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A menu of users and roles.
///
/// Source: Discord, "Component Reference", section "Mentionable Select Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct MentionableSelect {
    /// Always [`ComponentType::MentionableSelect`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What is shown while nothing is chosen or typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// What is chosen from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_values: Option<Vec<SelectDefaultValue>>,
    /// How many must be chosen at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// How many can be chosen at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether an answer is needed; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is shown but cannot be used; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A menu of channels.
///
/// Source: Discord, "Component Reference", section "Channel Select Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ChannelSelect {
    /// Always [`ComponentType::ChannelSelect`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What is shown while nothing is chosen or typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// What is chosen from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_values: Option<Vec<SelectDefaultValue>>,
    /// How many must be chosen at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// How many can be chosen at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether an answer is needed; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is shown but cannot be used; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// The types of channels that can be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_types: Option<Vec<ChannelType>>,
}

/// What a menu of users, roles or channels has chosen from the start.
///
/// Source: Discord, "Component Reference", section "Select Default Value Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct SelectDefaultValue {
    /// The user, role or channel.
    pub id: Snowflake,
    /// Whether it is a user, a role or a channel.
    #[serde(rename = "type")]
    pub kind: SelectDefaultValueType,
}

/// A field for files in a form.
///
/// Source: Discord, "Component Reference", section "File Upload Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct FileUpload {
    /// Always [`ComponentType::FileUpload`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// How many must be chosen at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// How many can be chosen at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether an answer is needed; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The endings of the files that are accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_types: Option<Vec<String>>,
}

/// Options of which one can be chosen.
///
/// Source: Discord, "Component Reference", section "Radio Group Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct RadioGroup {
    /// Always [`ComponentType::RadioGroup`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What can be chosen, at most 10.
    pub options: Vec<GroupOption>,
    /// Whether an answer is needed; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

/// Options of which several can be chosen.
///
/// Source: Discord, "Component Reference", section "Checkbox Group Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct CheckboxGroup {
    /// Always [`ComponentType::CheckboxGroup`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What can be chosen, at most 10.
    pub options: Vec<GroupOption>,
    /// How many must be chosen at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// How many can be chosen at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether an answer is needed; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

/// An option among several.
///
/// Source: Discord, "Component Reference", section "Radio Group Option Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct GroupOption {
    /// What the application gets, at most 100 characters.
    pub value: String,
    /// The text shown.
    pub label: String,
    /// The description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it is chosen from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<bool>,
}

/// A box to tick.
///
/// Source: Discord, "Component Reference", section "Checkbox Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct Checkbox {
    /// Always [`ComponentType::Checkbox`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// Whether it is chosen from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<bool>,
}

open_enum! {
    /// How a button looks and what it does.
    pub enum ButtonStyle {
        /// The main one.
        Primary = 1,
        /// One among several.
        Secondary = 2,
        /// One that confirms.
        Success = 3,
        /// One that cannot be undone.
        Danger = 4,
        /// One that opens an address.
        Link = 5,
        /// One that sells something.
        Premium = 6,
    }
}

open_enum! {
    /// How large a field for text is.
    pub enum TextInputStyle {
        /// One line.
        Short = 1,
        /// Several lines.
        Paragraph = 2,
    }
}

open_text_enum! {
    /// What a menu has chosen from the start.
    pub enum SelectDefaultValueType {
        /// A user.
        User = "user",
        /// A role.
        Role = "role",
        /// A channel.
        Channel = "channel",
    }
}
