//! JSON's grammar (RFC 8259), read in place.
//!
//! Does not know Discord. A frame is a byte slice, and a position in it is an offset. Nothing is copied except strings
//! that contain escapes. There are two modes:
//!
//! * **used values**: a requested value is checked in full ([`string`], [`number`]). A skipped value ([`skip`]) is only
//!   followed to its end: strings by their quotes, containers by counting brackets.
//! * **strict**: [`validate`](validate::validate) checks every byte of a document.
//!
//! Nothing here recurses, so nesting uses no stack.

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
