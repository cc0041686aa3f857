//! Flag sets of any width: [`WideFlags`].

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::flags::bits_from_json;
use super::twin::Lend;
use crate::arena::Arena;
use crate::json::error::Error;
use crate::json::raw::RawValue;
use crate::view::{DeserializeModel, FromJson, Model, Reader};

/// A flag set that is a string of any number of decimal digits on the wire.
///
/// Discord does not limit the width of permissions. The named flags fit 64 bits and are available as an `F`, through
/// `Deref`. Digits with more than 64 bits, or not in Discord's format, are kept and written back unchanged. Owned in a
/// model, `WideFlags<F, Box<str>>`; borrowed in a view, `WideFlags<F, &str>`. A set of up to 64 bits allocates nothing
/// in either.
///
/// ```
/// use zerocord::model::{Permissions, WideFlags};
///
/// let set: WideFlags<Permissions> = serde_json::from_str(r#""18446744073709551624""#)?;
/// assert!(set.contains(Permissions::ADMINISTRATOR));
/// assert!(set.has_bit(64) && !set.has_bit(65));
/// assert_eq!(serde_json::to_string(&set)?, r#""18446744073709551624""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WideFlags<F, S = Box<str>> {
    /// The lowest 64 bits.
    low: F,
    /// The digits, if `low` alone would be written differently.
    digits: Option<S>,
}

impl<F, S> WideFlags<F, S> {
    /// The lowest 64 bits, which include all named flags.
    pub fn low(&self) -> F
    where
        F: Copy,
    {
        self.low
    }

    /// Whether bits above the 64th are set, or the digits are not in Discord's format.
    pub fn is_wide(&self) -> bool {
        self.digits.is_some()
    }
}

impl<F: Copy + Into<u64>, S: AsRef<str>> WideFlags<F, S> {
    /// Whether the bit with this number is set; bits are counted from 0.
    pub fn has_bit(&self, bit: u32) -> bool {
        match &self.digits {
            _ if bit < 64 => self.low.into() >> bit & 1 != 0,
            Some(digits) => has_bit(digits.as_ref(), bit),
            None => false,
        }
    }

    /// The bits, 64 at a time, the lowest first; `None` if the set has more digits than `digits_max`.
    pub(crate) fn words(&self, digits_max: usize) -> Option<Vec<u64>> {
        match &self.digits {
            None => Some(vec![self.low.into()]),
            Some(digits) => {
                let digits = digits.as_ref().trim_start_matches('0');
                // Three digits have less than ten bits.
                (digits.len() <= digits_max).then(|| words_of(digits, digits.len() * 10 / 3 / 64 + 1))
            }
        }
    }

    /// The same set with borrowed digits.
    pub fn as_borrowed(&self) -> WideFlags<F, &str> {
        WideFlags { low: self.low, digits: self.digits.as_ref().map(S::as_ref) }
    }

    /// The same set with owned digits.
    pub fn into_owned(self) -> WideFlags<F> {
        WideFlags { low: self.low, digits: self.digits.map(|digits| digits.as_ref().into()) }
    }
}

impl<F: Copy + From<u64>> WideFlags<F> {
    /// The set with these bits, 64 at a time, the lowest first.
    pub(crate) fn from_words(words: Vec<u64>) -> WideFlags<F> {
        let low = F::from(words.first().copied().unwrap_or(0));
        let has_more = words.iter().skip(1).any(|&word| word != 0);
        WideFlags { low, digits: has_more.then(|| digits_of(words).into()) }
    }
}

impl<F, S> From<F> for WideFlags<F, S> {
    fn from(low: F) -> Self {
        WideFlags { low, digits: None }
    }
}

impl<F, S> Deref for WideFlags<F, S> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.low
    }
}

/// Whether the set has exactly these flags.
impl<F: PartialEq, S> PartialEq<F> for WideFlags<F, S> {
    fn eq(&self, other: &F) -> bool {
        self.digits.is_none() && self.low == *other
    }
}

/// The decimal digits.
impl<F: Copy + Into<u64>, S: AsRef<str>> fmt::Display for WideFlags<F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.digits {
            Some(digits) => f.pad(digits.as_ref()),
            None => fmt::Display::fmt(&self.low.into(), f),
        }
    }
}

impl<F: Copy + Into<u64>, S: AsRef<str>> Serialize for WideFlags<F, S> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        serializer.collect_str(self)
    }
}

impl<'a, F: Copy + From<u64>> FromJson<'a> for WideFlags<F, &'a str> {
    #[inline]
    fn from_json(value: RawValue<'a>, arena: &'a Arena) -> Result<Self, Error> {
        match bits_from_json(value) {
            Ok(bits) if is_plain(value) => Ok(WideFlags::from(F::from(bits))),
            bits => wide_from_json(value, arena, bits),
        }
    }
}

/// Whether the digits of a set of up to 64 bits are in the form in which it is written: no leading zero, no escape.
#[inline]
fn is_plain(value: RawValue<'_>) -> bool {
    let rest = &value.frame()[value.offset()..];
    !matches!(rest, [b'"', b'\\', ..] | [b'"', b'0', b'0'..=b'9' | b'\\', ..])
}

/// A set whose digits are kept, or that is spelled with escapes. `bits` is the result of a 64-bit parser.
#[cold]
fn wide_from_json<'a, F: Copy + From<u64>>(
    value: RawValue<'a>,
    arena: &'a Arena,
    bits: Result<u64, Error>,
) -> Result<WideFlags<F, &'a str>, Error> {
    if value.frame().get(value.offset()) != Some(&b'"') {
        return bits.map(|bits| WideFlags::from(F::from(bits)));
    }
    let text = <&str>::from_json(value, arena)?;
    match (WideFlags::of_digits(text), bits) {
        (Some(set), _) => Ok(set),
        (None, Err(error)) => Err(error),
        (None, Ok(bits)) => Ok(WideFlags::from(F::from(bits))),
    }
}

impl<'t, F: Copy + From<u64>> WideFlags<F, &'t str> {
    /// The set that these digits spell; `None` if they are not digits.
    fn of_digits(digits: &'t str) -> Option<Self> {
        if digits.is_empty() {
            return None;
        }
        let is_usual = digits.len() == 1 || !digits.starts_with('0');
        let (mut low, mut fits) = (0u64, true);
        for byte in digits.bytes() {
            let digit = u64::from(char::from(byte).to_digit(10)?);
            fits &= low.checked_mul(10).is_some_and(|tens| tens.checked_add(digit).is_some());
            low = low.wrapping_mul(10).wrapping_add(digit);
        }
        Some(WideFlags { low: F::from(low), digits: (!fits || !is_usual).then_some(digits) })
    }
}

/// Whether a bit of the number that `digits` spell is set.
fn has_bit(digits: &str, bit: u32) -> bool {
    // A decimal digit has less than four bits of information.
    if bit as usize / 4 > digits.len() {
        return false;
    }
    let words = words_of(digits, bit as usize / 64 + 1);
    words.last().is_some_and(|word| word >> (bit % 64) & 1 != 0)
}

/// The lowest bits of the number that `digits` spell, 64 at a time, the lowest first.
fn words_of(digits: &str, count: usize) -> Vec<u64> {
    let mut words = vec![0u64; count];
    for digit in digits.bytes() {
        let mut carry = u128::from(digit - b'0');
        for word in &mut words {
            carry += u128::from(*word) * 10;
            *word = carry as u64;
            carry >>= 64;
        }
    }
    words
}

/// The decimal digits of a number above 0 of these bits, 64 at a time, the lowest first.
fn digits_of(mut words: Vec<u64>) -> String {
    let mut digits = Vec::new();
    while words.iter().any(|&word| word != 0) {
        let mut rest = 0u128;
        for word in words.iter_mut().rev() {
            let number = rest << 64 | u128::from(*word);
            *word = (number / 10) as u64;
            rest = number % 10;
        }
        digits.push(char::from(b'0' + rest as u8));
    }
    digits.into_iter().rev().collect()
}

impl<F> Model for WideFlags<F>
where
    F: Copy + Default + From<u64> + Into<u64> + 'static,
{
    type View<'a> = WideFlags<F, &'a str>;

    fn from_view(view: Self::View<'_>) -> Result<Self, Error> {
        Ok(view.into_owned())
    }

    #[inline]
    fn blank() -> Self {
        WideFlags::from(F::default())
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let is_plain = is_plain(reader.value());
        *self = match if is_plain { reader.quoted_u64() } else { None } {
            Some(bits) => WideFlags::from(F::from(bits)),
            None => reader.by_view::<WideFlags<F, &str>>()?.into_owned(),
        };
        Some(())
    }
}

impl<'de, F: Copy + From<u64> + Into<u64>> Deserialize<'de> for WideFlags<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WideVisitor<F>(PhantomData<F>);

        impl<F: Copy + From<u64> + Into<u64>> Visitor<'_> for WideVisitor<F> {
            type Value = WideFlags<F>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a set of bits: an integer, or decimal digits as a string")
            }

            fn visit_u64<E: de::Error>(self, bits: u64) -> Result<WideFlags<F>, E> {
                Ok(WideFlags::from(F::from(bits)))
            }

            fn visit_i64<E: de::Error>(self, bits: i64) -> Result<WideFlags<F>, E> {
                let unsigned = u64::try_from(bits);
                unsigned
                    .map(|bits| WideFlags::from(F::from(bits)))
                    .map_err(|_| E::invalid_value(de::Unexpected::Signed(bits), &self))
            }

            fn visit_str<E: de::Error>(self, digits: &str) -> Result<WideFlags<F>, E> {
                WideFlags::of_digits(digits)
                    .map(WideFlags::into_owned)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(digits), &self))
            }
        }

        deserializer.deserialize_any(WideVisitor(PhantomData))
    }
}

impl<'de, F: Copy + From<u64> + Into<u64>> DeserializeModel<'de> for WideFlags<F> {
    fn deserialize_model<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

impl<F: Copy + Into<u64>> Lend for WideFlags<F> {
    type Lent<'a>
        = WideFlags<F, &'a str>
    where
        F: 'a;

    fn lend(&self) -> WideFlags<F, &str> {
        self.as_borrowed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Permissions;

    /// Every way of reading returns this set; written back, it is `written`.
    #[track_caller]
    fn check(json: &str, written: &str, low: u64) {
        let arena = Arena::new();
        let value = RawValue::new(json.as_bytes()).unwrap();
        let view: WideFlags<Permissions, &str> = value.parse(&arena).unwrap();
        let set: WideFlags<Permissions> = serde_json::from_str(json).unwrap();
        assert_eq!(view.into_owned(), set, "{json}");
        let list = format!("[{json}]");
        let read: Vec<WideFlags<Permissions>> =
            RawValue::new(list.as_bytes()).unwrap().to_model(&arena).unwrap();
        assert_eq!(read, std::slice::from_ref(&set), "{json}");
        assert_eq!(set.bits(), low, "{json}");
        assert_eq!(serde_json::to_string(&set).unwrap(), written, "{json}");
        assert_eq!(set.to_string(), written.trim_matches('"'), "{json}");
        assert_eq!(set.is_wide(), view.digits.is_some(), "{json}");
        for bit in 0..64 {
            assert_eq!(set.has_bit(bit), low >> bit & 1 != 0, "{json}");
        }
    }

    #[test]
    fn digits_of_any_number_are_kept() {
        check("\"0\"", "\"0\"", 0);
        check("8", "\"8\"", 8);
        check("\"2147483647\"", "\"2147483647\"", 0x7fff_ffff);
        check("\"1234567890123456789\"", "\"1234567890123456789\"", 1_234_567_890_123_456_789);
        check("\"18446744073709551615\"", "\"18446744073709551615\"", u64::MAX);
        check("\"18446744073709551616\"", "\"18446744073709551616\"", 0);
        check("\"18446744073709551624\"", "\"18446744073709551624\"", 8);
        check("\"36893488147419103232\"", "\"36893488147419103232\"", 0);
        let long = format!("\"{}\"", "9".repeat(300));
        check(
            &long,
            &long,
            "9".repeat(300)
                .bytes()
                .fold(0, |low: u64, byte| low.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'))),
        );
        // Leading zeros are kept too, escapes are not.
        check("\"007\"", "\"007\"", 7);
        check("\"00000000000000000017\"", "\"00000000000000000017\"", 17);
        check("\"000000000000000017\"", "\"000000000000000017\"", 17);
        check(r#""\u0031\u0032""#, "\"12\"", 12);
        check(r#""\u0030\u0032""#, "\"02\"", 2);
        check(r#""0\u0032""#, "\"02\"", 2);
    }

    #[test]
    fn bits_above_the_64th_are_read() {
        let bit = |digits: &str, bit| WideFlags::<Permissions, _>::of_digits(digits).unwrap().has_bit(bit);
        // 2^64, 2^64 + 2^65, 2^128 + 1.
        assert!(bit("18446744073709551616", 64) && !bit("18446744073709551616", 65));
        assert!(bit("55340232221128654848", 64) && bit("55340232221128654848", 65));
        let far = "340282366920938463463374607431768211457";
        assert!(bit(far, 0) && bit(far, 128) && !bit(far, 127) && !bit(far, 129) && !bit(far, u32::MAX));
        assert!(!bit("7", 64));
    }

    #[test]
    fn invalid_sets_are_rejected() {
        let arena = Arena::new();
        for json in [
            "\"\"",
            "\"-1\"",
            "\"+1\"",
            "\"1.5\"",
            "\"0x1f\"",
            "-1",
            "1.5",
            "null",
            "[]",
            "18446744073709551616",
        ] {
            assert!(serde_json::from_str::<WideFlags<Permissions>>(json).is_err(), "{json}");
            let value = RawValue::new(json.as_bytes()).unwrap();
            assert!(value.parse::<WideFlags<Permissions, &str>>(&arena).is_err(), "{json}");
        }
    }
}
