//! `--time-at`: the time of each frame, as a recorder wrote it around the frame.

use zerocord::{Arena, RawValue, ValueKind};

use super::time::{Nanos, NumberUnit, WrittenTime, nanos_of_float, nanos_of_text, nanos_of_whole};
use super::wrapper_path::{WrapperPath, parse_path};
use crate::exit::Exit;

/// The words at the start of a logger's prefix that may make up a time: `Sat, 31 Jan 2026 12:00:00 +0000` has six.
const WORDS_MAX: usize = 6;

/// Where the time of each frame is.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct TimeAtArgument {
    /// The time of each frame is at these keys around it: `ts`, `meta.received`
    ///
    /// For {"ts":"2026-01-07T02:15:56Z","data":{"op":11}} it is `--frame-at data --time-at ts`. With --skip-prefix it is
    /// `--time-at prefix`: the prefix begins with the time, in brackets or not. Times may be Unix seconds, milliseconds or
    /// microseconds, ISO 8601, RFC 3339 or RFC 2822; without an offset they are UTC. A frame without a time came with the last
    /// one that has one.
    #[arg(long, value_name = "PATH", requires = "wrapping", value_parser = parse_path)]
    time_at: Option<String>,
}

impl TimeAtArgument {
    pub fn is_given(&self) -> bool {
        self.time_at.is_some()
    }

    /// The clock; `None` where none is asked for.
    ///
    /// # Errors
    /// Where the path cannot be looked up.
    pub fn clock(&self) -> Result<Option<WrapperClock>, String> {
        let path = self.time_at.as_deref().map(|path| WrapperPath::new("--time-at", path)).transpose()?;
        Ok(path.map(|path| WrapperClock { path }))
    }
}

/// Reads the time around frames.
#[derive(Debug)]
pub struct WrapperClock {
    path: WrapperPath,
}

impl WrapperClock {
    /// When the frame inside `wrapper` came; `None` where it has no time, or none that can be read.
    pub fn time(&self, wrapper: &[u8], arena: &Arena) -> Option<Nanos> {
        self.path.value(wrapper, arena).and_then(time_of)
    }

    /// As [`time`](WrapperClock::time), in milliseconds since the Unix epoch.
    pub fn unix_ms(&self, wrapper: &[u8], arena: &Arena) -> Option<u64> {
        u64::try_from(self.time(wrapper, arena)?.div_euclid(1_000_000)).ok()
    }

    /// Reports that no frame had a time there, if that is so; gives the exit code.
    pub fn report_unmet(&self) -> Exit {
        self.path.report_unmet()
    }
}

fn time_of(value: RawValue<'_>) -> Option<Nanos> {
    match value.kind().ok()? {
        ValueKind::String => time_of_text(&value.deserialize::<String>().ok()?),
        ValueKind::Number => {
            let number: serde_json::Number = value.deserialize().ok()?;
            match number.as_i64() {
                Some(whole) => Some(nanos_of_whole(whole.into(), NumberUnit::Magnitude)),
                None => number.as_f64().map(|float| nanos_of_float(float, NumberUnit::Magnitude)),
            }
        }
        _ => None,
    }
}

/// The time that a string is, or that it begins with.
fn time_of_text(text: &str) -> Option<Nanos> {
    let whole = nanos_of_text(text, NumberUnit::Magnitude);
    whole.or_else(|| {
        let text = text.trim_start_matches(['[', '(', '<', ' ']);
        let ends = text.match_indices([' ', ']', ')', '>', '|']).map(|(end, _)| end).chain([text.len()]);
        let ends: Vec<usize> = ends.take(WORDS_MAX).collect();
        let begins =
            ends.into_iter().rev().map(|end| text[..end].trim_end_matches([',', ':', ';', ' ', '|']));
        begins.into_iter().find_map(|text| WrittenTime::parse(text).map(|time| time.start))
    })
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
