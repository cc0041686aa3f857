//! Reads only what is asked for: the fastest decoder of Discord gateway frames.
//!
//! A bot's gateway connection, or a recording of one, is a stream of *frames*: JSON objects with an opcode, an
//! event name and a payload. Most frames are dropped, and of the rest a few fields are wanted. zerocord peeks at
//! the event name, leaves the payload unread and hands out views that read a field when it is asked for:
//!
//! ```
//! use zerocord::{Decoder, Event};
//!
//! # fn main() -> Result<(), zerocord::Error> {
//! let recording = br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"content":"hello","author":{"id":"80351110224678912"}}}
//! {"t":"TYPING_START","s":2,"op":0,"d":{"user_id":"80351110224678912"}}
//! {"t":"SOMETHING_NEW","s":3,"op":0,"d":{}}"#;
//!
//! let mut decoder = Decoder::new();
//! for frame in zerocord::frames(recording) {           // lines, nothing copied
//!     match decoder.decode(frame)? {                   // peeks; `d` is not read yet
//!         Event::MessageCreate(message) => println!("{} {}", message.author()?.id()?, message.content()?),
//!         Event::Unknown(event) => eprintln!("{} is new", event.name()),
//!         _ => {}
//!     }
//! }                                                    // the next call reuses the memory; no view can be left
//! # Ok(())
//! # }
//! ```
//!
//! # Four ways to read
//!
//! | you want | take | what is read |
//! | --- | --- | --- |
//! | to route or to count | [`Envelope::peek`] | the first hundred bytes |
//! | some fields, decided as you go | [`Decoder::decode`] and the views | up to the field that is asked for |
//! | the same fields of every frame | [`Decoder::project`] with [`#[derive(Project)]`](derive@Project), [`Decoder::project_with`] with a [`Projection`](view::Projection) | once, up to the last of them |
//! | all of it, to keep | [`Decoder::to_model`], `to_owned()` of any view, or serde | everything |
//! | all that can be read | `to_owned_lossy()`, [`RawValue::to_model_lossy`] | everything; faults are named |
//!
//! To route on the envelope and decode few frames, give [`Decoder::decode_envelope`] what [`Envelope::peek`] found. To
//! keep the views of many frames at once, use [`decode_in`] and an [`Arena`].
//!
//! Views come from [`model`]: plain serde structs of every object of the gateway. [`#[derive(View)]`](derive@View)
//! makes them of your own structs too.
//!
//! # From a payload to any type
//!
//! [`Decoder::parse`] reads any unread value as whatever you want of it: the view of a model, the view or the projection of a
//! struct of your own, a list, a number. From a view in hand, `view_as::<T>()` reads the same object as a `T`. Keys that no
//! model knows are read by `get::<T>("key")`, or by `raw("key")` where you want the bytes.
//!
//! ```
//! use zerocord::{Decoder, Envelope, Event, Id, Project, model::User};
//!
//! #[derive(Debug, PartialEq, Project)]
//! struct Line<'a> {
//!     #[project(path = "author.id")]
//!     author_id: Id<User>,
//!     content: &'a str,
//! }
//!
//! let frame = br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"content":"hi","author":{"id":"7"},"mood":"good"}}"#;
//! let mut decoder = Decoder::new();
//! let line: Line = decoder.parse(Envelope::peek(frame)?.payload())?;
//! assert_eq!((line.author_id.get(), line.content), (7, "hi"));
//!
//! let Event::MessageCreate(message) = decoder.decode(frame)? else { panic!() };
//! assert_eq!(message.view_as::<Line>()?, Line { author_id: Id::new(7), content: "hi" });
//! assert_eq!(message.get::<Option<&str>>("mood")?, Some("good"));
//! # Ok::<(), zerocord::Error>(())
//! ```
//!
//! # Several events, one reader
//!
//! Where an event wraps one object, the object's fields are the event's: a [`GuildBanAdd`](Event::GuildBanAdd) has a
//! `username()`. Where several events tell of one thing, [`Event::guild_role`] and its like read them all:
//!
//! ```
//! let mut decoder = zerocord::Decoder::new();
//! let made = br#"{"t":"GUILD_ROLE_CREATE","s":1,"op":0,"d":{"guild_id":"7","role":{"id":"9","name":"mods"}}}"#;
//! let gone = br#"{"t":"GUILD_ROLE_DELETE","s":2,"op":0,"d":{"guild_id":"7","role_id":"9"}}"#;
//! for frame in [&made[..], gone] {
//!     let Some(role) = decoder.decode(frame)?.guild_role() else { continue };
//!     assert_eq!((role.guild_id()?.get(), role.id()?.map(|id| id.get())), (7, Some(9)));
//! }
//! # Ok::<(), zerocord::Error>(())
//! ```
//!
//! # What is checked
//!
//! | | peek | used values | [`validate`] |
//! | --- | --- | --- | --- |
//! | `op`, `s`, `t` | where they stand; their spelling when asked for | the same | all |
//! | the payload | not looked at, where `d` comes last as Discord writes it | see below | all |
//! | a value that is asked for | | grammar, range, escapes, surrogates, UTF-8, what follows it | all |
//! | keys on the way to it | | that the wanted ones are spelled so | all |
//! | what is passed over | strings end, brackets balance in number | the same | all |
//! | bytes behind what was wanted | not looked at | not looked at | all |
//!
//! Each cell is held by a test, in `tests/checked.rs`. In any mode: nothing panics, nothing outside the frame is read, the stack stays as
//! it is whatever the nesting, and the time is linear in the frame. Of a repeated key the first counts; keys that are
//! spelled with escapes match.
//!
//! # Errors
//!
//! An [`Error`] is a kind and an offset, eight bytes. One field that cannot be read costs that field; the others can
//! still be asked for. An error about a missing field names it. [`Error::explain`] adds the path of the field and an
//! excerpt, for people.
//!
//! # Backends
//!
//! The kernels use AVX-512 or AVX2 where the CPU has it, decided at run time, and plain integers elsewhere. The
//! environment variable `ZEROCORD_BACKEND` (`portable`, `avx2`, `avx512`) forces one: see [`Backend::chosen`].

// The derives name this crate by its outside path, and the models use the derives.
extern crate self as zerocord;

mod arena;
mod decode;
mod decoder;
mod envelope;
mod event;
mod event_family;
mod frames;
mod json;
mod key_order;
mod limits;
pub mod model;
mod simd;
pub mod view;

pub use arena::Arena;
pub use decode::decode_in;
pub use decoder::{Decoder, DecoderBuilder};
pub use envelope::{Envelope, EventName, Opcode};
pub use event::{Event, PayloadVisitor, UnknownEvent};
pub use frames::{FrameCursor, Frames, frames};
pub use json::array::Elements;
pub use json::error::{Error, ErrorKind, Expected};
pub use json::explain::Explanation;
pub use json::field_name::FieldName;
pub use json::object::{Members, RawText};
pub use json::raw::{RawValue, ValueKind};
pub use json::validate::{validate, validate_with};
pub use limits::Limits;
pub use model::{Field, Id, Snowflake, Timestamp};
pub use simd::Backend;
pub use view::Project;
pub use zerocord_derive::{Project, View};

/// What generated code names; not public API, it may change in any release.
#[doc(hidden)]
pub mod __private {
    pub use serde;
}

/// The README, whose examples run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
