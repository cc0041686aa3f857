//! Owned structs for every object, enum and flag set of the gateway.
//!
//! One file per Discord resource. The structs are plain serde structs with public fields. The borrowed views are
//! derived from them. This layer knows the names and types of fields; it does not know frames, opcodes, or how JSON is
//! read.
//!
//! # What a field's type means
//!
//! | type | the key | written back |
//! | --- | --- | --- |
//! | `T` | is always present | always |
//! | `Option<T>`, with a default | may be absent | when there is a value |
//! | `Option<T>`, without one | is always present, may be null | always |
//! | [`Field<T>`](Field) | may be absent, may be null | unless absent |
//! | [`NullFlag`] | present as null is true, absent is false | when true |
//!
//! A model that is read from JSON and written again has the same keys and values. A few values change their form but
//! not their meaning: identifiers and permissions become strings, enum values become numbers, and times get Discord's
//! layout. Keys that are not in the model are dropped; the views can list them.
//!
//! # What is accepted beyond the documentation
//!
//! - Enums and flag sets are open. An unknown number or string is kept in `Unknown`; an unknown bit stays set.
//! - Identifiers may be bare integers, permissions numbers, times may have other offsets and fractions.
//! - If a value can have several types (a nonce, an option's value, the value of an audit log change), an enum has a
//!   variant for each, and `Other` for anything else.
//! - A component of an unknown type, or one that lacks a field, is kept as JSON; the message around it can still be
//!   read.
//!
//! A missing required field, or a field of the wrong type, is an error when reading a model. In a view it is an error
//! of that field only, and only when the field is read.
//!
//! # Naming
//!
//! The key `type` is the field `kind`, since `type` is a keyword of Rust. Fields and variants that Discord has not
//! documented are marked as such; they may disappear without notice.
//!
//! Sources: Discord's developer documentation; for undocumented parts, the Discord Userdoccers project and observed
//! frames. Each type names the page and section that describes it.

mod activity;
mod application;
mod application_command;
mod attachment;
mod audit_log;
mod auto_moderation;
mod ban;
mod call;
mod channel;
mod channel_event;
mod color;
mod component;
mod conversation_summary;
mod directory;
mod embed;
mod embedded_activity;
mod emoji;
mod event_family;
mod field;
mod flags;
mod forum;
mod guild;
mod guild_create;
mod guild_event;
mod guild_feature;
mod id;
mod image_hash;
mod image_url;
mod integration;
mod intents;
mod interaction;
mod invite;
mod join_request;
mod locale;
mod member;
mod member_chunk;
mod mention;
mod message;
mod message_event;
mod message_type;
mod monetization;
mod open_enum;
mod open_value;
mod partial_guild;
mod permissions;
mod poll;
mod presence;
mod reaction;
mod ready;
mod resolved;
mod role;
mod saturating;
mod scheduled_event;
mod soundboard;
mod stage;
mod sticker;
mod team;
mod thread;
mod timestamp;
mod timestamp_conversions;
mod twin;
mod typing;
mod user;
mod version;
mod voice;
mod webhook;
mod wide_flags;
mod wraps;

pub use activity::*;
pub use application::*;
pub use application_command::*;
pub use attachment::*;
pub use audit_log::*;
pub use auto_moderation::*;
pub use ban::*;
pub use call::*;
pub use channel::*;
pub use channel_event::*;
pub use color::*;
pub use component::*;
pub use conversation_summary::*;
pub use directory::*;
pub use embed::*;
pub use embedded_activity::*;
pub use emoji::*;
pub use event_family::*;
pub use field::*;
pub use forum::*;
pub use guild::*;
pub use guild_create::*;
pub use guild_event::*;
pub use guild_feature::*;
pub use id::*;
pub use image_hash::*;
pub use image_url::*;
pub use integration::*;
pub use intents::*;
pub use interaction::*;
pub use invite::*;
pub use join_request::*;
pub use locale::*;
pub use member::*;
pub use member_chunk::*;
pub use mention::*;
pub use message::*;
pub use message_event::*;
pub use message_type::*;
pub use monetization::*;
pub use partial_guild::*;
pub use permissions::*;
pub use poll::*;
pub use presence::*;
pub use reaction::*;
pub use ready::*;
pub use resolved::*;
pub use role::*;
pub use scheduled_event::*;
pub use soundboard::*;
pub use stage::*;
pub use sticker::*;
pub use team::*;
pub use thread::*;
pub use timestamp::*;
pub use typing::*;
pub use user::*;
pub use version::*;
pub use voice::*;
pub use webhook::*;
pub use wide_flags::*;
