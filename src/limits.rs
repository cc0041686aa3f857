//! What one frame may cost. Plain numbers; who checks them says so.

/// What one frame may cost, in bytes and in steps down; a [`Decoder`](crate::Decoder) or an [`Arena`](crate::Arena) has them.
///
/// Reading takes time linear in the frame and nothing recurses over what is passed over, so the defaults are there for
/// what the frame's sender could otherwise choose: memory for views and unescaped text, and the stack of `to_owned()`.
/// They are far above what Discord sends and can be met on a thread with 64 KiB of stack.
///
/// | limit | default | what it bounds | error |
/// | --- | --- | --- | --- |
/// | [`frame_bytes`](Limits::frame_bytes) | 256 MiB | the frame's length | [`FrameTooLong`] |
/// | [`arena_bytes`](Limits::arena_bytes) | 512 MiB | unescaped text and the state of views | [`ArenaFull`] |
/// | [`depth`](Limits::depth) | 32 | how deep `to_owned()` and `Debug` follow nested objects | [`TooDeep`] |
/// | [`stack_bytes`](Limits::stack_bytes) | 48 KiB | the stack that they take for it, estimated | [`TooDeep`] |
/// | [`printed`](Limits::printed) | 10,000 | the fields and elements that one `{:?}` prints | `..` instead of the rest |
///
/// `frame_bytes` is checked by all methods of a decoder, and wherever a frame and an arena meet:
/// [`decode_in`](crate::decode_in), [`Envelope::event`](crate::Envelope::event),
/// [`RawValue::parse`](crate::RawValue::parse), projections. What needs no arena ([`Envelope::peek`](crate::Envelope::peek), [`validate`](crate::validate), [`frames`](crate::frames)) keeps
/// nothing and has only the limit of 4 GiB; [`check_frame`](Limits::check_frame) asks for less.
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

    /// No limit but that of 4 GiB to a frame, for input that can be trusted.
    pub const NONE: Limits = Limits {
        frame_bytes: usize::MAX,
        arena_bytes: usize::MAX,
        depth: u32::MAX,
        stack_bytes: usize::MAX,
        printed: u32::MAX,
    };

    /// The same with frames of at most `bytes`.
    pub const fn with_frame_bytes(self, bytes: usize) -> Limits {
        Limits { frame_bytes: bytes, ..self }
    }

    /// The same with at most `bytes` of memory from the heap, as [`Decoder::allocated_bytes`] counts them.
    ///
    /// [`Decoder::allocated_bytes`]: crate::Decoder::allocated_bytes
    pub const fn with_arena_bytes(self, bytes: usize) -> Limits {
        Limits { arena_bytes: bytes, ..self }
    }

    /// The same with at most `steps` down into nested objects.
    pub const fn with_depth(self, steps: u32) -> Limits {
        Limits { depth: steps, ..self }
    }

    /// The same with at most `bytes` of stack for nested objects.
    ///
    /// An estimate by the sizes of the models, that of builds with optimisation; give a thread 16 KiB more.
    pub const fn with_stack_bytes(self, bytes: usize) -> Limits {
        Limits { stack_bytes: bytes, ..self }
    }

    /// The same with at most `count` fields and elements printed by one `{:?}`.
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

    /// The most memory that views and unescaped strings take, in bytes.
    pub const fn arena_bytes(self) -> usize {
        self.arena_bytes
    }

    /// How many steps down into nested objects are followed.
    pub const fn depth(self) -> u32 {
        self.depth
    }

    /// The most fields and elements that one `{:?}` prints.
    pub const fn printed(self) -> u32 {
        self.printed
    }

    /// The most stack that nested objects take, in bytes.
    pub const fn stack_bytes(self) -> usize {
        self.stack_bytes
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::DEFAULT
    }
}
