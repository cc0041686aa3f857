//! Times as users write them, and times in payloads.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Unit, Zoned};
use zerocord_schema::Kind;

/// Nanoseconds since the Unix epoch.
pub type Nanos = i128;

const SECOND: Nanos = 1_000_000_000;
const MILLI: Nanos = 1_000_000;
const MICRO: Nanos = 1_000;

/// The epoch of Discord's snowflakes, in milliseconds since the Unix epoch.
const DISCORD_EPOCH_MS: i128 = 1_420_070_400_000;

/// The accepted spellings, for messages.
pub const SPELLINGS: &str =
    "2026-01-31, \"2026-01-31 12:00:00\" (UTC), 2026-01-31T12:00:00Z, Unix seconds or milliseconds";

/// A time that a user wrote, as a range: its start, and its end according to its precision.
///
/// A date covers a whole day, and a time without a fraction covers a second, so that `=` can match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenTime {
    pub start: Nanos,
    /// The first moment after the range.
    pub end: Nanos,
}

/// The unit of the numbers in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberUnit {
    Seconds,
    Millis,
    Nanos,
    Snowflake,
    /// Determined by the magnitude of the number.
    Magnitude,
    /// Like `Magnitude`, for times written by recorders: a large number is nanoseconds instead of a snowflake, and
    /// other text may follow the time in a string.
    Recorder,
}

impl WrittenTime {
    /// Parses any of the usual spellings. A time without an offset is UTC.
    ///
    /// Accepts RFC 3339 and ISO 8601, also with a space instead of the `T`, without seconds, and followed by `UTC`,
    /// `GMT`, `Z` or an offset; dates, also with slashes; months; RFC 2822; Unix seconds, milliseconds and
    /// microseconds; snowflakes; Discord's `<t:...>`.
    pub fn parse(text: &str) -> Option<WrittenTime> {
        let text = text.trim();
        let mark = text.strip_prefix("<t:").and_then(|mark| mark.strip_suffix('>'));
        let text = mark.map_or(text, |mark| mark.split(':').next().unwrap_or(mark));
        let digits = text.strip_prefix('@').unwrap_or(text);
        if digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return WrittenTime::of_number_text(digits);
        }
        WrittenTime::parse_calendar(text)
    }

    /// Like [`parse`](WrittenTime::parse), and also accepts `now`, `today`, `yesterday` and phrases such as `2 hours
    /// ago`.
    pub fn parse_or_relative(text: &str) -> Option<WrittenTime> {
        let text = text.trim();
        let now = Timestamp::now().to_zoned(TimeZone::UTC);
        let day = |day: Date| WrittenTime::of_civil(day.at(0, 0, 0, 0), 86_400 * SECOND);
        match text {
            "now" => Some(WrittenTime::exact(now.timestamp().as_nanosecond())),
            "today" => day(now.date()),
            "yesterday" => day(now.date().yesterday().ok()?),
            _ if text.ends_with("ago") => {
                let span: Span = text.parse().ok()?;
                let then: Zoned = now.checked_add(span).ok()?;
                Some(WrittenTime::exact(then.timestamp().as_nanosecond()))
            }
            _ => WrittenTime::parse(text),
        }
    }

    /// Converts a number to a time according to its magnitude: Unix seconds, milliseconds or microseconds, or a
    /// snowflake.
    pub fn of_whole(number: i128) -> WrittenTime {
        let unit = unit_of_magnitude(number);
        let start = nanos_of_whole(number, unit);
        let len = match unit {
            NumberUnit::Seconds => SECOND,
            NumberUnit::Nanos => 1,
            _ if number.unsigned_abs() < MICROS_MAX && number.unsigned_abs() >= MILLIS_MAX => MICRO,
            _ => MILLI,
        };
        WrittenTime { start, end: start + len }
    }

    /// Converts Unix seconds with a fraction.
    pub fn of_float(seconds: f64) -> Option<WrittenTime> {
        let is_time = seconds.is_finite() && seconds.abs() < SECONDS_MAX as f64;
        is_time.then(|| WrittenTime::exact((seconds * 1e9).round() as Nanos))
    }

    fn exact(start: Nanos) -> WrittenTime {
        WrittenTime { start, end: start + 1 }
    }

    fn of_number_text(digits: &str) -> Option<WrittenTime> {
        match digits.split_once('.') {
            None => match digits.len() {
                4 => {
                    let first = Date::new(digits.parse().ok()?, 1, 1).ok()?;
                    let len = Nanos::from(first.days_in_year()) * 86_400 * SECOND;
                    WrittenTime::of_civil(first.at(0, 0, 0, 0), len)
                }
                8 => WrittenTime::parse_calendar(&format!(
                    "{}-{}-{}",
                    &digits[..4],
                    &digits[4..6],
                    &digits[6..]
                )),
                // Fewer digits would be a time in the first years after 1970, and 14 digits are a date and a time.
                // Both are rejected, since a wrong time is worse than an error.
                9..=13 | 15..=19 => digits.parse().ok().map(WrittenTime::of_whole),
                _ => None,
            },
            Some(_) => WrittenTime::of_float(digits.parse().ok()?),
        }
    }

    fn of_civil(start: DateTime, len: Nanos) -> Option<WrittenTime> {
        let start = start.to_zoned(TimeZone::UTC).ok()?.timestamp().as_nanosecond();
        Some(WrittenTime { start, end: start + len })
    }

    fn parse_calendar(text: &str) -> Option<WrittenTime> {
        if let Ok(time) = jiff::fmt::rfc2822::parse(text) {
            return Some(WrittenTime::of_offset(time.timestamp(), SECOND));
        }
        let text = text.replace('/', "-");
        let mut text = text.as_str();
        if is_month(text) {
            let first: Date = format!("{text}-01").parse().ok()?;
            let len = Nanos::from(first.days_in_month()) * 86_400 * SECOND;
            return WrittenTime::of_civil(first.at(0, 0, 0, 0), len);
        }
        let lower = text.to_ascii_lowercase();
        let zone = ["utc", "gmt", "z"].iter().find(|zone| lower.ends_with(*zone));
        if let Some(zone) = zone {
            text = text[..text.len() - zone.len()].trim_end();
        }
        // `12:00 +01:00` means `12:00+01:00`.
        let closed = text.replace(" +", "+").replace(" -", "-");
        let len = precision(text)?;
        if zone.is_none()
            && let Ok(time) = closed.parse::<Timestamp>()
        {
            return Some(WrittenTime::of_offset(time, len));
        }
        let civil = text.parse::<DateTime>().ok()?;
        WrittenTime::of_civil(civil, len)
    }

    fn of_offset(time: Timestamp, len: Nanos) -> WrittenTime {
        let start = time.as_nanosecond();
        WrittenTime { start, end: start + len }
    }
}

/// Whether a string is a year and a month.
fn is_month(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    text.len() == 7
        && text.split_once('-').is_some_and(|(year, month)| year.len() == 4 && digits(year) && digits(month))
}

/// The duration that the written precision covers; `None` if the text does not begin with a date with dashes.
fn precision(text: &str) -> Option<Nanos> {
    let bytes = text.as_bytes();
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let time = text.get(10..)?.trim_start_matches(['T', 't', ' ']);
    let time = &time[..time.find(['+', '-', '[']).unwrap_or(time.len())];
    let colons = time.bytes().filter(|&byte| byte == b':').count();
    Some(match (time.is_empty(), colons) {
        (true, _) => 86_400 * SECOND,
        (_, 0) => 3_600 * SECOND,
        (_, 1) => 60 * SECOND,
        _ if time.contains(['.', ',']) => 1,
        _ => SECOND,
    })
}

/// Numbers below these limits are Unix seconds, milliseconds or microseconds. From the last limit on they are
/// snowflakes.
const SECONDS_MAX: u128 = 100_000_000_000;
const MILLIS_MAX: u128 = 100_000_000_000_000;
const MICROS_MAX: u128 = 10_000_000_000_000_000;

/// The minimum of a number that may be nanoseconds. It is a time in 2001.
const NANOS_MIN: u128 = 1_000_000_000_000_000_000;

/// The unit of a number. A number of 19 digits is nanoseconds if it would be a future time as a snowflake.
fn unit_of_magnitude(number: i128) -> NumberUnit {
    let size = number.unsigned_abs();
    if size < SECONDS_MAX {
        NumberUnit::Seconds
    } else if size < MICROS_MAX {
        NumberUnit::Millis
    } else if size >= NANOS_MIN && nanos_of_whole(number, NumberUnit::Snowflake) > tomorrow() {
        NumberUnit::Nanos
    } else {
        NumberUnit::Snowflake
    }
}

fn tomorrow() -> Nanos {
    Timestamp::now().as_nanosecond() + 86_400 * SECOND
}

/// Converts a whole number in a payload to a time.
pub fn nanos_of_whole(number: i128, unit: NumberUnit) -> Nanos {
    match unit {
        NumberUnit::Seconds => number.saturating_mul(SECOND),
        NumberUnit::Millis if number.unsigned_abs() >= MILLIS_MAX => number.saturating_mul(MICRO),
        NumberUnit::Millis => number.saturating_mul(MILLI),
        NumberUnit::Nanos => number,
        NumberUnit::Recorder if number.unsigned_abs() >= NANOS_MIN => number,
        NumberUnit::Snowflake => ((number >> 22) + DISCORD_EPOCH_MS).saturating_mul(MILLI),
        NumberUnit::Magnitude | NumberUnit::Recorder => nanos_of_whole(number, unit_of_magnitude(number)),
    }
}

/// Converts a number with a fraction to a time.
pub fn nanos_of_float(number: f64, unit: NumberUnit) -> Nanos {
    let unit = match unit {
        NumberUnit::Magnitude | NumberUnit::Recorder => unit_of_magnitude(number as i128),
        unit => unit,
    };
    let factor = match unit {
        NumberUnit::Seconds => SECOND,
        NumberUnit::Millis if number.abs() >= MILLIS_MAX as f64 => MICRO,
        NumberUnit::Nanos => 1,
        _ => MILLI,
    };
    // The whole part and the fraction are converted separately, because an `f64` is too imprecise for present times
    // in nanoseconds.
    (number.trunc() as Nanos).saturating_mul(factor) + (number.fract() * factor as f64).round() as Nanos
}

/// Converts a string in a payload or a log to a time: digits are a number, other strings are ISO 8601 or another
/// usual spelling.
pub fn nanos_of_text(text: &str, unit: NumberUnit) -> Option<Nanos> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse::<u64>().ok().map(|number| nanos_of_whole(number.into(), unit));
    }
    match zerocord::Timestamp::parse(text) {
        Some(time) => Some(Nanos::from(time.unix_micros()) * MICRO),
        None if unit == NumberUnit::Recorder => time_at_start(text),
        None => WrittenTime::parse(text).map(|time| time.start),
    }
}

/// The maximum number of words at the start of a log line's prefix that may form a time: `Sat, 31 Jan 2026 12:00:00
/// +0000` has six.
const WORDS_MAX: usize = 6;

/// The time in a string, or at its start.
fn time_at_start(text: &str) -> Option<Nanos> {
    let text = text.trim_start_matches(['[', '(', '<', ' ']);
    let ends = text.match_indices([' ', ']', ')', '>', '|']).map(|(end, _)| end).chain([text.len()]);
    let ends: Vec<usize> = ends.take(WORDS_MAX).chain([text.len()]).collect();
    let begins = ends.into_iter().rev().map(|end| text[..end].trim_end_matches([',', ':', ';', ' ', '|']));
    begins.into_iter().find_map(|text| WrittenTime::parse(text).map(|time| time.start))
}

/// Whether values of this type are times, or ids that contain a time.
pub fn is_time(kind: &Kind) -> bool {
    matches!(kind, Kind::Timestamp | Kind::UnixSeconds | Kind::UnixMillis | Kind::Snowflake)
}

/// The unit of the numbers in a field of these types.
pub fn number_unit(kinds: &[Kind]) -> NumberUnit {
    let mut units = kinds.iter().filter_map(|kind| match kind {
        Kind::UnixSeconds => Some(NumberUnit::Seconds),
        Kind::UnixMillis => Some(NumberUnit::Millis),
        Kind::Snowflake => Some(NumberUnit::Snowflake),
        _ => None,
    });
    match (units.next(), units.next()) {
        (Some(unit), None) => unit,
        _ => NumberUnit::Magnitude,
    }
}

/// Formats a time for messages, in UTC, rounded to seconds.
pub fn shown(nanos: Nanos) -> String {
    match Timestamp::from_nanosecond(nanos).and_then(|time| time.round(Unit::Second)) {
        Ok(time) => time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        Err(_) => "out of range".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Nanos = 1_769_860_800 * SECOND;

    #[test]
    fn usual_spellings_are_one_moment() {
        for text in [
            "2026-01-31T12:00:00Z",
            "2026-01-31t12:00:00z",
            "2026-01-31T12:00:00+00:00",
            "2026-01-31T12:00:00.000000+00:00",
            "2026-01-31T13:00:00+01:00",
            "2026-01-31T13:00:00+0100",
            "2026-01-31 13:00:00 +01:00",
            "2026-01-31 12:00:00",
            "2026-01-31 12:00:00 UTC",
            "2026-01-31 12:00:00 utc",
            "2026-01-31 12:00:00 GMT",
            "2026-01-31 12:00:00Z",
            "2026-01-31T12:00:00",
            "2026-01-31T12:00",
            "2026-01-31 12:00",
            "2026-01-31 12:00 UTC",
            "2026/01/31 12:00:00",
            "  2026-01-31 12:00:00  ",
            "Sat, 31 Jan 2026 12:00:00 +0000",
            "Sat, 31 Jan 2026 12:00:00 GMT",
            "1769860800",
            "1769860800.0",
            "@1769860800",
            "1769860800000",
            "1769860800000000",
            "<t:1769860800>",
            "<t:1769860800:R>",
            "1467127273881600000",
        ] {
            assert_eq!(WrittenTime::parse(text).map(|time| time.start), Some(NOON), "{text}");
        }
    }

    #[test]
    fn times_cover_their_precision() {
        let len = |text| WrittenTime::parse(text).map(|time: WrittenTime| (time.end - time.start) / MICRO);
        assert_eq!(len("2026"), Some(365 * 86_400_000_000));
        assert_eq!(len("20260131"), Some(86_400_000_000));
        assert_eq!(len("2026-02"), Some(28 * 86_400_000_000));
        assert_eq!(len("2026-01-31"), Some(86_400_000_000));
        assert_eq!(len("2026/01/31"), Some(86_400_000_000));
        assert_eq!(len("2026-01-31 12:00"), Some(60_000_000));
        assert_eq!(len("2026-01-31 12:00:00"), Some(1_000_000));
        assert_eq!(len("2026-01-31T12:00:00+01:00"), Some(1_000_000));
        assert_eq!(len("1769860800"), Some(1_000_000));
        assert_eq!(len("1769860800000"), Some(1_000));
        assert_eq!(WrittenTime::parse("2026-01-31T12:00:00.5Z").unwrap().start, NOON + SECOND / 2);
    }

    #[test]
    fn invalid_times_are_none() {
        for text in [
            "",
            "soon",
            "2026-13-01",
            "2026-01-32",
            "2026-01-31 25:00:00",
            "12:00",
            "31.01.2026",
            "20261301",
            "2026-01-31 12:00:00 CET",
            "2026-1-1",
            "T",
            "-",
            "1.2.3",
            "é",
            "2026-01-é1",
            "7",
            "20260131120000",
        ] {
            assert_eq!(WrittenTime::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_in_payloads_are_times_by_their_types() {
        assert_eq!(nanos_of_whole(1_769_860_800, NumberUnit::Seconds), NOON);
        assert_eq!(nanos_of_whole(1_769_860_800_000, NumberUnit::Millis), NOON);
        assert_eq!(nanos_of_whole(1_467_127_273_881_600_000, NumberUnit::Snowflake), NOON);
        assert_eq!(nanos_of_text("1467127273881600000", NumberUnit::Snowflake), Some(NOON));
        assert_eq!(nanos_of_text("2026-01-31T12:00:00+00:00", NumberUnit::Magnitude), Some(NOON));
        assert_eq!(nanos_of_text("soon", NumberUnit::Magnitude), None);
        assert_eq!(shown(NOON), "2026-01-31 12:00:00 UTC");
    }
}
