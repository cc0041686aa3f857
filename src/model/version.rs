//! The version that some objects carry.

use super::open_value::open_value;

open_value! {
    /// When an object last changed: 0, or milliseconds since the Unix epoch.
    ///
    /// Bots have been seen to get integers; user accounts are said to get text. Undocumented.
    pub enum Version {
        /// An integer.
        Integer(i64): integer,
        /// Decimal digits.
        Text(S): text,
    }
}
