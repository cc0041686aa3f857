//! `--shard-at` and `--session-at`: the shard and the session that a recorder wrote next to each frame.

use std::sync::atomic::{AtomicBool, Ordering};

use zerocord::{Arena, RawValue, ValueKind};

use crate::exit::Exit;
use crate::output::console::say;
use crate::question::shard::recorded_shard;
use crate::question::wrapper_path::{WrapperPath, parse_path};

/// The path of the recorder's session.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Wrapped recordings")]
pub struct ConnectionArguments {
    /// Add the column `_session` from these keys around each frame
    ///
    /// The session's id is there. A value that is not a string is null.
    #[arg(long, value_name = "PATH", requires = "wrapping", value_parser = parse_path)]
    pub session_at: Option<String>,
}

/// Reads the shard and the session next to each frame.
#[derive(Debug)]
pub struct Connection {
    shard: Option<ReadPath>,
    session: Option<ReadPath>,
}

/// A path, and whether any value at it was of the right type.
#[derive(Debug)]
struct ReadPath {
    option: &'static str,
    expected: &'static str,
    path: WrapperPath,
    is_read: AtomicBool,
}

/// The help of --shard-at for this command.
pub const SHARD_AT_HELP: &str = "Add the column `_shard`: the shard's number is at these keys around each frame

For {\"shard\":3,\"data\":{\"op\":11}} it is `--frame-at data --shard-at shard`. A shard is a number, a string of digits, or a list \
that begins with a number, as in IDENTIFY: [3,16]. Anything else is null.";

impl ConnectionArguments {
    /// A reader of the session and, at `shard_at`, the shard.
    ///
    /// # Errors
    /// A path is invalid.
    pub fn connection(&self, shard_at: Option<&str>) -> Result<Connection, String> {
        let path = |option, expected, path: Option<&str>| {
            let path = path.map(|path| WrapperPath::new(option, path)).transpose()?;
            let is_read = AtomicBool::new(false);
            Ok::<_, String>(path.map(|path| ReadPath { option, expected, path, is_read }))
        };
        Ok(Connection {
            shard: path("--shard-at", "a shard's number", shard_at)?,
            session: path("--session-at", "a string", self.session_at.as_deref())?,
        })
    }
}

impl Connection {
    /// The shard that received the frame inside `wrapper`.
    pub fn shard(&self, wrapper: &[u8], arena: &Arena) -> Option<u32> {
        self.shard.as_ref()?.read(wrapper, arena, shard_of)
    }

    /// The session that received the frame inside `wrapper`.
    pub fn session(&self, wrapper: &[u8], arena: &Arena) -> Option<String> {
        self.session.as_ref()?.read(wrapper, arena, |value| value.deserialize().ok())
    }

    /// Whether there is anything to read.
    pub fn is_given(&self) -> bool {
        self.shard.is_some() || self.session.is_some()
    }

    /// Reports paths at which no frame had a value of the right type. Returns the exit code.
    pub fn report_not_found(&self) -> Exit {
        let paths = [&self.shard, &self.session];
        paths.into_iter().flatten().map(ReadPath::report_not_found).max().unwrap_or_default()
    }
}

impl ReadPath {
    fn read<T>(
        &self,
        wrapper: &[u8],
        arena: &Arena,
        read: impl FnOnce(RawValue<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.path.value(wrapper, arena).and_then(read);
        if value.is_some() && !self.is_read.load(Ordering::Relaxed) {
            self.is_read.store(true, Ordering::Relaxed);
        }
        value
    }

    fn report_not_found(&self) -> Exit {
        let not_found = self.path.report_not_found();
        if not_found == Exit::Done && self.path.is_found() && !self.is_read.load(Ordering::Relaxed) {
            say(format_args!("{}: no value there is {} (exit code 1)", self.option, self.expected));
            return Exit::BadFrames;
        }
        not_found
    }
}

fn shard_of(value: RawValue<'_>) -> Option<u32> {
    let value = recorded_shard(value).ok()??;
    match value.kind().ok()? {
        ValueKind::Number => value.deserialize().ok(),
        ValueKind::String => value.deserialize::<String>().ok()?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_as_recorders_write_them() {
        let arguments = ConnectionArguments { session_at: Some("id".to_owned()) };
        let (connection, arena) = (arguments.connection(Some("at.shard")).unwrap(), Arena::default());
        for (shard, want) in [
            ("3", Some(3)),
            ("\"16\"", Some(16)),
            ("[4,16]", Some(4)),
            ("4294967295", Some(u32::MAX)),
            ("4294967296", None),
            ("-1", None),
            ("1.5", None),
            ("null", None),
            ("[]", None),
            ("\"three\"", None),
            ("{}", None),
        ] {
            let wrapper = format!("{{\"at\":{{\"shard\":{shard}}},\"id\":5}}");
            assert_eq!(connection.shard(wrapper.as_bytes(), &arena), want, "{shard}");
            assert_eq!(connection.session(wrapper.as_bytes(), &arena), None);
        }
        assert_eq!(connection.session(br#"{"id":"a\"b"}"#, &arena).as_deref(), Some("a\"b"));
        assert_eq!(connection.report_not_found(), Exit::Done);
    }
}
