//! `--time-at`: the time of each frame, which a recorder wrote next to the frame.

use std::sync::atomic::{AtomicBool, Ordering};

use zerocord::{Arena, RawValue, ValueKind};

use super::time::{Nanos, NumberUnit, SPELLINGS, nanos_of_float, nanos_of_text, nanos_of_whole};
use super::wrapper_path::{WrapperPath, parse_path};
use crate::exit::Exit;
use crate::output::console::say;

/// The option for the path of the time.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct TimeAtArgument {
    /// The path of the recorder's time in the object around each frame: `ts`
    ///
    /// For {"ts":"2026-01-07T02:15:56Z","data":{"op":11}} it is `--frame-at data --time-at ts`. With --skip-prefix it
    /// is `--time-at prefix`: the prefix begins with the time, in brackets or not. Times may be Unix seconds,
    /// milliseconds, microseconds or nanoseconds, ISO 8601, RFC 3339 or RFC 2822; without an offset they are UTC. A
    /// frame without a time gets the last time before it.
    #[arg(
        long,
        value_name = "PATH",
        requires = "wrapping",
        value_parser = parse_path,
        help_heading = "Wrapped recordings",
        hide_short_help = true
    )]
    time_at: Option<String>,
}

impl TimeAtArgument {
    pub fn is_given(&self) -> bool {
        self.time_at.is_some()
    }

    /// The path that is given.
    pub fn path(&self) -> Option<&str> {
        self.time_at.as_deref()
    }

    /// The clock; `None` if the option is not given.
    ///
    /// # Errors
    /// The path is invalid.
    pub fn clock(&self) -> Result<Option<WrapperClock>, String> {
        let path = self.time_at.as_deref().map(|path| WrapperPath::new("--time-at", path)).transpose()?;
        let is_receipt = self.time_at.as_deref() == Some("received");
        Ok(path.map(|path| WrapperClock { path, is_receipt, is_read: AtomicBool::new(false) }))
    }
}

/// Reads the time next to each frame.
#[derive(Debug)]
pub struct WrapperClock {
    path: WrapperPath,
    /// Whether the times are those of `zerocord record --with-received`, if it made the recording.
    is_receipt: bool,
    /// Whether any value was a time.
    is_read: AtomicBool,
}

impl WrapperClock {
    /// Whether the path is that of `zerocord record --with-received`.
    pub fn is_receipt(&self) -> bool {
        self.is_receipt
    }

    /// The time when the frame inside `wrapper` was received; `None` if there is no time or it cannot be parsed.
    pub fn time(&self, wrapper: &[u8], arena: &Arena) -> Option<Nanos> {
        let time = self.path.value(wrapper, arena).and_then(time_of);
        if time.is_some() && !self.is_read.load(Ordering::Relaxed) {
            self.is_read.store(true, Ordering::Relaxed);
        }
        time
    }

    /// Like [`time`](WrapperClock::time), in milliseconds since the Unix epoch.
    pub fn unix_ms(&self, wrapper: &[u8], arena: &Arena) -> Option<u64> {
        u64::try_from(self.time(wrapper, arena)?.div_euclid(1_000_000)).ok()
    }

    /// Reports if no frame had a time at the path. Returns the exit code.
    pub fn report_not_found(&self) -> Exit {
        let not_found = self.path.report_not_found();
        if not_found == Exit::Done && self.path.is_found() && !self.is_read.load(Ordering::Relaxed) {
            say(format_args!("--time-at: no value there is a time (exit code 1); times are {SPELLINGS}"));
            return Exit::BadFrames;
        }
        not_found
    }
}

fn time_of(value: RawValue<'_>) -> Option<Nanos> {
    match value.kind().ok()? {
        ValueKind::String => nanos_of_text(&value.deserialize::<String>().ok()?, NumberUnit::Recorder),
        ValueKind::Number => {
            let number: serde_json::Number = value.deserialize().ok()?;
            match number.as_i64() {
                Some(whole) => Some(nanos_of_whole(whole.into(), NumberUnit::Recorder)),
                None => number.as_f64().map(|float| nanos_of_float(float, NumberUnit::Recorder)),
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zerocord::Decoder;

    #[track_caller]
    fn check(wrapper: &str, want_unix_ms: Option<u64>) {
        let argument = TimeAtArgument { time_at: Some("ts".to_owned()) };
        let clock = argument.clock().unwrap().unwrap();
        assert_eq!(clock.unix_ms(wrapper.as_bytes(), Decoder::new().arena()), want_unix_ms, "{wrapper}");
    }

    #[test]
    fn times_as_recorders_write_them() {
        for time in [
            "1769860800",
            "1769860800.0",
            "1769860800000",
            "1769860800000000",
            "1769860800000000000",
            r#""1769860800000000000""#,
            "1769860800000.0",
            r#""1769860800""#,
            r#""2026-01-31T12:00:00Z""#,
            r#""2026-01-31T12:00:00.000000+00:00""#,
            r#""2026-01-31 12:00:00""#,
            r#""2026-01-31 13:00:00 +01:00""#,
            r#""[2026-01-31 12:00:00] [Receive]""#,
            r#""[2026-01-31 12:00:00,000] INFO gateway:""#,
            r#""2026-01-31T12:00:00Z gateway shard 3:""#,
            r#""2026/01/31 12:00:00 receive""#,
            r#""Sat, 31 Jan 2026 12:00:00 +0000 receive""#,
        ] {
            check(&format!(r#"{{"data":{{}},"ts":{time}}}"#), Some(1_769_860_800_000));
        }
        check(r#"{"ts":1769860800.25}"#, Some(1_769_860_800_250));
        for none in ["null", "true", r#""soon""#, r#""[INFO] 12:00""#, "{}", r#""""#] {
            check(&format!(r#"{{"ts":{none}}}"#), None);
        }
        check("{}", None);
    }
}
