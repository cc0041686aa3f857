//! Components: the buttons, menus and layout of messages and forms.
//!
//! [`Component`] is one of them, told apart by the key `type`; a component of a type without a name here
//! is kept as it came. [`input`] holds those that are used, [`layout`] those that are looked at, and
//! [`response`] the answers that a submitted form carries.

pub mod input;
pub mod layout;
pub mod response;
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
        /// A menu of texts.
        StringSelect(StringSelect) = StringSelect,
        /// A field for text in a form.
        TextInput(TextInput) = TextInput,
        /// A menu of users.
        UserSelect(UserSelect) = UserSelect,
        /// A menu of roles.
        RoleSelect(RoleSelect) = RoleSelect,
        /// A menu of users and roles.
        MentionableSelect(MentionableSelect) = MentionableSelect,
        /// A menu of channels.
        ChannelSelect(ChannelSelect) = ChannelSelect,
        /// Texts with a button or picture beside them.
        Section(Box<Section>) = Section,
        /// A text.
        TextDisplay(TextDisplay) = TextDisplay,
        /// A small picture beside texts.
        Thumbnail(Thumbnail) = Thumbnail,
        /// Several pictures.
        MediaGallery(MediaGallery) = MediaGallery,
        /// A file shown within a message.
        File(FileComponent) = File,
        /// A gap between components, with or without a line.
        Separator(Separator) = Separator,
        /// What a user has played or watched lately. Undocumented.
        ContentInventoryEntry(ContentInventoryEntryComponent) = ContentInventoryEntry,
        /// A box around components.
        Container(Container) = Container,
        /// A heading and description around a component of a form.
        Label(Box<Label>) = Label,
        /// A field for files in a form.
        FileUpload(FileUpload) = FileUpload,
        /// The card of a yearly review. Undocumented.
        CheckpointCard(CheckpointCard) = CheckpointCard,
        /// Options of which one can be chosen.
        RadioGroup(RadioGroup) = RadioGroup,
        /// Options of which several can be chosen.
        CheckboxGroup(CheckboxGroup) = CheckboxGroup,
        /// A box to tick.
        Checkbox(Checkbox) = Checkbox,
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
