//! Conversions between [`Timestamp`] and the times of other crates, each with a feature: `jiff-02`, `chrono-04`,
//! `time-03`.

#[cfg(any(feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
use super::timestamp::{Timestamp, TimestampRangeError};

/// To the microsecond, rounded toward zero.
#[cfg(feature = "jiff-02")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(time: jiff::Timestamp) -> Timestamp {
        Timestamp::from_unix_micros(time.as_microsecond())
    }
}

#[cfg(feature = "jiff-02")]
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = TimestampRangeError;

    fn try_from(time: Timestamp) -> Result<jiff::Timestamp, TimestampRangeError> {
        jiff::Timestamp::from_microsecond(time.unix_micros()).map_err(|_| TimestampRangeError)
    }
}

/// To the microsecond, rounded down.
#[cfg(feature = "chrono-04")]
impl<Z: chrono::TimeZone> From<chrono::DateTime<Z>> for Timestamp {
    fn from(time: chrono::DateTime<Z>) -> Timestamp {
        Timestamp::from_unix_micros(time.timestamp_micros())
    }
}

#[cfg(feature = "chrono-04")]
impl TryFrom<Timestamp> for chrono::DateTime<chrono::Utc> {
    type Error = TimestampRangeError;

    fn try_from(time: Timestamp) -> Result<chrono::DateTime<chrono::Utc>, TimestampRangeError> {
        chrono::DateTime::from_timestamp_micros(time.unix_micros()).ok_or(TimestampRangeError)
    }
}

/// To the microsecond, rounded down.
#[cfg(feature = "time-03")]
impl From<time::OffsetDateTime> for Timestamp {
    fn from(time: time::OffsetDateTime) -> Timestamp {
        let micros = time.unix_timestamp_nanos().div_euclid(1_000);
        Timestamp::from_unix_micros(micros.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
    }
}

#[cfg(feature = "time-03")]
impl TryFrom<Timestamp> for time::OffsetDateTime {
    type Error = TimestampRangeError;

    fn try_from(time: Timestamp) -> Result<time::OffsetDateTime, TimestampRangeError> {
        let nanos = i128::from(time.unix_micros()) * 1_000;
        time::OffsetDateTime::from_unix_timestamp_nanos(nanos).map_err(|_| TimestampRangeError)
    }
}

#[cfg(all(test, feature = "jiff-02", feature = "chrono-04", feature = "time-03"))]
mod tests {
    use super::*;

    #[test]
    fn times_convert_in_both_directions() {
        for micros in [0, 1, -1, 1_769_860_800_000_000, 1_769_860_800_123_456, -62_000_000_000_000_001] {
            let time = Timestamp::from_unix_micros(micros);
            assert_eq!(Timestamp::from(jiff::Timestamp::try_from(time).unwrap()), time);
            assert_eq!(Timestamp::from(chrono::DateTime::<chrono::Utc>::try_from(time).unwrap()), time);
            assert_eq!(Timestamp::from(time::OffsetDateTime::try_from(time).unwrap()), time);
        }
        let end = Timestamp::from_unix_micros(i64::MAX);
        assert_eq!(jiff::Timestamp::try_from(end), Err(TimestampRangeError));
        assert_eq!(chrono::DateTime::<chrono::Utc>::try_from(end), Err(TimestampRangeError));
        assert_eq!(time::OffsetDateTime::try_from(end), Err(TimestampRangeError));
    }
}
