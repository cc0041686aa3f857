//! Literals that are not among the values of an enum that the table of Discord's payloads lists.
//!
//! Discord adds values at any time, so such a comparison is not an error. But a misspelled value matches nothing, so it is
//! reported if no frame had it.

use std::sync::atomic::{AtomicBool, Ordering};

use zerocord_schema::{EnumValue, Kind, Schema};

use super::literal::{Literal, Number};
use crate::question::event_names::nearest_key;

/// The maximum number of values that a message lists.
const LISTED_MAX: usize = 12;

/// A literal that is not listed, and whether a value in a frame was equal to it.
#[derive(Debug)]
pub struct Unlisted {
    /// The index of the compared path.
    pub path: usize,
    literal: Literal,
    known: Vec<String>,
    is_met: AtomicBool,
}

impl Unlisted {
    /// The record of a literal, if all values of these types are listed and it is not among them. `path` is the index of
    /// the path that is compared with it.
    pub fn new(path: usize, literal: &Literal, kinds: &[Kind]) -> Option<Unlisted> {
        let mut known = Vec::new();
        for kind in kinds.iter().filter(|kind| !matches!(kind, Kind::Array(_))) {
            let Kind::Enum(place) = kind else { return None };
            known.extend(
                Schema::bundled_without_descriptions().enums[*place].values.iter().map(|known| &known.value),
            );
        }
        let is_listed = known.iter().any(|value| match (value, literal) {
            (EnumValue::Text(known), Literal::Text { text, .. }) => known == text,
            (EnumValue::Number(known), Literal::Number(number, _)) => {
                *number == Number::Whole(i128::from(*known))
            }
            (EnumValue::Number(known), Literal::Text { text, .. }) => known.to_string() == *text,
            _ => false,
        });
        if is_listed || known.is_empty() || !matches!(literal, Literal::Text { .. } | Literal::Number(..)) {
            return None;
        }
        let spelled = |value: &EnumValue| match value {
            EnumValue::Text(text) => text.clone(),
            EnumValue::Number(number) => number.to_string(),
        };
        let known = known.into_iter().map(spelled).collect();
        Some(Unlisted { path, literal: literal.clone(), known, is_met: AtomicBool::new(false) })
    }

    /// Records that a value at the path was equal to the literal.
    pub fn note(&self, path: usize, literal: &Literal) {
        if self.path == path && self.literal == *literal {
            self.is_met.store(true, Ordering::Relaxed);
        }
    }

    /// The message, if no value was equal to the literal. `written` is the path.
    pub fn message(&self, written: &str) -> Option<String> {
        if self.is_met.load(Ordering::Relaxed) {
            return None;
        }
        let literal = self.literal.needle().unwrap_or_default();
        let values = match self.known.len() {
            0..=LISTED_MAX => format!(" ({})", self.known.join(", ")),
            _ => String::new(),
        };
        let is_text = matches!(self.literal, Literal::Text { .. });
        let meant = nearest_key(literal, self.known.iter().map(String::as_str)).filter(|_| is_text);
        let meant = meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
        Some(format!("`{literal}` is not a known value of `{written}`{values} and was in no frame{meant}"))
    }
}
