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
#[non_exhaustive]
pub struct ApplicationCommand {
    /// The identifier.
    pub id: Id<ApplicationCommand>,
    /// The type.
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
    /// What the command does; empty for commands that are not typed.
    pub description: String,
    /// The description by language.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub description_localizations: Field<BTreeMap<String, String>>,
    /// The parameters, at most 25.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<ApplicationCommandOption>>,
    /// The permissions that a member needs to use the command; null means none are needed.
    pub default_member_permissions: Option<WideFlags<Permissions>>,
    /// Whether the command can be used in direct messages; superseded by `contexts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dm_permission: Option<bool>,
    /// Whether the command is enabled by default; superseded by permissions.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub default_permission: Field<bool>,
    /// Whether it is age-restricted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nsfw: Option<bool>,
    /// The installation types for which the command is available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration_types: Option<Vec<ApplicationIntegrationType>>,
    /// Where the command can be used.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub contexts: Field<Vec<InteractionContextType>>,
    /// The version; changes with every change of the command.
    pub version: Snowflake,
    /// What handles the command; only for an entry point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<ApplicationCommandHandlerType>,
}

/// A parameter of a command.
///
/// Source: Discord, "Application Commands", section "Application Command Option Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ApplicationCommandOption {
    /// The type of the option's value.
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
    /// Whether a value is required; absent means yes for components, no for options.
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
    /// The minimum number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_value: Option<CommandOptionValue>,
    /// The maximum number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_value: Option<CommandOptionValue>,
    /// The minimum number of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// The maximum number of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// Whether the application suggests values while the user types.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<bool>,
    /// The accepted file name extensions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_types: Option<Vec<String>>,
}

/// A value that a parameter can take.
///
/// Source: Discord, "Application Commands", section "Application Command Option Choice Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct ApplicationCommandOptionChoice {
    /// The name shown to the user, 1 to 100 characters.
    pub name: String,
    /// The name by language.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    pub name_localizations: Field<BTreeMap<String, String>>,
    /// The value sent to the application.
    pub value: CommandOptionValue,
}

/// Who may use a command in a guild, or all commands of an application.
///
/// Source: Discord, "Application Commands", section "Guild Application Command Permissions Structure".
#[derive(Clone, Debug, PartialEq, Serialize, View)]
#[view(deserialize)]
#[non_exhaustive]
pub struct GuildApplicationCommandPermissions {
    /// The command, or the application if the permissions apply to all its commands.
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
#[non_exhaustive]
pub struct ApplicationCommandPermission {
    /// The role, user or channel. The guild's identifier means everyone; that identifier minus 1 means all channels.
    pub id: Snowflake,
    /// Whether `id` is a role, a user or a channel.
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
        /// A string: text, an identifier, or what the user has typed so far.
        Text(S): text,
    }
}

impl<S: AsRef<str>, V> CommandOptionValue<S, V> {
    /// The string, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            CommandOptionValue::Text(text) => Some(text.as_ref()),
            _ => None,
        }
    }

    /// The number, if it is one. Discord limits integers to 2^53, so no value is rounded.
    pub fn number(&self) -> Option<f64> {
        match self {
            CommandOptionValue::Integer(integer) => Some(*integer as f64),
            CommandOptionValue::Float(float) => Some(*float),
            _ => None,
        }
    }

    /// The identifier, if it is a string that contains one.
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
    /// The type of an option's value.
    pub enum ApplicationCommandOptionType {
        /// A subcommand; has no value.
        SubCommand = 1,
        /// A group of subcommands; has no value.
        SubCommandGroup = 2,
        /// A string.
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
    /// The target of a permission.
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
    /// What handles an entry point command.
    pub enum ApplicationCommandHandlerType {
        /// The application, by an interaction.
        AppHandler = 1,
        /// Discord, by starting the activity.
        DiscordLaunchActivity = 2,
        /// The application, through its entry point, which starts the activity. Undocumented.
        AppHandlerLaunchActivity = 3,
    }
}
