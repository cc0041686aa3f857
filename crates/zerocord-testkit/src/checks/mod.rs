//! Properties that must hold for any input bytes.
//!
//! Each check takes a frame, compares zerocord with an oracle, and panics if they differ. Tests run them on the corpus,
//! fuzz targets on the fuzzer's input.
//!
//! | check | oracle |
//! | --- | --- |
//! | [`check_peek`] | serde_json over all members of the envelope |
//! | [`check_strict`] | serde_json into a `Value` |
//! | [`check_skip`] | serde_json's end of the value |
//! | [`check_backends`] | the portable backend: values, errors and offsets |
//! | [`check_learned`] | a decoder that has seen no frame before |
//! | [`History::check`] | an arena without a history |
//! | [`check_views`] | the models through serde_json: acceptance and values |
//! | [`check_projections`] | serde_json's value at the same path |
//! | [`check_key_trees`] | a walk over all members |
//! | [`check_value`] | serde_json's `Value` |
//! | [`check_text`], [`check_numbers`] | serde_json and the standard library |
//! | [`check_timestamp`] | jiff |
//! | [`check_frames`] | a simple split at newlines |

mod backends;
mod everything;
mod histories;
mod key_trees;
mod learned;
mod peek;
mod projections;
mod strict;
mod values;
mod views;

pub use backends::check_backends;
pub use everything::{digest, print_everything};
pub use histories::History;
pub use key_trees::check_key_trees;
pub use learned::{check_learned, check_learned_with};
pub use peek::check_peek;
pub use projections::check_projections;
pub use strict::{check_skip, check_strict};
pub use values::{check_frames, check_numbers, check_text, check_timestamp, check_value};
pub use views::check_views;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// Runs all checks that hold for any bytes.
pub fn check_all(frame: &[u8]) {
    check_strict(frame);
    check_skip(frame);
    check_peek(frame);
    backends::check_backends_and_learned(frame);
    check_views(frame);
    check_projections(frame);
    check_value(frame);
    check_frames(frame);
}

/// An object's members in order, including repeated keys, as serde_json reads them.
#[derive(Debug)]
pub struct Members(pub Vec<(String, Value)>);

impl Members {
    /// The value of the first member with this key.
    pub fn first(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(found, _)| found == key).map(|(_, value)| value)
    }

    /// Whether any object, here or in the values, has a key twice.
    pub fn has_repeats(frame: &[u8]) -> bool {
        !matches!(serde_json::from_slice::<NoRepeats>(frame), Ok(NoRepeats))
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// Any value in which no object has a repeated key.
struct NoRepeats;

impl<'de> Deserialize<'de> for NoRepeats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NoRepeats, D::Error> {
        struct KeyCheck;

        impl<'de> Visitor<'de> for KeyCheck {
            type Value = NoRepeats;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("any value without a repeated key")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NoRepeats, A::Error> {
                let mut keys = std::collections::HashSet::new();
                while let Some((key, NoRepeats)) = map.next_entry::<String, NoRepeats>()? {
                    if !keys.insert(key) {
                        return Err(serde::de::Error::custom("duplicate key"));
                    }
                }
                Ok(NoRepeats)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut sequence: A) -> Result<NoRepeats, A::Error> {
                while sequence.next_element::<NoRepeats>()?.is_some() {}
                Ok(NoRepeats)
            }

            fn visit_bool<E>(self, _: bool) -> Result<NoRepeats, E> {
                Ok(NoRepeats)
            }

            fn visit_i64<E>(self, _: i64) -> Result<NoRepeats, E> {
                Ok(NoRepeats)
            }

            fn visit_u64<E>(self, _: u64) -> Result<NoRepeats, E> {
                Ok(NoRepeats)
            }

            fn visit_f64<E>(self, _: f64) -> Result<NoRepeats, E> {
                Ok(NoRepeats)
            }

            fn visit_str<E>(self, _: &str) -> Result<NoRepeats, E> {
                Ok(NoRepeats)
            }

            fn visit_unit<E>(self) -> Result<NoRepeats, E> {
                Ok(NoRepeats)
            }
        }

        deserializer.deserialize_any(KeyCheck)
    }
}
