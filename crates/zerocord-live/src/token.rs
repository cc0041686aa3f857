//! The bot's token: read from the environment or a private file, and never shown.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The environment variable with the token.
const VARIABLE: &str = "DISCORD_TOKEN";
/// Tokens have some 70 bytes.
const LEN_MAX: u64 = 4096;

/// A bot's token. Its `Debug` form does not contain it.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A token, without the prefix `Bot` or white space around it.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] if it is empty or contains anything but visible ASCII.
    pub fn new(text: &str) -> io::Result<Token> {
        let text = text.trim();
        let text = text.strip_prefix("Bot ").map_or(text, str::trim_start);
        match !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(Token(text.to_owned())),
            false => Err(io::Error::new(io::ErrorKind::InvalidData, "this is not a token")),
        }
    }

    /// The token in `DISCORD_TOKEN`.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] if the variable is not set; see [`new`](Token::new).
    pub fn from_environment() -> io::Result<Token> {
        let text = std::env::var(VARIABLE).map_err(|_| {
            let message = format!("set {VARIABLE} to the bot's token, or name a file with it");
            io::Error::new(io::ErrorKind::NotFound, message)
        })?;
        Token::new(&text).map_err(|error| io::Error::new(error.kind(), format!("{VARIABLE}: {error}")))
    }

    /// The token in a file that only its owner can read.
    ///
    /// # Errors
    /// I/O errors; [`io::ErrorKind::PermissionDenied`] if others can read the file; see [`new`](Token::new).
    pub fn from_file(path: &Path) -> io::Result<Token> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let read = || {
            let file = File::open(path)?;
            check_mode(&file)?;
            let mut text = String::new();
            file.take(LEN_MAX).read_to_string(&mut text)?;
            Token::new(&text)
        };
        read().map_err(named)
    }

    /// The token itself.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(unix)]
fn check_mode(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata()?.permissions().mode();
    match mode & 0o077 {
        0 => Ok(()),
        _ => Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "others can read this file; `chmod 600` makes it private",
        )),
    }
}

#[cfg(not(unix))]
fn check_mode(_file: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_cleaned_and_hidden() {
        for text in ["abc.def", " abc.def\n", "Bot abc.def"] {
            let token = Token::new(text).unwrap();
            assert_eq!((token.reveal(), format!("{token:?}").as_str()), ("abc.def", "Token(..)"));
        }
        for text in ["", "\n", "a b", "a\u{e9}", "a\0"] {
            assert!(Token::new(text).is_err(), "{text:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "abc\n").unwrap();
        for (mode, is_fine) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o602, false)]
        {
            std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(Token::from_file(file.path()).is_ok(), is_fine, "{mode:o}");
        }
    }
}
