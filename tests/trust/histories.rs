//! The frames that a decoder has read before do not change a result; frames are changed token by token.

use zerocord::view::Projection;
use zerocord::{Backend, Decoder};
use zerocord_testkit::checks::History;
use zerocord_testkit::tokens::Choices;

/// `cargo run --release -p zerocord-testkit --example histories 100000000` runs the same check for longer.
#[test]
fn small_frames_after_others() {
    let count = if cfg!(debug_assertions) { 20_000 } else { 1_000_000 };
    for backend in Backend::available() {
        let mut veteran = Decoder::builder().backend(backend).build();
        for seed in 0..count {
            History::of(&mut Choices::of_seed(seed)).check(&mut veteran);
        }
    }
}

/// The frame that showed a missing comparison of a separator: bytes after the object's end were read as its members.
#[test]
fn a_missing_comma_ends_an_object() {
    let plain = br#"{"t":"X","s":1,"op":0,"d":{"id":"7","name":"good"}}"#;
    let broken = br#"{"t":"X","s":1,"op":0,"d":{"zzz":1}"id":"666","name":"evil"}}"#;
    let projection = Projection::new(["name", "id"]).unwrap();
    for backend in Backend::available() {
        let mut decoder = Decoder::builder().backend(backend).build();
        for _ in 0..10 {
            let row = decoder.project_with(&projection, plain).unwrap();
            assert!(row.value(0).unwrap().is_some());
            let row = decoder.project_with(&projection, broken).unwrap();
            assert_eq!([0, 1].map(|path| row.value(path).map(|value| value.is_none())), [Ok(true); 2]);
        }
    }
}
