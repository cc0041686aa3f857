//! Values of the components in a submitted form.

use serde::Serialize;
use zerocord_derive::View;

use super::ComponentType;
use super::union::component_union;
use crate::model::attachment::Attachment;
use crate::model::id::{Id, Snowflake};
use crate::model::resolved::ResolvedData;

/// The values of the inputs in a row, in older forms.
///
/// Source: Discord Userdoccers, "Receiving and Responding", section "Modal Submit Component Data
/// Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ActionRowResponse {
    /// Always [`ComponentType::ActionRow`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The values of the inputs in the row.
    pub components: Vec<ModalComponentResponse>,
}

/// The choices of a select menu of strings.
///
/// Source: Discord, "Component Reference", section "String Select Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct StringSelectResponse {
    /// The type of component; in submitted forms.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ComponentType>,
    /// The type of component; in interactions with components of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component_type: Option<ComponentType>,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// What was chosen.
    pub values: Vec<String>,
}

/// What was typed.
///
/// Source: Discord, "Component Reference", section "Text Input Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct TextInputResponse {
    /// Always [`ComponentType::TextInput`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// What was typed.
    pub value: String,
}

/// Which users, roles or channels were chosen.
///
/// Source: Discord, "Component Reference", section "User Select Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct EntitySelectResponse {
    /// The type of component; in submitted forms.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ComponentType>,
    /// The type of component; in interactions with components of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component_type: Option<ComponentType>,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The users, members, roles, channels, messages and files that other keys refer to by identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<Box<ResolvedData>>,
    /// The users, roles or channels that were chosen.
    pub values: Vec<Snowflake>,
}

/// A text, which has no value.
///
/// Source: Discord, "Component Reference", section "Text Display Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct TextDisplayResponse {
    /// Always [`ComponentType::TextDisplay`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
}

/// The value within a label.
///
/// Source: Discord, "Component Reference", section "Label Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct LabelResponse {
    /// Always [`ComponentType::Label`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The value of the labelled component.
    pub component: Box<ModalComponentResponse>,
}

/// Which files were uploaded.
///
/// Source: Discord, "Component Reference", section "File Upload Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct FileUploadResponse {
    /// Always [`ComponentType::FileUpload`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The files, as keys of the resolved attachments.
    pub values: Vec<Id<Attachment>>,
}

/// Which option was chosen.
///
/// Source: Discord, "Component Reference", section "Radio Group Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct RadioGroupResponse {
    /// Always [`ComponentType::RadioGroup`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// The choice; null if nothing was chosen.
    pub value: Option<String>,
}

/// Which options were chosen.
///
/// Source: Discord, "Component Reference", section "Checkbox Group Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct CheckboxGroupResponse {
    /// Always [`ComponentType::CheckboxGroup`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// What was chosen.
    pub values: Vec<String>,
}

/// Whether a checkbox was checked.
///
/// Source: Discord, "Component Reference", section "Checkbox Interaction Response Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct CheckboxResponse {
    /// Always [`ComponentType::Checkbox`].
    #[serde(rename = "type")]
    pub kind: ComponentType,
    /// The identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// The application's own id for the component, 1 to 100 characters.
    pub custom_id: String,
    /// Whether the checkbox was checked.
    pub value: bool,
}

component_union! {
    /// The value of a component in a submitted form, by its `type`.
    ///
    /// Source: Discord, "Receiving and Responding", section "Component Interaction Response Structures".
    pub enum ModalComponentResponse, ModalComponentResponseRef {
        /// The values of the inputs in a row, in older forms.
        ActionRow(ActionRowResponse) = ActionRow,
        /// The choices of a select menu of strings.
        StringSelect(StringSelectResponse) = StringSelect,
        /// What was typed.
        TextInput(TextInputResponse) = TextInput,
        /// Which users, roles or channels were chosen.
        EntitySelect(EntitySelectResponse) = UserSelect | RoleSelect | MentionableSelect | ChannelSelect,
        /// A text, which has no value.
        TextDisplay(TextDisplayResponse) = TextDisplay,
        /// The value within a label.
        Label(LabelResponse) = Label,
        /// Which files were uploaded.
        FileUpload(FileUploadResponse) = FileUpload,
        /// Which option was chosen.
        RadioGroup(RadioGroupResponse) = RadioGroup,
        /// Which options were chosen.
        CheckboxGroup(CheckboxGroupResponse) = CheckboxGroup,
        /// Whether a checkbox was checked.
        Checkbox(CheckboxResponse) = Checkbox,
    }
}
