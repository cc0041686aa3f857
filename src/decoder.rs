//! State that is reused from frame to frame.

use crate::arena::Arena;
use crate::decode::decode_in;
use crate::envelope::Envelope;
use crate::event::Event;
use crate::json::error::Error;
use crate::json::raw::RawValue;
use crate::limits::Limits;
use crate::simd::Backend;
use crate::view::{FromJson, Model, Project, Projection, Row};

/// Decodes frames one after another and reuses its memory.
///
/// Each call starts with empty memory; no reset is needed. The views of a frame borrow the decoder, so the compiler
/// rejects a program that still uses them after the next call:
///
/// ```compile_fail,E0499
/// let mut decoder = zerocord::Decoder::new();
/// let first = decoder.decode(br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#).unwrap();
/// let second = decoder.decode(br#"{"t":"RESUMED","s":2,"op":0,"d":{}}"#).unwrap();
/// println!("{first:?}");
/// ```
///
/// To keep the views of several frames at once, use an [`Arena`] and [`decode_in`].
///
/// # Memory
///
/// A decoder keeps the memory of earlier frames, so that decoding allocates nothing from the heap once it is warm. It
/// keeps at most [`memory_kept`](DecoderBuilder::memory_kept) bytes, 1 MiB by default: memory beyond that, needed by a
/// larger frame, is freed when the next call begins. The maximum per frame is one of the [`Limits`].
///
/// A decoder is `Send` but not `Sync`: give each thread its own.
///
/// ```
/// use zerocord::{Decoder, Event};
///
/// let recording = br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"content":"hi","author":{"id":"80351110224678912"}}}
/// {"t":"TYPING_START","s":2,"op":0,"d":{"user_id":"80351110224678912"}}"#;
/// let mut decoder = Decoder::new();
/// for frame in zerocord::frames(recording) {
///     match decoder.decode(frame)? {
///         Event::MessageCreate(message) => assert_eq!(message.content()?, "hi"),
///         Event::TypingStart(typing) => assert_eq!(typing.user_id()?.get(), 80351110224678912),
///         _ => {}
///     }
/// }
/// # Ok::<(), zerocord::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Decoder {
    arena: Arena,
    memory: MemoryKept,
}

/// The maximum memory that a decoder keeps for the next frame, in bytes.
#[derive(Clone, Copy, Debug)]
struct MemoryKept(usize);

impl Default for MemoryKept {
    fn default() -> MemoryKept {
        MemoryKept(1 << 20)
    }
}

impl Decoder {
    /// A decoder with the default limits that uses the fastest backend of this CPU, or the one named by
    /// `ZEROCORD_BACKEND`.
    ///
    /// Allocates nothing until the first view is made.
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// A decoder with other limits, another backend or another memory bound.
    ///
    /// ```
    /// use zerocord::{Backend, Decoder, Limits};
    ///
    /// let decoder = Decoder::builder()
    ///     .limits(Limits::DEFAULT.with_frame_bytes(16 << 20))
    ///     .backend(Backend::PORTABLE)
    ///     .memory_kept(256 << 10)
    ///     .build();
    /// assert_eq!(decoder.limits().frame_bytes(), 16 << 20);
    /// ```
    pub fn builder() -> DecoderBuilder {
        DecoderBuilder { limits: Limits::DEFAULT, backend: Backend::chosen(), memory: MemoryKept::default() }
    }

    /// Decodes a frame: peeks at its envelope and makes a view of its payload. Only the payload's first byte is read.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) an object or
    /// [`ErrorKind::Truncated`](crate::ErrorKind::Truncated) if the frame is not an object; the fault that prevented
    /// finding the event name or the payload; `Expected` an object (or an array) if the payload has another type than
    /// its event requires. [`ErrorKind::FrameTooLong`](crate::ErrorKind::FrameTooLong) if the frame exceeds the
    /// [`Limits`]. Values inside the payload are checked by the accessors.
    ///
    /// ```
    /// use zerocord::{Decoder, Event};
    ///
    /// let mut decoder = Decoder::new();
    /// let frame = br#"{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{"id":"1","content":"hi","author":{"id":"80351110224678912"}}}"#;
    /// let Event::MessageCreate(message) = decoder.decode(frame)? else { panic!() };
    /// assert_eq!(message.content()?, "hi");
    /// assert_eq!(message.author()?.id()?.get(), 80351110224678912);
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    pub fn decode<'a>(&'a mut self, frame: &'a [u8]) -> Result<Event<'a>, Error> {
        decode_in(frame, self.arena())
    }

    /// Decodes a frame whose envelope has already been read, for programs that route on it and decode few frames.
    ///
    /// # Errors
    /// As [`decode`](Decoder::decode), except for those of the envelope.
    ///
    /// ```
    /// use zerocord::{Decoder, Envelope, Event, EventName};
    ///
    /// let mut decoder = Decoder::new();
    /// let frame = br#"{"t":"GUILD_DELETE","s":2,"op":0,"d":{"id":"41771983423143937","unavailable":true}}"#;
    /// let envelope = Envelope::peek(frame)?;
    /// if envelope.event_name()? == Some(EventName::GuildDelete) {
    ///     let Event::GuildDelete(guild) = decoder.decode_envelope(envelope)? else { panic!() };
    ///     assert_eq!(guild.id()?.get(), 41771983423143937);
    /// }
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    #[inline]
    pub fn decode_envelope<'a>(&'a mut self, envelope: Envelope<'a>) -> Result<Event<'a>, Error> {
        envelope.event(self.arena())
    }

    /// Fills a struct that derives [`Project`] from the payload of a frame of any event, in one pass that stops at the
    /// last wanted field.
    ///
    /// # Errors
    /// As [`Project::project`]; [`ErrorKind::Expected`](crate::ErrorKind::Expected) an object or
    /// [`ErrorKind::Truncated`](crate::ErrorKind::Truncated) if the frame is not an object.
    ///
    /// ```
    /// use zerocord::{Decoder, Id, Project, model::User};
    ///
    /// #[derive(Project)]
    /// struct Line<'a> {
    ///     #[project(path = "author.id")]
    ///     author_id: Id<User>,
    ///     content: &'a str,
    /// }
    ///
    /// let mut decoder = Decoder::new();
    /// let line: Line = decoder.project(br#"{"t":"MESSAGE_CREATE","s":3,"op":0,"d":{"content":"hi","author":{"id":"7"}}}"#)?;
    /// assert_eq!((line.author_id.get(), line.content), (7, "hi"));
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    #[inline]
    pub fn project<'a, T: Project<'a>>(&'a mut self, frame: &'a [u8]) -> Result<T, Error> {
        let arena = self.arena();
        T::project(Envelope::peek_with(frame, arena.backend())?.payload(), arena)
    }

    /// Finds the values of a [`Projection`], whose paths are known at run time, in the payload of a frame.
    ///
    /// # Errors
    /// As [`Projection::project`]; [`ErrorKind::Expected`](crate::ErrorKind::Expected) an object or
    /// [`ErrorKind::Truncated`](crate::ErrorKind::Truncated) if the frame is not an object.
    ///
    /// ```
    /// use zerocord::{Decoder, view::Projection};
    ///
    /// let projection = Projection::new(["author.id", "content"])?;
    /// let mut decoder = Decoder::new();
    /// let frame = br#"{"t":"MESSAGE_CREATE","s":3,"op":0,"d":{"content":"hi","author":{"id":"7"}}}"#;
    /// let row = decoder.project_with(&projection, frame)?;
    /// assert_eq!((row.field::<u64>(0).ok(), row.field::<&str>(1)?), (None, "hi"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn project_with<'p, 'a>(
        &'a mut self,
        projection: &'p Projection,
        frame: &'a [u8],
    ) -> Result<Row<'p, 'a>, Error> {
        let arena = self.arena();
        projection.project(Envelope::peek_with(frame, arena.backend())?.payload(), arena)
    }

    /// Reads every field of a frame's payload into an owned model.
    ///
    /// # Errors
    /// As [`RawValue::to_model`]; [`ErrorKind::Expected`](crate::ErrorKind::Expected) an object or
    /// [`ErrorKind::Truncated`](crate::ErrorKind::Truncated) if the frame is not an object.
    ///
    /// ```
    /// use zerocord::{Decoder, model::TypingStart};
    ///
    /// let frame = br#"{"t":"TYPING_START","s":5,"op":0,"d":{"user_id":"7","timestamp":1700000000,"channel_id":"9"}}"#;
    /// let typing: TypingStart = Decoder::new().to_model(frame)?;
    /// assert_eq!(typing.user_id.get(), 7);
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    #[inline]
    #[allow(clippy::wrong_self_convention)] // the cost is what `to_` implies, and it uses the decoder's memory
    pub fn to_model<M: Model>(&mut self, frame: &[u8]) -> Result<M, Error> {
        let arena = self.arena();
        Envelope::peek_with(frame, arena.backend())?.payload().to_model(arena)
    }

    /// Reads a value as a `T`: a peeked payload, or any value in it, as a view, a projection, a list, a number.
    ///
    /// # Errors
    /// As [`RawValue::parse`].
    ///
    /// ```
    /// use zerocord::{Decoder, Envelope, model::UserRef};
    ///
    /// let mut decoder = Decoder::new();
    /// let frame = br#"{"t":"SOMETHING_NEW","s":3,"op":0,"d":{"by":{"id":"7","username":"nelly"}}}"#;
    /// let Some(by) = Envelope::peek(frame)?.payload().get("by")? else { panic!() };
    /// assert_eq!(decoder.parse::<UserRef>(by)?.username()?, "nelly");
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    #[inline]
    pub fn parse<'a, T: FromJson<'a>>(&'a mut self, value: RawValue<'a>) -> Result<T, Error> {
        value.parse(self.arena())
    }

    /// The decoder's arena, empty: for several reads of one frame.
    ///
    /// ```
    /// use zerocord::{Decoder, Envelope};
    ///
    /// let mut decoder = Decoder::new();
    /// let envelope = Envelope::peek(br#"{"t":"RESUMED","s":1,"op":0,"d":{"_trace":["a\n"]}}"#)?;
    /// let arena = decoder.arena();
    /// let event = envelope.event(arena)?;
    /// let trace: Vec<&str> = envelope.payload().get("_trace")?.unwrap().parse(arena)?;
    /// assert_eq!((event.event_name(), trace), (envelope.event_name()?, vec!["a\n"]));
    /// # Ok::<(), zerocord::Error>(())
    /// ```
    #[inline]
    pub fn arena(&mut self) -> &Arena {
        self.arena.reset();
        if self.arena.allocated_bytes() > self.memory.0 {
            self.arena.release();
        }
        &self.arena
    }

    /// The memory that the decoder holds for views and unescaped strings, in use or kept for the next frame, in bytes.
    pub fn allocated_bytes(&self) -> usize {
        self.arena.allocated_bytes()
    }

    /// The backend that the decoder uses.
    #[inline]
    pub fn backend(&self) -> Backend {
        self.arena.backend()
    }

    /// The limits per frame.
    #[inline]
    pub fn limits(&self) -> &Limits {
        self.arena.limits()
    }
}

/// Sets up a [`Decoder`]; made by [`Decoder::builder`].
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct DecoderBuilder {
    limits: Limits,
    backend: Backend,
    memory: MemoryKept,
}

impl DecoderBuilder {
    /// The limits per frame. Default: [`Limits::DEFAULT`].
    pub fn limits(self, limits: Limits) -> DecoderBuilder {
        DecoderBuilder { limits, ..self }
    }

    /// The backend to use. Default: [`Backend::chosen`].
    pub fn backend(self, backend: Backend) -> DecoderBuilder {
        DecoderBuilder { backend, ..self }
    }

    /// The most memory, in bytes, that the decoder keeps for the next frame. Default: 1 MiB.
    ///
    /// A frame that needs more gets it, up to the [`Limits`], and the next call returns it to the heap. Set it to what
    /// the largest frequent frames need according to [`Decoder::allocated_bytes`]: frames above it allocate again each
    /// time.
    pub fn memory_kept(self, bytes: usize) -> DecoderBuilder {
        DecoderBuilder { memory: MemoryKept(bytes), ..self }
    }

    /// Builds the decoder.
    pub fn build(self) -> Decoder {
        let arena = Arena::with_backend(self.backend).and_limits(self.limits);
        Decoder { arena, memory: self.memory }
    }
}
