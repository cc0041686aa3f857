//! Discord gateway frames as [Arrow] tables, straight from the bytes.
//!
//! Each event is a [`Table`]. Its columns are the fields of the event in `zerocord-schema`. There is no intermediate model and no
//! JSON value: one walk over a frame finds the wanted values and reads each into its column. An absent key costs nothing.
//!
//! ```
//! use zerocord_arrow::{IntoBatches, Table, TableOptions};
//! use zerocord_firehose::Recording;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let frames = br#"{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"id":"7","channel_id":"8","author":{"id":"9"},"content":"hi"}}"#;
//! let options = TableOptions::default().columns(["id", "channel_id", "author.id", "content"]).content(true);
//! let table = Table::of("MESSAGE_CREATE", &options)?;
//! for batch in Recording::from_reader(&frames[..]).into_batches(table) {
//!     assert_eq!(batch?.num_rows(), 1);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Types
//!
//! | on the wire | Arrow | |
//! | --- | --- | --- |
//! | id | UInt64 | null for an empty string |
//! | integer, enum of integers, flags as an integer | Int64 | |
//! | permissions, flags as digits in a string | Utf8 | they may be wider than 64 bits |
//! | string, image hash, enum of strings | Utf8 | |
//! | number with a fraction | Float64 | |
//! | boolean | Boolean | |
//! | null flag (role tags) | Boolean | true if the key is present, false if it is absent |
//! | time by ISO 8601, seconds or milliseconds since 1970 | Timestamp(µs, UTC) | |
//! | color | UInt32 | |
//! | object, array, map | Struct, List, Map | |
//! | one of several types, any type, objects below the [depth](TableOptions::depth) or inside themselves | Utf8 marked `arrow.json` | the bytes as they came |
//!
//! An array or a map whose elements would be JSON becomes one JSON column. Columns have the names of the wire; the columns of
//! nested objects are fields of structs. A payload that is not an object, or has no known structure, is the column `d`.
//!
//! All fields are nullable. The metadata of a field are `zerocord.path` (`author.id`), `zerocord.kind` (`snowflake`) and, for
//! enums and flags, `zerocord.names`: a JSON object that maps values, or bit numbers, to names. The metadata of a schema are
//! `zerocord.event`, `zerocord.version` and `zerocord.depth`.
//!
//! Two more tables hold everything else: `unknown` (events that the schema does not describe: `t` and `d`) and `other` (frames
//! that are not events: `op` and `d`). [`FrameColumn`] lists the columns that describe the frame itself.
//!
//! # Absent and null
//!
//! Both are null in a column. `_absent` lists the paths of the columns whose key is absent. Of an absent object only the object
//! is listed; keys of objects in lists and maps are not listed. A null cell that is not listed was null, or had an unexpected
//! type. Tables of `*_UPDATE` events have this column by default: see [`TableOptions::presence`].
//!
//! # Unknown keys
//!
//! Discord adds keys. `_extra` holds them as a JSON object, by path: `new`, `author.new`, `mentions.0.new`, or
//! `resolved.users.7.new` in a map. Unknown keys inside a JSON column stay there.
//!
//! # Privacy
//!
//! Message content is left out unless [`TableOptions::content`] includes it: `content`, `embeds`, `components`,
//! `matched_content` and `matched_keyword` of every object; `url`, `proxy_url`, `filename`, `title` and `description` of
//! attachments; `question` and `answers` of polls. The same applies inside JSON columns and `_extra`. Where the schema ends,
//! `attachments` and `poll` are left out completely. JSON from which keys were removed has no white space.
//!
//! # Derived columns
//!
//! [`TableOptions::derive`] adds columns about content to the tables of events with the fields that they need. They are null if
//! the field is absent or null.
//!
//! | column | from | |
//! | --- | --- | --- |
//! | `content_len` | `content` | number of Unicode code points, Int64 |
//! | `has_link` | `content` | whether it has `http://` or `https://`, Boolean |
//! | `emoji_count` | `content` | number of custom and Unicode emoji, Int64; a sequence such as a family or a flag counts once |
//! | `mention_count` | `mentions` | number of mentioned users, Int64 |
//! | `attachment_count` | `attachments` | number of attachments, Int64 |
//!
//! # Bad input
//!
//! A value whose type does not match its column is null and counted by path. A bad frame costs only that frame. The
//! [`TableReport`] counts both, with file, line and byte of the first few. The first of repeated keys wins. A batch never holds
//! half a row, and it ends early before the 32-bit offsets of its columns could overflow.
//!
//! By default [`zerocord::validate`] checks every byte of a frame before the frame becomes a row: see
//! [`TableOptions::validate`].
//!
//! [Arrow]: https://arrow.apache.org

mod batches;
mod column;
mod options;
mod origin;
mod plan;
mod privacy;
mod report;
mod row;
mod shape;
mod table;

pub use arrow_array;
pub use arrow_schema;
pub use batches::{BatchOptions, Batches, IntoBatches, TableBatch, TableBatches};
pub use options::{FrameColumn, TableError, TableOptions};
pub use origin::FrameOrigin;
pub use report::{BadFrame, BadFrameReason, ReportedReason, SourcePosition, TableReport, WrongValues};
pub use table::{PushError, RowBuffer, SortedBatches, Table, TableRows, TableSet, TableSetPlan};

/// The README, whose example runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

/// The page about analytics, whose example runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/analytics.md")]
mod analytics {}
