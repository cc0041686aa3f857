//! Paths, conditions, events and times as users write them, and whether a query can match at all.

pub mod condition;
pub mod event_names;
pub mod event_types;
pub mod events;
pub mod fields;
pub mod frame_clock;
pub mod lossy;
pub mod paths;
pub mod pattern;
pub mod pointed;
pub mod recorder;
pub mod scope;
pub mod shard;
pub mod spelling;
pub mod time;
pub mod unmatched;
pub mod values;
pub mod window;
pub mod wrapper_clock;
pub mod wrapper_path;
