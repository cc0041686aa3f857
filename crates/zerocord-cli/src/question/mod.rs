//! What a person asks about frames: how paths and times may be written, and whether the question can have an answer.

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
