//! Interactive components: buttons, menus and fields.

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
#[non_exhaustive]
pub struct Button {
    /// Always [`ComponentType::Button`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The style.
    pub style: ButtonStyle,
    /// The text shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The emoji on the button, partial; its key `id` may be absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<Box<Emoji>>,
    /// The application's own id for the component, 1 to 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<String>,
    /// The SKU that a premium button sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku_id: Option<Id<Sku>>,
    /// The URL that a link button opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether it is disabled; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A select menu of strings.
///
/// Source: Discord, "Component Reference", section "String Select Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct StringSelect {
    /// Always [`ComponentType::StringSelect`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The options, at most 25.
    pub options: Vec<SelectOption>,
    /// The placeholder shown while the value is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The minimum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// The maximum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether a value is required; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is disabled; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// An option of a select menu of strings.
///
/// Source: Discord, "Component Reference", section "Select Option Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct SelectOption {
    /// The text shown.
    pub label: String,
    /// The value sent to the application, at most 100 characters.
    pub value: String,
    /// The description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The emoji of the option, partial; its key `id` may be absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emoji: Option<Box<Emoji>>,
    /// Whether it is selected by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<bool>,
}

/// A text input in a form.
///
/// Source: Discord, "Component Reference", section "Text Input Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct TextInput {
    /// Always [`ComponentType::TextInput`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The style.
    pub style: TextInputStyle,
    /// The minimum number of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// The maximum number of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// Whether a value is required; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The initial value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The placeholder shown while the value is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The heading; superseded by the label component. Undocumented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// A select menu of users.
///
/// Source: Discord, "Component Reference", section "User Select Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct UserSelect {
    /// Always [`ComponentType::UserSelect`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The placeholder shown while the value is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The default selection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_values: Option<Vec<SelectDefaultValue>>,
    /// The minimum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// The maximum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether a value is required; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is disabled; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A select menu of roles.
///
/// Source: Discord, "Component Reference", section "Role Select Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct RoleSelect {
    /// Always [`ComponentType::RoleSelect`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The placeholder shown while the value is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The default selection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_values: Option<Vec<SelectDefaultValue>>,
    /// The minimum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// The maximum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether a value is required; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is disabled; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A select menu of users and roles.
///
/// Source: Discord, "Component Reference", section "Mentionable Select Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct MentionableSelect {
    /// Always [`ComponentType::MentionableSelect`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The placeholder shown while the value is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The default selection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_values: Option<Vec<SelectDefaultValue>>,
    /// The minimum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// The maximum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether a value is required; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is disabled; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// A select menu of channels.
///
/// Source: Discord, "Component Reference", section "Channel Select Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ChannelSelect {
    /// Always [`ComponentType::ChannelSelect`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The placeholder shown while the value is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The default selection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_values: Option<Vec<SelectDefaultValue>>,
    /// The minimum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// The maximum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether a value is required; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// Whether it is disabled; absent means no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// The types of channels that can be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_types: Option<Vec<ChannelType>>,
}

/// A default selection of a menu of users, roles or channels.
///
/// Source: Discord, "Component Reference", section "Select Default Value Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct SelectDefaultValue {
    /// The user, role or channel.
    pub id: Snowflake,
    /// Whether it is a user, a role or a channel.
    #[serde(rename = "type")]
    pub kind: SelectDefaultValueType,
}

/// A file upload in a form.
///
/// Source: Discord, "Component Reference", section "File Upload Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct FileUpload {
    /// Always [`ComponentType::FileUpload`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The minimum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// The maximum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether a value is required; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The accepted file name extensions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_types: Option<Vec<String>>,
}

/// A radio group: one option can be chosen.
///
/// Source: Discord, "Component Reference", section "Radio Group Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct RadioGroup {
    /// Always [`ComponentType::RadioGroup`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The options, at most 10.
    pub options: Vec<GroupOption>,
    /// Whether a value is required; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

/// A checkbox group: several options can be chosen.
///
/// Source: Discord, "Component Reference", section "Checkbox Group Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct CheckboxGroup {
    /// Always [`ComponentType::CheckboxGroup`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The options, at most 10.
    pub options: Vec<GroupOption>,
    /// The minimum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_values: Option<u64>,
    /// The maximum number of choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_values: Option<u64>,
    /// Whether a value is required; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
}

/// An option of a radio or checkbox group.
///
/// Source: Discord, "Component Reference", section "Radio Group Option Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GroupOption {
    /// The value sent to the application, at most 100 characters.
    pub value: String,
    /// The text shown.
    pub label: String,
    /// The description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it is selected by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<bool>,
}

/// A checkbox.
///
/// Source: Discord, "Component Reference", section "Checkbox Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct Checkbox {
    /// Always [`ComponentType::Checkbox`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// Whether it is selected by default.
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
        /// One that opens a URL.
        Link = 5,
        /// One that sells something.
        Premium = 6,
    }
}

open_enum! {
    /// The size of a text input.
    pub enum TextInputStyle {
        /// One line.
        Short = 1,
        /// Several lines.
        Paragraph = 2,
    }
}

open_text_enum! {
    /// The type of a menu's default selection.
    pub enum SelectDefaultValueType {
        /// A user.
        User = "user",
        /// A role.
        Role = "role",
        /// A channel.
        Channel = "channel",
    }
}
