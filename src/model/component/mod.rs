//! Components: the buttons, menus and layout of messages and forms.
//!
//! [`Component`] is one of them, told apart by the key `type`; a component of a type without a name here
//! is kept as it came. [`input`] holds those that are used, [`layout`] those that are looked at, and
//! [`response`] the answers that a submitted form carries.

pub mod input;
pub mod layout;
pub mod response;

pub use input::*;
pub use layout::*;
pub use response::*;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::open_enum::open_enum;

/// A component of a message or form, by its `type`.
///
/// Source: Discord, "Component Reference", section "Component Types".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, from = "Value")]
pub enum Component {
    /// A row of buttons, or of one select menu.
    ActionRow(ActionRow),
    /// A button.
    Button(Button),
    /// A menu of texts.
    StringSelect(StringSelect),
    /// A field for text in a form.
    TextInput(TextInput),
    /// A menu of users.
    UserSelect(UserSelect),
    /// A menu of roles.
    RoleSelect(RoleSelect),
    /// A menu of users and roles.
    MentionableSelect(MentionableSelect),
    /// A menu of channels.
    ChannelSelect(ChannelSelect),
    /// Texts with a button or picture beside them.
    Section(Box<Section>),
    /// A text.
    TextDisplay(TextDisplay),
    /// A small picture beside texts.
    Thumbnail(Thumbnail),
    /// Several pictures.
    MediaGallery(MediaGallery),
    /// A file shown within a message.
    File(FileComponent),
    /// A gap between components, with or without a line.
    Separator(Separator),
    /// What a user has played or watched lately. Undocumented.
    ContentInventoryEntry(ContentInventoryEntryComponent),
    /// A box around components.
    Container(Container),
    /// A heading and description around a component of a form.
    Label(Box<Label>),
    /// A field for files in a form.
    FileUpload(FileUpload),
    /// The card of a yearly review. Undocumented.
    CheckpointCard(CheckpointCard),
    /// Options of which one can be chosen.
    RadioGroup(RadioGroup),
    /// Options of which several can be chosen.
    CheckboxGroup(CheckboxGroup),
    /// A box to tick.
    Checkbox(Checkbox),
    /// A component of another type, or one that lacks what its type asks for, as it came.
    Unknown(Value),
}

impl From<Value> for Component {
    fn from(value: Value) -> Self {
        fn read<T: DeserializeOwned>(value: Value, variant: fn(T) -> Component) -> Component {
            match T::deserialize(&value) {
                Ok(component) => variant(component),
                Err(_) => Component::Unknown(value),
            }
        }
        match value.get("type").and_then(Value::as_i64).map(ComponentType::from_number) {
            Some(ComponentType::ActionRow) => read(value, Component::ActionRow),
            Some(ComponentType::Button) => read(value, Component::Button),
            Some(ComponentType::StringSelect) => read(value, Component::StringSelect),
            Some(ComponentType::TextInput) => read(value, Component::TextInput),
            Some(ComponentType::UserSelect) => read(value, Component::UserSelect),
            Some(ComponentType::RoleSelect) => read(value, Component::RoleSelect),
            Some(ComponentType::MentionableSelect) => read(value, Component::MentionableSelect),
            Some(ComponentType::ChannelSelect) => read(value, Component::ChannelSelect),
            Some(ComponentType::Section) => read(value, Component::Section),
            Some(ComponentType::TextDisplay) => read(value, Component::TextDisplay),
            Some(ComponentType::Thumbnail) => read(value, Component::Thumbnail),
            Some(ComponentType::MediaGallery) => read(value, Component::MediaGallery),
            Some(ComponentType::File) => read(value, Component::File),
            Some(ComponentType::Separator) => read(value, Component::Separator),
            Some(ComponentType::ContentInventoryEntry) => read(value, Component::ContentInventoryEntry),
            Some(ComponentType::Container) => read(value, Component::Container),
            Some(ComponentType::Label) => read(value, Component::Label),
            Some(ComponentType::FileUpload) => read(value, Component::FileUpload),
            Some(ComponentType::CheckpointCard) => read(value, Component::CheckpointCard),
            Some(ComponentType::RadioGroup) => read(value, Component::RadioGroup),
            Some(ComponentType::CheckboxGroup) => read(value, Component::CheckboxGroup),
            Some(ComponentType::Checkbox) => read(value, Component::Checkbox),
            _ => Component::Unknown(value),
        }
    }
}

open_enum! {
    /// What kind of component it is.
    pub enum ComponentType {
        /// A row of buttons, or of one select menu.
        ActionRow = 1,
        /// A button.
        Button = 2,
        /// A menu of texts.
        StringSelect = 3,
        /// A field for text.
        TextInput = 4,
        /// A menu of users.
        UserSelect = 5,
        /// A menu of roles.
        RoleSelect = 6,
        /// A menu of users and roles.
        MentionableSelect = 7,
        /// A menu of channels.
        ChannelSelect = 8,
        /// Texts with something beside them.
        Section = 9,
        /// A text.
        TextDisplay = 10,
        /// A small picture.
        Thumbnail = 11,
        /// Several pictures.
        MediaGallery = 12,
        /// A file.
        File = 13,
        /// A gap.
        Separator = 14,
        /// What a user has played or watched lately. Undocumented.
        ContentInventoryEntry = 16,
        /// A box around components.
        Container = 17,
        /// A heading around a component.
        Label = 18,
        /// A field for files.
        FileUpload = 19,
        /// The card of a yearly review. Undocumented.
        CheckpointCard = 20,
        /// Options of which one can be chosen.
        RadioGroup = 21,
        /// Options of which several can be chosen.
        CheckboxGroup = 22,
        /// A box to tick.
        Checkbox = 23,
    }
}
