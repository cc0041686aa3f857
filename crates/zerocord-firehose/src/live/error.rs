//! The error for a message that cannot be inflated.

use super::Transport;

/// An error from inflating a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InflateError {
    /// The compressed data is malformed. The string is the decompressor's message.
    #[error("{0}: the message is damaged: {1}")]
    Corrupt(Transport, Box<str>),
    /// The message ends before its compressed data does. Only with [`Transport::Payload`].
    #[error("{0}: the message is cut short")]
    CutShort(Transport),
    /// The message continues after the end of its compressed data.
    #[error("{0}: something follows the end of the compressed data")]
    Ended(Transport),
    /// The frame is longer than this limit, in bytes.
    #[error("the frame exceeds the size limit of {0} bytes")]
    TooLong(usize),
    /// The frame is longer than the ratio to the received bytes allows.
    #[error("{received} bytes were received and inflate to more than {ratio_max} times as many, the limit")]
    Ratio {
        /// The number of bytes received.
        received: usize,
        /// The maximum ratio.
        ratio_max: usize,
    },
    /// An earlier message could not be inflated, so later ones cannot be either.
    #[error("{0}: an earlier message could not be inflated; reconnect and reset the inflater")]
    Poisoned(Transport),
}
