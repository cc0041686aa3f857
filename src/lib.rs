//! The fastest decoder of Discord gateway frames: reads only the requested fields.
//!
//! A bot's gateway connection, or a recording of one, is a stream of *frames*: JSON objects with an opcode, an event
//! name and a payload. Most frames are dropped, and only a few fields of the rest are used. zerocord peeks at the event
//! name, leaves the payload unread and returns views that read a field when it is requested:
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
//! }                                                    // the next call reuses the memory of this one
//! # Ok(())
//! # }
//! ```
//!
//! # Four ways to read
//!
//! | you want | use | what is read |
//! | --- | --- | --- |
//! | to route or to count | [`Envelope::peek`] | the first hundred bytes |
//! | some fields, decided as you go | [`Decoder::decode`] and the views | up to the requested field |
//! | the same fields of every frame | [`Decoder::project`] with [`#[derive(Project)]`](derive@Project), [`Decoder::project_with`] with a [`Projection`](view::Projection) | once, up to the last of them |
//! | all of it, to keep | [`Decoder::to_model`], `to_owned()` of any view, or serde | everything |
//! | everything that can be read | `to_owned_lossy()`, [`RawValue::to_model_lossy`] | everything; faults are listed |
//!
//! To route on the envelope and decode few frames, pass the result of [`Envelope::peek`] to
//! [`Decoder::decode_envelope`]. To keep the views of many frames at once, use [`decode_in`] and an [`Arena`].
//!
//! Views come from [`model`]: plain serde structs for every object of the gateway. [`#[derive(View)]`](derive@View)
//! generates views for your own structs too.
//!
//! # From a payload to any type
//!
//! [`Decoder::parse`] reads any unread value as the type you choose: the view of a model, the view or projection of
//! your own struct, a list, a number. On a view, `view_as::<T>()` reads the same object as a `T`. For keys that no
//! model has, use `get::<T>("key")`, or `raw("key")` for the bytes.
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
//! # Several events, one accessor
//!
//! If an event wraps one object, the event has the object's fields: a [`GuildBanAdd`](Event::GuildBanAdd) has a
//! `username()`. If several events are about the same kind of object, [`Event::guild_role`] and similar methods read
//! all of them:
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
//! | `op`, `s`, `t` | their positions; their spelling when read | the same | all |
//! | the payload | not read if `d` is last, as Discord writes it | see below | all |
//! | a requested value | | grammar, range, escapes, surrogates, UTF-8, what follows it | all |
//! | keys before it | | that the wanted ones match | all |
//! | skipped values | strings end, brackets balance in number | the same | all |
//! | bytes after the last requested value | not read | not read | all |
//!
//! Each cell has a test in `tests/checked.rs`. In every mode, nothing panics, nothing outside the frame is read,
//! nesting uses no stack, and the time is linear in the frame's length. The first of repeated keys counts; keys spelled
//! with escapes match.
//!
//! # Errors
//!
//! An [`Error`] is a kind and an offset, eight bytes. A field that cannot be read does not affect the others. An error
//! about a missing field names it. [`Error::explain`] adds the path of the field and an excerpt, for people.
//!
//! # Backends
//!
//! The kernels use AVX-512, AVX2 or NEON if the CPU supports it, detected at run time, and plain integers otherwise. The
//! environment variable `ZEROCORD_BACKEND` (`portable`, `avx2`, `avx512`, `neon`, `neon-pmull`) selects one: see
//! [`Backend::chosen`].

// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

// The derives refer to this crate by its external path, and the models use the derives.
extern crate self as zerocord;

mod arena;
mod decode;
mod decoder;
mod envelope;
mod event;
#[cfg(not(few_models))]
mod event_family;
mod event_ids;
mod frames;
mod json;
mod key_order;
mod limits;
#[cfg_attr(few_models, path = "model/few.rs")]
pub mod model;
#[cfg(not(few_models))]
pub mod permissions;
mod simd;
pub mod view;

pub use arena::Arena;
pub use decode::decode_in;
pub use decoder::{Decoder, DecoderBuilder};
pub use envelope::{Envelope, EventName, Opcode, ParseEventNameError};
pub use event::{Event, UnknownEvent};
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

/// Items that generated code uses. Not public API; they may change in any release.
#[doc(hidden)]
pub mod __private {
    pub use serde;

    pub use crate::event::PayloadVisitor;
    pub use crate::view::deserialize::{
        DeserializeFields, DeserializeModel, deserialize_nothing, deserialize_object, deserialize_value,
    };
    pub use crate::view::keys::{Frequent, KeyTable, Keys, bucket_count, concat, count_in, names, names_in};
    pub use crate::view::model::{Blank, Fields};
    pub use crate::view::object::{DebugFields, FieldPlace, Object};
    pub use crate::view::plan::{Located, Node, Plan, Target};
    pub use crate::view::reader::{Reader, Seen};
    pub use crate::view::{FromJson, List, Lossy, Model, Project, UnknownFields, ViewOf};
}

/// The pages for users, whose examples run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

#[cfg(doctest)]
#[doc = include_str!("../docs/guide.md")]
mod guide {}
