//! `zerocord completions` and `zerocord man`: made from what `--help` is made from.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory};

use crate::CommandLine;
use crate::exit::Exit;
use crate::output::{Stdout, settle};

/// Print what makes a shell complete the arguments
///
/// For bash, put the output into /etc/bash_completion.d/zerocord or ~/.local/share/bash-completion/completions/zerocord;
/// for zsh into a file _zerocord in a folder of $fpath; for fish into ~/.config/fish/completions/zerocord.fish.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(@short), after_long_help = COMPLETIONS_HELP)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

const COMPLETIONS_HELP: &str = crate::exit::help!(
    @short "\
Examples:
  zerocord completions bash > ~/.local/share/bash-completion/completions/zerocord
  zerocord completions fish > ~/.config/fish/completions/zerocord.fish
"
);

/// Print the manual page, or write all of them into a folder
///
/// Without a folder, the page of the command itself; with one, that and a page for each subcommand, zerocord-stats.1 and so
/// on. The folder must exist.
#[derive(Debug, Args)]
#[command(after_help = crate::exit::help!(@short), after_long_help = MAN_HELP)]
pub struct ManArguments {
    /// Where to write the pages
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

const MAN_HELP: &str = crate::exit::help!(
    @short "\
Examples:
  zerocord man | man -l -
  zerocord man ~/.local/share/man/man1
"
);

/// Prints the completions.
pub fn run_completions(arguments: &CompletionsArguments) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut CommandLine::command(), "zerocord", &mut script);
    settle(Stdout::lock().write_all(&script).map(|()| Exit::Done))
}

/// Prints or writes the pages.
pub fn run_man(arguments: &ManArguments) -> Exit {
    let written = match &arguments.folder {
        Some(folder) => write_pages(folder)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()))),
        None => print_page(),
    };
    settle(written.map(|()| Exit::Done))
}

fn print_page() -> io::Result<()> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command()).render(&mut page)?;
    Stdout::lock().write_all(&page)
}

fn write_pages(folder: &Path) -> io::Result<()> {
    clap_mangen::generate_to(command(), folder)
}

/// The command without `help`, which has no page of its own.
fn command() -> clap::Command {
    CommandLine::command().disable_help_subcommand(true)
}
