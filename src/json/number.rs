//! Numbers, bare and as digits in strings.

use super::cursor::check_delimiter;
use super::error::{Error, ErrorKind, Expected, expected};
use super::string::{Pieces, TextPiece};
use crate::simd::{Backend, sixteen_digits, splat};

/// The number that the decimal digits at `at` spell, and the offset of the first byte that is not a digit.
///
/// Leading zeros are skipped. If there is no digit at `at`, the offset is `at`.
///
/// # Errors
/// [`ErrorKind::NumberOutOfRange`] at `at` if the digits spell more than `u64::MAX`.
pub(crate) fn parse_digits(frame: &[u8], at: usize) -> Result<(u64, usize), Error> {
    // A snowflake has 17 to 20 digits: two full words and a part of a third.
    let rest = frame.get(at..).unwrap_or_default();
    let mut padded = [0; 24];
    let words = match rest.first_chunk::<24>() {
        Some(words) => words,
        None => {
            padded[..rest.len()].copy_from_slice(rest);
            &padded
        }
    };
    let word = |index: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&words[index * 8..index * 8 + 8]);
        u64::from_le_bytes(bytes)
    };
    if non_digits(word(0)) != 0 {
        let (value, count) = parse_word(word(0));
        return Ok((value, at + count));
    }
    let first = eight_digits(word(0) ^ splat(b'0'));
    if non_digits(word(1)) != 0 {
        let (second, count) = parse_word(word(1));
        return Ok((first * POWERS[count] + second, at + 8 + count));
    }
    let upper = first * 100_000_000 + eight_digits(word(1) ^ splat(b'0'));
    let (third, third_count) = parse_word(word(2));
    if third_count < 8 {
        let value = upper.checked_mul(POWERS[third_count]).and_then(|value| value.checked_add(third));
        return match value {
            Some(value) => Ok((value, at + 16 + third_count)),
            None => Err(Error::new(ErrorKind::NumberOutOfRange, at)),
        };
    }
    parse_digits_one_by_one(frame, at)
}

/// Like [`parse_digits`], for fewer than 16 digits that are not among the frame's last bytes; otherwise `None`.
#[inline]
pub(crate) fn parse_few_digits(frame: &[u8], at: usize) -> Option<(u64, usize)> {
    let both = u128::from_le_bytes(*frame.get(at..)?.first_chunk()?);
    let (word, second) = (both as u64, (both >> 64) as u64);
    if non_digits(word) != 0 {
        let (value, count) = parse_word(word);
        return Some((value, at + count));
    }
    let (lower, count) = parse_word(second);
    (count < 8).then(|| (eight_digits(word ^ splat(b'0')) * POWERS[count] + lower, at + 8 + count))
}

const POWERS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// The top bit of each byte of `word` that is not a digit.
#[inline]
pub(crate) const fn non_digits(word: u64) -> u64 {
    // 10 + 0x76 is 0x80, and no sum overflows its byte.
    let digits = word ^ splat(b'0');
    (((digits & splat(0x7f)) + splat(0x76)) | digits) & splat(0x80)
}

/// The number of leading digits in `word`.
#[inline]
pub(crate) const fn digits_len(word: u64) -> usize {
    non_digits(word).trailing_zeros() as usize / 8
}

/// The number that the leading digits of `word` spell, and how many there are.
#[inline]
const fn parse_word(word: u64) -> (u64, usize) {
    let count = digits_len(word);
    // Shifts the digits to the word's end; the vacated bytes are 0, which are leading zeros.
    (eight_digits((word ^ splat(b'0')).unbounded_shl(64 - 8 * count as u32)), count)
}

/// The number of eight digits, the first in the lowest byte, each byte with its digit's value.
///
/// Source of the three steps: Muła, "Parsing series of integers with SIMD", in its form for general-purpose registers.
#[inline]
const fn eight_digits(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0x0000_0000_ffff_ffff
}

/// The number that up to seven digits at `at` spell according to RFC 8259; what follows is not checked. `None` for more
/// digits, for no digits, for a leading zero, and near the frame's end.
#[inline(always)]
pub(crate) fn leading_number(frame: &[u8], at: usize) -> Option<u64> {
    let word = frame.get(at..)?.first_chunk::<8>()?;
    let (number, count) = parse_word(u64::from_le_bytes(*word));
    (matches!(count, 1..8) && (count == 1 || word[0] != b'0')).then_some(number)
}

#[cold]
fn parse_digits_one_by_one(frame: &[u8], at: usize) -> Result<(u64, usize), Error> {
    let mut value: u64 = 0;
    let mut offset = at;
    let mut fits = true;
    while let Some(&byte @ b'0'..=b'9') = frame.get(offset) {
        match value.checked_mul(10).and_then(|value| value.checked_add(u64::from(byte - b'0'))) {
            Some(larger) => value = larger,
            None => fits = false,
        }
        offset += 1;
    }
    if fits { Ok((value, offset)) } else { Err(Error::new(ErrorKind::NumberOutOfRange, at)) }
}

/// The non-negative whole number at `at`.
///
/// # Errors
/// [`ErrorKind::Expected`] a whole number at the first byte that is not part of one (including the `.` of `1.0`);
/// [`ErrorKind::NumberOutOfRange`] below 0 or above `u64::MAX`; [`ErrorKind::InvalidNumber`] for `01`.
pub(crate) fn parse_u64(frame: &[u8], at: usize) -> Result<u64, Error> {
    let (value, end) = parse_digits(frame, at)?;
    if end == at {
        return Err(no_digits(frame, at));
    }
    check_integer(frame, at, end)?;
    Ok(value)
}

/// The whole number at `at`. `-0` is not one: like serde_json, this treats it as a float.
///
/// # Errors
/// As [`parse_u64`], with the range of `i64`.
pub(crate) fn parse_i64(frame: &[u8], at: usize) -> Result<i64, Error> {
    let is_negative = frame.get(at) == Some(&b'-');
    let start = at + usize::from(is_negative);
    let (value, end) = parse_digits(frame, start)?;
    if end == start {
        return Err(expected(Expected::Integer, frame, start));
    }
    check_integer(frame, start, end)?;
    if is_negative && value == 0 {
        return Err(expected(Expected::Integer, frame, at));
    }
    let value = if is_negative { 0i64.checked_sub_unsigned(value) } else { i64::try_from(value).ok() };
    value.ok_or(Error::new(ErrorKind::NumberOutOfRange, at))
}

/// The reason why no non-negative whole number begins at `at`.
#[cold]
fn no_digits(frame: &[u8], at: usize) -> Error {
    match frame.get(at..at + 2) {
        Some([b'-', b'0'..=b'9']) => Error::new(ErrorKind::NumberOutOfRange, at),
        _ => expected(Expected::Integer, frame, at),
    }
}

#[inline]
fn check_integer(frame: &[u8], start: usize, end: usize) -> Result<(), Error> {
    if frame[start] == b'0' && end > start + 1 {
        return Err(Error::new(ErrorKind::InvalidNumber, start));
    }
    match frame.get(end) {
        Some(b'.' | b'e' | b'E') => Err(expected(Expected::Integer, frame, end)),
        _ => check_delimiter(frame, end),
    }
}

/// The number at `at`, rounded to the nearest `f64`.
///
/// # Errors
/// [`ErrorKind::Expected`] a number; [`ErrorKind::InvalidNumber`] at the number's first byte if its spelling violates
/// RFC 8259, section 6; [`ErrorKind::NumberOutOfRange`] if it would be infinite.
pub(crate) fn parse_f64(frame: &[u8], at: usize) -> Result<f64, Error> {
    let end = check_number(frame, at)?;
    check_delimiter(frame, end)?;
    let spelled = std::str::from_utf8(&frame[at..end]).ok().and_then(|text| text.parse::<f64>().ok());
    match spelled {
        Some(value) if value.is_finite() => Ok(value),
        Some(_) => Err(Error::new(ErrorKind::NumberOutOfRange, at)),
        None => Err(Error::new(ErrorKind::InvalidNumber, at)),
    }
}

/// Checks a number's spelling and returns the offset after it; what follows is not checked.
///
/// # Errors
/// [`ErrorKind::Expected`] a number if none begins here; [`ErrorKind::InvalidNumber`] at the byte that violates the
/// grammar; [`ErrorKind::Truncated`] if the frame ends before a required digit.
#[inline]
pub(crate) fn check_number(frame: &[u8], at: usize) -> Result<usize, Error> {
    let start = at + usize::from(frame.get(at) == Some(&b'-'));
    let mut end = match frame.get(start) {
        Some(b'0') => start + 1,
        Some(b'1'..=b'9') => digits_end(frame, start + 1),
        Some(_) if start == at => return Err(expected(Expected::Number, frame, at)),
        _ => return Err(invalid(frame, start)),
    };
    if let Some(b'0'..=b'9') = frame.get(end) {
        return Err(invalid(frame, end));
    }
    if frame.get(end) == Some(&b'.') {
        end = some_digits_end(frame, end + 1)?;
    }
    if let Some(b'e' | b'E') = frame.get(end) {
        let sign = matches!(frame.get(end + 1), Some(b'+' | b'-'));
        end = some_digits_end(frame, end + 1 + usize::from(sign))?;
    }
    Ok(end)
}

#[inline]
fn digits_end(frame: &[u8], mut at: usize) -> usize {
    while let Some(b'0'..=b'9') = frame.get(at) {
        at += 1;
    }
    at
}

fn some_digits_end(frame: &[u8], at: usize) -> Result<usize, Error> {
    match digits_end(frame, at) {
        end if end == at => Err(invalid(frame, at)),
        end => Ok(end),
    }
}

#[cold]
fn invalid(frame: &[u8], at: usize) -> Error {
    if at < frame.len() {
        Error::new(ErrorKind::InvalidNumber, at)
    } else {
        Error::new(ErrorKind::Truncated, frame.len())
    }
}

/// Whether a number, whose spelling has been checked, is too large for any `f64`.
#[inline]
pub(crate) fn is_infinite(frame: &[u8], start: usize, end: usize) -> bool {
    // Exceeding the range of `f64` takes 309 digits without an exponent, or a few bytes with one.
    let spelling = &frame[start..end];
    if spelling.len() < 309 && !spelling.iter().any(|byte| matches!(byte, b'e' | b'E')) {
        return false;
    }
    match std::str::from_utf8(spelling).ok().and_then(|text| text.parse::<f64>().ok()) {
        Some(value) => value.is_infinite(),
        None => false,
    }
}

/// The digits of the string or of the bare whole number at `at`: this is how Discord writes ids and bit sets.
///
/// # Errors
/// [`ErrorKind::Expected`] with `wanted` at the first byte that is part of neither; [`ErrorKind::NumberOutOfRange`] at
/// the digits if they spell more than `u64::MAX`.
#[inline]
pub(crate) fn parse_quoted_u64(
    backend: Backend,
    frame: &[u8],
    at: usize,
    wanted: Expected,
) -> Result<u64, Error> {
    match parse_snowflake(frame, at) {
        Some((value, _)) => Ok(value),
        None => parse_any_quoted_u64(backend, frame, at, wanted),
    }
}

/// Like [`parse_quoted_u64`], for any number of digits, without checking what follows.
#[inline(never)]
fn parse_any_quoted_u64(backend: Backend, frame: &[u8], at: usize, wanted: Expected) -> Result<u64, Error> {
    if frame.get(at) != Some(&b'"') {
        return parse_bare_u64(frame, at, wanted);
    }
    let (value, end) = parse_digits(frame, at + 1)?;
    if end == at + 1 || frame.get(end) != Some(&b'"') {
        return parse_escaped_u64(backend, frame, at, end, wanted);
    }
    check_delimiter(frame, end + 1)?;
    Ok(value)
}

/// The string of 17 to 19 digits at `at`, followed by a separator or a closing bracket, and its end offset. This covers
/// a snowflake of the years 2015 to 2090 as Discord writes it. Otherwise `None`, and the caller parses the value.
#[inline]
pub(crate) fn parse_snowflake(frame: &[u8], at: usize) -> Option<(u64, usize)> {
    let bytes: &[u8; 22] = frame.get(at..)?.first_chunk()?;
    // One to three digits, a quote, and the byte after it.
    let [_, _, _, rest @ ..] = u64::to_le_bytes(u64::from_le_bytes(*bytes.last_chunk()?));
    let rest = rest.map(u32::from);
    let digit = |index: usize| rest[index] ^ u32::from(b'0');
    let (count, digits, delimiter) = if rest[2] == QUOTE {
        (2, digit(0) * 10 + digit(1), rest[3])
    } else if rest[3] == QUOTE {
        (3, digit(0) * 100 + digit(1) * 10 + digit(2), rest[4])
    } else if rest[1] == QUOTE {
        (1, digit(0), rest[2])
    } else {
        return None;
    };
    let are_digits = (0..3).all(|index| index >= count || digit(index) <= 9);
    let is_plain = bytes[0] == b'"' && are_digits && matches!(delimiter as u8, b',' | b'}' | b']');
    if !is_plain {
        return None;
    }
    let upper = sixteen_digits(bytes[1..].first_chunk()?)?;
    // 19 digits are less than 2^64.
    Some((upper * POWERS[count] + u64::from(digits), at + 18 + count))
}

const QUOTE: u32 = b'"' as u32;

/// Like [`parse_quoted_u64`], for a string whose bytes from its quote up to `end` are not all digits: digits may be
/// spelled with escapes.
#[cold]
fn parse_escaped_u64(
    backend: Backend,
    frame: &[u8],
    at: usize,
    end: usize,
    wanted: Expected,
) -> Result<u64, Error> {
    if frame.get(end) != Some(&b'\\') {
        return Err(expected(wanted, frame, end));
    }
    let mut pieces = Pieces::new(backend, frame, at + 1);
    let mut value: u64 = 0;
    loop {
        let start = pieces.offset();
        let mut utf8 = [0; 4];
        let bytes = match pieces.next()? {
            Some(TextPiece::Plain(bytes)) => bytes,
            Some(TextPiece::Escaped(char)) => char.encode_utf8(&mut utf8).as_bytes(),
            None => break,
        };
        for byte in bytes {
            let digit = char::from(*byte).to_digit(10).ok_or_else(|| expected(wanted, frame, start))?;
            value = value
                .checked_mul(10)
                .and_then(|value| value.checked_add(digit.into()))
                .ok_or(Error::new(ErrorKind::NumberOutOfRange, at + 1))?;
        }
    }
    check_delimiter(frame, pieces.offset())?;
    Ok(value)
}

#[cold]
fn parse_bare_u64(frame: &[u8], at: usize, wanted: Expected) -> Result<u64, Error> {
    match frame.get(at) {
        Some(b'0'..=b'9') => parse_u64(frame, at),
        _ => Err(expected(wanted, frame, at)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads `digits` between other bytes, at every distance from the frame's end.
    #[track_caller]
    fn check_digits(digits: &str, want: Option<u64>) {
        for rest in ["\"", "\",", "\",\"type\":0,\"tts\":false,\"more\":[1,2,3]}", ""] {
            let frame = format!("{digits}{rest}");
            let got = parse_digits(frame.as_bytes(), 0);
            match want {
                Some(value) => assert_eq!(got, Ok((value, digits.len())), "{frame}"),
                None => assert_eq!(got, Err(Error::new(ErrorKind::NumberOutOfRange, 0)), "{frame}"),
            }
        }
    }

    #[test]
    fn digits_of_every_length() {
        check_digits("", Some(0));
        let digits = "12345678901234567890";
        for len in 1..=digits.len() {
            check_digits(&digits[..len], digits[..len].parse().ok());
        }
        check_digits("18446744073709551615", Some(u64::MAX));
        check_digits("18446744073709551616", None);
        check_digits("99999999999999999999", None);
        check_digits("100000000000000000000000", None);
        check_digits(&"9".repeat(1_000_000), None);
        check_digits(&format!("{}42", "0".repeat(1_000)), Some(42));
    }

    #[test]
    fn a_wrong_byte_at_every_offset() {
        for len in 1..=22 {
            for place in 0..len {
                for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
                    let mut frame = vec![b'7'; len];
                    frame[place] = byte;
                    frame.extend_from_slice(b"\"0000000000000000000000000");
                    let want = "7".repeat(place).parse().unwrap_or(0);
                    assert_eq!(
                        parse_digits(&frame, 0),
                        if place < 20 {
                            Ok((want, place))
                        } else {
                            Err(Error::new(ErrorKind::NumberOutOfRange, 0))
                        }
                    );
                }
            }
        }
    }

    #[track_caller]
    fn check_integers(text: &str) {
        let oracle = serde_json::from_str::<u64>(text).ok();
        assert_eq!(parse_u64(text.as_bytes(), 0).ok(), oracle, "{text}");
        assert_eq!(parse_i64(text.as_bytes(), 0).ok(), serde_json::from_str::<i64>(text).ok(), "{text}");
        assert_eq!(parse_f64(text.as_bytes(), 0).ok(), serde_json::from_str::<f64>(text).ok(), "{text}");
    }

    #[test]
    fn numbers_as_serde_json_reads_them() {
        for text in [
            "0",
            "-0",
            "00",
            "01",
            "-01",
            "1",
            "-1",
            "1.0",
            "1.",
            ".5",
            "1e5",
            "1e",
            "1e+",
            "1E-2",
            "-",
            "+1",
            "",
            "18446744073709551615",
            "18446744073709551616",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775809",
            "1e308",
            "1e309",
            "-1e309",
            "1e-400",
            "0e999",
            "123456789012345678901234567890",
            "0.1",
            "5e-324",
            "1x",
            "1 ",
            "NaN",
            "Infinity",
            "null",
            "true",
        ] {
            check_integers(text);
        }
    }

    /// The largest `f64` has 309 digits.
    #[test]
    fn long_numbers_without_an_exponent() {
        let largest = format!("{}", f64::MAX);
        for text in (306..=312).map(|len| "9".repeat(len)).chain([largest.clone(), format!("-{largest}")]) {
            check_integers(&text);
            let is_infinite_there = text.parse::<f64>().is_ok_and(f64::is_infinite);
            assert_eq!(is_infinite(text.as_bytes(), 0, text.len()), is_infinite_there, "{text}");
        }
    }

    #[test]
    fn few_digits_are_fewer_than_sixteen() {
        for len in 0..=20 {
            let digits = &"12345678901234567890"[..len];
            let want = (len < 16).then(|| (digits.parse().unwrap_or(0), len));
            assert_eq!(parse_few_digits(format!("{digits},\"type\":0,\"tts\":false").as_bytes(), 0), want);
        }
    }

    #[test]
    fn errors_name_the_byte() {
        let error = |kind, offset| Err(Error::new(kind, offset));
        assert_eq!(parse_u64(b"-5", 0), error(ErrorKind::NumberOutOfRange, 0));
        assert_eq!(parse_u64(b"1.0", 0), error(ErrorKind::Expected(Expected::Integer, b'.'), 1));
        assert_eq!(parse_u64(b"01", 0), error(ErrorKind::InvalidNumber, 0));
        assert_eq!(parse_u64(b"12a", 0), error(ErrorKind::Expected(Expected::Delimiter, b'a'), 2));
        assert_eq!(parse_i64(b"-", 0), Err(Error::new(ErrorKind::Truncated, 1)));
        assert_eq!(check_number(b"1.x", 0), Err(Error::new(ErrorKind::InvalidNumber, 2)));
        assert_eq!(check_number(b"1e", 0), Err(Error::new(ErrorKind::Truncated, 2)));
        assert_eq!(
            parse_quoted_u64(Backend::PORTABLE, b"\"12a\"", 0, Expected::Snowflake),
            error(ErrorKind::Expected(Expected::Snowflake, b'a'), 3)
        );
        assert_eq!(
            parse_quoted_u64(Backend::PORTABLE, b"\"\"", 0, Expected::Snowflake),
            error(ErrorKind::Expected(Expected::Snowflake, b'"'), 1)
        );
        assert_eq!(parse_quoted_u64(Backend::PORTABLE, b"17", 0, Expected::Snowflake), Ok(17));
        assert_eq!(parse_quoted_u64(Backend::PORTABLE, b"\"1\\u0037\"", 0, Expected::Snowflake), Ok(17));
        assert_eq!(
            parse_quoted_u64(Backend::PORTABLE, b"\"1\\u0041\"", 0, Expected::Snowflake),
            error(ErrorKind::Expected(Expected::Snowflake, b'\\'), 2)
        );
    }

    /// The fast path and the general one must agree, for ids of every length with any byte at every offset, near the
    /// frame's end and far from it.
    #[test]
    fn snowflakes_with_every_byte_at_every_offset() {
        let digits = "1234567890123456789012";
        for (len, rest) in (0..=22).flat_map(|len| ["", "}", ",\"type\":0}"].map(|rest| (len, rest))) {
            let plain = format!(" \"{}\",{rest}", &digits[..len]).into_bytes();
            for place in 1..(len + 4).min(plain.len()) {
                for byte in 0..=u8::MAX {
                    let mut frame = plain.clone();
                    frame[place] = byte;
                    let want = parse_any_quoted_u64(Backend::PORTABLE, &frame, 1, Expected::Snowflake);
                    let got = parse_quoted_u64(Backend::PORTABLE, &frame, 1, Expected::Snowflake);
                    assert_eq!(got, want, "{}", frame.escape_ascii());
                    if let Some((value, end)) = parse_snowflake(&frame, 1) {
                        assert_eq!((Ok(value), frame[end - 1]), (want, b'"'), "{}", frame.escape_ascii());
                    }
                }
            }
            assert_eq!(parse_snowflake(&plain, 1).is_some(), (17..=19).contains(&len) && plain.len() >= 23);
        }
    }

    proptest! {
        #[test]
        fn any_number(text in r"-?[0-9]{0,25}(\.[0-9]{0,4})?([eE][+-]?[0-9]{0,3})?") {
            check_integers(&text);
        }

        #[test]
        fn any_u64(value in any::<u64>()) {
            check_digits(&value.to_string(), Some(value));
        }
    }
}
