//! The version of some objects.

use super::open_value::open_value;

open_value! {
    /// When an object last changed: 0, or milliseconds since the Unix epoch.
    ///
    /// Bots have received integers; user accounts are said to receive strings. Undocumented.
    pub enum Version {
        /// An integer.
        Integer(i64): integer,
        /// Decimal digits.
        Text(S): text,
    }
}
