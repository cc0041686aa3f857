//! The literals in a condition.

use std::cmp::Ordering;

use crate::question::time::{Nanos, NumberUnit, WrittenTime, nanos_of_float, nanos_of_text, nanos_of_whole};

/// A number. Whole numbers are exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Whole(i128),
    Float(f64),
}

/// A literal in a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    Null,
    Boolean(bool),
    /// The number, and its spelling, which `contains` uses.
    Number(Number, String),
    Text {
        text: String,
        /// The parsed time, if the string is one and the field may hold times. It is used in comparisons with times.
        time: Option<WrittenTime>,
    },
    /// A time, for a field that holds times, and its spelling, which `contains` uses.
    Time(WrittenTime, NumberUnit, String),
}

/// A value from a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar<'a> {
    Boolean(bool),
    Number(Number),
    Text(&'a str),
}

impl Number {
    /// Parses digits with an optional sign, fraction or exponent, in JSON syntax.
    pub fn parse(text: &str) -> Option<Number> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.starts_with(|char: char| char.is_ascii_digit()) {
            return None;
        }
        if let Ok(whole) = text.parse() {
            return Some(Number::Whole(whole));
        }
        text.parse().ok().filter(|float: &f64| float.is_finite()).map(Number::Float)
    }

    /// The number in a string that consists of digits only. Discord writes snowflakes and bit sets this way.
    fn of_digits(text: &str) -> Option<Number> {
        let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_digits).map(Number::Whole)
    }

    fn compare(self, other: Number) -> Option<Ordering> {
        match (self, other) {
            (Number::Whole(left), Number::Whole(right)) => Some(left.cmp(&right)),
            (left, right) => left.as_f64().partial_cmp(&right.as_f64()),
        }
    }

    /// Converts to a time, for a field whose numbers are times in this unit.
    fn as_nanos(self, unit: NumberUnit) -> Nanos {
        match self {
            Number::Whole(whole) => nanos_of_whole(whole, unit),
            Number::Float(float) => nanos_of_float(float, unit),
        }
    }

    fn as_f64(self) -> f64 {
        match self {
            Number::Whole(whole) => whole as f64,
            Number::Float(float) => float,
        }
    }
}

impl Scalar<'_> {
    /// Converts to a time; `None` if the value is not a time.
    fn as_nanos(self, unit: NumberUnit) -> Option<Nanos> {
        match self {
            Scalar::Number(number) => Some(number.as_nanos(unit)),
            Scalar::Text(text) => nanos_of_text(text, unit),
            Scalar::Boolean(_) => None,
        }
    }
}

/// Whether `moment` is in the range that the written time covers.
fn is_in(time: WrittenTime, moment: Option<Nanos>) -> bool {
    moment.is_some_and(|moment| time.start <= moment && moment < time.end)
}

impl Literal {
    /// A string. In comparisons with times it is a time if it can be parsed as one.
    pub fn text(text: String) -> Literal {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let time = if is_number { None } else { WrittenTime::parse(&text) };
        Literal::Text { text, time }
    }

    /// Whether the literal is compared as a time.
    pub fn is_time(&self) -> bool {
        matches!(self, Literal::Time(..) | Literal::Text { time: Some(_), .. })
    }

    /// Whether `value` equals the literal.
    pub fn equals(&self, value: Scalar<'_>) -> bool {
        match (self, value) {
            (Literal::Boolean(left), Scalar::Boolean(right)) => *left == right,
            (Literal::Text { text, time }, Scalar::Text(value)) => {
                text == value
                    || time.is_some_and(|time| is_in(time, nanos_of_text(value, NumberUnit::Magnitude)))
            }
            (Literal::Text { time: Some(time), .. }, Scalar::Number(number)) => {
                is_in(*time, Some(number.as_nanos(NumberUnit::Magnitude)))
            }
            (Literal::Time(time, unit, _), value) => is_in(*time, value.as_nanos(*unit)),
            (Literal::Boolean(_), _) => false,
            _ => self.compare(value) == Some(Ordering::Equal),
        }
    }

    /// Compares `value` with the literal; `None` if they are of different types.
    ///
    /// If the literal is a time, the value is compared as a time. A string of digits is compared as a number if the
    /// other side is a number or also a string of digits. Other strings are compared character by character.
    pub fn compare(&self, value: Scalar<'_>) -> Option<Ordering> {
        match (value, self) {
            (Scalar::Number(left), Literal::Number(right, _)) => left.compare(*right),
            (Scalar::Text(left), Literal::Number(right, _)) => Number::of_digits(left)?.compare(*right),
            (value, Literal::Time(time, unit, _)) => value.as_nanos(*unit).map(|left| left.cmp(&time.start)),
            (value, Literal::Text { time: Some(time), .. }) => {
                value.as_nanos(NumberUnit::Magnitude).map(|left| left.cmp(&time.start))
            }
            (Scalar::Number(left), Literal::Text { text, .. }) => left.compare(Number::of_digits(text)?),
            (Scalar::Text(left), Literal::Text { text, .. }) => {
                match (Number::of_digits(left), Number::of_digits(text)) {
                    (Some(left), Some(right)) => left.compare(right),
                    _ => Some(left.cmp(text)),
                }
            }
            _ => None,
        }
    }

    /// The substring that `contains` searches for in strings; `None` if the literal has no string form.
    pub fn needle(&self) -> Option<&str> {
        match self {
            Literal::Text { text, .. } => Some(text),
            Literal::Number(_, spelling) | Literal::Time(_, _, spelling) => Some(spelling),
            Literal::Null | Literal::Boolean(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snowflakes_are_numbers_and_times_are_times() {
        let number = |text| Literal::Number(Number::parse(text).unwrap(), text.to_owned());
        let text = |text: &str| Literal::text(text.to_owned());
        let order = |value: &str, literal: Literal| literal.compare(Scalar::Text(value));
        assert_eq!(order("99", number("100")), Some(Ordering::Less));
        assert_eq!(order("175928847299117063", number("175928847299117062")), Some(Ordering::Greater));
        assert_eq!(order("99", text("100")), Some(Ordering::Less));
        assert_eq!(order("b", number("100")), None);
        assert_eq!(order("b", text("a")), Some(Ordering::Greater));
        let noon = "2026-01-31T12:00:00.000000+00:00";
        assert_eq!(order(noon, text("2026-01-31")), Some(Ordering::Greater));
        assert_eq!(order(noon, text("2026-01-31T13:00:00+01:00")), Some(Ordering::Equal));
        assert!(text("2026-01-31T12:00:00Z").equals(Scalar::Text(noon)));
        assert_eq!(order("soon", text("2026-01-31")), None);
    }

    #[test]
    fn numbers_are_spelled_as_in_json() {
        assert_eq!(Number::parse("-12"), Some(Number::Whole(-12)));
        assert_eq!(Number::parse("1.5e3"), Some(Number::Float(1500.0)));
        for text in ["", "-", "+1", "inf", "1x", "1e999", "2026-01-31"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
