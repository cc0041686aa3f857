//! What a person asks about frames: how paths and times may be written, and whether the question can have an answer.

pub mod event_types;
pub mod frame_clock;
pub mod lossy;
pub mod recorder;
pub mod shard;
pub mod spelling;
pub mod time;
pub mod unmatched;
pub mod window;
pub mod wrapper_clock;
pub mod wrapper_path;
