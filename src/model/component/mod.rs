//! Components: the buttons, menus and layout of messages and forms.
//!
//! [`Component`] is a union, selected by the key `type`; a component of an unknown type is kept as JSON. [`input`] has
//! the interactive components, [`layout`] those for layout and content, and [`response`] the values in a submitted
//! form.

mod input;
mod layout;
mod response;
mod union;

pub use input::*;
pub use layout::*;
pub use response::*;

use self::union::component_union;
use crate::model::open_enum::open_enum;

component_union! {
    /// A component of a message or form, by its `type`.
    ///
    /// Source: Discord, "Component Reference", section "Component Types".
    pub enum Component, ComponentRef {
        /// A row of buttons, or of one select menu.
        ActionRow(ActionRow) = ActionRow,
        /// A button.
        Button(Button) = Button,
        /// A select menu of strings.
        StringSelect(StringSelect) = StringSelect,
        /// A text input in a form.
        TextInput(TextInput) = TextInput,
        /// A select menu of users.
        UserSelect(UserSelect) = UserSelect,
        /// A select menu of roles.
        RoleSelect(RoleSelect) = RoleSelect,
        /// A select menu of users and roles.
        MentionableSelect(MentionableSelect) = MentionableSelect,
        /// A select menu of channels.
        ChannelSelect(ChannelSelect) = ChannelSelect,
        /// Texts with a button or image as an accessory.
        Section(Box<Section>) = Section,
        /// A text.
        TextDisplay(TextDisplay) = TextDisplay,
        /// A thumbnail next to texts.
        Thumbnail(Thumbnail) = Thumbnail,
        /// A gallery of images.
        MediaGallery(MediaGallery) = MediaGallery,
        /// A file shown within a message.
        File(FileComponent) = File,
        /// A gap between components, with or without a line.
        Separator(Separator) = Separator,
        /// What a user has recently played or watched. Undocumented.
        ContentInventoryEntry(ContentInventoryEntryComponent) = ContentInventoryEntry,
        /// A container around components.
        Container(Container) = Container,
        /// A heading and description around a component of a form.
        Label(Box<Label>) = Label,
        /// A file upload in a form.
        FileUpload(FileUpload) = FileUpload,
        /// The card of a yearly review. Undocumented.
        CheckpointCard(CheckpointCard) = CheckpointCard,
        /// A radio group: one option can be chosen.
        RadioGroup(RadioGroup) = RadioGroup,
        /// A checkbox group: several options can be chosen.
        CheckboxGroup(CheckboxGroup) = CheckboxGroup,
        /// A checkbox.
        Checkbox(Checkbox) = Checkbox,
    }
}

open_enum! {
    /// The type of component.
    pub enum ComponentType {
        /// A row of buttons, or of one select menu.
        ActionRow = 1,
        /// A button.
        Button = 2,
        /// A select menu of strings.
        StringSelect = 3,
        /// A text input.
        TextInput = 4,
        /// A select menu of users.
        UserSelect = 5,
        /// A select menu of roles.
        RoleSelect = 6,
        /// A select menu of users and roles.
        MentionableSelect = 7,
        /// A select menu of channels.
        ChannelSelect = 8,
        /// Texts with an accessory.
        Section = 9,
        /// A text.
        TextDisplay = 10,
        /// A thumbnail.
        Thumbnail = 11,
        /// A gallery of images.
        MediaGallery = 12,
        /// A file.
        File = 13,
        /// A gap.
        Separator = 14,
        /// What a user has recently played or watched. Undocumented.
        ContentInventoryEntry = 16,
        /// A container around components.
        Container = 17,
        /// A heading around a component.
        Label = 18,
        /// A file upload.
        FileUpload = 19,
        /// The card of a yearly review. Undocumented.
        CheckpointCard = 20,
        /// A radio group: one option can be chosen.
        RadioGroup = 21,
        /// A checkbox group: several options can be chosen.
        CheckboxGroup = 22,
        /// A checkbox.
        Checkbox = 23,
    }
}
