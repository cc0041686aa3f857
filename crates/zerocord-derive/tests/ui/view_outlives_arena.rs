//! A view lives no longer than its arena, and no longer than the next reset.
use zerocord::{Arena, decode};

fn main() {
    let frame = br#"{"t":"RESUMED","s":1,"op":0,"d":{}}"#;
    let event = decode(frame, &Arena::new()).unwrap();
    println!("{event:?}");

    let mut arena = Arena::new();
    let event = decode(frame, &arena).unwrap();
    arena.reset();
    println!("{event:?}");
}
