//! Limits on the cost of one frame. Holds plain numbers; the code that checks them is elsewhere.

/// Limits on the cost of one frame, in bytes and nesting depth. They are set on a [`Decoder`](crate::Decoder) or an
/// [`Arena`](crate::Arena).
///
/// Reading takes linear time, and skipping does not recurse. The defaults therefore bound what the frame's sender could
/// otherwise choose: memory for views and unescaped strings, and the stack of `to_owned()`. They are far above what
/// Discord sends, and a thread with 64 KiB of stack can reach them.
///
/// | limit | default | what it bounds | error |
/// | --- | --- | --- | --- |
/// | [`frame_bytes`](Limits::frame_bytes) | 256 MiB | the frame's length | [`FrameTooLong`] |
/// | [`arena_bytes`](Limits::arena_bytes) | 512 MiB | unescaped strings and the state of views | [`ArenaFull`] |
/// | [`depth`](Limits::depth) | 32 | how deep `to_owned()` and `Debug` follow nested objects | [`TooDeep`] |
/// | [`stack_bytes`](Limits::stack_bytes) | 48 KiB | the stack that they use for it, estimated | [`TooDeep`] |
/// | [`printed`](Limits::printed) | 10,000 | the fields and elements that one `{:?}` prints | `..` instead of the rest |
///
/// `frame_bytes` is checked by all methods of a decoder, and by everything that takes a frame and an arena:
/// [`decode_in`](crate::decode_in), [`Envelope::event`](crate::Envelope::event),
/// [`RawValue::parse`](crate::RawValue::parse), projections. Functions without an arena
/// ([`Envelope::peek`](crate::Envelope::peek), [`validate`](crate::validate), [`frames`](crate::frames)) keep nothing
/// and only have the limit of 4 GiB; use [`check_frame`](Limits::check_frame) for a lower one.
///
/// [`FrameTooLong`]: crate::ErrorKind::FrameTooLong
/// [`ArenaFull`]: crate::ErrorKind::ArenaFull
/// [`TooDeep`]: crate::ErrorKind::TooDeep
///
/// ```
/// use zerocord::{Decoder, ErrorKind, Limits};
///
/// let mut decoder = Decoder::builder().limits(Limits::DEFAULT.with_frame_bytes(40)).build();
/// let error = decoder.decode(br#"{"t":"RESUMED","s":1,"op":0,"d":{"_trace":[]}}"#).unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ErrorKind::FrameTooLong, 40));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    frame_bytes: usize,
    arena_bytes: usize,
    depth: u32,
    stack_bytes: usize,
    printed: u32,
}

impl Limits {
    /// The limits of [`Decoder::new`](crate::Decoder::new) and [`Arena::new`](crate::Arena::new).
    pub const DEFAULT: Limits = Limits {
        frame_bytes: 256 << 20,
        arena_bytes: 512 << 20,
        depth: 32,
        stack_bytes: 48 << 10,
        printed: 10_000,
    };

    /// No limits except 4 GiB per frame, for trusted input.
    pub const NONE: Limits = Limits {
        frame_bytes: usize::MAX,
        arena_bytes: usize::MAX,
        depth: u32::MAX,
        stack_bytes: usize::MAX,
        printed: u32::MAX,
    };

    /// Returns limits with frames of at most `bytes`.
    pub const fn with_frame_bytes(self, bytes: usize) -> Limits {
        Limits { frame_bytes: bytes, ..self }
    }

    /// Returns limits with at most `bytes` of heap memory, as [`Decoder::allocated_bytes`] counts them.
    ///
    /// [`Decoder::allocated_bytes`]: crate::Decoder::allocated_bytes
    pub const fn with_arena_bytes(self, bytes: usize) -> Limits {
        Limits { arena_bytes: bytes, ..self }
    }

    /// Returns limits with at most `steps` levels of nested objects.
    pub const fn with_depth(self, steps: u32) -> Limits {
        Limits { depth: steps, ..self }
    }

    /// Returns limits with at most `bytes` of stack for nested objects.
    ///
    /// The stack is estimated from the sizes of the models, for optimised builds; give a thread 16 KiB more.
    pub const fn with_stack_bytes(self, bytes: usize) -> Limits {
        Limits { stack_bytes: bytes, ..self }
    }

    /// Returns limits with at most `count` fields and elements printed by one `{:?}`.
    ///
    /// An empty object prints all fields of its view, so without a limit a frame of 3 MB can print 500 MB. Strings and
    /// values that are printed unread count as one and are printed in full.
    pub const fn with_printed(self, count: u32) -> Limits {
        Limits { printed: count, ..self }
    }

    /// The longest frame, in bytes.
    pub const fn frame_bytes(self) -> usize {
        self.frame_bytes
    }

    /// The most memory that views and unescaped strings use, in bytes.
    pub const fn arena_bytes(self) -> usize {
        self.arena_bytes
    }

    /// How many levels of nested objects are followed.
    pub const fn depth(self) -> u32 {
        self.depth
    }

    /// The most fields and elements that one `{:?}` prints.
    pub const fn printed(self) -> u32 {
        self.printed
    }

    /// The most stack that nested objects use, in bytes.
    pub const fn stack_bytes(self) -> usize {
        self.stack_bytes
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::DEFAULT
    }
}
