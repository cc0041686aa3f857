//! Gap marks: lines for points in a recording where frames may be missing.

use serde::Serialize;

use crate::peek::Peeked;

/// The event name of a gap mark. Discord has no event of this name.
pub const GAP_MARK: &str = "ZEROCORD_GAP";

/// Why frames may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GapReason {
    /// The gateway refused to resume the session.
    SessionInvalid,
    /// The gateway closed the connection with a code that ends the session.
    SessionClosed,
    /// No state of the session was left.
    StateLost,
}

/// What a gap mark says.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Gap<'a> {
    pub(crate) reason: GapReason,
    pub(crate) shard: [u64; 2],
    /// The hash of the session that ended.
    pub(crate) session: Option<&'a str>,
    /// Its last sequence in the recording.
    pub(crate) last: Option<u64>,
    /// When it was noticed, in Unix milliseconds.
    pub(crate) at: u64,
}

impl Gap<'_> {
    /// The mark, in the form of a frame. It has no opcode, so no reader mistakes it for a dispatch.
    pub(crate) fn to_frame(&self) -> Vec<u8> {
        let payload = serde_json::to_string(self).unwrap_or_else(|_| "null".to_owned());
        format!(r#"{{"t":"{GAP_MARK}","s":null,"op":null,"d":{payload}}}"#).into_bytes()
    }
}

/// Whether a frame is a gap mark.
pub(crate) fn is_gap_mark(peeked: &Peeked<'_>) -> bool {
    let name = peeked.name.as_ref().and_then(|name| name.text().ok());
    peeked.opcode.is_none() && name.is_some_and(|name| name == GAP_MARK)
}
