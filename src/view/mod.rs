//! What views and projections are made of.
//!
//! Knows objects, keys and places; knows no event and no model. `#[derive(View)]` writes, for a serde struct
//! `X`, a borrowed `XRef<'a>` over an [`Object`]; `#[derive(Project)]` fills a flat struct through a
//! [`Plan`]. Both are lazy in the same way: one walk over an object notes where its members stand
//! (`walk`), stops as soon as it can, and goes on from there when it is asked for more.
//!
//! Generated code names these items; by hand they are seldom needed, apart from [`FromJson`] for a field type
//! of one's own.

mod deserialize;
mod from_json;
mod key_tree;
mod keys;
mod list;
mod lossy;
mod map;
mod model;
mod object;
mod plan;
mod projection;
mod reader;
mod walk;

pub use deserialize::{
    DeserializeFields, DeserializeModel, deserialize_nothing, deserialize_object, deserialize_value,
};
pub(crate) use deserialize::{deserialized_as_themselves, deserialized_from_values};
pub use from_json::FromJson;
pub use key_tree::{KeyTree, KeyTreeBuilder, KeyTreeError, KeysSeen, VisitKeys};
pub use keys::{KeyTable, Keys, bucket_count, concat, names};
pub use list::{List, ListIter};
pub use lossy::{Loss, Lossy};
pub use map::{Map, MapIter, MapKey};
pub use model::{Blank, Fields, Model, ViewOf};
pub use object::{DebugFields, FieldPlace, Object, UnknownFields};
pub use plan::{Located, Node, Plan, Project, Target};
pub use projection::{PathError, Projection, Row};
pub use reader::{Reader, Seen};
