//! JSON's grammar (RFC 8259), read in place.
//!
//! Knows nothing of Discord. A frame is a byte slice; a place in it is an offset; nothing is copied but text
//! that holds escapes. Two ways of reading live side by side:
//!
//! * **used values**: what is asked for is checked in full ([`string`], [`number`]); what is passed over
//!   ([`skip`]) is only followed to its end: strings by their quotes, containers by counting brackets.
//! * **strict**: [`validate`](validate::validate) checks every byte of a document.
//!
//! Nothing here recurses, so nesting costs no stack.

pub(crate) mod array;
pub(crate) mod cursor;
pub(crate) mod error;
pub(crate) mod explain;
pub(crate) mod field_name;
pub(crate) mod number;
pub(crate) mod object;
pub(crate) mod raw;
pub(crate) mod skip;
pub(crate) mod string;
pub(crate) mod validate;
mod value;
