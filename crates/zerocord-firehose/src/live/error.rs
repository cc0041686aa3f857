//! Why a message could not be inflated.

use super::Transport;

/// A message could not be inflated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InflateError {
    /// The message is not what a compressor writes. The text is the decompressor's.
    #[error("{0}: the message is damaged: {1}")]
    Corrupt(Transport, Box<str>),
    /// The message ends before its compressed data does. Only with [`Transport::Payload`].
    #[error("{0}: the message is cut short")]
    CutShort(Transport),
    /// The message goes on behind the end of the compressed data.
    #[error("{0}: something follows the end of the compressed data")]
    Ended(Transport),
    /// The frame has more than this many bytes, the limit.
    #[error("the frame is longer than the limit of {0} bytes")]
    TooLong(usize),
    /// The frame has more bytes than so few received ones may inflate to.
    #[error("{received} bytes were received and inflate to more than {ratio_max} times as many, the limit")]
    Ratio {
        /// The bytes that were received.
        received: usize,
        /// The limit.
        ratio_max: usize,
    },
    /// A message before could not be inflated, so that no later one can.
    #[error("{0}: an earlier message could not be inflated; connect anew and reset the inflater")]
    Poisoned(Transport),
}
