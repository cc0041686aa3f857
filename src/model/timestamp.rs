//! Times, in the three formats that Discord uses.
//!
//! [`Timestamp`] is an ISO 8601 string, used nearly everywhere. [`UnixSeconds`] and [`UnixMillis`] are integers, used
//! in typing, voice and presence payloads. All three store an integer and are `Copy`.
//!
//! Source: Discord, "API Reference", section "ISO8601 Date/Time".

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::saturating::saturating_integers;
use crate::arena::Arena;
use crate::json::error::{Error, Expected, expected};
use crate::json::number::non_digits;
use crate::json::raw::RawValue;
use crate::simd::splat;
use crate::view::{FromJson, Model, Reader, deserialized_as_themselves};

/// A point in time: microseconds since the Unix epoch, without leap seconds.
///
/// Discord writes `2020-07-19T20:42:30.904000+00:00`, with six fractional digits or, if the fraction is zero, without a
/// fraction. Both layouts have a fast path; other offsets, a `Z` and fractions of other lengths are accepted too, but
/// slower. Digits beyond the microsecond are cut off. A leap second, `:60`, is read as the second before it, `:59`,
/// because the count cannot represent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The time this many microseconds after the Unix epoch.
    pub const fn from_unix_micros(micros: i64) -> Self {
        Timestamp(micros)
    }

    /// The time this many milliseconds after the Unix epoch; the far past and future saturate.
    pub const fn from_unix_millis(millis: i64) -> Self {
        Timestamp(millis.saturating_mul(1_000))
    }

    /// The time this many seconds after the Unix epoch; the far past and future saturate.
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Timestamp(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since the Unix epoch.
    pub const fn unix_micros(self) -> i64 {
        self.0
    }

    /// Milliseconds since the Unix epoch, rounded down.
    pub const fn unix_millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Seconds since the Unix epoch, rounded down.
    pub const fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The time as a type of the standard library.
    pub fn system_time(self) -> SystemTime {
        let distance = Duration::from_micros(self.0.unsigned_abs());
        if self.0 >= 0 { UNIX_EPOCH + distance } else { UNIX_EPOCH - distance }
    }

    /// How long after `earlier` it is; `None` if it is before that.
    pub fn duration_since(self, earlier: Timestamp) -> Option<Duration> {
        (self >= earlier).then(|| Duration::from_micros(self.0.abs_diff(earlier.0)))
    }

    /// Parses an ISO 8601 string with an offset. The date and the time of day must be valid.
    pub fn parse(text: &str) -> Option<Self> {
        match parse_fixed(text.as_bytes()) {
            Some(micros) => Some(Timestamp(micros)),
            None => parse_other(text),
        }
    }
}

/// Like [`parse_fixed`], for a string with its quotes.
fn parse_quoted(text: &[u8]) -> Option<i64> {
    match text {
        [b'"', text @ .., b'"'] => parse_fixed(text),
        _ => None,
    }
}

/// Parses the two layouts that Discord writes: 25 bytes without a fraction, 32 bytes with one.
fn parse_fixed(text: &[u8]) -> Option<i64> {
    let fraction_micros = match text.len() {
        25 => 0,
        // A point and six digits.
        32 if text[19] == b'.' => {
            let [_, first, second, third] =
                pairs(eight_bytes(text, 18)? & !0xffff | u64::from(u16::from_le_bytes(*b"00")))?;
            (first * 100 + second) * 100 + third
        }
        _ => return None,
    };
    if &text[text.len() - 6..] != b"+00:00" {
        return None;
    }
    // `2026-02-`, `05T15:09` and `15:09:18`; the last overlaps the second.
    let (date, day_and_time, time) = (eight_bytes(text, 0)?, eight_bytes(text, 8)?, eight_bytes(text, 11)?);
    let marks = date ^ u64::from_le_bytes(*b"\0\0\0\0-\0\0-");
    let time_marks = time ^ u64::from_le_bytes(*b"\0\0:\0\0:\0\0");
    if marks & 0xff00_00ff_0000_0000 | time_marks & 0x0000_ff00_00ff_0000 != 0 || text[10] != b'T' {
        return None;
    }
    let [century, year, month, day] =
        pairs(date & 0xffff_ffff | date >> 8 & 0xffff_0000_0000 | day_and_time << 48)?;
    let [_, hour, minute, second] = pairs(
        u64::from_le_bytes(*b"00\0\0\0\0\0\0")
            | (time & 0xffff) << 16
            | (time & 0x00ff_ff00_0000) << 8
            | time & 0xffff << 48,
    )?;
    let year = century * 100 + year;
    let date_exists = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
    if !date_exists || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    Some(seconds * 1_000_000 + fraction_micros)
}

/// Parses every other layout, using jiff.
#[cold]
fn parse_other(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>().ok().map(|time| Timestamp(time.as_microsecond()))
}

/// Eight bytes, the first in the lowest.
fn eight_bytes(text: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*text.get(at..)?.first_chunk()?))
}

/// The four two-digit numbers that eight bytes spell, the first in the lowest byte.
fn pairs(bytes: u64) -> Option<[i64; 4]> {
    if non_digits(bytes) != 0 {
        return None;
    }
    let digits = bytes ^ splat(b'0');
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    Some([0, 16, 32, 48].map(|shift| (pairs >> shift & 0xff) as i64))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar.
///
/// Years are counted from 1 March, so that the leap day comes last in its year and the lengths of the
/// months before it follow the line (153 m + 2) / 5.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month and day of the day this many days after 1970-01-01: [`days_from_civil`] backwards.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// Discord's layout. For the years 0 to 9999 it parses to the same time.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.unix_seconds();
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
        let second_of_day = seconds.rem_euclid(86_400);
        let (hour, minute, second) = (second_of_day / 3_600, second_of_day / 60 % 60, second_of_day % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        let fraction_micros = self.0.rem_euclid(1_000_000);
        if fraction_micros != 0 {
            write!(f, ".{fraction_micros:06}")?;
        }
        f.write_str("+00:00")
    }
}

/// A string that is not a valid time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseTimestampError;

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected an ISO 8601 time with an offset")
    }
}

impl std::error::Error for ParseTimestampError {}

/// A time that another type cannot represent: too far in the past or the future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimestampRangeError;

impl fmt::Display for TimestampRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time is out of range")
    }
}

impl std::error::Error for TimestampRangeError {}

/// As [`Timestamp::parse`].
impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
        Timestamp::parse(text).ok_or(ParseTimestampError)
    }
}

/// Saturates at the ends of the range.
impl Add<Duration> for Timestamp {
    type Output = Timestamp;

    fn add(self, duration: Duration) -> Timestamp {
        Timestamp(self.0.saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }
}

/// Saturates at the ends of the range.
impl Sub<Duration> for Timestamp {
    type Output = Timestamp;

    fn sub(self, duration: Duration) -> Timestamp {
        Timestamp(self.0.saturating_sub(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)))
    }
}

/// To the microsecond, rounded down; the far past and future saturate.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let micros = |distance: Duration| i64::try_from(distance.as_micros()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Timestamp(micros(since)),
            Err(error) => {
                let before = error.duration();
                let has_rest = !before.subsec_nanos().is_multiple_of(1_000);
                Timestamp(-micros(before).saturating_add(i64::from(has_rest)))
            }
        }
    }
}

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        time.system_time()
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TimestampVisitor)
    }
}

deserialized_as_themselves!(Timestamp);

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'a> FromJson<'a> for Timestamp {
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        let (frame, start) = (value.frame(), value.offset());
        // The two layouts of Discord, read in place: they contain no escapes.
        for len in [34, 27] {
            if let Some(micros) = frame.get(start..start + len).and_then(parse_quoted) {
                return Ok(Timestamp(micros));
            }
        }
        Timestamp::parse(<&str>::from_json(value, arena)?)
            .ok_or_else(|| expected(Expected::Timestamp, frame, start))
    }
}

impl Model for Timestamp {
    type View<'a> = Self;

    fn from_view(view: Self) -> Result<Self, Error> {
        Ok(view)
    }

    #[inline]
    fn blank() -> Self {
        Timestamp(0)
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        for len in [34, 27] {
            if let Some(micros) = reader.fixed(len, parse_quoted) {
                *self = Timestamp(micros);
                return Some(());
            }
        }
        *self = Timestamp::parse(reader.text()?)?;
        Some(())
    }
}

struct TimestampVisitor;

impl Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an ISO 8601 date and time with an offset")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        Timestamp::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

/// A time written as an integer: seconds since the Unix epoch.
///
/// Numbers outside `i64` saturate, however they are spelled, like those of [`UnixMillis`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixSeconds(pub i64);

impl UnixSeconds {
    /// The same time as a [`Timestamp`].
    pub const fn timestamp(self) -> Timestamp {
        Timestamp::from_unix_seconds(self.0)
    }
}

/// A time written as an integer: milliseconds since the Unix epoch.
///
/// Discord does not validate what a game puts into its presence, so numbers beyond 2^53 occur; Discord sends those as
/// strings. They are accepted too, as are numbers with a fraction, which is cut off. Numbers outside `i64` saturate.
/// All are written back as integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The same time as a [`Timestamp`].
    pub const fn timestamp(self) -> Timestamp {
        Timestamp::from_unix_millis(self.0)
    }
}

saturating_integers!(UnixSeconds, UnixMillis);

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want_micros: Option<i64>) {
        assert_eq!(Timestamp::parse(text).map(Timestamp::unix_micros), want_micros, "{text}");
    }

    #[test]
    fn the_layouts_of_discord_are_read_and_written_back() {
        for text in [
            "2020-07-19T20:42:30.904000+00:00",
            "2023-03-27T15:55:57.379126+00:00",
            "2022-01-22T10:58:40+00:00",
            "1970-01-01T00:00:00+00:00",
            "1969-12-31T23:59:59.999999+00:00",
            "0000-01-01T00:00:00+00:00",
            "9999-12-31T23:59:59.000001+00:00",
        ] {
            let time = Timestamp::parse(text).unwrap();
            assert_eq!(time.to_string(), text);
        }
        check("2020-07-19T20:42:30.904000+00:00", Some(1_595_191_350_904_000));
    }

    #[test]
    fn other_layouts_are_read_too() {
        check("2020-07-19T20:42:30Z", Some(1_595_191_350_000_000));
        check("2020-07-19T22:42:30+02:00", Some(1_595_191_350_000_000));
        check("2020-07-19T20:42:30.9Z", Some(1_595_191_350_900_000));
        check("2020-07-19T20:42:30.904+00:00", Some(1_595_191_350_904_000));
        check("2020-07-19T20:42:30.904000123+00:00", Some(1_595_191_350_904_000));
        // A leap second.
        check("2016-12-31T23:59:60+00:00", Some(1_483_228_799_000_000));
        check("2016-12-31T23:59:60.500000+00:00", Some(1_483_228_799_500_000));
    }

    #[test]
    fn invalid_times_are_rejected() {
        for text in [
            "",
            "2020-07-19",
            "2020-07-19T20:42:30",
            "2021-02-29T00:00:00+00:00",
            "2020-04-31T00:00:00+00:00",
            "2020-00-10T00:00:00+00:00",
            "2020-13-10T00:00:00+00:00",
            "2020-01-00T00:00:00+00:00",
            "2020-01-01T24:00:00+00:00",
            "2020-01-01T00:60:00+00:00",
            "2020-01-01T00:00:00.12345x+00:00",
            "2020-01-01T00:00:00,123456+00:0x",
            "202\u{e9}-01-01T00:00:00+00:00",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn every_day_of_a_hundred_years_is_the_day_that_jiff_says() {
        let mut day = jiff::civil::date(2010, 1, 1);
        let mut days = i64::from(jiff::civil::date(1970, 1, 1).until(day).unwrap().get_days());
        while day.year() <= 2100 {
            let text = format!("{day}T00:00:00+00:00");
            check(&text, Some(days * 86_400_000_000));
            assert_eq!(parse_fixed(text.as_bytes()), Some(days * 86_400_000_000));
            assert_eq!(Timestamp(days * 86_400_000_000).to_string(), text);
            day = day.tomorrow().unwrap();
            days += 1;
        }
        assert!(days > 47_000);
    }

    #[test]
    fn rounding_is_downwards_on_both_sides_of_the_epoch() {
        let time = Timestamp::parse("1969-12-31T23:59:59.999999+00:00").unwrap();
        assert_eq!((time.unix_micros(), time.unix_millis(), time.unix_seconds()), (-1, -1, -1));
        assert_eq!(time.system_time(), UNIX_EPOCH - Duration::from_micros(1));
    }

    #[test]
    fn integers_are_read_from_numbers_and_strings() {
        let millis = |text| serde_json::from_str::<UnixMillis>(text).ok().map(|millis| millis.0);
        assert_eq!(millis("1595191350904"), Some(1_595_191_350_904));
        assert_eq!(millis(r#""9007199254740993""#), Some(9_007_199_254_740_993));
        assert_eq!(millis("1595191350904.0"), Some(1_595_191_350_904));
        assert_eq!(millis(r#""soon""#), None);
        let seconds: UnixSeconds = serde_json::from_str("1595191350").unwrap();
        assert_eq!(seconds.timestamp().to_string(), "2020-07-19T20:42:30+00:00");
        assert_eq!(serde_json::to_string(&seconds).unwrap(), "1595191350");
    }
}
