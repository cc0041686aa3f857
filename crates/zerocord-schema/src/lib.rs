//! What Discord's gateway sends, as a table, and two things that are made of it.
//!
//! * [`Schema`] is the table: events with their intents, objects with their keys, enums, flag sets. What is bundled
//!   says of each row what the models of `zerocord` say.
//! * [`JsonSchema`] prints frames of an event, or of several, as JSON Schema (draft 2020-12).
//! * [`Drift`] walks frames and tells what stands in them that the table lacks.
//!
//! The table is `schema.json` of this crate, kept by hand; what its rows are about is `descriptions.json`, which is
//! written from the comments of the models. Both are data for this crate only: their form may change.

mod drift;
mod json_schema;
mod kind;
mod parse;
mod rows;
mod schema;

pub use drift::{Drift, Finding, FindingKind, Findings, OTHER};
pub use json_schema::JsonSchema;
pub use kind::{Kind, KindName};
pub use schema::{
    Enum, EnumValue, Event, Field, Flags, NamedBit, NamedValue, Object, OpcodeFrame, Schema, SchemaError,
    Union,
};

/// The table as it is bundled.
///
/// For tests that read it by themselves; its form may change with each version.
#[doc(hidden)]
pub const SCHEMA_JSON: &str = include_str!("../schema.json");

/// What the rows of the table are about.
const DESCRIPTIONS_JSON: &str = include_str!("../descriptions.json");
