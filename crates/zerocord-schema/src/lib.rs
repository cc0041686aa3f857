//! The messages of Discord's gateway as a table, and two tools based on it.
//!
//! * [`Schema`] is the table: events with their intents, objects with their keys, enums, flag sets. The bundled table
//!   agrees with the models of `zerocord`.
//! * [`JsonSchema`] prints frames of one or more events as JSON Schema (draft 2020-12).
//! * [`Drift`] walks frames and reports what they contain that the table lacks.
//!
//! The table is `schema.json` in this crate, edited manually. The descriptions of its rows are in `descriptions.json`,
//! which is generated from the comments of the models. `zerocord schema --export` prints the table, so that `zerocord drift` of
//! another release can compare with it.

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

/// The bundled table, as [`Schema::parse`] reads it.
///
/// Later versions read the tables of earlier ones, or reject them with an error that says where. Other programs should not
/// depend on the format: it may get new keys with each version.
pub const SCHEMA_JSON: &str = include_str!("../schema.json");

/// The descriptions of the table's rows.
const DESCRIPTIONS_JSON: &str = include_str!("../descriptions.json");
