//! The parts that views and projections are built from.
//!
//! Knows objects, keys and offsets; knows no event and no model. `#[derive(View)]` generates, for a serde struct `X`, a
//! borrowed `XRef<'a>`; `#[derive(Project)]` fills a flat struct. Both are lazy in the same way: one walk over an
//! object records where its members are (`walk`), stops as soon as it can, and continues from there on demand.
//!
//! A type of your own that is a field of a view implements [`FromJson`], and [`Model`] if the owned struct has it too.

pub(crate) mod deserialize;
mod from_json;
mod key_tree;
pub(crate) mod keys;
mod list;
mod lossy;
mod map;
pub(crate) mod model;
pub(crate) mod object;
pub(crate) mod plan;
mod projection;
pub(crate) mod reader;
mod walk;

pub(crate) use deserialize::{DeserializeModel, deserialized_as_themselves, deserialized_from_values};
pub use from_json::FromJson;
pub use key_tree::{KeyTree, KeyTreeBuilder, KeyTreeError, KeysSeen, VisitKeys};
pub(crate) use keys::{KeyTable, Keys, bucket_count};
pub use list::{List, ListIter};
pub use lossy::{Loss, Lossy};
pub use map::{Map, MapIter, MapKey};
pub(crate) use model::Blank;
pub use model::{Model, ViewOf};
pub(crate) use object::FieldPlace;
pub use object::UnknownFields;
pub use plan::Project;
pub use projection::{PathError, Projection, Row};
pub(crate) use reader::Reader;
