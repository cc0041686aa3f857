//! Properties that must hold for any input bytes.
//!
//! Each check takes a frame, compares zerocord with an oracle, and panics if they differ. Tests run them on the corpus,
//! fuzz targets on the fuzzer's input.
//!
//! | check | oracle |
//! | --- | --- |
//! | [`check_peek`] | serde_json over all members of the envelope |
//! | [`check_strict`] | serde_json into a `Value` |
//! | [`check_skip`] | serde_json's end of the value |
//! | [`check_backends`] | the portable backend: values, errors and offsets |
//! | [`check_learned`] | a decoder that has seen no frame before |
//! | [`History::check`] | an arena without a history |
//! | [`check_views`] | the models through serde_json: acceptance and values |
//! | [`check_projections`] | serde_json's value at the same path |
//! | [`check_key_trees`] | a walk over all members |
//! | [`check_value`] | serde_json's `Value` |
//! | [`check_text`], [`check_numbers`] | serde_json and the standard library |
//! | [`check_timestamp`] | jiff |
//! | [`check_frames`] | a simple split at newlines |

mod backends;
mod everything;
mod histories;
mod key_trees;
mod learned;
mod peek;
mod projections;
mod strict;
mod values;
mod views;

pub use backends::check_backends;
pub use everything::{digest, print_everything};
pub use histories::History;
pub use key_trees::check_key_trees;
pub use learned::{check_learned, check_learned_with};
pub use peek::check_peek;
pub use projections::check_projections;
pub use strict::{check_skip, check_strict};
pub use values::{check_frames, check_numbers, check_text, check_timestamp, check_value};
pub use views::check_views;

/// Runs all checks that hold for any bytes.
pub fn check_all(frame: &[u8]) {
    check_strict(frame);
    check_skip(frame);
    check_peek(frame);
    backends::check_backends_and_learned(frame);
    check_views(frame);
    check_projections(frame);
    check_value(frame);
    check_frames(frame);
}
