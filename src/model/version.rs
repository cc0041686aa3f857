//! The version that some objects carry.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// When an object last changed: 0, or milliseconds since the Unix epoch.
///
/// Bots have been seen to get integers; user accounts are said to get text. Undocumented.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, from = "Value")]
pub enum Version {
    /// An integer.
    Integer(i64),
    /// Decimal digits.
    Text(String),
    /// Anything else.
    Other(Value),
}

impl From<Value> for Version {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Version::Text(text),
            value => match value.as_i64() {
                Some(integer) => Version::Integer(integer),
                None => Version::Other(value),
            },
        }
    }
}
