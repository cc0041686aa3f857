//! `zerocord sql`: starts `zerocord-sql`, which is a program of its own because its engine is large.

use std::ffi::OsString;
use std::io;
use std::process::Command;

use clap::Args;

use crate::exit::Exit;
use crate::output::console::say;

/// The program, in the folder of this one or on the path.
const PROGRAM: &str = "zerocord-sql";

const INSTALL: &str =
    "`zerocord-sql` is not installed; run `cargo install --path query/zerocord-sql` in the project's folder";

/// Ask questions in SQL about recordings, with the program zerocord-sql
///
/// All arguments are passed on: see `zerocord sql --help`.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// Arguments of zerocord-sql
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENT")]
    arguments: Vec<OsString>,
}

/// Runs the program in place of this one; returns how it ended where that is not possible.
pub fn run(arguments: &Arguments) -> u8 {
    let next_to_this = std::env::current_exe().ok().and_then(|this| {
        let path = this.with_file_name(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX));
        path.is_file().then(|| path.into_os_string())
    });
    let mut command = Command::new(next_to_this.unwrap_or_else(|| PROGRAM.into()));
    command.args(&arguments.arguments);
    start(&mut command).unwrap_or_else(|error| {
        match error.kind() {
            io::ErrorKind::NotFound => say(INSTALL),
            _ => say(format_args!("{PROGRAM}: {error}")),
        }
        Exit::InputOutput as u8
    })
}

#[cfg(unix)]
fn start(command: &mut Command) -> io::Result<u8> {
    use std::os::unix::process::CommandExt;
    // Returns only if the program cannot be started.
    Err(command.exec())
}

#[cfg(not(unix))]
fn start(command: &mut Command) -> io::Result<u8> {
    let exit = command.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(exit.unwrap_or(Exit::InputOutput as u8))
}
