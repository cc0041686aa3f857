//! Commands of applications, and who may use them.

use std::collections::BTreeMap;

use serde::Serialize;
use zerocord_derive::View;

use super::application::{Application, ApplicationIntegrationType};
use super::channel::ChannelType;
use super::field::Field;
use super::guild::Guild;
use super::id::{Id, Snowflake};
use super::interaction::InteractionContextType;
use super::open_enum::open_enum;
use super::open_value::open_value;
use super::permissions::Permissions;
use super::wide_flags::WideFlags;

/// A command of an application.
///
/// Source: Discord, "Application Commands", section "Application Command Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ApplicationCommand {
    /// The identifier.
    pub id: Id<ApplicationCommand>,
    /// What kind it is.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ApplicationCommandType>,
    /// The application whose command it is.
    pub application_id: Id<Application>,
    /// The guild that the command is registered in; absent for global commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guild_id: Option<Id<Guild>>,
    /// The name.
    pub name: String,
    /// The name by language.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub name_localizations: Field<BTreeMap<String, String>>,
    /// What the command does; empty for commands without typing.
    pub description: String,
    /// The description by language.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description_localizations: Field<BTreeMap<String, String>>,
    /// The parameters, at most 25.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<ApplicationCommandOption>>,
    /// The permissions that a member needs to use the command; null stands for none.
    pub default_member_permissions: Option<WideFlags<Permissions>>,
    /// Whether the command can be used in direct messages; superseded by `contexts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dm_permission: Option<bool>,
    /// Whether the command can be used from the start; superseded by permissions.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub default_permission: Field<bool>,
    /// Whether it is for adults only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nsfw: Option<bool>,
    /// How the application must be installed for the command to be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_types: Option<Vec<ApplicationIntegrationType>>,
    /// Where the command can be used.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub contexts: Field<Vec<InteractionContextType>>,
    /// The identifier that changes with every change of the command.
    pub version: Snowflake,
    /// Who answers the command; only for an entry point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<ApplicationCommandHandlerType>,
}

/// A parameter of a command.
///
/// Source: Discord, "Application Commands", section "Application Command Option Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ApplicationCommandOption {
    /// What kind of value the option takes.
    #[serde(rename = "type")]
    pub kind: ApplicationCommandOptionType,
    /// The name.
    pub name: String,
    /// The name by language.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub name_localizations: Field<BTreeMap<String, String>>,
    /// What the option is for, 1 to 100 characters.
    pub description: String,
    /// The description by language.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description_localizations: Field<BTreeMap<String, String>>,
    /// Whether an answer is needed; absent means yes for components, no for options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// The values that can be chosen, at most 25.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<ApplicationCommandOptionChoice>>,
    /// The parameters of a subcommand, or the subcommands of a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<ApplicationCommandOption>>,
    /// The types of channels that can be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_types: Option<Vec<ChannelType>>,
    /// The least number that is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_value: Option<CommandOptionValue>,
    /// The greatest number that is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_value: Option<CommandOptionValue>,
    /// The fewest characters that are accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// The most characters that are accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// Whether the application suggests values while the user types.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<bool>,
    /// The endings of the files that are accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_types: Option<Vec<String>>,
}

/// A value that a parameter can take.
///
/// Source: Discord, "Application Commands", section "Application Command Option Choice Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ApplicationCommandOptionChoice {
    /// What the user sees, 1 to 100 characters.
    pub name: String,
    /// The name by language.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub name_localizations: Field<BTreeMap<String, String>>,
    /// What the application gets.
    pub value: CommandOptionValue,
}

/// Who may use a command in a guild, or all commands of an application.
///
/// Source: Discord, "Application Commands", section "Guild Application Command Permissions Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct GuildApplicationCommandPermissions {
    /// The command, or the application when its permissions for all commands are meant.
    pub id: Snowflake,
    /// The application whose command it is.
    pub application_id: Id<Application>,
    /// The guild that this belongs to.
    pub guild_id: Id<Guild>,
    /// Who may use the command, at most 100.
    pub permissions: Vec<ApplicationCommandPermission>,
}

/// Whether one role, user or channel may use a command.
///
/// Source: Discord, "Application Commands", section "Application Command Permissions Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
pub struct ApplicationCommandPermission {
    /// The role, user or channel. The guild's identifier stands for everyone, one less for all channels.
    pub id: Snowflake,
    /// Whether `id` is a role's, a user's or a channel's.
    #[serde(rename = "type")]
    pub kind: ApplicationCommandPermissionType,
    /// Whether the command is allowed.
    pub permission: bool,
}

open_value! {
    /// A value of a command's option.
    pub enum CommandOptionValue {
        /// A boolean.
        Boolean(bool): boolean,
        /// An integer.
        Integer(i64): integer,
        /// A number with a fraction.
        Float(f64): float,
        /// Text, an identifier, or whatever the user has typed so far.
        Text(S): text,
    }
}

impl<S: AsRef<str>, V> CommandOptionValue<S, V> {
    /// The text, if it is text.
    pub fn text(&self) -> Option<&str> {
        match self {
            CommandOptionValue::Text(text) => Some(text.as_ref()),
            _ => None,
        }
    }

    /// The number, if it is one. Discord bounds integers by 2^53, so none is rounded.
    pub fn number(&self) -> Option<f64> {
        match self {
            CommandOptionValue::Integer(integer) => Some(*integer as f64),
            CommandOptionValue::Float(float) => Some(*float),
            _ => None,
        }
    }

    /// The identifier, if it is text that names one.
    pub fn snowflake(&self) -> Option<Snowflake> {
        self.text().and_then(Snowflake::parse)
    }
}

open_enum! {
    /// How a command is used.
    pub enum ApplicationCommandType {
        /// By typing `/`.
        ChatInput = 1,
        /// From the menu of a user.
        User = 2,
        /// From the menu of a message.
        Message = 3,
        /// By starting the application's activity.
        PrimaryEntryPoint = 4,
    }
}

open_enum! {
    /// What kind of value an option has.
    pub enum ApplicationCommandOptionType {
        /// None: it is a subcommand.
        SubCommand = 1,
        /// None: it is a group of subcommands.
        SubCommandGroup = 2,
        /// Text.
        String = 3,
        /// An integer up to 2^53 on either side of zero.
        Integer = 4,
        /// A boolean.
        Boolean = 5,
        /// A user.
        User = 6,
        /// A channel.
        Channel = 7,
        /// A role.
        Role = 8,
        /// A user or role.
        Mentionable = 9,
        /// A number up to 2^53 on either side of zero.
        Number = 10,
        /// A file.
        Attachment = 11,
    }
}

open_enum! {
    /// For whom a permission is.
    pub enum ApplicationCommandPermissionType {
        /// A role.
        Role = 1,
        /// A user.
        User = 2,
        /// A channel.
        Channel = 3,
    }
}

open_enum! {
    /// Who answers an entry point command.
    pub enum ApplicationCommandHandlerType {
        /// The application, by an interaction.
        AppHandler = 1,
        /// Discord, by starting the activity.
        DiscordLaunchActivity = 2,
        /// The application, by way of its entry point, which starts the activity. Undocumented.
        AppHandlerLaunchActivity = 3,
    }
}
