//! `--help`, `zerocord completions` and `zerocord man`, generated from the same definitions.
//!
//! `-h` shows the common options of a subcommand, one line each. `--help` shows all options in the same way, with examples, and fits two
//! screens. `zerocord help SUBCOMMAND` and the manual page have the full descriptions.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Args, CommandFactory};

use crate::CommandLine;
use crate::exit::Exit;
use crate::output::{Stdout, settle};
use crate::question::condition;

/// Print a completion script for a shell
///
/// For bash, save the output as /etc/bash_completion.d/zerocord or
/// ~/.local/share/bash-completion/completions/zerocord; for zsh as _zerocord in a folder of $fpath; for fish as
/// ~/.config/fish/completions/zerocord.fish.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(@short), after_long_help = COMPLETIONS_HELP)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL", ignore_case = true)]
    shell: clap_complete::Shell,
}

const COMPLETIONS_HELP: &str = crate::exit::help!(
    @short "\
Examples:
  zerocord completions bash > ~/.local/share/bash-completion/completions/zerocord
  zerocord completions fish > ~/.config/fish/completions/zerocord.fish
"
);

/// Print a manual page, or write all of them into a folder
///
/// Without an argument, prints the page of the command; with the name of a subcommand, its page; with an existing
/// folder, writes all pages into it: zerocord.1, zerocord-stats.1 and so on.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(@short), after_long_help = MAN_HELP)]
pub struct ManArguments {
    /// The subcommand whose page to print, or the folder for all pages
    #[arg(value_name = "SUBCOMMAND or DIR")]
    subcommand_or_folder: Option<PathBuf>,
}

const MAN_HELP: &str = crate::exit::help!(
    @short "\
Examples:
  zerocord man stats | man -l -
  zerocord man ~/.local/share/man/man1
"
);

/// The command that parses these arguments, of which the first is the name of the program.
pub fn command_for(arguments: &[OsString]) -> clap::Command {
    let command = CommandLine::command();
    let subcommand = arguments.get(1).and_then(|name| command.find_subcommand(name));
    // `sql` passes `--help` on.
    let subcommand = subcommand.filter(|subcommand| !subcommand.is_disable_help_flag_set());
    let name = subcommand.map(|subcommand| subcommand.get_name().to_owned());
    match name {
        Some(name) if arguments.iter().any(|argument| argument == "--help") => {
            command.mut_subcommand(name, with_help_of_all_options)
        }
        _ => command,
    }
}

/// Gives `--help` the layout of `-h`, with the options that `-h` leaves out.
fn with_help_of_all_options(subcommand: clap::Command) -> clap::Command {
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::HelpShort)
        .help("Print help: with -h only the common options")
        .help_heading(None::<&'static str>)
        .display_order(999);
    let text = subcommand.get_after_long_help().map(ToString::to_string).unwrap_or_default();
    let sections = text.split("\n\n").filter(|section| !section.starts_with(condition::DETAILS_HEADING));
    let sections = sections.collect::<Vec<_>>().join("\n\n");
    let after =
        format!("{sections}\n\n`zerocord help {}` describes all options in full.", subcommand.get_name());
    subcommand
        .mut_args(|argument| argument.hide_short_help(false))
        .disable_help_flag(true)
        .arg(help)
        .after_help(after)
}

/// Prints the completions.
pub fn run_completions(arguments: &CompletionsArguments) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut CommandLine::command(), "zerocord", &mut script);
    settle(print(&script).map(|()| Exit::Done))
}

/// Prints or writes the pages.
pub fn run_man(arguments: &ManArguments) -> Exit {
    let mut command = command();
    // Gives the subcommands their full names.
    command.build();
    let written = match &arguments.subcommand_or_folder {
        None => print_page(command),
        Some(path) => match path.to_str().and_then(|name| command.find_subcommand(name)) {
            Some(subcommand) if !path.is_dir() => print_page(subcommand.clone()),
            _ => write_pages(path).map_err(|error| {
                let reason = match error.kind() {
                    io::ErrorKind::NotFound => "neither a subcommand nor a folder".to_owned(),
                    _ => error.to_string(),
                };
                io::Error::new(error.kind(), format!("{}: {reason}", path.display()))
            }),
        },
    };
    settle(written.map(|()| Exit::Done))
}

fn print_page(command: clap::Command) -> io::Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    print(&page)
}

fn print(text: &[u8]) -> io::Result<()> {
    let mut stdout = Stdout::for_text()?;
    stdout.write_all(text)?;
    stdout.flush()
}

fn write_pages(folder: &Path) -> io::Result<()> {
    clap_mangen::generate_to(command(), folder)
}

/// The command without the subcommand `help`, which has no manual page.
fn command() -> clap::Command {
    CommandLine::command().disable_help_subcommand(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The width at which help is wrapped: `max_term_width`, and that of pipes.
    const COLUMNS: usize = 100;

    /// Checks the texts of a command and its subcommands. Returns how many there were.
    fn check_texts(command: &clap::Command) -> usize {
        let name = command.get_name();
        let mut wrapped: Vec<String> = Vec::new();
        wrapped.extend(command.get_about().map(ToString::to_string));
        wrapped.extend(command.get_long_about().map(ToString::to_string));
        for argument in command.get_arguments() {
            wrapped.extend(argument.get_help().map(ToString::to_string));
            wrapped.extend(argument.get_long_help().map(ToString::to_string));
        }
        for text in &wrapped {
            let paragraphs = text.replace("\n\n", "");
            assert!(!paragraphs.contains('\n'), "{name}: a line ends inside a paragraph: {text}");
        }
        for text in [command.get_after_help(), command.get_after_long_help()].into_iter().flatten() {
            for line in text.to_string().lines() {
                assert!(line.chars().count() <= COLUMNS, "{name}: would be wrapped: {line}");
            }
        }
        wrapped.len() + command.get_subcommands().map(check_texts).sum::<usize>()
    }

    #[test]
    fn help_is_wrapped_only_between_words_of_paragraphs() {
        assert!(check_texts(&CommandLine::command()) > 200);
    }
}
