//! The origin of a frame.

use zerocord::Timestamp;

/// The origin of a frame. Reported in the frame columns and in error positions.
///
/// Unknown values are null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FrameOrigin<'o> {
    /// The name of the file, for `_file`.
    pub file: Option<&'o str>,
    /// The line number in the recording, counted from 1, for `_line`.
    pub line: Option<u64>,
    /// The byte offset of the frame in its line, for `_offset`.
    pub offset: Option<u64>,
    /// The shard that received the frame, for `_shard`.
    pub shard: Option<u32>,
    /// The session that received the frame, for `_session`.
    pub session: Option<&'o str>,
    /// The time of receipt, for `_received`.
    pub received: Option<Timestamp>,
}
