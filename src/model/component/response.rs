//! Answers to the components of a form.

use serde::Serialize;
use zerocord_derive::View;

use super::ComponentType;
use super::union::component_union;
use crate::model::attachment::Attachment;
use crate::model::id::{Id, Snowflake};
use crate::model::resolved::ResolvedData;

/// The answers to the inputs in a row, in older forms.
///
/// Source: Discord Userdoccers, "Receiving and Responding", section "Modal Submit Component Data
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
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

component_union! {
    /// The answer to a component of a form, by its `type`.
    ///
    /// Source: Discord, "Receiving and Responding", section "Component Interaction Response Structures".
    pub enum ModalComponentResponse, ModalComponentResponseRef {
        /// The answers to the inputs in a row, in older forms.
        ActionRow(ActionRowResponse) = ActionRow,
        /// What was chosen from a menu of texts.
        StringSelect(StringSelectResponse) = StringSelect,
        /// What was typed.
        TextInput(TextInputResponse) = TextInput,
        /// Which users, roles or channels were chosen.
        EntitySelect(EntitySelectResponse) = UserSelect | RoleSelect | MentionableSelect | ChannelSelect,
        /// The place of a text, which has no answer.
        TextDisplay(TextDisplayResponse) = TextDisplay,
        /// The answer within a label.
        Label(LabelResponse) = Label,
        /// Which files were uploaded.
        FileUpload(FileUploadResponse) = FileUpload,
        /// Which option was chosen.
        RadioGroup(RadioGroupResponse) = RadioGroup,
        /// Which options were chosen.
        CheckboxGroup(CheckboxGroupResponse) = CheckboxGroup,
        /// Whether a box was ticked.
        Checkbox(CheckboxResponse) = Checkbox,
    }
}
