//! Answers to the components of a form.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zerocord_derive::View;

use super::ComponentType;
use crate::model::attachment::Attachment;
use crate::model::id::{Id, Snowflake};
use crate::model::resolved::ResolvedData;

/// The answers to the inputs in a row, in older forms.
///
/// Source: Discord Userdoccers, "Receiving and Responding", section "Modal Submit Component Data
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct ActionRowResponse {
    /// Always [`ComponentType::ActionRow`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The answers to the inputs in the row.
    pub components: Vec<ModalComponentResponse>,
}

/// What was chosen from a menu of texts.
///
/// Source: Discord, "Component Reference", section "String Select Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct StringSelectResponse {
    /// The kind of component; in submitted forms.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ComponentType>,
    /// The kind of component; in answers to components of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component_type: Option<ComponentType>,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What was chosen.
    pub values: Vec<String>,
}

/// What was typed.
///
/// Source: Discord, "Component Reference", section "Text Input Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct TextInputResponse {
    /// Always [`ComponentType::TextInput`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What was typed.
    pub value: String,
}

/// Which users, roles or channels were chosen.
///
/// Source: Discord, "Component Reference", section "User Select Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct EntitySelectResponse {
    /// The kind of component; in submitted forms.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ComponentType>,
    /// The kind of component; in answers to components of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component_type: Option<ComponentType>,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// The users, members, roles, channels, messages and files that are named by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// The users, roles or channels that were chosen.
    pub values: Vec<Snowflake>,
}

/// The place of a text, which has no answer.
///
/// Source: Discord, "Component Reference", section "Text Display Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct TextDisplayResponse {
    /// Always [`ComponentType::TextDisplay`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
}

/// The answer within a label.
///
/// Source: Discord, "Component Reference", section "Label Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct LabelResponse {
    /// Always [`ComponentType::Label`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The answer of what is labelled.
    pub component: Box<ModalComponentResponse>,
}

/// Which files were uploaded.
///
/// Source: Discord, "Component Reference", section "File Upload Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct FileUploadResponse {
    /// Always [`ComponentType::FileUpload`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// The files, as keys of the resolved attachments.
    pub values: Vec<Id<Attachment>>,
}

/// Which option was chosen.
///
/// Source: Discord, "Component Reference", section "Radio Group Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct RadioGroupResponse {
    /// Always [`ComponentType::RadioGroup`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What was chosen; null for nothing.
    pub value: Option<String>,
}

/// Which options were chosen.
///
/// Source: Discord, "Component Reference", section "Checkbox Group Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct CheckboxGroupResponse {
    /// Always [`ComponentType::CheckboxGroup`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// What was chosen.
    pub values: Vec<String>,
}

/// Whether a box was ticked.
///
/// Source: Discord, "Component Reference", section "Checkbox Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, View)]
pub struct CheckboxResponse {
    /// Always [`ComponentType::Checkbox`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The text by which the application knows the component, 1 to 100 characters.
    pub custom_id: String,
    /// Whether the box was ticked.
    pub value: bool,
}

/// The answer to a component of a form, by its `type`.
///
/// Source: Discord, "Receiving and Responding", section "Component Interaction Response Structures".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, from = "Value")]
pub enum ModalComponentResponse {
    /// The answers to the inputs in a row, in older forms.
    ActionRow(ActionRowResponse),
    /// What was chosen from a menu of texts.
    StringSelect(StringSelectResponse),
    /// What was typed.
    TextInput(TextInputResponse),
    /// Which users, roles or channels were chosen.
    EntitySelect(EntitySelectResponse),
    /// The place of a text, which has no answer.
    TextDisplay(TextDisplayResponse),
    /// The answer within a label.
    Label(LabelResponse),
    /// Which files were uploaded.
    FileUpload(FileUploadResponse),
    /// Which option was chosen.
    RadioGroup(RadioGroupResponse),
    /// Which options were chosen.
    CheckboxGroup(CheckboxGroupResponse),
    /// Whether a box was ticked.
    Checkbox(CheckboxResponse),
    /// A component of another type, or one that lacks what its type asks for, as it came.
    Unknown(Value),
}

impl From<Value> for ModalComponentResponse {
    fn from(value: Value) -> Self {
        fn read<T: DeserializeOwned>(
            value: Value,
            variant: fn(T) -> ModalComponentResponse,
        ) -> ModalComponentResponse {
            match T::deserialize(&value) {
                Ok(component) => variant(component),
                Err(_) => ModalComponentResponse::Unknown(value),
            }
        }
        match value.get("type").and_then(Value::as_i64).map(ComponentType::from_number) {
            Some(ComponentType::ActionRow) => read(value, ModalComponentResponse::ActionRow),
            Some(ComponentType::StringSelect) => read(value, ModalComponentResponse::StringSelect),
            Some(ComponentType::TextInput) => read(value, ModalComponentResponse::TextInput),
            Some(
                ComponentType::UserSelect
                | ComponentType::RoleSelect
                | ComponentType::MentionableSelect
                | ComponentType::ChannelSelect,
            ) => read(value, ModalComponentResponse::EntitySelect),
            Some(ComponentType::TextDisplay) => read(value, ModalComponentResponse::TextDisplay),
            Some(ComponentType::Label) => read(value, ModalComponentResponse::Label),
            Some(ComponentType::FileUpload) => read(value, ModalComponentResponse::FileUpload),
            Some(ComponentType::RadioGroup) => read(value, ModalComponentResponse::RadioGroup),
            Some(ComponentType::CheckboxGroup) => read(value, ModalComponentResponse::CheckboxGroup),
            Some(ComponentType::Checkbox) => read(value, ModalComponentResponse::Checkbox),
            _ => ModalComponentResponse::Unknown(value),
        }
    }
}
