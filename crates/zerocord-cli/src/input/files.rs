//! The files that the arguments refer to.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use same_file::Handle;
use zerocord_firehose::blocks::journals_in_segments;

use super::{InputArguments, paths};
use crate::output::check_stdin;
use crate::output::console::say;
use crate::output::shown::shown_path;

impl InputArguments {
    /// The same arguments, with the files in natural order if they are in the order of a shell.
    pub fn in_natural_order(&self) -> InputArguments {
        let mut arguments = self.clone();
        arguments.found = OnceLock::new();
        if arguments.files.is_sorted() {
            arguments.files.sort_by(|left, right| paths::natural_order(left, right));
        }
        arguments
    }

    /// The same options for other files.
    pub fn of_files(&self, files: Vec<PathBuf>) -> InputArguments {
        InputArguments { files, found: OnceLock::new(), ..self.clone() }
    }

    /// The paths of the inputs that can be read, as far as is known.
    pub fn readable_paths(&self) -> impl Iterator<Item = &Path> {
        self.inputs().iter().filter(|input| input.problem.is_none()).map(|input| input.path.as_path())
    }

    /// Whether an input is not a regular file and may grow while it is read.
    pub fn has_stream(&self) -> bool {
        self.follow || byte_count(self.inputs()).is_none()
    }

    /// Whether an input exists and cannot be read twice.
    pub fn has_pipe(&self) -> bool {
        let is_pipe = |path: &Path| {
            is_stdin(path) || fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
        };
        self.inputs().iter().any(|input| is_pipe(&input.path))
    }

    /// The paths of the files, or the error if one cannot be read.
    pub fn paths(&self) -> impl Iterator<Item = io::Result<PathBuf>> {
        self.inputs().iter().map(|Input { path, problem, .. }| match problem {
            Some(problem) => Err(io::Error::new(problem.kind(), format!("{}: {problem}", shown_path(path)))),
            None => Ok(path.clone()),
        })
    }

    /// The name of the input that is the same file as `path`, also through links.
    pub fn same_file(&self, path: &Path) -> Option<String> {
        let file = Input { path: path.to_owned(), problem: None, is_found: false }.handle()?;
        let input = self.inputs().iter().find(|input| input.handle().is_some_and(|input| input == file))?;
        Some(shown_path(Path::new(&name_of(&input.path))))
    }

    /// The folder or the pattern that would include `file` once it exists, as shown in messages.
    pub fn argument_that_finds(&self, file: &Path) -> Option<String> {
        let argument = self.files.iter().find(|argument| paths::would_find(argument, file))?;
        Some(shown_path(argument))
    }

    /// The files that the arguments refer to.
    pub(super) fn inputs(&self) -> &[Input] {
        self.found.get_or_init(|| {
            let mut inputs = Vec::new();
            // Reading a file while writing to it never ends well; `cat` and `grep` refuse it too.
            let stdout = Handle::stdout().ok().filter(is_regular);
            for argument in &self.files {
                match paths::expand(argument) {
                    Err(problem) => {
                        let path = argument.clone();
                        inputs.push(Input { path, problem: Some(problem), is_found: false });
                    }
                    Ok((paths, is_found)) => {
                        let paths = paths.into_iter().map(|path| Input { path, problem: None, is_found });
                        inputs.extend(paths.filter_map(|input| input.unless_same(stdout.as_ref())));
                    }
                }
            }
            leave_out_journals_in_segments(&mut inputs);
            inputs.into()
        })
    }
}

/// A file to read, or the reason why it cannot be read.
#[derive(Debug)]
pub struct Input {
    pub(super) path: PathBuf,
    pub(super) problem: Option<io::Error>,
    /// Whether it was found by expanding a folder or a pattern.
    pub(super) is_found: bool,
}

impl Input {
    /// The file, if it is a regular one.
    fn handle(&self) -> Option<Handle> {
        let handle = match is_stdin(&self.path) {
            true => Handle::stdin(),
            // Opening a named pipe would block.
            false if fs::metadata(&self.path).is_ok_and(|found| found.is_file()) => {
                Handle::from_path(&self.path)
            }
            false => return None,
        };
        handle.ok().filter(is_regular)
    }

    /// The input. If it is also standard output: an error, or `None` if it was found in a folder or by a pattern.
    fn unless_same(mut self, stdout: Option<&Handle>) -> Option<Input> {
        if stdout.is_none() || self.handle().as_ref() != stdout {
            return Some(self);
        }
        if self.is_found {
            say(format_args!("{}: left out, it is standard output", shown_path(&self.path)));
            return None;
        }
        self.problem = Some(io::Error::other("is standard output as well; write to another file"));
        Some(self)
    }
}

/// Leaves out what a recorder that was killed has left: a journal whose lines are in the segment too.
fn leave_out_journals_in_segments(inputs: &mut Vec<Input>) {
    let paths: Vec<&Path> = inputs.iter().map(|input| input.path.as_path()).collect();
    // A segment that cannot be read is reported when it is opened.
    for journal in journals_in_segments(&paths).unwrap_or_default() {
        say(format_args!("{}: left out, its lines are in the segment as well", shown_path(&journal)));
        inputs.retain(|input| input.path != journal);
    }
}

fn is_regular(handle: &Handle) -> bool {
    handle.as_file().metadata().is_ok_and(|found| found.is_file())
}

/// The size of all inputs in bytes; `None` if it is unknown for one of them.
pub(super) fn byte_count(inputs: &[Input]) -> Option<u64> {
    inputs
        .iter()
        .map(|Input { path, .. }| {
            fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|file| file.len())
        })
        .sum()
}

/// Whether standard input is a pipe, a socket or a file with at least one byte: it is read if no input is named. Waits for
/// the first byte. A terminal, `/dev/null` and the empty pipe that many programs give to their children do not count.
pub fn has_piped_stdin() -> bool {
    if check_stdin().is_err() || io::stdin().is_terminal() {
        return false;
    }
    #[cfg(unix)]
    {
        use rustix::event::{PollFd, PollFlags, poll};
        use std::os::fd::AsFd;
        use std::os::unix::fs::FileTypeExt;
        let stdin = io::stdin();
        let found = stdin.as_fd().try_clone_to_owned().map(fs::File::from).and_then(|stdin| stdin.metadata());
        if !found.is_ok_and(|found| {
            let found = found.file_type();
            found.is_file() || found.is_fifo() || found.is_socket()
        }) {
            return false;
        }
        while poll(&mut [PollFd::new(&stdin, PollFlags::IN)], None) == Err(rustix::io::Errno::INTR) {}
        // If the system cannot determine it, reading gives a better error.
        rustix::io::ioctl_fionread(&stdin).map_or(true, |count| count > 0)
    }
    #[cfg(not(unix))]
    true
}

/// Whether a path means standard input.
pub fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// The name of an input in messages.
pub fn name_of(path: &Path) -> String {
    if is_stdin(path) { "<stdin>".to_owned() } else { path.display().to_string() }
}
